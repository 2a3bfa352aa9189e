"""One JSON line an event."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# What Django attaches to a record and what may hold personal data.
_DROPPED = frozenset({"request", "server_time", "sql", "params", "alias"})


class JsonFormatter(logging.Formatter):
    """Writes level, logger, message and the extra values that hold plain data."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {
            name: value
            for name, value in vars(record).items()
            if name not in _OWN | _DROPPED and isinstance(value, str | int | float | bool | None)
        }
        request = getattr(record, "request", None)
        if request is not None:
            line.setdefault("request_id", getattr(request, "id", ""))
            # Django names the address of what it refused, which may hold the secret of an invitation.
            match = getattr(request, "resolver_match", None)
            line["message"] = line["message"].replace(request.path, f"/{match.route}" if match else "an address")
        if record.exc_info and record.exc_info[0]:
            # Where it happened and of what kind; the words of an error may hold what a person wrote.
            line["error"] = record.exc_info[0].__name__
            line["trace"] = [
                f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)
