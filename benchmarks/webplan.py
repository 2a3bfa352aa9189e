"""Whom the load of `web.py` signs in as, and which rows each of them opens; written beside the database as `plan.json`."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Who the twenty sessions are. Nine may change vacancies, so that one in nine of what they do gives one write in twenty.
SESSIONS = {
    "company": 6, "talent": 4, "counsellor": 3, "cluster_manager": 3, "training_provider": 2, "authority": 1, "funder": 1,
}  # fmt: skip


@dataclass
class Account:
    """One session of the load: its role and the rows that it opens.

    vacancies : those it may change: id, title, text, URI and label of the occupation
    """

    email: str
    role: str
    membership_id: int
    vacancy_ids: list[int] = field(default_factory=list)
    course_ids: list[int] = field(default_factory=list)
    talent_refs: list[str] = field(default_factory=list)
    vacancies: list[tuple[int, str, str, str, str]] = field(default_factory=list)


@dataclass
class Plan:
    """What the load needs to know of the data. words : begin words of labels; skills : whole labels"""

    accounts: list[Account]
    words: list[str]
    skills: list[str]


def look_up(account: Account, chance: random.Random) -> None:
    """Find rows that this account may open, by the queries of the product itself."""
    from skillpact_web.accounts.models import Membership
    from skillpact_web.accounts.viewer import viewer_of
    from skillpact_web.courses import queries as courses
    from skillpact_web.talents import queries as talents
    from skillpact_web.vacancies import queries as vacancies

    viewer = viewer_of(Membership.objects.select_related("user", "organisation").get(pk=account.membership_id))

    def some(rows: Any, n: int) -> list[Any]:
        found = list(rows[: 20 * n])
        return chance.sample(found, min(n, len(found)))

    account.vacancy_ids = some(vacancies.vacancies(viewer).order_by("pk").values_list("pk", flat=True), 40)
    account.course_ids = some(courses.courses(viewer).order_by("pk").values_list("pk", flat=True), 40)
    account.talent_refs = some(talents.talents(viewer).order_by("pk").values_list("reference", flat=True), 40)
    writable = vacancies.writable(viewer).filter(status="open").order_by("pk")
    written = ("pk", "title", "text", "occupation_uri", "occupation_label")
    account.vacancies = [tuple(row) for row in some(writable.values_list(*written), 20)]


def open_sessions(plan: Plan) -> list[str]:
    """Open a session of each account, second factor included, as the sign-in would; return their keys."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from skillpact_web.accounts.models import Membership

    keys = []
    for account in plan.accounts:
        user = Membership.objects.select_related("user").get(pk=account.membership_id).user
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session["membership_id"] = account.membership_id
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session.create()
        keys.append(session.session_key)
    return keys


def read_plan(path: Path) -> Plan:
    """Return the plan that a fill wrote."""
    values = json.loads(path.read_text(encoding="utf-8"))
    return Plan([Account(**one) for one in values["accounts"]], values["words"], values["skills"])
