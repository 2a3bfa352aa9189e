"""What reading by meaning costs: the encoders side by side, what reaches them, and the dense index.

    python benchmarks/encoder.py              SKILLPACT_DATA is needed; about three minutes on one core

One processor core, English ESCO, the 140 advertisements of SkillSpan. Ratios travel to other machines, seconds do not.
"""

from __future__ import annotations

import os

# Before NumPy is loaded: one core, whatever the machine has.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import tempfile
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from peer import english_esco, english_vacancies

from skillpact.extraction import scoring
from skillpact.extraction.denseindex import build_dense_index
from skillpact.extraction.encoder import FLOAT_GRAPH, Encoder
from skillpact.extraction.extractor import LexicalExtractor
from skillpact.extraction.fused import LOWEST_GATE, LOWEST_GATE_OF_LINKED, FusedExtractor
from skillpact.extraction.gate import SkillGate
from skillpact.extraction.modelfiles import default_folder, read_arrays, read_model_file
from skillpact.extraction.scoring import ScoringWeights, SkillScorer
from skillpact.extraction.tiers import Scorers
from skillpact.taxonomy import TaxonomyStore

_TIMES = 3  # each is timed; the best counts


class Timed:
    """A session of the runtime that adds up how long it runs."""

    def __init__(self, session: Any):
        self._session = session
        self.seconds = 0.0

    def run(self, *asked: Any) -> Any:
        """Return what the session returns."""
        began = time.perf_counter()
        found = self._session.run(*asked)
        self.seconds += time.perf_counter() - began
        return found


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="skillpact-encoder-") as home:
        os.environ["SKILLPACT_HOME"] = home
        taxonomy = TaxonomyStore().find(english_esco())
        began = time.perf_counter()
        encoder = Encoder.load(n_threads=1)
        build_dense_index(taxonomy, "en", encoder)
        print(f"dense index of {len(taxonomy.skills):,} skills: {time.perf_counter() - began:.0f} s (asked: 360)\n")

        texts = [(text, "en") for text in english_vacancies()]
        lexical, gate = LexicalExtractor(taxonomy, threshold=0.3), SkillGate.load()
        read, n_sentences, n_characters = sentences_read(texts, lexical, gate)
        n_read = sum(map(len, read))
        print(f"{n_sentences:,} sentences of {len(texts)} advertisements; {len(read) / n_sentences:.0%} of them, with")
        print(f"{n_read / n_characters:.0%} of the characters, are read for their meaning\n")

        compare(read, {"six layers, float32": as_float(), "six layers, int8": encoder,
                       "distilled, int8": Encoder.load(is_distilled=True, n_threads=1)})  # fmt: skip

        scorers = Scorers(taxonomy, is_distilled=True, n_threads=1)
        extractor = FusedExtractor(taxonomy, scorers, ScoringWeights.load(), gate)
        extractor.extract(*texts[0][:1], language="en")
        scorer = scorers.of("en")
        assert scorer is not None
        print(
            f"of the skills looked at closely {found_among_the_near(scorer, read):.2%} are among those found on few axes\n"
        )
        timed = Timed(scorer._model._session)  # type: ignore[attr-defined]
        scorer._model._session = timed  # type: ignore[attr-defined]
        began = time.perf_counter()
        list(extractor.extract_many(texts[1:]))
        seconds = time.perf_counter() - began
        kilobytes = sum(len(text.encode()) for text, _ in texts[1:]) / 1000
        print(
            f"default tier: {kilobytes / seconds:,.0f} KB/s, {timed.seconds / seconds:.0%} of the time in the encoder"
        )


def sentences_read(
    texts: Sequence[tuple[str, str]], lexical: LexicalExtractor, gate: SkillGate
) -> tuple[list[str], int, int]:
    """Return the sentences that pass the gate, and how many sentences and characters there are in all."""
    read, n_sentences, n_characters = [], 0, 0
    for text, language in texts:
        extraction, sentences = lexical.read(text, language=language)
        linked = {mention.sentence_start for mention in extraction.mentions}
        for span, _context in sentences:
            sentence = text[span.start : span.end]
            n_sentences, n_characters = n_sentences + 1, n_characters + len(sentence)
            if gate.logit(sentence) >= (LOWEST_GATE_OF_LINKED if span.start in linked else LOWEST_GATE):
                read.append(sentence)
    return read, n_sentences, n_characters


def found_among_the_near(scorer: SkillScorer, sentences: Sequence[str]) -> float:
    """Return the share of the nearest skills, found exactly, that the quick look on few axes finds too."""
    index = scorer._index
    wholes = [own[0] / np.float32(index.scale) for own in scorer._model.encode_parts(sentences, [[]] * len(sentences))]
    asked = np.stack(wholes)
    exact = asked @ index.vectors.T + np.float32(scorer._weights.prior) * scorer.prior
    shares = [
        np.isin(scoring._highest(own, scoring._N_NEAREST, []), scoring._about_highest(near, scoring._N_NEAR, [])).mean()
        for own, near in zip(exact, scorer._near(asked), strict=True)
    ]
    return float(np.mean(shares))


def as_float() -> Encoder:
    """Return the shipped encoder with float32 products: its weights as they are after rounding, its sums unrounded."""
    folder = default_folder()
    arrays = read_arrays(read_model_file(folder, "encoder.npz"))
    weights = {}
    for name, values in arrays.items():
        whole = name.removesuffix(".int8")
        if name.startswith(("words", "places", "segment")):
            weights[name] = values
        elif whole != name:
            weights[whole] = values.astype(np.float32) * arrays[f"{whole}.scale"]
        elif not name.endswith(("scale", "zero")):
            weights[name] = values
    graph, tokenizer = (read_model_file(folder, name) for name in (FLOAT_GRAPH, "tokenizer.json"))
    return Encoder(weights, graph, tokenizer, "float", 1)


def compare(sentences: Sequence[str], encoders: dict[str, Encoder]) -> None:
    """Print how fast the encoders read the sentences, and how near their vectors are to those of the first."""
    first: np.ndarray | None = None
    print(f"{'encoder':<24} {'sentences/s':>12} {'x the first':>12} {'cosine with the first':>24}")
    slowest = 0.0
    for name, encoder in encoders.items():
        seconds = []
        for _ in range(_TIMES):
            began = time.perf_counter()
            vectors = encoder.encode(sentences)
            seconds.append(time.perf_counter() - began)
        first = vectors if first is None else first
        slowest = slowest or min(seconds)
        cosines = (vectors * first).sum(axis=1)
        print(
            f"{name:<24} {len(sentences) / min(seconds):>12,.0f} {slowest / min(seconds):>12.1f} {cosines.mean():>24.3f}"
        )
    print()


if __name__ == "__main__":
    main()
