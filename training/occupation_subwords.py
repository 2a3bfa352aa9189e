"""Train a subword encoder that never met the alternative labels which fit_occupations.py asks for.

python training/occupation_subwords.py --teacher DIR --data DIR --out DIR/subwords.npz

As subwords.py trains the one that ships, but shorter, and without the alternative labels, in every language, of every
second occupation. Nothing is shipped of it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from occupation_titles import is_unlearned
from subword_model import Settings, Words, train
from subword_texts import ParallelText, read_carriers, read_parallel_texts
from subwords import _BALANCE, drawer, teacher_vectors

from skillpact.evaluation.material import LabelledData

_N_STEPS = 1_000  # 2,400 for the one that ships


def learned_texts(data: Path) -> list[ParallelText]:
    """Return all parallel texts but the alternative labels of the occupations that are asked for."""
    rows = LabelledData(data).rows("esco/v1.1.1/occupations_en.csv.gz", "conceptUri", "preferredLabel")
    out = {label.casefold() for _row, (uri, label) in rows if is_unlearned(uri)}
    return [
        text
        for text in read_parallel_texts(data)
        if not (text.table == "occupation" and text.kind == "alternative" and text.concept in out)
    ]


def main() -> None:
    """Train, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", type=Path, required=True, help="folder of the sentence encoder")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds esco/")
    parser.add_argument("--out", type=Path, required=True, help="file to write, called subwords.npz")
    parser.add_argument("--n-steps", type=int, default=_N_STEPS)
    options = parser.parse_args()

    import torch

    torch.set_num_threads(1)
    settings = replace(Settings(), n_steps=options.n_steps)
    learned = learned_texts(options.data)
    english = sorted({text.english for text in learned})
    targets = teacher_vectors(options.teacher, english, None)
    target_of = {text: row for row, text in enumerate(english)}
    texts, first, n_carriers = [text.text for text in learned], {}, {}
    for code, pairs in sorted(read_carriers().items()):
        first[code], n_carriers[code] = len(texts), len(pairs)
        texts += [part for pair in pairs for part in pair]
    counts = Counter(text.language for text in learned)
    weights = np.array([counts[text.language] ** (_BALANCE - 1) for text in learned])
    weights = np.concatenate([weights, np.full(len(texts) - len(learned), weights.max())])
    words = Words(texts, weights / weights.mean(), settings.n_rows)
    pool = np.arange(len(english))
    model = train(words, settings, drawer(learned, target_of, first, n_carriers), targets, pool, _report)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    model.save(options.out, words)


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
