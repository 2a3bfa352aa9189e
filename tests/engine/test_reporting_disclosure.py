"""The public rule: small groups are merged or withheld, and cannot be had by subtraction."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest
from reportingstudy import make_study
from scipy.optimize import linprog
from tinytaxonomy import isco, skill

from skillpact.gaps import SkillBalance
from skillpact.planning.instance import Talent
from skillpact.planning.plan import Assignment, Cohort, Objective, Share
from skillpact.records import Funder
from skillpact.reporting import build_tables
from skillpact.reporting.disclosure import (
    Group,
    least_shortage,
    mask_demand,
    mask_part,
    mask_persons,
    roll_up,
)
from skillpact.reporting.html import render_report
from skillpact.reporting.public_supply import JointCounts
from skillpact.reporting.public_tables import _alone
from skillpact.reporting.table import WITHHELD, Remark
from skillpact.reporting.tables import tables_of
from skillpact.reporting.view import make_view

FEWER = Remark("fewer_than", 5)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("study"))


def _firms(*names):
    return frozenset(names)


def _parents(tree):
    return lambda key: [tree[key]] if key in tree else []


def test_a_large_cell_stands_alone_and_small_ones_stand_together_under_their_broader_concept():
    units = {"a": _firms(*"12345"), "b": _firms(*"123"), "c": _firms(*"345"), "d": _firms("9")}
    found = roll_up(units, _parents({"a": "x", "b": "x", "c": "x", "d": "y"}), 5, has_total=False)
    assert found == [Group(("a",), None, False), Group(("b", "c"), "x", True)]


def test_what_stays_small_rises_one_level_more():
    units = {"b": _firms(*"123"), "c": _firms(*"45")}
    found = roll_up(units, _parents({"b": "x", "c": "y", "x": "z", "y": "z"}), 5, has_total=False)
    assert found == [Group(("b", "c"), "z", True)]


def test_beside_a_total_the_rest_swallows_the_smallest_row_so_that_nothing_can_be_subtracted():
    units = {"a": _firms(*"12345"), "b": _firms(*"123456"), "c": _firms("9")}
    found = roll_up(units, lambda _key: (), 5, has_total=True)
    assert found == [Group(("b",), None, False), Group(("a", "c"), None, True)]


def test_fewer_companies_than_the_minimum_publish_nothing_at_all():
    assert roll_up({"a": _firms("1"), "b": _firms("2")}, lambda _key: (), 5, has_total=True) == []


def test_a_circle_in_the_taxonomy_ends():
    units = {"a": _firms("1"), "b": _firms(*"2345")}
    assert roll_up(units, _parents({"a": "x", "x": "y", "y": "x", "b": "x"}), 5, has_total=False) == [
        Group(("a", "b"), "x", True)
    ]


def test_persons_below_the_minimum_are_fewer_than_it_and_zero_is_not_told_apart():
    assert [mask_persons(n, 5) for n in (0, 4, 5)] == [FEWER, FEWER, 5]


def test_a_part_whose_rest_is_small_or_nobody_is_withheld():
    assert [mask_part(part, 20, 5) for part in (3, 10, 16, 20)] == [FEWER, 10, WITHHELD, WITHHELD]


def test_demand_of_few_companies_is_withheld_and_none_looks_the_same():
    assert [mask_demand(9, 4, 5), mask_demand(9, 5, 5), mask_demand(0, 0, 5)] == [WITHHELD, 9, WITHHELD]


def test_a_shortage_beside_hidden_supply_is_a_bound_from_published_figures():
    assert least_shortage(9, FEWER) == Remark("at_least", 5)
    assert least_shortage(9, 3, FEWER) == Remark("at_least", 2)
    assert least_shortage(3, FEWER) is WITHHELD
    assert least_shortage(WITHHELD, 2) is WITHHELD


def _range_of(equations, values, n_cells, cell):
    """Return the lowest and highest value that a reader can conclude for one cell."""
    cost = np.zeros(n_cells)
    cost[cell] = 1
    ends = []
    for sign in (1, -1):
        solved = linprog(sign * cost, A_eq=np.array(equations), b_eq=np.array(values), bounds=(0, None))
        assert solved.status == 0
        ends.append(sign * solved.fun)
    return ends


def test_no_small_cell_is_determined_by_the_published_rows_and_their_total():
    random.seed(5)
    for _case in range(40):
        names = [f"o{n}" for n in range(random.randint(2, 8))]
        units = {name: frozenset(random.sample("abcdefgh", random.randint(1, 7))) for name in names}
        openings = {name: len(units[name]) + random.randint(0, 2) for name in names}
        tree = {name: f"g{random.randint(0, 2)}" for name in names} | {f"g{n}": "top" for n in range(3)}
        groups = roll_up(units, _parents(tree), 5, has_total=True)
        if not groups:
            continue
        assert sorted(m for g in groups for m in g.members) == names
        equations = [[float(name in g.members) for name in names] for g in groups] + [[1.0] * len(names)]
        values = [sum(openings[m] for m in g.members) for g in groups] + [sum(openings.values())]
        for cell, name in enumerate(names):
            if len(units[name]) < 5:
                low, high = _range_of(equations, values, len(names), cell)
                assert high - low >= 1, (name, groups)


def test_hidden_supply_changes_nothing_that_is_published_of_a_skill(study):
    view = make_view(study, "public")
    joint = JointCounts(study)
    uri = skill("welding")
    needed = next(b for b in study.balances if b.uri == uri).n_needed

    def row(available, training):
        return _alone(
            view,
            SkillBalance(
                uri, needed, 0, available, min(1, available), training, max(0, needed - available),
                max(0, needed - available - training), (), (),
            ),
            joint,
        )  # fmt: skip

    rows = {row(available, training) for available, training in itertools.product(range(5), repeat=2)}
    assert len(rows) == 1
    told = {row(7, training) for training in range(5)}
    assert len(told) == 1


def test_small_skills_stand_under_their_broader_one_and_lone_ones_are_withheld(study):
    table = next(t for t in build_tables(study, "public") if t.id == "balance")
    rows = {row["skill_uri"]: row for row in table.records()}
    assert table.column("skill") == ["welding", "other skills under: welding"]
    assert table.records()[0]["companies"] == 6
    assert table.records()[0]["needed"] == 12
    merged = table.records()[1]
    assert (merged["kind"], merged["companies"], merged["needed"]) == ("several together", 6, 7)
    assert skill("java") not in rows


def test_public_occupations_add_up_to_all_openings_without_a_small_row(study):
    table = next(t for t in build_tables(study, "public") if t.id == "occupations")
    assert sum(table.column("openings")) == sum(v.openings for v in study.vacancies)
    assert all(n >= 5 for n in table.column("companies"))
    assert table.column("occupation") == ["other occupations"]
    assert isco("2512") not in table.column("occupation_uri")


def test_public_tables_name_no_company_talent_vacancy_or_sentence(study):
    words = {
        str(cell)
        for table in build_tables(study, "public")
        if table.id not in ("settings", "data_dictionary")
        for row in table.rows
        for cell in row
    }
    inputs = study.inputs
    hidden = {c.name for c in inputs.companies} | {c.id for c in inputs.companies} | {v.id for v in inputs.vacancies}
    hidden |= {t.id for t in inputs.talents}
    assert not words & hidden
    assert not any("Good welding" in word for word in words)


def test_public_plan_has_only_groups_of_the_minimum_size(study):
    tables = {t.id: t for t in build_tables(study, "public")}
    assert all((n.number if isinstance(n, Remark) else n) >= 5 for n in tables["plan_cohorts"].column("seats"))
    assert all(n >= 5 for n in tables["plan_unmet"].column("people"))
    assert "plan_assignments" not in tables


def test_the_rule_holds_whatever_the_settings_say_and_the_page_names_the_number_used(study):
    for stated, used in ((1, 5), (5, 5), (8, 8)):
        cluster = replace(study.inputs.cluster, minimum_group=stated)
        view = make_view(replace(study, inputs=replace(study.inputs, cluster=cluster)), "public")
        tables = tables_of(view)
        settings = {row["setting"]: row["value"] for row in next(t for t in tables if t.id == "settings").records()}
        assert settings["minimum_group"] == used
        assert f"Figures about fewer than {used} companies or persons are not published" in render_report(view, tables)
        balance = next(t for t in tables if t.id == "balance")
        assert all(n >= used for n in balance.column("companies"))


def test_a_need_of_nobody_is_not_told_apart_from_one_of_few(study):
    balance = next(t for t in build_tables(study, "public") if t.id == "balance")
    coverage = next(t for t in build_tables(study, "public") if t.id == "coverage")
    assert balance.rows
    assert 0 not in [cell for row in balance.rows for cell in row]
    assert 0 not in [cell for row in coverage.rows for cell in row]


PRICES = {
    "a": (70_037, 11_113),
    "b": (52_009, 13_729),
    "c": (91_121, 17_957),
    "d": (66_643, 23_311),
    "e": (83_003, 7_151),
}
FEWEST, MOST = 3, 8


def _planned(study, seats, payers):
    """Return the study with a plan that gives so many seats of each course; payers: course → people the line pays."""
    period = study.inputs.cluster.periods[0].id
    assignments, talents = [], []
    for course, n_seats in seats.items():
        cohort, seat = PRICES[course]
        for n in range(n_seats):
            cents = seat + cohort // n_seats + (cohort % n_seats if n == 0 else 0)
            line = cents // 2 if n < payers.get(course, n_seats) else 0
            shares = (Share("line", line), Share("rest", cents - line))
            assignments.append(Assignment(f"{course}{n}", course, period, shares))
            talents.append(Talent(f"{course}{n}", None, None, "unemployed", ("en",), {}, {}, {}, ()))
    cost = sum(share.cents for a in assignments for share in a.shares)
    plan = replace(
        study.plan,
        objectives=(Objective("fillable", 6, 6, 0.0), Objective("gap_closed", 9.5, 9.5, 0.0),
                    Objective("cost", cost, cost, 0.0)),
        cohorts=tuple(Cohort(course, period, 1) for course in seats),
        assignments=tuple(assignments),
    )  # fmt: skip
    courses = tuple(replace(study.instance.courses[0], id=course, teaches={}) for course in PRICES)
    instance = replace(study.instance, courses=courses, talents=tuple(talents))
    funders = (Funder("line", 10_000_000, 0.5), Funder("rest", 10_000_000, 1.0))
    cluster = replace(study.inputs.cluster, funders=funders)
    return replace(study, plan=plan, instance=instance, inputs=replace(study.inputs, cluster=cluster))


def _possible(tables):
    """Return every plan that somebody who knows all prices and sizes of courses must think possible."""
    told = {row["course"]: row["seats"] for row in tables["plan_cohorts"].records() if row["course"] in PRICES}
    joined = [row["seats"] for row in tables["plan_cohorts"].records() if row["course"] == "other courses"]
    cost = next(row["value"] for row in tables["plan_objectives"].records() if row["objective"] == "cost")
    spent = tables["plan_funding"].column("spent_euro")
    hidden = [course for course in PRICES if course not in told]
    found = []
    for sizes in itertools.product((0, *range(FEWEST, MOST + 1)), repeat=len(hidden)):
        seats = {**told, **{course: n for course, n in zip(hidden, sizes, strict=True) if n}}
        total = sum(sizes)
        fits = [total in range(j.number, j.number + 5) if isinstance(j, Remark) else total == j for j in joined or [0]]
        cents = sum(PRICES[course][0] + n * PRICES[course][1] for course, n in seats.items())
        fits += [round(cost * 100) == cents] if isinstance(cost, float) else []
        fits += [sum(spent) == cents] if all(isinstance(cell, int) for cell in spent) else []
        if all(fits):
            found.append(seats)
    return found


@pytest.mark.parametrize(
    "seats", [{"a": 4, "b": 4, "c": 4, "d": 8}, {"a": 4, "d": 8}, {"a": 3, "b": 3}, {"c": 3, "d": 5}]
)
def test_who_knows_all_prices_cannot_find_out_how_many_sit_in_a_small_course(study, seats):
    tables = {t.id: t for t in build_tables(_planned(study, seats, {}), "public")}
    found = _possible(tables)
    assert seats in found
    for course, n in seats.items():
        if n < 5:
            assert len({plan.get(course, 0) for plan in found}) > 2, course
    # The same attacker with the total cost, as a control that the attack is one.
    cost = sum(PRICES[course][0] + n * PRICES[course][1] for course, n in seats.items())
    assert [p for p in found if sum(PRICES[c][0] + n * PRICES[c][1] for c, n in p.items()) == cost] == [seats]


def test_sums_are_told_where_every_course_and_every_payer_has_enough_people(study):
    tables = {t.id: t for t in build_tables(_planned(study, {"a": 8, "b": 6}, {}), "public")}
    cents = sum(PRICES[c][0] + n * PRICES[c][1] for c, n in {"a": 8, "b": 6}.items())
    assert sum(tables["plan_funding"].column("spent_euro")) == cents
    assert tables["plan_objectives"].records()[2]["value"] == cents / 100
    assert sorted(tables["plan_cohorts"].column("seats")) == [6, 8]


@pytest.mark.parametrize("payers", [{"a": 2}, {"a": 6}])
def test_what_funders_spend_is_withheld_where_it_tells_who_sits_in_a_course(study, payers):
    planned = _planned(study, {"a": 8, "b": 6}, payers)
    tables = {t.id: t for t in build_tables(planned, "public")}
    assert set(tables["plan_funding"].column("spent_euro")) == {WITHHELD}
    assert set(tables["plan_funding"].column("rest_euro")) == {WITHHELD}
    assert set(tables["plan_funding"].column("budget_euro")) == {10_000_000}
    assert "chart-funding" not in render_report(make_view(planned, "public"), tuple(tables.values()))


def test_a_cluster_below_the_minimum_publishes_no_figure_about_needs(study, tmp_path):
    inputs = replace(
        study.inputs,
        vacancies=tuple(v for v in study.inputs.vacancies if v.company_id in ("c2", "c3")),
        talents=study.inputs.talents[:3],
    )
    tables = {t.id: t for t in build_tables(make_study(tmp_path, inputs), "public")}
    assert tables["balance"].rows == ()
    assert tables["occupations"].rows == ()
    coverage = {row["measure"]: row for row in tables["coverage"].records()}
    assert coverage["vacancies_counted"]["count"] == WITHHELD
    assert coverage["talents"]["count"] == FEWER
