"""The parallel texts on which the subword encoder learns: labels and descriptions that share a concept URI.

Read are ESCO's tables (in many languages and versions, joined by URI) and the starter taxonomy written for this
project. Nothing else: no adverts, no benchmark, no other model's translations.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

_LANGUAGE = re.compile(r"_([a-z]{2})(?:[_.])")
# Newest complete English tables first: the first English label and description of a concept is what others learn.
_ENGLISH_FIRST = ("v1.1.1/", "v1.2.1-partial/", "v1.2.0-partial/")
STARTER = Path(__file__).resolve().parent.parent / "src" / "skillpact" / "taxonomy" / "starter"
CARRIERS = Path(__file__).resolve().parent / "subword_carriers.toml"


@dataclass(frozen=True, slots=True)
class ParallelText:
    """A text, and the English text whose teacher vector it should get.

    concept : the English preferred label in small letters, the same in all versions and in the starter taxonomy
    kind : label (preferred), alternative or description
    table : skill, occupation, group or starter
    """

    language: str
    text: str
    english: str
    concept: str
    kind: str
    table: str


def read_parallel_texts(data: Path) -> list[ParallelText]:
    """Return all texts whose concept has an English label (or, for descriptions, description), in a fixed order."""
    rows = list(_rows(data))
    english: dict[str, str] = {}
    described: dict[str, str] = {}
    for language, uri, label, _alternatives, description in rows:
        if language == "en":
            english.setdefault(uri, label)
            if description:
                described.setdefault(uri, description)
    found: dict[tuple[str, str, str], ParallelText] = {}
    for language, uri, label, alternatives, description in rows:
        if uri in english:
            target, concept = english[uri], english[uri].casefold()
            for kind, text in (("label", label), *(("alternative", other) for other in alternatives)):
                parallel = ParallelText(language, text, target, concept, kind, _table(uri))
                found.setdefault((language, text, target), parallel)
        # Tables of other languages repeat the English description where it was not translated.
        if uri in described and description and (language == "en" or description != described[uri]):
            # Of English only those that have a translation, so that the teacher need not read all 14,000.
            parallel = ParallelText(
                language, description, described[uri], english[uri].casefold(), "description", _table(uri)
            )
            found.setdefault((language, description, described[uri]), parallel)
    texts = list(found.values())
    translated = {text.english for text in texts if text.kind == "description" and text.language != "en"}
    return [text for text in texts if text.kind != "description" or text.english in translated]


def read_carriers() -> dict[str, list[tuple[str, str]]]:
    """Return language → (what stands before, what stands after) a label."""
    phrases: dict[str, list[str]] = tomllib.loads(CARRIERS.read_text(encoding="utf-8"))
    found: dict[str, list[tuple[str, str]]] = {}
    for language, own in phrases.items():
        pairs = (phrase.split("{}") for phrase in own)
        found[language] = [(before.strip(), after.strip()) for before, after in pairs]
    return found


def held_out_as(text: ParallelText) -> str:
    """Return how a text is used when a tenth is held out: "train", "concept", "label" or "nowhere".

    concept : all labels of a tenth of the concepts in this language: met in other languages only
    label : one alternative label in ten, of concepts that have other labels in this language
    nowhere : all labels of one concept in twenty in every language, English too: never met at all
    """
    if text.kind == "description":
        # A description would give the concept away.
        return "train" if _share(text.concept) >= 5 and _share(text.concept + text.language) >= 10 else "left out"
    if _share(text.concept) < 5:
        return "nowhere"
    if text.language == "en":
        return "train"
    if _share(text.concept + text.language) < 10:
        return "concept"
    return "label" if text.kind == "alternative" and _share(text.text + text.language) < 10 else "train"


def _share(key: str) -> int:
    """Return 0 to 99, as good as at random but always the same."""
    return zlib.crc32(key.encode()) * 40503 % 65_537 % 100


def _rows(data: Path) -> Iterator[tuple[str, str, str, list[str], str]]:
    csv.field_size_limit(1 << 27)
    esco = data / "esco"
    paths = [path.relative_to(esco).as_posix() for path in esco.rglob("*.csv*")]
    ordered = [name for first in _ENGLISH_FIRST for name in sorted(paths) if name.startswith(first)]
    ordered += [name for name in sorted(paths) if name not in set(ordered)]
    for path in [*(esco / name for name in ordered), *sorted(STARTER.glob("*.csv"))]:
        language = _LANGUAGE.search(path.name)
        if language is None:
            continue
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as raw:
            stream = io.TextIOWrapper(cast("BinaryIO", raw), encoding="utf-8-sig", newline="")
            reader = csv.DictReader(stream)
            if not {"conceptUri", "preferredLabel"} <= set(reader.fieldnames or ()):
                continue
            for row in reader:
                label = row["preferredLabel"].strip()
                others = re.split(r"[|\n]", row.get("altLabels") or "")
                if label:
                    alternatives = [other.strip() for other in others if other.strip()]
                    yield language[1], row["conceptUri"], label, alternatives, (row.get("description") or "").strip()


def _table(uri: str) -> str:
    if "starter" in uri:
        return "starter"
    return next((name for name in ("skill", "occupation") if f"/esco/{name}/" in uri), "group")
