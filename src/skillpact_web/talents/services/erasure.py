"""A person leaves: the profile, what they brought and their reference go."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from ...accounts.viewer import Viewer
from ...audit.kinds import EventKind
from ...audit.services import record
from ...documents.models import Upload
from ...documents.services import erase_upload
from ...privacy.hooks import Subject, run_erasers, tell_rows_left
from ..models import Talent
from .locking import locked


@transaction.atomic
def erase(*, viewer: Viewer, talent_ref: str) -> None:
    """Erase a profile in one cluster, by the person themself or by the counsellor who acts for them.

    Every app forgets the reference, as in the erasure of an account; the account itself stays.
    """
    talent = locked(viewer, talent_ref)
    record(kind=EventKind.ERASED_TALENT, actor=viewer, on=talent)
    # 0 is nobody's account: only what stands under the reference goes.
    run_erasers(Subject(user_id=0, references=(talent.reference,)))


@transaction.atomic
def forget(*, references: tuple[str, ...]) -> dict[str, int]:
    """Erase what stands under references, with CVs and certificates, whoever uploaded them; return how much.

    It can be run again: a restored backup brings rows back.
    """
    pks = list(Talent.objects.filter(reference__in=references).values_list("pk", flat=True))
    of_theirs = Q(talents__in=pks) | Q(claims__talent__in=pks)
    uploads = list(Upload.objects.filter(of_theirs, blob__isnull=False).distinct())
    for upload in uploads:
        erase_upload(viewer=None, upload=upload)
    deleted = Talent.objects.filter(pk__in=pks).delete()[1]
    tell_rows_left(Talent, pks)
    ours = {label: n for label, n in deleted.items() if label.startswith("talents.") and "_" not in label}
    return ours | {"documents.Upload": len(uploads)}
