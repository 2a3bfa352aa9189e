"""Codes of regions, activities and ecosystems: checked against a list where one is loaded, else by their pattern.

The lists stand in the library, a floor higher, which offers them here when it starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from ..errors import DomainError

Choices = Callable[[str], list[tuple[str, str]]]
_OFFERED: list[Choices] = []
_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_NACE = re.compile(r"[A-U](?:[0-9]{2}(?:\.[0-9]{1,2})?)?")
_ECOSYSTEM = re.compile(r"[A-Z]{2,10}")


def offer(choices: Choices) -> None:
    """Take a function: name of a list → its (code, label) pairs, empty where it is not loaded."""
    _OFFERED[:] = [choices]


def choices(name: str) -> list[tuple[str, str]]:
    """Return the pairs of a list, empty where none is loaded."""
    return _OFFERED[0](name) if _OFFERED else []


def clean_nuts(code: str) -> str:
    """Return a NUTS code in capitals, "" where empty. Raises DomainError where it is none."""
    code = code.strip().upper()
    if code and not _NUTS.fullmatch(code):
        raise _refused("nuts", _("A NUTS code is two letters and up to three digits or letters, such as ES212."))
    return code


def clean_nace(code: str) -> str:
    """Return a NACE code with its section, "" where empty. Raises DomainError where it is none."""
    code = code.strip().upper().replace(" ", "")
    if code and not _NACE.fullmatch(code):
        raise _refused("nace", _("A NACE code is a letter and up to four digits, such as J62 or C25.4."))
    return code


def clean_ecosystems(codes: Iterable[str]) -> list[str]:
    """Return codes of ecosystems, each once. Raises DomainError for one that the list lacks."""
    known = {code for code, _label in choices("ecosystems")}
    found: list[str] = []
    for raw in codes:
        code = raw.strip().upper()
        if not code or code in found:
            continue
        if not _ECOSYSTEM.fullmatch(code) or (known and code not in known):
            expected = ", ".join(sorted(known)) if known else "DIGI"
            raise _refused(
                "ecosystems",
                _("%(code)s is no industrial ecosystem, expected codes such as: %(expected)s.")
                % {"code": code[:20], "expected": expected},
            )
        found.append(code)
    if len(found) > 14:
        raise _refused("ecosystems", _("There are fourteen ecosystems, found more."))
    return found


def _refused(field: str, sentence: str) -> DomainError:
    return DomainError(sentence, fields={field: sentence})
