"""How words are written: where one begins and ends, its form without number and gender, whether it is a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillpact.extraction.unmatchedwords import PLACES
from skillpact.taxonomy.words import fold

_SHOUTED = 0.6  # share of capitals from which case tells nothing
LIGHT = frozenset(("en", "es", "pt", "fr", "it", "ca", "gl"))
NOT_WORDS = re.compile(
    r"\x1b\[\d*m|[\x00-\x08\x0b-\x1f\x7f-\x9f]|<[^<>\n]{0,200}>|&#?\w{1,8};|\[removed\]"
    r"|https?://\S+|www\.\S+|[^\s@]{1,64}@[^\s@]{1,255}|\b[\w-]{1,63}\.(?:com|es|eu|org|de|fr|eus|info)\b"
    r"|\+?\d[\d .,/\-]{7,}\d|\d[\d.,]*\s?(?:€|\$|£|%|euros?\b|eur\b)|[€$£]\s?\d[\d.,]*|\b\d{1,2}[:.h]\d{2}\b",
    re.IGNORECASE,
)
WORD = re.compile(r"(?<![\w.])\.[^\W\d_][^\W_]*|[^\W_]+(?:[.'’&/+\-][^\W_]+)*[+#]*")
_GENDER = re.compile(r"(?<=[^\W\d_]{3})[/-](?:as?|os?|es|ra|ras|ta|n?e|in|innen|trice|euse|ère)$", re.IGNORECASE)
_ELISION = re.compile(r"(?:l|d|qu|n|s|c|j|m|t|un|nell|dell|all|sull|dall|quell)['’](?=\w)", re.IGNORECASE)
PLURAL = re.compile(r"[A-Z]{2,}s")  # of an abbreviation: "APIs"
_KEPT_SLASH = re.compile(r"[A-Z]{1,3}/[A-Z0-9]\w*")
MEASURE = re.compile(
    r"\d+[km]?\+?|\d+(?:h|hs|hrs|x|º|ª|er|o|a|th|st|nd|rd|k|m|km|kg|cm|mm|min|v|w|t|tn)|[abc][12]|\d+[-–]\d+|h/?\d+"
)


def light_key(folded: str, language: str) -> str:
    """Return a folded word without its number, in Romance languages also without its gender.

    Less than a stemmer takes away: "engineering" and "engines" stay apart.
    """
    if len(folded) < 4 or not folded[-1].isalpha():
        return folded
    if language == "en":
        if folded.endswith("ies") and len(folded) > 4:
            return folded[:-3] + "y"
        if folded.endswith(("sses", "xes", "ches", "shes")):
            return folded[:-2]
        return folded[:-1] if folded.endswith("s") and not folded.endswith(("ss", "us", "is", "os")) else folded
    if language in ("es", "pt", "fr", "it", "ca", "gl"):
        word = folded[:-2] if folded.endswith("es") and folded[-3] in "rnldjz" else folded.rstrip("s")
        if language == "fr" and word.endswith("x"):
            word = word[:-1]
        return word[:-1] if len(word) > 3 and word[-1] in "aeoi" else word
    return folded


def split_written(sentence: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the words in one run of letters: "l'anglais" are two, "Java/Kotlin" as well, "CI/CD" and "Node.js" one."""
    form = sentence[start:end]
    gender = _GENDER.search(form)
    if gender:
        end = start + gender.start()
        form = sentence[start:end]
    elision = _ELISION.match(form)
    if elision:
        yield start, start + elision.end() - 1
        start += elision.end()
        form = sentence[start:end]
    parted = "/" in form and not _KEPT_SLASH.fullmatch(form)
    first = start
    for place in range(start, end):
        mark = sentence[place]
        # "CNC.Se" lacks a blank, "ASP.NET" does not.
        is_stop = (
            mark == "."
            and place + 2 < end
            and place > first + 2
            and sentence[place + 1].isupper()
            and (sentence[place + 2].islower())
        )
        if (mark == "/" and parted) or is_stop:
            if place > first:
                yield first, place
            first = place + 1
    if end > first:
        yield first, end


def is_shouted(sentence: str) -> bool:
    """Say whether a sentence is written in capitals."""
    upper, lower = sum(map(str.isupper, sentence)), sum(map(str.islower, sentence))
    return upper > _SHOUTED * (upper + lower)


def is_name(form: str) -> bool:
    """Say whether a word is written as names of products and methods are: "GitLab", "SQL", "S/4HANA", "C++"."""
    if form.endswith(("+", "#")) or form.startswith("."):
        return True
    letters = [c for c in form if c.isalpha()]
    if len(letters) < 2 or fold(form) in PLACES:
        return False
    has_digit = any(c.isdigit() for c in form)
    return (
        sum(map(str.isupper, letters)) >= 2
        or (has_digit and letters[0].isupper())
        or any(c.isupper() for c in form[1:] if c.isalpha())
    )
