"""The words of each row that can be searched; the index over them belongs to the database (migration 0002)."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """The folded words of one row. kind : as its app says, such as "vacancy"; object_id : what the app looks up by."""

    kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=64)
    words = models.TextField()

    class Meta:
        db_table = "search_entry"
        constraints = (models.UniqueConstraint(fields=("kind", "object_id"), name="one_search_entry_a_row"),)
