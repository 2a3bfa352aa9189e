"""Frequent skill-like phrases that no concept covers: candidates for local skills, with counts and examples."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from skillpact.extraction.candidates import Candidate, CandidateFinder
from skillpact.extraction.extractor import Extraction
from skillpact.extraction.genericwords import GENERIC_WORDS
from skillpact.extraction.nearest import NearConcept, NearestConcept
from skillpact.extraction.unmatchedwords import PLACES, words_of
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy
from skillpact.taxonomy.words import WordAnalyser, fold

Kind = Literal["vacancy", "course"]

MIN_DOCUMENTS = 3
N_EXAMPLES = 3
_MIN_LIKENESS = 0.3  # effect of less: more terms, more of them ordinary words; in [0, 1]
_MIN_LIKENESS_OF_WORD = 0.45  # the same for one word that is not written as a name
_MIN_EVIDENCED = 2  # documents in which something beside its frequency speaks for a term
_COMMON = 0.15  # share of documents; a word in more of them is part of how advertisements are written
_MANY_DOCUMENTS = 50  # from which such a share tells something
_EXPLAINED = 0.6  # share of a phrase's documents that a longer one has: then only the longer one is a term
_JOINED = 0.2  # share of its rarest word's documents that a phrase has; less: the words met by chance
_SENTENCE = 300  # characters of an example
_OWN_WORDS = 60  # characters; whoever writes the same sentence of this length has copied it
_SENTENCES = 50  # long sentences remembered for a term
_FORMS = 12  # spellings kept for a term
_GROUPS = 1_000  # companies or providers told apart for a term
_INFINITIVES = {
    "es": ("ar", "er", "ir", "arse", "erse", "irse", "ando", "iendo"), "pt": ("ar", "er", "ir", "ando", "endo"),
    "fr": ("er", "ir"), "it": ("are", "ere", "ire", "arne", "erne", "irne", "ando", "endo"),
}  # fmt: skip
_LEGAL_FORM = re.compile(
    r"[\s,](?:s\.?l\.?u?|s\.?a\.?s?|s\.? ?coop|gmbh|ag|ltd|inc|s\.?r\.?l|b\.?v|a/s|ab|oy|sarl)\.?\s"
)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that holds the term, and the document in which it stands."""

    document_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class UnmatchedTerm:
    """A phrase that no concept covers, in its most frequent spelling.

    key : folded words without number and gender, those of a part stand in those of the whole
    n_documents, n_vacancies, n_courses : documents whose requirements, tasks or contents hold it
    n_mentions : how often it stands there; company_ids : of the vacancies, as far as stated, sorted
    likeness : how much its places speak for a skill, in [0, 1], 4 decimals
    """

    term: str
    key: str
    language: str
    n_documents: int
    n_vacancies: int
    n_courses: int
    n_mentions: int
    company_ids: tuple[str, ...]
    likeness: float
    examples: tuple[Example, ...]
    nearest: NearConcept | None


@dataclass(slots=True)
class _Tally:
    """What is known of one key so far."""

    n_words: int
    n_missed: int  # documents that may have held it before it was first kept
    n_vacancies: int = 0
    n_courses: int = 0
    n_mentions: int = 0
    n_outside: int = 0  # documents that have it in offers, praise or small print only
    n_evidenced: int = 0
    evidence: float = 0.0  # sum over documents, the best of each
    n_names: int = 0
    forms: dict[str, int] = field(default_factory=dict)
    groups: set[tuple[Kind, str]] = field(default_factory=set)
    examples: list[tuple[int, str, str]] = field(default_factory=list)  # place by hash, document, sentence
    n_different: int = 0  # documents that do not only repeat a long sentence of another
    sentences: set[int] = field(default_factory=set)  # hashes of long sentences, the first ones

    @property
    def n_documents(self) -> int:
        return self.n_vacancies + self.n_courses


