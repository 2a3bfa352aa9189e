"""What allauth tells about sign-ins and keys, written into the audit log."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.signals import user_logged_out

from ..audit.kinds import EventKind
from ..audit.services import record
from .actor import AccountHolder


def _note(kind: EventKind, user: Any, **details: Any) -> None:
    record(kind=kind, actor=AccountHolder(user.pk), details=details)


def _signed_in(request: Any, user: Any, response: Any = None, **_: Any) -> None:
    if response is not None and user.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=settings.IS_HTTPS)
    records = request.session.get("account_authentication_methods") or []
    _note(EventKind.SIGNED_IN, user, methods=[str(one.get("method")) for one in records])


def _signed_out(user: Any = None, **_: Any) -> None:
    if user is not None:
        _note(EventKind.SIGNED_OUT, user)


def _set_password(request: Any, user: Any, **_: Any) -> None:
    """A new password ends what was opened with the old one elsewhere."""
    key = request.session.session_key if request.user.is_authenticated else None
    for session in UserSession.objects.filter(user=user).exclude(session_key=key or ""):
        session.end()
    _note(EventKind.CHANGED_PASSWORD, user)


def _added_key(request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    _note(EventKind.ADDED_SECOND_FACTOR, user, type=authenticator.type)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES and request.user.is_authenticated:
        # Adding it has shown it: nobody is asked for the same code twice in a row.
        record_authentication(request, user, method="mfa", type=authenticator.type, id=authenticator.pk)


def _removed_key(user: Any, authenticator: Any, **_: Any) -> None:
    _note(EventKind.REMOVED_SECOND_FACTOR, user, type=authenticator.type)


def _linked(request: Any, sociallogin: Any, **_: Any) -> None:
    _note(EventKind.LINKED_IDENTITY, sociallogin.user, provider=sociallogin.account.provider)


def _changed_address(user: Any, **_: Any) -> None:
    _note(EventKind.CHANGED_ADDRESSES, user)


def connect() -> None:
    """Listen from now on; `AccountsConfig.ready` calls this once."""
    account.user_logged_in.connect(_signed_in, weak=False)
    user_logged_out.connect(_signed_out, weak=False)
    for signal in (account.password_set, account.password_changed, account.password_reset):
        signal.connect(_set_password, weak=False)
    for signal in (account.email_changed, account.email_added, account.email_removed):
        signal.connect(_changed_address, weak=False)
    mfa.authenticator_added.connect(_added_key, weak=False)
    mfa.authenticator_removed.connect(_removed_key, weak=False)
    social.social_account_added.connect(_linked, weak=False)
