"""A worker on a machine whose clock is SHIFT_DAYS ahead (or behind)."""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

from django.core.management import execute_from_command_line
from django.utils import timezone

_shift = timedelta(days=int(os.environ["SHIFT_DAYS"]))
_now, _time = timezone.now, time.time
timezone.now = lambda: _now() + _shift
time.time = lambda: _time() + _shift.total_seconds()

if __name__ == "__main__":
    execute_from_command_line(["skillpact_web", "work", *sys.argv[1:]])