class UnmatchedCollector:
    """Counts candidates over a stream of documents of any length, in bounded memory.

    capacity : keys kept; about 2 kB each. Up to it counts are exact and the order of documents does not matter.
    Beyond it the rarest keys are dropped again and again, and a count may be too low by at most `n_lost`.
    """

    def __init__(self, taxonomy: Taxonomy, *, capacity: int = 200_000):
        if capacity < 1:
            raise ValueError(f"capacity is {capacity}, expected at least 1")
        self._taxonomy = taxonomy
        self._capacity = capacity
        self._finders: dict[str, CandidateFinder] = {}
        self._tallies: dict[tuple[str, str], _Tally] = {}
        self._analysers: dict[str, WordAnalyser] = {}
        self._n_read: dict[str, int] = {}
        self.n_lost = 0

    def add(
        self, document_id: str, text: str, extraction: Extraction, *, kind: Kind = "vacancy", group: str | None = None
    ) -> None:
        """Count the candidates of one vacancy or course; `group`: its company or provider. Never a talent's text."""
        language = extraction.language or "en"
        finder = self._finders.get(language)
        if finder is None:
            finder = self._finders[language] = CandidateFinder(language)
        self._n_read[language] = self._n_read.get(language, 0) + 1
        inside: dict[str, list[tuple[Candidate, int]]] = {}
        outside: set[str] = set()
        sentences: list[tuple[str, int]] = []
        for phrases in finder.sentences(text, extraction.mentions, is_course=kind == "course"):
            if not phrases.is_skill_bearing:
                outside.update(candidate.key for candidate in phrases.candidates)
                continue
            shown = _shortened(text[phrases.start : phrases.end])
            sentences.append((shown, tie_break(shown)))
            for candidate in phrases.candidates:
                inside.setdefault(candidate.key, []).append((candidate, len(sentences) - 1))
        for key, found in inside.items():
            self._count(self._tally(language, key), found, document_id, sentences, kind, group)
        for key in outside - inside.keys():
            self._tally(language, key).n_outside += 1
        if len(self._tallies) > self._capacity:
            self._prune()

    def terms(
        self, *, min_documents: int = MIN_DOCUMENTS, limit: int | None = None, names: Iterable[str] = ()
    ) -> list[UnmatchedTerm]:
        """Return the terms found so far, the most telling first.

        min_documents : documents that hold a term at least; names : of companies, which are no skills
        """
        excluded = {_bare_name(name) for name in names}
        found: list[tuple[float, UnmatchedTerm]] = []
        for language in sorted(self._n_read):
            for key, tally in self._kept(language, min_documents).items():
                term = _spelling(tally)
                if _bare_name(term) in excluded or _is_verb(term, language) or self._is_known(term, language):
                    continue
                likeness = _likeness(tally)
                weight = likeness * math.log2(1 + tally.n_documents) * math.sqrt(tally.n_words + 1)
                found.append((weight, _term(term, key, language, tally, likeness)))
        found.sort(key=lambda item: (-round(item[0], 4), tie_break(item[1].language + " " + item[1].term)))
        near = NearestConcept(self._taxonomy)
        return [replace(term, nearest=near.find(term.term, term.language)) for _weight, term in found[:limit]]

    def _tally(self, language: str, key: str) -> _Tally:
        found = self._tallies.get((language, key))
        if found is None:
            found = self._tallies[language, key] = _Tally(key.count(" ") + 1, self.n_lost)
        return found

    def _count(
        self, tally: _Tally, found: Sequence[tuple[Candidate, int]], document_id: str,
        sentences: Sequence[tuple[str, int]], kind: Kind, group: str | None,
    ) -> None:  # fmt: skip
        if kind == "vacancy":
            tally.n_vacancies += 1
        else:
            tally.n_courses += 1
        tally.n_mentions += len(found)
        best = max(candidate.evidence for candidate, _place in found)
        name = max(candidate.name for candidate, _place in found)
        tally.evidence += max(best, name)
        tally.n_evidenced += best > 0
        tally.n_names += name > 0
        if group is not None and len(tally.groups) < _GROUPS:
            tally.groups.add((kind, group))
        is_different = False
        for candidate, place in found:
            # What is written in capitals throughout tells no spelling: it counts where there is nothing else.
            form = " ".join(candidate.written.split())
            form = "\0" + form.lower() if candidate.is_shouted else form
            if form in tally.forms or len(tally.forms) < _FORMS:
                tally.forms[form] = tally.forms.get(form, 0) + 1
            sentence, order = sentences[place]
            if len(sentence) < _OWN_WORDS or order not in tally.sentences:
                is_different = True
            if len(sentence) >= _OWN_WORDS and len(tally.sentences) < _SENTENCES:
                tally.sentences.add(order)
            # The three with the smallest hash: the same whatever the order of documents.
            examples = tally.examples
            if (len(examples) < N_EXAMPLES or order < examples[-1][0]) and all(order != e[0] for e in examples):
                tally.examples = sorted([*examples, (order, document_id, sentence)])[:N_EXAMPLES]
        tally.n_different += is_different

    def _prune(self) -> None:
        """Drop the rarest keys until at most three quarters of the capacity are left."""
        most = self._capacity * 3 // 4
        while len(self._tallies) > most:
            self.n_lost += 1
            self._tallies = {
                key: tally
                for key, tally in self._tallies.items()
                if tally.n_documents + tally.n_outside + tally.n_missed > self.n_lost
            }

    def _kept(self, language: str, min_documents: int) -> dict[str, _Tally]:
        """Return the tallies of a language that may name a skill: frequent, evidenced, explained by no longer one."""
        tallies = {key: tally for (code, key), tally in self._tallies.items() if code == language}
        n_read = self._n_read[language]
        most = n_read * _COMMON if n_read >= _MANY_DOCUMENTS else n_read
        wide = words_of(language).too_wide | frozenset(GENERIC_WORDS.get(language, "").split())
        finder = self._finders[language]
        wide_keys = {finder.key(word) for word in (*wide, *PLACES)}
        place_keys = {finder.key(word) for word in PLACES}
        kept = {}
        for key, tally in tallies.items():
            if (
                tally.n_documents < min_documents
                or tally.n_evidenced < _MIN_EVIDENCED
                or tally.n_different < min_documents
            ):
                continue
            is_name = tally.n_names * 2 > tally.n_documents
            if (key in wide_keys and (not is_name or key in place_keys)) or (tally.n_documents > most and not is_name):
                continue
            if tally.groups and len(tally.groups) < 2:
                continue  # what one company alone says is its own way of speaking
            if _likeness(tally) < (_MIN_LIKENESS if tally.n_words > 1 or is_name else _MIN_LIKENESS_OF_WORD):
                continue
            if tally.n_words > 1 and not _is_joined(key, tally, tallies, wide_keys):
                continue
            kept[key] = tally
        covered = set()
        for key, tally in kept.items():
            for part in _parts(key):
                if part in kept and tally.n_documents >= _EXPLAINED * kept[part].n_documents:
                    covered.add(part)
        return {key: kept[key] for key in sorted(kept.keys() - covered)}

    def _is_known(self, term: str, language: str) -> bool:
        """Say whether the term is a label of a skill or an occupation in its language or in English."""
        for code in dict.fromkeys((language, "en")):
            analyser = self._analysers.get(code)
            if analyser is None:
                analyser = self._analysers[code] = WordAnalyser(code)
            for table in ("skills", "occupations"):
                index = self._taxonomy.phrases(table, code)
                if index is not None and any(key + " " in index.trie for key in analyser.phrase_keys(term)):
                    return True
        return False


