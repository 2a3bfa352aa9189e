"""One plain text: what normalising keeps and drops."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillpact.files.documents import normalise_text
from skillpact.files.documents.hyphenation import join_hyphenated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\x0bd\x0ce\u2028f\x85g", "a\nb\nc\nd\ne\nf\ng"),
        ("a\tb\x07c\x1bd", "a b c d"),
        ("a\x00b", "ab"),
        ("con\u00adtrol", "control"),
        ("con\u00ad\ntrol", "control"),
        ("ze\u200bro \ufeffwidth\u2060", "zero width"),
        ("\u202eabc\u202c \u200fdef\u200e", "abc def"),
        ("oﬃce ﬁle ﬂow ﬀ ﬆ", "office file flow ff st"),
        ("e\u0301", "é"),
        ("x² ½ ™ №", "x² ½ ™ №"),
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("\uf0b7 TIG \ue123", "• TIG"),
        ("a\ud800b", "a\ufffdb"),
        ("  a  \n\n\n\n b  \n", "  a\n\n b"),
        ("a\u200db \u200cc", "ab c"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("C++ and C# at 5 % – “ok”", "C++ and C# at 5 % – “ok”"),
        ("", ""),
    ],
)
def test_text_is_made_plain(text, expected):
    assert normalise_text(text) == expected


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_normalising_twice_changes_nothing_and_leaves_no_controls(text):
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert [c for c in once if unicodedata.category(c) in {"Cc", "Cs", "Co"} and c != "\n"] == []
    once.encode("utf-8")


def test_a_tower_of_marks_is_cut_and_costs_little():
    started = time.perf_counter()
    assert len(normalise_text("e" + "\u0301\u0327" * 300_000)) <= 32
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exper-\nience in welding", "experience\nin welding"),
        ("exper\ufffeience in welding", "experience\nin welding"),
        ("full-\nstack developer", "full-stack\ndeveloper"),
        ("a know-how, the know-\nhow of", "a know-how, the know-how\nof"),
        ("SQL-\nServer", "SQL-Server\n"),
        ("ISO-\n9001", "ISO-9001\n"),
        ("a b - c\nd", "a b - c\nd"),
        ("2010 -\n2012", "2010 -\n2012"),
    ],
)
def test_words_divided_by_a_line_end_are_joined_carefully(text, expected):
    assert join_hyphenated(text) == expected
