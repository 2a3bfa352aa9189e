"""Agreeing, withdrawing, asking and answering."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404

from skillpact_web import clock
from skillpact_web.accounts.actor import AccountHolder
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.consents import purposes, queries, services
from skillpact_web.consents.models import Consent, DataRequest
from skillpact_web.errors import ConflictError, DomainError


@pytest.fixture
def chiara(world):
    return world.viewer(Role.TALENT)


@pytest.fixture
def petra(world):
    return world.viewer(Role.PRIVACY_OFFICER)


def kinds():
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_a_consent_holds_for_its_purpose_and_recipient_alone(world, chiara):
    services.give(viewer=chiara, purpose="share_profile", recipient_id=world.company.pk)
    assert queries.holds(chiara.user_id, "share_profile", world.company.pk)
    assert not queries.holds(chiara.user_id, "share_profile", world.other_company.pk)
    assert not queries.holds(chiara.user_id, "share_profile", None)
    assert not queries.holds(chiara.user_id, "counselling", world.company.pk)
    assert not queries.holds(world.viewer(Role.COMPANY).user_id, "share_profile", world.company.pk)


def test_a_consent_holds_until_its_last_day_included(chiara):
    consent = services.give(viewer=chiara, purpose="matching", ends_on=clock.today())
    assert queries.holds(chiara.user_id, "matching", None)
    Consent.objects.filter(pk=consent.pk).update(ends_on=clock.today() - timedelta(days=1))
    assert not queries.holds(chiara.user_id, "matching", None)


def test_withdrawing_ends_it_and_withdrawing_twice_writes_once(chiara):
    consent = services.give(viewer=chiara, purpose="matching")
    services.withdraw(viewer=chiara, consent_id=consent.pk)
    services.withdraw(viewer=chiara, consent_id=consent.pk)
    assert not queries.holds(chiara.user_id, "matching", None)
    assert kinds() == ["consents.gave", "consents.withdrew"]


def test_agreeing_twice_to_the_same_keeps_one(chiara):
    first = services.give(viewer=chiara, purpose="matching")
    assert services.give(viewer=chiara, purpose="matching") == first
    assert kinds() == ["consents.gave"]


def test_another_end_or_a_new_text_takes_the_place_of_the_old(chiara, monkeypatch):
    services.give(viewer=chiara, purpose="matching")
    services.give(viewer=chiara, purpose="matching", ends_on=clock.today())
    new = purposes.Text("2", "Another text.", needs_recipient=False)
    monkeypatch.setitem(purposes.TEXTS, "matching", new)
    latest = services.give(viewer=chiara, purpose="matching", ends_on=clock.today())
    assert list(queries.standing().filter(subject_id=chiara.user_id)) == [latest]
    assert latest.text_version == "2"


def test_nobody_withdraws_for_somebody_else(world, chiara):
    consent = services.give(viewer=chiara, purpose="matching")
    with pytest.raises(Http404):
        services.withdraw(viewer=world.viewer(Role.ADMINISTRATOR), consent_id=consent.pk)
    assert queries.holds(chiara.user_id, "matching", None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"purpose": "world_peace"}, "purpose"),
        ({"purpose": "share_profile"}, "recipient"),
        ({"purpose": "share_profile", "recipient_id": 10**9}, "recipient"),
        ({"purpose": "matching", "recipient_id": "company"}, "recipient"),
        ({"purpose": "matching", "ends_on": "yesterday"}, "ends_on"),
    ],
)
def test_what_cannot_be_agreed_to_is_answered_beside_its_field(world, chiara, values, field):
    if values.get("recipient_id") == "company":
        values = {**values, "recipient_id": world.company.pk}
    if values.get("ends_on"):
        values = {**values, "ends_on": clock.today() - timedelta(days=1)}
    with pytest.raises(DomainError) as error:
        services.give(viewer=chiara, **values)
    assert list(error.value.fields) == [field]
    assert Consent.objects.count() == 0


def test_a_foreign_organisation_is_no_recipient(world, chiara):
    with pytest.raises(DomainError, match="not in your cluster"):
        services.give(viewer=chiara, purpose="share_profile", recipient_id=world.foreign_company.pk)


def test_every_purpose_has_a_text(db):
    assert set(purposes.TEXTS) == set(purposes.Purpose.values)


def test_a_request_is_due_in_thirty_days_at_the_desk_of_ones_cluster(world, chiara):
    request = services.ask(viewer=chiara, kind="access").request
    assert (request.days_left, request.organisation, request.is_overdue) == (30, world.cluster, False)
    DataRequest.objects.filter(pk=request.pk).update(due_on=clock.today() - timedelta(days=1))
    request.refresh_from_db()
    assert (request.days_left, request.is_overdue) == (-1, True)


def test_asking_the_same_again_returns_what_is_open(chiara):
    first = services.ask(viewer=chiara, kind="correction", words="It was June.").request
    assert services.ask(viewer=chiara, kind="correction", words=" It was June. ").request == first
    assert services.ask(viewer=chiara, kind="correction", words="It was July.").request != first


def test_a_dispute_names_the_row_that_it_is_about(world, chiara):
    request = services.ask(viewer=chiara, kind="dispute", words="I never did that.", on=world.company).request
    assert (request.object_type, request.object_id) == ("accounts.organisation", str(world.company.pk))


@pytest.mark.parametrize(
    ("kind", "words", "field"),
    [
        ("wish", "", "kind"),
        ("correction", "  ", "words"),
        ("access", "x" * 2001, "words"),
        ("dispute", "\x00", "words"),
    ],
)
def test_what_cannot_be_asked_is_answered_beside_its_field(chiara, kind, words, field):
    with pytest.raises(DomainError) as error:
        services.ask(viewer=chiara, kind=kind, words=words)
    assert list(error.value.fields) == [field]
    assert DataRequest.objects.count() == 0


def test_twenty_open_requests_are_enough(chiara):
    for number in range(20):
        services.ask(viewer=chiara, kind="correction", words=f"Number {number}")
    with pytest.raises(DomainError, match="20 open requests"):
        services.ask(viewer=chiara, kind="correction", words="One more")


def test_a_named_person_answers_and_the_person_reads_it(chiara, petra):
    request = services.ask(viewer=chiara, kind="correction", words="It was June.").request
    services.answer(viewer=petra, request_id=request.pk, outcome="done", words="Corrected to June.")
    seen = queries.requests_of(chiara.user_id).get()
    assert (seen.answer, seen.answered_by_id, seen.is_open) == ("Corrected to June.", petra.user_id, False)
    assert kinds() == ["consents.asked", "consents.answered"]


def test_two_officers_who_answer_at_once_are_told(chiara, petra):
    request = services.ask(viewer=chiara, kind="access").request
    services.answer(viewer=petra, request_id=request.pk, outcome="done", words="Here it is.")
    with pytest.raises(ConflictError):
        services.answer(viewer=petra, request_id=request.pk, outcome="refused", words="No.")
    assert DataRequest.objects.get().outcome == "done"


@pytest.mark.parametrize(
    ("outcome", "words"), [("", "x"), ("maybe", "x"), ("withdrawn", "x"), ("done", " "), ("done", "x" * 4001)]
)
def test_half_an_answer_is_refused(chiara, petra, outcome, words):
    request = services.ask(viewer=chiara, kind="access").request
    with pytest.raises(DomainError):
        services.answer(viewer=petra, request_id=request.pk, outcome=outcome, words=words)
    assert DataRequest.objects.get().is_open


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRIVACY_OFFICER])
def test_nobody_but_the_privacy_officer_answers(world, chiara, role):
    request = services.ask(viewer=chiara, kind="access").request
    with pytest.raises(Http404):
        services.answer(viewer=world.viewer(role), request_id=request.pk, outcome="done", words="x")


def test_the_officer_of_another_cluster_does_not_see_a_request(world, chiara):
    request = services.ask(viewer=chiara, kind="access").request
    eve = world.foreign_viewer(Role.PRIVACY_OFFICER)
    assert list(queries.requests(eve)) == []
    with pytest.raises(Http404):
        services.answer(viewer=eve, request_id=request.pk, outcome="done", words="x")


def test_a_request_is_taken_back_by_its_own_person_only(world, chiara):
    request = services.ask(viewer=chiara, kind="access").request
    with pytest.raises(Http404):
        services.take_back(viewer=world.foreign_viewer(Role.TALENT), request_id=request.pk)
    services.take_back(viewer=chiara, request_id=request.pk)
    services.take_back(viewer=chiara, request_id=request.pk)
    assert DataRequest.objects.get().outcome == "withdrawn"
    assert kinds() == ["consents.asked", "consents.answered"]


def test_an_answered_request_is_not_taken_back(chiara, petra):
    request = services.ask(viewer=chiara, kind="access").request
    services.answer(viewer=petra, request_id=request.pk, outcome="done", words="x")
    with pytest.raises(DomainError, match="answered already"):
        services.take_back(viewer=chiara, request_id=request.pk)


def test_a_granted_restriction_is_in_force_until_it_is_lifted(chiara, petra):
    request = services.ask(viewer=chiara, kind="restriction").request
    assert not queries.is_restricted(chiara.user_id)
    services.answer(viewer=petra, request_id=request.pk, outcome="done", words="In force.")
    assert queries.is_restricted(chiara.user_id)
    services.lift_restriction(viewer=petra, request_id=request.pk)
    assert not queries.is_restricted(chiara.user_id)


def test_somebody_whose_role_has_ended_still_reaches_the_desk_of_their_cluster(world):
    membership = world.members[Role.TALENT]
    membership.ends_at = clock.now()
    membership.save()
    request = services.ask(viewer=AccountHolder(membership.user_id), kind="access").request
    assert request.organisation == world.cluster
