"""How much of a table an audience sees: small cells are rolled up first, and only then withheld.

What is published is always a partition: rows that share no cell, each about enough companies and persons. A reader who
adds and subtracts published rows reaches only unions of whole rows, so that nothing small can be recomputed; totals are
told only where they are such unions. Cells whose value is unknown are left out and counted in the coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

MINIMUM = 5
ALL = "*"  # stands in a key where a row covers a whole dimension
Number = int | Decimal
Key = tuple[str, ...]
Ladder = Callable[[str], str | None]  # a code → the next broader one, None at the top


class Base(StrEnum):
    """Of what there must be enough behind a figure."""

    COMPANIES = "companies"
    PERSONS = "persons"
    BOTH = "both"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Cell:
    """One value. key : a code for each dimension; value : None where unknown; companies : ids behind it

    n_persons : how many persons are behind it, each in one cell only where the table is additive
    """

    key: Key
    value: Number | None
    companies: frozenset[int] = frozenset()
    n_persons: int = 0
    status: str = "measured"


@dataclass(frozen=True)
class Table:
    """What is asked for. ladders : dimension → how its codes roll up, absent: straight to all

    is_additive : each thing counted stands in one cell, so that cells may be added. Otherwise `broader` holds the
    values of broader keys, as whoever counted them wrote them (persons who hold several skills count once there).
    """

    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]
    base: Base = Base.COMPANIES
    is_additive: bool = True
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    broader: tuple[Cell, ...] = ()


class Circle(StrEnum):
    """The four audiences."""

    OWNER = "owner"
    DESK = "desk"
    NAMED_GROUP = "named_group"
    EVERYONE = "everyone"


@dataclass(frozen=True)
class Need:
    """What a named group shares: figures of its companies about these codes of one dimension."""

    dimension: str
    codes: frozenset[str]
    companies: frozenset[int]


@dataclass(frozen=True)
class Audience:
    """Who looks. companies : those whose rows this audience may see one by one; needs : of their named groups"""

    circle: Circle = Circle.EVERYONE
    companies: frozenset[int] = frozenset()
    needs: tuple[Need, ...] = ()

    def sees(self, dimensions: tuple[str, ...], cell: Cell) -> bool:
        """Tell whether a cell is shown as it is, however small: every company behind it is known to the audience."""
        if not cell.companies:
            return False
        if cell.companies <= self.companies:
            return True
        return any(
            cell.companies <= need.companies
            and need.dimension in dimensions
            and cell.key[dimensions.index(need.dimension)] in need.codes
            for need in self.needs
        )


EVERYONE = Audience()


@dataclass(frozen=True)
class Row:
    """One published value. is_merged : it stands for several cells together, of which none is told

    members : the cells behind it; for checks, never for a page
    """

    key: Key
    value: Number
    n_companies: int
    n_persons: int
    status: str
    is_merged: bool
    is_exact_for_audience: bool = False
    members: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Publication:
    """What an audience sees. n_known of n_cells had a value; n_withheld of them stand in no row."""

    dimensions: tuple[str, ...]
    rows: tuple[Row, ...]
    n_cells: int
    n_known: int
    n_withheld: int
    is_additive: bool
    _keys: frozenset[Key] = frozenset()
    _groups: tuple[Row, ...] = ()  # what strangers see: a total of theirs is everybody's
    _ladders: Mapping[str, Ladder] = field(default_factory=dict)

    def total(self, **fixed: str) -> Number | None:
        """Return the sum over all cells with these codes (or narrower ones), None where it may not be told.

        It is told only where whole published rows make it up. Raises ValueError where the cells do not add up.
        """
        if not self.is_additive:
            raise ValueError("This figure counts the same person or thing in several cells: its cells are never added")
        unknown = set(fixed) - set(self.dimensions)
        if unknown:
            raise ValueError(f"Found the dimensions {sorted(unknown)}, expected some of {list(self.dimensions)}")
        wanted = {
            key
            for key in self._keys
            if all(
                code in _path(key[self.dimensions.index(name)], self._ladders.get(name)) for name, code in fixed.items()
            )
        }
        if not wanted:
            return None
        inside = [row for row in self.rows if row.members <= wanted]
        if frozenset().union(*(row.members for row in inside)) != wanted:
            inside = [row for row in self._groups if row.members <= wanted]
            left = wanted - frozenset().union(*(row.members for row in inside))
            exact = [row for row in self.rows if row.is_exact_for_audience and row.members <= left]
            if frozenset().union(*(row.members for row in exact)) != left:
                return None
            inside += exact
        return sum((row.value for row in inside), start=0)


def suppress(table: Table, audience: Audience = EVERYONE, minimum: int = MINIMUM) -> Publication:
    """Return what `audience` sees of `table`; to strangers no row tells of fewer than `minimum` companies or people."""
    known = [cell for cell in table.cells if cell.value is not None]
    _check_keys(table, known)
    free = {cell.key: cell for cell in known if audience.sees(table.dimensions, cell)}
    rows = [_row((free[key],), key, is_exact=True) for key in sorted(free)]
    # Everybody gets the partition of strangers: from two partitions a reader could subtract one from the other.
    groups = _partition(known, table, minimum) if table.is_additive else []
    for key, group in groups:
        closed = tuple(cell for cell in group if cell.key not in free)
        if len(closed) == len(group) or _is_safe(closed, table.base, minimum):
            rows.append(_row(closed, key))
    if not table.is_additive:
        rows += [row for row in _nested(known, table, minimum) if row.is_merged or row.key not in free]
    covered = frozenset().union(*(row.members for row in rows))
    return Publication(
        dimensions=table.dimensions,
        rows=tuple(rows),
        n_cells=len(table.cells),
        n_known=len(known),
        n_withheld=len({cell.key for cell in known} - covered),
        is_additive=table.is_additive,
        _keys=frozenset(cell.key for cell in known),
        _groups=tuple(_row(group, key) for key, group in groups),
        _ladders=dict(table.ladders),
    )


def _partition(cells: Sequence[Cell], table: Table, minimum: int) -> list[tuple[Key, tuple[Cell, ...]]]:
    """Return disjoint groups with their keys that cover all cells, or nothing where no such partition is safe.

    Small cells go up step by step, the last dimension first, so that totals of the first dimension survive longest.
    What stays small takes the smallest rows in: left out, it would be what the total minus the rest leaves.
    """

    def is_safe(group: Iterable[Cell]) -> bool:
        return _is_safe(tuple(group), table.base, minimum)

    groups: list[tuple[Key, tuple[Cell, ...]]] = [
        (cell.key, (cell,)) for cell in sorted(cells, key=lambda one: one.key) if is_safe((cell,))
    ]
    pending = {cell.key: cell for cell in sorted(cells, key=lambda one: one.key) if not is_safe((cell,))}
    paths = {key: _key_path(key, table) for key in pending}
    height = {node: place for path in paths.values() for place, node in enumerate(path)}
    for node in sorted(height, key=lambda one: (height[one], one)):
        pool = tuple(cell for key, cell in pending.items() if node in paths[key])
        if pool and is_safe(pool):
            groups.append((node, pool))
            for cell in pool:
                del pending[cell.key]
    rest = tuple(pending.values())
    while rest and not is_safe(rest):
        if not groups:
            return []
        smallest = min(groups, key=lambda one: (_size(one[1]), one[0]))
        groups.remove(smallest)
        rest += smallest[1]
    if rest:
        groups.append((tuple(ALL for _ in table.dimensions), rest))
    return groups


def _nested(cells: Sequence[Cell], table: Table, minimum: int) -> list[Row]:
    """Return rows of cells that overlap: those large enough, and of the small the broader value as it was counted.

    A broader value appears beside narrower ones only where what it holds beyond them is large enough by itself.
    """
    rows = [_row((cell,), cell.key) for cell in cells if _is_safe((cell,), table.base, minimum)]
    small = {cell.key for cell in cells} - {row.key for row in rows}
    written = {cell.key: cell for cell in table.broader if cell.value is not None}
    paths = {cell.key: _key_path(cell.key, table) for cell in cells}
    height = {node: place for path in paths.values() for place, node in enumerate(path)}
    told: list[Cell] = [cell for cell in cells if cell.key not in small]
    for node in sorted(written.keys() & height.keys(), key=lambda one: (height[one], one)):
        under = {key for key, path in paths.items() if node in path}
        waiting = under & small
        cell = written[node]
        beneath = [one for one in told if one.key in under or node in _key_path(one.key, table)]
        left = Cell(
            node,
            cell.value,
            cell.companies - frozenset().union(*(one.companies for one in beneath)),
            cell.n_persons - sum(one.n_persons for one in beneath),
        )
        # Two things must hold: enough behind the value itself, and enough behind what it tells beyond its parts.
        if waiting and _is_safe((cell,), table.base, minimum) and _is_safe((left,), table.base, minimum):
            rows.append(
                Row(
                    node,
                    cell.value or 0,
                    len(cell.companies),
                    cell.n_persons,
                    cell.status,
                    True,
                    False,
                    frozenset(waiting),
                )
            )
            told.append(cell)
            small -= waiting
    return rows


def _row(group: tuple[Cell, ...], key: Key, *, is_exact: bool = False) -> Row:
    statuses = {cell.status for cell in group}
    worst = next((one for one in ("unknown", "estimated", "self_reported") if one in statuses), "measured")
    return Row(
        key=key,
        value=sum((cell.value for cell in group if cell.value is not None), start=0),
        n_companies=len(_companies(group)),
        n_persons=sum(cell.n_persons for cell in group),
        status=worst,
        is_merged=len(group) > 1 or key != group[0].key,
        is_exact_for_audience=is_exact,
        members=frozenset(cell.key for cell in group),
    )


def _is_safe(group: tuple[Cell, ...], base: Base, minimum: int) -> bool:
    if not group:
        return False
    if base in (Base.COMPANIES, Base.BOTH) and len(_companies(group)) < minimum:
        return False
    if base in (Base.PERSONS, Base.BOTH) and sum(cell.n_persons for cell in group) < minimum:
        return False
    # Several cells that sum up to nothing are each nothing: the sum would tell every one of them.
    return base == Base.NOTHING or len(group) == 1 or sum(cell.value or 0 for cell in group) != 0


def _companies(group: Iterable[Cell]) -> frozenset[int]:
    return frozenset().union(*(cell.companies for cell in group))


def _size(group: Sequence[Cell]) -> tuple[int, int]:
    return len(_companies(group)), sum(cell.n_persons for cell in group)


def _path(code: str, ladder: Ladder | None) -> list[str]:
    """Return a code, then what is ever broader, then ALL; a ladder that runs in a circle ends where it closes."""
    path = [code]
    while ladder and (step := ladder(path[-1])) is not None and step not in path:
        path.append(step)
    return path if path[-1] == ALL else [*path, ALL]


def _key_path(key: Key, table: Table) -> list[Key]:
    """Return the keys above a key, near to far: the last dimension climbs to the top, then the one before it."""
    steps: list[Key] = []
    now = list(key)
    for place in reversed(range(len(key))):
        for code in _path(key[place], table.ladders.get(table.dimensions[place]))[1:]:
            now[place] = code
            steps.append(tuple(now))
    return steps


def _check_keys(table: Table, cells: Sequence[Cell]) -> None:
    wrong = next((cell.key for cell in [*cells, *table.broader] if len(cell.key) != len(table.dimensions)), None)
    if wrong is not None:
        raise ValueError(f"Found a key of {len(wrong)} codes, expected {len(table.dimensions)}: {table.dimensions}")
    if len({cell.key for cell in cells}) != len(cells):
        raise ValueError("Found the same key in two cells, expected each once")