def _term(term: str, key: str, language: str, tally: _Tally, likeness: float) -> UnmatchedTerm:
    return UnmatchedTerm(
        term=term, key=key, language=language, n_documents=tally.n_documents, n_vacancies=tally.n_vacancies,
        n_courses=tally.n_courses, n_mentions=tally.n_mentions,
        company_ids=tuple(sorted(group for kind, group in tally.groups if kind == "vacancy")),
        likeness=round(likeness, 4), examples=tuple(Example(i, s) for _order, i, s in tally.examples), nearest=None,
    )  # fmt: skip


def _likeness(tally: _Tally) -> float:
    """Return how much the places of a term speak for a skill: best evidence of each document, against the offers."""
    return tally.evidence / (tally.n_documents + tally.n_outside)


def _is_joined(key: str, tally: _Tally, tallies: dict[str, _Tally], wide_keys: set[str]) -> bool:
    """Say whether the words of a phrase belong together: it is no chance meeting of its rarest word with others."""
    words = key.split()
    if all(word in wide_keys for word in words) and tally.n_evidenced < MIN_DOCUMENTS:
        return False
    rarest = min((tallies[word].n_documents for word in words if word in tallies), default=tally.n_documents)
    return tally.n_documents >= _JOINED * rarest


def _parts(key: str) -> list[str]:
    words = key.split()
    return [
        " ".join(words[first : first + length])
        for length in range(1, len(words))
        for first in range(len(words) - length + 1)
    ]


def _spelling(tally: _Tally) -> str:
    """Return the most frequent spelling; one in capitals throughout only where there is no other, in small letters."""
    forms = {form: n for form, n in tally.forms.items() if not form.startswith("\0")} or tally.forms
    return min(forms, key=lambda form: (-forms[form], tie_break(form))).lstrip("\0")


def _is_verb(term: str, language: str) -> bool:
    """Say whether one word alone is, by its form, no noun: what is done with a skill rather than one."""
    if language == "de":
        return term.islower() and " " not in term
    ending = _INFINITIVES.get(language)
    return ending is not None and " " not in term and term[1:].islower() and fold(term).endswith(ending)


def _bare_name(name: str) -> str:
    """Return a name folded, without its legal form: "Aceros Lur, S.L." → "aceros lur"."""
    return " ".join(_LEGAL_FORM.sub(" ", fold(name) + " ").replace(",", " ").split())


def _shortened(sentence: str) -> str:
    clean = " ".join("".join(c if c.isprintable() else " " for c in sentence).split())
    return clean if len(clean) <= _SENTENCE else clean[: _SENTENCE - 1] + "…"
