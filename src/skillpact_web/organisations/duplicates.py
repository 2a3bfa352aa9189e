"""Organisations that may be the same: suggested to a person, who decides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..accounts.models import Organisation, Participation
from ..accounts.viewer import Viewer
from . import queries
from .models import KeptApart
from .names import host_of, plain_name

MOST = 200
_MOST_OF_A_KIND = 10  # twenty rows with one website are a shared host, not one company
_REASONS: dict[str, str | Promise] = {
    "name": _("the same name"),
    "website": _("the same website"),
    "reference": _("the same reference"),
}


@dataclass(frozen=True)
class Suggestion:
    """Two organisations that look like one. first : the one entered earlier"""

    first: Organisation
    second: Organisation
    reasons: tuple[str | Promise, ...]


def suggestions(viewer: Viewer) -> list[Suggestion]:
    """Return pairs that a person may merge, those with more reasons first; pairs kept apart do not come back."""
    rows = {one.pk: one for one in queries.in_full(viewer).exclude(kind="cluster")}
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for reason, groups in _alike(rows).items():
        for ids in groups:
            if 2 <= len(ids) <= _MOST_OF_A_KIND:
                for first, second in combinations(sorted(ids), 2):
                    found[first, second].add(reason)
    for pair in KeptApart.objects.values_list("first_id", "second_id"):
        found.pop(pair, None)
    ranked = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))[:MOST]
    return [
        Suggestion(rows[first], rows[second], tuple(_REASONS[name] for name in _REASONS if name in reasons))
        for (first, second), reasons in ranked
    ]


def _alike(rows: dict[int, Organisation]) -> dict[str, list[set[int]]]:
    groups: dict[str, dict[Any, set[int]]] = {name: defaultdict(set) for name in _REASONS}
    for one in rows.values():
        groups["name"][plain_name(one.name)].add(one.pk)
        if host := host_of(one.website):
            groups["website"][host].add(one.pk)
    references = Participation.objects.filter(organisation__in=rows).exclude(reference="")
    for cluster, reference, organisation in references.values_list("cluster_id", "reference", "organisation_id"):
        groups["reference"][cluster, reference.casefold()].add(organisation)
    return {name: list(found.values()) for name, found in groups.items()}
