"""Changing the taxonomy: what would move, and the choice itself. No statement is rewritten, so that it can go back."""

from __future__ import annotations

from collections import Counter

from django.apps import apps
from django.db import transaction

from ..audit.kinds import EventKind
from ..audit.services import record
from . import engine
from .models import SkillStatement, TaxonomyChoice


def what_moves(wanted: str) -> dict[str, dict[str, int]]:
    """Return for each model of statements how many of its skills the other taxonomy knows, and how.

    exact : the same URI; by label, by neighbour : another URI, which a person would have to take; not at all
    Raises DomainError where there is no such taxonomy.
    """
    how = engine.moves_to(wanted)
    found: dict[str, dict[str, int]] = {}
    for model in apps.get_models():
        if issubclass(model, SkillStatement):
            uris = model._default_manager.values_list("uri", flat=True)
            found[model._meta.label] = dict(Counter(how(uri) for uri in uris.order_by().iterator(2000)))
    return found


@transaction.atomic
def use(wanted: str) -> str:
    """Use a taxonomy from now on, and return its id. Raises DomainError where there is no such taxonomy."""
    taxonomy_id = engine.known_taxonomy(wanted)
    choice = TaxonomyChoice.objects.create(taxonomy_id=taxonomy_id)
    record(kind=EventKind.CHOSE_TAXONOMY, actor=None, on=choice, details={"taxonomy": taxonomy_id})
    return taxonomy_id
