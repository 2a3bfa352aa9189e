"""A line of progress on a terminal for work over two seconds; nothing where the output goes to a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType

_QUIET_S = 2.0
_EVERY_S = 0.1


class ProgressLine:
    """Called with (what, done, total); draws one line on the terminal's error stream and wipes it at the end."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._drawn = 0.0
        self._width = 0
        self._is_shown = sys.stderr.isatty()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Draw how far the work is."""
        now = time.monotonic()
        if not self._is_shown or now - self._started < _QUIET_S or now - self._drawn < _EVERY_S:
            return
        self._drawn = now
        filled = int(20 * done / total) if total else 0
        line = f"[{'#' * filled}{'.' * (20 - filled)}] {what} {done:,} of {total:,}, {now - self._started:.0f} s"
        sys.stderr.write("\r" + line.ljust(self._width))
        sys.stderr.flush()
        self._width = max(self._width, len(line))

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()


def index_progress(progress: ProgressLine) -> Callable[[str, int, int], None]:
    """Return what tells how far the dense index of a language is."""
    return lambda language, done, total: progress(f"skills for texts in {language}", done, total)
