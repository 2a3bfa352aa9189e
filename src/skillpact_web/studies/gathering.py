"""From the rows of a cluster to a snapshot: plain values under opaque keys; names of people stay behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q

from .. import clock
from ..accounts.models import Organisation
from ..courses import queries as courses
from ..courses.models import Funder, Period, Resource
from ..skills.models import SkillStatement, StatementStatus
from ..talents import queries as talents
from ..vacancies import queries as vacancies
from ..workforce import queries as workforce
from .models import RowKind, SnapshotRow, StudySnapshot

MINIMUM_GROUP = 5


def take_snapshot(cluster: Organisation, scope: dict[str, Any]) -> StudySnapshot:
    """Freeze what the members in scope have: called in a transaction, so that nothing moves meanwhile."""
    as_of = clock.today()
    members = list(members_in_scope(cluster, scope))
    snapshot = StudySnapshot.objects.create(
        cluster=cluster, as_of=as_of, taken_at=clock.now(), cluster_values=_cluster_values(cluster)
    )
    rows = [
        *_companies(cluster, members),
        *_functions(members),
        *_vacancies(members),
        *_talents(cluster, scope),
        *_courses(cluster, [one["id"] for one in snapshot.cluster_values["periods"]]),
    ]
    SnapshotRow.objects.bulk_create([SnapshotRow(snapshot=snapshot, **row) for row in rows], batch_size=500)
    return snapshot


def members_in_scope(cluster: Organisation, scope: dict[str, Any]) -> Iterable[Organisation]:
    """Return the members of a cluster that a study is about."""
    today = clock.today()
    running = Q(participations__ends_on=None) | Q(participations__ends_on__gte=today)
    found = Organisation.objects.filter(running, participations__cluster=cluster, kind="company").distinct()
    if scope.get("organisations"):
        found = found.filter(pk__in=scope["organisations"])
    regions = Q(pk__in=())
    for code in scope.get("regions") or ():
        regions |= Q(nuts__startswith=code)
    if scope.get("regions"):
        found = found.filter(regions)
    wanted = set(scope.get("ecosystems") or ())
    return [one for one in found.order_by("pk") if not wanted or wanted & set(one.ecosystems)]


def _cluster_values(cluster: Organisation) -> dict[str, Any]:
    return {
        "id": f"o{cluster.pk}",
        "name": cluster.name,
        "region": cluster.nuts or None,
        "ecosystems": sorted(cluster.ecosystems),
        "is_invented": cluster.is_invented,
        "minimum_group": MINIMUM_GROUP,
        "stale_after_days": settings.SKILLPACT_STALE_DAYS,
        "periods": [
            {"id": one.code, "starts_on": one.starts_on.isoformat(), "ends_on": one.ends_on.isoformat()}
            for one in Period.objects.filter(cluster=cluster)
        ],
        "resources": [[one.code, one.cohorts_per_period] for one in Resource.objects.filter(cluster=cluster)],
        "funders": [
            {
                "id": one.code,
                "budget_cents": one.budget_cents,
                "max_share": one.max_share,
                "organisations": [f"o{pk}" for pk in sorted(item.pk for item in one.organisations.all())],
                "regions": one.regions,
                "statuses": one.statuses,
            }
            for one in Funder.objects.filter(cluster=cluster).prefetch_related("organisations")
        ],
    }


def _companies(cluster: Organisation, members: list[Organisation]) -> Iterator[dict[str, Any]]:
    shown = set(
        cluster.participations_of_members.filter(shares_rows_since__isnull=False).values_list(
            "organisation_id", flat=True
        )
    )
    answered = vacancies.answered(members) | workforce.answered(members)
    for one in members:
        values = {
            "name": one.name,
            "nace": one.nace or None,
            "ecosystem": one.ecosystems[0] if one.ecosystems else None,
            "region": one.nuts or None,
            "headcount": one.headcount,
            "has_answered": one.pk in answered,
            "shows_rows": one.pk in shown,
        }
        yield {"kind": RowKind.COMPANY, "key": f"o{one.pk}", "values": values}


def _functions(members: list[Organisation]) -> Iterator[dict[str, Any]]:
    for one in workforce.functions_for_study(members):
        values = {
            "company_id": f"o{one.organisation_id}",
            "title": one.title,
            "occupation_uri": one.occupation_uri or None,
            "requirements": asked(one.requirements.all()),
            "headcount_now": one.headcount_now,
            "headcount_in_1_year": one.headcount_in_1_year,
            "headcount_in_3_years": one.headcount_in_3_years,
        }
        yield {"kind": RowKind.FUNCTION, "key": f"f{one.pk}", "values": values}
    for person in workforce.employees_for_study(members):
        values = {
            "company_id": f"o{person.organisation_id}",
            "function_id": f"f{person.function_id}" if person.function_id else None,
            "skills": held(person.skills.all()),
        }
        yield {"kind": RowKind.EMPLOYEE, "key": f"e{person.pk}", "values": values}


def _vacancies(members: list[Organisation]) -> Iterator[dict[str, Any]]:
    for one in vacancies.for_study(members):
        rows = one.requirements.all()
        is_decided = any(item.status != StatementStatus.SUGGESTED for item in rows)
        values = {
            "company_id": f"o{one.organisation_id}",
            "title": one.title,
            # What a person decided counts; a text that nobody looked at yet is read by the study itself.
            "text": "" if is_decided else one.text,
            "language": one.language or None,
            "occupation_uri": one.occupation_uri or None,
            "openings": one.openings,
            "region": one.nuts or one.organisation.nuts or None,
            "published_on": one.known_open_on.isoformat(),
            "requirements": asked(rows),
        }
        yield {"kind": RowKind.VACANCY, "key": f"v{one.pk}", "values": values}


def _talents(cluster: Organisation, scope: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in talents.for_study(cluster):
        values = {
            "status": one.status,
            "region": one.nuts or None,
            "employer_id": f"o{one.employer_id}" if one.employer_id else None,
            "hidden_from": [f"o{pk}" for pk in sorted(one.hidden_from)],
            "languages": list(one.languages),
            "hours": [list(pair) for pair in one.hours],
            "target_occupation_uri": one.target_occupation_uri or None,
            "vacancy_ids": [f"v{pk}" for pk in one.vacancy_ids],
            "skills": [
                [skill.uri, skill.level, str(skill.evidence), skill.expires_on and skill.expires_on.isoformat()]
                for skill in one.skills
            ],
        }
        yield {"kind": RowKind.TALENT, "key": one.reference, "values": values, "talent_ref": one.reference}


def _courses(cluster: Organisation, period_ids: list[str]) -> Iterator[dict[str, Any]]:
    found = list(courses.for_study(cluster))
    under_way = courses.seats_under_way([one.pk for one in found])
    on_offer = {one.pk for one in found}
    for one in found:
        rows = one.outcomes.all()
        is_decided = any(item.status != StatementStatus.SUGGESTED for item in rows)
        values = {
            "provider": one.organisation.name,
            "title": one.title,
            "text": "" if is_decided else one.text,
            "language": one.language or None,
            "outcomes": [[uri, level] for uri, level, _is_essential in asked(rows)],
            "requires": [f"c{before.pk}" for before in one.requires.all() if before.pk in on_offer],
            "hours": float(one.hours),
            "seats_min": one.seats_min,
            "seats_max": one.seats_max,
            "cohorts_max": one.cohorts_max,
            "cohort_cost_cents": one.cohort_cost_cents,
            "seat_cost_cents": one.seat_cost_cents,
            "period_ids": one.period_codes or period_ids,
            "region": one.nuts or None,
            "mode": one.mode,
            "resources": one.resources,
            "seats_under_way": under_way.get(one.pk, 0),
        }
        yield {"kind": RowKind.COURSE, "key": f"c{one.pk}", "values": values}


def asked(rows: Iterable[SkillStatement]) -> list[list[Any]]:
    """Return the confirmed skills of a row as [uri, level, is_essential], by URI."""
    confirmed = (one for one in rows if one.status == StatementStatus.CONFIRMED)
    return sorted(([one.uri, one.level, one.is_essential] for one in confirmed), key=lambda one: one[0])


def held(rows: Iterable[Any]) -> list[list[Any]]:
    """Return the confirmed skills of an employee as [uri, level, evidence, last day], by URI."""
    confirmed = (one for one in rows if one.status == StatementStatus.CONFIRMED)
    return sorted(
        ([one.uri, one.level, one.evidence, one.expires_on and one.expires_on.isoformat()] for one in confirmed),
        key=lambda one: one[0],
    )
