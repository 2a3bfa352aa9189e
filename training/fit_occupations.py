"""Fit how much each likeness of a job title and an occupation counts, and measure it on other occupations.

python training/occupation_subwords.py --teacher DIR --data DIR --out DIR/subwords.npz
python training/fit_occupations.py --data DIR --subwords DIR

The subword encoder that ships has learned all of ESCO's labels, so that held-out labels would flatter it; the first
command trains one that never met the alternative labels asked for here. Prints the weights for
src/skillpact/extraction/occupations.py and the reciprocal ranks of the measured half beside likeness of spelling.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from occupation_titles import FITTED_LANGUAGES, Titles, read_titles

from skillpact.extraction.labelgrams import LabelGrams
from skillpact.extraction.occupations import KINDS, OccupationLinker
from skillpact.extraction.subwords import SubwordEncoder
from skillpact.taxonomy import Taxonomy, TaxonomyStore

Numbers = npt.NDArray[np.float64]

# Of one title. Real titles are few and what matters; labels keep near copies and other languages in view.
_IMPORTANCE = {
    "eures": 2.5, "preferred known": 1.0, "tenth held out": 1.0, "eures, English only": 2.5, "English only": 1.0,
}  # fmt: skip
_N_CANDIDATES = 60  # occupations of a title with the highest sums, and with each likeness highest
_PENALTY = 1e-4  # effect of more: smaller weights, flatter chances


class Example(NamedTuple):
    """The candidates of one title, (n_candidates, n_kinds), which of them are right, and how much the title counts."""

    table: Numbers
    is_right: npt.NDArray[np.bool_]
    importance: float


class Measured(NamedTuple):
    """Of one set: the table of each title, its right rows, and the reciprocal rank by spelling alone."""

    titles: Titles
    tables: list[npt.NDArray[np.float32]]
    right: list[list[int]]
    spelling: Numbers


def example(table: Numbers, right: list[int], importance: float) -> Example:
    """Return the candidates of a title: those that stand high by any likeness, and the right ones."""
    rows = set(right)
    for points in (table.sum(axis=1), *table.T):
        rows.update(np.argsort(-points, kind="stable")[:_N_CANDIDATES].tolist())
    chosen = np.array(sorted(rows))
    return Example(table[chosen], np.isin(chosen, right), importance)


def fitted(examples: list[Example]) -> Numbers:
    """Return the weights, none below 0, with which the right occupations are likeliest (listwise softmax)."""
    counts = np.array([len(own.table) for own in examples])
    starts, owner = np.cumsum(counts) - counts, np.repeat(np.arange(len(examples)), counts)
    table = np.vstack([own.table for own in examples])
    is_right = np.concatenate([own.is_right for own in examples]).astype(float)
    share = np.array([own.importance for own in examples])
    share /= share.sum()

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        points = table @ weights
        powers = np.exp(points - np.maximum.reduceat(points, starts)[owner])
        whole, right = np.add.reduceat(powers, starts), np.add.reduceat(powers * is_right, starts)
        right = np.maximum(right, 1e-300)
        slope = table.T @ ((powers / whole[owner] - powers * is_right / right[owner]) * share[owner])
        return float(share @ (np.log(whole) - np.log(right))) + _PENALTY * (weights @ weights) / 2, slope + (
            _PENALTY * weights
        )

    start = np.ones(table.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return np.asarray(found.x, float)


def tables_of(sets: Iterable[Titles], subwords: SubwordEncoder) -> list[Measured]:
    """Return the likenesses of all titles with all occupations."""
    found = []
    linkers: dict[str, OccupationLinker] = {}
    for own in sets:
        linker = linkers.setdefault(own.taxonomy.id, OccupationLinker(own.taxonomy, subwords=subwords))
        table = own.taxonomy.occupations
        grams = LabelGrams(table, own.language if own.language in table.languages else "en")
        tables, right, spelling = [], [], []
        for title in own.titles:
            likenesses = linker.likenesses(title.title, own.language)
            empty = np.zeros((len(table), len(KINDS)))
            tables.append((empty if likenesses is None else likenesses.table).astype(np.float32))
            right.append([table.row(uri) for uri in title.gold])
            spelling.append(rank_of(grams.scores(title.title), right[-1]))
        found.append(Measured(own, tables, right, np.array(spelling)))
        print(own.name, own.language, len(own.titles), file=sys.stderr, flush=True)
    return found


def rank_of(points: npt.NDArray[np.floating], right: list[int]) -> float:
    """Return 1 / the rank of the best right occupation; equals count as half before it."""
    rounded = np.round(points, 4)
    best = rounded[right].max()
    if best <= 0:
        return 0.0
    return 1 / (1 + float((rounded > best).sum()) + (float((rounded == best).sum()) - 1) / 2)


def is_foreign(name: str) -> bool:
    """Say whether the titles of a set are asked for in a taxonomy without labels in their language."""
    return "English only" in name


def print_measures(sets: list[Measured], weights: Numbers, foreign: Numbers) -> None:
    """Print each set's mean reciprocal rank by spelling and by these weights, and their paired difference."""
    pooled: dict[str, list[Numbers]] = {}
    for own in sets:
        used = foreign if is_foreign(own.titles.name) else weights
        mine = np.array(
            [rank_of(t.astype(float) @ used, right) for t, right in zip(own.tables, own.right, strict=True)]
        )
        if len(mine):
            both = np.stack([own.spelling, mine], axis=1)
            print_line(f"{own.titles.name} {own.titles.language}", both)
            group = "fitted" if own.titles.language in FITTED_LANGUAGES else "other"
            pooled.setdefault(f"{own.titles.name}, {group} languages", []).append(both)
    for name, parts in pooled.items():
        print_line(name, np.vstack(parts))


