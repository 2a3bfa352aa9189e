"""From records and what was read in their texts to profiles. A stated value wins over one read in a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from skillpact.extraction import Extraction, required_uris
from skillpact.profiles.levels import ProfileSettings
from skillpact.profiles.matrices import Profiles, SkillIndex, Statement, build_profiles
from skillpact.records import Course, Evidence, HeldSkill, Requirement, Talent, Vacancy
from skillpact.taxonomy import Taxonomy


def vacancy_requirements(
    vacancy: Vacancy, extraction: Extraction | None, taxonomy: Taxonomy
) -> tuple[Requirement, ...]:
    """Return what a vacancy asks: stated requirements, then those read in its text, by URI.

    An attitude read in a text ("patience") is nice to have: no document can prove it, so that it never excludes.
    """
    found = {requirement.uri: requirement for requirement in vacancy.requirements}
    for uri, (is_essential, level, _score) in required_uris(extraction).items() if extraction else ():
        if uri not in found:
            is_provable = taxonomy.skills.kind(taxonomy.skills.row(uri)) != "attitude"
            found[uri] = Requirement(uri, level, is_essential and is_provable)
        elif found[uri].level is None and level is not None:
            found[uri] = Requirement(uri, level, found[uri].is_essential)
    return tuple(found[uri] for uri in sorted(found))


def held_skills(talent: Talent, extraction: Extraction | None, as_of: date) -> tuple[HeldSkill, ...]:
    """Return what a talent holds: stated skills without expired licences, then those inferred from the text."""
    found = {s.uri: s for s in talent.skills if s.expires_on is None or s.expires_on >= as_of}
    expired = {s.uri for s in talent.skills} - found.keys()
    for uri, (_essential, level, _score) in required_uris(extraction).items() if extraction else ():
        # A text that still names an expired licence does not renew it.
        if uri not in found and uri not in expired:
            found[uri] = HeldSkill(uri, level, Evidence.INFERRED)
    return tuple(found[uri] for uri in sorted(found))


def requirement_profiles(
    ids: Sequence[str], requirements: Sequence[Sequence[Requirement]], openings: Sequence[int], index: SkillIndex,
    settings: ProfileSettings,
) -> Profiles:  # fmt: skip
    """Return profiles of vacancies or functions: weight is (1 essential, `optional_weight` optional) × openings."""
    return build_profiles(
        ids,
        (
            Statement(row, r.uri, r.level, (1.0 if r.is_essential else settings.optional_weight) * openings[row])
            for row, asked in enumerate(requirements)
            for r in asked
        ),
        index,
        default_level=settings.default_asked_level,
    )


def holder_profiles(
    ids: Sequence[str], held: Sequence[Sequence[HeldSkill]], index: SkillIndex, settings: ProfileSettings
) -> Profiles:
    """Return profiles of talents or employees: weight is the weight of the evidence."""
    return build_profiles(
        ids,
        (
            Statement(row, skill.uri, skill.level, settings.evidence_weights[skill.evidence])
            for row, skills in enumerate(held)
            for skill in skills
        ),
        index,
        default_level=settings.default_held_level,
    )


def course_profiles(
    courses: Sequence[Course], extractions: Mapping[str, Extraction], index: SkillIndex, settings: ProfileSettings
) -> Profiles:
    """Return profiles of courses: stated outcomes; where none are stated, the skills read in the text. Weight 1."""
    statements = []
    for row, course in enumerate(courses):
        if course.outcomes:
            statements += [Statement(row, outcome.uri, outcome.level, 1.0) for outcome in course.outcomes]
        elif course.id in extractions:
            read = required_uris(extractions[course.id])
            statements += [Statement(row, uri, level, 1.0) for uri, (_e, level, _s) in read.items()]
    return build_profiles([c.id for c in courses], statements, index, default_level=settings.default_taught_level)
