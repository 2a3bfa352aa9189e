"""What the accounts hold of persons, and what allauth and Django hold for them."""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from ..privacy.registry import Erasure, NoPersonalData, PersonalData, declare
from .models import ApiToken, Invitation, Membership, Organisation, Participation, User

_CONTRACT = "Performance of the terms of use that the person accepted (GDPR article 6(1)(b))."
_SECURITY = "Legitimate interest in keeping accounts safe (GDPR article 6(1)(f))."

declare(
    User,
    PersonalData(
        purpose="To let a person in, call them by their name and write in their language.",
        legal_basis=_CONTRACT,
        subject="id",
        exported=("email", "display_name", "language", "joined_at", "last_login"),
        erasure=Erasure.DELETE,
    ),
)
declare(
    Membership,
    PersonalData(
        purpose="To know what a person may see and do, and for which organisation.",
        legal_basis=_CONTRACT,
        subject="user",
        exported=("role", "organisation", "starts_at", "ends_at"),
        erasure=Erasure.DELETE,
    ),
)
declare(
    Invitation,
    PersonalData(
        purpose="To let somebody in who was asked to come, by a link to their address.",
        legal_basis=_SECURITY,
        subject="accepted_by",
        exported=("email", "role", "organisation", "created_at", "accepted_at"),
        erasure=Erasure.DELETE,
        retention_days=180,
        retention_from="created_at",
    ),
)
declare(
    ApiToken,
    PersonalData(
        purpose="To let a program act for a person.",
        legal_basis=_CONTRACT,
        subject="membership__user",
        exported=("name", "prefix", "scopes", "created_at", "expires_at", "last_used_on"),
        erasure=Erasure.DELETE,
        retention_days=366,
        retention_from="expires_at",
    ),
)
declare(
    EmailAddress,
    PersonalData(
        purpose="To write to a person and to know that an address is theirs.",
        legal_basis=_CONTRACT,
        subject="user",
        exported=("email", "verified", "primary"),
        erasure=Erasure.DELETE,
    ),
)
declare(
    Authenticator,
    PersonalData(
        purpose="To check a second factor or a passkey.",
        legal_basis=_SECURITY,
        subject="user",
        exported=("type", "created_at", "last_used_at"),
        erasure=Erasure.DELETE,
    ),
)
declare(
    SocialAccount,
    PersonalData(
        purpose="To know a person again who signs in at an identity provider.",
        legal_basis=_CONTRACT,
        subject="user",
        exported=("provider", "uid", "extra_data", "date_joined", "last_login"),
        erasure=Erasure.DELETE,
    ),
)
declare(
    UserSession,
    PersonalData(
        purpose="To show a person where they are signed in, and to end it.",
        legal_basis=_SECURITY,
        subject="user",
        exported=("created_at", "ip", "user_agent"),
        erasure=Erasure.DELETE,
        retention_days=30,
        retention_from="last_seen_at",
    ),
)
declare(EmailConfirmation, NoPersonalData(because="Unused: confirmation links are signed and not stored."))
declare(SocialToken, NoPersonalData(because="Unused: tokens of identity providers are not kept."))
declare(SocialApp, NoPersonalData(because="Unused: identity providers are named in the settings."))
declare(
    Session,
    NoPersonalData(because="Sealed working data of a sign-in; it ends with the session, which UserSession declares."),
)
declare(Organisation, NoPersonalData(because="A legal person; its contacts stand in a model of their own."))
declare(Participation, NoPersonalData(because="Which organisation takes part in which cluster."))
