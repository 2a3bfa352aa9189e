"""Figures, snapshots and their four audiences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from metrics_making import make_definition, many_companies

from skillpact_web.accounts.models import Participation
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.errors import DomainError, NotAllowedError
from skillpact_web.metrics import groups, queries, services
from skillpact_web.metrics.disclosure import Base, Cell, Circle
from skillpact_web.metrics.models import Definition, FigureSet, Snapshot, Value
from skillpact_web.metrics.totals import add_up

DAY = date(2026, 11, 1)


def values(shown):
    return {row.key: row.value for row in shown.rows}


def test_a_definition_with_the_same_meaning_is_the_same_and_another_meaning_is_the_next_version(db):
    first = make_definition()
    assert make_definition() == first
    second = make_definition(formula="Another way.")
    assert (second.version, second.title) == (2, first.title)
    assert Definition.objects.get(pk=first.pk).formula == "Sum of openings."


def test_a_family_holds_one_table_of_several_dimensions_or_several_of_one(db):
    make_definition(code="by_skill", dimensions=["skill"], family="openings")
    make_definition(code="by_region", dimensions=["region"], family="openings")
    with pytest.raises(ValueError, match="subtracted from the other"):
        make_definition(code="joint", dimensions=["skill", "region"], family="openings")


def test_writing_again_for_the_same_day_replaces_the_values(world):
    definition = make_definition(dimensions=["region"])
    for value in (1, 2):
        cells = [Cell(("ES211",), value, frozenset({world.company.pk}))]
        services.write(viewer=None, definition=definition, cluster=world.cluster, cells=cells, as_of=DAY)
    assert [row.value for row in Value.objects.all()] == [2]
    assert FigureSet.objects.count() == 1


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell(("ES21", "x"), 1), "2 codes, expected 1"),
        (Cell(("ES21",), Decimal("NaN")), "expected a number"),
        (Cell(("ES21",), 1, status="guessed"), "status 'guessed'"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused_and_nothing_is_written(world, cell, words):
    definition = make_definition(dimensions=["region"])
    with pytest.raises(ValueError, match=words):
        services.write(viewer=None, definition=definition, cluster=world.cluster, cells=[cell], as_of=DAY)
    assert not FigureSet.objects.exists()


def test_unknown_stays_unknown_and_is_never_nought(world):
    definition = make_definition()
    services.write(viewer=None, definition=definition, cluster=world.cluster, cells=[Cell((), None)], as_of=DAY)
    found = queries.figure(world.viewer(Role.COORDINATOR), "openings", cluster_id=world.cluster.pk)
    assert (found.value, found.status, found.is_withheld) == (None, "unknown", False)


def test_the_four_audiences_see_what_the_design_says(world, by_company):
    own, other = str(world.company.pk), str(world.other_company.pk)
    assert values(queries.show(world.viewer(Role.COMPANY), by_company)) == {(own,): 3}  # owner: own, no competitor
    assert values(queries.show(world.viewer(Role.CLUSTER_MANAGER), by_company)) == {(own,): 3}  # the other never agreed
    Participation.objects.filter(organisation=world.other_company).update(shares_rows_since="2026-01-01T00:00Z")
    desk = queries.show(world.viewer(Role.CLUSTER_MANAGER), by_company)
    assert (values(desk), desk.total.value) == ({(own,): 3, (other,): 4}, 7)
    stranger = queries.show(world.viewer(Role.COORDINATOR), by_company)
    assert (values(stranger), stranger.total.is_withheld) == ({}, True)
    as_stranger = queries.show(world.viewer(Role.CLUSTER_MANAGER), by_company, Circle.EVERYONE)
    assert values(as_stranger) == {}


def test_what_the_desk_sees_of_members_is_logged_once_an_hour(world, by_company):
    for _ in range(2):
        queries.show(world.viewer(Role.CLUSTER_MANAGER), by_company)
    queries.show(world.viewer(Role.COORDINATOR), by_company)
    assert Event.objects.filter(kind="metrics.read_member_figures").count() == 1


def test_companies_that_agree_know_each_other_for_one_need_and_leaving_ends_it(world):
    members = [world.company, world.other_company]
    definition = make_definition(dimensions=["skill"])
    cells = [Cell((skill,), 2, frozenset(one.pk for one in members)) for skill in ("weld", "plc")]
    figures = services.write(viewer=None, definition=definition, cluster=world.cluster, cells=cells, as_of=DAY)
    desk, bruno = world.viewer(Role.CLUSTER_MANAGER), world.viewer(Role.COMPANY)
    group = groups.form_group(viewer=desk, title="Welders", dimension="skill", codes=["weld"], organisations=members)
    groups.agree(viewer=bruno, group_id=group.pk)
    assert values(queries.show(bruno, figures)) == {}  # the other has not agreed
    group.members.filter(organisation=world.other_company).update(agreed_at="2026-10-01T00:00Z")
    assert values(queries.show(bruno, figures)) == {("weld",): 2}
    groups.leave(viewer=bruno, group_id=group.pk)
    assert values(queries.show(bruno, figures)) == {}


def test_a_group_takes_members_of_the_own_cluster_only_and_nobody_agrees_for_another(world):
    desk = world.viewer(Role.CLUSTER_MANAGER)
    with pytest.raises(Http404):
        groups.form_group(
            viewer=desk, title="x", dimension="skill", codes=["a"], organisations=[world.company, world.foreign_company]
        )
    group = groups.form_group(
        viewer=desk, title="x", dimension="skill", codes=["a"], organisations=[world.company, world.other_company]
    )
    with pytest.raises(Http404):
        groups.agree(viewer=world.foreign_viewer(Role.COMPANY), group_id=group.pk)
    with pytest.raises(NotAllowedError):
        groups.agree(viewer=desk, group_id=group.pk)


def test_figures_of_a_foreign_cluster_do_not_exist(world, by_company):
    eve = world.foreign_viewer(Role.CLUSTER_MANAGER)
    assert not queries.figure_sets(eve).exists()
    assert queries.figure(eve, "openings_by_company", cluster_id=world.cluster.pk) is None


def test_a_members_own_figure_is_for_itself_and_the_desk(world):
    definition = make_definition()
    one = {"viewer": None, "definition": definition, "cluster": world.cluster, "as_of": DAY}
    for company in (world.company, world.other_company):
        services.write(**one, organisation=company, cells=[Cell((), 5, frozenset({company.pk}))])
    assert [s.organisation for s in queries.figure_sets(world.viewer(Role.COMPANY))] == [world.company]
    assert [s.organisation for s in queries.figure_sets(world.viewer(Role.CLUSTER_MANAGER))] == [world.company]
    assert not queries.figure_sets(world.viewer(Role.AUTHORITY)).exists()


def test_a_figure_of_one_cell_is_told_or_withheld_and_never_replaced_by_a_broader_one(world):
    companies = many_companies(world, 8)
    definition = make_definition(dimensions=["region"])
    cells = [
        Cell(("ES211",), 9, frozenset(companies[:6])),
        Cell(("ES212",), 2, frozenset(companies[:2])),
        Cell(("ES213",), 3, frozenset(companies[3:8])),
    ]
    services.write(viewer=None, definition=definition, cluster=world.cluster, cells=cells, as_of=DAY)
    ask = {"viewer": world.viewer(Role.AUTHORITY), "code": "openings", "cluster_id": world.cluster.pk}
    assert queries.figure(**ask, region="ES211").value == 9
    assert queries.figure(**ask, region="ES212").is_withheld
    assert queries.figure(**ask).value == 14
    with pytest.raises(ValueError, match="dimensions"):
        queries.figure(**ask, skill="plc")


def test_companies_that_were_merged_since_count_once(world):
    companies = many_companies(world, 5)
    from skillpact_web.accounts.models import Organisation

    Organisation.objects.filter(pk=companies[4]).update(merged_into=companies[0])
    definition = make_definition(dimensions=["region"])
    cells = [Cell(("ES211",), 9, frozenset(companies))]
    figures = services.write(viewer=None, definition=definition, cluster=world.cluster, cells=cells, as_of=DAY)
    assert values(queries.show(world.viewer(Role.AUTHORITY), figures)) == {}


def take(world, code="q4"):
    desk = world.viewer(Role.CLUSTER_MANAGER)
    return services.take_snapshot(viewer=desk, cluster=world.cluster, code=code, title="Needs", as_of=date(2026, 12, 1))


def test_a_snapshot_never_changes_neither_by_code_nor_in_the_database(world, by_company):
    one = take(world)
    one.title = "Other"
    with pytest.raises(TypeError, match="never changed"):
        one.save()
    with pytest.raises(TypeError, match="never deleted"):
        one.delete()
    table = Snapshot._meta.db_table
    for change in (
        lambda: Snapshot.objects.filter(pk=one.pk).update(title="Other"),
        lambda: Snapshot.objects.filter(pk=one.pk)._raw_delete("default"),
        lambda: connection.cursor().execute(f"UPDATE {table} SET title = 'Other'"),
        lambda: connection.cursor().execute(f"DELETE FROM {table}"),
    ):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            change()
    assert Snapshot.objects.get().title == "Needs"


def test_a_correction_stands_beside_the_snapshot_it_corrects(world, by_company):
    first = take(world)
    cell = Cell((str(world.company.pk),), 30, frozenset({world.company.pk}))
    services.write(viewer=None, definition=by_company.definition, cluster=world.cluster, cells=[cell], as_of=DAY)
    desk = world.viewer(Role.CLUSTER_MANAGER)
    second = services.correct_snapshot(viewer=desk, snapshot=first, reason="A company sent new numbers")
    assert (second.version, second.corrects) == (2, first)
    told = [
        {row.key[0]: row.value for row in publication.rows}
        for one in (first, second)
        for _, publication in queries.frozen(desk, one)
    ]
    own = str(world.company.pk)
    assert told == [{own: 3}, {own: 30}]
    with pytest.raises(DomainError, match="corrected before"):
        services.correct_snapshot(viewer=desk, snapshot=first, reason="again")


def test_strangers_see_a_snapshot_suppressed(world, by_company):
    one = take(world)
    assert [publication.rows for _, publication in queries.frozen(world.viewer(Role.COORDINATOR), one)] == [()]


def test_only_the_desk_of_the_cluster_takes_a_snapshot_and_a_code_is_taken_once(world, by_company):
    take(world)
    with pytest.raises(DomainError, match="code already"):
        take(world)
    for viewer in (world.viewer(Role.COMPANY), world.foreign_viewer(Role.CLUSTER_MANAGER)):
        with pytest.raises(NotAllowedError):
            services.take_snapshot(viewer=viewer, cluster=world.cluster, code="x", title="x", as_of=DAY)


def test_a_snapshot_of_nothing_is_refused(world):
    with pytest.raises(DomainError, match="no figures"):
        take(world)


def year(world, n, **meaning):
    definition = make_definition(code="trained", period_kind="year", **meaning)
    period = (date(n, 1, 1), date(n, 12, 31))
    return services.write(
        viewer=None, definition=definition, cluster=world.cluster, cells=[Cell((), 7)], as_of=period[1], period=period
    )


def test_years_of_one_scope_add_up(world):
    assert add_up([(year(world, 2025), 7), (year(world, 2026), 8)]) == 15
    assert add_up([(year(world, 2025), 7), (year(world, 2026), None)]) is None


def test_a_yearly_and_a_cumulative_figure_are_never_added(world):
    grown = services.write(
        viewer=None, definition=make_definition(code="grown", is_cumulative=True, period_kind="open"),
        cluster=world.cluster, cells=[Cell((), 7)], as_of=DAY,
    )  # fmt: skip
    with pytest.raises(ValueError, match="cumulative"):
        add_up([(year(world, 2025), 7), (grown, 7)])


def test_persons_who_may_stand_in_both_are_not_added(world):
    sets = [year(world, n, is_additive=False, base=Base.PERSONS) for n in (2025, 2026)]
    with pytest.raises(ValueError, match="count persons once"):
        add_up([(one, 7) for one in sets])


def test_the_same_period_twice_and_a_cluster_beside_its_member_are_not_added(world):
    one = year(world, 2025)
    with pytest.raises(ValueError, match="overlap"):
        add_up([(one, 7), (one, 7)])
    member = services.write(
        viewer=None, definition=one.definition, cluster=world.cluster, organisation=world.company, cells=[Cell((), 1)],
        as_of=one.as_of, period=(one.period_from, one.period_to),
    )  # fmt: skip
    with pytest.raises(ValueError, match="holds those of its members"):
        add_up([(one, 7), (member, 1)])
