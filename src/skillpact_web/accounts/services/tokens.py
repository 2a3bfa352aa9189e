"""API tokens: created, shown once, and revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ... import clock
from ...audit.kinds import EventKind
from ...audit.services import record
from ...errors import DomainError
from ..models import ApiToken
from ..queries import tokens
from ..scopes import scopes as known_scopes
from ..tokens import PREFIX, hash_of
from ..viewer import Viewer

MOST_TOKENS, LONGEST_DAYS = 20, 366


@transaction.atomic
def create(*, viewer: Viewer, name: str, scopes: Iterable[str], days: int = 90) -> tuple[ApiToken, str]:
    """Create a token for the viewer's present role. Returns it with its text, which nobody can read again.

    days : 1 to 366 until it ends. Raises DomainError for an unknown scope, none at all, or too many tokens.
    """
    wanted = sorted(set(scopes))
    name = " ".join(name.split())
    problems = {}
    if not name or len(name) > ApiToken._meta.get_field("name").max_length:
        problems["name"] = _("Give the token a name of at most 80 characters, such as the program that uses it.")
    if not wanted or not set(wanted) <= set(known_scopes()):
        problems["scopes"] = _("Choose at least one thing from the list that the token may do.")
    if not 1 <= days <= LONGEST_DAYS:
        problems["days"] = _("A token lives between 1 and 366 days.")
    if problems:
        raise DomainError(next(iter(problems.values())), fields=problems)
    if tokens(viewer.user_id).count() >= MOST_TOKENS:
        raise DomainError(_("You have 20 tokens already: revoke one that is no longer used."))
    handle = secrets.token_hex(4)
    text = f"{PREFIX}_{handle}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        membership_id=viewer.membership_id,
        name=name,
        prefix=f"{PREFIX}_{handle}",
        token_hash=hash_of(text),
        scopes=wanted,
        expires_at=clock.now() + timedelta(days=days),
    )
    record(kind=EventKind.CREATED_TOKEN, actor=viewer, on=token, details={"scopes": wanted})
    return token, text


@transaction.atomic
def revoke(*, viewer: Viewer, token_id: int) -> ApiToken:
    """End one of the person's own tokens now. Raises Http404 for another's."""
    token = tokens(viewer.user_id).select_for_update(of=("self",)).filter(pk=token_id).first()
    if token is None:
        raise Http404
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    record(kind=EventKind.REVOKED_TOKEN, actor=viewer, on=token)
    return token
