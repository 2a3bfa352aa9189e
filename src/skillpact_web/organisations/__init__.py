"""Organisations and members: facts, contacts, participation in a cluster, duplicates."""
