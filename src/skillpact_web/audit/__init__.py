"""Who did what: a closed list of events that is only ever appended to, and the versions of rows."""
