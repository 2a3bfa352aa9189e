"""Moves every row that points at one row to another, whatever model it is of, and can move it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from ..errors import DomainError
from .rules import Clash, rule_for

# The word a person has said about a pair, and the record of merges itself, stay with the row they were said of.
_STAYING = frozenset({"organisations.merge", "organisations.keptapart", "accounts.organisation"})


@dataclass
class Moves:
    """What was done.

    moved : {"model", "field", "from", "to", "keys"} of rows that point elsewhere now
    changed : [model, key, field, before]; dropped : rows in full; n_lost : rows dropped of which nothing is kept
    """

    moved: list[dict[str, Any]] = field(default_factory=list)
    changed: list[list[Any]] = field(default_factory=list)
    dropped: list[Any] = field(default_factory=list)
    n_lost: int = 0

    def note(self, row: models.Model, name: str, new: models.Model) -> None:
        """Note that a row, as it was read before, points at `new` now."""
        one = {
            "model": row._meta.label_lower,
            "field": name,
            "from": getattr(row, row._meta.get_field(name).attname),
            "to": new.pk,
        }
        last = self.moved[-1] if self.moved else {}
        if all(last.get(key) == value for key, value in one.items()):
            last["keys"].append(row.pk)
        else:
            self.moved.append({**one, "keys": [row.pk]})

    @property
    def n_moved(self) -> int:
        """Return how many rows moved."""
        return sum(len(one["keys"]) for one in self.moved)


def repoint(old: models.Model, new: models.Model, moves: Moves) -> None:
    """Point at `new` what points at `old`. Raises DomainError where a row can neither move nor give way."""
    for relation in sorted(old._meta.get_fields(include_hidden=True), key=lambda one: str(getattr(one, "name", ""))):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        model, name = relation.related_model, relation.field.name
        if model._meta.label_lower in _STAYING or relation.field.remote_field.parent_link:
            continue
        for row in model._base_manager.filter(**{name: old}).order_by("pk"):
            _move(row, name, new, moves)


def _move(row: models.Model, name: str, new: models.Model, moves: Moves) -> None:
    model = type(row)
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=row.pk).update(**{name: new})
    except IntegrityError:
        _give_way(row, name, new, moves)
    except DatabaseError:
        raise _refused(model) from None
    else:
        moves.note(row, name, new)


def _give_way(row: models.Model, name: str, new: models.Model, moves: Moves) -> None:
    """Let a row that `new` has already give way: its own key is emptied where it may be, else it is dropped."""
    model = type(row)
    constraint, twin = _twin(row, name, new)
    if twin is None:
        raise _refused(model)
    keys = [model._meta.get_field(one) for one in constraint if one != name]
    free = next((one for one in keys if isinstance(one, models.CharField) and one.blank and not one.choices), None)
    if free is not None and rule_for(model) is None:
        moves.changed.append([model._meta.label_lower, row.pk, free.name, getattr(row, free.name)])
        model._base_manager.filter(pk=row.pk).update(**{free.name: "", name: new})
        moves.note(row, name, new)
        return
    if rule_for(model) == Clash.JOIN:
        repoint(row, twin, moves)
    elif rule_for(model) is None and _has_dependants(row):
        raise _refused(model)
    if rule_for(model) == Clash.DROP:
        moves.n_lost += 1
    else:
        moves.dropped.append(serializers.serialize("python", [row])[0] | {"pk": row.pk})
    model._base_manager.filter(pk=row.pk).delete()


def _twin(row: models.Model, name: str, new: models.Model) -> tuple[tuple[str, ...], models.Model | None]:
    """Return the constraint that stands in the way and the row of `new` that holds the place."""
    options = type(row)._meta
    constraints = [tuple(one.fields) for one in options.constraints if isinstance(one, models.UniqueConstraint)]
    constraints += [tuple(one) for one in options.unique_together]
    constraints += [(name,)] if options.get_field(name).unique else []
    for fields in constraints:
        if name not in fields:
            continue
        same = {one: getattr(row, one) for one in fields if one != name}
        twin = type(row)._base_manager.filter(**same, **{name: new}).exclude(pk=row.pk).first()
        if twin is not None:
            return fields, twin
    return (), None


def _has_dependants(row: models.Model) -> bool:
    collector = Collector(using="default")
    try:
        collector.collect([row])
    except (models.ProtectedError, models.RestrictedError):
        return True
    return sum(len(rows) for rows in collector.data.values()) + sum(len(q) for q in collector.fast_deletes) > 1


def _refused(model: Any) -> DomainError:
    return DomainError(
        _("Both hold a row of “%(what)s” that may stand only once, and neither may give way: change one of them first.")
        % {"what": model._meta.verbose_name}
    )
