"""Documents given as rows: what is refused is one row, with its place, and never the file."""

from __future__ import annotations

import io
import json
import sys

import document_samples as samples
import pytest

from skillpact.errors import InputError
from skillpact.files.documents import Document, DocumentReader, ReaderLimits, iter_jsonl
from skillpact.records import Refusal


def lines(data: bytes, **options) -> list[Document | Refusal]:
    return list(iter_jsonl(io.BytesIO(data), "in.jsonl", **options))


def read(name: str, data: bytes, role="vacancy"):
    with DocumentReader() as reader:
        return reader.read_bytes(data, role=role, name=name)


def test_a_line_gives_a_document_with_its_further_facts():
    line = b'{"id": 7, "text": "Weld\\r\\npipes", "lang": "EN-gb", "title": " TIG  welder ",'
    line += b' "region": "ES213", "n": 2, "x": [1]}\n'
    assert lines(line) == [
        Document("7", "jsonl", "Weld\npipes", "TIG welder", "en", {"region": "ES213", "n": "2"}),
    ]


def test_each_bad_line_is_refused_in_its_place_and_the_rest_goes_on():
    rows = [
        b'{"id": "a", "text": "first"}',
        b"{broken",
        b'["id", "text"]',
        b'{"text": "no id"}',
        b'{"id": true, "text": "x"}',
        b'{"id": "b"}',
        b'{"id": "b", "text": 5}',
        b'{"id": "b", "text": "x", "lang": 5}',
        b'{"id": "b", "text": "x", "lang": "english"}',
        b'{"id": "a", "text": "again"}',
        b'{"id": "n", "text": "x", "score": NaN}',
        b'{"id": "n", "text": "a\x00b"}',
        b'{"id": "n", "text": "caf\xe9"}',
        b"[" * 100_000,
        b'{"id": "' + b"i" * 300 + b'", "text": "x"}',
        b"",
        b'{"id": "z", "text": "last", "lang": null, "title": null}',
    ]
    found = lines(b"\n".join(rows))
    assert [item.id for item in found if isinstance(item, Document)] == ["a", "z"]
    refusals = [item for item in found if isinstance(item, Refusal)]
    assert [(item.row, item.column) for item in refusals] == [
        (2, None), (3, None), (4, "id"), (5, "id"), (6, "text"), (7, "text"), (8, "lang"), (9, "lang"), (10, "id"),
        (11, None), (12, None), (13, None), (14, None), (15, "id"),
    ]  # fmt: skip
    assert [item.message.split(",")[0].split(";")[0] for item in refusals] == [
        "found no valid JSON (Expecting property name enclosed in double quotes at line 1",
        "found a list", "found nothing", "found true or false", "found nothing", "found a number", "found a number",
        "found 'english'", "'a' stands in an earlier row", "found NaN", "found a NUL byte",
        "the bytes are no UTF-8: save the file as UTF-8",
        "found JSON nested too deeply", "the id is longer than 200 characters",
    ]  # fmt: skip


def test_marks_and_line_ends_of_other_systems_are_read():
    assert [d.id for d in lines(b"\xef\xbb\xbf" + samples.ROWS.replace(b"\n", b"\r\n"))] == ["a", "2"]
    assert lines(samples.ROWS.decode().encode("utf-16")) == [
        Refusal("in.jsonl", 1, None, "found UTF-16, expected UTF-8: save the file as UTF-8")
    ]


def test_a_line_of_ten_megabytes_is_refused_and_the_next_one_read():
    big = b'{"id": "big", "text": "' + b"x" * 10_000_000 + b'"}\n'
    found = lines(big + samples.ROWS)
    assert found[0] == Refusal("in.jsonl", 1, None, "the line is longer than 8,000,000 bytes: split the text")
    assert [d.id for d in found[1:]] == ["a", "2"]
    assert [d.id for d in lines(big[:-1])[1:]] == []


def test_lines_are_read_one_at_a_time():
    class Endless(io.RawIOBase):
        n_lines = 0

        def readline(self, size=-1):
            self.n_lines += 1
            return b'{"id": %d, "text": "x"}\n' % self.n_lines

    stream = Endless()
    found = iter_jsonl(stream, "-")
    assert [next(found).id for _ in range(3)] == ["1", "2", "3"]
    assert stream.n_lines == 3


