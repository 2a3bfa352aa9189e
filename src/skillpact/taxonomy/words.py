"""Words and their stems, the same for labels and for texts, so that one finds the other.

A phrase key is the stems of its words joined by blanks. Function words are left out on both sides ("gestión de los
proyectos" meets "gestión de proyectos"), accents are folded (advertisements in capitals lose them).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, pairwise
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
_WORDS_AND_GAPS = re.compile(f"({_WORD.pattern})")
_FOLDED = re.compile(r"[^\x00-\x7f]+|[A-Z]+")  # what folding can change
_LONGEST_KNOWN = 40  # characters; longer runs without a plain letter are no words and not remembered


class Token(NamedTuple):
    """One word of a text: code point offsets and the stem; `is_break` marks punctuation that no phrase crosses."""

    start: int
    end: int
    stem: str
    is_break: bool


def fold(text: str) -> str:
    """Return `text` in lower case without accents ("Schweißen" → "schweissen", "Ingeniería" → "ingenieria")."""
    if text.isascii():
        return text.lower()
    # Each character folds on its own, so that it is enough to fold those that change.
    return _FOLDED.sub(_fold_match, text)


def _fold_match(match: re.Match[str]) -> str:
    run = match.group()
    return _fold_known(run) if len(run) <= _LONGEST_KNOWN else _fold_run(run)


def _fold_run(run: str) -> str:
    decomposed = unicodedata.normalize("NFKD", run.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


_fold_known = lru_cache(maxsize=65_536)(_fold_run)


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


class _Breaks(dict[str, bool]):
    """Whether a phrase never reaches across what stands between two words; remembers the short ones."""

    _LONGEST, _MOST = 12, 10_000  # characters, entries

    def __missing__(self, gap: str) -> bool:
        is_break = _BREAK.search(gap) is not None
        if len(gap) <= self._LONGEST and len(self) < self._MOST:
            self[gap] = is_break
        return is_break


_breaks = _Breaks()


class Words(NamedTuple):
    """The words of a stretch of text, function words included; the same for every language. Each list: (n_words,).

    starts, ends : code point offsets in the text
    spellings : the words as they stand there
    are_after_breaks : whether something stands before the word that no phrase reaches across
    """

    starts: list[int]
    ends: list[int]
    spellings: list[str]
    are_after_breaks: list[bool]


def split_words(text: str, start: int = 0, end: int | None = None) -> Words:
    """Return the words of text[start:end]."""
    stop = len(text) if end is None else end
    if start and text[start : start + 1] == ".":
        # Whether a leading stop belongs to a name depends on what stands before it.
        spans = [match.span() for match in _WORD.finditer(text, start, stop)]
        bounds = [start, *(place for span in spans for place in span), stop]
        parts = [text[first:last] for first, last in pairwise(bounds)]
    else:
        parts = _WORDS_AND_GAPS.split(text[start:stop])
        bounds = list(accumulate(map(len, parts), initial=start))
    return Words(bounds[1:-1:2], bounds[2:-1:2], parts[1::2], list(map(_breaks.__getitem__, parts[:-1:2])))


class _Stems(dict[str, str]):
    """Word → stem, computed where it is not known yet."""

    def __init__(self, compute: Callable[[str], str], n_most: int):
        super().__init__()
        self._compute = compute
        self._n_most = n_most

    def __missing__(self, word: str) -> str:
        if len(self) >= self._n_most:
            self.clear()
        stem = self[word] = self._compute(word)
        return stem


class WordAnalyser:
    """Stems the words of one language; keeps what it has seen, since a corpus repeats its words."""

    _MAX_REMEMBERED = 400_000  # word forms; about 60 MB. Effect of more: none on results, a little speed.

    def __init__(self, language: str):
        import Stemmer

        algorithm = _ALGORITHMS.get(language)
        self.language = language
        self._stemmer = Stemmer.Stemmer(algorithm, 0) if algorithm in Stemmer.algorithms() else None
        self._function_words = frozenset(_FUNCTION_WORDS.get(language, "").split())
        self._stems = _Stems(self._stem, self._MAX_REMEMBERED)

    def stem(self, word: str) -> str:
        """Return the folded stem of one word, "" for a function word."""
        return self._stems[word]

    def stems(self, words: Words) -> list[str]:
        """Return the stem of each word, (n_words,), "" for function words."""
        return list(map(self._stems.__getitem__, words.spellings))

    def _stem(self, word: str) -> str:
        lower = word.casefold()
        folded = fold(lower)
        if not folded or folded in self._function_words:  # a lone sound mark has no bare form
            return ""
        if self.language == "eu":
            return _basque_stem(folded)
        if self._stemmer is None or not folded[-1].isalpha():
            return folded
        return fold(self._stemmer.stemWord(lower))

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the words of text[start:end] that carry meaning, and the breaks between them."""
        words = split_words(text, start, end)
        tokens: list[Token] = []
        previous = start
        for first, last, stem, is_after_break in zip(
            words.starts, words.ends, self.stems(words), words.are_after_breaks, strict=True
        ):
            if is_after_break and tokens and not tokens[-1].is_break:
                tokens.append(Token(previous, first, "", True))
            previous = last
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
