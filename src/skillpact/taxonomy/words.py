"""Words and their stems, the same for labels and for texts, so that one finds the other.

A phrase key is the stems of its words joined by blanks. Function words are left out on both sides ("gestión de los
proyectos" meets "gestión de proyectos"), accents are folded (advertisements in capitals lose them).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# Snowball algorithm of each language; a language without one is matched by its folded word forms.
_ALGORITHMS = {
    "ar": "arabic", "hy": "armenian", "ca": "catalan", "cs": "czech", "da": "danish", "nl": "dutch",
    "en": "english", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german", "el": "greek",
    "hu": "hungarian", "ga": "irish", "it": "italian", "lt": "lithuanian", "no": "norwegian", "nb": "norwegian",
    "nn": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "es": "spanish", "sv": "swedish", "tr": "turkish",
}  # fmt: skip

# Articles and prepositions only: a word that carries meaning never stands here, nor does a conjunction, since
# "conducir y vehículo propio" does not speak of driving a vehicle.
_FUNCTION_WORDS = {
    "en": "a an the of for to in on with by at from into",
    "es": "el la los las un una unos unas de del al a en con para por su sus",
    "fr": "le la les l un une des de du d au aux a en avec pour par sur dans",
    "de": "der die das den dem des ein eine einer eines einem einen von vom zu zum zur in im mit fur bei auf an am",
    "it": "il lo la i gli le un uno una di del della dello dei degli delle d l al alla in nel con per da",
    "nl": "de het een van voor in op met aan bij te",
    "pt": "o a os as um uma de do da dos das em no na com para por",
    "pl": "w z na do od dla",
    "sv": "en ett den det de av for i pa med till",
    "da": "en et den det de af for i pa med til",
    "no": "en et den det de av for i pa med til",
    "eu": "a ak aren ko eko rako rekin arekin en ekin etan",  # endings that a hyphen sets off ("framework-ak")
}

# Snowball's Basque algorithm cuts "metodoa" and "metodoak" differently, as it does half of the labels, and "modelaketa"
# down to "mode"; declension alone is enough here. Longest first; never so far that fewer than three letters are left.
_BASQUE_ENDINGS = (
    "arentzat", "entzat", "arekin", "etarako", "etatik", "etara", "etako", "rekin", "ekin", "etan", "aren",
    "tik", "ren", "ak", "ek", "an", "en", "az", "ez", "ko",
)  # fmt: skip

# A leading full stop belongs to names such as ".NET"; "+" and "#" to "C++" and "C#".
_WORD = re.compile(r"(?<![\w.])\.[^\W\d_][^\W_]*|[^\W_]+[+#]*")
# What a phrase never reaches across; a stop right before a letter belongs to a name ("Node.js").
_BREAK = re.compile(r"[,;:()\[\]{}|•·▪●…!?\"“”«»\t]|\s[-–—]\s|\n[^\S\n]*+\n|\.(?=\s)")


class Token(NamedTuple):
    """One word of a text: code point offsets and the stem; `is_break` marks punctuation that no phrase crosses."""

    start: int
    end: int
    stem: str
    is_break: bool


def fold(text: str) -> str:
    """Return `text` in lower case without accents ("Schweißen" → "schweissen", "Ingeniería" → "ingenieria")."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _basque_stem(word: str) -> str:
    """Return `word` without its declension: "makinaren", "makinak" and "makina" all give "makin"."""
    for ending in _BASQUE_ENDINGS:
        # "kudeaketan" is "kudeaketa" in the singular, "makinetan" is "makina" in the plural.
        if ending.startswith("eta") and word.endswith("k" + ending):
            continue
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word[: -len(ending)]
            break
    return word[:-1] if word.endswith("a") and len(word) > 3 else word


class WordAnalyser:
    """Stems the words of one language; keeps what it has seen, since a corpus repeats its words."""

    _MAX_REMEMBERED = 400_000  # word forms; about 60 MB. Effect of more: none on results, a little speed.

    def __init__(self, language: str):
        import Stemmer

        algorithm = _ALGORITHMS.get(language)
        self.language = language
        self._stemmer = Stemmer.Stemmer(algorithm, 0) if algorithm in Stemmer.algorithms() else None
        self._function_words = frozenset(_FUNCTION_WORDS.get(language, "").split())
        self._stems: dict[str, str] = {}

    def stem(self, word: str) -> str:
        """Return the folded stem of one word, "" for a function word."""
        known = self._stems.get(word)
        if known is None:
            lower = word.casefold()
            folded = fold(lower)
            if not folded or folded in self._function_words:  # a lone sound mark has no bare form
                known = ""
            elif self.language == "eu":
                known = _basque_stem(folded)
            elif self._stemmer is None or not folded[-1].isalpha():
                known = folded
            else:
                known = fold(self._stemmer.stemWord(lower))
            if len(self._stems) >= self._MAX_REMEMBERED:
                self._stems.clear()
            self._stems[word] = known
        return known

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the words of text[start:end] that carry meaning, and the breaks between them."""
        stop = len(text) if end is None else end
        tokens: list[Token] = []
        previous = start
        for match in _WORD.finditer(text, start, stop):
            first, last = match.span()
            if first > previous and _BREAK.search(text, previous, first) and tokens and not tokens[-1].is_break:
                tokens.append(Token(previous, first, "", True))
            previous = last
            stem = self.stem(match.group())
            if stem:
                tokens.append(Token(first, last, stem, False))
        return tokens

    def phrase_keys(self, label: str) -> list[str]:
        """Return the keys under which a label is found: its stems, and those of its accent-less form if they differ."""
        keys = []
        for variant in (label, fold(label)):
            stems = [token.stem for token in self.tokens(variant) if not token.is_break]
            key = " ".join(stems)
            if key and key not in keys:
                keys.append(key)
        return keys
