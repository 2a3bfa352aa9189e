"""Bulk extraction on one machine: the one function, the same bytes however it is cut, and nothing lost by a kill."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bulkmaterial import adverts, bulk, ending, kill, started, wait_for, write

from skillpact.bulk import BulkSettings, extract_batches, extract_file
from skillpact.bulk.joining import GROUP_ROWS, join_parts
from skillpact.bulk.journal import Journal
from skillpact.bulk.repeats import IdNotes
from skillpact.bulk.schema import output_schema
from skillpact.bulk.source import BATCH_BYTES, BulkSource
from skillpact.errors import ConfigurationError
from skillpact.taxonomy import Taxonomy

N_ROWS = 600


@pytest.fixture(scope="module")
def settings(starter: Taxonomy) -> BulkSettings:
    return BulkSettings(starter.folder, tier="fast")


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("bulk") / "in.parquet", adverts(N_ROWS))


@pytest.fixture(scope="module")
def answers(source: Path, settings: BulkSettings) -> bytes:
    """The output of an undisturbed run."""
    out = source.parent / "whole.parquet"
    extract_file(source, out, settings, workers=1)
    return out.read_bytes()


def run_function(settings: BulkSettings, **columns) -> list[dict]:
    (found,) = extract_batches([pa.RecordBatch.from_pydict(columns)], settings)
    return found.to_pylist()


def test_a_row_gives_its_skills_with_places_in_its_text(settings, starter):
    text = "Requisitos: soldadura TIG y nivel medio de inglés."
    (row,) = run_function(settings, id=["1"], text=[text], lang=["es"])
    assert (row["id"], row["lang"], row["reason"]) == ("1", "es", None)
    assert row["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    skill = row["skills"][0]
    assert text[skill["start"] : skill["end"]] == "soldadura TIG"
    assert skill["uri"].endswith("/tig-welding")
    assert skill["label"] == starter.skills.label(starter.skills.row(skill["uri"]), "es")
    assert skill["sentence"] in text


def test_bulk_answers_as_the_verb_extract_does(settings, tmp_path):
    table = adverts(60).filter(pa.array([n % 50 != 0 for n in range(60)]))
    lines = [json.dumps({k: v for k, v in row.items() if v is not None}) for row in table.to_pylist()]
    done = subprocess.run(
        [sys.executable, "-m", "skillpact", "extract", "--tier", "fast"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    (batch,) = extract_batches(table.to_batches(), settings)
    found = [{k: v for k, v in row.items() if v is not None or k == "lang"} for row in batch.to_pylist()]
    lines_of_extract = [json.loads(line) for line in done.stdout.splitlines()]
    # A table of millions does not repeat what is known of the language.
    assert found == [{k: v for k, v in line.items() if k != "quality"} for line in lines_of_extract]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            {"id": None, "text": "TIG welding"},
            "refused: the id is missing, expected a text or number that names the row",
        ),
        (
            {"id": " ", "text": "TIG welding"},
            "refused: the id is missing, expected a text or number that names the row",
        ),
        ({"id": "x" * 201, "text": "TIG welding"}, "refused: the id is longer than 200 characters"),
        ({"id": "1", "text": None}, "refused: the text is missing"),
        ({"id": "1", "text": "x " * 2_500_001}, "refused: the text is longer than 5,000,000 characters: split it"),
        (
            {"id": "1", "text": "TIG welding", "lang": "in English"},
            "refused: lang is 'in English', expected a language code such as 'es', or nothing",
        ),
        (
            {"id": "1", "text": "TIG welding " * 15_000},
            "refused: its skills repeat more than 20,000,000 characters of sentences: split it",
        ),
        ({"id": "1", "text": " \n"}, "the text is empty"),
        (
            {"id": "1", "text": "需要焊工", "lang": "zh"},
            "the taxonomy has no labels in zh: only English names are found",
        ),
    ],
)
def test_a_row_without_skills_says_why_and_keeps_its_place(settings, row, reason):
    good = {"id": "good", "text": "TIG welding", "lang": "en"}
    rows = [good, row, good]
    found = run_function(settings, **{name: [r.get(name) for r in rows] for name in good})
    assert [r["id"] for r in found] == ["good", row["id"], "good"]
    assert found[1]["reason"] == reason
    assert found[1]["skills"] == []
    assert [len(r["skills"]) for r in found] == [1, 0, 1]


def test_a_text_that_is_no_utf_8_is_refused_alone(settings):
    texts = pa.array([b"TIG welding", b"\xff\xfe"], pa.binary()).cast(pa.string(), safe=False)
    batch = pa.RecordBatch.from_arrays([pa.array(["1", "2"]), texts], names=["id", "text"])
    (found,) = extract_batches([batch], settings)
    assert found["reason"].to_pylist()[1] == "refused: the bytes are no UTF-8"
    assert len(found["skills"][0]) == 1


@pytest.mark.parametrize("kind", [pa.int32(), pa.uint64(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_ids_are_numbers_or_texts_of_any_arrow_type(kind, settings, tmp_path):
    ids = (
        pa.array(["7", "8"]).cast(kind)
        if not pa.types.is_dictionary(kind)
        else pa.array(["7", "8"]).dictionary_encode()
    )
    source = write(tmp_path / "in.parquet", id=ids, text=["TIG welding", "x"])
    extract_file(source, tmp_path / "out.parquet", settings, workers=1)
    assert pq.read_table(tmp_path / "out.parquet")["id"].to_pylist() == ["7", "8"]


@pytest.mark.parametrize(("workers", "batch_rows"), [(1, 7), (2, 100)])
def test_workers_and_batches_change_no_byte(workers, batch_rows, source, settings, answers, tmp_path):
    seen: list[tuple[str, int, int]] = []
    summary = extract_file(
        source, tmp_path / "out.parquet", settings, workers=workers, batch_rows=batch_rows,
        on_progress=lambda *state: seen.append(state),
    )  # fmt: skip
    assert (tmp_path / "out.parquet").read_bytes() == answers
    assert list(tmp_path.iterdir()) == [tmp_path / "out.parquet"]
    assert summary.counts.n_rows == N_ROWS
    assert summary.counts.n_refused == N_ROWS // 50
    assert [state for state in seen if state[0] == "rows"][-1] == ("rows", N_ROWS, N_ROWS)


def test_the_output_has_a_row_for_each_row_in_order_and_says_what_made_it(source, answers, starter):
    table = pq.read_table(pa.BufferReader(answers))
    assert table["id"].to_pylist() == [f"v{n:05d}" for n in range(N_ROWS)]
    made = json.loads(pq.read_metadata(pa.BufferReader(answers)).metadata[b"skillpact.bulk"])
    assert made["taxonomy"] == starter.id
    assert made["input_sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()


def test_a_run_that_is_killed_again_and_again_goes_on_and_ends_with_the_same_bytes(source, answers, tmp_path):
    arguments = (source, "out.parquet", "--workers", 2, "--batch-rows", 20)
    folder = tmp_path / "out.parquet.part"

    def n_parts() -> int:
        return len(list(folder.glob("parts-*/rows-*.parquet")))

    for _ in range(2):
        before = n_parts()
        with started(*arguments, cwd=tmp_path) as running:
            wait_for(lambda before=before: n_parts() >= before + 3, running)
            kill(running)
        wait_until_gone(running.pid)
        assert not (tmp_path / "out.parquet").exists()
    # What a kill in the middle of a write leaves is no part.
    (parts,) = folder.glob("parts-*")
    (parts / ".rows-000000000020.parquet.tmp").write_bytes(b"PAR1")
    n_done = n_parts() * 20
    done = bulk(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert f"{n_done:,} rows were done before, by a run that was stopped" in done.stderr
    assert (tmp_path / "out.parquet").read_bytes() == answers
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_a_part_that_is_done_is_not_done_again_and_one_that_is_damaged_is(source, answers, settings, tmp_path):
    out = tmp_path / "out.parquet"

    class StopError(Exception):
        pass

    def stop(what: str, done: int, total: int) -> None:
        if what == "rows" and done == 400:
            raise StopError

    with pytest.raises(StopError):
        extract_file(source, out, settings, workers=1, batch_rows=100, on_progress=stop)
    folder = Journal(out).folder
    first, damaged, *_rest = sorted(folder.glob("parts-*/rows-*.parquet"))
    marked = pq.read_table(first).set_column(0, "id", pa.array(["marked"] * 100))
    pq.write_table(marked, first)
    damaged.write_bytes(damaged.read_bytes()[:-100])
    summary = extract_file(source, out, settings, workers=1, batch_rows=100)
    assert summary.n_resumed == 300
    ids = pq.read_table(out)["id"].to_pylist()
    assert ids == ["marked"] * 100 + [f"v{n:05d}" for n in range(100, N_ROWS)]


def test_ctrl_c_ends_in_one_line_and_the_run_can_go_on(source, answers, tmp_path):
    arguments = (source, "out.parquet", "--workers", 2, "--batch-rows", 20)
    with started(*arguments, cwd=tmp_path) as running:
        wait_for(lambda: len(list(tmp_path.glob("out.parquet.part/parts-*/rows-*"))) >= 2, running)
        # As a terminal does: to the whole group.
        os.killpg(running.pid, signal.SIGINT)
        code, printed, said = ending(running)
    assert (code, printed) == (130, "")
    assert said.strip() == "Interrupted; what was finished before stays usable."
    bulk(*arguments, cwd=tmp_path)
    assert (tmp_path / "out.parquet").read_bytes() == answers


def test_workers_end_when_their_parent_is_killed(source, tmp_path):
    with started(source, "out.parquet", "--workers", 2, "--batch-rows", 20, cwd=tmp_path) as running:
        wait_for(lambda: len(list(tmp_path.glob("out.parquet.part/parts-*/rows-*"))) >= 2, running)
        assert len(group_members(running.pid)) >= 3
        kill(running)
    wait_until_gone(running.pid)


def wait_until_gone(group_id: int) -> None:
    """Wait until no process of a group runs any more."""
    until = time.monotonic() + 60
    while group_members(group_id):
        assert time.monotonic() < until, "processes are left behind"
        time.sleep(0.02)


def group_members(group_id: int) -> list[int]:
    """Return the processes of a group that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, group = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == group_id and state != "Z":
            found.append(int(path.parent.name))
    return found


