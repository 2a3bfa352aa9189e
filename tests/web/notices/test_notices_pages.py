"""The pages of what waits."""

from __future__ import annotations

import pytest

from skillpact_web.accounts.roles import Role
from skillpact_web.notices import queries, services
from skillpact_web.notices.models import Notice

# session, user, memberships, count, rows
LIST_QUERIES = 5


def ask(world, kind="house.read", **changes):
    values = {"text": "Read the rules of %(house)s", "params": {"house": "<script>x</script>"}}
    return services.ask(kind=kind, user=world.members[Role.TALENT].user, **values | changes)


@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_3_rows_as_for_1(world, django_assert_num_queries, n_rows):
    for n in range(n_rows):
        ask(world, kind=f"house.{n}")
    client = world.client(Role.TALENT)
    client.get("/notices/")
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get("/notices/").content.decode()
    assert page.count("Read the rules of") == n_rows
    assert "<script>x" not in page


def test_each_line_has_one_button(world):
    ask(world)
    ask(world, kind="c", on=world.company, url="/vacancies/3/", button="Confirm the skills")
    page = world.client(Role.TALENT).get("/notices/").content.decode()
    assert page.count('aria-describedby="notice-') == 2
    assert 'href="/vacancies/3/"' in page
    assert "Confirm the skills" in page
    assert ">Done</button>" in page


def test_an_empty_list_says_what_will_stand_there(world):
    assert "Nothing waits for you." in world.client(Role.TALENT).get("/notices/").content.decode()


def test_the_button_settles_and_a_second_press_is_told(world):
    notice = ask(world)
    client = world.client(Role.TALENT)
    assert "It is off your list" in client.post(f"/notices/{notice.pk}/settle/", follow=True).content.decode()
    assert "done already" in client.post(f"/notices/{notice.pk}/settle/", follow=True).content.decode()
    assert client.get(f"/notices/{notice.pk}/settle/").status_code == 405
    assert queries.count_waiting(world.viewer(Role.TALENT)) == 0


@pytest.mark.parametrize("url", ["https://evil.example/", "javascript:alert(1)"])
def test_a_press_never_leads_out_of_the_house(world, url):
    notice = ask(world, url=url)
    assert world.client(Role.TALENT).post(f"/notices/{notice.pk}/settle/").url == "/notices/"


def test_what_waits_for_another_does_not_exist(world):
    notice = ask(world)
    for client in (world.client(Role.COMPANY), world.foreign_client(Role.TALENT)):
        assert client.post(f"/notices/{notice.pk}/settle/").status_code == 404
    assert Notice.objects.get().state == "open"


def test_a_person_chooses_how_often_to_be_reminded(world):
    client = world.client(Role.TALENT)
    assert client.get("/notices/reminders/").status_code == 200
    assert "Saved." in client.post("/notices/reminders/", {"reminders": "instant"}, follow=True).content.decode()
    assert queries.reminders_wish(world.viewer(Role.TALENT).user_id) == "instant"


@pytest.mark.parametrize("word", ["", "hourly", "x" * 10_000, "\x00"])
def test_another_word_is_refused_beside_its_field(world, word):
    answer = world.client(Role.TALENT).post("/notices/reminders/", {"reminders": word})
    assert answer.status_code == 422
    assert queries.reminders_wish(world.viewer(Role.TALENT).user_id) == "daily"


def test_the_tags_for_other_pages_count_and_show_the_first(world, rf):
    from django.template import Context, Template

    for n in range(6):
        ask(world, kind=f"house.{n}")
    template = Template("{% load notices %}{% waiting_count as n %}{{ n }} {% waiting_lines %}")
    page = template.render(Context({"viewer": world.viewer(Role.TALENT), "request": rf.get("/")}))
    assert page.startswith("6 ")
    assert page.count("Read the rules of") == 5
    assert "See everything that waits" in page
