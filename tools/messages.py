"""Brings the translations up to date: extracts the messages, updates each catalogue, compiles it.

Two domains: the words of the engine's reports, and those of the web. Run `python tools/messages.py` after a change to
a message or a translation, then translate what it names. With `--new xx` catalogues for another language are begun.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src"
REPORTS = {"templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}
Keywords = dict[str, tuple[int | tuple[int, str], ...] | None]
REPORT_KEYWORDS: Keywords = {
    "_": None, "say": None, "gettext": None, "_n": (1, 2), "say_n": (1, 2), "ngettext": (1, 2), "say_as": ((1, "c"), 2),
}  # fmt: skip
WEB_KEYWORDS: Keywords = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # no clock in a file: the same messages give the same bytes
# file, message (or its two forms), context
Found = tuple[str, str | tuple[str, ...], str | None]


@dataclass(frozen=True)
class Domain:
    """Messages that belong together. package : under src, with its folder `locale`; name : of the .po files"""

    package: str
    name: str

    @property
    def locales(self) -> Path:
        """Return the folder of the catalogues."""
        return SOURCES / self.package / "locale"

    def messages(self) -> Iterator[Found]:
        """Yield every message with the file that holds it."""
        return _report_messages() if self.package == "skillpact" else _web_messages()


DOMAINS = (Domain("skillpact", "skillpact"), Domain("skillpact_web", "django"))


def _report_messages() -> Iterator[Found]:
    folder = SOURCES / "skillpact" / "reporting"
    methods = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
    for file, _line, message, _comments, context in extract_from_dir(folder, methods, REPORTS, REPORT_KEYWORDS):
        yield file, message, context


def _web_messages() -> Iterator[Found]:
    folder = SOURCES / "skillpact_web"
    for path in sorted(
        [*folder.rglob("*.py"), *folder.rglob("templates/**/*.html"), *folder.rglob("templates/**/*.txt")]
    ):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        # Django turns a template into calls that read like Python.
        code = text if path.suffix == ".py" else templatize(text)
        for _line, message, _comments, context in extract("python", io.BytesIO(code.encode()), WEB_KEYWORDS):
            yield path.relative_to(folder).as_posix(), message, context


def extract_messages(domain: Domain = DOMAINS[0]) -> Catalog:
    """Return all messages of a domain, by the files that hold them."""
    found = Catalog(
        project="skillpact", domain=domain.name, charset="utf-8", creation_date=MOMENT, revision_date=MOMENT
    )
    for file, message, context in domain.messages():
        if message:
            found.add(message, locations=[(file, 0)], context=context)
    return found


def read_catalogue(path: Path) -> Catalog:
    """Return the translations in a .po file."""
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name, domain=path.stem)


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
    if path.exists():
        catalogue = read_catalogue(path)
    else:
        path.parent.mkdir(parents=True)
        catalogue = Catalog(locale=path.parent.parent.name, domain=path.stem)
    catalogue.revision_date = MOMENT
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.creation_date = MOMENT
    catalogue.project, catalogue.version, catalogue.fuzzy = "Skillpact", "1", False
    what = "reports" if path.stem == "skillpact" else "the web"
    catalogue.header_comment = f"# The words of {what}: brought up to date by tools/messages.py."
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
    n_missing = 0
    for domain in DOMAINS:
        template = extract_messages(domain)
        paths = sorted(domain.locales.glob(f"*/LC_MESSAGES/{domain.name}.po"))
        if options.new:
            paths.append(domain.locales / options.new / "LC_MESSAGES" / f"{domain.name}.po")
        for path in dict.fromkeys(paths):
            missing = untranslated(update(path, template))
            n_missing += len(missing)
            print(
                f"{domain.package} {path.parent.parent.name}: {len(template)} messages, {len(missing)} not translated"
            )
            for message in missing:
                print(f"  {message}")
    return 1 if n_missing else 0


if __name__ == "__main__":
    sys.exit(main())
