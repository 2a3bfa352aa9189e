"""Fit the gate, which tells from the words of an English sentence whether it may ask for skills at all.

python training/fit_gate.py --data DIR --out DIR
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from logistic import fit_logistic
from scipy.sparse import csr_matrix
from sources import GREEN_TRAIN, SKILLSPAN_DEV, SKILLSPAN_TRAIN, add_data_option, read_tagged

from skillpact.extraction.fused import LOWEST_GATE
from skillpact.extraction.gate import GATE_FILE, SkillGate

_WORD = re.compile(r"[^\W\d_]+[+#]*")  # as the gate reads them
_RAREST = 3  # sentences that a word stands in
_GREEN_WEIGHT = 0.5  # its spans were drawn more freely than those of SkillSpan
_PENALTY = 2.5
_SMALLEST = 0.15  # of weights that are kept; effect of more: a smaller file, hardly another judgement


def terms_of(sentence: str) -> set[str]:
    """Return the words and the pairs of neighbouring words of a sentence."""
    words = _WORD.findall(sentence.lower())
    return {*words, *(f"{first} {second}" for first, second in pairwise(words))}


def main() -> None:
    """Read sentences in which people marked skills, fit, and write the weights that matter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    skillspan = read_tagged(options.data, SKILLSPAN_TRAIN)
    green = read_tagged(options.data, GREEN_TRAIN)
    rows = [*skillspan, *green]
    terms = [terms_of(" ".join(row["tokens"])) for row in rows]
    asks = np.array(["B" in row["tags_skill"] or "B" in row.get("tags_knowledge", ()) for row in rows])
    counts = Counter(term for own in terms for term in own)
    known = sorted(term for term, n in counts.items() if n >= _RAREST)
    weights = np.r_[np.ones(len(skillspan)), np.full(len(green), _GREEN_WEIGHT)]
    found = fit_logistic(_table(terms, known), asks, weights, _PENALTY)
    kept = {
        term: round(float(weight), 2) for term, weight in zip(known, found[1:], strict=True) if abs(weight) > _SMALLEST
    }
    (options.out / GATE_FILE).write_text(json.dumps({"bias": round(float(found[0]), 3), "words": kept}))
    measured = read_tagged(options.data, SKILLSPAN_DEV)
    texts = [" ".join(row["tokens"]) for row in measured]
    is_asking = np.array(["B" in row["tags_skill"] or "B" in row.get("tags_knowledge", ()) for row in measured])
    gate = SkillGate(round(float(found[0]), 3), kept)
    passes = np.array([gate.logit(text) >= LOWEST_GATE for text in texts])
    print(f"SkillSpan dev: {passes[is_asking].mean():.0%} of sentences with a skill pass, {passes.mean():.0%} of all")


def _table(terms: list[set[str]], known: list[str]) -> csr_matrix:
    """Return (n_sentences, 1 + n_terms): 1 throughout, then 1 where a term stands in the sentence."""
    column = {term: number for number, term in enumerate(known, 1)}
    own = [[0, *sorted(column[term] for term in found if term in column)] for found in terms]
    columns: npt.NDArray[np.int64] = np.array([number for row in own for number in row])
    ends = np.cumsum([0, *map(len, own)])
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(terms), 1 + len(known)))


if __name__ == "__main__":
    main()
