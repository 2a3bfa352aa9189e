"""A taxonomy as the rest of the engine sees it: concepts by URI, their words, and how they hang together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from skillpact.errors import TaxonomyError
from skillpact.taxonomy.build import FORMAT_VERSION, KINDS
from skillpact.taxonomy.integrity import CHECKSUMS, IndexFiles
from skillpact.taxonomy.strings import StringColumn
from skillpact.taxonomy.wordindex import WordIndex

ESCO_ATTRIBUTION = "This service uses the ESCO classification of the European Commission."


class Adjacency:
    """Rows of sorted column numbers: the columns related to row i are `adjacency[i]`."""

    def __init__(self, files: IndexFiles, stem: str):
        self.pointers: npt.NDArray[np.int64] = files.array(f"{stem}-pointers.npy")
        self.columns: npt.NDArray[np.int32] = files.array(f"{stem}-columns.npy")

    def __getitem__(self, row: int) -> npt.NDArray[np.int32]:
        return self.columns[self.pointers[row] : self.pointers[row + 1]]


class ConceptTable:
    """The skills, groups or occupations of a taxonomy, sorted by URI; row numbers never leave the process."""

    def __init__(self, files: IndexFiles, name: str, languages: tuple[str, ...]):
        self._files = files
        self.name = name
        self.languages = languages
        self._uris = files.strings(f"{name}-uri")
        self._columns: dict[str, StringColumn] = {}
        self._kinds: npt.NDArray[np.int8] = files.array(f"{name}-kind.npy")

    def __len__(self) -> int:
        return len(self._uris)

    def __iter__(self) -> Iterator[str]:
        return (self._uris[row] for row in range(len(self)))

    def __contains__(self, uri: object) -> bool:
        return isinstance(uri, str) and self._uris.bisect(uri) is not None

    def uri(self, row: int) -> str:
        """Return the concept URI of a row."""
        return self._uris[row]

    def row(self, uri: str) -> int:
        """Return the row of a URI. Raises KeyError where the taxonomy lacks it."""
        found = self._uris.bisect(uri)
        if found is None:
            raise KeyError(uri)
        return found

    def kind(self, row: int) -> str:
        """Return skill, knowledge, attitude, language, group, occupation or isco."""
        return KINDS[self._kinds[row]]

    def label(self, row: int, language: str = "en") -> str:
        """Return the preferred label in `language`, else in English, else in any language, else the URI."""
        for candidate in (language, "en", *self.languages):
            if candidate in self.languages:
                text = self._column(f"{candidate}-label")[row]
                if text:
                    return text
        return self.uri(row)

    def has_label(self, row: int, language: str) -> bool:
        """Say whether the concept has a word of its own in `language`."""
        return language in self.languages and bool(self._column(f"{language}-label")[row])

    def alternatives(self, row: int, language: str) -> list[str]:
        """Return the alternative labels in `language`."""
        if language not in self.languages:
            return []
        text = self._column(f"{language}-alt")[row]
        return text.split("\n") if text else []

    def description(self, row: int, language: str = "en") -> str:
        """Return the description in `language`, else in English, else ""."""
        for candidate in (language, "en"):
            if candidate in self.languages and (text := self._column(f"{candidate}-description")[row]):
                return text
        return ""

    def fact(self, row: int, name: str) -> str:
        """Return one of code, isco, reuse, links, ecosystems; "" where the source says nothing."""
        return self._column(name)[row]

    def _column(self, name: str) -> StringColumn:
        if name not in self._columns:
            self._columns[name] = self._files.strings(f"{self.name}-{name}")
        return self._columns[name]


class PhraseEntry(NamedTuple):
    """One concept that a phrase stands for: its row, where the phrase comes from, and its spelling there."""

    row: int
    kind: int
    spelling: str


class PhraseIndex:
    """From phrase keys of one language to concepts."""

    def __init__(self, files: IndexFiles, table: str, language: str):
        import marisa_trie

        stem = f"{table}-{language}"
        self.language = language
        self.trie = marisa_trie.Trie().mmap(str(files.path(f"{stem}-phrases.marisa")))
        self._pointers = files.array(f"{stem}-phrase-pointers.npy")
        self._rows = files.array(f"{stem}-phrase-rows.npy")
        self._kinds = files.array(f"{stem}-phrase-kinds.npy")
        self._spellings = files.strings(f"{stem}-phrase-spellings")
        self._seen: dict[int, tuple[PhraseEntry, ...]] = {}

    def entries(self, phrase_id: int) -> tuple[PhraseEntry, ...]:
        """Return the concepts of a phrase, by row."""
        known = self._seen.get(phrase_id)
        if known is None:
            first, last = int(self._pointers[phrase_id]), int(self._pointers[phrase_id + 1])
            known = tuple(
                PhraseEntry(int(self._rows[i]), int(self._kinds[i]), self._spellings[i]) for i in range(first, last)
            )
            self._seen[phrase_id] = known
        return known

    def expand(
        self, phrase_ids: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int8]]:
        """Return (place in `phrase_ids`, entry id, row, kind) of all entries of many phrases, each (n_entries,)."""
        first, last = self._pointers[phrase_ids], self._pointers[phrase_ids + 1]
        counts = last - first
        places: npt.NDArray[np.int64] = np.repeat(np.arange(len(phrase_ids)), counts)
        starts = np.cumsum(counts) - counts
        entry_ids: npt.NDArray[np.int64] = np.arange(len(places)) - starts[places] + first[places]
        return places, entry_ids, self._rows[entry_ids], self._kinds[entry_ids]

    def spelling(self, entry_id: int) -> str:
        """Return how an entry is spelt in its label."""
        return self._spellings[entry_id]


class Taxonomy:
    """A read-only taxonomy opened from its index folder. Opening maps files and reads none of them."""

    def __init__(self, folder: Path):
        self.folder = folder
        meta = read_meta(folder)
        if meta["format"] > FORMAT_VERSION:
            raise TaxonomyError(
                f"taxonomy {folder.name} has index format {meta['format']}, this program reads up to {FORMAT_VERSION}; "
                "upgrade skillpact"
            )
        if meta["format"] < FORMAT_VERSION:
            raise TaxonomyError(
                f"taxonomy {folder.name} has index format {meta['format']}, this program reads {FORMAT_VERSION}; "
                f"run `skillpact taxonomy rebuild {folder.name}`"
            )
        self.files = IndexFiles(folder / "index", folder.name)
        self.meta = meta
        self.name: str = meta["name"]
        self.version: str = meta["version"]
        self.hash: str = meta["hash"]
        self.is_esco: bool = meta["is_esco"]
        self.languages: tuple[str, ...] = tuple(meta["languages"])
        self.skills, self.groups, self.occupations = (
            ConceptTable(self.files, table, self._languages_of(table)) for table in ("skills", "groups", "occupations")
        )
        self.skill_broader = Adjacency(self.files, "skill-broader")
        self.skill_groups = Adjacency(self.files, "skill-groups")
        self.group_broader = Adjacency(self.files, "group-broader")
        self.occupation_groups = Adjacency(self.files, "occupation-groups")
        self.occupation_broader = Adjacency(self.files, "occupation-broader")
        self.occupation_essential = Adjacency(self.files, "occupation-essential")
        self.occupation_optional = Adjacency(self.files, "occupation-optional")
        self.skill_essential = Adjacency(self.files, "skill-essential")
        self.skill_optional = Adjacency(self.files, "skill-optional")
        self._phrases: dict[tuple[str, str], PhraseIndex] = {}
        self._words: dict[tuple[str, str], WordIndex] = {}

    @property
    def id(self) -> str:
        """`name-version-hash`: the name of its folder and of its place in a study's output."""
        return f"{self.name}-{self.version}-{self.hash}"

    @property
    def attribution(self) -> str | None:
        """The line that must stand wherever ESCO is shown, or None."""
        return ESCO_ATTRIBUTION if self.is_esco else None

    def phrases(self, table: str, language: str) -> PhraseIndex | None:
        """Return the phrase index of "skills" or "occupations" in a language, or None where there are no labels."""
        if not self.meta["n_labels"].get(f"{table}-{language}"):
            return None
        key = (table, language)
        if key not in self._phrases:
            self._phrases[key] = PhraseIndex(self.files, table, language)
        return self._phrases[key]

    def words(self, table: str, language: str) -> WordIndex | None:
        """Return the words of "skills" or "occupations" in a language, or None where there are no labels."""
        if not self.meta["n_labels"].get(f"{table}-{language}"):
            return None
        key = (table, language)
        if key not in self._words:
            self._words[key] = WordIndex(self.files, table, language)
        return self._words[key]

    def _languages_of(self, table: str) -> tuple[str, ...]:
        return tuple(language for language in self.languages if self.meta["n_labels"].get(f"{table}-{language}"))

    @cached_property
    def narrower(self) -> dict[int, list[int]]:
        """Skill row → rows of the skills directly narrower than it."""
        found: dict[int, list[int]] = {}
        for row in range(len(self.skills)):
            for wider in self.skill_broader[row]:
                found.setdefault(int(wider), []).append(row)
        return found


def read_meta(folder: Path) -> dict[str, Any]:
    """Return what an index says about itself, of any format. Raises TaxonomyError where that cannot be trusted."""
    index = folder / "index"
    # The first format had no checksums.
    path = IndexFiles(index, folder.name).path("meta.json") if (index / CHECKSUMS).exists() else index / "meta.json"
    try:
        meta: Any = json.loads(path.read_bytes())
        if not isinstance(meta["format"], int) or meta["format"] < 1:
            raise ValueError(meta["format"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TaxonomyError(
            f"taxonomy {folder.name} has no readable index; run `skillpact taxonomy rebuild {folder.name}`"
        ) from error
    found: dict[str, Any] = meta
    return found
