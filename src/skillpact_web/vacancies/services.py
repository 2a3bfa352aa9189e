"""Writes of vacancies: one verb, one transaction, one audit event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .. import clock
from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.changes import undo_change
from ..audit.kinds import EventKind
from ..audit.services import record
from ..audit.versions import lock, save_version
from ..documents.services import store_upload
from ..errors import DomainError
from ..notices.services import ask, settle
from ..search.services import put
from ..skills import engine, reading, statements
from ..skills.models import Origin
from ..ui.fields import PickedSkill
from . import queries
from .models import Requirement, Vacancy, VacancyStatus

EARLIEST = date(1990, 1, 1)
MOST_OPENINGS = 1000
STILL_OPEN = "vacancies.still_open"


@transaction.atomic
def create(
    *, viewer: Viewer, organisation: Organisation, file: Any = None, reads_text: bool = True, **values: Any
) -> Vacancy:
    """Enter a vacancy and, where it has a text or file, start to read it; else suggest what its occupation asks.

    file : an uploaded advertisement; reads_text : False where what it asks is already known, as in a demo
    """
    if not queries.writable_organisations(viewer).filter(pk=organisation.pk).exists():
        raise Http404
    vacancy = Vacancy(organisation=organisation, created_by_id=viewer.user_id)
    _set(vacancy, values)
    if file is not None:
        vacancy.upload = store_upload(viewer=viewer, file=file, purpose="vacancy")
    _save(vacancy, viewer)
    record(kind=EventKind.CREATED_VACANCY, actor=viewer, on=vacancy)
    if vacancy.has_text and reads_text:
        start_reading(viewer, vacancy)
    elif vacancy.occupation_uri:
        suggest_from_occupation(vacancy)
    return vacancy


@transaction.atomic
def change(*, viewer: Viewer, vacancy_id: int, expected_version: int | None, **values: Any) -> Vacancy:
    """Change what a vacancy says; a new text is read anew, what a person decided stays."""
    vacancy = _locked(viewer, vacancy_id, expected_version)
    before = (vacancy.text, vacancy.occupation_uri)
    _set(vacancy, values)
    _save(vacancy, viewer)
    record(kind=EventKind.CHANGED_VACANCY, actor=viewer, on=vacancy, details={"version": vacancy.version})
    if vacancy.text != before[0] and vacancy.text.strip():
        start_reading(viewer, vacancy)
    elif vacancy.occupation_uri != before[1] and vacancy.occupation_uri:
        suggest_from_occupation(vacancy)
    return vacancy


@transaction.atomic
def set_status(*, viewer: Viewer, vacancy_id: int, status: VacancyStatus, expected_version: int | None) -> Vacancy:
    """Close a vacancy, say that it is filled, or open it again."""
    vacancy = _locked(viewer, vacancy_id, expected_version)
    vacancy.status = status
    if status == VacancyStatus.OPEN:
        vacancy.confirmed_open_on = clock.today()
    _save(vacancy, viewer)
    settle(kind=STILL_OPEN, on=vacancy, actor=viewer)
    kind = EventKind.CHANGED_VACANCY if vacancy.is_open else EventKind.CLOSED_VACANCY
    record(kind=kind, actor=viewer, on=vacancy, details={"status": str(status), "version": vacancy.version})
    return vacancy


@transaction.atomic
def undo(*, viewer: Viewer, vacancy_id: int, expected_version: int | None) -> Vacancy:
    """Put back what the vacancy said one version ago, as a new version."""
    vacancy = _locked(viewer, vacancy_id, expected_version)
    if vacancy.version < 2:
        raise DomainError(_("There is nothing to undo: this is the first version."))
    vacancy = undo_change(
        viewer=viewer, model=Vacancy, pk=vacancy.pk, to_version=vacancy.version - 1,
        expected_version=expected_version, fields=Vacancy.VERSIONED, kind=EventKind.CHANGED_VACANCY,
    )  # fmt: skip
    index(vacancy)
    return vacancy


@transaction.atomic
def decide_requirements(*, viewer: Viewer, vacancy_id: int, data: Mapping[str, Any]) -> int:
    """Write which of the shown skills the vacancy asks; return how many changed."""
    vacancy = _locked(viewer, vacancy_id, None)
    rows = list(vacancy.requirements.select_for_update())
    n_changed = statements.decide(viewer, rows, statements.decisions_from(data, rows))
    if n_changed:
        record(kind=EventKind.DECIDED_REQUIREMENTS, actor=viewer, on=vacancy, details={"n": n_changed})
    return n_changed


@transaction.atomic
def put_requirements(*, viewer: Viewer, vacancy_id: int, stated: Iterable[statements.StatedSkill]) -> bool:
    """Make the confirmed skills those that an import states; return whether that changed anything."""
    vacancy = _locked(viewer, vacancy_id, None)
    rows, parent = vacancy.requirements.all(), {"vacancy": vacancy}
    has_changed = statements.put_stated(viewer, rows, parent, stated, Origin.IMPORT)
    if has_changed:
        record(kind=EventKind.DECIDED_REQUIREMENTS, actor=viewer, on=vacancy)
    return has_changed


@transaction.atomic
def add_requirement(
    *, viewer: Viewer, vacancy_id: int, skill: PickedSkill, level: float | None = None, is_essential: bool = True
) -> Requirement:
    """Add a skill by its name or URI, as confirmed."""
    vacancy = _locked(viewer, vacancy_id, None)
    one = statements.add(
        viewer, vacancy.requirements.all(), {"vacancy": vacancy}, skill=skill, level=level, is_essential=is_essential
    )
    record(kind=EventKind.DECIDED_REQUIREMENTS, actor=viewer, on=vacancy, details={"n": 1})
    return one


@transaction.atomic
def read_again(*, viewer: Viewer, vacancy_id: int) -> Vacancy:
    """Have the text read once more, with the taxonomy and the models of today; what a person decided stays."""
    vacancy = _locked(viewer, vacancy_id, None)
    if not vacancy.has_text:
        raise DomainError(_("This vacancy has no advertisement to read: add skills by their names instead."))
    start_reading(viewer, vacancy)
    return vacancy


@transaction.atomic
def ask_still_open() -> int:
    """Ask companies about vacancies that nobody has confirmed for long; return how many wait. Twice asks once."""
    stale = [one for one in queries.old_enough_to_ask() if one.is_stale]
    for vacancy in stale:
        ask(
            kind=STILL_OPEN,
            text=gettext_noop("Is this vacancy still open: %(vacancy)s?"),
            params={"vacancy": vacancy.title},
            button=gettext_noop("Look at it"),
            url=reverse("vacancies:detail", args=[vacancy.pk]),
            organisation=vacancy.organisation,
            role=Role.COMPANY,
            due_on=clock.today() + timedelta(days=settings.SKILLPACT_ANSWER_DAYS),
            on=vacancy,
        )
    return len(stale)


def start_reading(viewer: Viewer, vacancy: Vacancy) -> None:
    """Have a worker read the text for skills."""
    from .tasks import read_vacancy

    reading.start_reading(
        viewer, vacancy, task=read_vacancy, kwargs={"vacancy_id": vacancy.pk}, label=_("Reading a vacancy")
    )


@transaction.atomic
def read(*, vacancy_id: int) -> None:
    """Read the text of a vacancy now, put the suggestions beside it, and name its occupation where that is sure."""
    rows = Vacancy.objects.select_for_update(of=("self",)).select_related("upload__blob", "organisation")
    vacancy = rows.get(pk=vacancy_id)
    had_text = vacancy.text
    found = reading.read_row(vacancy, vacancy.requirements.all(), {"vacancy": vacancy})
    if vacancy.text != had_text:
        _save(vacancy, None)
    if found is None:
        return
    if not vacancy.occupation_uri:
        likely = engine.occupations_for(vacancy.title, language=found.language, limit=1)
        if likely and likely[0].score >= engine.SURE_OCCUPATION:
            vacancy.occupation_uri, vacancy.occupation_label = likely[0].uri, likely[0].label
            vacancy.save(update_fields=["occupation_uri", "occupation_label"])
    if vacancy.occupation_uri and not vacancy.requirements.exists():
        suggest_from_occupation(vacancy)


def suggest_from_occupation(vacancy: Vacancy) -> int:
    """Suggest the skills that the taxonomy gives for the vacancy's occupation."""
    found = engine.usual_skills(vacancy.occupation_uri, language=vacancy.language or "en")
    return statements.put_suggestions(vacancy.requirements.all(), {"vacancy": vacancy}, found, Origin.OCCUPATION)