def test_a_worker_that_is_ended_from_outside_is_told_in_one_line(source, answers, tmp_path):
    arguments = (source, "out.parquet", "--workers", 2, "--batch-rows", 20)
    with started(*arguments, cwd=tmp_path) as running:
        wait_for(lambda: len(list(tmp_path.glob("out.parquet.part/parts-*/rows-*"))) >= 2, running)
        os.kill(max(group_members(running.pid)), signal.SIGKILL)
        code, _printed, said = ending(running)
    assert code == 2
    assert said == (
        "skillpact: a worker process was ended from outside, perhaps for want of memory; run the same command again to go "
        "on, with fewer --workers\n"
    )
    bulk(*arguments, cwd=tmp_path)
    assert (tmp_path / "out.parquet").read_bytes() == answers


def test_memory_stays_the_same_however_long_the_input_is(tmp_path):
    code = (
        "import resource, sys; from pathlib import Path; from skillpact.bulk import *\n"
        "from skillpact.taxonomy import TaxonomyStore\n"
        "settings = BulkSettings(TaxonomyStore().starter().folder, tier='fast')\n"
        "extract_file(Path(sys.argv[1]), Path(sys.argv[2]), settings, workers=1, batch_rows=100)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    peaks = []
    for factor in (1, 8):
        texts = ["Requisitos: soldadura TIG. " + "Somos una empresa. " * 500] * (100 * factor)
        source = write(tmp_path / f"in{factor}.parquet", id=[str(n) for n in range(len(texts))], text=texts)
        done = subprocess.run(
            [sys.executable, "-c", code, source, tmp_path / f"out{factor}.parquet"],
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout))
    assert peaks[1] - peaks[0] < 25


