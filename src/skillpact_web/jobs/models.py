"""A job, as the person who started it sees it, and when each periodic job ran last."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..choices import TextChoices


class JobState(TextChoices):
    QUEUED = "queued", _("Waiting its turn")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """One piece of background work.

    task : import path of the task; kwargs : what it is called with, kept so that it can be called again
    user, organisation_id : for whom it runs (None: the clock started it); periodic : name where the clock started it
    attempts : how often a worker took it up; beat : counted up by its worker as a sign of life
    task_result_id : its present line in the queue; url : where its result can be seen; error : a sentence for people
    """

    task = models.CharField(max_length=200)
    kwargs = models.JSONField(default=dict)
    label = models.CharField(max_length=200)
    periodic = models.CharField(max_length=200, blank=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    organisation_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    language = models.CharField(max_length=10, blank=True)
    on_type = models.CharField(max_length=60, blank=True)
    on_id = models.CharField(max_length=60, blank=True)
    url = models.CharField(max_length=300, blank=True)

    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED, db_index=True)
    n_done = models.PositiveIntegerField(default=0)
    n_total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    beat = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    task_result_id = models.UUIDField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    created_at = models.DateTimeField(default=clock.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("on_type", "on_id")),)

    def __str__(self) -> str:
        return self.label

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def percent(self) -> int | None:
        """Return how much is done, None where that is not known."""
        return min(100, 100 * self.n_done // self.n_total) if self.n_total else None


class PeriodicRun(models.Model):
    """When a periodic job was last due; the row is the lock that lets one worker start it."""

    name = models.CharField(max_length=200, unique=True)
    last_at = models.DateTimeField(null=True)
    n_runs = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
