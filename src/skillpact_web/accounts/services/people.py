"""Accounts: opened, found by a verified address, and changed by their holder."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ...audit.kinds import EventKind
from ...audit.services import record
from ...errors import DomainError, NotAllowedError
from .. import mail
from ..actor import AccountHolder
from ..models import User
from ..queries import memberships
from ..roles import Role
from ..viewer import Viewer


@transaction.atomic
def create_account(*, email: str, display_name: str = "", password: str | None = None, language: str = "") -> User:
    """Open an account whose address is known to be the person's own. Raises DomainError where the address has one."""
    address = email.strip().lower()
    if EmailAddress.objects.filter(email=address).exists() or User.objects.filter(email=address).exists():
        raise DomainError(
            _("This address has an account already. Use the account, or give another address."),
            fields={"email": _("This address has an account already.")},
        )
    user = User.objects.create_user(email=address, password=password, display_name=display_name, language=language)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


@transaction.atomic
def account_of_verified_address(email: str) -> User:
    """Return the account of an address whose mail the person has just read; open one where there is none."""
    address = email.strip().lower()
    verified = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
    if verified:
        return verified.user
    user = User.objects.filter(email=address).first()
    if user is None:
        # Somebody may have added the address to their own account without showing that it is theirs.
        EmailAddress.objects.filter(email=address).delete()
        return create_account(email=address)
    if EmailAddress.objects.filter(user=user, email=address).exists():
        _take_back(user)
    EmailAddress.objects.filter(email=address).delete()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def _take_back(user: User) -> None:
    """Take away every key to an account that was opened with an address before its owner proved it theirs."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def change_account(*, user: User, display_name: str, language: str) -> User:
    """Change what a person is called and the language they read. Raises DomainError for an unknown language."""
    if language and language not in dict(settings.LANGUAGES):
        raise DomainError(
            _("Choose one of the languages in the list."), fields={"language": _("Choose from the list.")}
        )
    user.display_name, user.language = " ".join(display_name.split()), language
    user.save(update_fields=["display_name", "language"])
    record(kind=EventKind.CHANGED_ACCOUNT, actor=AccountHolder(user.pk), on=user)
    return user


def reset_second_factors(*, viewer: Viewer, membership_id: int) -> User:
    """Take away a person's second factors, who lost them all, end their sessions, and tell them by mail.

    Only an administrator of the whole installation may; raises NotAllowedError for others and Http404 out of scope.
    """
    if viewer.role != Role.ADMINISTRATOR or viewer.organisation_id is not None:
        raise NotAllowedError(_("Second factors are reset by an administrator of the whole installation: ask one."))
    membership = memberships(viewer).filter(pk=membership_id).first()
    if membership is None:
        raise Http404
    user = membership.user
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        for session in UserSession.objects.filter(user=user):
            session.end()
        record(kind=EventKind.REMOVED_SECOND_FACTOR, actor=viewer, on=user, details={"type": "all"})
    mail.send("factors_reset", user.email)
    return user
