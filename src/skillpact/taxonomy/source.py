"""Reads a taxonomy's source: folders or zip files of CSV in ESCO's column format, versions 1.0.3 to 1.2.1.

Columns differ between versions and files are found under several names, so a table is known by its header, its language
by the `_xx` in its name. What cannot be used is counted in `Source.notes`, never dropped without a word.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar

from skillpact.errors import InputError, TaxonomyError

_MAX_TABLE_BYTES = 300_000_000  # uncompressed; ESCO's largest table has 40 MB
_MAX_ZIP_BYTES = 2_000_000_000  # all tables of a zip file; ESCO in 28 languages has 900 MB
_TOO_LARGE = f"table is larger than {_MAX_TABLE_BYTES // 1_000_000} MB uncompressed, which no ESCO table is"
_LANGUAGE = re.compile(r"(?:^|_)([a-z]{2})(?=_|$)")
_PILLAR_KINDS = {"A": "attitude", "L": "language"}  # by the first letter of a skill group's code
_LINKS = "frameworkLinks"  # column of our own: DigComp and e-CF links
_Relation = TypeVar("_Relation", tuple[str, str], tuple[str, str, bool])


@dataclass
class Labels:
    """The words of one concept in one language."""

    preferred: str
    alternatives: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    description: str = ""


@dataclass
class Concept:
    """One concept: kind is skill, knowledge, attitude, language, group, occupation or isco."""

    uri: str
    kind: str
    code: str = ""
    reuse_level: str = ""
    isco: str = ""
    links: tuple[str, ...] = ()
    ecosystems: tuple[str, ...] = ()


@dataclass
class Source:
    """Everything read from a taxonomy's source files, by concept URI."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    labels: dict[str, dict[str, Labels]] = field(default_factory=dict)  # language → uri → labels
    broader: list[tuple[str, str]] = field(default_factory=list)
    occupation_skills: list[tuple[str, str, bool]] = field(default_factory=list)
    skill_skills: list[tuple[str, str, bool]] = field(default_factory=list)
    collections: dict[str, set[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    content_hash: str = ""
    n_files: int = 0


def read_source(paths: Iterable[Path]) -> Source:
    """Read one taxonomy from folders, zip files or single CSV files.

    The first path defines the concepts; further ones add labels in more languages to concepts that exist.
    Raises InputError (file, row and what was expected) and TaxonomyError (no skills found).
    """
    source = Source()
    digest = hashlib.sha256()
    for position, path in enumerate(paths):
        tables = list(_tables(path))
        if not tables:
            raise InputError("no .csv or .csv.gz file found, expected ESCO's CSV files", file=path.name)
        # Skills, occupations and groups first: everything else refers to them.
        for order in (_read_concepts, _read_hierarchy, _read_relations):
            # And collections after them: they repeat some, with more words at times.
            for name, data in sorted(tables, key=lambda table: "Collection" in table[0]):
                order(source, name, data, position == 0)
        for name, data in sorted(tables):
            digest.update(name.encode())
            digest.update(hashlib.sha256(data).digest())
        source.n_files += len(tables)
    if not any(concept.kind in ("skill", "knowledge") for concept in source.concepts.values()):
        raise TaxonomyError(
            "no skills found: expected a table named skills_XX.csv with the columns conceptUri and preferredLabel "
            "(the official ESCO download holds it)"
        )
    _drop_dangling(source)
    _open_circles(source)
    _set_kinds(source)
    source.content_hash = digest.hexdigest()[:12]
    return source


def _tables(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name (without .gz) and uncompressed bytes of every CSV table at `path`, by name."""
    if path.is_dir():
        for file in sorted(path.iterdir()):
            if file.name.endswith((".csv", ".csv.gz")):
                yield file.name.removesuffix(".gz"), _read_file(file)
    elif path.name.endswith(".zip"):
        try:
            with zipfile.ZipFile(path) as archive:
                n_bytes = 0
                for info in sorted(archive.infolist(), key=lambda i: i.filename):
                    name = PurePosixPath(info.filename).name
                    if name.endswith((".csv", ".csv.gz")) and "__MACOSX" not in info.filename:
                        n_bytes += info.file_size
                        if info.file_size > _MAX_TABLE_BYTES or n_bytes > _MAX_ZIP_BYTES:
                            raise InputError(_TOO_LARGE, file=name)
                        data = archive.read(info)
                        yield name.removesuffix(".gz"), _gunzip(data, name) if name.endswith(".gz") else data
        except (zipfile.BadZipFile, OSError, zlib.error, RuntimeError, NotImplementedError) as error:
            raise InputError(f"not a readable zip file ({error})", file=path.name) from error
    elif path.name.endswith((".csv", ".csv.gz")) and path.is_file():
        yield path.name.removesuffix(".gz"), _read_file(path)
    else:
        raise InputError("not found, expected a folder, a .zip or a .csv file" if not path.exists() else
                         "unknown kind of file, expected a folder, a .zip or a .csv file", file=path.name)  # fmt: skip


def _read_file(path: Path) -> bytes:
    if path.stat().st_size > _MAX_TABLE_BYTES:
        raise InputError(_TOO_LARGE, file=path.name)
    data = path.read_bytes()
    return _gunzip(data, path.name) if path.name.endswith(".gz") else data


def _gunzip(data: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            plain = stream.read(_MAX_TABLE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"damaged gzip file ({error})", file=name) from error
    if len(plain) > _MAX_TABLE_BYTES:
        raise InputError(_TOO_LARGE, file=name)
    return plain


def _rows(name: str, data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield row number (header is 1) and cells by column name; too many cells are dropped, missing ones are ""."""
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(_decode(name, data)))
    try:
        header = next(reader, [])
        for number, cells in enumerate(reader, start=2):
            yield number, {column: cells[i].strip() if i < len(cells) else "" for i, column in enumerate(header)}
    except csv.Error as error:
        raise InputError(f"not readable as CSV ({error})", file=name, row=reader.line_num) from error


def _decode(name: str, data: bytes) -> str:
    if b"\0" in data:
        raise InputError(
            f"byte {data.index(0)} is NUL, expected a UTF-8 text file (not UTF-16 or a spreadsheet file)", file=name
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is not UTF-8, expected a UTF-8 file", file=name) from error


def _header(data: bytes) -> set[str]:
    first = data.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    return {column.strip().strip('"') for column in first.strip("\r").split(",")}


def _language_of(name: str) -> str | None:
    found: list[str] = _LANGUAGE.findall(PurePosixPath(name).stem)
    return found[-1] if found else None


def _kind_of(name: str, row: dict[str, str]) -> str | None:
    """Return the kind by the row's conceptType, or by the file's name where labels come without it."""
    stated = row.get("conceptType", "")
    if stated == "KnowledgeSkillCompetence" or (not stated and "skill" in name.lower()):
        skill_type = row.get("skillType", "")
        return skill_type if skill_type in ("knowledge", "attitude", "language") else "skill"
    if stated == "Occupation" or (not stated and "occupation" in name.lower()):
        return "occupation"
    return {"SkillGroup": "group", "ISCOGroup": "isco"}.get(stated)


def _split_labels(cell: str) -> list[str]:
    parts = cell.split("\n") if "\n" in cell else cell.split("|")
    return [part.strip() for part in parts if part.strip()]


def _read_concepts(source: Source, name: str, data: bytes, is_base: bool) -> None:
    columns = _header(data)
    if missing := sorted({"conceptUri", "preferredLabel"} - columns):
        if name.lower().startswith(("skills_", "occupations_")):
            _decode(name, data)  # a file in another encoding is said to be that
            found = ", ".join(sorted(columns - {""}))[:200] or "an empty file"
            raise InputError(f"column {missing[0]!r} is missing, found {found}", file=name, row=1, column=missing[0])
        return
    is_collection = "Collection" in name
    language = _language_of(name)
    if language is None:
        raise InputError("no language in the file name, expected for example skills_en.csv", file=name)
    by_uri = source.labels.setdefault(language, {})
    members = (
        source.collections.setdefault(name.split("_")[0].removesuffix("Collection"), set()) if is_collection else None
    )
    n_unknown = n_repeated = n_unreleased = 0
    seen: set[str] = set()
    for number, row in _rows(name, data):
        uri, preferred = row["conceptUri"], row["preferredLabel"]
        if not uri or not preferred:
            lacking = "preferredLabel" if uri else "conceptUri"
            source.notes.append(f"{name}, row {number}: no {lacking}, row left out")
            continue
        if row.get("status", "released") not in ("", "released"):
            n_unreleased += 1
            continue
        n_repeated += uri in seen
        seen.add(uri)
        if members is not None:
            members.add(uri)
        elif is_base and uri not in source.concepts:
            kind = _kind_of(name, row)
            if kind is None:
                continue
            links = tuple(part.strip() for part in row.get(_LINKS, "").split(" ") if part.strip())
            source.concepts[uri] = Concept(
                uri, kind, row.get("code", ""), row.get("reuseLevel", ""), row.get("iscoGroup", ""), links,
                tuple(row.get("ecosystems", "").split()),
            )  # fmt: skip
        if uri not in source.concepts:
            n_unknown += 1
            continue
        words = _split_labels(row.get("altLabels", ""))
        known = by_uri.get(uri)
        if known is None:
            by_uri[uri] = Labels(
                preferred, words, _split_labels(row.get("hiddenLabels", "")), row.get("description", "")
            )
        else:
            had = {known.preferred, *known.alternatives}
            known.alternatives += dict.fromkeys(word for word in (preferred, *words) if word not in had)
            known.description = known.description or row.get("description", "")
    if n_unreleased:
        source.notes.append(f"{name}: {n_unreleased} rows are not released concepts, left out")
    if n_repeated:
        source.notes.append(f"{name}: {n_repeated} rows repeat a conceptUri, their words count as alternative labels")
    if n_unknown and not is_collection:
        source.notes.append(f"{name}: {n_unknown} rows name concepts that this taxonomy lacks, left out")


def _read_hierarchy(source: Source, name: str, data: bytes, is_base: bool) -> None:
    """Take the codes of skill groups (S1.2, K04 …) from skillsHierarchy; its tree stands in the broader relations."""
    if "Level 0 URI" not in _header(data) or not is_base:
        return
    for _number, row in _rows(name, data):
        for level in ("0", "1", "2", "3"):
            concept = source.concepts.get(row.get(f"Level {level} URI", ""))
            if concept and not concept.code:
                concept.code = row.get(f"Level {level} code", "")


def _read_relations(source: Source, name: str, data: bytes, is_base: bool) -> None:
    columns = _header(data)
    if not is_base:
        return
    if {"conceptUri", "broaderUri"} <= columns:
        source.broader += [(row["conceptUri"], row["broaderUri"]) for _n, row in _rows(name, data)]
    elif {"occupationUri", "skillUri", "relationType"} <= columns:
        source.occupation_skills += [
            (row["occupationUri"], row["skillUri"], row["relationType"] == "essential") for _n, row in _rows(name, data)
        ]
    elif {"originalSkillUri", "relatedSkillUri"} <= columns:
        source.skill_skills += [
            (row["originalSkillUri"], row["relatedSkillUri"], row.get("relationType") == "essential")
            for _n, row in _rows(name, data)
        ]


def _drop_dangling(source: Source) -> None:
    """Leave out relations to concepts that the tables lack (official files hold some), and say how many."""
    source.broader = _resolved(source, "broader", source.broader)
    source.occupation_skills = _resolved(source, "occupation-skill", source.occupation_skills)
    source.skill_skills = _resolved(source, "skill-skill", source.skill_skills)


def _resolved(source: Source, what: str, relations: list[_Relation]) -> list[_Relation]:
    known = source.concepts
    kept = list(dict.fromkeys(relation for relation in relations if relation[0] in known and relation[1] in known))
    n_dangling = sum(relation[0] not in known or relation[1] not in known for relation in relations)
    if n_dangling:
        source.notes.append(
            f"{n_dangling} of {len(relations)} {what} relations name a concept that the tables lack, left out"
        )
    return kept


def _open_circles(source: Source) -> None:
    """Leave out the broader relations that close a circle, since readers walk upwards; always the same ones."""
    parents: dict[str, list[str]] = {}
    for narrower, wider in sorted(source.broader):
        parents.setdefault(narrower, []).append(wider)
    closing: set[tuple[str, str]] = set()
    done: set[str] = set()
    for start in sorted(parents):
        path: dict[str, Iterator[str]] = {} if start in done else {start: iter(parents[start])}
        while path:
            current = next(reversed(path))
            wider = next(path[current], "")
            if not wider:
                done.add(current)
                del path[current]
            elif wider in path:
                closing.add((current, wider))
            elif wider not in done:
                path[wider] = iter(parents.get(wider, ()))
    if closing:
        source.broader = [relation for relation in source.broader if relation not in closing]
        first = min(closing)
        source.notes.append(
            f"{len(closing)} broader relations close a circle, left out (the first: {first[0]} under {first[1]})"
        )


def _set_kinds(source: Source) -> None:
    """Tell languages and attitudes from skills by the pillar they stand under: ESCO's codes L and A."""
    parents: dict[str, list[str]] = {}
    for narrower, wider in source.broader:
        parents.setdefault(narrower, []).append(wider)
    for uri in source.collections.get("languageSkills", ()):
        if uri in source.concepts and source.concepts[uri].kind in ("skill", "knowledge"):
            source.concepts[uri].kind = "language"
    for concept in source.concepts.values():
        if concept.kind not in ("skill", "knowledge"):
            continue
        seen: set[str] = set()
        stack = [concept.uri]
        while stack:
            uri = stack.pop()
            if uri in seen:
                continue
            seen.add(uri)
            code = source.concepts[uri].code if source.concepts[uri].kind == "group" else ""
            if code[:1] in _PILLAR_KINDS:
                concept.kind = _PILLAR_KINDS[code[:1]]
            stack += parents.get(uri, [])
