"""Phrases of one text that may name a skill: what stands after a cue, as an item of a list, as a name, or often enough.

No parser: a phrase is one to four words with meaning between little words, punctuation and mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from skillpact.extraction import cues
from skillpact.extraction.sections import SKILL_SECTIONS, SentenceContext, classify_sentences
from skillpact.extraction.sentences import Span, all_headings, split_sentences
from skillpact.extraction.unmatchedwords import PLACES, STANDARDS, UnmatchedWords, words_of
from skillpact.extraction.writtenwords import (
    LIGHT,
    MEASURE,
    NOT_WORDS,
    PLURAL,
    WORD,
    is_name,
    is_shouted,
    light_key,
    split_written,
)
from skillpact.records import Mention
from skillpact.taxonomy.words import WordAnalyser, fold

LONGEST = 4  # words with meaning; effect of more: half-sentences
_MAX_READ = 50_000  # characters of one text; what stands behind them is no advertisement
_MAX_WORD = 40  # characters; longer ones are keys, hashes and broken lines
_LISTED = 14  # words; a line of requirements as short as this is an item of a list even without a bullet
_MAX_HEADING = 60  # characters
_KEYWORDS = 4  # words with meaning and nothing between them: a row of keywords, each for itself
# How strongly a place speaks for a skill, in [0, 1].
WHOLE_ITEM, ITEM_START, TASK_ITEM, KEYWORD = 1.0, 0.4, 0.5, 0.5
# How strongly a way of writing does: "GitLab", "SQL"; "Terraform" inside a sentence. Places and persons are written so
# as well: by itself this is never enough.
_NAME, _CAPITALISED = 0.5, 0.35
_MOSTLY = 0.6  # share of capitalised words from which a capital tells nothing: a title
# Languages whose tasks are listed as nouns or infinitives: "toma de constantes vitales", "Wartung von Anlagen".
_NOMINAL_TASKS = frozenset(("es", "fr", "it", "pt", "de", "eu"))

_PART = re.compile(r"[,;:()\[\]{}|/•·▪●…!?\"“”«»\t\n]|\s[-–—*>]+\s|\.(?=\s|$)")
_BULLET = re.compile(r"[-–—*•·▪●◦‣>✓✔➢]|\d{1,2}[.)]\s|[a-z]\)\s")
_CLOSES = re.compile(r"[.!?;\n]")


class Candidate(NamedTuple):
    """A phrase at one place: its key (folded, without number and gender), how it is written, how much speaks for it.

    is_shouted : its sentence is in capitals; name : how much its way of writing speaks for the name of a product, a
    standard or a method, in [0, 1]
    """

    key: str
    written: str
    evidence: float
    name: float
    is_shouted: bool


class _Form(NamedTuple):
    """What a written word is, wherever it stands."""

    folded: str
    key: str
    name: float
    is_end: bool  # no phrase holds it
    is_link: bool
    is_joiner: bool
    is_skipped: bool
    is_number: bool


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    form: _Form
    is_apart: bool  # punctuation before it parts it from the word before
    is_closed: bool  # a sentence or line ends before it
    is_covered: bool = False
    evidence: float = 0.0  # an item begins here


class SentencePhrases(NamedTuple):
    """The candidates of one sentence. is_skill_bearing: it stands in requirements or tasks, not in offers or praise."""

    start: int
    end: int
    is_skill_bearing: bool
    candidates: list[Candidate]


class CandidateFinder:
    """Finds the candidates of texts in one language; keeps the words it has seen, since a corpus repeats them."""

    _MAX_REMEMBERED = 200_000  # written words; about 80 MB

    def __init__(self, language: str):
        self.language = language
        self._words: UnmatchedWords = words_of(language)
        # Outside these, light_key leaves a word as it is: their inflections are a stemmer's work.
        self._analyser = None if language in LIGHT else WordAnalyser(language)
        self._forms: dict[str, _Form] = {}

    def key(self, folded: str) -> str:
        """Return the key of one folded word, or of several that hyphens join."""
        parts = folded.replace("&", "-").split("-") if "-" in folded or "&" in folded else (folded,)
        return " ".join(self._stem(part) for part in parts if part)

    def sentences(
        self, text: str, mentions: Sequence[Mention], *, is_course: bool = False
    ) -> Iterator[SentencePhrases]:
        """Yield the candidates of each sentence; what a mention covers is in none."""
        text = text[:_MAX_READ]
        spans = split_sentences(text)
        covered = sorted((m.start, m.end) for m in mentions)
        place = 0
        for span, context in zip(spans, classify_sentences(text, spans, self.language), strict=True):
            while place < len(covered) and covered[place][1] <= span.start:
                place += 1
            last = place
            while last < len(covered) and covered[last][0] < span.end:
                last += 1
            found = self._candidates(text[span.start : span.end], span, context, covered[place:last], is_course)
            if found:
                yield SentencePhrases(span.start, span.end, context.section in SKILL_SECTIONS, found)

    def _candidates(
        self, sentence: str, span: Span, context: SentenceContext, covered: Sequence[tuple[int, int]], is_course: bool
    ) -> list[Candidate]:
        announced = _heading_end(sentence)
        if announced:
            sentence = "|" * announced + sentence[announced:]
        # A bar for each character that is taken out keeps the offsets.
        sentence = NOT_WORDS.sub(lambda m: "|" * len(m.group()), sentence)
        words = self._read(sentence)
        if not words:
            return []
        if covered:
            for word in words:
                first, last = word.start + span.start, word.end + span.start
                word.is_covered = any(start < last and first < end for start, end in covered)
        if context.section in SKILL_SECTIONS:
            self._mark_items(words, sentence, context, is_course)
        in_capitals = is_shouted(sentence)
        # "docker agile selenium circleci jenkins" is a row of keywords, each for itself.
        is_row = (
            context.section == cues.REQUIREMENTS
            and len(words) >= _KEYWORDS
            and not any(w.form.is_end or w.form.is_link or (w.is_apart and n) for n, w in enumerate(words))
        )
        n_capitals = sum(sentence[word.start].isupper() for word in words)
        tells_names = not in_capitals and n_capitals <= _MOSTLY * len(words)
        found: list[Candidate] = []
        for chunk in self._chunks(words):
            _add_phrases(chunk, sentence, is_row, tells_names, in_capitals, found)
        return found

    def _read(self, sentence: str) -> list[_Word]:
        words: list[_Word] = []
        previous = 0
        forms = self._forms
        for match in WORD.finditer(sentence):
            start, end = match.span()
            written = match.group()
            for first, last in ((start, end),) if written.isalpha() else split_written(sentence, start, end):
                written = sentence[first:last]
                form = forms.get(written) or self._form(written)
                gap = sentence[previous:first]
                if len(gap) < 2 and gap in ("", " ", "\xa0"):
                    words.append(_Word(first, last, form, False, False))
                else:
                    words.append(_Word(first, last, form, bool(_PART.search(gap)), bool(_CLOSES.search(gap))))
                previous = last
        return words

    def _form(self, written: str) -> _Form:
        folded, lists = fold(written).replace("’", "'").removesuffix("'s"), self._words
        if PLURAL.fullmatch(written):
            folded = folded[:-1]
        is_number = written.isdigit()
        is_end = (
            folded in lists.ends
            or len(written) > _MAX_WORD
            or ("/" in folded and any(part in lists.ends for part in folded.split("/")))
            or (not is_number and (MEASURE.fullmatch(folded) is not None or not any(map(str.isalpha, written))))
            or (len(written) == 1 and written not in ("C", "R"))
        )
        form = _Form(
            folded, self.key(folded) or folded, self._name(written, folded), is_end, folded in lists.links,
            folded in lists.joiners, folded in lists.skipped, is_number,
        )  # fmt: skip
        if len(self._forms) >= self._MAX_REMEMBERED:
            self._forms.clear()
        self._forms[written] = form
        return form

    def _name(self, written: str, folded: str) -> float:
        if is_name(written):
            return _NAME
        # German writes every noun so.
        is_capitalised = self.language != "de" and written.istitle() and folded not in PLACES
        return _CAPITALISED if is_capitalised else 0.0

    def _stem(self, word: str) -> str:
        if self._analyser is None:
            return light_key(word, self.language)
        return self._analyser.stem(word) or word

    def _mark_items(self, words: list[_Word], sentence: str, context: SentenceContext, is_course: bool) -> None:
        """Say of each word whether an item begins with it, and how much that speaks for a skill."""
        asks = context.section == cues.REQUIREMENTS or is_course
        is_open, strength, pending = False, 0.0, False
        if asks and (len(words) <= _LISTED or _BULLET.match(sentence)):
            is_open, strength, pending = True, WHOLE_ITEM, True
        elif context.section == cues.TASKS and self.language in _NOMINAL_TASKS:
            is_open, strength, pending = True, TASK_ITEM, True
        place = 0
        while place < len(words):
            word = words[place]
            if place and word.is_closed:
                is_open = pending = asks and is_open
            elif place and is_open and word.is_apart:
                pending = True
            if cue := self._cue_at(words, place):
                is_open, strength, pending = True, WHOLE_ITEM, True
                place += cue
                continue
            if word.form.is_joiner:
                pending = is_open
            elif pending and not word.form.is_skipped:
                if not word.form.is_end and not word.is_covered:
                    word.evidence = strength
                pending = False
            place += 1

    def _cue_at(self, words: Sequence[_Word], place: int) -> int:
        """Return how many words a cue at `place` has, 0 where there is none."""
        for cue in self._words.cues.get(words[place].form.folded, ()):
            held = words[place : place + len(cue)]
            if tuple(word.form.folded for word in held) == cue and not any(word.is_apart for word in held[1:]):
                return len(cue)
        return 0

    def _chunks(self, words: Sequence[_Word]) -> Iterator[list[_Word]]:
        """Yield runs of words with meaning that one phrase may hold; links between them are passed over."""
        chunk: list[_Word] = []
        for place, word in enumerate(words):
            if chunk and (word.is_apart or word.evidence):
                yield chunk
                chunk = []
            form = word.form
            if form.is_link and chunk and not word.is_covered:
                continue
            if word.is_covered or form.is_end or (form.is_number and not _is_numbered(words, place)):
                if chunk:
                    yield chunk
                    chunk = []
            else:
                chunk.append(word)
        if chunk:
            yield chunk


def _heading_end(sentence: str) -> int:
    """Return where a heading at the beginning of a sentence ends, 0 where there is none; headings name no skill."""
    colon = sentence.find(":", 0, _MAX_HEADING)
    if colon < 0 and len(sentence) > _MAX_HEADING:
        return 0
    before = sentence if colon < 0 else sentence[:colon]
    if colon >= 0 and len(before.split()) < _KEYWORDS and not sentence[colon + 1 :].strip():
        return len(sentence)
    return len(before) if cues.bare_heading(cues.plain(before).strip("-*•·–— ")) in all_headings() else 0


def _is_numbered(words: Sequence[_Word], place: int) -> bool:
    """Say whether a number belongs to the standard before it: "ISO 27001", not "SolidWorks 2023"."""
    word, before = words[place], words[place - 1] if place else None
    return before is not None and not word.is_apart and before.form.folded in STANDARDS and word.end - word.start > 2


def _add_phrases(
    chunk: Sequence[_Word], sentence: str, is_row: bool, tells_names: bool, in_capitals: bool, found: list[Candidate]
) -> None:
    n_words = len(chunk)
    listed = max(word.evidence for word in chunk)
    for first in range(n_words):
        begins = chunk[first].evidence
        key, name = "", 1.0
        for last in range(first, min(first + LONGEST, n_words)):
            word = chunk[last]
            form = word.form
            key = f"{key} {form.key}" if key else form.key
            if not form.is_number:
                # The first word of a sentence has its capital anyway.
                is_told = not in_capitals and (form.name != _CAPITALISED or (tells_names and word.start > 0))
                name = min(name, form.name if is_told else 0.0)
            if last == first and form.is_number:
                continue
            evidence = begins if last == n_words - 1 else begins * ITEM_START
            if first == last and listed and name:
                evidence = max(evidence, listed * KEYWORD)  # "Docker Kubernetes Terraform" without their commas
            if is_row:
                evidence = KEYWORD if first == last else 0.0
            written = sentence[chunk[first].start : word.end]
            found.append(Candidate(key, written, evidence, name, in_capitals))
