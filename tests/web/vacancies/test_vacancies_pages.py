"""Pages of vacancies: they work, for whom they do not, what of bad input, and how many queries they take."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from vacancies_world import ADVERT, fill, requirement, vacancy

from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.notices.models import Notice
from skillpact_web.vacancies import services
from skillpact_web.vacancies.models import Requirement, Vacancy


@pytest.fixture
def filled(world, own_home, starter):
    """The world with vacancies, and the starter taxonomy."""
    fill(world)
    return world


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    """Post a form, and let the worker do what it started."""

    def post(client, name, data, *args):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(f"vacancies:{name}", args=args), data)

    return post


def new_form(world, **changes):
    """Return what the form of a new vacancy sends."""
    return {
        "organisation": world.company.pk, "title": "", "text": ADVERT, "openings": "2", "audience": "talents",
        "published_on": "", "closes_on": "", "nuts": "", "reference": "", "occupation": "", "occupation_uri": "",
        **changes,
    }  # fmt: skip


def test_a_pasted_advertisement_becomes_suggestions_beside_their_sentences(filled, send):
    client = filled.client(Role.COMPANY)
    answer = send(client, "create", new_form(filled))
    made = Vacancy.objects.get(title="TIG welder")
    assert answer.url == reverse("vacancies:detail", args=[made.pk])
    one = made.requirements.get(label="TIG welding")
    assert (one.status, one.origin, one.is_essential, one.sentence) == (
        "suggested", "machine", True, "You know TIG welding and read technical drawings.",
    )  # fmt: skip
    assert (one.taxonomy.startswith("starter-"), one.suggested_is_essential, made.language) == (True, True, "en")
    page = client.get(answer.url).content.decode()
    assert "You know TIG welding and read technical drawings." in page
    assert "score 0." in page


def test_an_occupation_alone_suggests_its_usual_skills(filled, send):
    client = filled.client(Role.COMPANY)
    send(client, "create", new_form(filled, text="", occupation="welder"))
    made = Vacancy.objects.get(title="welder")
    assert {one.origin for one in made.requirements.all()} == {"occupation"}


def test_an_uploaded_advertisement_is_read(filled, send):
    client = filled.client(Role.COMPANY)
    file = SimpleUploadedFile("welder.txt", ADVERT.encode())
    send(client, "create", new_form(filled, text="", title="Welder wanted", file=file))
    made = Vacancy.objects.get(title="Welder wanted")
    assert made.text.startswith("TIG welder")
    assert made.requirements.filter(label="TIG welding").exists()


def test_the_same_form_sent_twice_makes_one_vacancy(filled):
    client = filled.client(Role.COMPANY)
    data = new_form(filled, once="6f1c9d7e0a5b4c3d8e2f1a0b9c8d7e6f")
    first, second = (client.post(reverse("vacancies:create"), data) for _ in range(2))
    assert first.url == second.url
    assert Vacancy.objects.filter(title="TIG welder").count() == 1


def test_what_is_ticked_is_confirmed_and_what_is_not_is_taken_out_both_with_who_and_when(filled):
    client = filled.client(Role.COMPANY)
    own = Vacancy.objects.get(pk=filled.objects["vacancy_id"]["own"])
    python, sql = own.requirements.get(label="Python"), own.requirements.get(label="SQL")
    client.post(
        reverse("vacancies:decide", args=[own.pk]),
        {"shown": [python.pk, sql.pk], f"is-{sql.pk}": "on", f"level-{sql.pk}": "0.75", f"need-{sql.pk}": "optional"},
    )
    python.refresh_from_db()
    sql.refresh_from_db()
    assert (python.status, sql.status, sql.level, sql.is_essential) == ("rejected", "confirmed", 0.75, False)
    assert sql.decided_by_id == filled.members[Role.COMPANY].user_id
    assert Event.objects.filter(kind="vacancies.decided_requirements").count() == 1


def test_what_is_less_likely_stays_a_suggestion_until_somebody_ticks_it(filled):
    client = filled.client(Role.COMPANY)
    own = Vacancy.objects.get(pk=filled.objects["vacancy_id"]["own"])
    sql = own.requirements.get(label="SQL")
    client.post(reverse("vacancies:decide", args=[own.pk]), {"shown": [sql.pk], f"more-{sql.pk}": "1"})
    sql.refresh_from_db()
    assert sql.status == "suggested"


def test_a_skill_of_another_vacancy_cannot_be_decided_here(filled):
    client = filled.client(Role.COMPANY)
    foreign = Requirement.objects.get(label="Foreign skill")
    answer = client.post(
        reverse("vacancies:decide", args=[filled.objects["vacancy_id"]["own"]]),
        {"shown": [foreign.pk], f"is-{foreign.pk}": "on"},
    )
    assert answer.status_code == 422
    foreign.refresh_from_db()
    assert foreign.decided_at is None


def test_a_skill_is_added_by_its_name_and_an_unknown_one_names_the_nearest(filled):
    client = filled.client(Role.COMPANY)
    address = reverse("vacancies:add_skill", args=[filled.objects["vacancy_id"]["own"]])
    answer = client.post(address, {"skill": "TIG welding", "skill_uri": "", "level": "0.5", "is_essential": "on"})
    assert answer.status_code == 302
    assert Requirement.objects.get(label="TIG welding").status == "confirmed"
    answer = client.post(address, {"skill": "TIG weldingg", "skill_uri": "", "level": ""})
    assert answer.status_code == 422
    assert "Did you mean “TIG welding”" in answer.content.decode()


def test_two_people_who_edit_the_same_vacancy_are_told_and_nothing_is_lost(filled):
    client = filled.client(Role.COMPANY)
    own = Vacancy.objects.get(pk=filled.objects["vacancy_id"]["own"])
    address = reverse("vacancies:change", args=[own.pk])
    data = new_form(filled, title="Backend developer (Python)", version="1", text="Python")
    assert client.post(address, data).status_code == 302
    answer = client.post(address, data | {"title": "Something else"})
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in answer.content.decode()
    own.refresh_from_db()
    assert (own.title, own.version) == ("Backend developer (Python)", 2)


def test_the_last_change_is_taken_back(filled):
    client = filled.client(Role.COMPANY)
    client.post(reverse("vacancies:create"), new_form(filled))
    made = Vacancy.objects.get(title="TIG welder")
    client.post(reverse("vacancies:set_status", args=[made.pk]), {"status": "filled", "version": made.version})
    made.refresh_from_db()
    assert made.status == "filled"
    client.post(reverse("vacancies:undo", args=[made.pk]), {"version": made.version})
    made.refresh_from_db()
    assert (made.status, made.version) == ("open", 3)


def test_a_competitor_and_the_other_cluster_do_not_find_it(filled):
    client = filled.client(Role.COMPANY)
    for kind in ("competing", "foreign"):
        pk = filled.objects["vacancy_id"][kind]
        assert client.get(reverse("vacancies:detail", args=[pk])).status_code == 404
        assert client.post(reverse("vacancies:set_status", args=[pk]), {"status": "closed"}).status_code == 404
    page = client.get(reverse("vacancies:list")).content.decode()
    assert ("Backend developer" in page, "Izarlerro" in page, "Foreign" in page) == (True, False, False)


def test_the_cluster_desk_sees_only_members_that_agreed(filled):
    page = filled.client(Role.CLUSTER_MANAGER).get(reverse("vacancies:list")).content.decode()
    assert ("Backend developer" in page, "Data engineer of Izarlerro" in page) == (True, False)


def test_a_talent_sees_what_companies_show_and_only_confirmed_skills(filled):
    vacancy(filled.company, "Secret project", audience="desk")
    client = filled.client(Role.TALENT)
    page = client.get(reverse("vacancies:list")).content.decode()
    assert ("Backend developer" in page, "Data engineer" in page, "Secret project" in page) == (True, True, False)
    page = client.get(reverse("vacancies:detail", args=[filled.objects["vacancy_id"]["own"]])).content.decode()
    assert ("Python" in page, "SQL" in page) == (True, False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "", "title": ""}, "Say what the job is called, paste its advertisement, or pick an occupation."),
        ({"openings": "0"}, "Openings are a whole number from 1 to 1000."),
        ({"openings": "100000"}, "Openings are a whole number from 1 to 1000."),
        ({"published_on": "1899-01-01"}, "1899-01-01 lies outside what can be entered here"),
        ({"published_on": "2030-01-01"}, "The first day lies between 1990-01-01 and today."),
        ({"published_on": "2026-10-01", "closes_on": "2026-09-01"}, "The last day to apply is not before the first day."),
        ({"nuts": "12345"}, "A NUTS code is two letters"),
        ({"occupation": "weldeer"}, "Did you mean “welder”"),
        ({"text": "x" * 200_001}, "at most 200000 are read"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_beside_its_field_and_nothing_is_written(filled, changes, said):
    n_before = Vacancy.objects.count()
    answer = filled.client(Role.COMPANY).post(reverse("vacancies:create"), new_form(filled, **changes))
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("&quot;", '"')
    assert Vacancy.objects.count() == n_before


def test_a_company_cannot_enter_a_vacancy_for_another(filled):
    data = new_form(filled, organisation=filled.other_company.pk)
    answer = filled.client(Role.COMPANY).post(reverse("vacancies:create"), data)
    assert answer.status_code == 422
    assert Vacancy.objects.filter(title="TIG welder").count() == 0


def test_scripts_in_a_title_are_shown_as_text(filled):
    vacancy(filled.company, "<script>alert(1)</script>")
    page = filled.client(Role.COMPANY).get(reverse("vacancies:list")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_vacancy_that_nobody_confirmed_for_long_is_asked_about(filled):
    stale = vacancy(filled.company, "Old one", published_on=date(2026, 1, 5))
    client = filled.client(Role.COMPANY)
    address = reverse("vacancies:detail", args=[stale.pk])
    assert "Nobody has said for long that this is still open." in client.get(address).content.decode()
    client.post(reverse("vacancies:set_status", args=[stale.pk]), {"status": "open", "version": "1"})
    assert "Nobody has said for long that this is still open." not in client.get(address).content.decode()


@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_row_as_for_three(world, n_rows, django_assert_num_queries):
    for number in range(n_rows):
        requirement(vacancy(world.company, f"Welder {number}"), "welding")
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(5):
        client.get(reverse("vacancies:list"))


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_page_takes_as_many_queries_for_one_skill_as_for_three(world, n_rows, django_assert_num_queries):
    one = vacancy(world.company, "Welder")
    for number in range(n_rows):
        requirement(one, f"welding {number}")
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(5):
        client.get(reverse("vacancies:detail", args=[one.pk]))


def test_a_company_is_asked_once_about_a_stale_vacancy_and_no_more_when_it_answers(filled):
    stale = vacancy(filled.company, "Old one", published_on=date(2026, 1, 5))
    assert [services.ask_still_open() for _ in range(2)] == [1, 1]
    waiting = Notice.objects.filter(kind="vacancies.still_open", state="open")
    assert [one.params for one in waiting] == [{"vacancy": "Old one"}]
    client = filled.client(Role.COMPANY)
    client.post(reverse("vacancies:set_status", args=[stale.pk]), {"status": "open", "version": "1"})
    assert (waiting.all().count(), services.ask_still_open()) == (0, 0)


def test_vacancies_are_exported_as_they_are_imported(filled):
    table = (
        "id;title;openings;published_on;region;skills;optional_skills\n"
        "a-1;Welder;2;2026-10-05;es212;TIG welding = advanced;quality control\n"
        "a-2;Fitter;several;2026-10-05;;;\na-3;Guru;1;2026-10-05;;Sorcery;\n"
    )
    client = filled.client(Role.COMPANY)
    address = reverse("vacancies:import")
    page = client.post(address, {"file": SimpleUploadedFile("vacancies.csv", table.encode())})
    assert {(one.row, one.column) for one in page.context["report"].problems} == {(3, "openings"), (4, "skills")}
    pending = page.context["pending"]
    client.post(address, {"import_id": pending.pk, "sha256": pending.sha256})
    made = Vacancy.objects.get(reference="a-1")
    asked = {one.label: (one.level, one.is_essential, one.status) for one in made.requirements.all()}
    assert asked["TIG welding"] == (0.75, True, "confirmed")
    Vacancy.objects.filter(reference="").delete()
    data = b"".join(client.get(reverse("vacancies:export"), {"format": "xlsx"}).streaming_content)
    page = client.post(address, {"file": SimpleUploadedFile("vacancies.xlsx", data)})
    report = page.context["report"]
    assert (report.n_rows, report.n_same, report.problems) == (1, 1, [])


def test_the_line_ends_of_a_browser_make_no_new_text(filled):
    client = filled.client(Role.COMPANY)
    client.post(reverse("vacancies:create"), new_form(filled, text="Welder\r\nTIG welding\r\n", title="Welder"))
    made = Vacancy.objects.get(title="Welder")
    assert made.text == "Welder\nTIG welding"
    Vacancy.objects.filter(pk=made.pk).update(reading_state="read")
    data = new_form(filled, text="Welder\r\nTIG welding\r\n", title="Welder", version="1")
    client.post(reverse("vacancies:change", args=[made.pk]), data)
    made.refresh_from_db()
    assert (made.version, made.reading_state) == (2, "read")


def test_a_version_in_strange_digits_is_no_fault(filled):
    pk = filled.objects["vacancy_id"]["own"]
    answer = filled.client(Role.COMPANY).post(
        reverse("vacancies:set_status", args=[pk]), {"status": "filled", "version": "²"}
    )
    assert answer.status_code == 302
