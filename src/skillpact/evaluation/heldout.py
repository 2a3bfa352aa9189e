"""Taxonomies that lack some labels on purpose, so that those can be asked for: else a label is found by itself."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from skillpact.evaluation.embeddings import Progress
from skillpact.evaluation.titles import LabelledTitle
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy, TaxonomyStore

_MIN_TITLES = 100  # of a language; with fewer, its figures would say nothing


class HeldOut(NamedTuple):
    """A taxonomy with some labels of occupations, and the titles that it lacks, by language."""

    taxonomy: Taxonomy
    titles: Mapping[str, Sequence[LabelledTitle]]


def hold_out_alternatives(taxonomy: Taxonomy, folder: Path, on_progress: Progress | None = None) -> HeldOut:
    """Return occupations under their preferred labels only; the alternative labels are the titles to be linked.

    folder : where the taxonomy is kept. Languages with fewer than 100 such titles are left out.
    """
    kept: dict[str, dict[str, list[str]]] = {}
    titles: dict[str, list[LabelledTitle]] = {}
    occupations = taxonomy.occupations
    for language in occupations.languages:
        rows = [row for row in range(len(occupations)) if occupations.has_label(row, language)]
        kept[language] = {occupations.uri(row): [occupations.label(row, language)] for row in rows}
        asked = {
            (alternative, occupations.uri(row))
            for row in rows
            for alternative in occupations.alternatives(row, language)
        }
        titles[language] = _unknown(asked, kept[language])
    asked_for = {language: own for language, own in titles.items() if len(own) >= _MIN_TITLES}
    return HeldOut(_taxonomy_of(taxonomy, kept, "preferred", folder, on_progress), asked_for)


def hold_out_tenth(taxonomy: Taxonomy, folder: Path, *, seed: int = 0, on_progress: Progress | None = None) -> HeldOut:
    """Return occupations without one in ten of their alternative labels, chosen by a seeded hash; those are the titles.

    Most have a near copy among the labels that stay. Languages with fewer than 100 such titles are left out.
    """
    kept: dict[str, dict[str, list[str]]] = {}
    titles: dict[str, list[LabelledTitle]] = {}
    occupations = taxonomy.occupations
    for language in occupations.languages:
        kept[language] = {}
        asked: set[tuple[str, str]] = set()
        for row in range(len(occupations)):
            if occupations.has_label(row, language):
                uri, alternatives = occupations.uri(row), occupations.alternatives(row, language)
                out = {label for label in alternatives if tie_break(label, seed) % 10 == 0}
                kept[language][uri] = [
                    occupations.label(row, language),
                    *(label for label in alternatives if label not in out),
                ]
                asked |= {(label, uri) for label in out}
        titles[language] = _unknown(asked, kept[language])
    asked_for = {language: own for language, own in titles.items() if len(own) >= _MIN_TITLES}
    return HeldOut(_taxonomy_of(taxonomy, kept, "tenth", folder, on_progress), asked_for)


def keep_english(taxonomy: Taxonomy, folder: Path, on_progress: Progress | None = None) -> HeldOut:
    """Return occupations under their English labels only; all labels of the other languages are the titles."""
    occupations = taxonomy.occupations
    kept = {
        "en": {
            occupations.uri(row): [occupations.label(row, "en"), *occupations.alternatives(row, "en")]
            for row in range(len(occupations))
            if occupations.has_label(row, "en")
        }
    }
    titles = {
        language: _unknown(
            {
                (label, uri)
                for uri in kept["en"]
                if occupations.has_label(row := occupations.row(uri), language)
                for label in (occupations.label(row, language), *occupations.alternatives(row, language))
            },
            kept["en"],
        )
        for language in occupations.languages
        if language != "en"
    }
    return HeldOut(_taxonomy_of(taxonomy, kept, "english", folder, on_progress), titles)


def hold_out_half(
    taxonomy: Taxonomy,
    titles: Mapping[str, Sequence[LabelledTitle]],
    folder: Path,
    *,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> HeldOut:
    """Return occupations under half of their titles, chosen by a seeded hash; the other half is to be linked."""
    kept: dict[str, dict[str, list[str]]] = {}
    asked_for: dict[str, list[LabelledTitle]] = {}
    for language, own in titles.items():
        by_uri: dict[str, list[str]] = {}
        for title in own:
            for uri in title.gold:
                by_uri.setdefault(uri, []).append(title.title)
        asked: set[tuple[str, str]] = set()
        kept[language] = {}
        for uri in sorted(by_uri):
            order = sorted(by_uri[uri], key=lambda title: tie_break(title, seed))
            half = (len(order) + 1) // 2
            kept[language][uri] = order[:half]
            asked |= {(title, uri) for title in order[half:]}
        asked_for[language] = _unknown(asked, kept[language])
    return HeldOut(_taxonomy_of(taxonomy, kept, "half", folder, on_progress), asked_for)


def _unknown(asked: set[tuple[str, str]], kept: Mapping[str, Sequence[str]]) -> list[LabelledTitle]:
    """Return the titles that are no label of what is kept, with all their occupations, by title."""
    known = {label.casefold() for labels in kept.values() for label in labels}
    # "welder/welderess" is the label of both
    known |= {half.strip() for label in known for half in label.split("/")}
    golds: dict[str, set[str]] = {}
    for title, uri in asked:
        if title.casefold() not in known:
            golds.setdefault(title, set()).add(uri)
    return [LabelledTitle(title, frozenset(golds[title])) for title in sorted(golds)]


def _taxonomy_of(
    taxonomy: Taxonomy,
    kept: Mapping[str, Mapping[str, Sequence[str]]],
    name: str,
    folder: Path,
    on_progress: Progress | None,
) -> Taxonomy:
    """Import a taxonomy of these labels of occupations, with one skill, since a taxonomy must have some."""
    with tempfile.TemporaryDirectory(prefix="skillpact-heldout-") as temporary:
        source = Path(temporary) / "tables"
        source.mkdir()
        skills, occupations = taxonomy.skills, taxonomy.occupations
        _write(source / "skills_en.csv", ["conceptUri", "preferredLabel"], [[skills.uri(0), skills.label(0, "en")]])
        for language, labels in kept.items():
            rows = [
                ["Occupation", uri, occupations.fact(occupations.row(uri), "isco"), own[0], "\n".join(own[1:])]
                for uri, own in sorted(labels.items())
            ]
            columns = ["conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels"]
            _write(source / f"occupations_{language}.csv", columns, rows)
        store = TaxonomyStore(folder)
        return store.import_source([source], name=name, version=taxonomy.version, on_progress=on_progress)


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)
