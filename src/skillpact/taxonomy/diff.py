"""What changes when one taxonomy takes the place of another, and where each skill that goes is found again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from skillpact.taxonomy.build import SKILL_KINDS
from skillpact.taxonomy.lookup import LabelLookup
from skillpact.taxonomy.model import ConceptTable, Taxonomy

TABLES = ("skills", "groups", "occupations")
# Skill groups and ISCO groups stand in one table; a source may hold the tree of the one and not of the other.
_BROADER_KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "skills": {"skills": SKILL_KINDS},
    "groups": {"skill groups": ("group",), "ISCO groups": ("isco",)},
    "occupations": {"occupations": ("occupation",)},
}
COLUMNS = ("change", "kind", "uri", "label", "before", "after")


class How(StrEnum):
    """How a concept of one taxonomy is found in another, surest first."""

    EXACT = "exact"
    BY_LABEL = "by label"
    BY_NEIGHBOUR = "by neighbour"
    NOT_AT_ALL = "not at all"


@dataclass(frozen=True, slots=True)
class Move:
    """Where a concept is found: `to_uri` and `to_label` are "" where it is not found at all."""

    uri: str
    kind: str
    label: str
    how: How
    to_uri: str
    to_label: str


@dataclass(frozen=True, slots=True)
class ConceptChange:
    """A concept that only one taxonomy has."""

    uri: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A preferred label that differs."""

    uri: str
    kind: str
    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class BroaderChange:
    """A concept under other broader concepts than before (their URIs, sorted)."""

    uri: str
    kind: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationChange:
    """How many skills an occupation gains and loses, as essential and as optional ones."""

    uri: str
    label: str
    essential_added: int
    essential_removed: int
    optional_added: int
    optional_removed: int


@dataclass(frozen=True)
class TaxonomyDiff:
    """Everything that differs from taxonomy `before` to taxonomy `after` (ids); all tables sorted by URI.

    moves : for each skill that goes, where it is found again
    notes : what could not be compared, because one side holds no such table
    """

    before: str
    after: str
    n_skills_kept: int
    added: tuple[ConceptChange, ...]
    removed: tuple[ConceptChange, ...]
    relabelled: tuple[LabelChange, ...]
    moved: tuple[BroaderChange, ...]
    relations: tuple[RelationChange, ...]
    moves: tuple[Move, ...]
    notes: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of `rows`."""
        return COLUMNS

    @cached_property
    def rows(self) -> list[tuple[str, str, str, str, str, str]]:
        """All changes as one plain table: change, kind, URI, label, before, after."""
        rows = [("added", c.kind, c.uri, c.label, "", "") for c in self.added]
        rows += [("removed", c.kind, c.uri, c.label, "", "") for c in self.removed]
        rows += [(f"label {c.language}", c.kind, c.uri, c.after, c.before, c.after) for c in self.relabelled]
        rows += [("broader", c.kind, c.uri, c.label, " ".join(c.before), " ".join(c.after)) for c in self.moved]
        for c in self.relations:
            lost = f"-{c.essential_removed} essential, -{c.optional_removed} optional"
            gained = f"+{c.essential_added} essential, +{c.optional_added} optional"
            rows.append(("relations", "occupation", c.uri, c.label, lost, gained))
        rows += [(f"moves {m.how}", m.kind, m.uri, m.label, m.uri, m.to_uri) for m in self.moves]
        return rows

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many of each change there are; skills by how they are found again."""
        counts: dict[str, int] = {}
        for name, changes in (("added", self.added), ("removed", self.removed)):
            for kind in ("skill", "group", "occupation"):
                of_kind = [c for c in changes if _plain_kind(c.kind) == kind]
                counts[f"{kind}s {name}"] = len(of_kind)
        counts["relabelled"] = len({change.uri for change in self.relabelled})
        counts["moved"] = len(self.moved)
        counts["occupations with other relations"] = len(self.relations)
        counts[f"skills {How.EXACT}"] = self.n_skills_kept
        for how in (How.BY_LABEL, How.BY_NEIGHBOUR, How.NOT_AT_ALL):
            counts[f"skills {how}"] = sum(move.how == how for move in self.moves)
        return counts


