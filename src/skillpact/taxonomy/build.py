"""Writes the memory-mapped index of a taxonomy, so that a later command starts without reading its tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillpact.taxonomy.integrity import write_checksums
from skillpact.taxonomy.source import Concept, Labels, Source
from skillpact.taxonomy.strings import StringColumn
from skillpact.taxonomy.wordindex import STEM, WRITTEN, write_word_index
from skillpact.taxonomy.words import WordAnalyser, fold

FORMAT_VERSION = 3  # 2: checksums of all files, and the words that search uses; 3: occupations below occupations
SKILL_KINDS = ("skill", "knowledge", "attitude", "language")
KINDS = (*SKILL_KINDS, "group", "occupation", "isco")
PREFERRED, ALTERNATIVE, HIDDEN, DERIVED = range(4)  # where a phrase comes from, strongest first

Progress = Callable[[str, int, int], None]  # what, done, total


def build_index(source: Source, folder: Path, *, name: str, version: str, on_progress: Progress | None = None) -> None:
    """Write the index of `source` into the empty `folder`.

    Skills, groups and occupations are three tables, each sorted by URI: the row number is the internal index.
    """
    tables = {
        "skills": _sorted_concepts(source, SKILL_KINDS),
        "groups": _sorted_concepts(source, ("group", "isco")),
        "occupations": _sorted_concepts(source, ("occupation",)),
    }
    rows = {concept.uri: (table, row) for table, concepts in tables.items() for row, concept in enumerate(concepts)}
    for table, concepts in tables.items():
        _write_concepts(folder, table, concepts)
    languages = sorted(source.labels)
    n_words = {}
    for done, language in enumerate(languages):
        if on_progress:
            on_progress(f"labels {language}", done, len(languages))
        for table, concepts in tables.items():
            n_words[f"{table}-{language}"] = _write_labels(
                folder, f"{table}-{language}", concepts, source.labels[language]
            )
        for table in ("skills", "occupations"):
            if n_words[f"{table}-{language}"]:
                _write_phrases(folder, table, language, tables[table], source.labels[language])
    _write_relations(folder, source, rows, {table: len(concepts) for table, concepts in tables.items()})
    if on_progress:
        on_progress("done", len(languages), len(languages))
    meta = {
        "format": FORMAT_VERSION,
        "name": name,
        "version": version,
        "hash": source.content_hash,
        "is_esco": any(uri.startswith("http://data.europa.eu/esco/") for uri in source.concepts),
        "languages": [
            language for language in languages if n_words[f"skills-{language}"] or n_words[f"occupations-{language}"]
        ],
        "n_labels": n_words,
        "n_concepts": {table: len(concepts) for table, concepts in tables.items()},
        "collections": {key: sorted(uris) for key, uris in sorted(source.collections.items())},
        "notes": source.notes,
    }
    # Written last but for the checksums: a folder without it is not an index.
    (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")
    write_checksums(folder)


def _sorted_concepts(source: Source, kinds: Sequence[str]) -> list[Concept]:
    return sorted((c for c in source.concepts.values() if c.kind in kinds), key=lambda c: c.uri.encode())


def _write_concepts(folder: Path, table: str, concepts: Sequence[Concept]) -> None:
    StringColumn.write(folder / f"{table}-uri", (c.uri for c in concepts))
    StringColumn.write(folder / f"{table}-code", (c.code for c in concepts))
    StringColumn.write(folder / f"{table}-isco", (c.isco for c in concepts))
    StringColumn.write(folder / f"{table}-reuse", (c.reuse_level for c in concepts))
    StringColumn.write(folder / f"{table}-links", (" ".join(c.links) for c in concepts))
    StringColumn.write(folder / f"{table}-ecosystems", (" ".join(c.ecosystems) for c in concepts))
    np.save(folder / f"{table}-kind.npy", np.array([KINDS.index(c.kind) for c in concepts], dtype=np.int8))


def _write_labels(folder: Path, stem: str, concepts: Sequence[Concept], labels: dict[str, Labels]) -> int:
    """Write preferred labels, alternative labels and descriptions; return how many concepts have a label."""
    found = [labels.get(concept.uri) for concept in concepts]
    StringColumn.write(folder / f"{stem}-label", (entry.preferred if entry else "" for entry in found))
    StringColumn.write(folder / f"{stem}-alt", ("\n".join(entry.alternatives) if entry else "" for entry in found))
    StringColumn.write(folder / f"{stem}-description", (entry.description if entry else "" for entry in found))
    return sum(entry is not None for entry in found)


def _spellings(entry: Labels) -> Iterable[tuple[int, str]]:
    """Yield (kind, spelling) of a concept's words, with the forms that its labels imply.

    "Java (computer programming)" is found as "Java", "soldador/soldadora" as either half.
    """
    for kind, words in ((PREFERRED, [entry.preferred]), (ALTERNATIVE, entry.alternatives), (HIDDEN, entry.hidden)):
        for word in words:
            yield kind, word
            bare = word.split(" (")[0].strip() if word.endswith(")") else word
            if bare != word and bare:
                yield (kind if kind != PREFERRED else ALTERNATIVE), bare
            if "/" in bare:
                for half in bare.split("/"):
                    if len(half.strip()) > 3:
                        yield DERIVED, half.strip()


def _write_phrases(
    folder: Path, table: str, language: str, concepts: Sequence[Concept], labels: dict[str, Labels]
) -> None:
    """Write the trie from phrase keys to (concept row, kind, spelling), and the words that the phrases hold."""
    import marisa_trie

    analyser = WordAnalyser(language)
    entries: dict[str, dict[int, tuple[int, str]]] = {}
    written: dict[str, set[str]] = {}  # phrase key → its words as labels have them, folded
    for row, concept in enumerate(concepts):
        entry = labels.get(concept.uri)
        if entry is None:
            continue
        for kind, spelling in _spellings(entry):
            # Half of a slash form of a skill is rarely a skill of its own ("install/maintain pumps").
            if kind == DERIVED and table != "occupations":
                continue
            keys = analyser.phrase_keys(spelling)
            words = {fold(spelling[t.start : t.end]) for t in analyser.tokens(spelling) if not t.is_break}
            for key in keys:
                written.setdefault(key + " ", set()).update(words)
                by_row = entries.setdefault(key + " ", {})
                if row not in by_row or kind < by_row[row][0]:
                    by_row[row] = (kind, spelling)
    trie = marisa_trie.Trie(list(entries))
    stem = f"{table}-{language}"
    trie.save(str(folder / f"{stem}-phrases.marisa"))
    ordered = sorted((trie.key_id(key), by_row) for key, by_row in entries.items())
    pointers = np.zeros(len(ordered) + 1, dtype=np.int64)
    np.cumsum([len(by_row) for _id, by_row in ordered], out=pointers[1:]) if ordered else None
    flat = [(row, kind, spelling) for _id, by_row in ordered for row, (kind, spelling) in sorted(by_row.items())]
    np.save(folder / f"{stem}-phrase-pointers.npy", pointers)
    np.save(folder / f"{stem}-phrase-rows.npy", np.array([row for row, _k, _s in flat], dtype=np.int32))
    np.save(folder / f"{stem}-phrase-kinds.npy", np.array([kind for _r, kind, _s in flat], dtype=np.int8))
    StringColumn.write(folder / f"{stem}-phrase-spellings", (spelling for _r, _k, spelling in flat))
    phrases_of: dict[str, set[int]] = {}
    for key, words in written.items():
        for marked in (*(STEM + part for part in key.split()), *(WRITTEN + word for word in words)):
            phrases_of.setdefault(marked, set()).add(trie.key_id(key))
    write_word_index(folder, stem, len(ordered), phrases_of)


def _write_relations(folder: Path, source: Source, rows: dict[str, tuple[str, int]], sizes: dict[str, int]) -> None:
    skill_broader, group_broader, skill_groups, occupation_groups, occupation_broader = [], [], [], [], []
    for narrower, wider in source.broader:
        (table, row), (wide_table, wide_row) = rows[narrower], rows[wider]
        pair = (row, wide_row)
        if table == "skills" and wide_table == "skills":
            skill_broader.append(pair)
        elif table == "skills" and wide_table == "groups":
            skill_groups.append(pair)
        elif table == "groups" and wide_table == "groups":
            group_broader.append(pair)
        elif table == "occupations" and wide_table == "groups":
            occupation_groups.append(pair)
        elif table == "occupations" and wide_table == "occupations":
            occupation_broader.append(pair)
    save_pairs(folder / "skill-broader", skill_broader, sizes["skills"])
    save_pairs(folder / "skill-groups", skill_groups, sizes["skills"])
    save_pairs(folder / "group-broader", group_broader, sizes["groups"])
    save_pairs(folder / "occupation-groups", occupation_groups, sizes["occupations"])
    save_pairs(folder / "occupation-broader", occupation_broader, sizes["occupations"])
    occupation_skills: list[list[tuple[int, int]]] = [[], []]
    for occupation, skill, is_essential in source.occupation_skills:
        if rows[occupation][0] == "occupations" and rows[skill][0] == "skills":
            occupation_skills[is_essential].append((rows[occupation][1], rows[skill][1]))
    save_pairs(folder / "occupation-essential", occupation_skills[1], sizes["occupations"])
    save_pairs(folder / "occupation-optional", occupation_skills[0], sizes["occupations"])
    skill_skills: list[list[tuple[int, int]]] = [[], []]
    for first, second, is_essential in source.skill_skills:
        if rows[first][0] == "skills" and rows[second][0] == "skills":
            skill_skills[is_essential].append((rows[first][1], rows[second][1]))
    save_pairs(folder / "skill-essential", skill_skills[1], sizes["skills"])
    save_pairs(folder / "skill-optional", skill_skills[0], sizes["skills"])


def save_pairs(stem: Path, pairs: Iterable[tuple[int, int]], n_rows: int) -> None:
    """Write (row, column) pairs as pointers and sorted columns of each row."""
    unique = np.array(sorted(set(pairs)), dtype=np.int32).reshape(-1, 2)
    pointers: npt.NDArray[np.int64] = np.searchsorted(unique[:, 0], np.arange(n_rows + 1)).astype(np.int64)
    np.save(stem.with_name(stem.name + "-pointers.npy"), pointers)
    np.save(stem.with_name(stem.name + "-columns.npy"), unique[:, 1].copy())
