"""Reading in several processes: the same results as in one, in the same order, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from densetaxonomy import dense_taxonomy, extractor_of
from tinytaxonomy import skill, write_tiny

from skillpact.errors import ConfigurationError
from skillpact.extraction import LexicalExtractor
from skillpact.extraction.parallel import ParallelExtractor
from skillpact.extraction.tiers import TIERS, Tier, make_extractor
from skillpact.taxonomy import TaxonomyStore

ENGLISH = "Requirements: {} welding and clean bridges. We offer a good salary."
SPANISH = "Requisitos: experiencia en soldadura TIG, puesto {}."
TEXTS: list[tuple[str, str | None]] = [(ENGLISH.format(n), "en" if n % 2 else None) for n in range(45)]
MIXED = TEXTS[:30] + [(SPANISH.format(n), None) for n in range(20)] + TEXTS[30:] + [("", None), ("\x00" * 50, None)]


def children() -> set[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=True)
    return {int(pid) for pid in found.stdout.split() if Path(f"/proc/{pid}").exists()}


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("n_workers", [1, 2, 3])
def test_several_processes_give_what_one_gives_in_the_same_order(tier: Tier, n_workers: int):
    one = extractor_of(tier)
    with ParallelExtractor(one, n_workers=n_workers) as several:
        assert list(several.extract_many(MIXED)) == list(one.extract_many(MIXED))
        assert list(several.extract_many(iter(TEXTS))) == list(one.extract_many(TEXTS))
        assert several.extract(TEXTS[0][0]) == one.extract(TEXTS[0][0])


def test_a_few_texts_start_no_process():
    before = children()
    with ParallelExtractor(extractor_of("fast"), n_workers=2) as several:
        assert len(list(several.extract_many(TEXTS[:15]))) == 15
        assert list(several.extract_many([])) == []
        assert children() == before


def test_no_process_is_left_when_the_reading_ends_or_is_given_up():
    before = children()
    with ParallelExtractor(extractor_of("fast"), n_workers=2) as several:
        reading = several.extract_many(MIXED)
        assert next(reading).language == "en"
        assert len(children() - before) == 2
        reading.close()
    assert children() == before


def test_a_language_met_later_is_read_as_if_it_had_come_first(tmp_path: Path):
    """Its index is missing: it is built here, once, and not by each process."""
    source = write_tiny(tmp_path / "tiny")
    bare = TaxonomyStore(tmp_path / "home").import_source([source], name="latertiny", version="1.0")
    told: list[str] = []
    one = make_extractor(bare, builds_index=True, on_progress=lambda language, _done, _n: told.append(language))
    with ParallelExtractor(one, n_workers=2) as several:
        found = list(several.extract_many(MIXED))
    assert set(told) == {"en", "es"}
    assert found == list(make_extractor(bare).extract_many(MIXED))
    assert skill("tig-welding") in [m.uri for m in found[30].mentions]


def test_a_process_that_is_ended_from_outside_is_told_and_the_next_reading_works():
    before = children()
    with ParallelExtractor(LexicalExtractor(dense_taxonomy()), n_workers=2) as several:
        reading = several.extract_many(TEXTS * 300)
        next(reading)
        for pid in children() - before:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(ConfigurationError, match="ended from outside"):
            list(reading)
        assert len(list(several.extract_many(TEXTS))) == len(TEXTS)


def test_many_files_that_a_reader_process_opens_are_read_by_several_and_all_end(tmp_path: Path):
    taxonomy = dense_taxonomy()
    files = [tmp_path / f"{n}.html" for n in range(40)]
    for number, file in enumerate(files):
        file.write_text(f"<html><body><p>Requirements: TIG welding and {number} bridges</p></body></html>")
    command = [sys.executable, "-m", "skillpact", "extract", *map(str, files), "--tier", "fast", "--lang", "en"]
    environment = {**os.environ, "SKILLPACT_HOME": str(taxonomy.folder.parents[1])}
    done = subprocess.run(
        [*command, "--taxonomy", taxonomy.id], capture_output=True, text=True, env=environment, timeout=120, check=True
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [own["id"] for own in found] == [str(n) for n in range(40)]
    assert {tuple(own["uri"] for own in document["skills"]) for document in found} == {(skill("tig-welding"),)}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_extraction_that_is_stopped_leaves_no_process(tmp_path: Path, how: signal.Signals):
    taxonomy = dense_taxonomy()
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(f'{{"id": "{n}", "text": "Requirements: TIG welding {n}"}}\n' for n in range(200_000)))
    command = [sys.executable, "-m", "skillpact", "extract", str(file), "--tier", "fast", "--taxonomy", taxonomy.id]
    environment = {**os.environ, "SKILLPACT_HOME": str(taxonomy.folder.parents[1])}
    with (
        (tmp_path / "out").open("wb") as out,
        subprocess.Popen(
            command, stdout=out, stderr=subprocess.PIPE, env=environment, start_new_session=True
        ) as process,
    ):
        until = time.monotonic() + 60
        while (tmp_path / "out").stat().st_size == 0 and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(process.pid, how)
        assert process.wait(30) != 0
        until = time.monotonic() + 20
        while _in_session(process.pid) and time.monotonic() < until:
            time.sleep(0.05)
        assert _in_session(process.pid) == []


def _in_session(session: int) -> list[str]:
    found = subprocess.run(["ps", "-o", "pid=", "-s", str(session)], capture_output=True, text=True, check=False)
    return found.stdout.split()
