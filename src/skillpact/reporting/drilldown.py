"""What opens below a figure: the sentences of vacancies behind a skill, the reasons behind a match."""

from __future__ import annotations

from dataclasses import dataclass, field

from skillpact.reporting.languages import vacancy_language
from skillpact.reporting.people_tables import HELD, NOT_MET, NOTHING_KNOWN, PARTLY
from skillpact.reporting.table import Cell, Table
from skillpact.reporting.view import View

SKILLS_AT_MOST = 100
SENTENCES_AT_MOST = 30  # of one skill; the rest is in evidence.csv
OCCUPATIONS_AT_MOST = 100
VACANCIES_AT_MOST = 10  # of one occupation
QUOTES_AT_MOST = 12  # of one vacancy, below its occupation
TALENTS_AT_MOST = 200
FUNCTIONS_AT_MOST = 100
_BULLETS = " \t-–—*•·‣▪"
_SENTENCE_AT_MOST = 400  # characters shown around the marked words


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence, cut into what stands before, in and after the mark; all empty where it was stated as data."""

    skill: str
    source: str
    asked_as: str
    before: str
    marked: str
    after: str


@dataclass
class Source:
    """One vacancy with its sentences on one skill; `language` where it is not the page's."""

    vacancy_id: str
    title: str
    company: str
    language: str | None
    quotes: list[Quote] = field(default_factory=list)


@dataclass
class SkillSources:
    """The vacancies behind one row of the balance; `n_more` sentences are not shown."""

    uri: str
    skill: str
    sources: list[Source]
    n_quotes: int
    n_vacancies: int
    n_more: int


@dataclass
class VacancySkills:
    """One vacancy with the skills it asks and the sentences that say so."""

    vacancy_id: str
    title: str
    company: str
    language: str | None
    needed: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)


@dataclass
class OccupationSources:
    """The vacancies behind one occupation."""

    uri: str | None
    occupation: str
    n_vacancies: int
    n_short: int
    vacancies: list[VacancySkills]


@dataclass(frozen=True)
class MatchReasons:
    """One match with its asked skills by state, each with the reason in words ("" where the state says it)."""

    vacancy_id: str
    title: str
    company: str
    language: str | None
    met: int
    essential: int
    held: list[tuple[str, str]]
    partly: list[tuple[str, str]]
    not_met: list[tuple[str, str]]
    nothing_known: list[tuple[str, str]]


@dataclass(frozen=True)
class TalentMatches:
    """The matches of one talent, best first."""

    talent_id: str
    matches: list[MatchReasons]


@dataclass(frozen=True)
class FunctionProfile:
    """What a company expects of one function: skills with the level in words."""

    company: str
    title: str
    needed: list[tuple[str, str]]
    wanted: list[tuple[str, str]]


def profiles_by_function(view: View, function_gaps: Table) -> dict[tuple[Cell, Cell], FunctionProfile]:
    """Return (company id, function id) → its expected profile, of the first functions of the table, in its order."""
    functions = {(f.company_id, f.id): f for f in view.study.inputs.functions}
    found: dict[tuple[Cell, Cell], FunctionProfile] = {}
    for row in function_gaps.records():
        key = (str(row["company_id"]), str(row["function_id"]))
        if key in found or key not in functions or len(found) == FUNCTIONS_AT_MOST:
            continue
        asked = [(view.skill(r.uri), view.level(r.level), r.is_essential) for r in functions[key].requirements]
        found[key] = FunctionProfile(
            str(row["company"]),
            str(row["function"]),
            [(label, level) for label, level, is_essential in asked if is_essential],
            [(label, level) for label, level, is_essential in asked if not is_essential],
        )
    return found


def sources_by_skill(view: View, balance: Table, evidence: Table) -> list[SkillSources]:
    """Return the sources of the first skills of the balance sheet, in its order."""
    shown = [str(uri) for uri in balance.column("skill_uri")[:SKILLS_AT_MOST]]
    found: dict[str, dict[str, Source]] = {uri: {} for uri in shown}
    counts = dict.fromkeys(shown, 0)
    vacancies: dict[str, set[str]] = {uri: set() for uri in shown}
    labels: dict[str, str] = {}
    for row in evidence.records():
        uri, vacancy_id = str(row["skill_uri"]), str(row["vacancy_id"])
        if uri not in found:
            continue
        labels[uri] = str(row["skill"])
        counts[uri] += 1
        vacancies[uri].add(vacancy_id)
        if counts[uri] > SENTENCES_AT_MOST:
            continue
        source = found[uri].get(vacancy_id)
        if source is None:
            language = vacancy_language(view, vacancy_id)
            source = found[uri][vacancy_id] = Source(vacancy_id, str(row["title"]), str(row["company"]), language)
        source.quotes.append(_quote(row))
    return [
        SkillSources(
            uri,
            labels[uri],
            list(found[uri].values()),
            counts[uri],
            len(vacancies[uri]),
            max(0, counts[uri] - SENTENCES_AT_MOST),
        )
        for uri in shown
        if uri in labels
    ]


