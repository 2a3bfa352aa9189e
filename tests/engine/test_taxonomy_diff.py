"""Differences of two taxonomies: every kind of change, and where each skill that goes is found again."""

from __future__ import annotations

from pathlib import Path

import pytest
from tinytaxonomy import occupation, skill, write_tiny

from skillpact.taxonomy import Taxonomy, TaxonomyStore
from skillpact.taxonomy.diff import (
    BroaderChange,
    ConceptChange,
    How,
    LabelChange,
    Move,
    Mover,
    RelationChange,
    TaxonomyDiff,
    diff_taxonomies,
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Taxonomy, Taxonomy]:
    folder = tmp_path_factory.mktemp("diff")
    store = TaxonomyStore(folder)
    before = store.import_source([write_tiny(folder / "tiny-1.0", more={"lone-skill": "be alone"})], name="tiny")
    after = store.import_source(
        [
            write_tiny(
                folder / "tiny-1.1",
                leave_out=["tig-welding", "forklift-operation", "java"],
                # The skill of the forklift comes back under another URI and the same words.
                more={"driving-forklifts": "Operate forklifts", "brazing": "brazing"},
                labels={"manage-data": "govern data"},
                broader={"mig-welding": "brazing"},
                relations={"welder": {"welding": "optional", "brazing": "essential", "teamwork": "optional"}},
            )
        ],
        name="tiny",
    )
    return before, after


@pytest.fixture(scope="module")
def found(pair: tuple[Taxonomy, Taxonomy]) -> TaxonomyDiff:
    return diff_taxonomies(*pair)


def test_added_and_removed_concepts_are_named(found: TaxonomyDiff) -> None:
    assert found.added == (
        ConceptChange(skill("brazing"), "skill", "brazing"),
        ConceptChange(skill("driving-forklifts"), "skill", "Operate forklifts"),
    )
    assert [change.label for change in found.removed] == [
        "operate forklifts", "Java (computer programming)", "be alone", "TIG welding",
    ]  # fmt: skip


def test_a_changed_label_is_told_with_its_language(found: TaxonomyDiff) -> None:
    assert found.relabelled == (LabelChange(skill("manage-data"), "skill", "en", "manage data", "govern data"),)


def test_a_concept_under_another_broader_one_has_moved(found: TaxonomyDiff) -> None:
    assert found.moved == (
        BroaderChange(skill("mig-welding"), "skill", "MIG welding", (skill("welding"),), (skill("brazing"),)),
    )


def test_changed_relations_are_counted_per_occupation(found: TaxonomyDiff) -> None:
    # The welder loses welding and TIG welding as essential, gains brazing, and welding as optional; the developer Java.
    assert found.relations == (
        RelationChange(occupation("developer"), "software developer", 0, 1, 0, 0),
        RelationChange(occupation("welder"), "welder", 1, 2, 1, 0),
    )


def test_each_skill_that_goes_is_found_again_by_label_by_neighbour_or_not_at_all(
    found: TaxonomyDiff, pair: tuple[Taxonomy, Taxonomy]
) -> None:
    moves = {move.uri: (move.how, move.to_uri) for move in found.moves}
    assert moves[skill("forklift-operation")] == (How.BY_LABEL, skill("driving-forklifts"))
    assert moves[skill("tig-welding")] == (How.BY_NEIGHBOUR, skill("welding"))
    assert len(moves) == 4
    kept = Mover(*pair).skill(skill("welding"))
    assert kept == Move(skill("welding"), "skill", "welding", How.EXACT, skill("welding"), "welding")


def test_a_skill_without_label_or_neighbour_in_the_other_is_not_found_at_all(tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    before = store.import_source([write_tiny(tmp_path / "a-1.0", languages=["en"])], name="a")
    lonely = tmp_path / "b-1.0" / "skills_en.csv"
    lonely.parent.mkdir()
    lonely.write_text("conceptUri,preferredLabel\nhttps://other.example/1,Welding\n", encoding="utf-8")
    after = store.import_source([lonely.parent], name="b")
    found = diff_taxonomies(before, after)
    how = {move.uri: move.how for move in found.moves}
    assert how.pop(skill("welding")) == How.BY_LABEL
    assert how.pop(skill("tig-welding")) == How.NOT_AT_ALL
    assert set(how.values()) == {How.NOT_AT_ALL}
    assert found.notes == (
        f"broader concepts of skills are not compared: {after.id} holds none",
        f"broader concepts of occupations are not compared: {after.id} holds none",
        f"relations between occupations and skills are not compared: {after.id} holds none",
    )


def test_a_taxonomy_does_not_differ_from_itself(pair: tuple[Taxonomy, Taxonomy]) -> None:
    same = diff_taxonomies(pair[0], pair[0])
    assert same.rows == []
    assert {key: n for key, n in same.counts.items() if n} == {"skills exact": len(pair[0].skills)}


def test_all_changes_are_one_plain_table_with_counts(found: TaxonomyDiff) -> None:
    assert found.columns == ("change", "kind", "uri", "label", "before", "after")
    assert all(len(row) == 6 and all(isinstance(cell, str) for cell in row) for row in found.rows)
    assert ("label en", "skill", skill("manage-data"), "govern data", "manage data", "govern data") in found.rows
    assert found.counts == {
        "skills added": 2, "groups added": 0, "occupations added": 0, "skills removed": 4, "groups removed": 0,
        "occupations removed": 0, "relabelled": 1, "moved": 1, "occupations with other relations": 2,
        "skills exact": 5, "skills by label": 1, "skills by neighbour": 3, "skills not at all": 0,
    }  # fmt: skip


@pytest.mark.shared_data
def test_esco_1_1_1_and_the_partial_1_2_1_are_compared(shared_data: Path, tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    before = store.import_source([shared_data / "esco" / "v1.1.1"])
    after = store.import_source([shared_data / "esco" / "v1.2.1-partial" / "en"], version="1.2.1")
    found = diff_taxonomies(before, after)
    # 237 URIs are new since 1.1.1, 194 of 1.1.1 are gone.
    assert found.counts["skills added"] == 237
    assert found.counts["skills removed"] == 194
    assert found.counts["skills exact"] == 13_896 - 194
    assert len(found.moves) == 194
    assert {move.how for move in found.moves} <= {How.BY_LABEL, How.BY_NEIGHBOUR, How.NOT_AT_ALL}
    assert found.notes == (
        f"broader concepts of skills are not compared: {after.id} holds none",
        f"broader concepts of skill groups are not compared: {after.id} holds none",
        f"relations between occupations and skills are not compared: {after.id} holds none",
    )
