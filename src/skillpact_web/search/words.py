"""Folds texts and queries to plain words, the same for both databases: without accents, case and signs."""

from __future__ import annotations

import re
import unicodedata

MAX_WORD = 60
MAX_TEXT = 200_000
MAX_QUERY_WORDS = 12
_MAX_QUERY = 1_000
_WORD = re.compile(r"[^\W_]+")
# Names whose signs tell them apart; else "C++" would find every word that begins with c.
_SIGNED = (
    (re.compile(r"(?<!\w)c\+\+"), " cplusplus "),
    (re.compile(r"(?<!\w)([cf])#"), r" \1sharp "),
    (re.compile(r"(?<!\w)\.net(?!\w)"), " dotnet "),
)
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> list[str]:
    """Return the words of a text, lower case and without accents, in order; each of at most `MAX_WORD` characters."""
    plain = unicodedata.normalize("NFKD", text[:MAX_TEXT]).casefold().translate(_LETTERS)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    for pattern, name in _SIGNED:
        plain = pattern.sub(name, plain)
    return [word[:MAX_WORD] for word in _WORD.findall(plain)]


def query_words(words: str) -> list[str]:
    """Return the different words of a query, the first `MAX_QUERY_WORDS`; each stands for all words that begin so."""
    return list(dict.fromkeys(fold(words[:_MAX_QUERY])))[:MAX_QUERY_WORDS]
