"""What changed between two versions is shown in words and can be taken back."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.template.loader import render_to_string

from skillpact_web.accounts.models import Organisation
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.changes import restore_values, steps, undo_change
from skillpact_web.audit.kinds import EventKind
from skillpact_web.audit.models import Event
from skillpact_web.audit.versions import history, lock, save_version
from skillpact_web.errors import ConflictError, DomainError

FIELDS = ("name", "kind", "headcount", "merged_into")


@pytest.fixture
def shop(world):
    row = Organisation(name="Olatu", kind="company", headcount=12)
    save_version(row, actor=world.viewer(Role.CLUSTER_MANAGER), fields=FIELDS)
    return row


def change(row, viewer, **values):
    with transaction.atomic():
        fresh = lock(Organisation, row.pk, expected_version=row.version)
        for name, value in values.items():
            setattr(fresh, name, value)
        save_version(fresh, actor=viewer, fields=FIELDS)
    return fresh


def undo(row, viewer, to_version, expected_version=None, fields=FIELDS):
    return undo_change(
        viewer=viewer,
        model=Organisation,
        pk=row.pk,
        to_version=to_version,
        expected_version=expected_version,
        fields=fields,
        kind=EventKind.CHANGED_ROLE,
    )


def test_a_change_reads_in_words(world, shop):
    change(shop, world.viewer(Role.CLUSTER_MANAGER), kind="training_provider", headcount=None)
    newest, first = steps(shop)
    assert [(one.label, one.before, one.after) for one in newest.changes] == [
        ("Kind", "Company", "Training provider"),
        ("Headcount", "12", "nothing"),
    ]
    assert (newest.version, first.version, first.changes) == (2, 1, ())


def test_a_change_is_taken_back_as_a_new_version(world, shop):
    viewer = world.viewer(Role.CLUSTER_MANAGER)
    change(shop, viewer, name="Olatu Two", headcount=99)
    row = undo(shop, viewer, to_version=1, expected_version=2)
    assert (row.name, row.headcount, row.version) == ("Olatu", 12, 3)
    assert [one.version for one in history(shop)] == [3, 2, 1]
    assert Event.objects.get(object_id=str(shop.pk)).details == {"back_to_version": 1}


def test_only_the_named_fields_are_brought_back(world, shop):
    viewer = world.viewer(Role.CLUSTER_MANAGER)
    change(shop, viewer, name="Olatu Two", headcount=99)
    row = undo(shop, viewer, to_version=1, fields=("name",))
    assert (row.name, row.headcount) == ("Olatu", 99)


def test_nothing_to_take_back_writes_nothing(world, shop):
    row = undo(shop, world.viewer(Role.CLUSTER_MANAGER), to_version=1)
    assert row.version == 1
    assert Event.objects.count() == 0


def test_somebody_elses_change_in_between_is_a_conflict(world, shop):
    viewer = world.viewer(Role.CLUSTER_MANAGER)
    change(shop, viewer, name="Olatu Two")
    with pytest.raises(ConflictError):
        undo(shop, viewer, to_version=1, expected_version=1)


def test_a_version_that_is_not_kept_is_answered_clearly(world, shop):
    with pytest.raises(DomainError, match="Version 7 of this is not kept"):
        undo(shop, world.viewer(Role.CLUSTER_MANAGER), to_version=7)


def test_a_linked_row_that_is_gone_cannot_be_brought_back(world, shop):
    viewer = world.viewer(Role.CLUSTER_MANAGER)
    other = Organisation.objects.create(name="Gone soon", kind="company")
    row = change(shop, viewer, merged_into=other)
    row = change(row, viewer, merged_into=None)
    other.delete()
    assert "a row that is gone" in steps(row)[0].changes[0].before
    with pytest.raises(DomainError, match="Version 2 cannot be brought back"):
        restore_values(row, history(row).get(version=2), fields=FIELDS)


def test_the_fragment_escapes_what_people_wrote_and_offers_the_way_back(world, shop, rf):
    row = change(shop, world.viewer(Role.CLUSTER_MANAGER), name="<script>x</script>")
    html = render_to_string("audit/_changes.html", {"steps": steps(row), "undo_url": "/undo/"}, rf.get("/"))
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert html.count('name="to_version"') == 1
    assert "from “Olatu” to" in html
