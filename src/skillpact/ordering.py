"""Ties are broken by a seeded hash of the id, so that neither row order nor the spelling of ids favours anyone."""

from __future__ import annotations

import hashlib


def tie_break(identifier: str, seed: int = 0) -> int:
    """Return the place of `identifier` among equals: 64 bits of a hash, the same on every machine."""
    digest = hashlib.blake2b(identifier.encode("utf-8"), digest_size=8, key=str(seed).encode())
    return int.from_bytes(digest.digest(), "big")
