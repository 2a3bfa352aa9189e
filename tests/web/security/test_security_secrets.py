"""Fields that nobody may send, and secrets that stand in no log and no table."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.core import mail
from django.urls import reverse
from world import PASSWORD

from skillpact_web.accounts.models import Organisation, User
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.services.people import create_account
from skillpact_web.courses.models import Course
from skillpact_web.talents.models import Talent
from skillpact_web.ui.logs import JsonFormatter
from skillpact_web.vacancies.models import Vacancy

# What a call might try to set beside what it may say.
WHEN, KEY = "2001-01-01T00:00:00Z", 4_000_000
EXTRA: dict[str, Any] = (
    dict.fromkeys(("created_at", "changed_at", "shares_rows_since"), WHEN)
    | dict.fromkeys(("id", "pk", "created_by", "created_by_id", "user", "user_id", "cluster", "cluster_id"), KEY)
    | dict.fromkeys(("merged_into", "merged_into_id", "reading_job_id", "upload_id", "cv_id"), KEY)
    | {"version": 77, "is_invented": True, "is_staff": True, "is_superuser": True, "confirmed_open_on": WHEN[:10]}
)


@pytest.mark.parametrize(
    ("role", "path", "body", "model"),
    [
        (Role.COMPANY, "/api/v1/vacancies", {"title": "Mass"}, Vacancy),
        (Role.PROVIDER, "/api/v1/courses", {"title": "Mass", "hours": 10}, Course),
        (Role.COUNSELLOR, "/api/v1/talents", {"nickname": "Mass", "status": "unemployed"}, Talent),
        (Role.CLUSTER_MANAGER, "/api/v1/organisations", {"name": "Mass", "kind": "company"}, Organisation),
    ],
)
def test_a_call_sets_no_field_that_is_not_its_to_set(filled, role, path, body, model):
    own = filled.provider if role == Role.PROVIDER else filled.company
    sent = EXTRA | body | ({"organisation_id": own.pk} if role in (Role.COMPANY, Role.PROVIDER) else {})
    before = set(model.objects.values_list("pk", flat=True))
    answer = filled.client(role).post(path, sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    made = model.objects.exclude(pk__in=before).get()
    said = {str(value)[:10] for value in (WHEN, KEY)}
    assert [name for name in EXTRA if str(getattr(made, name, ""))[:10] in said] == []
    own_user = filled.members[role].user_id
    assert getattr(made, "created_by_id", own_user) == own_user
    assert getattr(made, "user_id", None) is None
    assert getattr(made, "cluster_id", filled.cluster.pk) == filled.cluster.pk
    assert getattr(made, "version", 1) == 1
    assert getattr(made, "is_invented", False) is False


def test_a_form_sets_no_field_that_it_does_not_show(filled):
    client = filled.client(Role.COMPANY)
    own = Vacancy.objects.get(pk=filled.objects["vacancy_id"]["own"])
    shown = {
        "organisation": filled.foreign_company.pk,
        "title": "Mine",
        "openings": "1",
        "audience": "talents",
        "version": 1,
    }
    extra = {name: str(value) for name, value in EXTRA.items() if name != "version"}
    client.post(reverse("vacancies:change", args=[own.pk]), extra | {"status": "filled"} | shown)
    own.refresh_from_db()
    assert (own.title, own.version, own.status, own.created_by_id) == ("Mine", 2, "open", None)
    assert own.organisation_id == filled.company.pk


def test_nobody_makes_themselves_an_administrator_by_their_own_form(filled):
    client = filled.client(Role.TALENT)
    user = filled.members[Role.TALENT].user
    form = {"display_name": "Chiara", "language": "en", "is_staff": "on", "is_superuser": "on", "role": "administrator", "email": "x@y.example"}  # fmt: skip
    client.post(reverse("accounts:account"), form)
    again = User.objects.get(pk=user.pk)
    assert (again.email, again.is_active) == (user.email, True)
    assert set(again.memberships.values_list("role", flat=True)) == {Role.TALENT}


def test_passwords_are_stored_by_argon2_with_a_salt_of_their_own(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    one, two = make_password(PASSWORD), make_password(PASSWORD)
    assert one.startswith("argon2$argon2id$")
    assert one != two
    assert check_password(PASSWORD, one)


@pytest.fixture
def log() -> Any:
    """What the program writes to its log, from the finest level on."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keeper = Keeper()
    keeper.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(keeper)
    root.setLevel(before)


def test_no_secret_address_or_name_reaches_the_log(world, client, log):
    address = "ada.lovelace@people.example"
    create_account(email=address, display_name="Ada Lovelace", password=PASSWORD)
    secrets = {PASSWORD, "a wrong password", address, "Lovelace"}
    client.post(reverse("account_login"), {"login": address, "password": "a wrong password"})
    client.post(reverse("account_request_login_code"), {"email": address})
    secrets.add(re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[-1].body, re.MULTILINE).group(1))
    client.post(reverse("account_reset_password"), {"email": address})
    link = re.search(r"http://\S+", mail.outbox[-1].body).group(0)
    secrets.add(link.rstrip("/").rpartition("/")[2])
    client.get(link)
    client.post(reverse("account_login"), {"login": address, "password": PASSWORD})
    secrets |= {client.cookies["sessionid"].value, client.cookies["csrftoken"].value}
    secret = "aSecretOfAnInvitation123456"
    client.get(reverse("accounts:open_invitation", args=[secret]))
    client.get(f"/no-such-page/{address}/?email={address}")
    client.get("/api/v1/vacancies", headers={"authorization": "Bearer skp_atokenthatisnotknown"})
    client.get(reverse("notices:unsubscribe", args=["a-signed-link-of-a-mail"]))
    client.get(f"/talents/{secret}/")
    secrets |= {secret, "skp_atokenthatisnotknown", "a-signed-link-of-a-mail"}
    assert len(log) >= 10
    assert all(json.loads(line) for line in log)
    written = "\n".join(log)
    assert [one for one in sorted(secrets) if one in written] == []


def test_no_cookie_but_session_guard_language_and_messages_is_set(filled):
    client = filled.client(Role.COMPANY)
    for name in ("home:index", "vacancies:list", "accounts:account"):
        client.get(reverse(name))
    assert set(client.cookies) <= {"sessionid", "csrftoken", "messages", "django_language"}
    for one in client.cookies.values():
        assert one["samesite"] in ("Lax", ""), one
