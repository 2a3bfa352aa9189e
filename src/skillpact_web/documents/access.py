"""For what people upload, which kinds of files that takes, and who else than the person themselves may read it.

Apps above say so when they start, as only they know whose rows an upload belongs to:

    register("cv", readers=lambda viewer: Q(talents__in=queries.talents(viewer)))
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import Q

from ..accounts.viewer import Viewer

Readers = Callable[[Viewer], Q | None]
TEXTS = ("pdf", "docx", "html", "txt", "json", "xml")
TABLES = ("csv", "xlsx", "json")


@dataclass(frozen=True)
class Purpose:
    """What an upload is for. readers : which uploads of this purpose a viewer may read beside their own, None: none.

    role : what the engine's reader is told to expect ("vacancy", "talent", "course"), "" where it is not read as text
    """

    code: str
    accepted: Collection[str]
    role: str = ""
    readers: Readers | None = None


_PURPOSES: dict[str, Purpose] = {
    purpose.code: purpose
    for purpose in (
        Purpose("cv", TEXTS, "talent"),
        Purpose("vacancy", TEXTS, "vacancy"),
        Purpose("course", TEXTS, "course"),
        Purpose("evidence", ("pdf", "docx", "odt", "txt", "png", "jpeg")),
        Purpose("table", TABLES),
        Purpose("attachment", ("pdf", "docx", "odt", "xlsx", "csv", "txt", "png", "jpeg")),
    )
}


def register(
    code: str, *, readers: Readers | None = None, accepted: Collection[str] | None = None, role: str | None = None
) -> None:
    """Add a purpose, or say of one who may read it; what is left out stays as it is."""
    known = _PURPOSES.get(code, Purpose(code, ()))
    _PURPOSES[code] = Purpose(
        code,
        known.accepted if accepted is None else tuple(accepted),
        known.role if role is None else role,
        readers or known.readers,
    )


def purpose(code: str) -> Purpose:
    """Return a purpose. Raises ValueError for an unknown one, which is a mistake of the program."""
    if code not in _PURPOSES:
        raise ValueError(f"purpose is {code!r}, expected one of {', '.join(sorted(_PURPOSES))}")
    return _PURPOSES[code]


def readable(viewer: Viewer) -> Q:
    """Return which uploads a viewer may read by the rules of the apps."""
    found = Q(pk__in=())
    for one in _PURPOSES.values():
        rule = one.readers(viewer) if one.readers else None
        if rule is not None:
            found |= Q(purpose=one.code) & rule
    return found
