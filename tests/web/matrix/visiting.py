"""Visits pages on one filled world: each visit leaves the database as it was, and tells what it would have written."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from skillpact_web.accounts.models import Organisation, User
from skillpact_web.accounts.roles import Role

# Looking leaves traces here on purpose: who looked, how far a session came, keys of writes that were refused.
TRACES = {"audit_event", "audit_seal", "django_session", "usersessions_usersession", "cache", "doors_onlyonce"}
_WRITE = re.compile(r"""^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+["`]?(\w+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Who:
    """A role on one side of the world; role None: nobody signed in."""

    role: Role | None
    side: str = "home"

    def __str__(self) -> str:
        return f"{'foreign ' if self.side == 'foreign' else ''}{self.role or 'anonymous'}"


VISITOR = Who(None)


@dataclass(frozen=True)
class Answer:
    """What came back. error : the exception that nobody caught; changed : tables that the visit changed"""

    status: int
    location: str = ""
    text: str = ""
    allowed: str = ""
    error: str = ""
    changed: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """Return `open`, `refused`, `hidden`, `sign-in` or what else happened."""
        if self.error:
            return f"500 ({self.error})"
        if 300 <= self.status < 400:
            for place, said in (
                ("/account/login/", "sign-in"),
                ("/second-factor/", "second factor"),
                ("/no-role/", "no role"),
            ):
                if self.location.partition("?")[0].endswith(place):
                    return said
            return "open"
        if self.status in (200, 201, 202, 204, 409, 422):
            return "open"
        return {401: "sign-in", 403: "refused", 404: "hidden"}.get(self.status, str(self.status))


class Browser(Client):
    """The test client without its notes about templates, which cost a third of the time."""

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))


class House:
    """The filled world and one browser that everybody shares in turn."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.client = Browser()
        self._cookies: dict[Who, SimpleCookie] = {VISITOR: SimpleCookie()}
        for role in Role:
            self._cookies[Who(role)] = world.client(role).cookies
            self._cookies[Who(role, "foreign")] = world.foreign_client(role).cookies
        self._home_words = _words_of_home(world)
        self._state = _state()

    def row(self, page: str, keyword: str) -> Any:
        """Return the rows that a keyword of a page's address stands for: the page's very own, else the app's."""
        objects = self.world.objects
        return objects.get(page, {}).get(keyword) or objects.get(keyword)

    def own(self, page: str, keyword: str, role: Role | None) -> Any:
        """Return a role's own row: of its person where rows are of persons, else of the home world."""
        rows = self.row(page, keyword)
        return rows.get("own_of", {}).get(role, rows["own"])

    def visit(self, who: Who, method: str, path: str, body: Any = None, kind: str | None = None) -> Answer:
        """Ask for a page on somebody's behalf, and undo whatever it wrote."""
        cache.clear()
        self.client.cookies = SimpleCookie({name: one.value for name, one in self._cookies[who].items()})
        if kind == "application/json":
            body = json.dumps(body)
        sent = {"data": body, "content_type": kind} if kind and kind != "multipart/form-data" else {"data": body}
        written: set[str] = set()
        with transaction.atomic(), connection.execute_wrapper(_listener(written)):
            try:
                answer = getattr(self.client, method.lower())(path, **(sent if body is not None else {}))
                text = b"".join(answer.streaming_content) if answer.streaming else answer.content
                seen = Answer(
                    answer.status_code,
                    answer.headers.get("Location", ""),
                    text.decode(errors="replace"),
                    answer.headers.get("Allow", ""),
                )
            except Exception as error:
                seen = Answer(500, error=f"{type(error).__name__}: {error}"[:300])
                transaction.set_rollback(True)
            changed = () if transaction.get_rollback() else self._changed(written)
            transaction.set_rollback(True)
        return Answer(**{**seen.__dict__, "changed": changed})

    def strange_words(self, who: Who, answer: Answer) -> str:
        """Return a name of the other side's world that an answer shows, "" where there is none."""
        if who.side == "foreign":
            found = self._home_words.search(answer.text)
            return found[0] if found else ""
        if who.role == Role.ADMINISTRATOR:  # of the whole installation
            return ""
        place = answer.text.find("Foreign")
        return answer.text[place : place + 30] if place >= 0 else ""

    def _changed(self, written: set[str]) -> tuple[str, ...]:
        return tuple(sorted(name for name in written - TRACES if _digest(name) != self._state.get(name)))


def _listener(written: set[str]) -> Callable[..., Any]:
    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(sql)
        if found:
            written.add(found[1])
        return execute(sql, params, many, context)

    return listen


def _state() -> dict[str, str]:
    """Return what each table holds."""
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return {name: _digest(name) for name in names & set(connection.introspection.table_names()) - TRACES}


def _digest(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(repr(row) for row in cursor.fetchall())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _words_of_home(world: Any) -> re.Pattern[str]:
    """Return what finds the names of the home world: people, addresses and organisations, and what apps call theirs."""
    names = [*Organisation.objects.values_list("name", flat=True), *User.objects.values_list("email", flat=True)]
    names += [*User.objects.values_list("display_name", flat=True), *world.home_names]
    own = sorted({name for name in names if name and not name.lower().startswith("foreign")})
    return re.compile(rf"(?<![Ff]oreign[ .])\b(?:{'|'.join(map(re.escape, own))})\b")
