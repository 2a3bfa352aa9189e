"""Events, which nobody can change, and revisions: what a row held at each version."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

NEVER = "An audit event is never changed or deleted"


class AppendOnlyQuerySet(models.QuerySet):
    """Refuses what the database would refuse as well (`guards.py`), with a clearer word."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(NEVER)

    def delete(self) -> NoReturn:
        raise TypeError(NEVER)


class AppendOnlyModel(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(NEVER)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(NEVER)


class Event(AppendOnlyModel):
    """One thing somebody did. Ids only: no name, address or text of a person stands here."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=60, db_index=True)  # of kinds.EventKind
    user_id = models.BigIntegerField(null=True, db_index=True)
    role = models.CharField(max_length=30, blank=True)
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("object_type", "object_id")),)


class Seal(AppendOnlyModel):
    """A link of the chain over the events from `first_id` to `last_id`; see `seals.py`.

    newest_at : the latest moment of its events; sha256 : over the previous seal's and the events, in the order of ids
    """

    at = models.DateTimeField()
    first_id = models.BigIntegerField(unique=True)
    last_id = models.BigIntegerField(unique=True)
    n_events = models.PositiveIntegerField()
    newest_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("last_id",)


class Revision(models.Model):
    """What a row held at one version, so that a change can be seen and taken back."""

    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True, db_index=True)
    values = models.JSONField()

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=("object_type", "object_id", "version"), name="one_revision_a_version"),
        )
