"""Refusals as they may be written down: files of CVs are mostly named after their person and are not named here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from skillpact.records import Refusal

_FOLDER = "talents"
# Rows that name a document: of people, unless the table is known to be another.
_NAMED = re.compile(
    r'(?P<before>^|^is |^names )"(?P<name>.*?)"'
    r"(?=: | holds \d+ documents|, which is not there|, expected a file inside)"
)
_OTHER_TABLES = ("vacancies", "courses", "companies", "functions", "employees")
_ID = re.compile(r'the id ".*?"')


def hide_talent_file(refusal: Refusal, say: Callable[[str], str]) -> Refusal:
    """Return the refusal without the name of a file below talents/, in its place and in its message."""
    hidden = f"({say('a file')})"
    path = PurePosixPath(refusal.file.replace("\\", "/"))
    message = refusal.message
    if len(path.parts) > 1 and path.parts[0].casefold() == _FOLDER:
        message = _ID.sub(f"the id {hidden}", _without(message, path, hidden))
        return replace(refusal, file=f"{_FOLDER}/{hidden}", message=message)
    found = _NAMED.search(message)
    if found and path.stem.casefold() not in _OTHER_TABLES:
        name = PurePosixPath(found["name"].replace("\\", "/"))
        rest = message[found.end() :]
        message = f"{found['before']}{hidden}{_without(rest, name, hidden)}"
    return replace(refusal, message=message)


def _without(message: str, path: PurePosixPath, hidden: str) -> str:
    """Return the message without the path, its name and its stem, each as written, quoted or not."""
    for name in dict.fromkeys((str(path), path.name, path.stem)):
        if name:
            message = re.sub(rf'"{re.escape(name)}"|(?<!\w){re.escape(name)}(?!\w)', hidden, message)
    return message
