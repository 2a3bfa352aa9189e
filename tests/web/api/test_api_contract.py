"""Every operation keeps what its description promises, whatever is sent: schemathesis over the whole interface.

New routers are found by themselves. Objects that the apps put into `world.objects` under the name of a path parameter
are visited as well as made-up ids.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from world import make_world

from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.scopes import scopes
from skillpact_web.api.collection import api
from skillpact_web.doors.auth import ANY_SCOPE

OPERATIONS = api.operations()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# The whole part stays under a minute: few examples an operation where there are many.
N_EXAMPLES = max(6, min(30, 600 // max(1, len(OPERATIONS))))


def description() -> Any:
    """Return the description as a program reads it, without what it says of tokens: the tests sign in themselves."""
    found = json.loads(json.dumps(api.get_openapi_schema()))
    del found["components"]["securitySchemes"]
    for methods in found["paths"].values():
        for details in methods.values():
            del details["security"]
    return found


@contextmanager
def connections_left_open() -> Iterator[None]:
    """Keep requests from closing the connection whose transaction the tests are in, as Django's own client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def full_world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """Return the world with the rows that every app adds to it (tests/web/<app>_world.py), made once for all tests.

    Each test runs in a savepoint of this transaction, so that what it writes is gone for the next one.
    """
    folder = tmp_path_factory.mktemp("documents")
    quiet = override_settings(
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        SKILLPACT_DOCUMENTS=folder,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    )
    with django_db_blocker.unblock(), connections_left_open(), transaction.atomic():
        with quiet:
            world = make_world()
            for path in sorted(Path(__file__).parents[1].glob("*_world.py")):
                import_module(path.stem).fill(world)
            world.objects["documents"] = folder
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def schema() -> Any:
    return schemathesis.openapi.from_dict(description())


def operation_of(schema: Any, name: str) -> Any:
    return next(one.ok() for one in schema.get_all_operations() if one.ok().definition.raw["operationId"] == name)


def session_of(world: Any, role: Role) -> dict[str, Any]:
    """Return the headers and cookies of a browser in which this member of the cast is signed in."""
    secret = "a" * 32
    session = world.client(role).cookies["sessionid"].value
    return {"headers": {"X-CSRFToken": secret}, "cookies": {"sessionid": session, "csrftoken": secret}}


def roles_of(name: str) -> list[Role]:
    """Return the first and the last role that may call an operation, and one that may not."""
    allowed = [role for role in Role if role in OPERATIONS[name].auth_callbacks[0].roles]
    others = [role for role in Role if role not in allowed]
    return list(dict.fromkeys([*allowed[:1], *allowed[-1:], *others[:1]]))


def try_out(operation: Any, caller: dict[str, Any], objects: dict[str, Any], n_examples: int) -> Counter[int]:
    """Send cases as the description allows and as it does not, and check each answer against it.

    Returns how often each status was answered.
    """
    statuses: Counter[int] = Counter()
    from django.core.wsgi import get_wsgi_application

    app = get_wsgi_application()
    positive = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    has_input = bool(operation.body) or any(True for _one in operation.iter_parameters())
    cases = positive | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE) if has_input else positive

    @hypothesis_settings(
        max_examples=n_examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, whose=st.sampled_from(["own", "own", "foreign", "nobody's"]))
    def send(case: Any, whose: str) -> None:
        for name in case.path_parameters or {}:
            if whose in objects.get(name, {}):
                case.path_parameters[name] = objects[name][whose]
        answer = case.call_and_validate(app=app, checks=CHECKS, **caller)
        statuses[answer.status_code] += 1

    send()
    return statuses


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_keeps_its_promises_whatever_is_sent(full_world, db, settings, schema, name):
    settings.SKILLPACT_API_CALLS_A_MINUTE = 10**9
    settings.SKILLPACT_DOCUMENTS = full_world.objects["documents"]
    operation = operation_of(schema, name)
    roles = roles_of(name)
    for role in roles:
        n_examples = max(3, N_EXAMPLES // len(roles))
        statuses = try_out(operation, session_of(full_world, role), full_world.objects, n_examples)
        if role not in OPERATIONS[name].auth_callbacks[0].roles:
            assert statuses[403] + statuses[404] + statuses[413] + statuses[415] + statuses[400] == sum(
                statuses.values()
            )


def test_a_promise_that_is_not_kept_is_found(full_world, db):
    broken = description()
    broken["components"]["schemas"]["Me"]["properties"]["role"] = {"const": "nobody"}
    operation = operation_of(schemathesis.openapi.from_dict(broken), "show_me")
    with pytest.raises(FailureGroup, match="nobody"):
        try_out(operation, session_of(full_world, Role.TALENT), {}, 3)


def test_a_token_is_tried_as_well(full_world, db, schema):
    from skillpact_web.accounts.services.tokens import create

    _token, raw = create(viewer=full_world.viewer(Role.COMPANY), name="test", scopes=[next(iter(scopes()))], days=1)
    caller = {"headers": {"Authorization": f"Bearer {raw}"}}
    assert set(try_out(operation_of(schema, "show_me"), caller, {}, 3)) == {200}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_names_its_roles_and_a_scope_that_a_token_can_hold(db, name):
    auth = OPERATIONS[name].auth_callbacks[0]
    assert auth.roles, "stand @for_roles(...) above the function"
    assert auth.scope in (None, ANY_SCOPE) or auth.scope in scopes()


def test_the_description_is_whole(db):
    found = description()
    assert found["openapi"].startswith("3.")
    for name in set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(found))):
        assert name in found["components"]["schemas"]
    for path in found["paths"]:
        assert path.startswith("/api/v1/")
        assert not path.endswith("/")
