"""Searching: one function over both databases."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.models import (
    AutoField,
    BigAutoField,
    CharField,
    F,
    FloatField,
    Func,
    IntegerField,
    QuerySet,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from .words import query_words

# The kind is a word of the index as well, so that a word that is common elsewhere costs nothing here. What is looked up
# by comes out of the same pass: a second look at the table, by the ids of the hits, took longer than the search.
_SQLITE_HITS = (
    "SELECT CAST(e.object_id AS {plain}) FROM search_fts f JOIN search_entry e ON e.id = f.rowid "
    "WHERE f.search_fts MATCH %s"
)
_POSTGRES_HITS = "SELECT object_id::{plain} FROM search_entry WHERE vector @@ (%s::tsquery && to_tsquery('simple', %s))"
# Each database ranks its hits once a query and looks them up by row: the index of SQLite is no table to join by key.
_SQLITE_RANK = (
    "(WITH hits AS MATERIALIZED (SELECT e.object_id AS object_id, f.rank AS rank FROM search_fts f "
    "JOIN search_entry e ON e.id = f.rowid WHERE f.search_fts MATCH %s) "
    "SELECT -rank FROM hits WHERE hits.object_id = %(expressions)s)"
)
_POSTGRES_RANK = (
    "(SELECT ts_rank(e.vector, to_tsquery('simple', %s)) FROM search_entry e "
    "WHERE e.kind = %s AND e.object_id = %(expressions)s)"
)


class _Rank(Func):
    """The rank of the outer row, higher is better. sql : holds %(expressions)s for its key."""

    def __init__(self, key: Any, *, sql: str, values: list[str]) -> None:
        super().__init__(key, output_field=FloatField())
        self.sql, self.values = sql, values

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        """Return the sub-select; its own values stand before those of the key."""
        key_sql, key_values = compiler.compile(self.source_expressions[0])
        return self.sql.replace("%(expressions)s", key_sql), [*self.values, *key_values]


def restrict(queryset: QuerySet[Any], kind: str, words: str, *, key: str = "pk", is_ranked: bool = True) -> Any:
    """Return the rows in which every word, or a longer one that begins so, is found; best first.

    queryset : rows already in the viewer's scope; words : anything a person types, "" for no restriction
    key : the field that the app put the words under; is_ranked : False keeps the order of the queryset
    """
    found = query_words(words)
    if not found:
        return queryset if not words.strip() else queryset.none()
    is_postgres = connections[queryset.db].vendor == "postgresql"
    field = queryset.model._meta.pk if key == "pk" else queryset.model._meta.get_field(key)
    plain = _plain(field, is_postgres)
    if is_postgres:
        query = " & ".join(f"'{word}':*" for word in found)
        hits = RawSQL(_POSTGRES_HITS.format(plain=plain), [f"'={kind}'", query])  # noqa: S611 - its values are parameters
        rank_sql, rank_values = _POSTGRES_RANK, [query, kind]
    else:
        query = f'kind : "{kind}" AND words : (' + " AND ".join(f'"{word}"*' for word in found) + ")"
        hits = RawSQL(_SQLITE_HITS.format(plain=plain), [query])  # noqa: S611 - its values are parameters
        rank_sql, rank_values = _SQLITE_RANK, [query]
    rows = queryset.filter(**{f"{key}__in": hits})
    if not is_ranked:
        return rows
    rank = _Rank(Cast(F(key), CharField()), sql=rank_sql, values=rank_values)
    return rows.annotate(search_rank=rank).order_by("-search_rank", "pk")


def _plain(field: Any, is_postgres: bool) -> str:
    """Return the type of a key as the database casts to it."""
    if isinstance(field, AutoField | BigAutoField | IntegerField):
        return "bigint" if is_postgres else "INTEGER"
    return "text" if is_postgres else "TEXT"
