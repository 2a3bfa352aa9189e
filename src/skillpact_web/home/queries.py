"""What the first pages say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..privacy.registry import Erasure, PersonalData, declarations


def uses_of_personal_data() -> list[dict[str, str]]:
    """Return the purposes for which data about people are kept, as the models declare them, each named once."""
    named = ("purpose", "legal_basis", "kept", "erasure")
    found = {
        (str(one.purpose), str(one.legal_basis), _kept(one), _erasure(one))
        for one in declarations().values()
        if isinstance(one, PersonalData)
    }
    return [dict(zip(named, row, strict=True)) for row in sorted(found)]


def _kept(declaration: PersonalData) -> str:
    if declaration.retention_days is None:
        return _("as long as the account exists")
    return _("%(days)s days") % {"days": declaration.retention_days}


def _erasure(declaration: PersonalData) -> str:
    if declaration.erasure is Erasure.DELETE:
        return _("deleted")
    if declaration.erasure is Erasure.BLANK:
        return _("made anonymous")
    return _("kept sealed, because of a law: %(law)s") % {"law": declaration.law}
