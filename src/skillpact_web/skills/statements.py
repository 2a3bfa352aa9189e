"""What is done with statements of any kind: suggestions come in, a person decides, nothing decided is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.viewer import Viewer
from ..errors import DomainError
from ..ui.fields import PickedSkill
from . import engine
from .levels import LEVEL_CHOICES, level_of
from .models import Origin, SkillStatement, StatementStatus

MOST = 200  # statements of one row
# Suggestions that stand open at once; what is less likely waits under a fold.
SHOWN_AT_ONCE = 8


@dataclass(frozen=True)
class Decision:
    """What a person said of one statement."""

    status: StatementStatus
    level: float | None
    is_essential: bool


@dataclass(frozen=True)
class StatedSkill:
    """A skill that a table states. more : further fields of the statement, the same names for all of a row"""

    uri: str
    level: float | None
    is_essential: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)


def by_decision(rows: Iterable[SkillStatement]) -> dict[str, Any]:
    """Return what `skills/_statements.html` shows: the rows by what a person made of them, and the levels to choose."""
    found: dict[str, list[SkillStatement]] = {status: [] for status in StatementStatus.values}
    for one in rows:
        found[one.status].append(one)
    suggested = found[StatementStatus.SUGGESTED]
    return {
        "confirmed": found[StatementStatus.CONFIRMED],
        "rejected": found[StatementStatus.REJECTED],
        "suggested": suggested[:SHOWN_AT_ONCE],
        "more": suggested[SHOWN_AT_ONCE:],
        "level_choices": LEVEL_CHOICES,
    }


def put_suggestions(
    statements: QuerySet[Any], parent: Mapping[str, Model], suggestions: Iterable[engine.Suggested], origin: Origin
) -> int:
    """Replace the undecided suggestions of one origin by new ones; return how many are new.

    statements : those of the parent; parent : the foreign key and row that new ones get. What a person decided, and
    what stands there from another origin, stays as it is.
    """
    statements.filter(origin=origin, status=StatementStatus.SUGGESTED).delete()
    known = set(statements.values_list("uri", flat=True))
    taxonomy = engine.taxonomy_id_in_use()
    new = [
        statements.model(
            **parent,
            uri=one.uri,
            label=one.label[:300],
            level=one.level,
            is_essential=one.is_essential,
            status=StatementStatus.SUGGESTED,
            origin=origin,
            score=one.score,
            method=one.method,
            sentence=one.sentence,
            start=one.start,
            end=one.end,
            suggested_level=one.level,
            suggested_is_essential=one.is_essential,
            taxonomy=taxonomy,
            program_version=engine.PROGRAM_VERSION,
        )
        for one in suggestions
        if one.uri not in known
    ][:MOST]
    statements.model.objects.bulk_create(new)
    return len(new)


def decisions_from(data: Mapping[str, Any], statements: Iterable[SkillStatement]) -> dict[int, Decision]:
    """Read a decision for every statement that the form showed (`shown`): ticked is confirmed, unticked is not this.

    A statement under "more" (`more-<id>`) that was left unticked stays a suggestion. Raises DomainError.
    """
    by_id = {str(one.pk): one for one in statements}
    shown = data.getlist("shown") if hasattr(data, "getlist") else data.get("shown", [])
    found = {}
    for key in shown:
        one = by_id.get(str(key))
        if one is None:
            raise DomainError(_("One of the skills is no longer here: look at the list again and save once more."))
        if f"is-{key}" not in data and f"more-{key}" in data:
            continue
        try:
            level = level_of(str(data.get(f"level-{key}", "")))
        except ValueError:
            raise DomainError(
                _("The level of “%(skill)s” is none of the list: choose one.") % {"skill": one.label}
            ) from None
        status = StatementStatus.CONFIRMED if f"is-{key}" in data else StatementStatus.REJECTED
        found[one.pk] = Decision(status, level, str(data.get(f"need-{key}", "essential")) == "essential")
    return found


def decide(viewer: Viewer, statements: Iterable[SkillStatement], decisions: Mapping[int, Decision]) -> int:
    """Write what a person decided beside what the machine suggested; return how many changed."""
    changed = []
    for one in statements:
        decision = decisions.get(one.pk)
        if decision is None or (one.status, one.level, one.is_essential) == (
            decision.status, decision.level, decision.is_essential,
        ):  # fmt: skip
            continue
        one.status, one.level, one.is_essential = decision.status, decision.level, decision.is_essential
        one.decided_by_id, one.decided_at = viewer.user_id, clock.now()
        changed.append(one)
    if changed:
        type(changed[0])._default_manager.bulk_update(
            changed, ["status", "level", "is_essential", "decided_by", "decided_at"]
        )
    return len(changed)


def add(
    viewer: Viewer, statements: QuerySet[Any], parent: Mapping[str, Model], *, skill: PickedSkill,
    level: float | None = None, is_essential: bool = True, origin: Origin = Origin.PERSON,
) -> Any:  # fmt: skip
    """Add a skill by its label or URI, as confirmed, and return it. Raises DomainError where none is so called."""
    uri = skill.uri if skill.uri and engine.skill_label(skill.uri) else engine.find_skill(skill.words)
    if uri is None:
        near = engine.search(skill.words, limit=3)
        sentence = _("No skill is called “%(skill)s”.") % {"skill": skill.words[:100]}
        if near:
            names = ", ".join(f"“{hit.label}”" for hit in near)
            sentence = _("No skill is called “%(skill)s”. Did you mean %(names)s?") % {
                "skill": skill.words[:100], "names": names,
            }  # fmt: skip
        raise DomainError(sentence, fields={"skill": sentence})
    if statements.count() >= MOST:
        raise DomainError(_("There are %(n)s skills already, which is the most: take one out first.") % {"n": MOST})
    one, _is_new = statements.model.objects.update_or_create(
        **parent,
        uri=uri,
        defaults={
            "label": engine.skill_label(uri) or skill.words,
            "level": level,
            "is_essential": is_essential,
            "status": StatementStatus.CONFIRMED,
            "decided_by_id": viewer.user_id,
            "decided_at": clock.now(),
        },
        create_defaults={
            "label": (engine.skill_label(uri) or skill.words)[:300],
            "level": level,
            "is_essential": is_essential,
            "status": StatementStatus.CONFIRMED,
            "origin": origin,
            "decided_by_id": viewer.user_id,
            "decided_at": clock.now(),
            "taxonomy": engine.taxonomy_id_in_use(),
            "program_version": engine.PROGRAM_VERSION,
        },
    )
    return one


def put_stated(
    viewer: Viewer,
    statements: QuerySet[Any],
    parent: Mapping[str, Model],
    stated: Iterable[StatedSkill],
    origin: Origin,
) -> bool:
    """Make the confirmed statements those that an import states; return whether that changed anything.

    Suggestions and what was rejected stay as they are, unless the import states them.
    """
    known = {one.uri: one for one in statements}
    wanted = {one.uri: one for one in stated}
    going = [one.pk for uri, one in known.items() if one.is_confirmed and uri not in wanted]
    new, changed = [], []
    labels, taxonomy = engine.labels(wanted.keys() - known.keys(), language="en"), engine.taxonomy_id_in_use()
    decision = {"status": StatementStatus.CONFIRMED, "decided_by_id": viewer.user_id, "decided_at": clock.now()}
    for uri, one in wanted.items():
        values = {"level": one.level, "is_essential": one.is_essential, **one.more}
        row = known.get(uri)
        if row is None:
            label = labels.get(uri, uri)[:300]
            new.append(
                statements.model(
                    **parent, uri=uri, label=label, origin=origin, taxonomy=taxonomy,
                    program_version=engine.PROGRAM_VERSION, **values, **decision,
                )
            )  # fmt: skip
        elif not row.is_confirmed or any(getattr(row, name) != value for name, value in values.items()):
            for name, value in (values | decision).items():
                setattr(row, name, value)
            changed.append(row)
    statements.filter(pk__in=going).delete()
    statements.model.objects.bulk_create(new)
    if changed:
        fields = ["level", "is_essential", "status", "decided_by", "decided_at", *next(iter(wanted.values())).more]
        statements.model.objects.bulk_update(changed, fields)
    return bool(going or new or changed)
