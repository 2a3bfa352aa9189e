"""The first page of every role, the page for those without one, and what is kept about people."""
