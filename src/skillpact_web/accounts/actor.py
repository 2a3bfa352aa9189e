"""Who acts where no role is at hand: a person at their own account, or nobody known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountHolder:
    """A person in no role; `audit.services.Actor` is its shape."""

    user_id: int | None
    role: str = ""
    organisation_id: int | None = None
