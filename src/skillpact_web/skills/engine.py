"""Calls the engine: search over labels, skills named in a text, skills usual for an occupation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillpact import __version__
from skillpact.errors import TaxonomyError
from skillpact.extraction import OccupationLinker
from skillpact.extraction.extractor import Extractor
from skillpact.extraction.tiers import make_extractor
from skillpact.files.skillcells import SkillCells
from skillpact.files.tables import Row, RowError
from skillpact.records import Evidence, HeldSkill, Place
from skillpact.taxonomy import Taxonomy, TaxonomyStore
from skillpact.taxonomy.diff import How, Mover
from skillpact.taxonomy.lookup import LabelLookup
from skillpact.taxonomy.search import SearchHit, search_concepts

from ..errors import DomainError
from .models import TaxonomyChoice

PROGRAM_VERSION = __version__
SURE_OCCUPATION = 0.8  # an occupation below is left for a person to pick
LONGEST_TEXT = 200_000  # code points; a vacancy is a few thousand


@dataclass(frozen=True)
class Suggested:
    """One skill that a text or an occupation suggests; fields as in `models.SkillStatement`."""

    uri: str
    label: str
    score: float | None
    method: str
    level: float | None
    is_essential: bool
    sentence: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Reading:
    """What was read out of a text: its language (None: cannot be told), why nothing where so, and the suggestions."""

    language: str | None
    reason: str
    suggestions: tuple[Suggested, ...]


def taxonomy_id_in_use() -> str:
    """Return the `name-version-hash` that the database names, or that of the store's default."""
    choice = TaxonomyChoice.objects.first()
    return choice.taxonomy_id if choice else _default_taxonomy().id


def taxonomy_in_use() -> Taxonomy:
    """Return the taxonomy in use, opened. Raises DomainError where its folder is missing or damaged."""
    with _plainly():
        choice = TaxonomyChoice.objects.first()
        return _taxonomy(choice.taxonomy_id) if choice else _default_taxonomy()


def known_taxonomy(wanted: str) -> str:
    """Return the whole id of a taxonomy by its name. Raises DomainError where there is none of that name."""
    with _plainly():
        return TaxonomyStore().find(wanted).id


def moves_to(wanted: str) -> Callable[[str], str]:
    """Return a function from the URI of a skill to how another taxonomy knows it. Raises DomainError."""
    with _plainly():
        before, after = taxonomy_in_use(), TaxonomyStore().find(wanted)
        mover = Mover(before, after)

    @lru_cache(maxsize=100_000)
    def how(uri: str) -> str:
        # What the taxonomy in use lacks already is found by its URI alone.
        return (
            str(mover.skill(uri).how)
            if uri in before.skills
            else str(How.EXACT if uri in after.skills else How.NOT_AT_ALL)
        )

    return how


def read_text(text: str, *, language: str | None = None) -> Reading:
    """Return the skills that a text names, each once, by its likeliest mention, likeliest first.

    Skills that the text says are not needed are left out.
    """
    if len(text) > LONGEST_TEXT:
        raise DomainError(
            _("The text has %(n)s characters, at most %(limit)s are read: paste the part that says what is needed.")
            % {"n": len(text), "limit": LONGEST_TEXT}
        )
    with _plainly():
        taxonomy = taxonomy_in_use()
        extraction = _extractor(taxonomy).extract(text, language=language or None)
    shown_in = extraction.language or "en"
    best: dict[str, Suggested] = {}
    for mention in extraction.mentions:
        known = best.get(mention.uri)
        if mention.is_negated or (known and (known.score or 0) >= mention.score):
            continue
        best[mention.uri] = Suggested(
            uri=mention.uri,
            label=taxonomy.skills.label(taxonomy.skills.row(mention.uri), shown_in),
            score=mention.score,
            method=mention.method,
            level=mention.level,
            is_essential=not mention.is_optional,
            sentence=text[mention.sentence_start : mention.sentence_end],
            start=mention.start,
            end=mention.end,
        )
    ordered = sorted(best.values(), key=lambda one: (-(one.score or 0), one.label, one.uri))
    return Reading(extraction.language, extraction.reason or "", tuple(ordered))


def usual_skills(occupation_uri: str, *, language: str = "en") -> tuple[Suggested, ...]:
    """Return the skills that the taxonomy gives for an occupation, essential ones first. Empty where it is unknown."""
    with _plainly():
        taxonomy = taxonomy_in_use()
        if occupation_uri not in taxonomy.occupations:
            return ()
        row = taxonomy.occupations.row(occupation_uri)
        return tuple(
            Suggested(
                uri=taxonomy.skills.uri(int(skill)),
                label=taxonomy.skills.label(int(skill), language),
                score=None,
                method="occupation",
                level=None,
                is_essential=is_essential,
            )
            for related, is_essential in ((taxonomy.occupation_essential, True), (taxonomy.occupation_optional, False))
            for skill in related[row]
        )


def search(words: str, *, language: str = "en", table: str = "skills", limit: int = 10) -> list[SearchHit]:
    """Return concepts for what a person types, in their language first, then in any; beginnings and one typo count."""
    words = words.strip()[:200]
    if not words:
        return []
    with _plainly():
        taxonomy = taxonomy_in_use()
        concepts = taxonomy.skills if table == "skills" else taxonomy.occupations
        own = language if language in concepts.languages else None
        hits = search_concepts(taxonomy, words, language=own, table=table, limit=limit) if own else []
        return hits or search_concepts(taxonomy, words, table=table, limit=limit)


