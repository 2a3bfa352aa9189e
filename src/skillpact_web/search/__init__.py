"""Search over rows: PostgreSQL full text or SQLite FTS5 behind one function. Skills are searched in the engine's index."""
