"""What a merge does where both organisations hold a row that may stand only once.

Most needs no rule: rows move. Apps with rows that others hang on say here which way is right when they start.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class Clash(StrEnum):
    """What becomes of the row of the organisation that goes."""

    JOIN = "join"  # what hangs on it moves to the row that stays, then it is dropped
    DROP = "drop"  # it is dropped with what hangs on it, and nothing of it is kept: the row that stays says the same


_RULES: dict[str, Clash] = {
    "accounts.membership": Clash.JOIN,
    "accounts.participation": Clash.JOIN,
    "organisations.contact": Clash.DROP,
}


def on_clash(model: type[models.Model], clash: Clash) -> None:
    """Say what becomes of a model's row that `kept` has already."""
    _RULES[model._meta.label_lower] = clash


def rule_for(model: type[models.Model]) -> Clash | None:
    """Return the rule; None: the row is dropped where nothing hangs on it, else the merge is refused."""
    return _RULES.get(model._meta.label_lower)
