"""What stands between a person's recorded skills and their function's profile, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..choices import TextChoices
from .models import EmployeeSkill, FunctionRequirement


class FitState(TextChoices):
    """Where a person stands with one skill. Nothing recorded is not a lack: it is only not known."""

    MET = "met", _("met")
    BELOW = "below", _("below")
    NOT_ASSESSED = "not_assessed", _("not assessed")


@dataclass(frozen=True)
class Fit:
    """One skill of the profile. needed, held : levels, None where not said; is_expired : it was held until its day"""

    uri: str
    label: str
    is_essential: bool
    needed: float | None
    held: float | None
    state: FitState
    is_expired: bool = False


def compare(profile: Iterable[FunctionRequirement], held: Iterable[EmployeeSkill]) -> list[Fit]:
    """Return each confirmed skill of the profile with where the person stands, essential ones first.

    A skill counts by itself: a narrower or neighbouring one is weighed by a study, not here.
    """
    by_uri = {one.uri: one for one in held if one.is_confirmed}
    return [_fit(one, by_uri.get(one.uri)) for one in profile if one.is_confirmed]


def _fit(needed: FunctionRequirement, held: EmployeeSkill | None) -> Fit:
    if held is None:
        state = FitState.NOT_ASSESSED
    elif held.is_expired:
        state = FitState.BELOW
    elif needed.level is None:
        state = FitState.MET
    elif held.level is None:
        state = FitState.NOT_ASSESSED
    else:
        state = FitState.MET if held.level >= needed.level else FitState.BELOW
    return Fit(
        uri=needed.uri, label=needed.label, is_essential=needed.is_essential, needed=needed.level,
        held=held.level if held else None, state=state, is_expired=bool(held and held.is_expired),
    )  # fmt: skip
