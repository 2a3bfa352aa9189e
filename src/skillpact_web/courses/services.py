"""Writes of courses: one verb, one transaction, one audit event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ..accounts.models import Organisation
from ..accounts.viewer import Viewer
from ..audit.changes import undo_change
from ..audit.kinds import EventKind
from ..audit.services import record
from ..audit.versions import lock, save_version
from ..documents.services import store_upload
from ..errors import DomainError
from ..search.services import put
from ..skills import engine, reading, statements
from ..skills.models import Origin
from ..ui.fields import PickedSkill
from . import queries
from .models import Course, LearningOutcome

# As in a study's input (docs/guide/input.md).
HOURS = (Decimal("0.5"), Decimal(100_000))
MOST_SEATS, MOST_COHORTS, MOST_CENTS = 1_000_000, 10_000, 10**12


@transaction.atomic
def create(
    *, viewer: Viewer, organisation: Organisation, file: Any = None, reads_text: bool = True, **values: Any
) -> Course:
    """Enter a course and, where it has a text or file, start to read it for learning outcomes."""
    if not queries.writable_organisations(viewer).filter(pk=organisation.pk).exists():
        raise Http404
    requires = values.pop("requires", None)
    course = Course(organisation=organisation, created_by_id=viewer.user_id)
    _set(course, values)
    if file is not None:
        course.upload = store_upload(viewer=viewer, file=file, purpose="course")
    _save(course, viewer)
    if requires is not None:
        _set_requires(course, requires)
    record(kind=EventKind.CREATED_COURSE, actor=viewer, on=course)
    if course.has_text and reads_text:
        start_reading(viewer, course)
    return course


@transaction.atomic
def change(*, viewer: Viewer, course_id: int, expected_version: int | None, **values: Any) -> Course:
    """Change what a course says; a new text is read anew, what a person decided stays."""
    course = _locked(viewer, course_id, expected_version)
    requires = values.pop("requires", None)
    before = course.text
    _set(course, values)
    _save(course, viewer)
    if requires is not None:
        _set_requires(course, requires)
    record(kind=EventKind.CHANGED_COURSE, actor=viewer, on=course, details={"version": course.version})
    if course.text != before and course.text.strip():
        start_reading(viewer, course)
    return course


@transaction.atomic
def undo(*, viewer: Viewer, course_id: int, expected_version: int | None) -> Course:
    """Put back what the course said one version ago, as a new version."""
    course = _locked(viewer, course_id, expected_version)
    if course.version < 2:
        raise DomainError(_("There is nothing to undo: this is the first version."))
    course = undo_change(
        viewer=viewer, model=Course, pk=course.pk, to_version=course.version - 1,
        expected_version=expected_version, fields=Course.VERSIONED, kind=EventKind.CHANGED_COURSE,
    )  # fmt: skip
    index(course)
    return course


@transaction.atomic
def decide_outcomes(*, viewer: Viewer, course_id: int, data: Mapping[str, Any]) -> int:
    """Write which of the shown skills the course teaches; return how many changed."""
    course = _locked(viewer, course_id, None)
    rows = list(course.outcomes.select_for_update())
    n_changed = statements.decide(viewer, rows, statements.decisions_from(data, rows))
    if n_changed:
        record(kind=EventKind.DECIDED_OUTCOMES, actor=viewer, on=course, details={"n": n_changed})
    return n_changed


@transaction.atomic
def put_outcomes(*, viewer: Viewer, course_id: int, stated: Iterable[statements.StatedSkill]) -> bool:
    """Make the confirmed learning outcomes those that an import states; return whether that changed anything."""
    course = _locked(viewer, course_id, None)
    rows, parent = course.outcomes.all(), {"course": course}
    has_changed = statements.put_stated(viewer, rows, parent, stated, Origin.IMPORT)
    if has_changed:
        record(kind=EventKind.DECIDED_OUTCOMES, actor=viewer, on=course)
    return has_changed


@transaction.atomic
def add_outcome(*, viewer: Viewer, course_id: int, skill: PickedSkill, level: float | None = None) -> LearningOutcome:
    """Add a learning outcome by its name or URI, as confirmed."""
    course = _locked(viewer, course_id, None)
    one = statements.add(viewer, course.outcomes.all(), {"course": course}, skill=skill, level=level)
    record(kind=EventKind.DECIDED_OUTCOMES, actor=viewer, on=course, details={"n": 1})
    return one


@transaction.atomic
def set_requires(*, viewer: Viewer, course_id: int, requires: Iterable[Course]) -> None:
    """Say which courses come before this one. Raises DomainError where that is a circle."""
    course = _locked(viewer, course_id, None)
    _set_requires(course, requires)
    record(kind=EventKind.CHANGED_COURSE, actor=viewer, on=course)


@transaction.atomic
def read_again(*, viewer: Viewer, course_id: int) -> Course:
    """Have the text read once more, with the taxonomy and the models of today; what a person decided stays."""
    course = _locked(viewer, course_id, None)
    if not course.has_text:
        raise DomainError(_("This course has no text to read: add what it teaches by name instead."))
    start_reading(viewer, course)
    return course


def start_reading(viewer: Viewer, course: Course) -> None:
    """Have a worker read the text for learning outcomes."""
    from .tasks import read_course

    reading.start_reading(
        viewer, course, task=read_course, kwargs={"course_id": course.pk}, label=_("Reading a course")
    )


@transaction.atomic
def read(*, course_id: int) -> None:
    """Read the text of a course now and put the suggestions beside it."""
    rows = Course.objects.select_for_update(of=("self",)).select_related("upload__blob", "organisation")
    course = rows.get(pk=course_id)
    had_text = course.text
    reading.read_row(course, course.outcomes.all(), {"course": course})
    if course.text != had_text:
        _save(course, None)


def _locked(viewer: Viewer, course_id: int, expected_version: int | None) -> Course:
    if not queries.writable(viewer).filter(pk=course_id).exists():
        if queries.courses(viewer).filter(pk=course_id).exists():
            raise DomainError(
                _("This provider has not agreed that the cluster desk changes its courses: ask it to, or to do it.")
            )
        raise Http404
    return lock(Course, course_id, expected_version=expected_version)


def _set(course: Course, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(Course.VERSIONED)
    if unknown:
        raise TypeError(f"A course has no {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(course, name, value)
    # Browsers send the line ends of another system: the same text is not to be read a second time.
    course.text = course.text.replace("\r\n", "\n")
    problems: dict[str, str] = {}
    if not course.title.strip():
        problems["title"] = _("Say what the course is called.")
    if not HOURS[0] <= course.hours <= HOURS[1]:
        problems["hours"] = _("Hours are a number from %(least)s to %(most)s.") % {"least": HOURS[0], "most": HOURS[1]}
    if not 1 <= course.seats_min <= course.seats_max <= MOST_SEATS:
        problems["seats_max"] = _(
            "A cohort holds at least as many people as it needs to start, and that is at least 1."
        )
    if not 1 <= course.cohorts_max <= MOST_COHORTS:
        problems["cohorts_max"] = _("Cohorts are a whole number from 1 to %(most)s.") % {"most": MOST_COHORTS}
    for name in ("cohort_cost_cents", "seat_cost_cents"):
        cents = getattr(course, name)
        if cents is not None and not 0 <= cents <= MOST_CENTS:
            problems[name] = _("A price is zero or more, and at most %(most)s euro.") % {"most": MOST_CENTS // 100}
    if len(course.text) > engine.LONGEST_TEXT:
        sentence = _("The text has %(n)s characters, at most %(limit)s are read: paste the part that counts.")
        problems["text"] = sentence % {"n": len(course.text), "limit": engine.LONGEST_TEXT}
    if problems:
        raise DomainError(_("The course was not saved: see the marked fields."), fields=problems)


def _set_requires(course: Course, requires: Iterable[Course]) -> None:
    wanted = list(requires)
    waiting, seen = [one.pk for one in wanted], set[int]()
    while waiting:
        pk = waiting.pop()
        if pk == course.pk:
            sentence = _("A course cannot come before itself, not even by way of another: take one out.")
            raise DomainError(sentence, fields={"requires": sentence})
        if pk not in seen:
            seen.add(pk)
            waiting += Course.requires.through.objects.filter(from_course_id=pk).values_list("to_course_id", flat=True)
    course.requires.set(wanted)


def _save(course: Course, viewer: Viewer | None) -> None:
    try:
        with transaction.atomic():
            save_version(course, actor=viewer, fields=Course.VERSIONED)
    except IntegrityError:
        raise DomainError(
            _("The course was not saved: see the marked fields."),
            fields={"reference": _("Another course of this provider has this reference: change one of them.")},
        ) from None
    index(course)


def index(course: Course) -> None:
    """Let the course be found by its words."""
    put("course", course.pk, _words(course))


def texts() -> Iterator[tuple[int, str]]:
    """Yield the words by which each course is found, for the index to be built anew."""
    for course in Course.objects.select_related("organisation").order_by("pk").iterator(500):
        yield course.pk, _words(course)


def _words(course: Course) -> str:
    return " ".join((course.title, course.organisation.name, course.text))