def occupations_for(title: str, *, language: str | None = None, limit: int = 5) -> list[SearchHit]:
    """Return the occupations that a job title most likely names, best first."""
    with _plainly():
        taxonomy = taxonomy_in_use()
        links = _linker(taxonomy).suggest(title[:300], language=language or None, limit=limit)
        found = []
        for link in links:
            row = taxonomy.occupations.row(link.uri)
            label = taxonomy.occupations.label(row, language or "en")
            found.append(SearchHit(link.uri, label, "occupation", label, language or "en", link.score))
        return found


def read_cell(cell: str, *, column: str = "skills") -> list[HeldSkill]:
    """Return the skills of a table's cell: "TIG welding = advanced (certified) until 2027-02-01; SQL".

    The same cells as in a study's files (docs/guide/input.md). Raises DomainError that names the column.
    """
    row = Row(Place(""), {"skills": cell})
    try:
        with _plainly():
            return list(SkillCells(find_skill).held(row))
    except RowError as error:
        raise DomainError(error.message, fields={column: error.message}) from None


def write_cell(skills: Iterable[HeldSkill], labels: Mapping[str, str]) -> str:
    """Return the cell that `read_cell` reads; a label that it would not find again is written as its URI."""
    entries = []
    for one in skills:
        label = labels.get(one.uri, one.uri)
        entry = label if find_skill(label) == one.uri and not set(label) & set(";|=") else one.uri
        entry += f" = {one.level:g}" if one.level is not None else ""
        entry += f" ({one.evidence})" if one.evidence != Evidence.CLAIMED else ""
        entry += f" until {one.expires_on.isoformat()}" if one.expires_on else ""
        entries.append(entry)
    return "; ".join(entries)


def skill_label(uri: str, language: str = "en") -> str | None:
    """Return the preferred label of a skill, None where the taxonomy in use does not know it."""
    with _plainly():
        skills = taxonomy_in_use().skills
        return skills.label(skills.row(uri), language) if uri in skills else None


def occupation_label(uri: str, language: str = "en") -> str | None:
    """Return the preferred label of an occupation, None where the taxonomy in use does not know it."""
    with _plainly():
        occupations = taxonomy_in_use().occupations
        return occupations.label(occupations.row(uri), language) if uri in occupations else None


def broader_skill(uri: str) -> str | None:
    """Return the skill or group above a skill or group, the first by URI; None at the top."""
    with _plainly():
        taxonomy = taxonomy_in_use()
        if uri in taxonomy.skills:
            row = taxonomy.skills.row(uri)
            above = [taxonomy.skills.uri(int(one)) for one in taxonomy.skill_broader[row]]
            above = above or [taxonomy.groups.uri(int(one)) for one in taxonomy.skill_groups[row]]
        elif uri in taxonomy.groups:
            above = [taxonomy.groups.uri(int(one)) for one in taxonomy.group_broader[taxonomy.groups.row(uri)]]
        else:
            above = []
        return min(above, default=None)


def labels(uris: Iterable[str], *, language: str = "") -> dict[str, str]:
    """Return the names of skills and groups, by default in the language of the page; what is unknown is left out."""
    language = language or get_language() or "en"
    with _plainly():
        taxonomy = taxonomy_in_use()
        return {
            uri: table.label(table.row(uri), language)
            for uri in uris
            for table in (taxonomy.skills, taxonomy.groups)
            if uri in table
        }


def find_skill(text: str) -> str | None:
    """Return the URI of the one skill that a label or URI names exactly, None where none or several do."""
    with _plainly():
        return _lookup(taxonomy_in_use(), "skills").find(text.strip()[:300])


def find_occupation(text: str) -> str | None:
    """Return the URI of the one occupation that a label or URI names exactly, None where none or several do."""
    with _plainly():
        return _lookup(taxonomy_in_use(), "occupations").find(text.strip()[:300])


@lru_cache(maxsize=4)
def _taxonomy(taxonomy_id: str) -> Taxonomy:
    return TaxonomyStore().find(taxonomy_id)


@lru_cache(maxsize=1)
def _default_taxonomy() -> Taxonomy:
    return TaxonomyStore().find()


@lru_cache(maxsize=2)
def _extractor(taxonomy: Taxonomy) -> Extractor:
    # As in a study: by labels and meaning where the taxonomy is ESCO, for whose skills chances were measured.
    return make_extractor(taxonomy, tier="default" if taxonomy.is_esco else "fast")


@lru_cache(maxsize=2)
def _linker(taxonomy: Taxonomy) -> OccupationLinker:
    return OccupationLinker(taxonomy)


@lru_cache(maxsize=4)
def _lookup(taxonomy: Taxonomy, table: str) -> LabelLookup:
    return LabelLookup(taxonomy, table)


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except TaxonomyError as error:
        raise DomainError(
            _("The skills cannot be looked up now: %(why)s. Tell whoever runs this installation.") % {"why": error}
        ) from error
