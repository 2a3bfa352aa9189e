"""The first pages: who sees what, in which language, under which headers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from skillpact_web.accounts.models import User
from skillpact_web.accounts.roles import Role
from skillpact_web.ui.navigation import entries


def test_a_visitor_reads_what_this_is_and_where_to_sign_in(client, db):
    page = client.get("/").content.decode()
    assert "<h1>Skills, training and jobs in one place</h1>" in page
    assert page.count(f'href="{reverse("account_login")}"') == 2
    assert "Sign out" not in page


@pytest.mark.parametrize("role", list(Role))
def test_every_role_lands_on_its_own_first_page(world, role):
    page = world.client(role).get("/").content.decode()
    assert "Waiting for you" in page
    assert f"Welcome, {world.members[role].user.display_name}" in page
    assert str(role.label) in page
    assert f'<form method="post" action="{reverse("account_logout")}">' in page


def test_what_waits_stands_on_the_first_page_with_its_button(world):
    from skillpact_web.notices.models import Notice

    about = world.members[Role.COMPANY]
    Notice.objects.create(
        kind="test", text="A need is 90 days old.", button="Is it still open?", url="/vacancies/", receiver="x",
        role=Role.COMPANY, organisation=about.organisation, on_type="vacancy", on_id="1",
    )  # fmt: skip
    page = world.client(Role.COMPANY).get("/").content.decode()
    assert "A need is 90 days old." in page
    assert 'href="/vacancies/"' in page
    assert "A need is 90 days old." not in world.client(Role.TALENT).get("/").content.decode()


def test_an_account_without_a_role_is_told_what_to_do(client, db):
    client.force_login(
        User.objects.create_user("eve@people.example"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get("/").url == reverse("home:no_role")
    assert "Ask the person who invited you" in client.get(reverse("home:no_role")).content.decode()


def test_every_entry_of_the_navigation_leads_to_a_page():
    assert [reverse(entry.url_name) for entry in entries()] != []
    assert len({entry.url_name for entry in entries()}) == len(entries())
    assert [entry.url_name for entry in entries() if not entry.roles <= set(Role)] == []


def test_the_first_page_costs_the_same_queries_for_every_role(world, django_assert_num_queries):
    client = world.client(Role.COMPANY)
    # The session, the account, the memberships, what waits.
    with django_assert_num_queries(4):
        client.get("/")
