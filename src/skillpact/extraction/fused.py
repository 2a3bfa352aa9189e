"""The default tier of extraction: what labels link and what the encoder finds, judged together, sentence by sentence.

Only sentences that may ask for skills reach the encoder, each distinct one once; links in the others are judged by
themselves. A mention's score is the probability that its skill is meant, calibrated on labelled sentences (see
chances)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from skillpact.extraction.chances import LINK_FEATURES, chances, features, link_features
from skillpact.extraction.extractor import DEFAULT_THRESHOLD, Extraction, LexicalExtractor
from skillpact.extraction.gate import SkillGate
from skillpact.extraction.modifiers import is_negated, is_optional, said_in, stated_level
from skillpact.extraction.scoring import ScoringWeights, SkillScorer
from skillpact.extraction.sections import SentenceContext
from skillpact.extraction.sentences import Span
from skillpact.ordering import tie_break
from skillpact.records import Mention
from skillpact.taxonomy import Taxonomy

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

# Mentions less likely than this are dropped. Effect of less: more skills, more of them wrong. Half of the F1 reached,
# where F1 is highest if chances are right; on HOUSE, TECH and SkillSkape dev 0.18 to 0.22 gave about the same.
FUSED_THRESHOLD = 0.22
# Sentences are read for their meaning only where the log odds that they ask for a skill are at least this. Effect of
# more: faster, and skills said in unusual words are missed.
LOWEST_GATE = -0.5
# The same for sentences with a link, which are judged by the link alone below it: lower than what words that the gate
# does not know are given, so that what speaks against the link are words that it knows.
LOWEST_GATE_OF_LINKED = -2.0
# The same for skills that only the meaning of a text in another language than English tells.
MEANING_ELSEWHERE = 0.34
MEANING = "meaning"  # the label_kind of a mention that no label links
_LOWEST_LINK = 0.3  # lexical links below are not judged at all
_DOCUMENTS_AT_ONCE = 64
_MAX_REMEMBERED = 20_000  # sentences
_SHORTEST, _LONGEST = 8, 1_000  # characters of a sentence that is read for its meaning


@dataclass(frozen=True, slots=True)
class Judged:
    """A skill found in a sentence: taxonomy row, probability, and the part of the sentence that says it."""

    row: int
    chance: float
    start: int
    end: int


class _Linked(NamedTuple):
    """A document, what its labels link, and its sentences with the best link of each skill, by taxonomy row."""

    text: str
    links: Extraction
    sentences: list[tuple[Span, SentenceContext, dict[int, Mention]]]


class ScorerSource(Protocol):
    """Where scorers come from, one a language."""

    def of(self, language: str) -> SkillScorer | None:
        """Return the scorer for texts of `language`, or None."""
        ...

    def why_not(self, language: str) -> str:
        """Return the sentence that says why there is none."""
        ...


@lru_cache(maxsize=1)
def _mathematics() -> ThreadpoolController:
    """Return what sets the threads of NumPy's library; looking for it takes a millisecond."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