class Mover:
    """Finds concepts of taxonomy `before` in taxonomy `after`: exact, by label, by neighbour, or not at all."""

    def __init__(self, before: Taxonomy, after: Taxonomy):
        self._before, self._after = before, after
        self._lookups = {"skills": LabelLookup(after, "skills"), "occupations": LabelLookup(after, "occupations")}

    def skill(self, uri: str) -> Move:
        """Return where a skill of the earlier taxonomy is found. Raises KeyError where that lacks it."""
        return self._move(uri, "skills")

    def occupation(self, uri: str) -> Move:
        """Return where an occupation of the earlier taxonomy is found. Raises KeyError where that lacks it."""
        return self._move(uri, "occupations")

    def _move(self, uri: str, name: str) -> Move:
        old, new = _table(self._before, name), _table(self._after, name)
        row = old.row(uri)
        kind, label = old.kind(row), old.label(row)
        if uri in new:
            return Move(uri, kind, label, How.EXACT, uri, new.label(new.row(uri)))
        found = self._by_label(old, row, name)
        if found is not None:
            return Move(uri, kind, label, How.BY_LABEL, found, new.label(new.row(found)))
        neighbour = self._neighbour(uri)
        if neighbour is not None:
            return Move(uri, kind, label, How.BY_NEIGHBOUR, *neighbour)
        return Move(uri, kind, label, How.NOT_AT_ALL, "", "")

    def _by_label(self, old: ConceptTable, row: int, name: str) -> str | None:
        for language in sorted(old.languages, key=lambda code: (code != "en", code)):
            if old.has_label(row, language):
                found = self._lookups[name].find(old.label(row, language))
                if found is not None:
                    return found
        return None

    def _neighbour(self, uri: str) -> tuple[str, str] | None:
        """Return the nearest broader concept that still exists, of equally near ones a skill before a group."""
        level, seen = [uri], {uri}
        while level:
            wider = sorted({parent for narrow in level for parent in broader_uris(self._before, narrow)} - seen)
            for name in TABLES:
                table = _table(self._after, name)
                for parent in wider:
                    if parent in table:
                        return parent, table.label(table.row(parent))
            seen.update(wider)
            level = wider
        return None


def diff_taxonomies(before: Taxonomy, after: Taxonomy) -> TaxonomyDiff:
    """Return what changes from `before` to `after`."""
    notes: list[str] = []
    added, removed, relabelled, moved = [], [], [], []
    n_skills_kept = 0
    mover = Mover(before, after)
    for name in TABLES:
        old, new = _table(before, name), _table(after, name)
        added += [ConceptChange(uri, new.kind(row), new.label(row)) for row, uri in enumerate(new) if uri not in old]
        removed += [ConceptChange(uri, old.kind(row), old.label(row)) for row, uri in enumerate(old) if uri not in new]
        kept = [(uri, row, new.row(uri)) for row, uri in enumerate(old) if uri in new]
        n_skills_kept += len(kept) if name == "skills" else 0
        for language in (code for code in old.languages if code in new.languages):
            for uri, old_row, new_row in kept:
                if not (old.has_label(old_row, language) and new.has_label(new_row, language)):
                    continue
                first, second = old.label(old_row, language), new.label(new_row, language)
                if first != second:
                    relabelled.append(LabelChange(uri, new.kind(new_row), language, first, second))
        for what, kinds in _BROADER_KINDS[name].items():
            has_broader = _has_broader(before, name, kinds), _has_broader(after, name, kinds)
            if not _are_comparable(before, after, f"broader concepts of {what}", has_broader, notes):
                continue
            for uri, _old_row, new_row in kept:
                if new.kind(new_row) not in kinds:
                    continue
                first_uris, second_uris = broader_uris(before, uri), broader_uris(after, uri)
                if first_uris != second_uris:
                    moved.append(
                        BroaderChange(uri, new.kind(new_row), new.label(new_row), tuple(first_uris), tuple(second_uris))
                    )
    return TaxonomyDiff(
        before=before.id,
        after=after.id,
        n_skills_kept=n_skills_kept,
        added=tuple(sorted(added, key=lambda change: change.uri.encode())),
        removed=tuple(sorted(removed, key=lambda change: change.uri.encode())),
        relabelled=tuple(sorted(relabelled, key=lambda change: (change.uri.encode(), change.language))),
        moved=tuple(sorted(moved, key=lambda change: change.uri.encode())),
        relations=_relation_changes(before, after, notes),
        moves=tuple(mover.skill(uri) for uri in before.skills if uri not in after.skills),
        notes=tuple(notes),
    )


