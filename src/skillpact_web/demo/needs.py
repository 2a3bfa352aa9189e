"""The needs of the invented companies: their advertisements, read and mostly confirmed, and their functions."""

from __future__ import annotations

from skillpact.records import Requirement, StudyInputs

from .. import clock
from ..accounts.models import Membership, Organisation
from ..accounts.roles import Role
from ..audit.versions import save_version
from ..skills import engine
from ..skills.models import Origin, StatementStatus
from ..vacancies import services
from ..vacancies.models import Vacancy
from ..workforce.models import Function, FunctionRequirement

# The newest advertisements wait for somebody to look at what was read out of them.
N_UNDECIDED = 3


def load_vacancies(inputs: StudyInputs, members: dict[str, Organisation], people: dict[Role, Membership]) -> None:
    """Enter every advertisement, read it, and confirm what was read in all but the newest."""
    made = []
    for one in inputs.vacancies:
        if one.company_id is None:
            continue
        vacancy = Vacancy(
            organisation=members[one.company_id], title=one.title[:200], text=one.text, language=one.language or "",
            openings=one.openings, nuts=one.region or "", published_on=one.published_on or clock.today(),
            reference=one.id,
        )  # fmt: skip
        save_version(vacancy, actor=None, fields=Vacancy.VERSIONED)
        services.index(vacancy)
        services.read(vacancy_id=vacancy.pk)
        made.append(vacancy)
    newest = sorted(made, key=lambda one: (one.published_on, one.pk))[-N_UNDECIDED:]
    decided = [one for one in made if one not in newest]
    for vacancy in decided:
        vacancy.requirements.update(
            status=StatementStatus.CONFIRMED, decided_at=clock.now(), decided_by=people[Role.COMPANY].user_id
        )


def load_functions(inputs: StudyInputs, members: dict[str, Organisation]) -> None:
    """Enter the functions with their expected profiles."""
    for one in inputs.functions:
        function = Function(
            organisation=members[one.company_id], title=one.title, occupation_uri=one.occupation_uri or "",
            occupation_label=engine.occupation_label(one.occupation_uri or "") or "", reference=one.id,
            headcount_now=one.headcount_now, headcount_in_1_year=one.headcount_in_1_year,
            headcount_in_3_years=one.headcount_in_3_years,
        )  # fmt: skip
        save_version(function, actor=None, fields=Function.VERSIONED)
        FunctionRequirement.objects.bulk_create(
            FunctionRequirement(function=function, **stated(asked)) for asked in one.requirements
        )


def stated(asked: Requirement) -> dict[str, object]:
    """Return the fields of a confirmed statement."""
    return {
        "uri": asked.uri,
        "label": engine.skill_label(asked.uri) or asked.uri,
        "level": asked.level,
        "is_essential": asked.is_essential,
        "status": StatementStatus.CONFIRMED,
        "origin": Origin.IMPORT,
        "decided_at": clock.now(),
    }
