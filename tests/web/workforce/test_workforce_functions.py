"""Pages of functions: they work, for whom they do not, what of bad input, and how many queries they take."""

from __future__ import annotations

import pytest
from django.urls import reverse
from workforce_world import expected, fill, function

from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.workforce.models import Function, FunctionRequirement


@pytest.fixture
def filled(world, own_home, starter):
    """The world with functions and employees, and the starter taxonomy."""
    fill(world)
    return world


def form(**changes):
    """Return what the form of a function sends."""
    return {
        "title": "Welder of hall 2", "occupation": "", "occupation_uri": "", "headcount_now": "4",
        "headcount_in_1_year": "", "headcount_in_3_years": "2", "reference": "", **changes,
    }  # fmt: skip


def post(client, name, data, *args):
    return client.post(reverse(f"workforce:{name}", args=args), data)


def own(world):
    return Function.objects.get(pk=world.objects["function_id"]["own"])


def test_a_title_and_an_occupation_suggest_what_it_usually_asks(filled):
    client = filled.client(Role.COMPANY)
    answer = post(client, "create_function", form(occupation="welder"))
    made = Function.objects.get(title="Welder of hall 2")
    assert answer.url == reverse("workforce:function", args=[made.pk])
    assert (made.headcount_now, made.headcount_in_1_year, made.headcount_in_3_years) == (4, None, 2)
    assert {(one.origin, one.status) for one in made.requirements.all()} == {("occupation", "suggested")}
    assert "usual for the occupation" in client.get(answer.url).content.decode()


def test_an_occupation_alone_names_the_function(filled):
    post(filled.client(Role.COMPANY), "create_function", form(title="", occupation="welder"))
    assert Function.objects.filter(title="welder", organisation=filled.company).count() == 1


def test_what_is_ticked_is_confirmed_and_what_is_not_is_taken_out(filled):
    client, job = filled.client(Role.COMPANY), own(filled)
    kept, out = job.requirements.get(label="alignment"), job.requirements.get(label="lubrication")
    data = {
        "shown": [kept.pk, out.pk],
        f"is-{kept.pk}": "on",
        f"level-{kept.pk}": "0.75",
        f"need-{kept.pk}": "optional",
    }
    post(client, "decide", data, job.pk)
    kept.refresh_from_db()
    out.refresh_from_db()
    assert (kept.status, kept.level, kept.is_essential, out.status) == ("confirmed", 0.75, False, "rejected")
    assert kept.decided_by_id == filled.members[Role.COMPANY].user_id
    assert Event.objects.filter(kind="workforce.decided_profile").count() == 1


def test_a_skill_of_another_company_cannot_be_decided_here(filled):
    foreign = FunctionRequirement.objects.get(label="Foreign alignment")
    answer = post(
        filled.client(Role.COMPANY), "decide", {"shown": [foreign.pk], f"is-{foreign.pk}": "on"}, own(filled).pk
    )
    foreign.refresh_from_db()
    assert (answer.status_code, foreign.status) == (422, "suggested")


def test_a_skill_is_added_by_its_name_and_an_unknown_one_names_the_nearest(filled):
    client, job = filled.client(Role.COMPANY), own(filled)
    data = {"skill": "TIG welding", "skill_uri": "", "level": "0.5", "is_essential": "on"}
    assert post(client, "add_skill", data, job.pk).status_code == 302
    assert job.requirements.get(label="TIG welding").status == "confirmed"
    answer = post(client, "add_skill", data | {"skill": "TIG weldingg"}, job.pk)
    assert answer.status_code == 422
    assert "Did you mean “TIG welding”" in answer.content.decode()


def test_two_people_who_edit_the_same_function_are_told_and_nothing_is_lost(filled):
    client, job = filled.client(Role.COMPANY), own(filled)
    data = form(version=job.version)
    assert post(client, "change_function", data, job.pk).status_code == 302
    answer = post(client, "change_function", data | {"title": "Something else"}, job.pk)
    job.refresh_from_db()
    assert (answer.status_code, job.title, job.version) == (409, "Welder of hall 2", 2)


def test_the_last_change_is_taken_back(filled):
    client, job = filled.client(Role.COMPANY), own(filled)
    post(client, "change_function", form(version=job.version), job.pk)
    post(client, "undo_function", {"version": "2"}, job.pk)
    job.refresh_from_db()
    assert (job.title, job.headcount_now, job.version) == ("Maintenance of hall 4", 3, 3)


def test_the_same_form_sent_twice_makes_one_function(filled):
    client = filled.client(Role.COMPANY)
    data = form(once="6f1c9d7e0a5b4c3d8e2f1a0b9c8d7e6f")
    first, second = (post(client, "create_function", data) for _ in range(2))
    assert first.url == second.url
    assert Function.objects.filter(title="Welder of hall 2").count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"headcount_now": "-1"}, "greater than or equal to 0"),
        ({"headcount_in_3_years": "1000000000000"}, "less than or equal to 1000000"),
        ({"headcount_now": "four"}, "Enter a whole number"),
        ({"title": "", "occupation": ""}, "Say what the job is called, or pick an occupation."),
        ({"occupation": "weldeer"}, "Did you mean “welder”"),
        ({"title": "x" * 201}, "at most 200 characters"),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_nothing_is_written(filled, changes, said):
    n_before = Function.objects.count()
    answer = post(filled.client(Role.COMPANY), "create_function", form(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Function.objects.count() == n_before


def test_a_key_that_is_taken_is_said_beside_its_field(filled):
    function(filled.company, "Grinder", reference="g-1")
    answer = post(filled.client(Role.COMPANY), "create_function", form(reference="g-1"))
    assert answer.status_code == 422
    assert "Another function of this company has this key" in answer.content.decode()


def test_the_desk_reads_functions_of_members_that_agreed_and_changes_none(filled):
    desk = filled.client(Role.CLUSTER_MANAGER)
    page = desk.get(reverse("workforce:functions")).content.decode()
    assert ("Maintenance of hall 4" in page, "Izarlerro" in page, "Foreign" in page) == (True, False, False)
    page = desk.get(reverse("workforce:function", args=[own(filled).pk])).content.decode()
    assert ("lubrication" in page, "alignment" in page, "Recorded people" in page) == (True, False, False)
    assert post(desk, "change_function", form(), own(filled).pk).status_code == 403
    competing = filled.objects["function_id"]["competing"]
    assert desk.get(reverse("workforce:function", args=[competing])).status_code == 404


def test_functions_ask_for_no_second_factor(filled, sign_in):
    client = filled.client(Role.COMPANY)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}]
    session.save()
    assert client.get(reverse("workforce:functions")).status_code == 200
    assert "second-factor" in client.get(reverse("workforce:people")).url


@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_row_as_for_three(world, n_rows, django_assert_num_queries):
    for number in range(n_rows):
        expected(function(world.company, f"Job {number}"), "welding")
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(5):
        client.get(reverse("workforce:functions"))


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_page_takes_as_many_queries_for_one_skill_as_for_three(world, n_rows, django_assert_num_queries):
    job = function(world.company, "Welder")
    for number in range(n_rows):
        expected(job, f"welding {number}")
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(5):
        client.get(reverse("workforce:function", args=[job.pk]))