def test_an_empty_text_is_the_callers_matter_in_a_stream_and_refused_in_a_file():
    line = b'{"id": "a", "text": " "}\n'
    assert lines(line) == [Document("a", "jsonl", "")]
    assert read("a.jsonl", line).refusals == (Refusal("a.jsonl", 1, "text", "found nothing, expected a text"),)


def test_a_line_of_a_talent_keeps_no_title_and_no_further_facts():
    row = json.dumps(
        {"id": "t1", "text": samples.CV_TEXT, "lang": "es", "title": "Itziar", "email": "i@mail.example"}
    ).encode()
    (document,) = lines(row, role="talent")
    assert document.title is None
    assert document.fields == {}
    assert document.language == "es"
    assert document.text.startswith("PERFIL")


def test_a_table_gives_documents_whatever_its_separator():
    expected = (
        Document("a", "csv", "Soldadura TIG, MIG", "Soldadora", "es"),
        Document("b", "csv", "Drive a forklift", None, "en"),
    )
    assert read("t.csv", samples.TABLE).documents == expected
    assert read("t.csv", b"\xef\xbb\xbf" + samples.TABLE.replace(b"\n", b"\r\n")).documents == expected
    for separator in (";", "\t"):
        rows = [
            ["Id", "Text", "lang", "title"],
            ["a", '"Soldadura TIG, MIG"', "es", "Soldadora"],
            ["b", "Drive a forklift", "en", ""],
        ]
        assert read("t.csv", "\n".join(map(separator.join, rows)).encode()).documents == expected


def test_a_bad_row_of_a_table_is_refused_by_its_row_in_a_spreadsheet():
    data = (
        b'id,text,lang\na,"two\nlines",en\n,no id,en\nb,,en\nc,x,en,more\nd,x,klingon\na,again,en\ne,fine,en\nf,"open'
    )
    result = read("t.csv", data)
    assert [(d.id, d.text) for d in result.documents] == [("a", "two\nlines"), ("e", "fine")]
    assert [(r.row, r.column) for r in result.refusals] == [
        (3, "id"),
        (4, "text"),
        (5, None),
        (6, "lang"),
        (7, "id"),
        (9, None),
    ]


def test_a_table_without_its_columns_is_refused_as_a_whole():
    for data, message in (
        (b"name,skill\nx,y\n", "found the columns 'name', 'skill'; expected at least 'id' and 'text'"),
        (b"id,text,text\n1,2,3\n", "a column stands twice in the header; expected each name once"),
        (b"id,text\n", "the file has no rows; expected one document a row"),
    ):
        with pytest.raises(InputError) as caught:
            read("t.csv", data)
        assert caught.value.message == message


def test_json_files_may_hold_rows_too():
    assert [d.id for d in read("a.json", b'[{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]').documents] == [
        "a",
        "b",
    ]
    assert [d.id for d in read("a.json", b'{"id": "a", "text": "x"}').documents] == ["a"]
    assert [d.id for d in read("a.json", samples.ROWS).documents] == ["a", "2"]
    assert [r.row for r in read("a.json", b'[{"id": "a", "text": "x"}, 5]').refusals] == [2]


def test_the_limit_of_digits_and_recursion_is_as_it_was():
    before = sys.getrecursionlimit(), sys.get_int_max_str_digits()
    lines(b"[" * 10_000 + b"\n" + b"9" * 10_000)
    assert (sys.getrecursionlimit(), sys.get_int_max_str_digits()) == before


def test_a_row_longer_than_the_limit_of_letters_is_refused():
    assert lines(b'{"id": "a", "text": "abcd"}', limits=ReaderLimits(characters=3)) == [
        Refusal("in.jsonl", 1, "text", "the text is longer than 3 characters: split it")
    ]


def test_an_open_quote_in_a_table_is_told_and_swallows_nothing_unnoticed():
    result = read("t.csv", b'id,text\na,"TIG welding\nb,"SQL"\nc,Git\n')
    assert [d.id for d in result.documents] == ["c"]
    assert [(r.row, r.message) for r in result.refusals] == [
        (2, "a quote opened in row 2 is never closed, expected one at the end of its cell; lines 2 to 3 are not read")
    ]
