"""What people still lack for what they want to do, or are expected to do."""

from __future__ import annotations

from typing import Any

import numpy as np

from skillpact.profiles import served_levels


def individual_gaps(supply: Any, target: Any, relatedness: Any) -> Any:
    """Return what each person still lacks for their target profile.

    supply, target : CSR (n_people, n_skills), levels in [0, 1]
    relatedness : CSR (n_skills, n_skills), [i, j] = how far i serves where j is asked; diagonal 1
    Returns CSR (n_people, n_skills), levels in (0, 1]; nothing is stored where the need is met.
    Raises ValueError on shapes that do not fit.
    """
    if supply.shape != target.shape:
        raise ValueError(f"supply has shape {supply.shape}, target {target.shape}: expected the same")
    from scipy.sparse import csr_array

    served = served_levels(supply, relatedness)
    needed = csr_array(target)
    # What is served where nothing is asked does not count; both are sorted, so the pattern of the target is kept.
    pattern = csr_array((np.ones_like(needed.data), needed.indices, needed.indptr), shape=needed.shape)
    gap = needed - served.multiply(pattern)
    gap = csr_array(gap)
    gap.data = np.round(np.maximum(gap.data, 0.0), 4)
    gap.eliminate_zeros()
    gap.sort_indices()
    return gap
