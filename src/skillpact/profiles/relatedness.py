"""How far one skill serves where another is asked. First version: the taxonomy's own structure, in plain factors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from skillpact.profiles.matrices import SkillIndex
from skillpact.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class RelatednessSettings:
    """Factors in [0, 1]; 0 switches a relation off. Ranges by judgement: no data stands behind them yet.

    narrower_for_broader : TIG welding is held, arc welding is asked; squared for two steps
    broader_for_narrower : arc welding is held, TIG welding is asked
    sibling : both stand under the same broader skill (never under a mere group)
    essential_for, optional_for : the held skill needs, or may use, the asked one, where the taxonomy relates skills
    """

    narrower_for_broader: float = 0.8
    broader_for_narrower: float = 0.4
    sibling: float = 0.25
    essential_for: float = 0.3
    optional_for: float = 0.2


def skill_relatedness(index: SkillIndex, settings: RelatednessSettings | None = None) -> Any:
    """Return a CSR array (n_skills, n_skills): [i, j] = how far i serves where j is asked, in [0, 1]; diagonal 1.

    Not symmetric. Where several relations hold, the highest factor counts.
    """
    return _relatedness_of(index.taxonomy, settings or RelatednessSettings())


@lru_cache(maxsize=4)
def _relatedness_of(taxonomy: Taxonomy, factors: RelatednessSettings) -> Any:
    # A taxonomy never changes once opened, so that a second study need not walk it again.
    from scipy.sparse import csr_array

    found: dict[tuple[int, int], float] = {}

    def relate(held: int, asked: int, factor: float) -> None:
        if held != asked and factor > found.get((held, asked), 0.0):
            found[held, asked] = factor

    for skill in range(len(taxonomy.skills)):
        for parent in taxonomy.skill_broader[skill]:
            relate(skill, int(parent), factors.narrower_for_broader)
            relate(int(parent), skill, factors.broader_for_narrower)
            for grandparent in taxonomy.skill_broader[int(parent)]:
                relate(skill, int(grandparent), factors.narrower_for_broader**2)
            for sibling in taxonomy.narrower[int(parent)]:
                relate(skill, sibling, factors.sibling)
        for other in taxonomy.skill_essential[skill]:
            relate(skill, int(other), factors.essential_for)
        for other in taxonomy.skill_optional[skill]:
            relate(skill, int(other), factors.optional_for)
    n_skills = len(taxonomy.skills)
    pairs = np.array([*found, *((i, i) for i in range(n_skills))], dtype=np.int32).reshape(-1, 2)
    values = np.array([*found.values(), *([1.0] * n_skills)], dtype=np.float64)
    matrix = csr_array((values, (pairs[:, 0], pairs[:, 1])), shape=(n_skills, n_skills))
    matrix.sort_indices()
    return matrix
