"""From a job title to an occupation, by the words that it shares with occupation labels; None where too few."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from skillpact.extraction.cues import plain
from skillpact.extraction.language import likely_languages
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy
from skillpact.taxonomy.build import ALTERNATIVE, DERIVED, HIDDEN, PREFERRED
from skillpact.taxonomy.model import PhraseIndex
from skillpact.taxonomy.wordindex import STEM, WordIndex
from skillpact.taxonomy.words import WordAnalyser

# Share of words, weighted by rarity, that title and label must have in common. Effect of more: fewer links, more of
# them right; on Spanish public advertisements 0.6 gives a link to four titles in five.
MIN_SCORE = 0.6
_KIND_WEIGHTS = np.array([1.0, 0.97, 0.95, 0.98])  # by kind: preferred, alternative, hidden, derived
assert (PREFERRED, ALTERNATIVE, HIDDEN, DERIVED) == (0, 1, 2, 3)
_OTHER_HEAD = 0.75  # the title's first noun is not the label's: "ayudante de cocina" is no "jefe de cocina"
_PREFERRED_SHARE = 0.06  # how much the preferred label decides between concepts that share another name
_UNKNOWN_WEIGHT = 0.25  # of a word that no label holds (places, firms), as a share of the rarest word's weight
_SIDE_WEIGHT = 0.4  # of words after a dash, a bracket or "for", where titles say for whom and under which conditions
_MAX_CHARACTERS = 300
_N_CANDIDATES = 40
_SURE = 0.8  # a label of the title's own language that fits as well leaves nothing to English ones
_MAX_REMEMBERED = 50_000  # titles; a corpus repeats them
_LAST_WORD_IS_HEAD = frozenset(("en", "de", "nl", "sv", "da", "no", "fi", "et", "hu", "eu"))

# "(m/w/d)", "(H/F)", "/in", "-in", "/a", "/o", "*in", "(a)": how titles say "any gender".
_GENDER = re.compile(
    r"\((?:[mwfhdxvk](?:\s?[/|,]\s?[mwfhdxvk]){1,3})\)|\b[mwfh]/[mwfh](?:/[dx])?\b"
    r"|(?<=\w)\s?[/*:_(-]-?(?:innen|in|ora|a|as|os|o|e|ne|euse|rice|trice|iere|ra|es|esa|en)\b\)?",
    re.IGNORECASE,
)
# Reference numbers and what stands in square brackets.
_REFERENCE = re.compile(
    r"\(?\b(?:ref|refª|id|oferta|oferta n|nº|n°|no)\b[.:º°\s]*[\w/-]*\d[\w/-]*\)?|"
    r"\[[^\]]*\]|\d{3,}\S*",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:junior|jr|senior|sr|trainee|becari[oa]s?|practicas|en practicas|intern|internship|urgente|urge|se "
    r"(?:busca|necesita|"
    r"precisa|requiere)|buscamos|necesitamos|wanted|gesucht|recherche|oferta de empleo|vacante|puesto de|plaza de|"
    r"oficial(?:es)? de (?:1|2|3|primera|segunda|tercera)[ªa]?|en general|con discapacidad|full[ -]?time|part[ -]?time|"
    r"vollzeit|teilzeit|temps (?:plein|partiel)|cdi|cdd|remote|teletrabajo|experienced|experimentad[oa]s?|ayte)\b\.?"
)
_SIDE = re.compile(
    r"\s[-–—|]\s|[(|:]|//|,|\b(?:para|for|fur|pour|per|bei|con|avec|with|mit|at|zona|y/o|o|u|"
    r"oder|ou|or)\b"
)


class OccupationLink(NamedTuple):
    """An occupation found in a title, with the trust put in it in [0, 1]."""

    uri: str
    score: float


class OccupationLinker:
    """Links job titles to a taxonomy's occupations."""

    def __init__(self, taxonomy: Taxonomy):
        self._taxonomy = taxonomy
        self._labels: dict[str, _LabelVectors | None] = {}
        self._seen: dict[tuple[str, str | None], OccupationLink | None] = {}

    def link(self, title: str, *, language: str | None = None) -> OccupationLink | None:
        """Return the occupation whose label shares most with the title, None where that is too little."""
        key = (title, language)
        if key not in self._seen:
            if len(self._seen) >= _MAX_REMEMBERED:
                self._seen.clear()
            best = self.suggest(title, language=language, limit=1)
            self._seen[key] = best[0] if best and best[0].score >= MIN_SCORE else None
        return self._seen[key]

    def suggest(self, title: str, *, language: str | None = None, limit: int = 10) -> list[OccupationLink]:
        """Return at most `limit` occupations, best first, however little they share with the title.

        Labels of the title's language and of English are compared; of the likeliest languages where a short title
        does not tell.
        """
        if limit < 1:
            raise ValueError(f"limit is {limit}, expected at least 1")
        main, side = _parts(title[:_MAX_CHARACTERS])
        best: dict[int, float] = {}
        detected = likely_languages(title, language)
        for code in dict.fromkeys((*detected, "en")):
            if len(best) >= limit and max(best.values()) >= _SURE:
                break
            vectors = self._vectors(code)
            if vectors is not None:
                for row, score in vectors.nearest(main, side, max(limit, _N_CANDIDATES)):
                    best[row] = max(score, best.get(row, 0.0))
        links = [OccupationLink(self._taxonomy.occupations.uri(row), round(score, 4)) for row, score in best.items()]
        return sorted(links, key=lambda link: (-link.score, tie_break(link.uri)))[:limit]

    def _vectors(self, language: str) -> _LabelVectors | None:
        if language not in self._labels:
            phrases = self._taxonomy.phrases("occupations", language)
            words = self._taxonomy.words("occupations", language)
            self._labels[language] = _LabelVectors(self._taxonomy, phrases, words) if phrases and words else None
        return self._labels[language]


