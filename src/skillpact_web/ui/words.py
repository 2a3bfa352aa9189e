"""How figures look to people in the language of the page: money, shares, levels, days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NARROW_SPACE = "\u202f"  # groups thousands in every language, as in the reports of the engine


def euro(cents: int) -> str:
    """Return an amount in euro, with cents only where there are any."""
    return grouped(f"{cents / 100:,.2f}".removesuffix(".00")) + "\u00a0€"


def grouped(text: str) -> str:
    """Return a number written as 1,234.5 in the manner of the present language."""
    mark = "." if (get_language() or "en").startswith("en") else ","
    return text.replace(",", NARROW_SPACE).replace(".", mark)


def share(value: float) -> str:
    """Return a share in [0, 1] as a whole percentage; what is more than nothing never reads as 0."""
    points = round(value * 100)
    if points == 0 and value > 0:
        return _("under 1 %%") % ()
    return _("%(points)s %%") % {"points": points}


def level_name(value: float | None) -> str:
    """Return a level in [0, 1] in words; a level between two is named by the nearer, the lower on a tie."""
    if value is None:
        return _("not said")
    names = (_("none"), _("basic"), _("intermediate"), _("advanced"), _("expert"))
    return names[min(4, max(0, -int(-(float(value) * 4 - 0.5) // 1)))]


def day(value: date) -> str:
    """Return a day as the language writes it."""
    return str(formats.date_format(value, "DATE_FORMAT"))


def period(starts_on: date | None, ends_on: date | None) -> str:
    """Return a span of days in words; None is open."""
    if starts_on and ends_on:
        if starts_on == ends_on:
            return day(starts_on)
        return _("%(start)s to %(end)s") % {"start": day(starts_on), "end": day(ends_on)}
    if starts_on:
        return _("from %(start)s") % {"start": day(starts_on)}
    if ends_on:
        return _("until %(end)s") % {"end": day(ends_on)}
    return _("no dates yet")


def page_numbers(now: int, last: int) -> list[int | None]:
    """Return the pages to link to: the first, the last, and two around the present one; None is a gap."""
    wanted = sorted({1, last, *range(max(1, now - 2), min(last, now + 2) + 1)})
    found: list[int | None] = []
    for number in wanted:
        if found and found[-1] is not None and number > found[-1] + 1:
            found.append(None)
        found.append(number)
    return found


def as_number(value: Any) -> float | None:
    """Return a figure as a float, None where there is none or it was withheld in words."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
