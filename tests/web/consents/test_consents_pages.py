"""The privacy centre of everybody, and the desk of the privacy officer."""

from __future__ import annotations

import json
from datetime import timedelta

import consents_world
import pytest
from django.test import Client
from django.urls import reverse

from skillpact_web import clock
from skillpact_web.accounts.models import User
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.consents import queries, services
from skillpact_web.consents.models import Consent, DataRequest, ErasedSubject, RetentionRun

OFFICER_PAGES = ("consents:requests", "consents:erased_list", "consents:register", "consents:retention")
OWN_PAGES = ("consents:centre", "consents:my_data", "consents:ask")


@pytest.fixture
def filled(world):
    consents_world.fill(world)
    return world


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", OWN_PAGES)
def test_everybody_opens_their_own_privacy_centre(world, role, name):
    assert world.client(role).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_the_officers_desk_is_open_to_the_privacy_officer_alone(filled, role):
    client = filled.client(role)
    expected = 200 if role == Role.PRIVACY_OFFICER else 403
    assert [client.get(reverse(name)).status_code for name in OFFICER_PAGES] == [expected] * len(OFFICER_PAGES)
    request_id, erased_id = filled.objects["request_id"]["own"], filled.objects["erased_id"]["own"]
    assert client.get(reverse("consents:request", args=[request_id])).status_code == expected
    assert client.get(reverse("consents:erased", args=[erased_id])).status_code == expected


def test_whoever_is_not_signed_in_is_sent_to_the_sign_in(world):
    for name in (*OWN_PAGES, *OFFICER_PAGES, "audit:list", "audit:export"):
        response = Client().get(reverse(name))
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


def test_somebody_without_a_role_still_reaches_their_data(world):
    membership = world.members[Role.TALENT]
    client = world.client(Role.TALENT)
    membership.ends_at = clock.now()
    membership.save()
    assert "You hold no role at present." in text_of(client.get(reverse("consents:centre")))
    assert client.get(reverse("consents:my_data")).status_code == 200
    assert client.post(reverse("consents:ask"), {"kind": "erasure", "words": ""}).status_code == 200


@pytest.mark.parametrize("name", ["withdraw", "take_back", "erase", "lift", "count_due"])
def test_what_changes_something_takes_a_post_only(filled, name):
    ids = {"withdraw": "consent_id", "take_back": "request_id", "erase": "request_id", "lift": "request_id"}
    arguments = [filled.objects[ids[name]]["own"]] if name in ids else []
    assert filled.client(Role.PRIVACY_OFFICER).get(reverse(f"consents:{name}", args=arguments)).status_code == 405


def test_foreign_rows_do_not_exist(filled):
    officer, talent = filled.client(Role.PRIVACY_OFFICER), filled.client(Role.TALENT)
    foreign = {name: ids["foreign"] for name, ids in filled.objects.items() if "foreign" in ids}
    assert officer.get(reverse("consents:request", args=[foreign["request_id"]])).status_code == 404
    assert officer.get(reverse("consents:erased", args=[foreign["erased_id"]])).status_code == 404
    for client, name, key in (
        (officer, "erase", "request_id"),
        (officer, "lift", "request_id"),
        (talent, "withdraw", "consent_id"),
        (talent, "take_back", "request_id"),
    ):
        assert client.post(reverse(f"consents:{name}", args=[foreign[key]])).status_code == 404
    for page in (officer.get(reverse("consents:requests")), talent.get(reverse("consents:centre"))):
        assert "Foreign" not in text_of(page)


def test_the_centre_shows_what_is_stored_and_what_was_agreed(filled):
    page = text_of(filled.client(Role.TALENT).get(reverse("consents:centre")))
    assert "Be found for jobs and courses" in page
    assert "My course ended in June." in page
    assert "Memberships" in page
    assert "Kept: GDPR Article 5(2)" in page


