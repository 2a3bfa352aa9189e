"""A study, the snapshot it stands on, and the tables it gave."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..accounts.models import Organisation
from ..audit.versions import VersionedModel
from ..choices import TextChoices


class StudyState(TextChoices):
    """How far a study is."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class RowKind(TextChoices):
    """What a row of a snapshot is, as the records of the engine are called."""

    COMPANY = "company", _("company")
    FUNCTION = "function", _("function")
    EMPLOYEE = "employee", _("employee")
    VACANCY = "vacancy", _("vacancy")
    TALENT = "talent", _("talent")
    COURSE = "course", _("course")


class StudySnapshot(models.Model):
    """What a cluster's rows held at one moment. It never changes, but for the rows of people who had them erased.

    cluster_values : settings of the run that are the cluster's (periods, funders, resources, languages)
    n_erased : people whose rows were erased since
    """

    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="study_snapshots")
    taken_at = models.DateTimeField(default=clock.now)
    as_of = models.DateField()
    cluster_values = models.JSONField()
    n_erased = models.PositiveIntegerField(default=0)


class SnapshotRow(models.Model):
    """One row of a snapshot: plain values under an opaque key; no name and no text of a person.

    talent_ref : the reference of the person whose row it is, so that an erasure finds it
    """

    snapshot = models.ForeignKey(StudySnapshot, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=10, choices=RowKind.choices)
    key = models.CharField(max_length=60)
    values = models.JSONField()
    talent_ref = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("snapshot", "kind", "key"), name="one_row_a_key"),)


class Study(VersionedModel):
    """One run, or one that is to be.

    scope : {"ecosystems": [], "regions": [], "organisations": []}, each empty for all
    options : what a scenario changes beside its base, see `forms.ScenarioForm`
    base : the study whose snapshot a scenario shares; figures : the key figures, to stand side by side
    result_sha256 : of all its tables; the same inputs and settings give the same
    """

    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="studies")
    name = models.CharField(_("name"), max_length=120)
    scope = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="scenarios")
    snapshot = models.ForeignKey(StudySnapshot, null=True, on_delete=models.PROTECT, related_name="studies")
    state = models.CharField(max_length=10, choices=StudyState.choices, default=StudyState.WAITING)
    failure = models.CharField(max_length=500, blank=True)
    job_id = models.BigIntegerField(null=True)
    taxonomy = models.CharField(max_length=120, blank=True)
    program_version = models.CharField(max_length=30, blank=True)
    figures = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    result_sha256 = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(state="done"), name="only_a_done_study_is_published"
            ),
        )

    VERSIONED = ("name", "published_at")

    def __str__(self) -> str:
        return self.name


class StudyTable(models.Model):
    """A table of a study for one audience: "cluster" for the desk, "public" for everyone else.

    columns : [{"name", "title", "description", "unit", "kind"}] as in `skillpact.reporting`
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="tables")
    audience = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    columns = models.JSONField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("study", "audience", "code"), name="one_table_a_code"),)


class StudyTableRow(models.Model):
    """One row of a table.

    cells : as the columns say; a remark stands as {"remark": code, "number": n}
    key : what the row is about (a skill, a vacancy, a person), so that a figure opens the rows behind it
    talent_ref : the person whose row it is, so that an erasure finds it
    """

    table = models.ForeignKey(StudyTable, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=300, blank=True)
    talent_ref = models.CharField(max_length=60, blank=True, db_index=True)
    cells = models.JSONField()

    class Meta:
        ordering = ("position",)
        indexes = (models.Index(fields=("table", "key")), models.Index(fields=("table", "position")))
