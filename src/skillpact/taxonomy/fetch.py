"""Downloads one language of one version of ESCO from its public web service, as tables in ESCO's CSV columns.

Asked is the documented bulk operation "get concepts by concept scheme" (`/resource/skill?isInScheme=…`), whose pages
hold whole concepts with their links. What is needed of each page is kept on disk, so that an interrupted download goes
on; the tables are written at the end, all at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from skillpact.errors import ConfigurationError, TaxonomyError
from skillpact.taxonomy.fetchtables import write_tables
from skillpact.taxonomy.webservice import SessionOptions, WebService

DEFAULT_URL = "https://ec.europa.eu/esco/api"
Progress = Callable[[str, int, int], None]  # what, done, total

_SCHEMES = "http://data.europa.eu/esco/concept-scheme/"
_VERSION = re.compile(r"v?(\d+\.\d+\.\d+)")
_LANGUAGE = re.compile(r"[a-z]{2}")
# Links of a concept that become rows of the tables.
_RELATIONS = (
    "broaderConcept", "broaderSkill", "broaderHierarchyConcept", "broaderOccupation", "broaderIscoGroup",
    "hasEssentialSkill", "hasOptionalSkill", "hasSkillType", "hasReuseLevel",
)  # fmt: skip


@dataclass(frozen=True)
class _Part:
    """One concept scheme and the path that lists it; `what` is the word for its concepts."""

    what: str
    path: str
    scheme: str


_PARTS = (
    _Part("skill groups", "/resource/concept", _SCHEMES + "skills-hierarchy"),
    _Part("skills", "/resource/skill", _SCHEMES + "member-skills"),
    _Part("ISCO groups", "/resource/concept", _SCHEMES + "isco"),
    _Part("occupations", "/resource/occupation", _SCHEMES + "member-occupations"),
)


def fetch_esco(
    folder: Path,
    *,
    language: str,
    version: str,
    base_url: str = DEFAULT_URL,
    options: SessionOptions | None = None,
    on_progress: Progress | None = None,
) -> Path:
    """Download ESCO into `folder` and return the folder of its tables, for `TaxonomyStore.import_source`.

    A download that is complete is not repeated; one that was interrupted goes on. The folder of tables appears only
    when all of them are whole.

    language : ISO 639-1 ; version : as the service names them, for example "1.2.1" or "v1.2.1"
    Raises ConfigurationError (language, version or address that cannot be used) and TaxonomyError (no network, an
    answer that was not expected).
    """
    stated = _VERSION.fullmatch(version.strip())
    if stated is None:
        raise ConfigurationError(
            f"version {version!r} cannot be used, expected a published one, for example v1.2.1 (`latest` would not say "
            "later what was fetched)"
        )
    if not _LANGUAGE.fullmatch(language):
        raise ConfigurationError(f"language {language!r} cannot be used, expected two letters, for example es")
    options = options or SessionOptions()
    service = WebService(base_url, options)
    name = f"esco-{stated[1]}-{language}"
    target = folder / name
    if (target / "complete.json").is_file():
        return target
    try:
        pages = _PageStore(
            folder / f".{name}",
            {"url": service.base_url, "version": stated[1], "language": language, "page_size": options.page_size},
        )
        concepts = {}
        for part in _PARTS:
            concepts[part.what] = _fetch_part(service, pages, part, language, stated[1], options, on_progress)
        work = pages.folder / "tables"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        facts = write_tables(work, concepts, language)
        facts |= {"url": service.base_url, "version": stated[1], "language": language}
        (work / "complete.json").write_text(json.dumps(facts, sort_keys=True, indent=1), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        work.rename(target)
        shutil.rmtree(pages.folder, ignore_errors=True)
    except OSError as error:
        raise TaxonomyError(
            f"the download {name} could not be written ({error.strerror or type(error).__name__}); free space, then "
            "run the command again: it goes on where it stopped"
        ) from error
    return target


def _fetch_part(
    service: WebService,
    pages: _PageStore,
    part: _Part,
    language: str,
    version: str,
    options: SessionOptions,
    on_progress: Progress | None,
) -> dict[str, dict[str, Any]]:
    """Return the records of one scheme by URI, from kept pages where they are whole, else from the service."""
    records: dict[str, dict[str, Any]] = {}
    total: int | None = None
    # The documentation says that `offset` counts pages; where an answer links to its next page, that counts.
    offset: int | None = 0
    number = 0
    while offset is not None:
        page = pages.read(part.what, number)
        if page is None:
            if number and options.pause_seconds:
                time.sleep(options.pause_seconds)
            page = _ask_page(service, part, language, version, offset, options)
            if not page["records"]:
                raise TaxonomyError(
                    f"page {number + 1} of the {part.what} from {service.host} is empty, after {len(records)} of "
                    f"{page['total']}; run the command again: it goes on where it stopped"
                )
            pages.write(part.what, number, page)
        if total is not None and page["total"] != total:
            pages.forget(part.what)
            raise TaxonomyError(
                f"{service.host} changed its number of {part.what} from {total} to {page['total']} during the "
                f"download; run the command again, the {part.what} are then fetched anew"
            )
        total = page["total"]
        new = {record["uri"]: record for record in page["records"] if record["uri"] not in records}
        if len(new) < len(page["records"]):
            pages.forget(part.what)
            raise TaxonomyError(
                f"page {number + 1} of the {part.what} from {service.host} repeats concepts of earlier pages, after "
                f"{len(records)} of {total}; run the command again, the {part.what} are then fetched anew"
            )
        records |= new
        if on_progress:
            on_progress(f"{part.what} {language}", min(len(records), total), total)
        number += 1
        offset = None if len(records) >= total else (page["next"] if page["next"] is not None else number)
    if len(records) != total:
        pages.forget(part.what)
        raise TaxonomyError(
            f"{service.host} announced {total} {part.what} and sent {len(records)}; run the command again"
        )
    return records


def _ask_page(
    service: WebService, part: _Part, language: str, version: str, offset: int, options: SessionOptions
) -> dict[str, Any]:
    parameters = {
        "isInScheme": part.scheme, "language": language, "offset": str(offset), "limit": str(options.page_size),
        "selectedVersion": f"v{version}", "viewObsolete": "false",
    }  # fmt: skip
    answer = service.get(part.path, parameters)
    total, embedded = answer.get("total"), answer.get("_embedded")
    if isinstance(total, str) and total.isdigit():
        total = int(total)
    # By URI where the answer follows the documentation; a search answers with a list.
    concepts = list(embedded.values()) if isinstance(embedded, dict) else embedded
    if isinstance(concepts, list) and len(concepts) == 1 and isinstance(concepts[0], list):
        concepts = concepts[0]
    if not isinstance(total, int) or isinstance(total, bool) or total < 1 or not isinstance(concepts, list):
        raise TaxonomyError(
            f"{service.host} answered {part.path} with the fields {', '.join(sorted(map(str, answer)))[:200]!r}, "
            f"expected 'total' and '_embedded' with {part.what}"
        )
    return {
        "total": total,
        "next": _next_offset(answer),
        "records": [_record(service, part, concept, language) for concept in concepts],
    }


def _next_offset(answer: dict[str, Any]) -> int | None:
    """Return the offset in the link to the next page, None where there is no such link."""
    links = answer.get("_links")
    link = links.get("next") if isinstance(links, dict) else None
    address = link.get("href") if isinstance(link, dict) else None
    if not isinstance(address, str):
        return None
    stated = parse_qs(urlsplit(address).query).get("offset", [""])[0]
    return int(stated) if stated.isdigit() else None


def _record(service: WebService, part: _Part, concept: object, language: str) -> dict[str, Any]:
    """Return what the tables need of a concept: URI, words in `language`, code and links."""
    uri = concept.get("uri") if isinstance(concept, dict) else None
    if not isinstance(concept, dict) or not isinstance(uri, str) or not uri:
        raise TaxonomyError(f"{service.host} sent {part.what} without 'uri', expected whole concepts")
    return {
        "uri": uri,
        "label": _text(concept.get("preferredLabel"), language),
        "alternatives": _texts(concept.get("alternativeLabel"), language),
        "hidden": _texts(concept.get("hiddenLabel"), language),
        "description": _text(concept.get("description"), language),
        "code": code if isinstance(code := concept.get("code"), str) else "",
        "links": {relation: uris for relation in _RELATIONS if (uris := _linked(concept, relation))},
    }


def _text(by_language: object, language: str) -> str:
    value = by_language.get(language) if isinstance(by_language, dict) else None
    if isinstance(value, dict):
        value = value.get("literal")
    return value.strip() if isinstance(value, str) else ""


def _texts(by_language: object, language: str) -> list[str]:
    values = by_language.get(language) if isinstance(by_language, dict) else None
    values = [values] if isinstance(values, str) else values if isinstance(values, list) else []
    return [" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()]


def _linked(concept: dict[str, Any], relation: str) -> list[str]:
    """Return the URIs of a relation: link objects under `_links`, or plain URIs in the concept itself."""
    links = concept.get("_links")
    found = links.get(relation) if isinstance(links, dict) else None
    found = concept.get(relation) if found is None else found
    found = found if isinstance(found, list) else [found]
    uris = [link.get("uri") if isinstance(link, dict) else link for link in found]
    return [uri for uri in uris if isinstance(uri, str) and uri]


class _PageStore:
    """Pages on disk and a manifest of their checksums; a page that is not whole is as good as none."""

    def __init__(self, folder: Path, facts: dict[str, Any]):
        self.folder = folder
        self._manifest = folder / "manifest.json"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            known = json.loads(self._manifest.read_bytes())
            self._sums: dict[str, str] = known["pages"] if known["facts"] == facts else {}
            _ = dict(self._sums)
        except (OSError, ValueError, TypeError, KeyError):
            self._sums = {}
        self._facts = facts

    def read(self, what: str, number: int) -> dict[str, Any] | None:
        """Return a kept page, None where there is none or it is damaged."""
        name = self._name(what, number)
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            return None
        if self._sums.get(name) != hashlib.sha256(data).hexdigest():
            return None
        page: dict[str, Any] = json.loads(data)
        return page

    def write(self, what: str, number: int, page: dict[str, Any]) -> None:
        """Keep a page."""
        name = self._name(what, number)
        data = json.dumps(page, ensure_ascii=False).encode()
        self._replace(name, data)
        self._sums[name] = hashlib.sha256(data).hexdigest()
        self._save()

    def forget(self, what: str) -> None:
        """Give up the pages of one scheme."""
        self._sums = {name: s for name, s in self._sums.items() if not name.startswith(self._name(what, 0)[:-9])}
        self._save()

    def _save(self) -> None:
        manifest = {"facts": self._facts, "pages": self._sums}
        self._replace("manifest.json", json.dumps(manifest, sort_keys=True, indent=0).encode())

    def _replace(self, name: str, data: bytes) -> None:
        temporary = self.folder / f"{name}.new"
        temporary.write_bytes(data)
        os.replace(temporary, self.folder / name)

    @staticmethod
    def _name(what: str, number: int) -> str:
        return f"{what.replace(' ', '-').lower()}.{number:04d}.json"
