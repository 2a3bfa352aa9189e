"""Two rows of one organisation: suggested, compared, merged by a person, and taken apart again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from organisations_world import fill
from world import organisation, person

from skillpact_web import clock
from skillpact_web.accounts.models import Membership, Organisation, Participation
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.errors import ConflictError, DomainError, NotAllowedError
from skillpact_web.organisations import duplicates, merging
from skillpact_web.organisations.models import Contact, KeptApart, Merge
from skillpact_web.organisations.names import host_of, plain_name
from skillpact_web.search.queries import restrict


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Talleres Arraxpe", "TALLERES ÁRRAXPE, S.L."),
        ("Müller & Söhne", "Muller and Sohne GmbH & Co. KG"),
        ("Haizelarri", "Haizelarri S. L. U."),
        ("Nordhafen", "Nordhafen gGmbH"),
        ("Kostaldegi  Lab", "kostaldegi-lab s.r.o."),
    ],
)
def test_the_same_name_in_another_dress_is_the_same(first, second):
    assert plain_name(first) == plain_name(second)


@pytest.mark.parametrize(("first", "second"), [("SL", "SA"), ("Data AB", "Data Two"), ("As Pontes", "Pontes")])
def test_a_name_is_never_cut_down_to_nothing_or_from_its_front(first, second):
    assert plain_name(first) != plain_name(second)


def test_a_host_is_found_however_the_address_is_written():
    assert {host_of(one) for one in ("https://www.x.example/a", "x.example", "HTTP://X.example:80")} == {"x.example"}
    assert {host_of(one) for one in ("", "https://facebook.com/x", "http://[", "localhost")} == {""}


def member(world, name, **fields):
    reference, shares = fields.pop("reference", ""), fields.pop("shares", None)
    one = organisation(name, fields.pop("kind", "company"), **fields)
    Participation.objects.create(cluster=world.cluster, organisation=one, reference=reference, shares_rows_since=shares)
    return one


def pairs(world, role=Role.CLUSTER_MANAGER):
    return [
        (one.first.name, one.second.name, [str(r) for r in one.reasons])
        for one in duplicates.suggestions(world.viewer(role))
    ]


def test_pairs_are_suggested_with_their_reasons_the_surest_first(world):
    member(world, "Arraxpe", website="https://arraxpe.example", reference="k1")
    member(world, "Burdin", website="https://burdin.example")
    member(world, "ARRAXPE, S.A.", website="http://www.arraxpe.example/es")
    member(world, "Burdinlotu", website="burdin.example")
    member(world, "Kaio", reference="K1")
    assert pairs(world) == [
        ("Arraxpe", "ARRAXPE, S.A.", ["the same name", "the same website"]),
        ("Arraxpe", "Kaio", ["the same reference"]),
        ("Burdin", "Burdinlotu", ["the same website"]),
    ]


def test_foreign_twins_are_not_suggested_and_what_was_kept_apart_does_not_come_back(world):
    fill(world)
    (pair,) = duplicates.suggestions(world.viewer(Role.CLUSTER_MANAGER))
    assert "Foreign" not in pair.first.name
    for _ in range(2):
        merging.keep_apart(viewer=world.viewer(Role.CLUSTER_MANAGER), first_id=pair.second.pk, second_id=pair.first.pk)
    assert pairs(world) == []
    assert Event.objects.filter(kind="organisations.kept_apart").count() == 1


@pytest.fixture
def twins(world):
    return member(world, "Twin", nuts="ES212"), member(world, "Twin, S.L.", headcount=7, website="https://twin.example")


def merge(world, kept, other, role=Role.CLUSTER_MANAGER):
    return merging.merge(viewer=world.viewer(role), keep_id=kept.pk, merge_id=other.pk)


def test_everything_moves_and_what_was_not_known_is_taken_over(world, twins):
    kept, other = twins
    hired = person("Hira", Role.COMPANY, other)
    contact = Contact.objects.create(organisation=other, name="C", email="c@twin.example")
    merge(world, kept, other)
    kept.refresh_from_db()
    assert (kept.name, kept.nuts, kept.headcount, kept.website) == ("Twin", "ES212", 7, "https://twin.example")
    assert Membership.objects.get(pk=hired.pk).organisation == kept
    assert Contact.objects.get(pk=contact.pk).organisation == kept
    other.refresh_from_db()
    assert other.merged_into == kept
    assert other.participations.count() == 0
    assert list(restrict(Organisation.objects.all(), "organisation", "twin", is_ranked=False)) == [kept]
    (event,) = Event.objects.filter(kind="organisations.merged")
    assert event.details == {"merged": other.pk, "n_moved": 2, "n_dropped": 1}


def test_every_foreign_key_to_an_organisation_moves_or_is_meant_to_stay(world, twins):
    """A new app is found out here: each relation is either moved by its name or stands in the list of those that stay."""
    from skillpact_web.organisations.repointing import _STAYING

    relations = [
        one
        for one in Organisation._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)
    ]
    assert {"accounts.membership", "organisations.contact", "metrics.figureset"} <= {
        one.related_model._meta.label_lower for one in relations
    }
    assert {"organisations.merge", "organisations.keptapart", "accounts.organisation"} == _STAYING


def test_rows_that_stand_only_once_give_way_and_what_hangs_on_them_moves(world, twins):
    kept, other = twins
    user = person("Both", Role.COMPANY, kept).user
    twice = Membership.objects.create(user=user, role=Role.COMPANY, organisation=other)
    Contact.objects.create(organisation=kept, name="A", email="a@twin.example")
    Contact.objects.create(organisation=other, name="A again", email="a@twin.example")
    from skillpact_web.doors.models import IdempotencyKey

    key = IdempotencyKey.objects.create(membership_id=twice.pk, key="k", fingerprint="f")
    made = merge(world, kept, other, Role.ADMINISTRATOR)
    assert [one.name for one in Contact.objects.filter(organisation=kept)] == ["A"]
    assert Membership.objects.filter(user=user).count() == 1
    key.refresh_from_db()
    assert key.membership_id == Membership.objects.get(user=user).pk
    assert sorted(one["model"] for one in made.dropped) == ["accounts.membership", "accounts.participation"]
    merging.unmerge(viewer=world.viewer(Role.ADMINISTRATOR), merge_id=made.pk)
    key.refresh_from_db()
    assert key.membership_id == twice.pk
    assert Membership.objects.get(pk=twice.pk).organisation == other


def test_two_vacancies_with_one_reference_both_stay_and_get_it_back(world, twins):
    from skillpact_web.vacancies.models import Vacancy

    first, second = (Vacancy.objects.create(organisation=one, title=one.name, reference="v1") for one in twins)
    made = merge(world, *twins)
    assert sorted(Vacancy.objects.filter(organisation=twins[0]).values_list("reference", flat=True)) == ["", "v1"]
    merging.unmerge(viewer=world.viewer(Role.CLUSTER_MANAGER), merge_id=made.pk)
    second.refresh_from_db()
    assert (second.organisation, second.reference) == (twins[1], "v1")
    assert Vacancy.objects.get(pk=first.pk).reference == "v1"


def test_a_figure_of_one_day_stands_once_after_a_merge(world, twins):
    from metrics_making import make_definition

    from skillpact_web.metrics import services
    from skillpact_web.metrics.disclosure import Cell
    from skillpact_web.metrics.models import FigureSet

    for one in twins:
        services.write(
            viewer=None, definition=make_definition(), cluster=world.cluster, organisation=one, cells=[Cell((), 1)], as_of="2026-11-01"
        )  # fmt: skip
    made = merge(world, *twins)
    assert [one.organisation for one in FigureSet.objects.all()] == [twins[0]]
    assert "metrics.figureset" not in [one["model"] for one in made.dropped]


def test_what_one_let_the_desk_see_does_not_open_the_rows_of_the_other(world):
    now = clock.now()
    for first, second, both in ((now, None, False), (now, now, True), (None, None, False)):
        kept, other = member(world, "A", shares=first), member(world, "B", shares=second)
        merge(world, kept, other)
        assert (kept.participations.get().shares_rows_since is not None) == both


def test_a_merge_is_taken_back_with_everything_it_moved(world, twins):
    kept, other = twins
    hired = person("Hira", Role.COMPANY, other)
    Participation.objects.filter(organisation=kept).update(shares_rows_since=clock.now())
    made = merge(world, kept, other)
    merging.unmerge(viewer=world.viewer(Role.CLUSTER_MANAGER), merge_id=made.pk)
    other.refresh_from_db()
    assert other.merged_into is None
    assert Membership.objects.get(pk=hired.pk).organisation == other
    assert other.participations.get().cluster == world.cluster
    assert kept.participations.get().shares_rows_since is not None
    with pytest.raises(Http404):
        merging.unmerge(viewer=world.viewer(Role.CLUSTER_MANAGER), merge_id=made.pk)


def test_a_merge_is_not_taken_back_after_its_time_nor_under_a_later_one(world, twins):
    kept, other = twins
    made = merge(world, kept, other)
    third = member(world, "Third")
    later = merge(world, third, kept)
    admin = world.viewer(Role.ADMINISTRATOR)
    with pytest.raises(ConflictError, match="later merge"):
        merging.unmerge(viewer=admin, merge_id=made.pk)
    Merge.objects.filter(pk=later.pk).update(at=clock.now() - timedelta(days=31))
    with pytest.raises(DomainError, match="30 days"):
        merging.unmerge(viewer=admin, merge_id=later.pk)


def test_people_of_two_companies_are_not_put_together_by_the_desk(world):
    other = member(world, "Olatuna, S.L.")
    person("Hira", Role.COMPANY, other)
    with pytest.raises(NotAllowedError, match="People of both"):
        merge(world, world.company, other)
    merge(world, world.company, other, Role.ADMINISTRATOR)


def test_what_takes_part_elsewhere_and_what_is_of_another_kind_is_not_merged(world, twins):
    kept, other = twins
    Participation.objects.create(cluster=world.foreign_cluster, organisation=other)
    with pytest.raises(NotAllowedError, match="another cluster"):
        merge(world, kept, other)
    with pytest.raises(DomainError, match="kind"):
        merge(world, kept, world.provider)
    with pytest.raises(DomainError, match="cluster organisation"):
        merge(world, world.cluster, world.foreign_cluster, Role.ADMINISTRATOR)
    with pytest.raises(DomainError, match="two different"):
        merge(world, kept, kept)


def test_a_foreign_row_is_not_found_and_other_roles_may_not(world, twins):
    kept, other = twins
    with pytest.raises(Http404):
        merge(world, kept, world.foreign_company)
    with pytest.raises(NotAllowedError):
        merge(world, kept, other, Role.COMPANY)
    made = merge(world, kept, other)
    with pytest.raises(Http404):
        merging.unmerge(viewer=world.foreign_viewer(Role.CLUSTER_MANAGER), merge_id=made.pk)


def test_a_person_compares_and_merges_on_the_pages(world, twins):
    kept, other = twins
    client = world.client(Role.CLUSTER_MANAGER)
    page = client.get(reverse("organisations:compare", args=[kept.pk, other.pk])).content.decode()
    assert "<strong>https://twin.example</strong>" in page
    address = reverse("organisations:merge", args=[kept.pk, other.pk])
    assert client.post(address, {"keep": "1"}).status_code == 422
    assert not Merge.objects.exists()
    assert client.post(address, {"keep": str(other.pk)}).status_code == 302
    assert client.get(reverse("organisations:detail", args=[kept.pk])).status_code == 404
    made = Merge.objects.get()
    assert client.post(reverse("organisations:unmerge", args=[made.pk])).status_code == 302
    assert client.post(reverse("organisations:keep_apart", args=[kept.pk, other.pk])).status_code == 302
    assert KeptApart.objects.count() == 1
    for name in ("compare", "merge", "keep_apart"):
        foreign = reverse(f"organisations:{name}", args=[kept.pk, world.foreign_company.pk])
        answer = client.get(foreign) if name == "compare" else client.post(foreign, {"keep": str(kept.pk)})
        assert (name, answer.status_code) == (name, 404)
    assert world.client(Role.COMPANY).get(reverse("organisations:duplicates")).status_code == 403
