"""What a profile may say: each value checked, each refusal a sentence beside its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ...accounts.models import Organisation
from ...errors import DomainError
from ...skills import engine
from ..models import Talent, TalentStatus
from ..scope import member_organisations

# What a person or their counsellor says of them; visibility has a verb of its own.
SETTABLE = frozenset(
    {"nickname", "status", "nuts", "languages", "employer", "hours", "target_occupation_uri", "wishes", "vacancy_ids",
     "own_key"}
)  # fmt: skip
LONGEST_WISH = 5_000
MOST_LANGUAGES = 15
MOST_PERIODS = 20
MOST_VACANCIES = 50
MOST_HOURS = 100_000.0
_NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_PERIOD = re.compile(r"[^\s\"',;=<>&]{0,100}")


def set_values(talent: Talent, values: Mapping[str, Any]) -> None:
    """Set the named values of a talent without saving. Raises DomainError with a sentence a field."""
    unknown = set(values) - SETTABLE
    if unknown:
        raise TypeError(f"A talent has no {', '.join(sorted(unknown))} that can be set here")
    before = talent.employer_id
    for name, value in values.items():
        setattr(talent, name, value)
    problems = _problems(talent)
    if talent.employer_id and talent.employer_id != before and not _is_member(talent):
        problems["employer"] = _("This organisation takes no part in the cluster: choose one from the list.")
    _set_occupation(talent, problems)
    if problems:
        raise DomainError(_("Nothing was saved: see the marked fields."), fields=problems)


def _problems(talent: Talent) -> dict[str, str]:
    found: dict[str, str] = {}
    talent.nickname = " ".join(talent.nickname.split())
    if talent.user_id is None and not talent.nickname:
        found["nickname"] = _("Say how you call this person, so that you find them again. Nobody else sees it.")
    if len(talent.nickname) > 150:
        found["nickname"] = _("At most 150 characters are kept: shorten it.")
    if talent.status not in TalentStatus.values:
        found["status"] = _("Choose one of the situations.")
    if talent.nuts and not _NUTS.fullmatch(talent.nuts):
        found["nuts"] = _("A NUTS code is two letters and up to three characters, such as ES212.")
    codes = talent.languages
    if len(codes) > MOST_LANGUAGES or any(not re.fullmatch("[a-z]{2}", str(code)) for code in codes):
        found["languages"] = _("Write languages as two letters each, such as es; eu; en.")
    if len(talent.wishes) > LONGEST_WISH:
        found["wishes"] = _("The text has %(n)s characters, at most %(most)s are kept: shorten it.") % {
            "n": len(talent.wishes), "most": LONGEST_WISH,
        }  # fmt: skip
    if not _are_hours(talent.hours):
        found["hours"] = _("Write one number of free hours, or a number for each period, such as 2027-1=40; 2027-2=60.")
    ids = talent.vacancy_ids
    if len(ids) > MOST_VACANCIES or any(type(one) is not int or not 0 < one < 2**63 for one in ids):
        found["vacancy_ids"] = _("Write the numbers of at most %(most)s vacancies, such as 12; 31.") % {
            "most": MOST_VACANCIES
        }
    return found


def _are_hours(hours: Any) -> bool:
    return (
        isinstance(hours, dict)
        and len(hours) <= MOST_PERIODS
        and all(
            isinstance(period, str)
            and _PERIOD.fullmatch(period)
            and isinstance(n, int | float)
            and not isinstance(n, bool)
            and 0 <= n <= MOST_HOURS
            for period, n in hours.items()
        )
    )


def _is_member(talent: Talent) -> bool:
    cluster: Organisation = talent.cluster
    return talent.employer_id == cluster.pk or member_organisations(cluster).filter(pk=talent.employer_id).exists()


def _set_occupation(talent: Talent, problems: dict[str, str]) -> None:
    uri = talent.target_occupation_uri
    label = engine.occupation_label(uri, "en") if uri else ""
    if label is None:
        problems["target_occupation"] = _("This occupation is not in the taxonomy in use: choose one from the list.")
    talent.target_occupation_label = (label or "")[:300]
