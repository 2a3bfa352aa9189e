"""One run on a frozen snapshot: from inputs to profiles, matches, gaps, shortages and, where wished, a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skillpact import __version__
from skillpact.extraction import (
    Extraction,
    Extractor,
    OccupationLink,
    OccupationLinker,
    UnmatchedCollector,
    UnmatchedTerm,
)  # fmt: skip
from skillpact.extraction.parallel import ParallelExtractor
from skillpact.extraction.tiers import Tier, make_extractor
from skillpact.files.cluster import read_cluster
from skillpact.files.folder import read_inputs
from skillpact.gaps import (
    FunctionGap,
    LeftOut,
    OccupationShortage,
    SkillBalance,
    fill_openings,
    function_gaps,
    meets_essentials,
    occupation_shortages,
    open_vacancies,
    skill_balances,
)  # fmt: skip
from skillpact.matching import Match, best_matches, explain_match, weights_with_unread
from skillpact.ordering import tie_break
from skillpact.planning import Instance, PlanResult, solve_plan
from skillpact.planning.proposal import make_instance
from skillpact.profiles import Profiles, ProfileSettings, RelatednessSettings, SkillIndex, skill_relatedness
from skillpact.profiles.assemble import (
    course_profiles,
    held_skills,
    holder_profiles,
    requirement_profiles,
    vacancy_requirements,
)
from skillpact.records import HeldSkill, Requirement, StudyInputs, Vacancy
from skillpact.taxonomy import Taxonomy, TaxonomyStore
from skillpact.taxonomy.lookup import LabelLookup

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class StudySettings:
    """What fixes a study beside its inputs. All stand in study.json.

    tier : how texts are read (extraction.tiers); None: by labels and meaning where the taxonomy is ESCO, for whose
    skills chances were measured, else by labels alone
    threshold : mentions scored below are not read as skills, None for what suits the tier
    n_matches : vacancies kept for each talent
    minimum_score : matches below are not shown; least_skills : an advertisement asks at least so many essential
    skills, whatever was found in it (more: short advertisements rank lower; 0: one skill found is all that is asked)
    unmatched_documents : vacancies and courses that hold a phrase without a concept, for it to be listed
    with_plan : make the plan's instance; solves_plan : and solve it; plan_time_limit_s : None for no limit
    """

    tier: Tier | None = None
    threshold: float | None = None
    n_matches: int = 5
    minimum_score: float = 0.3
    least_skills: float = 3.0
    unmatched_documents: int = 3
    seed: int = 0
    with_plan: bool = True
    solves_plan: bool = True
    plan_time_limit_s: float | None = 60.0
    plan_gap: float = 0.01
    profiles: ProfileSettings = field(default_factory=ProfileSettings)
    relatedness: RelatednessSettings = field(default_factory=RelatednessSettings)


@dataclass(frozen=True)
class Coverage:
    """How much the figures stand on."""

    n_companies: int
    n_companies_answered: int
    n_vacancies_read: int
    n_vacancies_counted: int
    n_vacancies_without_skills: int
    n_talents: int
    n_talents_without_skills: int
    n_talents_with_document: int


@dataclass(frozen=True)
class Study:
    """The result of one run. Ids and URIs only; labels are looked up when it is shown.

    vacancies : those that count as need; `requirements`, `essential`, `openings` have the rows of `vacancy_profiles`
    extractions : of vacancies and courses, by id. Texts of talents leave no mention behind.
    """

    inputs: StudyInputs
    settings: StudySettings
    taxonomy: Taxonomy
    coverage: Coverage
    vacancies: tuple[Vacancy, ...]
    left_out: tuple[LeftOut, ...]
    vacancy_extractions: Mapping[str, Extraction]
    course_extractions: Mapping[str, Extraction]
    occupations: Mapping[str, OccupationLink]
    requirements: tuple[tuple[Requirement, ...], ...]
    held: tuple[tuple[HeldSkill, ...], ...]
    vacancy_profiles: Profiles
    talent_profiles: Profiles
    course_profiles: Profiles
    balances: tuple[SkillBalance, ...]
    occupation_shortages: tuple[OccupationShortage, ...]
    n_filled: Mapping[str, int]
    function_gaps: tuple[FunctionGap, ...]
    matches: tuple[Match, ...]
    unmatched: tuple[UnmatchedTerm, ...]
    instance: Instance | None
    plan: PlanResult | None
    program_version: str = __version__


def load_study_inputs(
    folder: Path, store: TaxonomyStore, *, taxonomy: str | None = None, on_progress: Progress | None = None
) -> tuple[StudyInputs, Taxonomy]:
    """Read an input folder with the taxonomy it names (`taxonomy` overrides it). Raises InputError, TaxonomyError."""
    cluster, mappings = read_cluster(folder)
    found = store.find(taxonomy or cluster.taxonomy)
    skills, occupations = LabelLookup(found, "skills"), LabelLookup(found, "occupations")
    inputs = read_inputs(
        folder,
        cluster,
        mappings,
        resolve_skill=skills.find,
        resolve_occupation=occupations.find,
        on_progress=on_progress,
    )
    return inputs, found


def run_study(
    inputs: StudyInputs,
    taxonomy: Taxonomy,
    settings: StudySettings | None = None,
    *,
    extractor: Extractor | None = None,
    n_workers: int = 1,
    on_progress: Progress | None = None,
) -> Study:
    """Run one study. The same inputs, settings and taxonomy give the same result, whatever the order of rows.

    n_workers : processes that read texts. More than 1 forks this process, which must have no threads of its own.
    """
    chosen = settings or StudySettings()
    reader = extractor or _reader(taxonomy, chosen, on_progress)
    cluster = inputs.cluster
    index = SkillIndex(taxonomy)

    vacancies, left_out = open_vacancies(inputs.vacancies, cluster.as_of, cluster.stale_after_days)
    with ParallelExtractor(reader, n_workers=n_workers) as many:
        read_vacancies = _extract(many, [(v.id, v.text, v.language) for v in vacancies], "vacancies", on_progress)
        read_talents = _extract(many, [(t.id, t.text, t.language) for t in inputs.talents], "talents", on_progress)
        read_courses = _extract(
            many, [(c.id, c.text, c.language) for c in inputs.courses if not c.outcomes], "courses", on_progress
        )
    occupations = _occupations(vacancies, read_vacancies, taxonomy)
    unmatched = _unmatched(inputs, vacancies, read_vacancies, read_courses, reader, taxonomy, chosen, on_progress)

    _say(on_progress, "profiles", 0, 4)
    requirements = tuple(vacancy_requirements(v, read_vacancies.get(v.id), taxonomy) for v in vacancies)
    essential = [frozenset(r.uri for r in asked if r.is_essential) for asked in requirements]
    openings = [v.openings for v in vacancies]
    companies = [v.company_id for v in vacancies]
    held = tuple(held_skills(t, read_talents.get(t.id), cluster.as_of) for t in inputs.talents)
    asked_profiles = requirement_profiles([v.id for v in vacancies], requirements, openings, index, chosen.profiles)
    talent_profiles = holder_profiles([t.id for t in inputs.talents], held, index, chosen.profiles)
    taught = course_profiles(inputs.courses, read_courses, index, chosen.profiles)
    relatedness = skill_relatedness(index, chosen.relatedness)

    _say(on_progress, "shortages", 1, 4)
    balances = skill_balances(
        asked_profiles, essential, openings, companies, talent_profiles, taught,
        [c.seats_under_way for c in inputs.courses], relatedness,
    )  # fmt: skip
    hidden_from = [frozenset({t.employer_id, *t.hidden_from} - {None}) for t in inputs.talents]

    def is_allowed(talent: int, vacancy: int) -> bool:
        # A talent's private profile is invisible to their present employer and to whom they named, here and everywhere.
        return companies[vacancy] not in hidden_from[talent]

    filled = fill_openings(
        meets_essentials(talent_profiles, asked_profiles, essential, relatedness), openings, is_allowed,
        talent_order=_fair_order(talent_profiles.ids, chosen.seed),
        vacancy_order=_fair_order(asked_profiles.ids, chosen.seed),
    )  # fmt: skip
    by_occupation = occupation_shortages(
        [v.id for v in vacancies],
        [occupations[v.id].uri if v.id in occupations else None for v in vacancies],
        companies, openings, filled,
    )  # fmt: skip

    _say(on_progress, "matches", 2, 4)
    is_only_read = [not v.requirements for v in vacancies]
    totals = weights_with_unread(asked_profiles, openings, is_only_read, chosen.least_skills)
    pairs = best_matches(
        talent_profiles, asked_profiles, relatedness,
        top_k=chosen.n_matches, minimum_score=chosen.minimum_score, total_weights=totals, is_allowed=is_allowed,
        seed=chosen.seed,
    )  # fmt: skip
    relatedness_to = relatedness.T.tocsr()
    relatedness_to.sort_indices()
    matches = tuple(
        explain_match(talent_profiles, asked_profiles, relatedness_to, pair, essential[pair[1]], float(totals[pair[1]]))
        for pair in pairs
    )
    gaps_of_functions = _function_gaps(inputs, index, chosen, relatedness)

    instance, plan = None, None
    if chosen.with_plan and inputs.courses and cluster.periods and inputs.talents:
        _say(on_progress, "plan", 3, 4)
        instance = make_instance(
            inputs, vacancies, talent_profiles, asked_profiles, taught, essential, relatedness,
            _aims(inputs, matches), _occupation_targets(inputs, taxonomy, chosen.profiles.default_asked_level),
            {course_id: read.language for course_id, read in read_courses.items() if read.language},
            gap=chosen.plan_gap, seed=chosen.seed,
        )  # fmt: skip
        if chosen.solves_plan:
            plan = solve_plan(instance, time_limit_s=chosen.plan_time_limit_s)
    _say(on_progress, "done", 4, 4)
    return Study(
        inputs=inputs,
        settings=chosen,
        taxonomy=taxonomy,
        coverage=Coverage(
            n_companies=len(inputs.companies),
            n_companies_answered=sum(c.has_answered for c in inputs.companies),
            n_vacancies_read=len(inputs.vacancies),
            n_vacancies_counted=len(vacancies),
            n_vacancies_without_skills=sum(not asked for asked in requirements),
            n_talents=len(inputs.talents),
            n_talents_without_skills=sum(not skills for skills in held),
            n_talents_with_document=sum(bool(t.text) for t in inputs.talents),
        ),
        vacancies=vacancies,
        left_out=left_out,
        vacancy_extractions=read_vacancies,
        course_extractions=read_courses,
        occupations=occupations,
        requirements=requirements,
        held=held,
        vacancy_profiles=asked_profiles,
        talent_profiles=talent_profiles,
        course_profiles=taught,
        balances=tuple(balances),
        occupation_shortages=tuple(by_occupation),
        n_filled={v.id: n for v, n in zip(vacancies, filled, strict=True)},
        function_gaps=tuple(gaps_of_functions),
        matches=matches,
        unmatched=unmatched,
        instance=instance,
        plan=plan,
    )


def _reader(taxonomy: Taxonomy, settings: StudySettings, on_progress: Progress | None) -> Extractor:
    """Return what reads the texts. A missing dense index is built: a study must not depend on what was there."""
    tier = settings.tier or ("default" if taxonomy.is_esco else "fast")
    return make_extractor(
        taxonomy, tier=tier, threshold=settings.threshold, builds_index=True,
        on_progress=lambda language, done, n: _say(on_progress, f"skills for texts in {language}", done, n),
    )  # fmt: skip


def _extract(
    reader: Extractor, texts: Sequence[tuple[str, str, str | None]], what: str, on_progress: Progress | None
) -> dict[str, Extraction]:
    found = {}
    extractions = reader.extract_many([(text, language) for _id, text, language in texts])
    for done, ((identifier, _text, _language), extraction) in enumerate(zip(texts, extractions, strict=True)):
        if done % 50 == 0:
            _say(on_progress, f"reading {what}", done, len(texts))
        found[identifier] = extraction
    return found


def _unmatched(
    inputs: StudyInputs, vacancies: Sequence[Vacancy], read_vacancies: Mapping[str, Extraction],
    read_courses: Mapping[str, Extraction], reader: Extractor, taxonomy: Taxonomy, settings: StudySettings,
    on_progress: Progress | None,
) -> tuple[UnmatchedTerm, ...]:  # fmt: skip
    """Return the frequent phrases of vacancies and courses that no concept covers. Texts of talents are not asked."""
    collector = UnmatchedCollector(taxonomy)
    # In the order of ids, so that the order of rows tells nothing.
    for done, vacancy in enumerate(sorted(vacancies, key=lambda v: v.id)):
        if done % 50 == 0:
            _say(on_progress, "phrases of vacancies", done, len(vacancies))
        collector.add(vacancy.id, vacancy.text, read_vacancies[vacancy.id], group=vacancy.company_id)
    for course in sorted((c for c in inputs.courses if c.text), key=lambda c: c.id):
        # What a course states as data is read nowhere else.
        read = read_courses.get(course.id) or reader.extract(course.text, language=course.language)
        collector.add(course.id, course.text, read, kind="course", group=course.provider)
    names = [company.name for company in inputs.companies] + [course.provider for course in inputs.courses]
    return tuple(collector.terms(min_documents=settings.unmatched_documents, names=names))


def _occupations(
    vacancies: Sequence[Vacancy], extractions: Mapping[str, Extraction], taxonomy: Taxonomy
) -> dict[str, OccupationLink]:
    """Return the stated occupation, else the one its title names, of each vacancy that has one."""
    linker = OccupationLinker(taxonomy)
    found = {}
    for vacancy in vacancies:
        if vacancy.occupation_uri is not None:
            found[vacancy.id] = OccupationLink(vacancy.occupation_uri, 1.0)
        else:
            language = vacancy.language or extractions[vacancy.id].language
            link = linker.link(vacancy.title, language=language)
            if link is not None:
                found[vacancy.id] = link
    return found


def _aims(inputs: StudyInputs, matches: Sequence[Match]) -> dict[str, list[str]]:
    """Return the vacancies each talent aims at: those they named, else their best matches."""
    best: dict[str, list[str]] = {}
    for match in matches:
        best.setdefault(match.talent_id, []).append(match.vacancy_id)
    return {t.id: list(t.vacancy_ids) or best.get(t.id, []) for t in inputs.talents}


def _occupation_targets(inputs: StudyInputs, taxonomy: Taxonomy, level: float) -> dict[str, dict[str, float]]:
    """Return the essential skills of the occupation each talent wants, at the level that counts where none is said."""
    found = {}
    for talent in inputs.talents:
        if talent.target_occupation_uri is not None:
            row = taxonomy.occupations.row(talent.target_occupation_uri)
            found[talent.id] = {taxonomy.skills.uri(int(s)): level for s in taxonomy.occupation_essential[row]}
    return found


def _function_gaps(
    inputs: StudyInputs, index: SkillIndex, settings: StudySettings, relatedness: Any
) -> list[FunctionGap]:
    as_of = inputs.cluster.as_of
    expected = requirement_profiles(
        [f"{f.company_id}/{f.id}" for f in inputs.functions],
        [f.requirements for f in inputs.functions],
        [1] * len(inputs.functions),
        index,
        settings.profiles,
    )
    valid = [[s for s in e.skills if s.expires_on is None or s.expires_on >= as_of] for e in inputs.employees]
    held = holder_profiles([f"{e.company_id}/{e.id}" for e in inputs.employees], valid, index, settings.profiles)
    return function_gaps(inputs.functions, expected, inputs.employees, held, relatedness)


def _fair_order(ids: Sequence[str], seed: int) -> list[int]:
    """Return the rows by a seeded hash of their ids, so that neither row order nor the alphabet favours anyone."""
    return sorted(range(len(ids)), key=lambda row: tie_break(ids[row], seed))


def _say(on_progress: Progress | None, what: str, done: int, total: int) -> None:
    if on_progress is not None:
        on_progress(what, done, total)