def test_agreeing_and_ending_takes_two_presses(world):
    client, user_id = world.client(Role.TALENT), world.members[Role.TALENT].user_id
    address = reverse("consents:give", args=["share_profile"])
    assert world.company.name in text_of(client.get(address))
    assert client.post(address, {"recipient": world.company.pk, "ends_on": ""}).url == reverse("consents:centre")
    assert queries.holds(user_id, "share_profile", world.company.pk)
    client.post(reverse("consents:withdraw", args=[Consent.objects.get().pk]))
    assert not queries.holds(user_id, "share_profile", world.company.pk)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"recipient": ""}, "This field is required."),
        ({"recipient": "foreign"}, "Select a valid choice."),
        ({"recipient": "<script>"}, "Select a valid choice."),
        ({"recipient": "own", "ends_on": "1926-01-01"}, "Choose today or a later day"),
        ({"recipient": "own", "ends_on": "soon"}, "Enter a valid date."),
    ],
)
def test_half_a_consent_is_answered_beside_the_field(world, values, sentence):
    known = {"own": world.company.pk, "foreign": world.foreign_company.pk}
    values = {name: known.get(value, value) for name, value in values.items()}
    response = world.client(Role.TALENT).post(reverse("consents:give", args=["share_profile"]), values)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Foreign" not in text_of(response)
    assert Consent.objects.count() == 0


def test_an_unknown_purpose_is_no_page(world):
    assert world.client(Role.TALENT).get(reverse("consents:give", args=["world-peace"])).status_code == 404


def test_the_copy_comes_as_a_file_that_no_store_keeps(filled):
    response = filled.client(Role.TALENT).get(reverse("consents:my_data"))
    assert response["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert response["Cache-Control"] == "no-store"
    stored = json.loads(response.content)["stored"]
    assert stored["consents.DataRequest"]["rows"][0]["words"] == "My course ended in June."
    assert "Foreign" not in text_of(response)
    assert Event.objects.filter(kind="consents.exported_own_data").count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "This field is required."),
        ({"kind": "wish"}, "Select a valid choice."),
        ({"kind": "correction", "words": " "}, "Say what is wrong"),
        ({"kind": "access", "words": "x" * 2001}, "at most 2000 characters"),
        ({"kind": "access", "words": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_half_a_request_is_answered_beside_the_field(world, values, sentence):
    response = world.client(Role.TALENT).post(reverse("consents:ask"), values)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert DataRequest.objects.count() == 0


def test_words_with_scripts_are_shown_as_words(world):
    talent = world.client(Role.TALENT)
    talent.post(reverse("consents:ask"), {"kind": "correction", "words": "<script>alert(1)</script>"})
    request_id = DataRequest.objects.get().pk
    officer = world.client(Role.PRIVACY_OFFICER)
    for page in (talent.get(reverse("consents:centre")), officer.get(reverse("consents:request", args=[request_id]))):
        assert "&lt;script&gt;alert(1)" in text_of(page)
        assert "<script>alert" not in text_of(page)


def test_an_answer_reaches_the_person(filled):
    address = reverse("consents:request", args=[filled.objects["request_id"]["own"]])
    officer = filled.client(Role.PRIVACY_OFFICER)
    assert officer.post(address, {"outcome": "done", "answer": ""}).status_code == 422
    assert officer.post(address, {"outcome": "done", "answer": "Corrected to June."}).status_code == 302
    assert officer.post(address, {"outcome": "refused", "answer": "Again."}).status_code == 422
    page = text_of(filled.client(Role.TALENT).get(reverse("consents:centre")))
    assert "Corrected to June." in page
    assert "Petra" in page


def test_an_erasure_goes_from_the_request_to_a_receipt_that_the_code_opens(world):
    talent, officer = world.client(Role.TALENT), world.client(Role.PRIVACY_OFFICER)
    page = text_of(talent.post(reverse("consents:ask"), {"kind": "erasure", "words": ""}))
    code = page.partition("<code>")[2].partition("</code>")[0]
    request_id = DataRequest.objects.get().pk
    done = officer.post(reverse("consents:erase", args=[request_id]), follow=True)
    assert "The account is deleted." in text_of(done)
    assert "Chiara" not in text_of(done)
    assert not User.objects.filter(display_name="Chiara").exists()
    assert talent.get(reverse("consents:centre")).status_code == 302
    again = officer.post(reverse("consents:erase", args=[request_id]))
    assert again.url == reverse("consents:erased", args=[ErasedSubject.objects.get().pk])
    stranger = Client()
    assert "Receipt of an erasure" in text_of(stranger.post(reverse("consents:receipt"), {"code": code}))
    assert stranger.post(reverse("consents:receipt"), {"code": "x" * 32}).status_code == 422
    assert stranger.post(reverse("consents:receipt"), {"code": "x"}).status_code == 422
    assert stranger.get(reverse("consents:receipt")).status_code == 200


def test_an_erasure_that_is_refused_is_a_clear_page(world):
    services.ask(viewer=world.viewer(Role.PRIVACY_OFFICER), kind="erasure")
    response = world.client(Role.PRIVACY_OFFICER).post(reverse("consents:erase", args=[DataRequest.objects.get().pk]))
    assert response.status_code == 403
    assert "another privacy officer" in text_of(response)


def test_requests_stand_by_days_left(filled):
    late = services.ask(viewer=filled.viewer(Role.COMPANY), kind="access").request
    DataRequest.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=2))
    page = text_of(filled.client(Role.PRIVACY_OFFICER).get(reverse("consents:requests")))
    assert page.index("overdue since") < page.index("30 days left")
    page = text_of(filled.client(Role.PRIVACY_OFFICER).get(reverse("consents:requests") + "?kind=access"))
    assert "30 days left" not in page
    for odd in ("?kind=%F0%9F%98%80", "?state=x&page=-3", "?page=999"):
        assert filled.client(Role.PRIVACY_OFFICER).get(reverse("consents:requests") + odd).status_code == 200


