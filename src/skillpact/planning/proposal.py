"""From the rows of a study to a training-plan instance: who aims at what, who could attend which course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from skillpact.planning.instance import Course, Funder, Instance, Period, Related, Resource, Talent, Vacancy
from skillpact.profiles import Profiles
from skillpact.profiles.levels import LOWEST_ASKED
from skillpact.records import StudyInputs
from skillpact.records import Vacancy as VacancyRecord


def make_instance(
    inputs: StudyInputs,
    vacancies: Sequence[VacancyRecord],
    talents: Profiles,
    asked: Profiles,
    taught: Profiles,
    essential: Sequence[frozenset[str]],
    relatedness: Any,
    aims: Mapping[str, Sequence[str]],
    occupation_targets: Mapping[str, Mapping[str, float]],
    course_languages: Mapping[str, str],
    *,
    gap: float,
    seed: int,
) -> Instance:
    """Return the instance of a study.

    talents, asked, taught : profiles of `inputs.talents`, `vacancies`, `inputs.courses`, row by row
    aims : talent id → vacancy ids they aim at; occupation_targets : talent id → skills of the occupation they aim at
    course_languages : course id → language of its text, for courses that state none
    A talent's target is what these ask together, the highest level of each skill. Courses that teach nothing known
    are left out; a level that is not assessed stays None, which the plan counts as 0 and reports.
    """
    vacancy_rows = {vacancy_id: row for row, vacancy_id in enumerate(asked.ids)}
    needed = [_needed(asked, row, essential[row], True) for row in range(len(asked.ids))]
    people = []
    for row, talent in enumerate(inputs.talents):
        chosen = [vacancy_id for vacancy_id in aims.get(talent.id, ()) if vacancy_id in vacancy_rows]
        target = dict(occupation_targets.get(talent.id, {}))
        for vacancy_id in chosen:
            for uri, level in needed[vacancy_rows[vacancy_id]].items():
                target[uri] = max(level, target.get(uri, 0.0))
        held = {
            talents.index.uri(column): level if is_known else None
            for column, level, is_known, _weight in talents.row_of(row)
        }
        people.append(
            Talent(
                id=talent.id,
                organisation=talent.employer_id,
                region=talent.region,
                status=str(talent.status),
                languages=talent.languages,
                held=held,
                target=dict(sorted(target.items())),
                hours=dict(talent.hours),
                vacancies=tuple(sorted(chosen)),
            )
        )
    offered = []
    for row, course in enumerate(inputs.courses):
        teaches = {
            taught.index.uri(column): level for column, level, _known, _weight in taught.row_of(row) if level > 0
        }
        if teaches and course.period_ids:
            language = course.language or course_languages.get(course.id) or inputs.cluster.language
            offered.append(_course(course, teaches, language))
    offered = _with_all_required(offered)
    instance_vacancies = [
        Vacancy(
            id=vacancy.id,
            organisation=vacancy.company_id,
            openings=vacancy.openings,
            essential=needed[row],
            optional=_needed(asked, row, essential[row], False),
        )
        for row, vacancy in enumerate(vacancies)
        if needed[row]
    ]
    known = {vacancy.id for vacancy in instance_vacancies}
    people = [
        Talent(
            p.id, p.organisation, p.region, p.status, p.languages, p.held, p.target, p.hours,
            tuple(v for v in p.vacancies if v in known),
        )
        for p in people
    ]  # fmt: skip
    return Instance(
        seed=seed,
        gap=gap,
        periods=tuple(Period(p.id, p.starts_on, p.ends_on) for p in inputs.cluster.periods),
        talents=tuple(people),
        vacancies=tuple(instance_vacancies),
        courses=tuple(offered),
        resources=tuple(Resource(name, n) for name, n in inputs.cluster.resources),
        funders=tuple(
            Funder(f.id, f.budget_cents, f.max_share, f.organisations, f.regions, f.statuses)
            for f in inputs.cluster.funders
        ),
        related=_related(people, instance_vacancies, talents, relatedness),
    )


def _course(course: Any, teaches: Mapping[str, float], language: str) -> Course:
    return Course(
        id=course.id,
        teaches=teaches,
        hours=course.hours,
        seats_min=course.seats_min,
        seats_max=course.seats_max,
        cohorts_max=course.cohorts_max,
        cohort_cost_cents=course.cohort_cost_cents,
        seat_cost_cents=course.seat_cost_cents,
        periods=course.period_ids,
        language=language,
        mode=str(course.mode),
        provider=course.provider,
        requires=course.requires,
        region=course.region,
        resources=course.resources,
    )


def _with_all_required(courses: list[Course]) -> list[Course]:
    """Leave out courses whose prerequisite is not on offer, and those that need these."""
    while True:
        known = {course.id for course in courses}
        kept = [course for course in courses if set(course.requires) <= known]
        if len(kept) == len(courses):
            return kept
        courses = kept


def _needed(asked: Profiles, row: int, essential: frozenset[str], is_essential: bool) -> dict[str, float]:
    return {
        uri: max(level, LOWEST_ASKED)
        for column, level, _known, _weight in asked.row_of(row)
        if ((uri := asked.index.uri(column)) in essential) == is_essential
    }


def _related(
    people: Sequence[Talent], vacancies: Sequence[Vacancy], talents: Profiles, relatedness: Any
) -> tuple[Related, ...]:
    """Return the relations that can matter: from a held to another asked skill."""
    held = sorted({uri for person in people for uri in person.held})
    wanted = {uri for person in people for uri in person.target} | {uri for v in vacancies for uri in v.essential}
    found = []
    for uri in held:
        column = talents.index.column(uri)
        for k in range(relatedness.indptr[column], relatedness.indptr[column + 1]):
            other = talents.index.uri(int(relatedness.indices[k]))
            if other != uri and other in wanted:
                found.append(Related(uri, other, round(float(relatedness.data[k]), 4)))
    return tuple(found)
