"""Sentences in languages other than English that this project labelled one by one, found again in public texts.

The texts are not ours to copy: a row names file, text and place, and the hash of the sentence that was read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from skillpact.errors import ConfigurationError, InputError
from skillpact.evaluation.embeddings import Progress
from skillpact.evaluation.figure import Evaluation, measured
from skillpact.evaluation.material import LabelledData
from skillpact.evaluation.mentions import METHOD, SET_MEASURES, scored_set, set_counts
from skillpact.evaluation.sentences import LabelledSentence
from skillpact.extraction import Extractor
from skillpact.taxonomy import Taxonomy

OWN = "own labels"
LANGUAGES = ("da", "de", "es", "it", "no")
COLUMNS = ("file", "sha256", "row", "field", "start", "end", "skills", "part")
CHOOSE, CHECK = "choose", "check"  # thresholds are chosen on the first, figures told of the second
URI_PREFIX = "http://data.europa.eu/esco/skill/"
_CONCEPT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH_DIGITS = 16
# file → the column that tells its texts apart; "" where that is the number of the line
_KEYS: Mapping[str, str] = {
    "inputs/vacancies/eures_es_2025.csv.gz": "id",
    "inputs/vacancies/kompetencer_train_sentences_da.txt": "",
    "inputs/vacancies/nav_no.jsonl": "id",
    "inputs/courses/unitn_courses.csv.gz": "id",
    "inputs/courses/hdbw_courses_de.csv": "CourseId(NEW)",
}
# As for the English sentences: more unknown skills than this share mean another taxonomy.
_MAX_UNKNOWN = 0.05


@dataclass(frozen=True, slots=True)
class HandLabel:
    """One row: where a sentence stands and the concept URIs of the skills that it asks for or teaches.

    start, end : code points of the text that `row` and `field` name; part : CHOOSE or CHECK
    """

    language: str
    file: str
    sha256: str
    row: str
    field: str
    start: int
    end: int
    skills: frozenset[str]
    part: str
    place: tuple[str, int]  # file and row of the label itself


def labels_folder() -> Path:
    """Return where a checkout keeps the labels; an installed package may have none there."""
    return Path(__file__).resolve().parents[3] / "benchmarks" / "labels"


def read_hand_labels(folder: Path) -> list[HandLabel]:
    """Return the rows of all languages, one file a language, without their texts. Raises InputError."""
    return [label for path in sorted(folder.glob("*.tsv")) for label in _read(LabelledData(folder), path.name)]


def find_sentences(labels: list[HandLabel], data: LabelledData) -> list[LabelledSentence]:
    """Return the labelled sentences with their texts, in the order of `labels`.

    Raises InputError where a text is missing or is not the one that was labelled; the place is that of the label.
    """
    read = lru_cache(maxsize=None)(lambda file, field: _texts(data, file, field))
    found = []
    for label in labels:
        name, row = label.place
        text = read(label.file, label.field).get(label.row)
        if text is None:
            raise InputError(f"found no text {label.row!r} in {label.file}", file=name, row=row, column="row")
        sentence = text[label.start : label.end]
        if hashlib.sha256(sentence.encode()).hexdigest()[:_HASH_DIGITS] != label.sha256:
            raise InputError(
                f"{label.file} holds another sentence at {label.start} to {label.end} of {label.row!r} than was "
                "labelled: get the version of the file that the labels belong to",
                file=name, row=row, column="sha256",
            )  # fmt: skip
        found.append(LabelledSentence(OWN, label.language, sentence, label.skills))
    return found


def evaluate_hand_labels(
    data: LabelledData,
    taxonomy: Taxonomy,
    extractor: Extractor,
    *,
    threshold: float,
    folder: Path | None = None,
    part: str = CHECK,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> Evaluation:
    """Return precision, recall and F1 of the skills found in the sentences of one part, by language.

    folder : where the labels are; None: those of the checkout. Where these are not here, or the taxonomy is not the
    one that they come from, every language has a row over no sentences, and a note says why.
    Raises ConfigurationError for a stated folder that cannot serve and InputError for labels or texts that cannot.
    """
    where = labels_folder() if folder is None else folder
    labels = [label for label in read_hand_labels(where) if label.part == part]
    flaw = _flaw(labels, taxonomy, where)
    if flaw and folder is not None:
        raise ConfigurationError(flaw)
    sentences = [] if flaw else find_sentences(labels, data)
    extractions = extractor.extract_many([(sentence.text, sentence.language) for sentence in sentences])
    tables: dict[str, list[tuple[int, int, int]]] = {language: [] for language in LANGUAGES}
    for done, (sentence, extraction) in enumerate(zip(sentences, extractions, strict=True)):
        if on_progress:
            on_progress(OWN, done, len(sentences))
        gold = frozenset(uri for uri in sentence.gold if uri in taxonomy.skills)
        tables.setdefault(sentence.language, []).append(set_counts(scored_set(extraction).at(threshold), gold))
    figures = [
        figure
        for language, rows in tables.items()
        for figure in measured(
            OWN, language, METHOD, np.array(rows, float).reshape(-1, len(SET_MEASURES)), SET_MEASURES, seed=seed
        )
    ]
    return Evaluation(tuple(figures), (f"{OWN}: {flaw}",) if flaw else ())


def _flaw(labels: list[HandLabel], taxonomy: Taxonomy, folder: Path) -> str | None:
    """Return why these labels cannot be used with this taxonomy, None where they can."""
    if not labels:
        return f"found no labels in {folder.name!r}, expected one .tsv file a language: name its folder with --labels"
    skills = {uri for label in labels for uri in label.skills}
    unknown = sum(uri not in taxonomy.skills for uri in skills)
    if unknown > _MAX_UNKNOWN * len(skills):
        return f"taxonomy {taxonomy.id} lacks {unknown:,} of their {len(skills):,} skills, expected ESCO 1.1"
    return None


def _read(folder: LabelledData, name: str) -> Iterator[HandLabel]:
    for row, cells in folder.tabbed(name, len(COLUMNS)):
        if row == 1:
            if cells != COLUMNS:
                raise InputError(f"found other columns, expected {', '.join(COLUMNS)}", file=name, row=row)
        elif cells:
            file, sha256, text, field, start, end, skills, part = cells
            if file not in _KEYS:
                raise InputError(
                    f"found {file!r}, expected one of {', '.join(_KEYS)}", file=name, row=row, column="file"
                )
            if not (start.isdecimal() and end.isdecimal() and int(start) < int(end)):
                raise InputError(
                    f"found {start!r} to {end!r}, expected code points", file=name, row=row, column="start"
                )
            wrong = [skill for skill in skills.split() if not _CONCEPT.fullmatch(skill)]
            if wrong:
                raise InputError(f"found {wrong[0]!r}, expected the last part of a concept URI",
                                 file=name, row=row, column="skills")  # fmt: skip
            if part not in (CHOOSE, CHECK):
                raise InputError(f"found {part!r}, expected {CHOOSE} or {CHECK}", file=name, row=row, column="part")
            uris = frozenset(URI_PREFIX + skill for skill in skills.split())
            language = name.partition(".")[0]
            yield HandLabel(language, file, sha256, text, field, int(start), int(end), uris, part, (name, row))


def _texts(data: LabelledData, file: str, field: str) -> dict[str, str]:
    """Return the texts of one field of a file by what tells them apart."""
    key = _KEYS[file]
    if not key:
        return {str(line): text.rstrip("\r") for line, text in enumerate(data.text(file).split("\n"), start=1)}
    if file.endswith(".jsonl"):
        return {str(value.get(key)): str(value.get(field, "")) for _row, value in data.objects(file)}
    return {name: text for _row, (name, text) in data.rows(file, key, field)}