def _parts(title: str) -> tuple[str, str]:
    """Return the words that say the job, and those that say for whom, where and how."""
    text = plain(_GENDER.sub(" ", _REFERENCE.sub(" ", title)))
    text = _LEVEL.sub(" ", text)
    for match in _SIDE.finditer(text):
        if text[: match.start()].strip():
            return text[: match.start()], text[match.end() :]
    return text, ""


class _LabelVectors:
    """The occupation labels of one language as sets of stems weighted by rarity.

    Each label has the length of the vector of its weights, so that the shared part is a cosine.
    """

    def __init__(self, taxonomy: Taxonomy, phrases: PhraseIndex, words: WordIndex):
        self._taxonomy = taxonomy
        self._phrases = phrases
        self._words = words
        self._analyser = WordAnalyser(phrases.language)
        self._keys: list[tuple[str, ...]] = [()] * len(phrases.trie)
        for key, phrase_id in phrases.trie.items():
            self._keys[phrase_id] = tuple(key.split())
        self._weights: dict[str, float] = {}
        self._preferred: dict[int, list[tuple[set[str], float]]] = {}
        self._n_phrases = max(len(self._keys), 2)
        self._rarest = float(np.log(self._n_phrases))
        self._lengths: npt.NDArray[np.float64] = np.array(
            [max(sum(self._weight(stem) ** 2 for stem in set(key)), 1e-9) ** 0.5 for key in self._keys]
        )
        self._head = -1 if phrases.language in _LAST_WORD_IS_HEAD else 0

    def nearest(self, main: str, side: str, limit: int) -> list[tuple[int, float]]:
        """Return (occupation row, score in [0, 1]) of the occupations nearest to a title."""
        wanted = self._wanted(main, side)
        if not wanted:
            return []
        shared = np.zeros(len(self._keys))
        for stem, factor in wanted.items():
            weight = self._weight(stem)
            if weight:
                shared[self._words.phrases(STEM + stem)] += weight * weight * factor
        length = (
            sum(
                ((self._weight(stem) or _UNKNOWN_WEIGHT * self._rarest) * factor) ** 2
                for stem, factor in wanted.items()
            )
            ** 0.5
        )
        cosines = shared / (self._lengths * length)
        chosen: npt.NDArray[np.int64] = np.flatnonzero(cosines)
        if len(chosen) > limit:
            floor = np.partition(cosines[chosen], -limit)[-limit]
            # Where many labels fit equally badly, none of them is taken: which come first must not depend on ids.
            better = chosen[cosines[chosen] > floor]
            chosen = chosen[cosines[chosen] >= floor]
            chosen = better if len(chosen) > 4 * limit and len(better) else chosen
        head = self._head_of(main)
        best: dict[int, float] = {}
        for phrase_id in chosen:
            key = self._keys[phrase_id]
            cosine = float(cosines[phrase_id]) * (1.0 if head is None or key[self._head] == head else _OTHER_HEAD)
            for entry in self._phrases.entries(int(phrase_id)):
                best[entry.row] = max(best.get(entry.row, 0.0), cosine * float(_KIND_WEIGHTS[entry.kind]))
        return [
            (row, min((1 - _PREFERRED_SHARE) * score + _PREFERRED_SHARE * self._preferred_share(row, wanted), 1.0))
            for row, score in best.items()
        ]

    def _wanted(self, main: str, side: str) -> dict[str, float]:
        """Return stem → factor in (0, 1] of the title's words."""
        wanted: dict[str, float] = {}
        for text, factor in ((main, 1.0), (side, _SIDE_WEIGHT)):
            for stem in self._stems(text):
                wanted.setdefault(stem, factor)
        return wanted

    def _stems(self, text: str) -> list[str]:
        """Return the stems of a title's words; of a plural whose stem no label has, those of its singular."""
        stems = []
        for token in self._analyser.tokens(text):
            if token.is_break:
                continue
            stem = token.stem
            if not self._weight(stem):
                word = text[token.start : token.end]
                for ending in ("es", "s", "as", "os", "en", "n"):
                    shorter = word.removesuffix(ending)
                    singular = self._analyser.stem(shorter) if 3 < len(shorter) < len(word) else ""
                    if singular and self._weight(singular):
                        stem = singular
                        break
            stems.append(stem)
        return stems

    def _head_of(self, main: str) -> str | None:
        """Return the stem of the word that says what the person is, None where no label knows it."""
        stems: Sequence[str] = [stem for stem in self._stems(main) if self._weight(stem)]
        return stems[self._head] if stems else None

    def _preferred_share(self, row: int, wanted: dict[str, float]) -> float:
        """Return the cosine of the title and the nearer half of the preferred label."""
        other = sum((self._weight(stem) or _UNKNOWN_WEIGHT * self._rarest) ** 2 for stem in wanted)
        best = 0.0
        for stems, own in self._preferred_halves(row):
            both = sum(self._weight(stem) ** 2 for stem in stems & wanted.keys())
            best = max(best, both / ((own * other) ** 0.5 or 1.0))
        return best

    def _preferred_halves(self, row: int) -> list[tuple[set[str], float]]:
        """Return (stems, their summed weight) of each half of a preferred label such as "soldador/soldadora"."""
        if row not in self._preferred:
            halves = []
            for half in self._taxonomy.occupations.label(row, self._phrases.language).split("/"):
                stems = set(self._stems(half))
                halves.append((stems, sum(self._weight(stem) ** 2 for stem in stems)))
            self._preferred[row] = halves
        return self._preferred[row]

    def _weight(self, stem: str) -> float:
        """Return the rarity of a stem among labels, 0 where none has it."""
        known = self._weights.get(stem)
        if known is None:
            n_labels = len(self._words.phrases(STEM + stem))
            known = self._weights[stem] = float(np.log(1 + self._n_phrases / n_labels)) if n_labels else 0.0
        return known
