"""Reads the input folder of a study. What cannot be used is refused by place, the rest goes on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from skillpact.errors import InputError
from skillpact.files.cluster import FileMapping, resolve_path
from skillpact.files.contents import list_files, problem_of
from skillpact.files.documents import Document, DocumentReader, Role
from skillpact.files.limits import MAX_OPENINGS
from skillpact.files.rows import SHAPES, RowReader
from skillpact.files.skillcells import Resolve
from skillpact.files.tables import Row, collect, read_rows
from skillpact.files.wording import single_line
from skillpact.records import Cluster, Course, Place, Refusal, Status, StudyInputs, Talent, Vacancy

_Record = TypeVar("_Record")
Progress = Callable[[str, int, int], None]
_FOLDER_ROLES: dict[str, Role] = {"vacancies": "vacancy", "talents": "talent", "courses": "course"}


def read_inputs(
    folder: Path,
    cluster: Cluster,
    mappings: dict[str, FileMapping],
    *,
    resolve_skill: Resolve,
    resolve_occupation: Resolve,
    on_progress: Progress | None = None,
) -> StudyInputs:
    """Return everything a study starts from.

    resolve_skill, resolve_occupation : concept URI or label → concept URI, None where the taxonomy lacks it
    Raises InputError where a file as a whole cannot be used, or where there is neither a vacancy nor a function.
    """
    with ExitStack() as stack:
        reader = _FolderReader(folder, cluster, mappings, stack, on_progress)
        rows = RowReader(cluster, resolve_skill, resolve_occupation, frozenset())
        companies = reader.table("companies", rows.company, lambda c: c.id)
        rows = RowReader(cluster, resolve_skill, resolve_occupation, frozenset(c.id for c in companies))
        functions = reader.table("functions", rows.function, lambda f: (f.id, f.company_id))
        employees = reader.table("employees", rows.employee, lambda e: (e.id, e.company_id))
        vacancies = reader.table_with_documents("vacancies", rows.vacancy, lambda v: v.id)
        by_name = {c.name.casefold(): c.id for c in companies}
        known = {v.id for v in vacancies}
        vacancies += reader.loose("vacancies", lambda d, p: _vacancy_of(d, p, by_name, rows.companies), known)
        talents = reader.table_with_documents("talents", rows.talent, lambda t: t.id)
        talents += reader.loose("talents", lambda d, p: _talent_of(d, p, cluster), {t.id for t in talents})
        talents = _with_known_vacancies(talents, {v.id for v in vacancies}, reader.refusals)
        courses = reader.table_with_documents("courses", rows.course, lambda c: c.id)
        reader.refuse_loose_courses()
        courses = _with_prerequisites(courses, reader.refusals)
    if not vacancies and not functions:
        raise InputError(
            "no usable vacancy and no function found, expected vacancies.csv, a folder vacancies/ or functions.csv"
            + (
                f" ({len(reader.refusals)} rows or files refused, the first: {_first(reader.refusals)})"
                if reader.refusals
                else ""
            )
        )
    return StudyInputs(
        cluster=cluster,
        companies=_sorted(companies),
        functions=tuple(sorted(functions, key=lambda f: (f.company_id, f.id))),
        employees=tuple(sorted(employees, key=lambda e: (e.company_id, e.id))),
        vacancies=_sorted(vacancies),
        talents=_sorted(talents),
        courses=_sorted(courses),
        refusals=tuple(
            sorted(map(_on_one_line, reader.refusals), key=lambda r: (r.file, r.row or 0, r.column or "", r.message))
        ),
    )


def _sorted(records: list[_Record]) -> tuple[_Record, ...]:
    """By id: the order of rows in a file changes nothing in a study."""
    return tuple(sorted(records, key=lambda record: record.id))  # type: ignore[attr-defined]


def _on_one_line(refusal: Refusal) -> Refusal:
    column = single_line(refusal.column) if refusal.column else None
    return Refusal(single_line(refusal.file), refusal.row, column, single_line(refusal.message))


def _first(refusals: list[Refusal]) -> str:
    first = _on_one_line(refusals[0])
    return str(InputError(first.message, file=first.file, row=first.row, column=first.column))


@dataclass
class _FolderReader:
    folder: Path
    cluster: Cluster
    mappings: dict[str, FileMapping]
    stack: ExitStack
    on_progress: Progress | None
    refusals: list[Refusal] = field(default_factory=list)
    used_files: set[Path] = field(default_factory=set)
    _documents: DocumentReader | None = None

    def table(self, table: str, make: Callable[[Row], _Record], key: Callable[[_Record], object]) -> list[_Record]:
        """Return the records of one table, none where the file is absent."""
        return collect(self._rows(table), make, self.refusals, key=key)

    def table_with_documents(
        self, table: str, make: Callable[[Row, Document | None], _Record], key: Callable[[_Record], object]
    ) -> list[_Record]:
        """Return the records of a table whose rows may name a document in their column `file`."""

        def make_with_document(row: Row) -> _Record:
            stated = row.text("file")
            return make(row, self._named_document(row, table, stated) if stated else None)

        return collect(self._rows(table), make_with_document, self.refusals, key=key)

    def loose(self, table: str, make: Callable[[Document, Path], _Record], known: set[str]) -> list[_Record]:
        """Return records of the documents in a folder that no row of the table names."""
        paths = self._loose_paths(table)
        records: list[_Record] = []
        for done, path in enumerate(paths):
            if self.on_progress:
                self.on_progress(f"reading {table}", done, len(paths))
            name = self._name(path)
            try:
                result = self.documents.read(path, role=_FOLDER_ROLES[table], name=name)
            except InputError as error:
                self.refusals.append(Refusal(name, error.row, error.column, error.message))
                continue
            self.refusals += result.refusals
            for document in result.documents:
                record = make(document, path)
                if record.id in known:  # type: ignore[attr-defined]
                    message = f'the id "{document.id}" is already in use, rename the file'
                    self.refusals.append(Refusal(name, None, None, message))
                    continue
                known.add(record.id)  # type: ignore[attr-defined]
                records.append(record)
        return records

    def refuse_loose_courses(self) -> None:
        """Refuse course documents without a row: a text states no price, and nothing is guessed."""
        for path in self._loose_paths("courses"):
            name = self._name(path)
            message = (
                "no row of courses.csv names this file in its column 'file', expected one with hours, seats and price"
            )
            self.refusals.append(Refusal(name, None, None, message))

    @property
    def documents(self) -> DocumentReader:
        """The reader of documents, started on first need."""
        if self._documents is None:
            self._documents = self.stack.enter_context(DocumentReader())
        return self._documents

    def _rows(self, table: str) -> Iterator[Row]:
        mapping = self.mappings.get(table, FileMapping(None, {}, {}, None))
        if mapping.path:
            path = resolve_path(self.folder, table, mapping.path)
            name = single_line(path.name)
        else:
            name = f"{table}.csv"
            path = self.folder / name
            problem = problem_of(path, self.folder, expected="a CSV file")
            if problem == "is not there":
                return
            if problem:
                raise InputError(f"the file {problem}", file=name)
        rows = read_rows(path, name, SHAPES[table], self.refusals, columns=mapping.columns, defaults=mapping.defaults)
        for number, row in enumerate(rows):
            if mapping.limit is not None and number >= mapping.limit:
                return
            yield row

    def _named_document(self, row: Row, table: str, stated: str) -> Document:
        path = self.folder / stated
        shown = f'"{stated[:60]}"'
        # A table may not reach out of its folder ("../../etc/passwd").
        problem = problem_of(path, self.folder)
        if problem == "is not there":
            raise row.error("file", f"names {shown}, which is not there")
        if problem and "leads out" in problem:
            raise row.error("file", f"is {shown}, expected a file inside this folder")
        if problem:
            raise row.error("file", f"names {shown}, which {problem}")
        self.used_files.add(path.resolve())
        try:
            result = self.documents.read(path, role=_FOLDER_ROLES[table], name=stated)
        except InputError as error:
            raise row.error("file", f"{shown}: {error.message}") from error
        if len(result.documents) != 1:
            raise row.error("file", f"{shown} holds {len(result.documents)} documents, expected one")
        return result.documents[0]

    def _loose_paths(self, table: str) -> list[Path]:
        files, refused = list_files(self.folder / table, self.folder)
        for path, problem in refused:
            self.refusals.append(Refusal(self._name(path), None, None, problem))
        return [path for path in files if path.resolve() not in self.used_files]

    def _name(self, path: Path) -> str:
        return single_line(path.relative_to(self.folder).as_posix())


def _with_known_vacancies(talents: list[Talent], known: set[str], refusals: list[Refusal]) -> list[Talent]:
    """Refuse talents who aim at a vacancy that is not there: without it, nobody knows what they aim at."""
    kept = []
    for talent in talents:
        missing = [vacancy_id for vacancy_id in talent.vacancy_ids if vacancy_id not in known]
        if missing:
            message = f'names the vacancy "{missing[0][:60]}", which no usable row or file holds'
            refusals.append(Refusal(talent.place.file, talent.place.row, "vacancies", message))
        else:
            kept.append(talent)
    return kept


def _with_prerequisites(courses: list[Course], refusals: list[Refusal]) -> list[Course]:
    """Refuse courses that need one that is not there, and courses that need each other in a circle."""
    kept = {course.id: course for course in courses}
    offered = set(kept)
    while True:
        # A course whose prerequisites all stand can be taken; what never can, needs itself or something missing.
        standing: set[str] = set()
        while fresh := {i for i, c in kept.items() if i not in standing and set(c.requires) <= standing}:
            standing |= fresh
        refused = [kept[i] for i in sorted(kept.keys() - standing)]
        for course in refused:
            missing = [r for r in course.requires if r not in offered]
            message = (
                f'names "{missing[0]}", which no usable row offers'
                if missing
                else f'names "{course.requires[0]}", which needs a course that is not offered or, in a circle, this one'
            )
            refusals.append(Refusal(course.place.file, course.place.row, "requires", message))
            del kept[course.id]
        if not refused:
            return list(kept.values())


def _vacancy_of(document: Document, path: Path, by_name: dict[str, str], companies: frozenset[str]) -> Vacancy:
    organisation = document.fields.get("hiringOrganization", "").casefold()
    company = path.parent.name if path.parent.name in companies else by_name.get(organisation)
    first_line = next((line.strip() for line in document.text.splitlines() if line.strip()), "")
    return Vacancy(
        id=document.id,
        company_id=company,
        title=(document.title or first_line)[:200],
        text=document.text,
        language=document.language[:2] if document.language else None,
        occupation_uri=None,
        openings=_openings(document.fields.get("totalJobOpenings", "")),
        region=document.fields.get("addressRegion") or None,
        published_on=_day(document.fields.get("datePosted", "")),
        requirements=(),
        place=Place(single_line(path.name)),
    )


def _talent_of(document: Document, path: Path, cluster: Cluster) -> Talent:
    return Talent(
        id=_opaque(cluster.id, path.name, document.id),
        text=document.text,
        language=document.language[:2] if document.language else None,
        status=Status.INACTIVE,
        region=cluster.region,
        employer_id=None,
        languages=(cluster.language,),
        hours=(),
        skills=(),
        target_occupation_uri=None,
        vacancy_ids=(),
        place=Place(single_line(path.name)),
    )


def _opaque(cluster_id: str, *names: str) -> str:
    """Return the same reference in every study of a cluster; files of CVs are mostly named after their person."""
    digest = hashlib.blake2b(
        "\0".join(names).encode("utf-8", "surrogateescape"), key=cluster_id.encode("utf-8")[:64], digest_size=6
    )
    return f"t-{digest.hexdigest()}"


def _openings(text: str) -> int:
    stated = int(text) if re.fullmatch(r"[1-9][0-9]{0,6}", text) else 1
    return stated if stated <= MAX_OPENINGS else 1


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
