"""Why a match has its score: one part for each asked skill, in whole points that add up."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from skillpact.matching.match import POINTS, Match, MatchPart
from skillpact.ordering import tie_break
from skillpact.profiles import Profiles
from skillpact.profiles.levels import LOWEST_ASKED


def explain_match(
    talents: Profiles,
    vacancies: Profiles,
    relatedness_to: Any,
    pair: tuple[int, int, float],
    essential: Collection[str],
    total_weight: float | None = None,
) -> Match:
    """Return the match of two rows with its parts, the most valuable first.

    pair : (talent row, vacancy row, score) as `best_matches` gives it; essential : URIs that the vacancy needs
    total_weight : what the score is a share of, as in `best_matches` (None: the weight of what is asked)
    relatedness_to : the transpose of the relatedness in CSR: row j holds the skills that serve where j is asked.
    The points of the parts are exact shares rounded by largest remainder, so that they add up to the score.
    """
    talent, vacancy, score = pair
    held = {column: (level, known, weight) for column, level, known, weight in talents.row_of(talent)}
    asked = vacancies.row_of(vacancy)
    asked_weight = sum(weight for _c, _l, _k, weight in asked) or 1.0
    whole = asked_weight if total_weight is None else total_weight
    drafts = []
    for column, level, is_known, weight in asked:
        required = max(level, LOWEST_ASKED)
        server, factor, coverage, evidence = _best_server(held, relatedness_to, column, required, vacancies.index.uri)
        share = weight / whole
        drafts.append((share * coverage * evidence, share, column, is_known, level, server, factor, coverage, evidence))
    points = apportion([draft[0] for draft in drafts], round(score * POINTS))
    possible = apportion([draft[1] for draft in drafts], round(asked_weight / whole * POINTS))
    parts = []
    for draft, reached, reachable in zip(drafts, points, possible, strict=True):
        _worth, _share, column, is_known, level, server, factor, coverage, evidence = draft
        parts.append(
            MatchPart(
                uri=vacancies.index.uri(column),
                is_essential=vacancies.index.uri(column) in essential,
                asked_level=level,
                is_asked_level_known=is_known,
                held_uri=None if server is None else vacancies.index.uri(server),
                held_level=0.0 if server is None else held[server][0],
                is_held_level_known=server is not None and held[server][1],
                relatedness=factor,
                evidence_weight=evidence,
                coverage=round(coverage, 4),
                points=reached,
                possible_points=max(reached, reachable),
            )
        )
    parts.sort(key=lambda part: (-part.points, -part.possible_points, tie_break(part.uri)))
    return Match(talents.ids[talent], vacancies.ids[vacancy], score, tuple(parts))


def apportion(shares: list[float], total: int) -> list[int]:
    """Return whole numbers proportional to `shares` that add up to `total`, by largest remainder, first come first.

    Raises ValueError where shares are negative. All zero shares give zeros.
    """
    if any(share < 0 for share in shares):
        raise ValueError(f"shares must not be negative, found {min(shares)}")
    whole = sum(shares)
    if whole == 0:
        return [0] * len(shares)
    exact = [share / whole * total for share in shares]
    parts = [int(np.floor(value + 1e-9)) for value in exact]
    order = sorted(range(len(shares)), key=lambda i: (-round(exact[i] - parts[i], 9), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _best_server(
    held: dict[int, tuple[float, bool, float]], relatedness_to: Any, column: int, required: float, uri_of: Any
) -> tuple[int | None, float, float, float]:
    """Return (held column, relatedness, coverage, evidence weight) of what serves best; the skill itself wins ties."""
    first, last = relatedness_to.indptr[column], relatedness_to.indptr[column + 1]
    candidates = []
    for k in range(first, last):
        other = int(relatedness_to.indices[k])
        if other in held:
            level, _known, evidence = held[other]
            factor = float(relatedness_to.data[k])
            coverage = min(1.0, level * factor / required)
            if coverage > 0:
                candidates.append((round(coverage * evidence, 9), factor, other, coverage, evidence))
    if not candidates:
        return None, 0.0, 0.0, 0.0
    best = min(candidates, key=lambda c: (-c[0], -c[1], tie_break(uri_of(c[2]))))
    return best[2], best[1], best[3], best[4]
