"""The invented courses, who gives them, which run, and who pays."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from skillpact.records import StudyInputs

from .. import clock
from ..accounts.models import Membership, Organisation
from ..accounts.roles import Role
from ..audit.versions import save_version
from ..courses import services
from ..courses.models import (
    Cohort,
    CohortStatus,
    Course,
    Enrolment,
    Funder,
    LearningOutcome,
    ParticipantKind,
    Period,
    Resource,
    Seat,
)  # fmt: skip
from ..skills import engine
from ..skills.models import Origin, StatementStatus


def load_courses(inputs: StudyInputs, members: dict[str, Organisation], people: dict[Role, Membership]) -> None:
    """Enter the courses with what they teach, and the cohorts under way."""
    made: dict[str, Course] = {}
    for one in inputs.courses:
        course = Course(
            organisation=members[one.provider], title=one.title, text=one.text, language=one.language or "",
            hours=Decimal(str(one.hours)), seats_min=one.seats_min, seats_max=one.seats_max,
            cohorts_max=one.cohorts_max, cohort_cost_cents=one.cohort_cost_cents, seat_cost_cents=one.seat_cost_cents,
            mode=one.mode, nuts=one.region or "", resources=list(one.resources), period_codes=list(one.period_ids),
            reference=one.id,
        )  # fmt: skip
        save_version(course, actor=None, fields=Course.VERSIONED)
        services.index(course)
        if one.outcomes:
            LearningOutcome.objects.bulk_create(
                LearningOutcome(
                    course=course, uri=item.uri, label=engine.skill_label(item.uri) or item.uri, level=item.level,
                    status=StatementStatus.CONFIRMED, origin=Origin.IMPORT, decided_at=clock.now(),
                )
                for item in one.outcomes
            )  # fmt: skip
        else:
            services.read(course_id=course.pk)
            course.outcomes.update(
                status=StatementStatus.CONFIRMED, decided_at=clock.now(), decided_by=people[Role.PROVIDER].user_id
            )
        if one.seats_under_way:
            _running_cohort(course, one.seats_under_way)
        made[one.id] = course
    for one in inputs.courses:
        made[one.id].requires.set([made[key] for key in one.requires if key in made])


def _running_cohort(course: Course, n_people: int) -> None:
    today = clock.today()
    cohort = Cohort(
        course=course, starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=39), n_seats=n_people,
        seats_min=min(course.seats_min, n_people), status=CohortStatus.RUNNING,
    )  # fmt: skip
    save_version(cohort, actor=None, fields=Cohort.VERSIONED)
    for number in range(n_people):
        seat = Seat.objects.create(cohort=cohort, price_cents=course.full_seat_cents)
        reference = f"{course.reference}-{number + 1}"
        Enrolment.objects.create(seat=seat, participant_kind=ParticipantKind.EMPLOYEE, participant_ref=reference)


def load_money(inputs: StudyInputs, cluster: Organisation, members: dict[str, Organisation]) -> None:
    """Enter the lines of money, the periods, and the rooms and machines."""
    for one in inputs.cluster.funders:
        funder = Funder(
            cluster=cluster, code=one.id, name=one.id.replace("-", " "), budget_cents=one.budget_cents,
            max_share=one.max_share, regions=list(one.regions), statuses=list(one.statuses),
        )  # fmt: skip
        save_version(funder, actor=None, fields=Funder.VERSIONED)
        funder.organisations.set([members[key] for key in one.organisations if key in members])
    Period.objects.bulk_create(
        Period(cluster=cluster, code=one.id, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in inputs.cluster.periods
    )
    Resource.objects.bulk_create(
        Resource(cluster=cluster, code=code, cohorts_per_period=n) for code, n in inputs.cluster.resources
    )