def test_the_register_counts_what_has_no_basis(world):
    page = text_of(world.client(Role.PRIVACY_OFFICER).get(reverse("consents:register")))
    assert "0 without a stated basis" in page
    assert "consents.DataRequest" in page


def test_counting_what_is_due_deletes_nothing(world):
    client = world.client(Role.PRIVACY_OFFICER)
    page = client.post(reverse("consents:count_due"), follow=True)
    assert "counted only" in text_of(page)
    assert RetentionRun.objects.get().is_dry_run


def add_requests(world, n_more, start):
    for number in range(start, start + n_more):
        services.ask(viewer=world.viewer(Role.TALENT), kind="correction", words=f"Number {number}")


@pytest.mark.parametrize(
    ("name", "n_queries"),
    [("consents:requests", 6), ("consents:erased_list", 6), ("consents:retention", 5)],
)
def test_a_list_costs_as_many_queries_for_three_rows_as_for_one(world, django_assert_num_queries, name, n_queries):
    client = world.client(Role.PRIVACY_OFFICER)

    def add(n_more, start):
        add_requests(world, n_more, start)
        for number in range(start, start + n_more):
            ErasedSubject.objects.create(subject_user_id=10**6 + number, organisation_id=world.cluster.pk, receipt={})
            services.run_retention(is_dry_run=True)

    add(1, 0)
    client.get(reverse(name))
    with django_assert_num_queries(n_queries):
        client.get(reverse(name))
    add(2, 1)
    with django_assert_num_queries(n_queries):
        assert len(client.get(reverse(name)).context["page_obj"]) == 3


def test_the_centre_costs_as_many_queries_for_three_rows_as_for_one(world, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, viewer = world.client(Role.TALENT), world.viewer(Role.TALENT)
    services.give(viewer=viewer, purpose="matching")
    add_requests(world, 1, 0)
    client.get(reverse("consents:centre"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse("consents:centre"))
    for purpose in ("studies", "follow_up"):
        services.give(viewer=viewer, purpose=purpose)
    add_requests(world, 2, 1)
    with django_assert_num_queries(len(one)):
        client.get(reverse("consents:centre"))
