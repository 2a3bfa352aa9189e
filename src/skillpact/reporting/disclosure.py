"""What everyone may see: no figure about fewer companies or persons than the cluster's minimum, nor by subtraction.

Nothing is published that a reader could subtract: cells are disjoint, a small one is merged with others under its
broader concept, and where a total is published as well, what remains is merged until it is large enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from skillpact.reporting.table import WITHHELD, Cell, Remark


@dataclass(frozen=True, slots=True)
class Group:
    """What is published as one row: one member by itself, or several `under` a broader concept (None: all others)."""

    members: tuple[str, ...]
    under: str | None
    is_merged: bool


def roll_up(
    units: Mapping[str, frozenset[str]],
    parents: Callable[[str], Sequence[str]],
    minimum: int,
    *,
    has_total: bool,
) -> list[Group]:
    """Return the rows that may be published, each about at least `minimum` companies or persons together.

    units : key → the companies or persons it is about; parents : key or broader concept → its broader concepts
    has_total : the sum over all units is published too, so that nothing may be left out: what stays small is merged
    with the smallest published rows. Without a total, what stays small is withheld. An empty list: nothing at all.
    """
    alone = [key for key in sorted(units) if len(units[key]) >= minimum]
    pending = {key: _path(key, parents) for key in sorted(units) if len(units[key]) < minimum}
    groups = [Group((key,), None, False) for key in alone]
    depth = {node: len(path) - place for path in pending.values() for place, node in enumerate(path)}
    for node in sorted(depth, key=lambda n: (-depth[n], n)):
        pool = [key for key, path in pending.items() if node in path]
        if _size(pool, units) >= minimum:
            groups.append(Group(tuple(pool), node, True))
            for key in pool:
                del pending[key]
    rest = list(pending)
    if has_total and rest:
        while _size(rest, units) < minimum:
            if not groups:
                return []
            smallest = min(groups, key=lambda g: (_size(g.members, units), g.members))
            groups.remove(smallest)
            rest.extend(smallest.members)
    if rest and _size(rest, units) >= minimum:
        groups.append(Group(tuple(sorted(rest)), None, True))
    return groups


def mask_persons(count: int, minimum: int) -> Cell:
    """Return a number of persons, or that it is below the minimum. Nobody is not told apart from few."""
    return count if count >= minimum else Remark("fewer_than", minimum)


def mask_part(part: int, whole: int, minimum: int) -> Cell:
    """Return how many of `whole` persons; neither they nor the others may be a small group, nor be told to be none."""
    if whole - part < minimum <= part:
        return WITHHELD
    return mask_persons(part, minimum)


def mask_demand(count: int, n_companies: int, minimum: int) -> Cell:
    """Return a count about `n_companies` companies, withheld where these are few or none.

    Were 0 told, a blank would mean one to four.
    """
    return count if n_companies >= minimum else WITHHELD


def at_least_in_steps(count: int, step: int) -> Cell:
    """Return "at least", rounded down to a multiple of `step`: the cells behind it have several sums to choose from."""
    return Remark("at_least", count - count % step)


def least_shortage(needed: Cell, *served: Cell) -> Cell:
    """Return what can be said about a shortage from published figures alone.

    needed : openings; served : persons available or in training, each a number or "fewer than n"
    """
    if not isinstance(needed, int):
        return WITHHELD
    most = 0
    for cell in served:
        if isinstance(cell, int):
            most += cell
        elif isinstance(cell, Remark) and cell.code == "fewer_than" and cell.number is not None:
            most += cell.number - 1
        else:
            return WITHHELD
    return Remark("at_least", needed - most) if needed > most else WITHHELD


def _path(key: str, parents: Callable[[str], Sequence[str]]) -> list[str]:
    """Return the broader concepts of `key` from near to far, one at each step (the first by URI), no circles."""
    path: list[str] = []
    broader = sorted(parents(key))
    while broader and broader[0] not in path and broader[0] != key:
        path.append(broader[0])
        broader = sorted(parents(broader[0]))
    return path


def _size(keys: Sequence[str], units: Mapping[str, frozenset[str]]) -> int:
    return len(frozenset().union(*(units[key] for key in keys)))
