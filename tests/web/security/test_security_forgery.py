"""A form or call sent from another site's page: refused everywhere, by address and not by goodwill."""

from __future__ import annotations

import pytest
from django.test import Client
from security_pages import addresses, ask

from skillpact_web.accounts.roles import Role

# Guarded by something else: the signed link of a mail. An operation of REST checks the guard itself.
BY_A_SIGNED_LINK = {"notices:unsubscribe"}
ROLES = [Role.TALENT, Role.COMPANY, Role.PROVIDER, Role.CLUSTER_MANAGER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR]


def stern(client: Client) -> Client:
    """Return the same browser, with the check that the test client leaves out."""
    found = Client(enforce_csrf_checks=True)
    found.cookies = client.cookies
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_page_takes_a_form_without_its_guard(filled, role):
    client = stern(filled.client(role))
    pages = [one for one in addresses(filled.objects) if not one.is_rest]
    assert len(pages) > 100
    taken = {one.name for one in pages if ask(client, "post", one.url).status_code != 403}
    assert taken <= BY_A_SIGNED_LINK


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_operation_writes_by_a_session_without_the_guard(filled, role, method):
    client = stern(filled.client(role))
    for one in addresses(filled.objects):
        if one.is_rest:
            answer = ask(client, method, one.url, data=b"{}", content_type="application/json")
            assert answer.status_code in (401, 403, 404, 405), one.url


def test_a_form_of_another_site_is_refused_though_it_guessed_the_token(filled):
    client = stern(filled.client(Role.COMPANY))
    client.get("/vacancies/new/")
    token = client.cookies["csrftoken"].value
    for origin in ("https://evil.example", "null"):
        answer = ask(
            client, "post", "/vacancies/new/", {"csrfmiddlewaretoken": token}, headers={"origin": origin}
        )  # fmt: skip
        assert answer.status_code == 403, origin
    answer = ask(
        client, "post", "/vacancies/new/", {"csrfmiddlewaretoken": token}, headers={"origin": "http://testserver"}
    )
    assert answer.status_code in (200, 422)


def test_what_is_looked_at_changes_nothing(filled):
    """A GET writes nothing but who looked: what changes something takes a form."""
    from django.apps import apps

    def count() -> dict[str, int]:
        return {
            model._meta.label: model._default_manager.count()
            for model in apps.get_models()
            if model.__module__.startswith("skillpact_web")
        }

    for role in ROLES:
        client = filled.client(role)
        client.get("/")
        before = count()
        for one in addresses(filled.objects):
            client.raise_request_exception = False
            answer = client.get(one.url)
            if answer.streaming:
                b"".join(answer.streaming_content)
        after = count()
        changed = {name for name, n in after.items() if n != before[name]}
        # Who looked at or took along people's data is written down.
        assert changed <= {"audit.Event"}, role