def test_batches_of_long_texts_are_cut_by_weight(tmp_path):
    text = "x" * (BATCH_BYTES // 3)
    source = BulkSource(write(tmp_path / "in.parquet", id=list("1234567"), text=[text] * 6 + [text * 4]))
    cuts = [(first, batch.num_rows) for first, batch in source.batches(1_000)]
    assert sum(rows for _first, rows in cuts) == 7
    assert max(rows for _first, rows in cuts) <= 3
    assert [first for first, _rows in cuts] == [sum(rows for _f, rows in cuts[:i]) for i in range(len(cuts))]
    assert cuts[-1] == (6, 1)


def test_groups_of_the_output_do_not_tell_how_its_parts_were_cut(tmp_path):
    n_rows = GROUP_ROWS + 500
    table = pa.table({"id": [str(n) for n in range(n_rows)]})
    answers = [{"uri": "u", "label": "l", "score": 1.0, "method": "m", "start": 0, "end": 1, "sentence": "s"}]
    whole = table.append_column("lang", pa.array(["en"] * n_rows)).append_column(
        "text_sha256", pa.array(["0"] * n_rows)
    )
    whole = whole.append_column("reason", pa.nulls(n_rows, pa.string()))
    whole = whole.append_column("skills", pa.array([answers * (n % 3) for n in range(n_rows)]))
    whole = whole.cast(output_schema(with_text=False))
    made = []
    for step in (317, 6_000):
        parts = []
        for first in range(0, n_rows, step):
            parts.append(tmp_path / f"{step}-{first:06d}.parquet")
            pq.write_table(whole.slice(first, step), parts[-1])
        target = tmp_path / f"{step}.parquet"
        notes = IdNotes(tmp_path / "ids", n_rows)
        counts = join_parts(parts, target, {"made": "by test"}, notes=notes, with_text=False, n_rows=n_rows)
        assert (counts.n_rows, counts.n_skills) == (n_rows, sum(n % 3 for n in range(n_rows)))
        made.append(target.read_bytes())
    assert made[0] == made[1]
    groups = pq.read_metadata(tmp_path / "317.parquet")
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [GROUP_ROWS, 500]


def test_groups_of_the_output_are_cut_by_weight_also_where_refused_ids_are_long(settings, tmp_path):
    source = write(tmp_path / "in.parquet", id=["x" * 30_000_000] * 3, text=["TIG welding"] * 3)
    assert extract_file(source, tmp_path / "out.parquet", settings, workers=1).counts.n_refused == 3
    groups = pq.read_metadata(tmp_path / "out.parquet")
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [2, 1]


def test_a_worker_of_another_version_refuses_the_job(starter):
    settings = BulkSettings(starter.folder, tier="fast", version="0.0.1")
    with pytest.raises(ConfigurationError, match=r"the job comes from 0\.0\.1; install the same version on all"):
        run_function(settings, id=["1"], text=["x"])
