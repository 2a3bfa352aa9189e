"""The index over the words: FTS5 kept by triggers on SQLite, a generated tsvector with GIN on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(kind, words, content='search_entry', content_rowid='id', "
    "tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')",
    "CREATE TRIGGER search_entry_insert AFTER INSERT ON search_entry BEGIN "
    "INSERT INTO search_fts(rowid, kind, words) VALUES (new.id, new.kind, new.words); END",
    "CREATE TRIGGER search_entry_delete AFTER DELETE ON search_entry BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, kind, words) VALUES ('delete', old.id, old.kind, old.words); END",
    "CREATE TRIGGER search_entry_update AFTER UPDATE ON search_entry BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, kind, words) VALUES ('delete', old.id, old.kind, old.words); "
    "INSERT INTO search_fts(rowid, kind, words) VALUES (new.id, new.kind, new.words); END",
    # A title's words count like any other; the kind not at all.
    "INSERT INTO search_fts(search_fts, rank) VALUES ('rank', 'bm25(0.0, 1.0)')",
)
POSTGRESQL = (
    # The kind is one word of each row's, marked so that nobody can type it.
    "ALTER TABLE search_entry ADD COLUMN vector tsvector GENERATED ALWAYS AS "
    "(to_tsvector('simple'::regconfig, words) || array_to_tsvector(ARRAY['=' || kind::text])) STORED",
    "CREATE INDEX search_entry_vector ON search_entry USING gin (vector)",
)
UNDO_SQLITE = (
    "DROP TRIGGER search_entry_insert",
    "DROP TRIGGER search_entry_delete",
    "DROP TRIGGER search_entry_update",
    "DROP TABLE search_fts",
)
UNDO_POSTGRESQL = ("ALTER TABLE search_entry DROP COLUMN vector",)


def _run(schema_editor, sqlite, postgresql):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement, params=None)


def make(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def undo(apps, schema_editor):
    _run(schema_editor, UNDO_SQLITE, UNDO_POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, undo)]
