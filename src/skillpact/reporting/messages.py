"""The words of reports: gettext domain "skillpact", English source, the cluster's language with English as fallback.

A catalogue is `skillpact/locale/<language>/LC_MESSAGES/skillpact.mo`. `tools/messages.py` extracts it from the calls of
`_`, `_n`, `say`, `say_n` and `say_as` and from the templates' `trans` blocks, and compiles it. Nothing is compiled when
a report is written.
"""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "skillpact"
LOCALES = Path(__file__).parents[1] / "locale"


def _(message: str) -> str:
    """Mark a message for extraction where it is not yet said."""
    return message


# Words of lower floors that the report shows: named here so that extraction finds them.
SHOWN_ELSEWHERE = (
    _("no course teaches it to that level"),
    _("every course that teaches it is in another language or region"),
    _("no eligible funder may pay it in full"),
    _("too few free hours"),
    _("a required course cannot be taken before"),
    _("too few people for a cohort"),
    _("no seat left"),
    _("the budget does not reach"),
    _("other training was chosen first"),
    _("held, but the level is not assessed"),
    _("skill"),
    _("knowledge"),
    _("attitude"),
    _("language"),
    _("stale"),
    _("duplicate"),
    _("a file"),
    _("strong"),
    _("fair"),
    _("weak"),
    _("very weak"),
    _("not measured"),
    _("the language cannot be told from the text: labels of all languages are looked for"),
)


def load_words(language: str) -> gettext.NullTranslations:
    """Return the translations into `language` (ISO 639-1); English where there is no catalogue."""
    return gettext.translation(DOMAIN, LOCALES, languages=[language], fallback=True)


def has_words(language: str) -> bool:
    """Say whether a report in `language` is written in it (English always is)."""
    return language == "en" or gettext.find(DOMAIN, LOCALES, languages=[language]) is not None
