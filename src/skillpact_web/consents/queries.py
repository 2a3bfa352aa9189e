"""Who agreed to what, which requests wait, who was erased. Reads of the privacy centre."""

from __future__ import annotations

import hashlib

from django.db.models import Q, QuerySet

from .. import clock
from ..accounts.models import Membership, Organisation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer, memberships_in_force
from .models import Consent, DataRequest, ErasedSubject, RequestKind, RequestOutcome, RetentionRun
from .purposes import TEXTS


def standing() -> QuerySet[Consent]:
    """Return the consents that hold now, of anybody: for joins in an app's own scoped query."""
    return Consent.objects.filter(given_at__lte=clock.now(), withdrawn_at=None).filter(
        Q(ends_on=None) | Q(ends_on__gte=clock.today())
    )


def holds(subject_user_id: int, purpose: str, recipient_organisation_id: int | None) -> bool:
    """Return whether a person agrees to a purpose today, for exactly this recipient (None: a purpose without one)."""
    return (
        standing().filter(subject_id=subject_user_id, purpose=purpose, recipient_id=recipient_organisation_id).exists()
    )


def consents_of(user_id: int) -> QuerySet[Consent]:
    """Return every consent of a person, newest first."""
    return Consent.objects.filter(subject_id=user_id).select_related("recipient")


def requests_of(user_id: int) -> QuerySet[DataRequest]:
    """Return every request of a person, newest first."""
    return DataRequest.objects.filter(subject_id=user_id).select_related("answered_by").order_by("-made_at", "-id")


def is_restricted(user_id: int) -> bool:
    """Return whether a person's data are kept but must not be used (GDPR Article 18)."""
    return user_id in restricted_user_ids([user_id])


def restricted_user_ids(among: list[int] | None = None) -> frozenset[int]:
    """Return the people whose data are kept but must not be used, all or among some."""
    found = DataRequest.objects.filter(
        kind=RequestKind.RESTRICTION,
        outcome__in=(RequestOutcome.DONE, RequestOutcome.PARTLY),
        lifted_at=None,
        subject__isnull=False,
    )
    if among is not None:
        found = found.filter(subject_id__in=among)
    return frozenset(found.values_list("subject_id", flat=True))


def sees_everything(viewer: Viewer) -> bool:
    """Return whether the viewer's role is for the whole installation."""
    return viewer.organisation_id is None


def requests(viewer: Viewer, *, state: str = "open", kind: str = "") -> QuerySet[DataRequest]:
    """Return the requests that a privacy officer answers, those due first."""
    found = DataRequest.objects.select_related("subject", "organisation", "answered_by")
    if viewer.role != Role.PRIVACY_OFFICER:
        return found.none()
    if not sees_everything(viewer):
        found = found.filter(in_scope(viewer))
    if state == "open":
        found = found.filter(outcome="")
    elif state == "answered":
        found = found.exclude(outcome="").order_by("-answered_at", "-id")
    if kind in RequestKind.values:
        found = found.filter(kind=kind)
    return found


def in_scope(viewer: Viewer, column: str = "organisation_id") -> Q:
    """Return the condition that a row belongs to the viewer's own cluster: to itself or to one of its members today."""
    members = viewer.members.order_by().values("id")
    return Q(**{f"{column}__in": viewer.cluster_ids}) | Q(**{f"{column}__in": members})


def erased(viewer: Viewer) -> QuerySet[ErasedSubject]:
    """Return who was erased in the scope of a privacy officer, by number, newest first."""
    if viewer.role != Role.PRIVACY_OFFICER:
        return ErasedSubject.objects.none()
    found = ErasedSubject.objects.all()
    return found if sees_everything(viewer) else found.filter(in_scope(viewer))


def receipt_by_code(code: str) -> ErasedSubject | None:
    """Return the receipt that a code opens, None where there is none."""
    if not 16 <= len(code) <= 64:
        return None
    return ErasedSubject.objects.filter(code_sha256=hashlib.sha256(code.encode()).hexdigest()).first()


def retention_runs(viewer: Viewer) -> QuerySet[RetentionRun]:
    """Return the runs over the retentions, newest first."""
    return RetentionRun.objects.all() if viewer.role == Role.PRIVACY_OFFICER else RetentionRun.objects.none()


def memberships_of(user_id: int) -> QuerySet[Membership]:
    """Return the roles that a person holds now: who sees them as somebody of their own."""
    return memberships_in_force(user_id)


def possible_recipients(user_id: int, purpose: str) -> QuerySet[Organisation]:
    """Return whom a person may name for a purpose: the organisations of the clusters that they take part in."""
    if purpose not in TEXTS or not TEXTS[purpose].needs_recipient:
        return Organisation.objects.none()
    own = memberships_in_force(user_id).order_by().values("organisation_id")
    today = clock.today()
    running = Q(participations__ends_on=None) | Q(participations__ends_on__gte=today)
    return (
        Organisation.objects.filter(Q(pk__in=own) | Q(running, participations__cluster_id__in=own))
        .filter(merged_into=None)
        .distinct()
        .order_by("name", "id")
    )
