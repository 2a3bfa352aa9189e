"""Pages of courses, cohorts and money."""

from __future__ import annotations

import pytest
from courses_world import cohort, course, fill, outcome
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from skillpact_web.accounts.roles import Role
from skillpact_web.courses import cohortservices, queries
from skillpact_web.courses.models import (
    Cohort,
    Course,
    Enrolment,
    EnrolmentStatus,
    Funder,
    ParticipantKind,
    Period,
    Resource,
    Seat,
)
from skillpact_web.errors import DomainError

TEXT = "PLC programming\nYou learn PLC programming and TIG welding.\n"


@pytest.fixture
def filled(world, own_home, starter):
    """The world with courses, and the starter taxonomy."""
    fill(world)
    return world


def form(world, **changes):
    """Return what the form of a new course sends."""
    return {
        "organisation": world.provider.pk, "title": "Welding for beginners", "text": TEXT, "hours": "60",
        "seats_min": "4", "seats_max": "12", "cohorts_max": "1", "cohort_cost_cents": "9600", "seat_cost_cents": "180",
        "mode": "on_site", "nuts": "ES21", "language": "en", "resources": "", "period_codes": "", "reference": "",
        "is_offered": "on", **changes,
    }  # fmt: skip


def test_a_description_becomes_suggested_learning_outcomes_beside_their_sentences(
    filled, django_capture_on_commit_callbacks
):
    client = filled.client(Role.PROVIDER)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("courses:create"), form(filled))
    made = Course.objects.get(title="Welding for beginners")
    assert (made.cohort_cost_cents, made.seat_cost_cents, made.full_seat_cents) == (960_000, 18_000, 98_000)
    one = made.outcomes.get(label="TIG welding")
    assert (one.status, one.sentence) == ("suggested", "You learn PLC programming and TIG welding.")
    page = client.get(reverse("courses:detail", args=[made.pk])).content.decode()
    assert "You learn PLC programming and TIG welding." in page


