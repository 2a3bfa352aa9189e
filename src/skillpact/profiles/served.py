"""What the skills a row holds are worth where each skill is asked: the best of held and related."""

from __future__ import annotations

from typing import Any

import numpy as np

_MAX_EXPANDED = 20_000_000  # entries expanded at once; more needs more memory (about 40 bytes each), less is slower


def served_levels(level: Any, relatedness: Any, *, weight: Any = None, asked_level: float | None = None) -> Any:
    """Return a CSR array (n_rows, n_skills): max over held skills i of the worth of i where j is asked.

    level : CSR (n_rows, n_skills), levels in [0, 1]
    relatedness : CSR (n_skills, n_skills), diagonal 1
    weight, asked_level : None for plain levels, worth = level × relatedness; else worth = min(1, level × relatedness
    / asked_level) × weight, weight of the pattern of `level`. Raises ValueError on shapes that do not fit.
    """
    from scipy.sparse import csr_array, vstack

    n_rows, n_skills = level.shape
    if relatedness.shape != (n_skills, n_skills):
        raise ValueError(
            f"relatedness has shape {relatedness.shape}, levels {level.shape}: expected {(n_skills, n_skills)}"
        )
    fan_out = np.diff(relatedness.indptr)
    costs = np.concatenate([[0], np.cumsum(fan_out[level.indices])])[level.indptr]
    blocks = []
    first = 0
    while first < n_rows:
        last = int(np.searchsorted(costs, costs[first] + _MAX_EXPANDED, side="right")) - 1
        last = min(n_rows, max(last, first + 1))
        blocks.append(_served_block(level, relatedness, weight, asked_level, first, last))
        first = last
    if not blocks:
        return csr_array((n_rows, n_skills), dtype=np.float64)
    return blocks[0] if len(blocks) == 1 else csr_array(vstack(blocks, format="csr"))


def _served_block(level: Any, relatedness: Any, weight: Any, asked_level: float | None, first: int, last: int) -> Any:
    from scipy.sparse import csr_array

    n_skills = level.shape[1]
    start, end = level.indptr[first], level.indptr[last]
    columns = level.indices[start:end]
    rows = np.repeat(np.arange(last - first), np.diff(level.indptr[first : last + 1]))
    counts = np.diff(relatedness.indptr)[columns]
    offsets = np.repeat(relatedness.indptr[columns] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    expanded = offsets + np.arange(int(counts.sum()))
    values = np.repeat(level.data[start:end], counts) * relatedness.data[expanded]
    if asked_level is not None:
        values = np.minimum(1.0, values / asked_level) * np.repeat(weight.data[start:end], counts)
    keys = np.repeat(rows, counts).astype(np.int64) * n_skills + relatedness.indices[expanded]
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    if len(keys) == 0:
        return csr_array((last - first, n_skills), dtype=np.float64)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    best = np.maximum.reduceat(values, starts)
    keys = keys[starts]
    pointers = np.searchsorted(keys // n_skills, np.arange(last - first + 1))
    return csr_array(
        (best, (keys % n_skills).astype(np.int32), pointers.astype(np.int64)), shape=(last - first, n_skills)
    )
