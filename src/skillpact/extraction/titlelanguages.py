"""In which languages a job title is looked for: what its author said, else what its words and letters tell."""

from __future__ import annotations

import re
from typing import NamedTuple

from skillpact.extraction.language import detect_language, likely_languages
from skillpact.extraction.subwords import LANGUAGES
from skillpact.taxonomy import Taxonomy
from skillpact.taxonomy.wordindex import WRITTEN
from skillpact.taxonomy.words import fold

# Languages whose job titles are spelt alike; their labels count as English ones do. Norwegian has hardly an
# alternative label in ESCO, Catalan, Galician and Basque have none at all.
_RELATED = {
    "no": ("da", "sv"), "da": ("no", "sv"), "sv": ("no", "da"), "is": ("no", "da"), "sk": ("cs",), "cs": ("sk",),
    "hr": ("sl",), "sl": ("hr",), "pt": ("es",), "gl": ("pt", "es"), "ca": ("es", "fr"), "eu": ("es", "fr"),
}  # fmt: skip
_MAX_OWN = 2  # languages a title may be in where it is not sure; effect of more: slower, more chance likeness
_CLOSE = 0.15  # share of a title's letters; languages that know nearly as many of its words are as likely
_SURE_LETTERS = 40  # of a title whose language is told from itself
_WORD = re.compile(r"[^\W\d_]+")


class TitleLanguages(NamedTuple):
    """Whose labels a title is compared with.

    own : the languages the title may be in, likeliest first; others : those whose labels may be spelt alike
    pivot : the language whose labels are compared by meaning, English where the taxonomy has it
    is_read : whether the title's meaning can be read
    """

    own: tuple[str, ...]
    others: tuple[str, ...]
    pivot: str
    is_read: bool


def title_languages(title: str, stated: str | None, taxonomy: Taxonomy) -> TitleLanguages:
    """Return the languages of the taxonomy in which a title is looked for; English is always among them."""
    known = taxonomy.occupations.languages
    detected = detect_language(title, stated)
    if detected.is_stated:
        own: tuple[str, ...] = (detected.code,) if detected.code in known else ()
        near = _RELATED.get(detected.code or "", ())
    else:
        own = _by_words(title, taxonomy)
        if detected.code in known:
            own = tuple(dict.fromkeys((*own[:1], detected.code)))
        near = _RELATED.get(own[0], ()) if own else ()
    others = [code for code in (*near, "en") if code in known and code not in own]
    is_read = not detected.is_stated or _reads(detected.code)
    pivot = "en" if "en" in known else next(iter((*own, *known)), "en")
    return TitleLanguages(own, tuple(others), pivot, is_read)


def unsupported_reason(title: str, stated: str | None, taxonomy: Taxonomy) -> str | None:
    """Return why no occupation can be named for a title at all, None where one can."""
    if not any(character.isalnum() for character in title):
        return "the text is empty"
    detected = detect_language(title, stated)
    is_sure = detected.is_stated or sum(map(str.isalpha, title)) >= _SURE_LETTERS
    known = taxonomy.occupations.languages
    if detected.code is None or not is_sure or detected.code in known or _reads(detected.code):
        return None
    return f"the taxonomy has no labels of occupations in {detected.code}"


def _reads(code: str | None) -> bool:
    """Say whether a title in this language can be read for its meaning, if need be by a language near to it."""
    return bool({code, *_RELATED.get(code or "", ())} & set(LANGUAGES))


def _by_words(title: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the languages whose labels hold most of a title's letters, the likeliest by its spelling first."""
    words = _WORD.findall(fold(title))
    shares: dict[str, float] = {}
    for code in taxonomy.occupations.languages:
        index = taxonomy.words("occupations", code)
        if index is not None:
            shares[code] = sum(len(word) for word in words if len(index.phrases(WRITTEN + word)))
    likely = likely_languages(title, limit=len(taxonomy.occupations.languages))
    order = {code: place for place, code in enumerate(likely)}
    floor = max(shares.values(), default=0.0) - _CLOSE * sum(map(len, words))
    close = [code for code, share in shares.items() if share >= floor]
    return tuple(sorted(close, key=lambda code: (order.get(code, len(order)), -shares[code], code))[:_MAX_OWN])
