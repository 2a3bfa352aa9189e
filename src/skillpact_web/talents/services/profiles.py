"""A person's profile: entered, changed, shown to whom they allow."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ...accounts.models import Organisation
from ...accounts.roles import Role
from ...accounts.viewer import Viewer
from ...audit.kinds import EventKind
from ...audit.models import Revision
from ...audit.services import record
from ...audit.versions import save_version
from ...errors import DomainError
from .. import index, scope
from ..models import Mandate, Talent, Visibility
from .cv import upload_cv
from .locking import locked
from .values import set_values


@transaction.atomic
def create(
    *,
    viewer: Viewer,
    cluster: Organisation | None = None,
    visibility: str = Visibility.NOBODY,
    named_out: Collection[Organisation] = (),
    file: Any = None,
    text: str = "",
    **values: Any,
) -> Talent:
    """Enter a person: a talent themself, or a counsellor somebody without an account, for whom they act from then on.

    cluster : None where the viewer acts in one only; file, text : a CV, which is read by a worker
    """
    cluster = _cluster(viewer, cluster)
    is_own = viewer.role == Role.TALENT
    talent = Talent(cluster=cluster, created_by_id=viewer.user_id, user_id=viewer.user_id if is_own else None)
    if is_own and Talent.objects.filter(cluster=cluster, user_id=viewer.user_id).exists():
        raise DomainError(_("You have a profile here already: open “What I bring” and change it."))
    set_values(talent, values)
    _set_visibility(talent, visibility)
    _save(talent, viewer)
    _set_named_out(talent, named_out)
    if not is_own:
        Mandate.objects.create(talent=talent, counsellor_id=viewer.user_id, recorded_by_id=viewer.user_id)
    _check_still_in_scope(viewer, talent)
    index.refresh(talent)
    record(kind=EventKind.CREATED_TALENT, actor=viewer, on=talent, details={"has_account": is_own})
    if file is not None or text.strip():
        upload_cv(viewer=viewer, talent_ref=talent.reference, file=file, text=text)
    return talent


@transaction.atomic
def change(*, viewer: Viewer, talent_ref: str, expected_version: int | None, **values: Any) -> Talent:
    """Change what a profile says."""
    talent = locked(viewer, talent_ref, expected_version)
    set_values(talent, values)
    _save(talent, viewer)
    _check_still_in_scope(viewer, talent)
    index.refresh(talent)
    record(kind=EventKind.CHANGED_TALENT, actor=viewer, on=talent, details={"version": talent.version})
    return talent


@transaction.atomic
def set_visibility(
    *,
    viewer: Viewer,
    talent_ref: str,
    visibility: str,
    employer: Organisation | None,
    named_out: Collection[Organisation],
    expected_version: int | None,
) -> Talent:
    """Say who sees a person. The employer and whom they name never do, whatever else is chosen."""
    talent = locked(viewer, talent_ref, expected_version)
    set_values(talent, {"employer": employer})
    _set_visibility(talent, visibility)
    _save(talent, viewer)
    _set_named_out(talent, named_out)
    _check_still_in_scope(viewer, talent)
    record(
        kind=EventKind.CHANGED_VISIBILITY,
        actor=viewer,
        on=talent,
        details={"visibility": str(visibility), "n_named_out": len(named_out), "version": talent.version},
    )
    return talent


@transaction.atomic
def undo(*, viewer: Viewer, talent_ref: str, expected_version: int | None) -> Talent:
    """Put back what the profile said one version ago, as a new version; who sees the person stays as it is."""
    talent = locked(viewer, talent_ref, expected_version)
    before = Revision.objects.filter(
        object_type=talent._meta.label_lower, object_id=str(talent.pk), version=talent.version - 1
    ).first()
    if before is None:
        raise DomainError(_("There is nothing to undo: this is the first version."))
    differs = False
    for name in Talent.UNDONE:
        value = Talent._meta.get_field(name).to_python(before.values.get(name))
        differs = differs or getattr(talent, name) != value
        setattr(talent, name, value)
    if not differs:
        raise DomainError(_("The last change was to who can see you: an undo leaves that alone. Change it there."))
    _save(talent, viewer)
    index.refresh(talent)
    record(kind=EventKind.CHANGED_TALENT, actor=viewer, on=talent, details={"undone": talent.version - 1})
    return talent


def note_view(*, viewer: Viewer, talent: Talent) -> None:
    """Record that somebody else opened a person's page."""
    if talent.user_id != viewer.user_id:
        record(kind=EventKind.VIEWED_TALENT, actor=viewer, on=talent)


def _cluster(viewer: Viewer, cluster: Organisation | None) -> Organisation:
    if viewer.role not in scope.WRITERS:
        raise Http404
    known = scope.clusters(viewer)
    allowed = list(known[:2] if cluster is None else known.filter(pk=cluster.pk))
    if not allowed:
        raise Http404
    if len(allowed) > 1:
        sentence = _("You act in several clusters: say which one serves this person.")
        raise DomainError(sentence, fields={"cluster": sentence})
    return allowed[0]


def _set_visibility(talent: Talent, visibility: str) -> None:
    if visibility not in Visibility.values:
        sentence = _("Choose who may see this profile.")
        raise DomainError(sentence, fields={"visibility": sentence})
    talent.visibility = visibility


def _set_named_out(talent: Talent, named_out: Collection[Organisation]) -> None:
    ids = {one.pk for one in named_out}
    known = set(scope.member_organisations(talent.cluster).filter(pk__in=ids).values_list("pk", flat=True))
    known |= set(talent.named_out.filter(pk__in=ids).values_list("pk", flat=True))
    if ids - known:
        sentence = _("One of these organisations takes no part in the cluster: choose from the list.")
        raise DomainError(sentence, fields={"named_out": sentence})
    talent.named_out.set(ids)


def _check_still_in_scope(viewer: Viewer, talent: Talent) -> None:
    """Refuse what would hide a person from the very counsellor who acts for them: they work for the employer."""
    if not scope.writable(viewer).filter(pk=talent.pk).exists():
        sentence = _("You work for this organisation yourself, so another counsellor has to act for this person.")
        raise DomainError(sentence, fields={"employer": sentence})


def _save(talent: Talent, viewer: Viewer | None) -> None:
    try:
        with transaction.atomic():
            save_version(talent, actor=viewer, fields=Talent.VERSIONED)
    except IntegrityError:
        sentence = _("Somebody of yours has this key already: change one of them.")
        raise DomainError(_("Nothing was saved: see the marked fields."), fields={"own_key": sentence}) from None
