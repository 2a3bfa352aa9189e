"""An order of the instance's objects that does not depend on what they are called.

The solver's path depends on the order of its variables. So that a plan proven only within its gap does not change
when ids are renamed or rows reordered, objects are ordered by what they are and how they hang together (colours
refined over the graph of the instance); only what no colour tells apart is ordered by a seeded hash of its id.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b

from skillpact.planning.instance import Instance

Node = tuple[str, str]
_ROUNDS = 4


class CanonicalOrder:
    """Sort keys of the instance's objects; `key("talent", id)` compares the same after any renaming."""

    def __init__(self, instance: Instance):
        self._seed = instance.seed
        self._colours = _refine(instance)

    def key(self, kind: str, name: str) -> tuple[str, str]:
        """Return the sort key of one object: its colour, then the seeded hash of its id."""
        return self._colours.get((kind, name), ""), seeded_hash(self._seed, name)


def seeded_hash(seed: int, name: str) -> str:
    """Return 16 hex digits that depend on the seed and the id alone, the same on every machine."""
    return blake2b(f"{seed}|{name}".encode(), digest_size=8).hexdigest()


def _refine(instance: Instance) -> dict[Node, str]:
    first: dict[Node, str] = {}
    edges: dict[Node, list[tuple[str, Node]]] = defaultdict(list)

    def link(label: str, a: Node, b: Node) -> None:
        edges[a].append((label + ">", b))
        edges[b].append((label + "<", a))

    for rank, period in enumerate(sorted(instance.periods, key=lambda p: p.starts_on)):
        first["period", period.id] = str(rank)
    for t in instance.talents:
        node = ("talent", t.id)
        for kind, value in (("organisation", t.organisation), ("region", t.region), ("status", t.status)):
            if value is not None:
                link("of", node, (kind, value))
        for language in t.languages:
            link("speaks", node, ("language", language))
        for label, levels in (("held", t.held), ("target", t.target)):
            for uri, level in levels.items():
                link(f"{label}{level}", node, ("skill", uri))
        for period_id, hours in t.hours.items():
            link(f"hours{hours}", node, ("period", period_id))
        for vacancy_id in t.vacancies:
            link("aims", node, ("vacancy", vacancy_id))
    for v in instance.vacancies:
        first["vacancy", v.id] = str(v.openings)
        for uri, level in v.essential.items():
            link(f"asks{level}", ("vacancy", v.id), ("skill", uri))
    for c in instance.courses:
        node = ("course", c.id)
        numbers = (c.hours, c.seats_min, c.seats_max, c.cohorts_max, c.cohort_cost_cents, c.seat_cost_cents)
        first[node] = repr((numbers, c.mode == "online"))
        for uri, level in c.teaches.items():
            link(f"teaches{level}", node, ("skill", uri))
        for label, kind, names in (
            ("requires", "course", c.requires),
            ("in", "period", c.periods),
            ("uses", "resource", c.resources),
            ("speaks", "language", (c.language,)),
            ("of", "region", () if c.region is None else (c.region,)),
        ):
            for name in names:
                link(label, node, (kind, name))
    for r in instance.resources:
        first["resource", r.id] = str(r.cohorts_per_period)
    for f in instance.funders:
        first["funder", f.id] = repr((f.budget_cents, f.max_share))
        for kind, names in (("organisation", f.organisations), ("region", f.regions), ("status", f.statuses)):
            for name in names:
                link("pays", ("funder", f.id), (kind, name))
    for floor in instance.floors:
        link(f"floor{floor.seats_min}", ("organisation", floor.organisation), ("floor", ""))
    for kept in instance.kept:
        node = ("kept", repr((kept.talent, kept.course, kept.period)))
        for kind, name in (("talent", kept.talent), ("course", kept.course), ("period", kept.period)):
            link("kept", node, (kind, name))
    for pair in instance.related:
        link(f"serves{pair.factor}", ("skill", pair.held), ("skill", pair.asked))

    colours = {node: _digest(f"{node[0]}|{first.get(node, '')}") for node in {*first, *edges}}
    for _ in range(_ROUNDS):
        colours = {
            node: _digest(colour + repr(sorted((label, colours[other]) for label, other in edges.get(node, ()))))
            for node, colour in colours.items()
        }
    return colours


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=12).hexdigest()
