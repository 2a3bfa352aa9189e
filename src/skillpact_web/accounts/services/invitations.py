"""Invitations: sent, opened once, sent again, and taken back."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from ... import clock
from ...audit.kinds import EventKind
from ...audit.services import record
from ...errors import DomainError, NotAllowedError
from .. import mail
from ..actor import AccountHolder
from ..granting import ROLES_INVITING
from ..models import Invitation, Membership, User
from ..queries import invitations
from ..target import is_page
from ..viewer import Viewer, memberships_in_force
from .memberships import check_may_grant, put_in_force
from .people import account_of_verified_address

# After so long a link can no longer be asked for again: whoever invited has to invite anew.
RENEWABLE_DAYS = 180


class InvitationGoneError(DomainError):
    """The link was used, ran out, was taken back, or never was one: the answer is the same."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This invitation is no longer valid: it was used already, or its time has run out."))


@dataclass(frozen=True)
class Accepted:
    """Who was let in, in which role, and the page that was meant."""

    user: User
    membership: Membership
    email: str
    target: str


def hash_of(secret: str) -> str:
    """Return what is stored of a secret of 256 random bits: no salt is needed for one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invite(*, viewer: Viewer, email: str, role: str, organisation_id: int | None, target: str = "/") -> Invitation:
    """Invite whoever reads this address into a role and mail the link. Whether they have an account is never said.

    target : the page that the link opens, a path of ours
    Raises DomainError (role not theirs to give, address or target unusable, mail not sent), Http404 (out of scope).
    """
    if viewer.role not in ROLES_INVITING:
        raise NotAllowedError(_("Your role does not invite people: ask your cluster manager."))
    organisation = check_may_grant(viewer, organisation_id=organisation_id, role=role)
    address = _address_of(email)
    if not is_page(target):
        sentence = _("The invitation can only open a page of this platform: give its path, such as /vacancies/.")
        raise DomainError(sentence, fields={"target": sentence})
    with transaction.atomic():
        sent = _sent_just_now(viewer, address, role, organisation.pk if organisation else None, target)
        if sent:
            return sent
        invitation, secret = _write(
            email=address, role=role, organisation_id=organisation.pk if organisation else None,
            target=target, invited_by_id=viewer.user_id,
        )  # fmt: skip
        record(kind=EventKind.INVITED, actor=viewer, on=invitation, details={"role": role})
    _send(invitation, secret)
    return invitation


def _address_of(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        sentence = _("This is no e-mail address: write one such as name@example.org.")
        raise DomainError(sentence, fields={"email": sentence}) from None
    return address


def _link(secret: str) -> str:
    return str(settings.BASE_URL) + reverse("accounts:open_invitation", args=[secret])


def _sent_just_now(
    viewer: Viewer, email: str, role: str, organisation_id: int | None, target: str
) -> Invitation | None:
    """Return the same invitation of the last minute: a form sent twice sends one mail."""
    since = clock.now() - timedelta(minutes=1)
    same = Invitation.objects.filter(email=email, role=role, organisation_id=organisation_id, target=target)
    return same.filter(invited_by_id=viewer.user_id, created_at__gt=since, accepted_at=None, revoked_at=None).first()


def _write(
    *, email: str, role: str, organisation_id: int | None, target: str, invited_by_id: int | None
) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        organisation_id=organisation_id,
        target=target,
        invited_by_id=invited_by_id,
        token_hash=hash_of(secret),
        expires_at=clock.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    return invitation, secret


def _send(invitation: Invitation, secret: str) -> None:
    days = settings.INVITATION_DAYS
    mail.send("invitation", invitation.email, invitation=invitation, link=_link(secret), days=days)


def find(secret: str) -> Invitation | None:
    """Return the invitation of a link, used or not."""
    return Invitation.objects.select_related("organisation").filter(token_hash=hash_of(secret)).first()


@transaction.atomic
def accept(*, secret: str) -> Accepted:
    """Use an invitation: open or find the account of its address and put the role in force.

    Raises InvitationGoneError for every link that does not open anything.
    """
    invitation = Invitation.objects.select_for_update().filter(token_hash=hash_of(secret)).first()
    if invitation is None or not invitation.is_open:
        raise InvitationGoneError
    user = account_of_verified_address(invitation.email)
    if not user.is_active:
        raise InvitationGoneError
    membership = put_in_force(user=user, organisation_id=invitation.organisation_id, role=invitation.role)
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        kind=EventKind.ACCEPTED_INVITATION,
        actor=AccountHolder(user.pk, invitation.role, invitation.organisation_id),
        on=invitation,
        details={"membership_id": membership.pk},
    )
    return Accepted(user=user, membership=membership, email=invitation.email, target=invitation.target)


def renew(*, secret: str) -> None:
    """Mail a new link to the address of an old one, where it may be had. The caller says the same either way."""
    with transaction.atomic():
        old = Invitation.objects.select_for_update().filter(token_hash=hash_of(secret)).first()
        if old is None or not _is_renewable(old):
            return
        invitation, new_secret = _write(
            email=old.email, role=old.role, organisation_id=old.organisation_id,
            target=old.target, invited_by_id=old.invited_by_id,
        )  # fmt: skip
        record(kind=EventKind.INVITED, actor=None, on=invitation, details={"renews": old.pk, "role": old.role})
    _send(invitation, new_secret)


def _is_renewable(old: Invitation) -> bool:
    if old.revoked_at or old.created_at < clock.now() - timedelta(days=RENEWABLE_DAYS):
        return False
    same = Invitation.objects.filter(email=old.email, role=old.role, organisation_id=old.organisation_id)
    if same.filter(pk__gt=old.pk, revoked_at__isnull=False).exists():
        return False  # taken back since
    if old.accepted_at is None:
        return True
    # A used link signs in once more; it does not bring back a role that was ended.
    holders = memberships_in_force(old.accepted_by_id or 0)
    return holders.filter(role=old.role, organisation_id=old.organisation_id).exists()


@transaction.atomic
def revoke(*, viewer: Viewer, invitation_id: int) -> Invitation:
    """Take an open invitation back. Raises Http404 out of scope, DomainError where it was used already."""
    found = invitations(viewer).select_for_update(of=("self",)).filter(pk=invitation_id).first()
    if found is None:
        raise Http404
    if found.accepted_at:
        raise DomainError(_("This invitation was used already. To take the role away, end it in the list of people."))
    if not found.revoked_at:
        found.revoked_at = clock.now()
        found.save(update_fields=["revoked_at"])
        record(kind=EventKind.REVOKED_INVITATION, actor=viewer, on=found)
    return found
