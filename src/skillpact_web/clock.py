"""What time it is: the machine's clock, or the fixed day of a demo, so that an example never ages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware. In a demo the day is fixed and the time of day goes on."""
    real = timezone.now()
    fixed: date | None = settings.SKILLPACT_CLOCK
    if fixed is None:
        return real
    return real + timedelta(days=(fixed - real.date()).days)


def today() -> date:
    """Return the present day in the time zone of the installation."""
    return timezone.localtime(now()).date()


def start_of(day: date) -> datetime:
    """Return the first moment of a day in the time zone of the installation.

    To compare a moment with it costs nothing; to ask each row for its day costs a conversion a row.
    """
    return timezone.make_aware(datetime.combine(day, time.min))
