"""Reading lists. Reference facts are public knowledge: every role reads all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language

from ..accounts.viewer import Viewer
from .lists import SPECS
from .models import Edition, EditionState, FactStatus, ReferenceFact


@dataclass(frozen=True)
class ListRow:
    """A list as the overview shows it."""

    name: str
    title: str | Promise
    edition: Edition | None
    n_provisional: int


def lists(viewer: Viewer) -> list[ListRow]:
    """Return the lists that are loaded, in the order of the library."""
    editions = {one.list: one for one in Edition.objects.filter(state=EditionState.CURRENT)}
    facts = ReferenceFact.objects.filter(edition__state=EditionState.CURRENT).exclude(status=FactStatus.VERIFIED)
    provisional = Counter(facts.values_list("edition__list", flat=True))
    return [ListRow(s.name, s.title, editions.get(s.name), provisional[s.name]) for s in SPECS.values()]


def facts(viewer: Viewer | None, name: str, words: str = "", status: str = "") -> QuerySet[ReferenceFact]:
    """Return the facts of a list in use; none where it is not loaded."""
    found = ReferenceFact.objects.filter(edition__list=name, edition__state=EditionState.CURRENT)
    if status == "provisional":
        found = found.exclude(status=FactStatus.VERIFIED)
    elif status:
        found = found.filter(status=status)
    if words:
        found = found.filter(Q(code__icontains=words) | Q(labels__icontains=words))
    return found


def editions(viewer: Viewer, name: str) -> QuerySet[Edition]:
    """Return the editions of a list, newest first."""
    return Edition.objects.filter(list=name)


def changes(edition: Edition) -> dict[str, list[str]]:
    """Return the codes that an edition brings, changes and drops against the one in use."""

    def rows(of: Any) -> dict[str, tuple[Any, ...]]:
        return {one[0]: one for one in of.values_list("code", "labels", "values", "source", "status", "valid_from")}

    new = rows(edition.facts)
    old = rows(facts(None, edition.list))
    return {
        "added": sorted(new.keys() - old.keys()),
        "changed": sorted(code for code in new.keys() & old.keys() if str(new[code]) != str(old[code])),
        "dropped": sorted(old.keys() - new.keys()),
    }


def choices(name: str, language: str | None = None) -> list[tuple[str, str]]:
    """Return (code, label) of a list for a form; empty where it is not loaded, and the form checks a pattern then.

    "nace" without a list of its own falls back to the divisions that the ecosystems name.
    """
    language = language or (get_language() or "en")[:2]
    found = [(fact.code, fact.label(language)) for fact in facts(None, name)]
    if name == "nace" and not found:
        codes = {str(fact.values.get("nace_code", "")) for fact in facts(None, "ecosystem_nace")} - {""}
        found = [(code, code) for code in sorted(codes)]
    return found


@dataclass(frozen=True)
class EcosystemOfCode:
    """An ecosystem to which a NACE division belongs. is_core : it mostly does, else only some groups of it."""

    ecosystem: str
    is_core: bool
    is_provisional: bool


def ecosystems_of(nace: str) -> list[EcosystemOfCode]:
    """Return the ecosystems of a NACE code by its division ("C25.4" as "C25"), core ones first."""
    division = nace.strip().upper()[:3]
    found = [
        EcosystemOfCode(fact.values["ecosystem_id"], fact.values.get("coverage") == "core", fact.is_provisional)
        for fact in facts(None, "ecosystem_nace")
        if fact.values.get("nace_code") == division
    ]
    return sorted(found, key=lambda one: (not one.is_core, one.ecosystem))
