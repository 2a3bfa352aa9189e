"""The invented people: talents with what they bring, and apart from them what employers record."""

from __future__ import annotations

from skillpact.records import HeldSkill, StudyInputs

from .. import clock
from ..accounts.models import Membership, Organisation
from ..accounts.roles import Role
from ..audit.versions import save_version
from ..skills import engine, statements
from ..skills.models import Origin, StatementStatus
from ..talents.index import refresh
from ..talents.models import Claim, Talent, Visibility
from ..vacancies.models import Vacancy
from ..workforce.models import Employee, EmployeeSkill, Function


def load_talents(
    inputs: StudyInputs, cluster: Organisation, members: dict[str, Organisation], people: dict[Role, Membership], *,
    koldo: str,
) -> None:  # fmt: skip
    """Enter the talents; what their documents say is confirmed, as if each had looked at it with the counsellor."""
    references = dict(Vacancy.objects.exclude(reference="").values_list("reference", "pk"))
    for one in inputs.talents:
        talent = Talent(
            reference=one.id, cluster=cluster, status=one.status, nuts=one.region or "", languages=list(one.languages),
            employer=members.get(one.employer_id or ""), hours=dict(one.hours), cv_text=one.text,
            language=one.language or "", target_occupation_uri=one.target_occupation_uri or "",
            target_occupation_label=engine.occupation_label(one.target_occupation_uri or "") or "",
            vacancy_ids=[references[key] for key in one.vacancy_ids if key in references],
            visibility=Visibility.COMPANIES, created_by_id=people[Role.COUNSELLOR].user_id,
            user_id=people[Role.TALENT].user_id if one.id == koldo else None,
            nickname="" if one.id == koldo else one.id,
        )  # fmt: skip
        save_version(talent, actor=None, fields=Talent.VERSIONED)
        Claim.objects.bulk_create(Claim(talent=talent, **held(skill)) for skill in one.skills)
        if one.text:
            found = engine.read_text(one.text[: engine.LONGEST_TEXT], language=one.language)
            statements.put_suggestions(talent.claims.all(), {"talent": talent}, found.suggestions, Origin.MACHINE)
            talent.claims.filter(status=StatementStatus.SUGGESTED).update(
                status=StatementStatus.CONFIRMED, evidence="inferred", decided_at=clock.now()
            )
        refresh(talent)


def load_employees(inputs: StudyInputs, members: dict[str, Organisation]) -> None:
    """Enter what employers record about their people, by the employer's own keys."""
    functions = {(one.organisation_id, one.reference): one for one in Function.objects.all()}
    for one in inputs.employees:
        organisation = members[one.company_id]
        employee = Employee(
            organisation=organisation, nickname=one.id, reference=one.id,
            function=functions.get((organisation.pk, one.function_id or "")),
        )  # fmt: skip
        save_version(employee, actor=None, fields=Employee.VERSIONED)
        EmployeeSkill.objects.bulk_create(EmployeeSkill(employee=employee, **held(skill)) for skill in one.skills)


def held(skill: HeldSkill) -> dict[str, object]:
    """Return the fields of a confirmed statement of a held skill."""
    return {
        "uri": skill.uri,
        "label": engine.skill_label(skill.uri) or skill.uri,
        "level": skill.level,
        "status": StatementStatus.CONFIRMED,
        "origin": Origin.IMPORT,
        "evidence": skill.evidence,
        "expires_on": skill.expires_on,
        "decided_at": clock.now(),
    }
