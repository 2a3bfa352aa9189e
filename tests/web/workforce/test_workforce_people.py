"""Pages of employees: their own employer alone, behind a second factor; bad input; versions; what is missing in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from workforce_world import employee, expected, fill, function, held, objection

from skillpact_web import clock
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event, Revision
from skillpact_web.workforce.fit import compare
from skillpact_web.workforce.models import Employee, EmployeeSkill


@pytest.fixture
def filled(world, own_home, starter):
    """The world with functions and employees, and the starter taxonomy."""
    fill(world)
    return world


def form(**changes):
    """Return what the form of a record sends."""
    return {"nickname": "Maite", "reference": "M-3", "function": "", **changes}


def post(client, name, data, *args):
    return client.post(reverse(f"workforce:{name}", args=args), data)


def own(world):
    return Employee.objects.get(pk=world.objects["employee_id"]["own"])


def test_a_record_begins_with_a_nickname_a_key_and_a_function(filled):
    job = filled.objects["function_id"]["own"]
    answer = post(filled.client(Role.COMPANY), "create_employee", form(function=job))
    made = Employee.objects.get(nickname="Maite")
    assert answer.url == reverse("workforce:employee", args=[made.pk])
    assert (made.organisation, made.reference, made.function_id, made.user_id) == (filled.company, "M-3", job, None)


def test_a_skill_gets_its_level_its_evidence_and_its_last_day(filled):
    client, one = filled.client(Role.COMPANY), own(filled)
    data = {
        "skill": "TIG welding",
        "skill_uri": "",
        "level": "0.75",
        "evidence": "certified",
        "expires_on": "2027-02-01",
    }
    assert post(client, "add_employee_skill", data, one.pk).status_code == 302
    skill = one.skills.get(label="TIG welding")
    assert (skill.level, skill.evidence, skill.expires_on, skill.status) == (
        0.75, "certified", date(2027, 2, 1), "confirmed",
    )  # fmt: skip
    data = {"level": "0.5", "evidence": "assessed", "expires_on": ""}
    post(client, "change_employee_skill", data, one.pk, skill.pk)
    skill.refresh_from_db()
    assert (skill.level, skill.evidence, skill.expires_on) == (0.5, "assessed", None)
    post(client, "remove_employee_skill", {}, one.pk, skill.pk)
    assert not one.skills.filter(label="TIG welding").exists()
    assert Event.objects.filter(kind="workforce.changed_employee_skills", object_id=str(one.pk)).count() == 3


def test_what_is_missing_for_the_function_is_said_in_words(world):
    today, job = clock.today(), function(world.company, "Welder")
    one = employee(world.company, "Maite", function=job)
    for label, level in (("a", 0.5), ("b", 0.5), ("c", 0.5), ("d", None), ("e", 0.5), ("f", 0.5)):
        expected(job, label, status="confirmed", level=level)
    expected(job, "only suggested")
    for label, level, ends in (("a", 0.75, None), ("b", 0.25, today), ("d", None, None), ("e", None, None)):
        held(one, label, level=level, expires_on=ends)
    held(one, "f", level=1.0, expires_on=today - timedelta(days=1))
    fits = {fit.label: str(fit.state) for fit in compare(job.requirements.all(), one.skills.all())}
    assert fits == {
        "a": "met", "b": "below", "c": "not_assessed", "d": "met", "e": "not_assessed", "f": "below",
    }  # fmt: skip
    page = world.client(Role.COMPANY).get(reverse("workforce:employee", args=[one.pk])).content.decode()
    assert [word in page for word in (">met<", ">below<", ">not assessed<", "below · no longer valid")] == [True] * 4


def test_two_people_who_edit_the_same_record_are_told_and_nothing_is_lost(filled):
    client, one = filled.client(Role.COMPANY), own(filled)
    assert post(client, "change_employee", form(version=one.version), one.pk).status_code == 302
    answer = post(client, "change_employee", form(version=one.version, nickname="Other"), one.pk)
    one.refresh_from_db()
    assert (answer.status_code, one.nickname, one.version) == (409, "Maite", 2)


def test_the_last_change_is_taken_back(filled):
    client, one = filled.client(Role.COMPANY), own(filled)
    post(client, "change_employee", form(version=one.version), one.pk)
    post(client, "undo_employee", {"version": "2"}, one.pk)
    one.refresh_from_db()
    assert (one.nickname, one.reference, one.version) == ("Txomin of hall 4", "", 3)


def test_a_deleted_record_leaves_no_older_version_and_nothing_that_waits(filled):
    client, one = filled.client(Role.COMPANY), own(filled)
    post(client, "change_employee", form(version=one.version), one.pk)
    assert (
        "Delete the record of Maite?"
        in client.get(reverse("workforce:delete_employee", args=[one.pk])).content.decode()
    )
    assert post(client, "delete_employee", {}, one.pk).url == reverse("workforce:people")
    assert not Employee.objects.filter(pk=one.pk).exists()
    assert not Revision.objects.filter(object_type="workforce.employee", object_id=str(one.pk)).exists()


def test_the_same_form_sent_twice_makes_one_record(filled):
    client = filled.client(Role.COMPANY)
    data = form(once="6f1c9d7e0a5b4c3d8e2f1a0b9c8d7e6f")
    first, second = (post(client, "create_employee", data) for _ in range(2))
    assert first.url == second.url
    assert Employee.objects.filter(nickname="Maite").count() == 1


def test_scripts_in_a_nickname_are_shown_as_text(filled):
    client = filled.client(Role.COMPANY)
    answer = post(client, "create_employee", form(nickname="<script>alert(1)</script>"))
    for address in (reverse("workforce:people"), answer.url):
        page = client.get(address).content.decode()
        assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nickname": ""}, "This field is required"),
        ({"nickname": "x" * 61}, "at most 60 characters"),
        ({"nickname": "a\x00b"}, "Null characters are not allowed"),
        ({"function": "987654321"}, "not one of the available choices"),
        ({"function": "1 or 1"}, "not one of the available choices"),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_nothing_is_written(filled, changes, said):
    n_before = Employee.objects.count()
    answer = post(filled.client(Role.COMPANY), "create_employee", form(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Employee.objects.count() == n_before


def test_a_function_of_another_company_is_no_choice(filled):
    for kind in ("foreign", "competing"):
        data = form(function=filled.objects["function_id"][kind])
        assert post(filled.client(Role.COMPANY), "create_employee", data).status_code == 422


def test_foreign_skills_and_records_do_not_exist_together_or_apart(filled):
    client, one = filled.client(Role.COMPANY), own(filled)
    foreign = filled.objects["employee_skill_id"]["foreign"]
    data = {"level": "1.0", "evidence": "certified", "expires_on": ""}
    assert post(client, "change_employee_skill", data, one.pk, foreign).status_code == 404
    assert (
        post(client, "remove_employee_skill", {}, filled.objects["employee_id"]["foreign"], foreign).status_code == 404
    )
    assert EmployeeSkill.objects.get(pk=foreign).level == 0.25


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"skill": "TIG weldingg"}, "Did you mean “TIG welding”"),
        ({"level": "0.6"}, "Select a valid choice"),
        ({"evidence": "hearsay"}, "Select a valid choice"),
        ({"expires_on": "1899-01-01"}, "lies outside what can be entered here"),
    ],
)
def test_a_skill_that_cannot_be_read_is_answered_beside_its_field(filled, changes, said):
    data = {"skill": "TIG welding", "skill_uri": "", "level": "", "evidence": "attested", "expires_on": ""} | changes
    answer = post(filled.client(Role.COMPANY), "add_employee_skill", data, own(filled).pk)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMPANY])
def test_nobody_but_the_employer_opens_the_list(filled, role):
    assert filled.client(role).get(reverse("workforce:people")).status_code == 403


@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_row_as_for_three(world, n_rows, django_assert_num_queries):
    for number in range(n_rows):
        held(employee(world.company, f"Maite {number}", function=function(world.company, f"Job {number}")), "welding")
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(6):  # one for the choice of functions
        client.get(reverse("workforce:people"))


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_page_takes_as_many_queries_for_one_skill_as_for_three(world, n_rows, django_assert_num_queries):
    job = function(world.company, "Welder")
    one = employee(world.company, "Maite", function=job)
    for number in range(n_rows):
        expected(job, f"welding {number}", status="confirmed")
        objection(held(one, f"welding {number}"))
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(7):
        client.get(reverse("workforce:employee", args=[one.pk]))