def sources_by_occupation(
    view: View, occupations: Table, shortage_map: Table, evidence: Table
) -> list[OccupationSources]:
    """Return the vacancies of the first occupations, in the order of their table."""
    ids: dict[Cell, list[str]] = {}
    for row in shortage_map.records():
        ids.setdefault(row["occupation_uri"], []).extend(str(row["vacancy_ids"]).split("; "))
    found = []
    wanted: dict[str, VacancySkills] = {}
    for row in occupations.records()[:OCCUPATIONS_AT_MOST]:
        uri = row["occupation_uri"]
        vacancies = []
        for vacancy_id in sorted(ids.get(uri, ()))[:VACANCIES_AT_MOST]:
            vacancy = view.vacancies[vacancy_id]
            wanted[vacancy_id] = VacancySkills(
                vacancy_id, vacancy.title, view.company(vacancy.company_id), vacancy_language(view, vacancy_id)
            )
            vacancies.append(wanted[vacancy_id])
        key = None if uri is None else str(uri)
        found.append(
            OccupationSources(key, str(row["occupation"]), len(ids.get(uri, ())), _whole(row["short"]), vacancies)
        )
    needed_word = view.say_as("one skill", "needed")
    seen: set[tuple[str, Cell]] = set()
    for row in evidence.records():
        vacancy_id = str(row["vacancy_id"])
        if vacancy_id not in wanted:
            continue
        entry = wanted[vacancy_id]
        listed = entry.needed if row["asked_as"] == needed_word else entry.wanted
        if row["skill"] not in listed:
            listed.append(str(row["skill"]))
        # A sentence that names several skills stands once.
        if (
            row["sentence"] is not None
            and (vacancy_id, row["sentence"]) not in seen
            and len(entry.quotes) < QUOTES_AT_MOST
        ):
            seen.add((vacancy_id, row["sentence"]))
            entry.quotes.append(_quote(row))
    return found


def matches_by_talent(view: View, matches: Table, parts: Table) -> tuple[list[TalentMatches], int]:
    """Return the matches of the first talents by id with their reasons, and how many talents there are."""
    by_talent: dict[str, list[dict[str, Cell]]] = {}
    for row in matches.records():
        by_talent.setdefault(str(row["talent_id"]), []).append(row)
    shown = list(by_talent)[:TALENTS_AT_MOST]
    reasons: dict[tuple[str, str], dict[str, list[tuple[str, str]]]] = {}
    wanted = set(shown)
    for part in parts.records():
        if part["talent_id"] in wanted:
            states = reasons.setdefault(
                (str(part["talent_id"]), str(part["vacancy_id"])),
                {HELD: [], PARTLY: [], NOT_MET: [], NOTHING_KNOWN: []},
            )
            is_plain = part["state"] in (NOTHING_KNOWN, NOT_MET)
            states[str(part["state"])].append((str(part["skill"]), "" if is_plain else str(part["reason"])))
    found = []
    for talent_id in shown:
        mine = []
        for row in by_talent[talent_id]:
            states = reasons.get((talent_id, str(row["vacancy_id"])), {})
            mine.append(
                MatchReasons(
                    str(row["vacancy_id"]),
                    str(row["title"]),
                    str(row["company"]),
                    vacancy_language(view, str(row["vacancy_id"])),
                    _whole(row["essential_met"]),
                    _whole(row["essential"]),
                    states.get(HELD, []),
                    states.get(PARTLY, []),
                    states.get(NOT_MET, []),
                    states.get(NOTHING_KNOWN, []),
                )
            )
        found.append(TalentMatches(talent_id, mine))
    return found, len(by_talent)


def _quote(row: dict[str, Cell]) -> Quote:
    source, asked_as = str(row["source"]), str(row["asked_as"])
    sentence, start, end = row["sentence"], row["mark_start"], row["mark_end"]
    if not isinstance(sentence, str) or not isinstance(start, int) or not isinstance(end, int):
        return Quote(str(row["skill"]), source, asked_as, "", "", "")
    room = max(0, _SENTENCE_AT_MOST - (end - start)) // 2
    before, after = sentence[:start], sentence[end:]
    # The mark of a list is no part of what it says.
    before = before.lstrip(_BULLETS)
    if len(before) > room:
        before = "…" + before[len(before) - room :]
    if len(after) > room:
        after = after[:room] + "…"
    return Quote(str(row["skill"]), source, asked_as, before, sentence[start:end], after)


def _whole(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