def broader_uris(taxonomy: Taxonomy, uri: str) -> list[str]:
    """Return the URIs directly broader than a skill, group or occupation, sorted; none where it is unknown."""
    if uri in taxonomy.skills:
        row = taxonomy.skills.row(uri)
        found = [taxonomy.skills.uri(int(wider)) for wider in taxonomy.skill_broader[row]]
        found += [taxonomy.groups.uri(int(wider)) for wider in taxonomy.skill_groups[row]]
    elif uri in taxonomy.groups:
        found = [taxonomy.groups.uri(int(wider)) for wider in taxonomy.group_broader[taxonomy.groups.row(uri)]]
    elif uri in taxonomy.occupations:
        row = taxonomy.occupations.row(uri)
        found = [taxonomy.occupations.uri(int(wider)) for wider in taxonomy.occupation_broader[row]]
        found += [taxonomy.groups.uri(int(wider)) for wider in taxonomy.occupation_groups[row]]
    else:
        found = []
    return sorted(found)


def _relation_changes(before: Taxonomy, after: Taxonomy, notes: list[str]) -> tuple[RelationChange, ...]:
    def has_relations(taxonomy: Taxonomy) -> bool:
        return bool(len(taxonomy.occupation_essential.columns) or len(taxonomy.occupation_optional.columns))

    has_both = has_relations(before), has_relations(after)
    if not _are_comparable(before, after, "relations between occupations and skills", has_both, notes):
        return ()
    changes = []
    for row, uri in enumerate(before.occupations):
        if uri not in after.occupations:
            continue
        new_row = after.occupations.row(uri)
        first = [_related(before, row, is_essential) for is_essential in (True, False)]
        second = [_related(after, new_row, is_essential) for is_essential in (True, False)]
        if first != second:
            (essential, optional), (new_essential, new_optional) = first, second
            changes.append(
                RelationChange(
                    uri, after.occupations.label(new_row),
                    len(new_essential - essential), len(essential - new_essential),
                    len(new_optional - optional), len(optional - new_optional),
                )
            )  # fmt: skip
    return tuple(changes)


def _related(taxonomy: Taxonomy, row: int, is_essential: bool) -> set[str]:
    adjacency = taxonomy.occupation_essential if is_essential else taxonomy.occupation_optional
    return {taxonomy.skills.uri(int(skill)) for skill in adjacency[row]}


def _are_comparable(before: Taxonomy, after: Taxonomy, what: str, has: tuple[bool, bool], notes: list[str]) -> bool:
    """Say whether both hold a table; where one lacks it, every concept would seem to have changed."""
    if any(has) and not all(has):
        notes.append(f"{what} are not compared: {(after if has[0] else before).id} holds none")
    return all(has)


def _has_broader(taxonomy: Taxonomy, name: str, kinds: tuple[str, ...]) -> bool:
    table = _table(taxonomy, name)
    return any(table.kind(row) in kinds and broader_uris(taxonomy, uri) for row, uri in enumerate(table))


def _table(taxonomy: Taxonomy, name: str) -> ConceptTable:
    return {"skills": taxonomy.skills, "groups": taxonomy.groups, "occupations": taxonomy.occupations}[name]


def _plain_kind(kind: str) -> str:
    return {"isco": "group", "group": "group", "occupation": "occupation"}.get(kind, "skill")
