"""A folder of labelled data in the published formats, about the tiny taxonomy: every figure over it is known."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

from tinytaxonomy import occupation, skill, write_csv

HOUSE = "benchmarks/skill_extraction_decorte/house_validation_annotations.csv"
TECH = "benchmarks/skill_extraction_decorte/tech_validation_annotations.csv"
SKAPE = "benchmarks/skillskape/dev.csv.gz"
SPANS = "benchmarks/skillspan/dev.jsonl.gz"
DANISH = "benchmarks/kompetencer/kompetencer_danish_train.conll"
EURES = "inputs/vacancies/eures_es_2025.csv.gz"
JOBBERT = "benchmarks/jobbert_titles/titles_validation.csv.gz"
GERMAN = "benchmarks/talentclef2025_taskA/training/german/taskA_training_de.tsv.gz"
SPANISH = "benchmarks/talentclef2025_taskA/training/spanish/taskA_training_es.tsv.gz"
COURSES = "inputs/courses/hdbw_courses_de.csv"
NAV = "inputs/vacancies/nav_no.jsonl"


def write_labelled(folder: Path) -> Path:
    """Write all data sets, a few rows each, and return the folder."""
    columns = "sentence span sub_span label"
    write_csv(folder / HOUSE, columns, [
        ("You know TIG welding and teamwork", "TIG welding", "", "tig WELDING"),
        ("You know TIG welding and teamwork", "teamwork", "", "work in teams"),
        ("You are smart and like cats", "smart", "", "LABEL NOT PRESENT"),
    ])  # fmt: skip
    write_csv(folder / TECH, columns, [
        ("Experience with Java (computer programming)", "Java", "", "Java (computer programming)"),
        ("Knowledge of project management is a must", "project", "", "manage data"),
    ])  # fmt: skip
    pack_csv(folder / SKAPE, "id sentence skills", [
        ("0", "Our office has a view of the sea", "['UNK']"),
        ("1", "You will operate forklifts all day", "['operate forklifts', 'UNK']"),
    ])  # fmt: skip
    rows = [
        {"idx": 1, "source": "tech", "tokens": ["You", "know", "TIG", "welding"], "tags_skill": ["O"] * 4,
         "tags_knowledge": ["O", "O", "B", "I"]},
        {"idx": 1, "source": "tech", "tokens": ["and", "teamwork", "cooking"], "tags_skill": ["O", "B", "B"],
         "tags_knowledge": ["O", "O", "O"]},
    ]  # fmt: skip
    pack(folder / SPANS, "".join(json.dumps(row) + "\n" for row in rows))
    lines = [
        "Du\tO\tO",
        "kan\tO\tO",
        "svejse\tB-Skill\tO",
        "rør\tI-Skill\tO",
        "\t\t",
        "TIG\tO\tB-Knowledge",
        "x\tO\tUdd",
    ]
    (folder / DANISH).parent.mkdir(parents=True, exist_ok=True)
    (folder / DANISH).write_text("\n".join(lines) + "\n", encoding="utf-8")
    pack_csv(folder / EURES, "id title description esco_occupation_uri", [
        ("1", "WELDER", "Se busca persona con soldadura TIG", occupation("welder")),
        ("2", "Welder", "Se ofrece contrato", occupation("welder")),
    ])  # fmt: skip
    pack_csv(
        folder / JOBBERT, "id vacancyTitle conceptUri", [("0", "Senior software developer", occupation("developer"))]
    )
    for path, language in ((GERMAN, "de"), (SPANISH, "es")):
        titles = [f"{language}{word}" for word in ("schweisser", "soldador", "fusionador", "unidor")]
        pack(folder / path, "".join(
            f"isco\t{occupation('welder')}\t{first}\t{second}\n" for first, second in pairwise(titles)
        ))  # fmt: skip
    write_csv(folder / COURSES, "Title ShortDescription LearningOutcomes Skills", [
        ("TIG welding", "", "", f"https://esco.example/?uri={skill('tig-welding')}"),
    ])  # fmt: skip
    (folder / NAV).write_text(json.dumps({"id": "1", "text": "Vi trenger TIG welding her"}) + "\n", encoding="utf-8")
    return folder


def pack(path: Path, text: str) -> None:
    """Write a gzip file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


def pack_csv(path: Path, columns: str, rows: list[tuple[str, ...]]) -> None:
    """Write a CSV table as a gzip file."""
    plain = write_csv(path.with_suffix(""), columns, rows)
    pack(path, plain.read_text(encoding="utf-8"))
    plain.unlink()
