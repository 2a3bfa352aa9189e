"""Inputs of any size for the benchmarks, resampled from real advertisements and courses under SKILLPACT_DATA."""

from __future__ import annotations

import csv
import gzip
import os
import random
from datetime import date
from pathlib import Path

from skillpact.records import (
    Cluster,
    Course,
    Mode,
    Place,
    Status,
    StudyInputs,
    Talent,
    Vacancy,
)  # fmt: skip


def data_folder() -> Path:
    """Return the folder of real material: SKILLPACT_DATA, else ../shared/data beside the repository."""
    stated = os.environ.get("SKILLPACT_DATA")
    folder = Path(stated) if stated else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        raise SystemExit(
            f"The benchmarks need real material: set SKILLPACT_DATA (looked for {folder.name}/ beside the repository)"
        )
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a gzipped CSV."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def real_vacancies() -> list[dict[str, str]]:
    """Return the 2,095 Spanish advertisements of EURES, October 2025."""
    return rows_of(data_folder() / "inputs/vacancies/eures_es_2025.csv.gz")


def make_inputs(n_vacancies: int, n_talents: int, n_courses: int, seed: int = 0) -> StudyInputs:
    """Return study inputs resampled from real texts.

    A resampled advertisement keeps nine in ten of its lines, so that no two are the same. There are no real CVs to
    resample: a talent's text is two thirds of the lines of an advertisement, which is the vocabulary of the trade.
    """
    chance = random.Random(seed)
    advertisements = real_vacancies()
    courses = rows_of(data_folder() / "inputs/courses/unitn_courses.csv.gz")
    place = Place("resampled")

    def thinned(text: str, share: float) -> str:
        return "\n".join(line for line in text.split("\n") if chance.random() < share) or text

    vacancies = []
    for number in range(n_vacancies):
        row = chance.choice(advertisements)
        vacancies.append(
            Vacancy(
                f"v{number:06d}", f"company-{chance.randrange(max(1, n_vacancies // 10))}", row["title"],
                f"{thinned(row['description'], 0.9)}\nRef. {number}", "es", None, 1, "ES", None, (), place,
            )
        )  # fmt: skip
    talents = [
        Talent(
            f"t{number:06d}", thinned(chance.choice(advertisements)["description"], 0.66), "es", Status.UNEMPLOYED, "ES",
            None, ("es",), (), (), None, (), place,
        )
        for number in range(n_talents)
    ]  # fmt: skip
    offered = []
    for number in range(n_courses):
        row = chance.choice(courses)
        offered.append(
            Course(
                f"c{number:06d}", "University of Trento", row["title"], row["description"], "it", (), (), 48.0, 5, 25, 1, 600_000,
                5_000, (), None, Mode.ONLINE, (), 0, place,
            )
        )  # fmt: skip
    cluster = Cluster(
        "benchmark", "Benchmark", "ES", (), None, date(2025, 11, 1), "es", (), (), (), 5, 90, False
    )  # fmt: skip
    return StudyInputs(cluster, (), (), (), tuple(vacancies), tuple(talents), tuple(offered), ())
