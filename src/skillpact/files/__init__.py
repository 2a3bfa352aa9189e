"""Reading what users bring: tables, documents, whole input folders. Nothing is guessed, everything is bounded."""