def print_line(name: str, both: Numbers) -> None:
    """Print one line: spelling, ours, gain with the half width of its 95 % interval."""
    gain = both[:, 1] - both[:, 0]
    half = 1.96 * gain.std() / len(gain) ** 0.5
    print(f"| {name} | {len(both)} | {both[:, 0].mean():.3f} | {both[:, 1].mean():.3f} | "
          f"{gain.mean():+.3f} ({gain.mean() - half:+.3f} to {gain.mean() + half:+.3f}) |", flush=True)  # fmt: skip


def main() -> None:
    """Fit, print the weights, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds esco/, inputs/ and benchmarks/")
    parser.add_argument("--subwords", type=Path, required=True, help="folder of the encoder trained without the labels")
    parser.add_argument("--home", type=Path, help="folder that keeps the taxonomies [default: a temporary one]")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.home or Path(temporary)
        taxonomy = import_esco(options.data, folder)
        subwords = SubwordEncoder.load(options.subwords)
        to_fit = tables_of(read_titles(options.data, taxonomy, folder, to_fit=True), subwords)
        weights, foreign = (
            fitted([
                example(table.astype(float), right, _IMPORTANCE[own.titles.name])
                for own in to_fit
                if is_foreign(own.titles.name) == wanted
                for table, right in zip(own.tables, own.right, strict=True)
            ])
            for wanted in (False, True)
        )  # fmt: skip
        for name, found in (("own language", weights), ("foreign", foreign)):
            print(name, dict(zip(KINDS, np.round(found, 2).tolist(), strict=True)), flush=True)
        print_measures(
            tables_of(read_titles(options.data, taxonomy, folder, to_fit=False), subwords),
            np.round(weights, 1), np.round(foreign, 1),
        )  # fmt: skip


def import_esco(data: Path, folder: Path) -> Taxonomy:
    """Return ESCO 1.1.1 with the labels of 1.0.3."""
    esco = data / "esco"
    sources = [esco / "v1.1.1", esco / "v1.0.3" / "occupations"]
    return TaxonomyStore(folder).import_source(sources, version="1.1.1")


if __name__ == "__main__":
    main()
