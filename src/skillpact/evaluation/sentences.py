"""Sentences of job advertisements that people or a generator labelled with ESCO skills."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from skillpact.errors import ConfigurationError, InputError
from skillpact.evaluation.material import LabelledData
from skillpact.taxonomy import Taxonomy

_NO_LABELS = frozenset(("label not present", "underspecified", "unk", ""))
# A label that a slightly other version words otherwise is left out; more than this share means another taxonomy.
_MAX_UNKNOWN = 0.05


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence and the concept URIs of the skills that it asks for; `data` names its data set."""

    data: str
    language: str
    text: str
    gold: frozenset[str]


def read_sentences(data: LabelledData, taxonomy: Taxonomy) -> list[LabelledSentence]:
    """Return the validation sentences of HOUSE and TECH and the development sentences of SkillSkape, in that order.

    Sentences without a skill have an empty `gold`. Raises InputError where a file cannot be used and
    ConfigurationError where the taxonomy is not the one that the labels come from.
    """
    found: list[LabelledSentence] = []
    uris = {taxonomy.skills.label(row, "en").lower(): taxonomy.skills.uri(row) for row in range(len(taxonomy.skills))}
    for name, read in _READERS.items():
        labelled = read(data)
        labels = {label for own in labelled.values() for label in own}
        unknown = sorted(label for label in labels if label not in uris)
        if len(unknown) > _MAX_UNKNOWN * len(labels):
            raise ConfigurationError(
                f"taxonomy {taxonomy.id} lacks {len(unknown):,} of the {len(labels):,} skills that {name} is labelled "
                "with, expected ESCO 1.1: import it and name it with --taxonomy"
            )
        found += [
            LabelledSentence(name, "en", text, frozenset(uris[label] for label in own if label in uris))
            for text, own in labelled.items()
        ]
    return found


def _read_decorte(path: str) -> Callable[[LabelledData], Mapping[str, set[str]]]:
    def read(data: LabelledData) -> Mapping[str, set[str]]:
        labelled: dict[str, set[str]] = {}
        for _row, (sentence, label) in data.rows(path, "sentence", "label"):
            labelled.setdefault(sentence, set()).update(_real([label]))
        return labelled

    return read


def _read_skape(data: LabelledData) -> Mapping[str, set[str]]:
    path = "benchmarks/skillskape/dev.csv.gz"
    labelled: dict[str, set[str]] = {}
    for row, (sentence, cell) in data.rows(path, "sentence", "skills"):
        try:
            labels = ast.literal_eval(cell)
        except (ValueError, SyntaxError) as error:
            raise InputError("found no list of labels", file=path, row=row, column="skills") from error
        if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
            raise InputError("found no list of labels", file=path, row=row, column="skills")
        labelled.setdefault(sentence, set()).update(_real(labels))
    return labelled


def _real(labels: Iterable[str]) -> set[str]:
    return {label.strip().lower() for label in labels} - _NO_LABELS


_READERS: Mapping[str, Callable[[LabelledData], Mapping[str, set[str]]]] = {
    "house": _read_decorte("benchmarks/skill_extraction_decorte/house_validation_annotations.csv"),
    "tech": _read_decorte("benchmarks/skill_extraction_decorte/tech_validation_annotations.csv"),
    "skillskape": _read_skape,
}