class FusedExtractor:
    """Links labels and meanings. A language without a scorer is read by its labels alone, and the result says so."""

    method = "fused"

    def __init__(
        self, taxonomy: Taxonomy, scorers: ScorerSource, weights: ScoringWeights, gate: SkillGate, *,
        threshold: float = FUSED_THRESHOLD,
    ):  # fmt: skip
        if not 0 <= threshold <= 1:
            raise ValueError(f"threshold is {threshold}, expected a number in [0, 1]")
        self._taxonomy = taxonomy
        self._scorers = scorers
        self._weights = weights
        self._gate = gate
        self._threshold = threshold
        self._lexical = LexicalExtractor(taxonomy, threshold=_LOWEST_LINK)
        self._rows = {uri: row for row, uri in enumerate(taxonomy.skills)}
        self._remembered: dict[tuple[str | None, str], tuple[Judged, ...]] = {}

    def extract(self, text: str, *, language: str | None = None) -> Extraction:
        """Return the mentions of one text in order of their place."""
        return next(iter(self.extract_many([(text, language)])))

    def extract_many(self, texts: Iterable[tuple[str, str | None]]) -> Iterator[Extraction]:
        """Return extractions of (text, stated language) pairs, one each, in order."""
        waiting = iter(texts)
        blocks = iter(lambda: list(islice(waiting, _DOCUMENTS_AT_ONCE)), [])
        # Products of matrices are small here: threads would only wait for each other.
        with _mathematics().limit(limits=1, user_api="blas"):
            for block in blocks:
                yield from self._judged(self._linked(block))

    def prepare(self, text: str, language: str | None) -> str | None:
        """Load what texts in the language of this one need, and return it, None where it cannot be told."""
        code = self._lexical.prepare(text, language)
        scorer = self._scorers.of(code or "en")
        if scorer is not None:
            scorer.prepare()
        return code

    def _linked(self, block: Sequence[tuple[str, str | None]]) -> list[_Linked]:
        documents = []
        for text, stated in block:
            links, sentences = self._lexical.read(text, language=stated)
            documents.append(_Linked(text, links, self._with_links(sentences, links)))
        return documents

    def _judged(self, documents: Sequence[_Linked]) -> list[Extraction]:
        # By the language told, since a text that tells none is linked by the labels of all languages.
        asked: dict[str | None, dict[str, Mapping[int, Mention]]] = {}
        for text, links, linked in documents:
            if linked and self._scorers.of(links.language or "en") is not None:
                for span, _, own in linked:
                    asked.setdefault(links.language, {}).setdefault(text[span.start : span.end], own)
        judged = {language: self._judge(language, own) for language, own in asked.items()}
        return [self._extraction(text, links, linked, judged) for text, links, linked in documents]

    def _with_links(
        self, sentences: Sequence[tuple[Span, SentenceContext]], links: Extraction
    ) -> list[tuple[Span, SentenceContext, dict[int, Mention]]]:
        """Return the sentences with the best link of each skill in them, by taxonomy row."""
        by_start: dict[int, dict[int, Mention]] = {}
        for mention in links.mentions:
            own = by_start.setdefault(mention.sentence_start, {})
            row = self._rows[mention.uri]
            if row not in own or mention.score > own[row].score:
                own[row] = mention
        return [(span, context, by_start.get(span.start, {})) for span, context in sentences]

    def _judge(self, language: str | None, asked: Mapping[str, Mapping[int, Mention]]) -> dict[str, tuple[Judged, ...]]:
        """Return the judged skills of each sentence, those already known from memory."""
        found: dict[str, tuple[Judged, ...]] = {}
        code = language or "en"
        scorer = self._scorers.of(code)
        assert scorer is not None
        new = []
        gates = {}
        for sentence, own in asked.items():
            known = self._remembered.get((language, sentence))
            if known is not None:
                found[sentence] = known
                continue
            gate = self._gate.logit(sentence) if code == "en" else 0.0
            is_read = bool(own) or _SHORTEST <= len(sentence) <= _LONGEST
            if is_read and gate >= (LOWEST_GATE_OF_LINKED if own else LOWEST_GATE):
                new.append(sentence)
                gates[sentence] = gate
            elif own:
                linked = {row: link.score for row, link in own.items()}
                rows, table = link_features(linked, scorer.prior, len(sentence.split()), gate)
                likely = chances(table, self._weights.link_chances, LINK_FEATURES)
                found[sentence] = self._likely(code, zip(rows.tolist(), likely.tolist(), strict=True), own, {})
        nearest = scorer.score_nearest(new, [list(asked[sentence]) for sentence in new])
        n_judged, rows, table = features(
            nearest, scorer.prior, [{row: link.score for row, link in asked[sentence].items()} for sentence in new],
            [len(sentence.split()) for sentence in new], [gates[sentence] for sentence in new],
        )  # fmt: skip
        judged = iter(zip(rows.tolist(), chances(table, self._weights.chances).tolist(), strict=True))
        for sentence, scores, n_own in zip(new, nearest, n_judged, strict=True):
            whole = 0, len(sentence)
            parts = {
                row: scores.parts[part] if part >= 0 else whole
                for row, part in zip(scores.rows.tolist(), scores.best_part.tolist(), strict=True)
            }
            found[sentence] = self._likely(code, list(islice(judged, n_own)), asked[sentence], parts)
        self._remember(language, {sentence: found[sentence] for sentence in new})
        return found

    def _remember(self, language: str | None, found: Mapping[str, tuple[Judged, ...]]) -> None:
        for sentence, judged in found.items():
            self._remembered[language, sentence] = judged
        while len(self._remembered) > _MAX_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]

    def _likely(
        self,
        code: str,
        likely: Iterable[tuple[int, float]],
        own: Mapping[int, Mention],
        parts: Mapping[int, tuple[int, int]],
    ) -> tuple[Judged, ...]:
        """Return the skills of a sentence that are likely enough, each with its place in the sentence."""
        judged = []
        for row, value in likely:
            link = own.get(row)
            chance, floor = round(value, 4), self._threshold
            if code != "en":
                # Chances were measured on English: elsewhere a label is believed for what it is, and what only the
                # meaning says must be likelier.
                if link is not None:
                    chance, floor = link.score, max(floor, DEFAULT_THRESHOLD)
                else:
                    floor = max(floor, MEANING_ELSEWHERE)
            if chance >= floor:
                if link is not None:
                    start, end = link.start - link.sentence_start, link.end - link.sentence_start
                else:
                    start, end = parts[row]
                judged.append(Judged(row, chance, start, end))
        return tuple(judged)

    def _extraction(
        self, text: str, links: Extraction, sentences: Sequence[tuple[Span, SentenceContext, dict[int, Mention]]],
        judged: Mapping[str | None, Mapping[str, tuple[Judged, ...]]],
    ) -> Extraction:  # fmt: skip
        code = links.language or "en"
        if sentences and self._scorers.of(code) is None:
            # Scores of labels are no probabilities: what is trusted less than usual stays out at any threshold.
            floor = max(self._threshold, DEFAULT_THRESHOLD)
            kept = tuple(mention for mention in links.mentions if mention.score >= floor)
            return replace(links, reason=links.reason or self._scorers.why_not(code), mentions=kept)
        mentions: list[Mention] = []
        for span, context, own in sentences:
            sentence = text[span.start : span.end]
            found = judged[links.language].get(sentence, ())
            if not found:
                continue
            may_deny, may_wish = said_in(sentence, code)
            for skill in found:
                link = own.get(skill.row)
                if link is not None:
                    mentions.append(
                        replace(link, score=skill.chance, method=self.method if code == "en" else link.method)
                    )
                else:
                    mentions.append(self._mention(skill, sentence, span, context, code, may_deny, may_wish))
        mentions.sort(key=lambda mention: (mention.start, mention.end, tie_break(mention.uri)))
        reason = links.reason
        if sentences and links.language is not None and links.language not in self._taxonomy.skills.languages:
            reason = f"the taxonomy has no labels in {code}: skills are found by their English names and by meaning"
        return replace(links, reason=reason, mentions=tuple(mentions))

    def _mention(
        self,
        skill: Judged,
        sentence: str,
        span: Span,
        context: SentenceContext,
        code: str,
        may_deny: bool,
        may_wish: bool,
    ) -> Mention:
        start, end = skill.start, skill.end
        return Mention(
            uri=self._taxonomy.skills.uri(skill.row),
            start=span.start + start,
            end=span.start + end,
            score=skill.chance,
            method=self.method,
            label_kind=MEANING,
            level=stated_level(
                sentence, start, end, code, is_language_skill=self._taxonomy.skills.kind(skill.row) == "language"
            ),
            sentence_start=span.start,
            sentence_end=span.end,
            section=context.section,
            is_optional=context.is_optional or (may_wish and is_optional(sentence, start, end, code)),
            is_negated=may_deny and is_negated(sentence, start, end, code),
        )