def test_a_course_without_a_price_says_that_no_plan_counts_with_it(filled):
    filled_course = course(filled.provider, "Free thinking", cohort_cost_cents=None)
    page = filled.client(Role.PROVIDER).get(reverse("courses:detail", args=[filled_course.pk])).content.decode()
    assert "Without a price no training plan counts with this course." in page
    assert "not known" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"hours": "0"}, "Hours are a number from 0.5 to 100000."),
        ({"hours": "many"}, "Enter a number."),
        ({"seats_min": "13"}, "A cohort holds at least as many people as it needs to start"),
        ({"cohort_cost_cents": "-5"}, "“-5” is not an amount that can be read"),
        ({"cohort_cost_cents": "99999999999999"}, "This amount is too large"),
        ({"nuts": "12345"}, "A NUTS code is two letters"),
        ({"language": "Spanish"}, "at most 2 characters"),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_nothing_is_written(filled, changes, said):
    n_before = Course.objects.count()
    answer = filled.client(Role.PROVIDER).post(reverse("courses:create"), form(filled, **changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Course.objects.count() == n_before


def test_everybody_in_the_cluster_sees_what_is_on_offer_and_only_confirmed_outcomes(filled):
    for role in (Role.TALENT, Role.COMPANY, Role.FUNDER):
        client = filled.client(role)
        page = client.get(reverse("courses:list")).content.decode()
        assert ("PLC programming" in page, "Foreign course" in page) == (True, False)
        page = client.get(reverse("courses:detail", args=[filled.objects["course_id"]["own"]])).content.decode()
        assert "ladder logic" not in page
        assert client.get(reverse("courses:detail", args=[filled.objects["course_id"]["foreign"]])).status_code == 404


def test_who_sits_in_a_cohort_is_for_its_provider(filled):
    address = reverse("courses:cohort", args=[filled.objects["cohort_id"]["own"]])
    assert "OWNREF" in filled.client(Role.PROVIDER).get(address).content.decode()
    for role in (Role.COMPANY, Role.TALENT, Role.FUNDER, Role.CLUSTER_MANAGER):
        assert "OWNREF" not in filled.client(role).get(address).content.decode()


def test_the_money_of_a_cluster_is_for_its_desk_authority_and_funder(filled):
    page = filled.client(Role.FUNDER).get(reverse("courses:funding")).content.decode()
    assert ("ESF+" in page, "Foreign fund" in page) == (True, False)
    assert filled.client(Role.COMPANY).get(reverse("courses:funding")).status_code == 403


def test_a_seat_is_never_given_twice_and_the_same_person_has_one(filled):
    viewer = filled.viewer(Role.PROVIDER)
    one = cohort(course(filled.provider, "Small"), n_seats=1)
    first, again = (
        cohortservices.enrol(viewer=viewer, cohort_id=one.pk, kind=ParticipantKind.TALENT, reference="A")
        for _ in range(2)
    )
    assert first == again
    with pytest.raises(DomainError, match="Every seat of this cohort is taken"):
        cohortservices.enrol(viewer=viewer, cohort_id=one.pk, kind=ParticipantKind.TALENT, reference="B")
    cohortservices.set_enrolment(viewer=viewer, enrolment_id=first.pk, status=EnrolmentStatus.WITHDRAWN)
    cohortservices.enrol(viewer=viewer, cohort_id=one.pk, kind=ParticipantKind.TALENT, reference="B")
    assert list(Enrolment.objects.filter(seat__cohort=one).values_list("participant_ref", "status")) == [
        ("A", "withdrawn"), ("B", "enrolled"),
    ]  # fmt: skip


def test_seats_kept_for_a_company_go_to_its_people(filled):
    viewer = filled.viewer(Role.PROVIDER)
    one = cohort(course(filled.provider, "Small"), n_seats=2)
    cohortservices.keep_seats(viewer=viewer, cohort_id=one.pk, organisation=filled.company, n=1)
    cohortservices.enrol(viewer=viewer, cohort_id=one.pk, kind=ParticipantKind.TALENT, reference="A")
    with pytest.raises(DomainError, match="Every seat of this cohort is taken"):
        cohortservices.enrol(viewer=viewer, cohort_id=one.pk, kind=ParticipantKind.TALENT, reference="B")
    sent = cohortservices.enrol(
        viewer=viewer,
        cohort_id=one.pk,
        kind=ParticipantKind.EMPLOYEE,
        reference="E1",
        organisation_id=filled.company.pk,
    )
    assert sent.seat.kept_for == filled.company


def test_a_cohort_cannot_have_fewer_seats_than_people_and_a_finished_one_stays_so(filled):
    viewer = filled.viewer(Role.PROVIDER)
    one = Cohort.objects.get(pk=filled.objects["cohort_id"]["own"])
    cohortservices.change_cohort(viewer=viewer, cohort_id=one.pk, expected_version=1, n_seats=5)
    assert Seat.objects.filter(cohort=one).count() == 5
    cohortservices.change_cohort(viewer=viewer, cohort_id=one.pk, expected_version=2, n_seats=1)
    assert Seat.objects.filter(cohort=one).count() == 1
    cohortservices.change_cohort(viewer=viewer, cohort_id=one.pk, expected_version=3, status="running")
    cohortservices.change_cohort(viewer=viewer, cohort_id=one.pk, expected_version=4, status="finished")
    with pytest.raises(DomainError, match="A cohort that is “finished” cannot become “running”"):
        cohortservices.change_cohort(viewer=viewer, cohort_id=one.pk, expected_version=5, status="running")


def test_what_is_in_training_are_people_in_cohorts_that_run_or_will_run(filled):
    one = Cohort.objects.get(pk=filled.objects["cohort_id"]["own"])
    assert queries.seats_under_way([one.course_id]) == {}
    Cohort.objects.filter(pk=one.pk).update(status="running")
    assert queries.seats_under_way([one.course_id]) == {one.course_id: 1}


def test_what_is_exported_can_be_imported_again_and_changes_nothing(filled):
    client = filled.client(Role.PROVIDER)
    Course.objects.filter(pk=filled.objects["course_id"]["own"]).update(reference="plc")
    data = b"".join(client.get(reverse("courses:export"), {"format": "csv"}).streaming_content)
    # The invented skill of the world is in no taxonomy.
    text = data.decode("utf-8-sig").replace("urn:test:PLC programming", "PLC programming")
    address = reverse("courses:import")
    page = client.post(address, {"file": SimpleUploadedFile("courses.csv", text.encode())})
    assert page.status_code == 200
    report = page.context["report"]
    assert (report.n_rows, report.n_new, report.n_refused) == (1, 0, 0)


def test_rows_that_cannot_be_used_are_named_and_the_others_come_in(filled):
    client = filled.client(Role.PROVIDER)
    table = (
        "id;title;hours;skills;requires\nbasics;Basics;20;TIG welding;\nnext;Next;30;Sorcery;basics\n"
        "late;Late;x;TIG welding;\nafter;After;10;TIG welding = advanced;basics\n"
    )
    address = reverse("courses:import")
    page = client.post(address, {"file": SimpleUploadedFile("courses.csv", table.encode())})
    problems = {(one.row, one.column) for one in page.context["report"].problems}
    assert problems == {(3, "skills"), (4, "hours")}
    assert Course.objects.filter(reference="basics").count() == 0
    pending = page.context["pending"]
    client.post(address, {"import_id": pending.pk, "sha256": pending.sha256})
    after = Course.objects.get(reference="after")
    assert [one.reference for one in after.requires.all()] == ["basics"]
    assert after.outcomes.get().level == 0.75


def test_a_course_cannot_come_before_itself(filled):
    client = filled.client(Role.PROVIDER)
    first, second = course(filled.provider, "First"), course(filled.provider, "Second")
    second.requires.set([first])
    data = form(filled, title="First", version="1", requires=[second.pk])
    answer = client.post(reverse("courses:change", args=[first.pk]), data)
    assert answer.status_code == 422
    assert "A course cannot come before itself" in answer.content.decode()


@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_row_as_for_three(world, n_rows, django_assert_num_queries):
    for number in range(n_rows):
        outcome(course(world.provider, f"Course {number}"), "welding")
    client = world.client(Role.PROVIDER)
    with django_assert_num_queries(5):
        client.get(reverse("courses:list"))


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_page_takes_as_many_queries_for_one_cohort_as_for_three(world, n_rows, django_assert_num_queries):
    one = course(world.provider, "Course")
    for number in range(n_rows):
        outcome(one, f"welding {number}")
        cohort(one)
    client = world.client(Role.PROVIDER)
    with django_assert_num_queries(9):
        client.get(reverse("courses:detail", args=[one.pk]))


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_cohort_takes_as_many_queries_for_one_seat_as_for_three(world, n_rows, django_assert_num_queries):
    one = cohort(course(world.provider, "Course"), n_seats=n_rows)
    client = world.client(Role.PROVIDER)
    with django_assert_num_queries(9):
        client.get(reverse("courses:cohort", args=[one.pk]))


def test_a_talent_takes_a_seat_and_gives_it_back(filled):
    client = filled.client(Role.TALENT)
    one = cohort(course(filled.provider, "Small"), n_seats=1)
    for _twice in range(2):
        assert client.post(reverse("courses:enrol", args=[one.pk])).url == reverse("courses:mine")
    mine = Enrolment.objects.get(seat__cohort=one)
    assert mine.user_id == filled.members[Role.TALENT].user_id
    assert "Small" in client.get(reverse("courses:mine")).content.decode()
    client.post(reverse("courses:set_enrolment", args=[mine.pk]), {"status": "withdrawn"})
    mine.refresh_from_db()
    assert mine.status == "withdrawn"


def test_a_company_sends_its_people_by_its_own_keys_and_sees_only_them(filled):
    client = filled.client(Role.COMPANY)
    one = cohort(course(filled.provider, "Small"), n_seats=2)
    viewer = filled.viewer(Role.PROVIDER)
    cohortservices.enrol(viewer=viewer, cohort_id=one.pk, kind=ParticipantKind.TALENT, reference="SOMEBODY")
    client.post(reverse("courses:enrol", args=[one.pk]), {"reference": "M-003"})
    page = client.get(reverse("courses:cohort", args=[one.pk])).content.decode()
    assert ("M-003" in page, "SOMEBODY" in page) == (True, False)
    answer = client.post(reverse("courses:enrol", args=[one.pk]), {"reference": "M-004"})
    assert (answer.status_code, "Every seat of this cohort is taken" in answer.content.decode()) == (422, True)


def test_a_provider_keeps_seats_for_an_organisation(filled):
    client = filled.client(Role.PROVIDER)
    one = cohort(course(filled.provider, "Small"), n_seats=2)
    address = reverse("courses:keep_seats", args=[one.pk])
    answer = client.post(address, {"organisation": filled.company.pk, "n": "3"})
    assert (answer.status_code, "Only 2 seats are free." in answer.content.decode()) == (422, True)
    client.post(address, {"organisation": filled.company.pk, "n": "2"})
    assert Seat.objects.filter(cohort=one, kept_for=filled.company).count() == 2


def money(**changes):
    """Return what the form of a line of money sends."""
    return {
        "code": "city",
        "name": "City",
        "budget_cents": "1.200,50",
        "max_percent": "40",
        "regions": "es21",
        **changes,
    }


def test_the_desk_enters_and_changes_who_pays(filled):
    client = filled.client(Role.CLUSTER_MANAGER)
    client.post(reverse("courses:create_funder"), money(statuses=["unemployed"]))
    made = Funder.objects.get(code="city")
    assert (made.budget_cents, made.max_share, made.regions, made.statuses) == (120_050, 0.4, ["ES21"], ["unemployed"])
    address = reverse("courses:change_funder", args=[made.pk])
    client.post(address, money(budget_cents="500", version="1"))
    assert client.post(address, money(budget_cents="600", version="1")).status_code == 409
    made.refresh_from_db()
    assert (made.budget_cents, made.version) == (50_000, 2)
    foreign = reverse("courses:change_funder", args=[filled.objects["funder_id"]["foreign"]])
    assert client.post(foreign, money()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "esf"}, "This code is taken: choose another."),
        ({"budget_cents": "-1"}, "is not an amount that can be read"),
        ({"max_percent": "101"}, "less than or equal to 100"),
        ({"regions": "Bilbao"}, "A NUTS code is two letters"),
        ({"statuses": ["king"]}, "Select a valid choice"),
    ],
)
def test_a_line_of_money_that_makes_no_sense_is_refused_beside_its_field(filled, changes, said):
    answer = filled.client(Role.CLUSTER_MANAGER).post(reverse("courses:create_funder"), money(**changes))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_periods_and_rooms_are_entered_and_deleted(filled):
    client = filled.client(Role.CLUSTER_MANAGER)
    days = {"code": "2027-2", "starts_on": "2027-04-06", "ends_on": "2027-06-25"}
    client.post(reverse("courses:create_period"), days)
    assert client.post(reverse("courses:create_period"), days).status_code == 422
    assert client.post(reverse("courses:create_period"), days | {"ends_on": "2027-01-01"}).status_code == 422
    client.post(reverse("courses:create_resource"), {"code": "lab", "cohorts_per_period": "2"})
    page = client.get(reverse("courses:funding")).content.decode()
    assert ("2027-2" in page, "lab: 2 cohorts a period" in page) == (True, True)
    client.post(reverse("courses:delete_period", args=[Period.objects.get(code="2027-2").pk]))
    client.post(reverse("courses:delete_resource", args=[Resource.objects.get(code="lab").pk]))
    assert not Period.objects.filter(code="2027-2").exists()
