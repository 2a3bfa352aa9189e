"""An installation without people lets the first one in."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from skillpact_web.accounts.models import Invitation
from skillpact_web.audit.models import Event


def test_the_link_opens_the_way_in_for_an_administrator_of_the_whole_installation(db, settings):
    settings.BASE_URL = "https://skillpact.example.org"
    said = StringIO()
    call_command("invite_administrator", "Adam@People.example", stdout=said)
    link = said.getvalue().splitlines()[1]
    assert link.startswith("https://skillpact.example.org/account/")
    (invitation,) = Invitation.objects.all()
    assert (invitation.email, invitation.role, invitation.organisation_id) == (
        "adam@people.example",
        "administrator",
        None,
    )
    page = Client().get(link.removeprefix(settings.BASE_URL), follow=True)
    assert page.status_code == 200
    assert [(event.kind, event.details) for event in Event.objects.filter(kind="accounts.invited")] == [
        ("accounts.invited", {"role": "administrator"})
    ]


@pytest.mark.parametrize("email", ["", "adam", "adam@", "a b@people.example"])
def test_what_is_no_address_is_refused_and_nothing_is_written(db, email: str):
    with pytest.raises(CommandError, match="This is no e-mail address: "):
        call_command("invite_administrator", email)
    assert not Invitation.objects.exists()
