"""A clock that is put back or ahead under running sessions, tokens and forms; for jobs see tests/web/jobs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from vacancies_world import vacancy

from skillpact_web import clock
from skillpact_web.accounts.models import ApiToken, Membership
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.tokens import hash_of
from skillpact_web.audit.models import Event
from skillpact_web.vacancies.models import Vacancy

REAL = timezone.now


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Put the machine's clock some days ahead of the right time."""
    return lambda days: monkeypatch.setattr(timezone, "now", lambda: REAL() + timedelta(days=days))


@pytest.fixture
def old_world(world: Any) -> Any:
    """The world, in which everybody has had their role for a month."""
    Membership.objects.update(starts_at=REAL() - timedelta(days=30))
    return world


def test_a_clock_put_ahead_asks_to_sign_in_again_and_breaks_nothing(world, move):
    client = world.client(Role.COMPANY)
    move(400)
    answer = client.get(reverse("vacancies:list"))
    assert (answer.status_code, answer.url.startswith(reverse("account_login"))) == (302, True)
    move(0)
    assert client.get(reverse("account_login")).status_code == 200


def test_a_clock_put_back_by_hours_keeps_who_is_signed_in_and_what_they_save(old_world, move):
    own = vacancy(old_world.company, "Backend developer", text="")
    client = old_world.client(Role.COMPANY)
    data = {"organisation": old_world.company.pk, "openings": "1", "audience": "talents", "published_on": "2026-10-01"}
    for days, title, version in ((-0.5, "One", 1), (0, "Two", 2), (-0.1, "Three", 3)):
        move(days)
        answer = client.post(reverse("vacancies:change", args=[own.pk]), data | {"title": title, "version": version})
        assert (answer.status_code, answer.url) == (302, reverse("vacancies:detail", args=[own.pk]))
    own = Vacancy.objects.get(pk=own.pk)
    assert (own.title, own.version) == ("Three", 4)
    # The order of events is that in which they happened, whatever the clock said.
    events = Event.objects.filter(kind="vacancies.changed").order_by("id")
    assert [event.details["version"] for event in events] == [2, 3, 4]


def test_a_clock_put_back_before_a_role_began_opens_nothing_and_says_so(world, move):
    client = world.client(Role.COMPANY)
    move(-400)
    answer = client.get(reverse("vacancies:list"))
    assert (answer.status_code, answer.url) == (302, reverse("home:no_role"))
    assert client.get(answer.url).status_code == 200
    move(0)
    assert client.get(reverse("vacancies:list")).status_code == 200


def test_a_token_is_over_while_the_clock_is_ahead_and_good_again_when_it_is_right(old_world, client, move):
    ApiToken.objects.create(
        membership=old_world.members[Role.COMPANY], name="a program", prefix="skp_x", token_hash=hash_of("skp_secret"),
        scopes=["vacancies:read"], expires_at=clock.now() + timedelta(days=30),
    )  # fmt: skip
    said = {"authorization": "Bearer skp_secret"}
    codes = []
    for days in (0, 400, 0, -1, -400):
        move(days)
        codes.append(client.get("/api/v1/vacancies", headers=said).status_code)
    # 400 days ago the role had not begun.
    assert codes == [200, 401, 200, 200, 401]


def test_the_day_of_a_demo_moves_dates_and_no_sessions(old_world, settings):
    client = old_world.client(Role.COMPANY)
    for day in (REAL().date() - timedelta(days=20), date(2036, 1, 1)):
        settings.SKILLPACT_CLOCK = day
        assert clock.today() == day
        assert client.get(reverse("vacancies:list")).status_code == 200