def _locked(viewer: Viewer, vacancy_id: int, expected_version: int | None) -> Vacancy:
    if not queries.writable(viewer).filter(pk=vacancy_id).exists():
        raise Http404
    return lock(Vacancy, vacancy_id, expected_version=expected_version)


def _set(vacancy: Vacancy, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(Vacancy.VERSIONED)
    if unknown:
        raise TypeError(f"A vacancy has no {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(vacancy, name, value)
    # Browsers send the line ends of another system: the same text is not to be read a second time.
    vacancy.text = vacancy.text.replace("\r\n", "\n")
    problems: dict[str, str] = {}
    if not vacancy.title.strip():
        problems["title"] = _("Say what the job is called.")
    if not 1 <= vacancy.openings <= MOST_OPENINGS:
        problems["openings"] = _("Openings are a whole number from 1 to %(most)s.") % {"most": MOST_OPENINGS}
    if vacancy.published_on < EARLIEST or vacancy.published_on > clock.today():
        problems["published_on"] = _("The first day lies between %(first)s and today.") % {"first": EARLIEST}
    if vacancy.closes_on and vacancy.closes_on < vacancy.published_on:
        problems["closes_on"] = _("The last day to apply is not before the first day.")
    if len(vacancy.text) > engine.LONGEST_TEXT:
        sentence = _("The text has %(n)s characters, at most %(limit)s are read: paste the part that counts.")
        problems["text"] = sentence % {"n": len(vacancy.text), "limit": engine.LONGEST_TEXT}
    if not vacancy.occupation_uri:
        vacancy.occupation_label = ""
    elif (label := engine.occupation_label(vacancy.occupation_uri, vacancy.language or "en")) is None:
        problems["occupation"] = _("This occupation is not in the taxonomy in use: choose one from the list.")
    else:
        vacancy.occupation_label = label
    if problems:
        raise DomainError(_("The vacancy was not saved: see the marked fields."), fields=problems)


def _save(vacancy: Vacancy, viewer: Viewer | None) -> None:
    try:
        with transaction.atomic():
            save_version(vacancy, actor=viewer, fields=Vacancy.VERSIONED)
    except IntegrityError:
        raise DomainError(
            _("The vacancy was not saved: see the marked fields."),
            fields={"reference": _("Another vacancy of this company has this reference: change one of them.")},
        ) from None
    index(vacancy)


def index(vacancy: Vacancy) -> None:
    """Let the vacancy be found by its words."""
    put("vacancy", vacancy.pk, _words(vacancy))


def texts() -> Iterator[tuple[int, str]]:
    """Yield the words by which each vacancy is found, for the index to be built anew."""
    for vacancy in Vacancy.objects.select_related("organisation").order_by("pk").iterator(500):
        yield vacancy.pk, _words(vacancy)


def _words(vacancy: Vacancy) -> str:
    return " ".join((vacancy.title, vacancy.organisation.name, vacancy.occupation_label, vacancy.text))
