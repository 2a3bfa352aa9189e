"""What the subword encoder finds: the English concept of a text that it did not learn, beside shared spelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from subword_texts import ParallelText, held_out_as

from skillpact.extraction.labelgrams import GramVectors
from skillpact.extraction.subwords import SubwordEncoder

_N_QUERIES = 400  # of a language and a way of holding out; effect of more: smaller chance error, more time
_TABLES = ("skill", "occupation", "starter")
_WAYS = ("label", "concept", "nowhere")


def measure(path: Path, texts: Sequence[ParallelText], targets: Mapping[str, npt.NDArray[np.float32]]) -> str:
    """Return a table in Markdown: MRR and recall at 10 of the encoder, and of character grams, on held-out labels.

    Candidates are all English preferred labels of the table (skills, occupations, or those of the starter taxonomy);
    texts that are spelt like an English label of their concept are left out.
    """
    encoder = SubwordEncoder.load(path.parent)
    lines = [
        "| table | language | held out | n | MRR | recall@10 | MRR grams | recall@10 grams |",
        "| --- | --- | --- | --: | --: | --: | --: | --: |",
    ]
    english = {(text.concept, text.text.casefold()) for text in texts if text.language == "en"}
    for table in _TABLES:
        own = [text for text in texts if text.table == table and text.kind != "description"]
        labels = sorted({text.english for text in own})
        place = {label: row for row, label in enumerate(labels)}
        vectors = np.array([targets[label] for label in labels])
        grams = GramVectors(labels)
        means: dict[str, list[npt.NDArray[Any]]] = {}
        for language in sorted({text.language for text in own}):
            for way in _WAYS:
                asked = [
                    text
                    for text in own
                    if text.language == language
                    and held_out_as(text) == way
                    and (language == "en" or (text.concept, text.text.casefold()) not in english)
                    and not (language == "en" and text.text == text.english)
                ]
                if len(asked) < 20:
                    continue
                chosen = np.random.default_rng(0).permutation(len(asked))[:_N_QUERIES]
                asked = [asked[row] for row in sorted(chosen)]
                right = np.array([place[text.english] for text in asked])
                found = encoder.encode([text.text for text in asked]) @ vectors.T
                ranks = [_ranks(found, right), _gram_ranks(grams.cosines, asked, right)]
                figures = [value for rank in ranks for value in ((1 / rank).mean(), (rank <= 10).mean())]
                lines.append(f"| {table} | {language} | {way} | {len(asked)} | " + _figures(figures))
                if language != "en":
                    means.setdefault(way, []).append(np.array(figures))
        for way, rows in means.items():
            lines.append(f"| {table} | all but en | {way} | {len(rows)} languages | " + _figures(np.mean(rows, axis=0)))
    return "\n".join(lines)


def _figures(values: Sequence[float] | npt.NDArray[Any]) -> str:
    return " | ".join(f"{value:.3f}" for value in values) + " |"


def _ranks(scores: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    own = scores[np.arange(len(right)), right][:, None]
    # What scores the same counts half: neither before nor behind.
    ranks: npt.NDArray[np.float64] = 1 + (scores > own).sum(axis=1) + ((scores == own).sum(axis=1) - 1) / 2
    return ranks


def _gram_ranks(
    cosines: Callable[[str], npt.NDArray[np.float32]], asked: Sequence[ParallelText], right: npt.NDArray[Any]
) -> npt.NDArray[np.float64]:
    return np.concatenate([_ranks(cosines(text.text)[None], right[row : row + 1]) for row, text in enumerate(asked)])
