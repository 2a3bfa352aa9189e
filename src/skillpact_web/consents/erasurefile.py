"""The list of erasures outside the database: one JSON line each, numbers and references only, only ever appended to.

A restored backup knows nothing of what was erased after it was made; this file does. It lies beside the database
(`SKILLPACT_HOME`), must be backed up more often than the database, and is never restored from an older copy.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ..errors import DomainError
from .models import ErasedSubject


@dataclass(frozen=True)
class Entry:
    """One line: a person who was erased."""

    subject_user_id: int
    subject_key: str
    references: tuple[str, ...]
    organisation_id: int | None
    erased_at: datetime
    code_sha256: str


def path() -> Path:
    """Return where the list lies."""
    return Path(getattr(settings, "SKILLPACT_ERASURES", "") or Path(settings.HOME) / "erasures.jsonl")


def append(done: ErasedSubject) -> None:
    """Write a line and wait until it is on the disk. Raises DomainError where that is not possible."""
    line = {
        "subject_user_id": done.subject_user_id,
        "subject_key": done.subject_key,
        "references": done.references,
        "organisation_id": done.organisation_id,
        "erased_at": done.erased_at.isoformat(),
        "code_sha256": done.code_sha256,
    }
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        with path().open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DomainError(
            _(
                "Nobody was erased: the list of erasures could not be written (%(reason)s). Ask the administrator to "
                "make room or to mend the rights of the file erasures.jsonl, then try again."
            )
            % {"reason": error.strerror or type(error).__name__}
        ) from None


def read(source: Path) -> tuple[list[Entry], list[str]]:
    """Return the entries of a list and a sentence for each line that cannot be read."""
    entries, problems = [], []
    try:
        lines = source.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        return [], [f"{source.name} cannot be read ({type(error).__name__}): give a list as erasures.jsonl holds it."]
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entries.append(_entry(json.loads(line)))
        except (ValueError, KeyError, TypeError, OverflowError):
            problems.append(f"{source.name}, line {number}: not an entry of a list of erasures, it was left out.")
    return entries, problems


def _entry(values: Any) -> Entry:
    erased_at = datetime.fromisoformat(values["erased_at"])
    user_id, organisation_id, references = values["subject_user_id"], values["organisation_id"], values["references"]
    is_whole = isinstance(user_id, int) and 0 < user_id < 2**63 and isinstance(references, list)
    if not is_whole or erased_at.tzinfo is None or not isinstance(organisation_id, int | None):
        raise ValueError
    return Entry(
        user_id,
        str(values["subject_key"])[:64],
        tuple(str(one) for one in references),
        organisation_id,
        erased_at,
        str(values["code_sha256"])[:64],
    )
