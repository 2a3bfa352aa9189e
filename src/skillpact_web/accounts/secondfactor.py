"""Whether a session was opened with a second factor, and whether it has to be."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from .roles import ROLES_SEEING_PEOPLE, Role

_RECORDS, _RECORDS_OF = "account_authentication_methods", "account_authentication_methods_user"


def has_second_factor(request: Any) -> bool:
    """Return whether this session showed an app's code, a security key, a recovery code or a passkey."""
    records = request.session.get(_RECORDS)
    own = str(request.user.pk)
    # allauth keeps the records of one person a session; those of somebody else count for nothing.
    if str(request.session.get(_RECORDS_OF, own)) != own or not isinstance(records, list):
        return False
    return any(record.get("method") == "mfa" for record in records)


def lacks_second_factor(request: Any, role: Role, *, is_needed: bool | None = None) -> bool:
    """Return whether a page must wait for a second factor.

    is_needed : None: where the role sees other people's data; True or False: whatever the role
    """
    if settings.MFA_POLICY == "offered":
        return False
    needed = role in ROLES_SEEING_PEOPLE if is_needed is None else is_needed
    return needed and not has_second_factor(request)
