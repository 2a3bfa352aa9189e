"""Search over rows by PostgreSQL full text or SQLite FTS5. Skills are searched in the engine's own index."""
