"""Brings the translations of reports up to date: extracts the messages, updates each catalogue, compiles it.

Run `python tools/messages.py` after a change to a message or a translation, then translate what it names. With
`--new xx` a catalogue for another language is begun.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "skillpact" / "reporting"
LOCALES = ROOT / "src" / "skillpact" / "locale"
DOMAIN = "skillpact"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
OPTIONS = {"templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "say": None, "gettext": None, "_n": (1, 2), "say_n": (1, 2), "ngettext": (1, 2), "say_as": ((1, "c"), 2),
}  # fmt: skip
MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # no clock in a file: the same messages give the same bytes


def extract_messages() -> Catalog:
    """Return all messages of reports, by the files that hold them."""
    found = Catalog(project="skillpact", domain=DOMAIN, charset="utf-8", creation_date=MOMENT, revision_date=MOMENT)
    for file, _line, message, _comments, context in extract_from_dir(SOURCE, METHODS, OPTIONS, KEYWORDS):
        if message:
            found.add(message, locations=[(file, 0)], context=context)
    return found


def read_catalogue(path: Path) -> Catalog:
    """Return the translations in a .po file."""
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name, domain=DOMAIN)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages that have no translation, or one that is only guessed."""
    found = []
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(forms)):
            found.append(message.id if isinstance(message.id, str) else message.id[0])
    return found


def update(path: Path, template: Catalog) -> Catalog:
    """Bring one .po file up to date with the messages and write its .mo; return it."""
    language = path.parent.parent.name
    if path.exists():
        catalogue = read_catalogue(path)
    else:
        path.parent.mkdir(parents=True)
        catalogue = Catalog(locale=language, domain=DOMAIN)
    catalogue.revision_date = MOMENT
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.creation_date = MOMENT
    catalogue.project, catalogue.version, catalogue.fuzzy = "Skillpact", "1", False
    catalogue.header_comment = "# The words of reports: brought up to date by tools/messages.py."
    catalogue.last_translator = catalogue.language_team = "Skillpact"
    catalogue.msgid_bugs_address = ""
    catalogue.obsolete.clear()
    with path.open("wb") as stream:
        write_po(stream, catalogue, omit_header=False, include_lineno=False, sort_output=True, width=110)
    with path.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalogue)
    return catalogue


def main() -> int:
    """Update all catalogues; 1 where a message is not translated yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--new", metavar="LANGUAGE", help="begin a catalogue (ISO 639-1)")
    options = parser.parse_args()
    template = extract_messages()
    paths = sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    if options.new:
        paths.append(LOCALES / options.new / "LC_MESSAGES" / f"{DOMAIN}.po")
    n_missing = 0
    for path in paths:
        missing = untranslated(update(path, template))
        n_missing += len(missing)
        print(f"{path.parent.parent.name}: {len(template)} messages, {len(missing)} not translated")
        for message in missing:
            print(f"  {message}")
    return 1 if n_missing else 0


if __name__ == "__main__":
    sys.exit(main())
