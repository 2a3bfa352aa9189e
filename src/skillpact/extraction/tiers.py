"""The tiers of extraction: `fast` links labels alone, `default` judges labels and meaning together.

The default tier needs the dense index of a text's language. Where it is missing it is built, if the caller allows
that; else the text is read by its labels, and the result says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from skillpact.errors import ConfigurationError
from skillpact.extraction.denseindex import VectorModel, build_dense_index, open_dense_index
from skillpact.extraction.encoder import FILES, N_DIMENSIONS, Encoder, Span, Vectors
from skillpact.extraction.extractor import DEFAULT_THRESHOLD, Extractor, LexicalExtractor
from skillpact.extraction.fused import FUSED_THRESHOLD, FusedExtractor
from skillpact.extraction.gate import SkillGate
from skillpact.extraction.labelgrams import LabelGrams
from skillpact.extraction.modelfiles import default_folder, digest_of
from skillpact.extraction.scoring import ScoringWeights, SkillScorer, TextModel
from skillpact.extraction.subwords import LANGUAGES, SubwordEncoder, shipped_subwords
from skillpact.taxonomy import Taxonomy

Tier = Literal["default", "fast"]
TIERS: tuple[Tier, ...] = ("default", "fast")
THRESHOLDS: Mapping[Tier, float] = {"default": FUSED_THRESHOLD, "fast": DEFAULT_THRESHOLD}
ENGLISH = "en"
# Called with the language whose index is built, skills done, skills in all.
IndexProgress = Callable[[str, int, int], None]


class PartsBySubwords:
    """Reads texts of many languages; a part is read on its own."""

    def __init__(self, subwords: SubwordEncoder):
        self._subwords = subwords

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[Vectors]:
        """Return for each text the unit vectors of the whole and of its parts, (1 + n_parts, n_dimensions)."""
        pieces = [
            piece
            for text, own in zip(texts, parts, strict=True)
            for piece in (text, *(text[start:end] for start, end in own))
        ]
        vectors = self._subwords.encode(pieces)
        found, start = [], 0
        for own in parts:
            found.append(vectors[start : start + 1 + len(own)])
            start += 1 + len(own)
        return found


class Scorers:
    """The scorers of a taxonomy, one a language, each made on first use.

    builds_index : build a missing index (minutes for ESCO in English) instead of doing without
    is_distilled : read English texts with the encoder of two layers, three times as fast and a little less exact
    n_threads : of one batch; default the machine's cores, at most 4
    """

    def __init__(
        self, taxonomy: Taxonomy, *, builds_index: bool = False, is_distilled: bool = False,
        n_threads: int | None = None, on_progress: IndexProgress | None = None,
    ):  # fmt: skip
        self._taxonomy = taxonomy
        self._builds_index = builds_index
        self._is_distilled = is_distilled
        self._n_threads = n_threads
        self._on_progress = on_progress
        self._scorers: dict[str, SkillScorer | None] = {}

    def of(self, language: str) -> SkillScorer | None:
        """Return the scorer for texts of `language`.

        None where the models do not read it, where no skill has a name in it or in English, and where its index is
        missing and must not be built.
        """
        if language not in self._scorers:
            self._scorers[language] = self._make(language)
        return self._scorers[language]

    def why_not(self, language: str) -> str:
        """Return the sentence that says why texts of `language` are read by their labels alone."""
        if language not in LANGUAGES:
            return f"only labels are compared, since the models do not read {language}"
        return (
            f"only labels are compared, since the dense index for {language} is not built: "
            f"run `skillpact taxonomy index {self._taxonomy.id} --lang {language}`"
        )

    def _make(self, language: str) -> SkillScorer | None:
        taxonomy = self._taxonomy
        own = [code for code in dict.fromkeys((language, ENGLISH)) if code in taxonomy.skills.languages]
        if language not in LANGUAGES or not own:
            return None
        model = model_for(language)
        if self._builds_index:
            said = self._on_progress
            index = build_dense_index(
                taxonomy, language, model, on_progress=(lambda done, n: said(language, done, n)) if said else None
            )
        else:
            found = open_dense_index(taxonomy, language, model)
            if found is None:
                return None
            index = found
        grams = [label_grams(taxonomy, code) for code in own]
        reader: TextModel
        if language == ENGLISH:
            reader = _encoder(self._is_distilled, self._n_threads)
        else:
            reader = PartsBySubwords(shipped_subwords())
        return SkillScorer(taxonomy, reader, index, grams, _weights())


class EncoderOfLabels:
    """The whole encoder as it makes indexes; loaded when the first label is read, since most indexes are there."""

    n_dimensions = N_DIMENSIONS

    def __init__(self) -> None:
        self.hash = digest_of(default_folder(), FILES)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of the texts, (n_texts, n_dimensions)."""
        return _encoder(False, None).encode(texts)


def model_for(language: str) -> VectorModel:
    """Return the model that makes a language's index: the encoder for English, that of subwords for all others."""
    return EncoderOfLabels() if language == ENGLISH else shipped_subwords()


def make_extractor(
    taxonomy: Taxonomy, *, tier: Tier = "default", threshold: float | None = None, builds_index: bool = False,
    on_progress: IndexProgress | None = None,
) -> Extractor:  # fmt: skip
    """Return the extractor of a tier.

    threshold : mentions scored below are dropped; default: what suits the tier. Raises ConfigurationError for an
    unknown tier or a damaged model, TaxonomyError for a damaged index. It reads on one processor core; a
    ParallelExtractor lets it read on all.
    """
    if tier == "fast":
        return LexicalExtractor(taxonomy, threshold=DEFAULT_THRESHOLD if threshold is None else threshold)
    if tier != "default":
        raise ConfigurationError(f"unknown tier '{tier}', use one of: {', '.join(TIERS)}")
    scorers = Scorers(taxonomy, builds_index=builds_index, is_distilled=True, n_threads=1, on_progress=on_progress)
    return FusedExtractor(
        taxonomy, scorers, _weights(), _gate(), threshold=FUSED_THRESHOLD if threshold is None else threshold
    )


@lru_cache(maxsize=3)
def _encoder(is_distilled: bool, n_threads: int | None) -> Encoder:
    return Encoder.load(is_distilled=is_distilled, n_threads=n_threads)


@lru_cache(maxsize=1)
def _weights() -> ScoringWeights:
    return ScoringWeights.load()


@lru_cache(maxsize=1)
def _gate() -> SkillGate:
    return SkillGate.load()


@lru_cache(maxsize=8)
def label_grams(taxonomy: Taxonomy, language: str) -> LabelGrams:
    """Return the spelling of a taxonomy's labels in a language, kept beside its dense indexes."""
    return LabelGrams(taxonomy.skills, language, taxonomy.folder / "dense" / f"grams-{language}.npz")
