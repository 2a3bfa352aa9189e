"""From a text to its skills. One protocol for every method, so that a dense one joins without changing callers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from skillpact.extraction.language import detect_language
from skillpact.extraction.modifiers import is_negated, is_optional, said_in, stated_level
from skillpact.extraction.phrases import LABEL_KINDS, PhraseLinker, PhraseMatch
from skillpact.extraction.sections import SKILL_SECTIONS, SentenceContext, classify_sentences
from skillpact.extraction.sentences import Span, split_sentences
from skillpact.records import Mention
from skillpact.taxonomy import Taxonomy
from skillpact.taxonomy.words import split_words

DEFAULT_THRESHOLD = 0.6  # mentions below are dropped; effect of less: more skills, more of them wrong


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a text holds: its language (None: too short to tell), why nothing was read where so, and its mentions."""

    language: str | None
    is_language_stated: bool
    reason: str | None
    mentions: tuple[Mention, ...]


class Extractor(Protocol):
    """Whatever reads skills out of texts. The result of a text does not depend on its neighbours."""

    method: str

    def extract(self, text: str, *, language: str | None = None) -> Extraction:
        """Return the mentions of one text in order of their place."""
        ...

    def extract_many(self, texts: Iterable[tuple[str, str | None]]) -> Iterable[Extraction]:
        """Return extractions of (text, stated language) pairs, one each, in order."""
        ...

    def prepare(self, text: str, language: str | None) -> str | None:
        """Load what texts in the language of this one need, and return it, None where it cannot be told."""
        ...


class LexicalExtractor:
    """Links preferred, alternative and hidden labels, tolerant of inflection, in skill-bearing sections only."""

    method = "lexical"

    def __init__(self, taxonomy: Taxonomy, *, threshold: float = DEFAULT_THRESHOLD):
        if not 0 <= threshold <= 1:
            raise ValueError(f"threshold is {threshold}, expected a number in [0, 1]")
        self._taxonomy = taxonomy
        self._threshold = threshold
        self._linkers: dict[str, list[PhraseLinker]] = {}
        self._skills: dict[int, tuple[str, bool]] = {}

    def extract(self, text: str, *, language: str | None = None) -> Extraction:
        """Return the mentions of `text`; `language` (ISO 639-1) is believed where given.

        Where the taxonomy has no labels in the text's language, English names are still found and `reason` says so.
        """
        return self.read(text, language=language)[0]

    def prepare(self, text: str, language: str | None) -> str | None:
        """Load the linkers of a text's language and return it, None where it cannot be told."""
        code = detect_language(text, language).code
        self._linkers_for(code)
        return code

    def read(self, text: str, *, language: str | None = None) -> tuple[Extraction, list[tuple[Span, SentenceContext]]]:
        """Return what `extract` does, and the sentences that may hold skills, for those who look at them again."""
        detected = detect_language(text, language)
        code = detected.code
        if not text.strip():
            return Extraction(detected.code, detected.is_stated, "the text is empty", ()), []
        linkers = self._linkers_for(code)
        reason = None
        if not linkers:
            reason = f"the taxonomy has no labels in {code} and none in English"
        elif code is None:
            reason = "the language cannot be told from the text: labels of all languages are looked for"
        elif code not in self._taxonomy.skills.languages:
            reason = f"the taxonomy has no labels in {code}: only English names are found"
        sentences = split_sentences(text)
        contexts = classify_sentences(text, sentences, code or "en")
        read = [
            (span, context)
            for span, context in zip(sentences, contexts, strict=True)
            if context.section in SKILL_SECTIONS
        ]
        mentions: list[Mention] = []
        if linkers:
            for span, context in read:
                mentions.extend(self._mentions(text, span, context, linkers, code or "en"))
        return Extraction(detected.code, detected.is_stated, reason, tuple(mentions)), read

    def extract_many(self, texts: Iterable[tuple[str, str | None]]) -> Iterable[Extraction]:
        """Return extractions of (text, stated language) pairs, one each, in order."""
        for text, language in texts:
            yield self.extract(text, language=language)

    def _mentions(
        self, text: str, span: Span, context: SentenceContext, linkers: Sequence[PhraseLinker], language: str
    ) -> list[Mention]:
        words = split_words(text, span.start, span.end)
        matches = _without_overlaps([match for linker in linkers for match in linker.matches(text, words)])
        if not matches:
            return []
        sentence = text[span.start : span.end]
        may_deny, may_wish = said_in(sentence, language)
        mentions = []
        for match in matches:
            if match.score < self._threshold:
                continue
            start, end = match.start - span.start, match.end - span.start
            uri, is_language_skill = self._skill(match.row)
            mentions.append(
                Mention(
                    uri=uri,
                    start=match.start,
                    end=match.end,
                    score=match.score,
                    method=self.method,
                    label_kind=LABEL_KINDS[match.kind],
                    level=stated_level(sentence, start, end, language, is_language_skill=is_language_skill),
                    sentence_start=span.start,
                    sentence_end=span.end,
                    section=context.section,
                    is_optional=context.is_optional or (may_wish and is_optional(sentence, start, end, language)),
                    is_negated=may_deny and is_negated(sentence, start, end, language),
                )
            )
        return mentions

    def _skill(self, row: int) -> tuple[str, bool]:
        """Return a skill's URI and whether it is a language, read from the taxonomy's files once."""
        if row not in self._skills:
            self._skills[row] = (self._taxonomy.skills.uri(row), self._taxonomy.skills.kind(row) == "language")
        return self._skills[row]

    def _linkers_for(self, language: str | None) -> list[PhraseLinker]:
        """Linkers of the text's language and of English, whose names stand in advertisements everywhere.

        None: of all languages of the taxonomy, since two words such as "soldadura TIG" do not tell theirs.
        """
        key = language or ""
        if key not in self._linkers:
            found = []
            for code in dict.fromkeys((key, "en") if key else ("en", *self._taxonomy.skills.languages)):
                index = self._taxonomy.phrases("skills", code)
                if index is not None:
                    words = self._taxonomy.words("skills", code)
                    found.append(
                        PhraseLinker(self._taxonomy.skills, index, is_foreign=code != (key or "en"), words=words)
                    )
            self._linkers[key] = found
        return self._linkers[key]


def _without_overlaps(matches: Sequence[PhraseMatch]) -> list[PhraseMatch]:
    """Keep the longest, then the most trusted of overlapping matches; return them from left to right."""
    if len(matches) < 2:
        return list(matches)
    kept: list[PhraseMatch] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: (-(m.end - m.start), -m.score, m.start, m.kind)):
        # What is kept is at least as long: a match that overlaps it has one of its ends inside.
        if match.start not in taken and match.end - 1 not in taken:
            kept.append(match)
            taken.update(range(match.start, match.end))
    return sorted(kept)


def required_uris(extraction: Extraction) -> dict[str, tuple[bool, float | None, float]]:
    """Return uri → (is_essential, highest stated level, best score) of the mentions that are not denied.

    A skill named once as needed and once as nice to have is needed.
    """
    found: dict[str, tuple[bool, float | None, float]] = {}
    for mention in extraction.mentions:
        if mention.is_negated:
            continue
        is_essential, level, score = found.get(mention.uri, (False, None, 0.0))
        levels = [value for value in (level, mention.level) if value is not None]
        found[mention.uri] = (
            is_essential or not mention.is_optional,
            max(levels) if levels else None,
            max(score, mention.score),
        )
    return found
