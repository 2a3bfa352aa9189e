"""What the packages that the web is built on hold of persons: they cannot say it themselves."""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from . import thirdparty as _hooks  # noqa: F401 - registers its hooks
from .registry import Erasure, NoPersonalData, PersonalData, declare

_CONTRACT = "Needed to give you the account that you asked for, GDPR Article 6(1)(b)."
_SECURITY = "Legitimate interest in the security of accounts, GDPR Articles 6(1)(f) and 32."
_ONLY_YOU = "You alone."

declare(
    EmailAddress,
    PersonalData(
        purpose="Knows the addresses at which you sign in and are reached.",
        legal_basis=_CONTRACT,
        subject="user",
        exported=("email", "verified", "primary"),
        erasure=Erasure.DELETE,
        seen_by="You and the administrators of the organisations that you work with.",
    ),
)
declare(
    EmailConfirmation,
    PersonalData(
        purpose="Remembers that a message with a confirmation was sent to an address.",
        legal_basis=_CONTRACT,
        subject="email_address__user",
        exported=("created", "sent"),
        erasure=Erasure.DELETE,
        retention_days=30,
        retention_from="created",
        seen_by=_ONLY_YOU,
    ),
)
declare(
    Authenticator,
    PersonalData(
        purpose="Checks your second factor or passkey when you sign in.",
        legal_basis=_SECURITY,
        subject="user",
        exported=("type", "created_at", "last_used_at"),  # the secret itself stays here
        erasure=Erasure.DELETE,
        seen_by=_ONLY_YOU,
    ),
)
declare(
    SocialAccount,
    PersonalData(
        purpose="Recognises you when you sign in with another service.",
        legal_basis=_CONTRACT,
        subject="user",
        exported=("provider", "uid", "last_login", "date_joined", "extra_data"),
        erasure=Erasure.DELETE,
        seen_by=_ONLY_YOU,
    ),
)
declare(
    SocialToken,
    PersonalData(
        purpose="Lets the other service confirm who you are.",
        legal_basis=_CONTRACT,
        subject="account__user",
        exported=("expires_at",),
        erasure=Erasure.DELETE,
        seen_by=_ONLY_YOU,
    ),
)
declare(
    UserSession,
    PersonalData(
        purpose="Shows you where you are signed in, so that you can sign out elsewhere.",
        legal_basis=_SECURITY,
        subject="user",
        exported=("created_at", "ip", "last_seen_at", "user_agent"),
        erasure=Erasure.DELETE,
        retention_days=90,
        retention_from="last_seen_at",
        seen_by=_ONLY_YOU,
    ),
)
declare(
    Session,
    PersonalData(
        purpose="Keeps you signed in between two pages.",
        legal_basis=_SECURITY,
        subject="",  # the account is inside the session's own data: `thirdparty.py` finds and ends them
        exported=(),
        erasure=Erasure.DELETE,
        retention_days=1,
        retention_from="expire_date",
        seen_by=_ONLY_YOU,
    ),
)
declare(
    DBTaskResult,
    PersonalData(
        purpose="Runs longer work in the background. It holds numbers of rows, never their content.",
        legal_basis="Legitimate interest in work that goes on after a page is closed, GDPR Article 6(1)(f).",
        subject="",
        exported=(),
        erasure=Erasure.DELETE,
        retention_days=30,
        retention_from="finished_at",
        seen_by="The administrator, without names.",
    ),
)
declare(SocialApp, NoPersonalData(because="Addresses and keys of identity providers."))
declare(Group, NoPersonalData(because="Unused here: roles are memberships."))
declare(Permission, NoPersonalData(because="Names of rights, unused here."))
declare(ContentType, NoPersonalData(because="Names of models."))
