"""Writes of studies: start, keep what a run gave, publish."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.models import Organisation
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..audit.versions import lock, save_version
from ..errors import DomainError
from ..jobs.services import start
from . import gathering, queries
from .engine import Result
from .figures import write_figures
from .models import SnapshotRow, Study, StudySnapshot, StudyState, StudyTable, StudyTableRow

MOST_SCENARIOS = 12


@transaction.atomic
def create(*, viewer: Viewer, name: str, scope: dict[str, Any], options: dict[str, Any]) -> Study:
    """Freeze what the members in scope have, and start a study on it."""
    if viewer.role not in queries.WRITERS or viewer.organisation_id is None:
        raise Http404
    cluster = Organisation.objects.get(pk=viewer.organisation_id)
    if not list(gathering.members_in_scope(cluster, scope)):
        sentence = _("No member is in this scope: take a wider one, or let members join first.")
        raise DomainError(sentence, fields={"name": sentence})
    snapshot = gathering.take_snapshot(cluster, scope)
    study = Study(
        cluster=cluster, name=name, scope=scope, options=options, snapshot=snapshot, created_by_id=viewer.user_id
    )
    return _start(viewer, study)


@transaction.atomic
def create_scenario(*, viewer: Viewer, study_id: int, name: str, options: dict[str, Any]) -> Study:
    """Start a study on the same snapshot with other settings, to stand beside its base."""
    found = queries.writable(viewer).filter(pk=study_id).first()
    if found is None:
        raise Http404
    base = found.base or found
    if base.scenarios.count() >= MOST_SCENARIOS:
        raise DomainError(_("A study has at most %(n)s scenarios: delete one first.") % {"n": MOST_SCENARIOS})
    study = Study(
        cluster=base.cluster, name=name, scope=base.scope, options=options, snapshot=base.snapshot, base=base,
        created_by_id=viewer.user_id,
    )  # fmt: skip
    return _start(viewer, study)


def _start(viewer: Viewer, study: Study) -> Study:
    from .tasks import run_study

    save_version(study, actor=viewer, fields=Study.VERSIONED)
    job = start(
        viewer=viewer, task=run_study, kwargs={"study_id": study.pk}, label=_("Study: %(name)s") % {"name": study.name},
        on=study, url=reverse("studies:detail", args=[study.pk]),
    )  # fmt: skip
    Study.objects.filter(pk=study.pk).update(job_id=job.pk)
    study.job_id = job.pk
    record(kind=EventKind.STARTED_STUDY, actor=viewer, on=study, details={"is_scenario": study.base_id is not None})
    return study


def save_result(*, study_id: int, result: Result) -> None:
    """Keep what a run gave, in the caller's transaction. Done twice, the tables of the first time are replaced."""
    study = Study.objects.select_for_update().get(pk=study_id)
    StudyTable.objects.filter(study=study).delete()
    for position, data in enumerate(result.tables):
        table = StudyTable.objects.create(
            study=study, audience=data.audience, code=data.code, position=position, title=data.title, note=data.note,
            columns=data.columns,
        )  # fmt: skip
        StudyTableRow.objects.bulk_create(
            [
                StudyTableRow(table=table, position=number, key=key, talent_ref=person, cells=cells)
                for number, (key, person, cells) in enumerate(data.rows)
            ],
            batch_size=500,
        )
    study.state, study.failure = StudyState.DONE, ""
    study.figures, study.notes = result.figures, result.notes
    study.taxonomy, study.program_version = result.taxonomy, result.program_version
    study.result_sha256, study.finished_at = result.sha256, clock.now()
    study.save()


@transaction.atomic
def publish(*, viewer: Viewer, study_id: int, expected_version: int | None) -> Study:
    """Show the public tables of a study to everybody in the cluster."""
    study = _locked(viewer, study_id, expected_version)
    if study.state != StudyState.DONE:
        raise DomainError(_("Only a study that is done can be published."))
    if study.published_at is None:
        study.published_at, study.published_by_id = clock.now(), viewer.user_id
        save_version(study, actor=viewer, fields=Study.VERSIONED)
        if study.base_id is None:  # a scenario says what would be, not what is
            write_figures(viewer=viewer, study=study)
        record(kind=EventKind.PUBLISHED_STUDY, actor=viewer, on=study)
    return study


@transaction.atomic
def withdraw(*, viewer: Viewer, study_id: int, expected_version: int | None) -> Study:
    """Take back the publication of a study."""
    study = _locked(viewer, study_id, expected_version)
    if study.published_at is not None:
        study.published_at, study.published_by = None, None
        save_version(study, actor=viewer, fields=Study.VERSIONED)
        record(kind=EventKind.WITHDREW_STUDY, actor=viewer, on=study)
    return study


@transaction.atomic
def delete(*, viewer: Viewer, study_id: int) -> None:
    """Delete a study that is not published, with its scenarios and, where nothing else stands on it, its snapshot."""
    study = _locked(viewer, study_id, None)
    if study.published_at is not None or study.scenarios.filter(published_at__isnull=False).exists():
        raise DomainError(_("This study, or a scenario of it, is published: take that back first."))
    record(kind=EventKind.DELETED_STUDY, actor=viewer, on=study)
    snapshot_id = study.snapshot_id
    study.delete()
    StudySnapshot.objects.filter(pk=snapshot_id, studies=None).delete()


def forget_talents(references: list[str]) -> int:
    """Delete the rows of erased people in every snapshot and table; return how many. Published figures stay.

    Each snapshot then says how many people were erased from it.
    """
    if not references:
        return 0
    n_rows = 0
    holding = SnapshotRow.objects.filter(talent_ref__in=references).values("snapshot_id")
    for snapshot in StudySnapshot.objects.select_for_update().filter(pk__in=holding).order_by("pk"):
        n_erased, _by_model = snapshot.rows.filter(talent_ref__in=references).delete()
        snapshot.n_erased += n_erased
        snapshot.save(update_fields=["n_erased"])
        n_rows += n_erased
    n_more, _by_model = StudyTableRow.objects.filter(talent_ref__in=references).delete()
    return n_rows + n_more


def _locked(viewer: Viewer, study_id: int, expected_version: int | None) -> Study:
    if not queries.writable(viewer).filter(pk=study_id).exists():
        raise Http404
    return lock(Study, study_id, expected_version=expected_version)
