"""Nothing small can be read or recomputed from what strangers see."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from skillpact_web.metrics.disclosure import (
    ALL,
    EVERYONE,
    Audience,
    Base,
    Cell,
    Circle,
    Need,
    Table,
    suppress,
)
from skillpact_web.metrics.ladders import broader_region

REGIONS = ["ES211", "ES212", "ES213", "ES300", "FR101"]
SKILLS = ["plc", "sql", "weld"]


def cell(key, value, companies, n_persons=0):
    return Cell(tuple(key.split("|")), value, frozenset(companies), n_persons)


def regions(*cells, **more):
    return Table(("region",), cells, ladders={"region": broader_region}, **more)


def shown(publication):
    return {"|".join(row.key): row.value for row in publication.rows}


def test_a_cell_of_five_companies_is_shown_and_one_of_four_is_not():
    found = suppress(
        Table(("skill",), (cell("plc", 9, range(5)), cell("sql", 7, range(5, 9)), cell("weld", 8, range(9, 15))))
    )
    assert shown(found) == {"weld": 8, "*": 16}  # plc is taken in: 24 - 9 - 8 would tell sql
    assert found.total() == 24


def test_small_regions_stand_together_under_the_broader_region_first():
    found = suppress(regions(cell("ES211", 3, [1, 2]), cell("ES212", 4, [3, 4, 5]), cell("ES300", 20, range(6, 12))))
    assert shown(found) == {"ES300": 20, "ES21": 7}
    assert found.total(region="ES21") == 7
    assert found.total(region="ES211") is None


def test_a_total_that_would_leave_a_small_rest_takes_the_smallest_row_in():
    found = suppress(
        regions(cell("ES211", 3, [1, 2]), cell("ES300", 20, range(6, 12)), cell("FR101", 9, range(20, 30)))
    )
    assert shown(found) == {"FR101": 9, "*": 23}
    assert found.total() == 32
    assert found.total(region="ES300") is None


def test_everything_is_withheld_where_everything_together_is_small():
    found = suppress(regions(cell("ES211", 3, [1, 2]), cell("ES212", 4, [3])))
    assert (found.rows, found.n_withheld, found.total()) == ((), 2, None)


def test_several_small_cells_that_sum_up_to_nothing_are_not_told():
    found = suppress(regions(cell("ES211", 0, [1, 2]), cell("ES212", 0, [3, 4, 5])))
    assert found.rows == ()


def test_unknown_is_not_nought_and_shows_in_the_coverage():
    found = suppress(regions(cell("ES211", 3, range(6)), cell("ES212", None, [])))
    assert (shown(found), found.n_known, found.n_cells) == ({"ES211": 3}, 1, 2)


def test_few_persons_are_withheld_even_from_many_companies():
    table = regions(cell("ES211", 3, range(6), 3), cell("ES212", 9, range(6), 9), base=Base.BOTH)
    assert shown(suppress(table)) == {"*": 12}


def test_the_owner_sees_their_own_small_cell_and_not_the_competitors():
    table = Table(("company",), (cell("1", 3, [1]), cell("2", 4, [2])))
    found = suppress(table, Audience(Circle.OWNER, frozenset({1})))
    assert shown(found) == {"1": 3}


def test_a_named_group_sees_its_own_need_and_no_other():
    cells = (cell("weld", 3, [7, 8, 9]), cell("plc", 2, [7, 8]))
    need = Need("skill", frozenset({"weld"}), frozenset({7, 8, 9}))
    assert shown(suppress(Table(("skill",), cells), Audience(Circle.NAMED_GROUP, needs=(need,)))) == {"weld": 3}


def test_cells_that_overlap_are_never_added():
    found = suppress(Table(("skill",), (cell("plc", 9, range(9)),), is_additive=False))
    with pytest.raises(ValueError, match="never added"):
        found.total()


def test_a_broader_value_is_told_only_where_it_holds_enough_beyond_its_parts():
    ladder = {"skill": {"plc": "automation", "robot": "automation"}.get}
    cells = (cell("plc", 9, range(9), 9), cell("robot", 3, [1, 2, 3], 3))
    tight = Table(("skill",), cells, Base.PERSONS, False, ladder, (cell("automation", 11, range(9), 11),))
    wide = Table(("skill",), cells, Base.PERSONS, False, ladder, (cell("automation", 30, range(9), 30),))
    assert shown(suppress(tight)) == {"plc": 9}
    assert shown(suppress(wide)) == {"plc": 9, "automation": 30}


def test_keys_of_the_wrong_length_and_doubled_keys_are_refused():
    with pytest.raises(ValueError, match="2 codes, expected 1"):
        suppress(Table(("skill",), (cell("plc|ES21", 1, [1]),)))
    with pytest.raises(ValueError, match="same key"):
        suppress(Table(("skill",), (cell("plc", 1, [1]), cell("plc", 2, [1]))))


@st.composite
def tables(draw, n_dimensions=2):
    keys = [(s, r) for s in SKILLS for r in REGIONS] if n_dimensions == 2 else [(r,) for r in REGIONS]
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=9, unique=True))
    cells = []
    for key in chosen:
        companies = draw(st.frozensets(st.integers(0, 11), min_size=1, max_size=7))
        value = draw(st.one_of(st.none(), st.integers(0, 30)))
        cells.append(Cell(key, value, companies, draw(st.integers(0, 9))))
    return Table(
        ("skill", "region") if n_dimensions == 2 else ("region",),
        tuple(cells),
        draw(st.sampled_from([Base.COMPANIES, Base.PERSONS, Base.BOTH])),
        ladders={"region": broader_region},
    )


def is_small(cells, base):
    companies = frozenset().union(*(one.companies for one in cells))
    persons = sum(one.n_persons for one in cells)
    return (base != Base.PERSONS and len(companies) < 5) or (base != Base.COMPANIES and persons < 5)


def told(publication, table):
    """Everything a stranger can ask for: rows, and totals by each code of each dimension and over all."""
    known = [one for one in table.cells if one.value is not None]
    equations = [(row.members, row.value) for row in publication.rows]
    codes = {
        (name, step)
        for one in known
        for name, code in zip(table.dimensions, one.key, strict=True)
        for step in (code, code[:4], code[:3], code[:2])
    }
    for fixed in [{}, *({name: code} for name, code in codes)]:
        total = publication.total(**fixed)
        if total is not None:
            members = {
                one.key for one in known
                if all(one.key[table.dimensions.index(name)].startswith(code) for name, code in fixed.items())
            }  # fmt: skip
            equations.append((frozenset(members), total))
    return known, equations


@settings(max_examples=150, deadline=None)
@given(tables())
def test_no_small_cell_can_be_bounded_to_one_value_from_all_that_is_told(table):
    publication = suppress(table)
    known, equations = told(publication, table)
    if not equations:
        return
    A = np.array([[float(one.key in members) for one in known] for members, _ in equations])
    b = np.array([float(value) for _, value in equations])
    for place, one in enumerate(known):
        if is_small([one], table.base):
            aim = np.zeros(len(known))
            aim[place] = 1
            low = linprog(aim, A_eq=A, b_eq=b, method="highs")
            high = linprog(-aim, A_eq=A, b_eq=b, method="highs")
            assert low.status == 3 or high.status == 3 or -high.fun - low.fun > 1e-6


@settings(max_examples=150, deadline=None)
@given(tables())
def test_no_small_group_of_cells_lies_between_what_is_told(table):
    known, equations = told(suppress(table), table)
    by_key = {one.key: one for one in known}
    sets = [members for members, _ in equations]
    for first, second in combinations(sets, 2):
        for larger, smaller in ((first, second), (second, first)):
            if smaller < larger:
                assert not is_small([by_key[key] for key in larger - smaller], table.base)


@settings(max_examples=100, deadline=None)
@given(tables(n_dimensions=1))
def test_rows_share_no_cell_and_what_is_told_adds_up(table):
    publication = suppress(table)
    seen = [key for row in publication.rows for key in row.members]
    assert len(seen) == len(set(seen))
    if publication.rows:
        assert publication.n_withheld == 0
        assert publication.total() == sum(one.value for one in table.cells if one.value is not None)


@settings(max_examples=50, deadline=None)
@given(tables(), st.randoms())
def test_the_order_of_the_cells_changes_nothing(table, random):
    cells = list(table.cells)
    random.shuffle(cells)
    turned = Table(table.dimensions, tuple(cells), table.base, ladders=table.ladders)
    assert suppress(turned, EVERYONE).rows == suppress(table).rows


def test_all_stands_for_a_whole_dimension():
    found = suppress(
        Table(
            ("skill", "region"),
            (cell("plc|ES211", 3, [1, 2]), cell("plc|FR101", 4, [3, 4, 5]), cell("sql|ES211", 7, range(9))),
        )
    )
    assert shown(found) == {"sql|ES211": 7, f"plc|{ALL}": 7}


@settings(max_examples=150, deadline=None)
@given(tables(), st.frozensets(st.integers(0, 11), min_size=1, max_size=8))
def test_a_member_learns_nothing_beyond_its_own_rows_and_what_strangers_see(table, own):
    audience = Audience(Circle.OWNER, own)
    known, public = told(suppress(table), table)
    free = [(frozenset({one.key}), one.value) for one in known if audience.sees(table.dimensions, one)]
    _, seen = told(suppress(table, audience), table)

    def matrix(equations):
        return np.array(
            [[float(one.key in members) for one in known] for members, _ in equations] or [[0.0] * len(known)]
        )

    if known:
        before = matrix([*public, *free])
        assert np.linalg.matrix_rank(np.vstack([before, matrix(seen)])) == np.linalg.matrix_rank(before)
        assert all((members, value) in [(m, v) for m, v in seen] for members, value in free)
