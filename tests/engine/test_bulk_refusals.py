"""What bulk work refuses: each input that cannot be used gets one sentence, and nothing is lost or half written."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bulkmaterial import adverts, bulk, command, write

from skillpact.bulk import BulkSettings, extract_file
from skillpact.errors import ConfigurationError, InputError
from skillpact.taxonomy import Taxonomy

GOOD = {"id": ["1", "2"], "text": ["TIG welding", "Python"]}


@pytest.fixture(scope="module")
def settings(starter: Taxonomy) -> BulkSettings:
    return BulkSettings(starter.folder, tier="fast")


def damage_a_page(path: Path) -> None:
    """Break bytes in the middle of a file whose footer stays whole."""
    write(path, adverts(3_000))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 200] = bytes(200)
    path.write_bytes(data)


CASES = {
    "missing": (lambda path: None, "in.parquet: there is no such file"),
    "folder": (lambda path: path.mkdir(), "in.parquet: this is a folder, expected one Parquet file"),
    "empty": (
        lambda path: path.write_bytes(b""),
        "in.parquet: the file cannot be read as Parquet (damaged, cut short, or of another format); write it again",
    ),
    "cut short": (
        lambda path: write(path, adverts(100)).write_bytes(path.read_bytes()[:-50]),
        "in.parquet: the file cannot be read as Parquet (damaged, cut short, or of another format); write it again",
    ),
    "csv": (
        lambda path: path.write_text("id,text\n1,TIG welding\n"),
        "in.parquet: the file cannot be read as Parquet (damaged, cut short, or of another format); write it again",
    ),
    "no text": (
        lambda path: write(path, id=["1"], body=["x"]),
        "in.parquet, column 'text': the column is missing (found: id, body); expected id and text, and lang where it is known",
    ),
    "no columns": (
        lambda path: write(path, pa.table({})),
        "in.parquet, column 'id': the column is missing (found: none); expected id and text, and lang where it is known",
    ),
    "text of numbers": (
        lambda path: write(path, id=["1"], text=[1.5]),
        "in.parquet, column 'text': found values of type double, expected texts (string)",
    ),
    "text of bytes": (
        lambda path: write(path, id=["1"], text=[b"x"]),
        "in.parquet, column 'text': found values of type binary, expected texts (string)",
    ),
    "id of fractions": (
        lambda path: write(path, id=[1.5], text=["x"]),
        "in.parquet, column 'id': found values of type double, expected texts or whole numbers",
    ),
    "lang of lists": (
        lambda path: write(path, id=["1"], text=["x"], lang=[["es"]]),
        "in.parquet, column 'lang': found values of type list<element: string>, expected texts (string)",
    ),
    "text of structs": (
        lambda path: write(path, id=["1"], text=[{"es": "x"}]),
        "in.parquet, column 'text': found values of type struct<es: string>, expected texts (string)",
    ),
    "a pipe": (
        lambda path: os.mkfifo(path),
        "in.parquet: this is no ordinary file, expected one Parquet file",
    ),
    "two columns of a name": (
        lambda path: write(path, pa.Table.from_arrays([pa.array(["1"])] * 3, names=["id", "text", "id"])),
        "in.parquet, column 'id': 2 columns have this name, expected one",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_input_that_cannot_be_used_is_told_in_one_sentence_and_nothing_is_written(case, settings, tmp_path):
    make, message = CASES[case]
    make(tmp_path / "in.parquet")
    with pytest.raises(InputError) as caught:
        extract_file(tmp_path / "in.parquet", tmp_path / "out.parquet", settings, workers=1)
    assert str(caught.value) == message
    assert {path.name for path in tmp_path.iterdir()} <= {"in.parquet"}


def test_a_damaged_page_is_told_with_its_place_and_no_output_appears(settings, tmp_path):
    damage_a_page(tmp_path / "in.parquet")
    with pytest.raises(
        InputError, match=r"^in.parquet: the file is damaged after row [\d,]+ of 3,000; write it again$"
    ):
        extract_file(tmp_path / "in.parquet", tmp_path / "out.parquet", settings, workers=1)
    assert not (tmp_path / "out.parquet").exists()


def test_ten_megabytes_in_one_line_are_refused_and_the_rest_goes_on(settings, tmp_path):
    source = write(tmp_path / "in.parquet", id=["1", "2"], text=["TIG welding " * 900_000, "TIG welding"])
    summary = extract_file(source, tmp_path / "out.parquet", settings, workers=1)
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert rows[0]["reason"] == "refused: the text is longer than 5,000,000 characters: split it"
    assert [len(row["skills"]) for row in rows] == [0, 1]
    assert summary.counts.n_refused == 1


def test_an_input_without_rows_gives_an_output_without_rows(settings, tmp_path):
    source = write(tmp_path / "in.parquet", adverts(1).slice(0, 0))
    assert extract_file(source, tmp_path / "out.parquet", settings, workers=1).counts.n_rows == 0
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


def test_an_input_without_row_groups_gives_an_output_without_rows(settings, tmp_path):
    with pq.ParquetWriter(tmp_path / "in.parquet", pa.schema([("id", pa.string()), ("text", pa.string())])):
        pass
    assert pq.read_metadata(tmp_path / "in.parquet").num_row_groups == 0
    summary = extract_file(tmp_path / "in.parquet", tmp_path / "out.parquet", settings, workers=1)
    assert (summary.counts.n_rows, summary.n_resumed) == (0, 0)
    assert pq.read_table(tmp_path / "out.parquet").column_names == ["id", "lang", "text_sha256", "reason", "skills"]


TEXTS = ["TIG welding", None, "no skill"]
KINDS = {
    "large_string": pa.array(TEXTS, pa.large_string()),
    "string_view": pa.array(TEXTS, pa.string_view()),
    "dictionary": pa.array(TEXTS).dictionary_encode(),
    "large dictionary": pa.array(TEXTS, pa.large_string()).dictionary_encode(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_texts_of_any_arrow_type_are_read_and_columns_with_a_longer_name_are_not(kind, settings, tmp_path):
    columns = {
        "id": ["1", "2", "3"],
        "text": KINDS[kind],
        "lang": ["en"] * 3,
        "text.long": [[1], [2], [3]],
        "other": [{"id": "x"}] * 3,
    }
    source = write(tmp_path / "in.parquet", **columns)
    extract_file(source, tmp_path / "out.parquet", settings, workers=1, batch_rows=2)
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [(row["id"], len(row["skills"]), row["reason"]) for row in rows] == [
        ("1", 1, None), ("2", 0, "refused: the text is missing"), ("3", 0, None),
    ]  # fmt: skip


def test_an_input_that_changes_while_it_is_read_gives_no_output(settings, tmp_path):
    source, out = write(tmp_path / "in.parquet", **GOOD), tmp_path / "out.parquet"

    def change(what: str, done: int, total: int) -> None:
        if what == "rows joined":
            write(source, id=["1", "9"], text=["SQL", "SQL"])

    with pytest.raises(InputError) as caught:
        extract_file(source, out, settings, workers=1, on_progress=change)
    assert str(caught.value) == "in.parquet: the file changed while it was read; run the command again with --overwrite"
    assert not out.exists()
    extract_file(source, out, settings, workers=1, overwrite=True)
    assert pq.read_table(out)["id"].to_pylist() == ["1", "9"]


def test_a_full_disk_is_told_in_one_line_and_what_is_done_is_kept(tmp_path):
    # To detect a language, a temporary file is written that would not fit either.
    table = adverts(300)
    write(tmp_path / "in.parquet", table.set_column(2, "lang", pa.array(["es"] * 300)))
    arguments = ("in.parquet", "out.parquet", "--workers", 1, "--batch-rows", 20)
    # Parts fit below this size, the joined file does not.
    limit = 25_000
    done = subprocess.run(
        command(*arguments), cwd=tmp_path, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        "skillpact: there is no room for the output, out.parquet.part beside it or temporary files (File too large); make "
        "room and run the same command again: what is done is kept\n"
    )
    assert not (tmp_path / "out.parquet").exists()
    assert bulk(*arguments, cwd=tmp_path).stderr.startswith("skillpact: 300 rows were done before")
    assert (tmp_path / "out.parquet").stat().st_size > limit


def test_an_output_below_a_file_is_told_in_one_line(tmp_path):
    write(tmp_path / "in.parquet", **GOOD)
    done = bulk("in.parquet", "in.parquet/out.parquet", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


def test_a_part_that_is_damaged_inside_is_made_anew_by_the_next_run(settings, tmp_path):
    source, out = write(tmp_path / "in.parquet", adverts(40)), tmp_path / "out.parquet"

    def damage(what: str, done: int, total: int) -> None:
        if what == "rows" and done == total:
            part = sorted(tmp_path.glob("out.parquet.part/parts-*/rows-*"))[1]
            data = bytearray(part.read_bytes())
            data[40:200] = bytes(160)
            part.write_bytes(data)

    with pytest.raises(ConfigurationError) as caught:
        extract_file(source, out, settings, workers=1, batch_rows=10, on_progress=damage)
    assert str(caught.value) == (
        "rows-000000000010.parquet, made before, was damaged and is removed; run the same command again to make it anew"
    )
    assert not out.exists()
    assert extract_file(source, out, settings, workers=1, batch_rows=10).n_resumed == 30
    assert pq.read_table(out)["id"].to_pylist() == [f"v{n:05d}" for n in range(40)]


def test_an_output_whose_metadata_were_cut_is_of_another_origin(settings, tmp_path):
    source, out = write(tmp_path / "in.parquet", **GOOD), tmp_path / "out.parquet"
    extract_file(source, out, settings, workers=1)
    table = pq.read_table(out)
    kept = {b"skillpact.bulk": pq.read_metadata(out).metadata[b"skillpact.bulk"], b"skillpact.counts": b"{}"}
    assert json.loads(kept[b"skillpact.bulk"])["format"] == 2
    pq.write_table(table.replace_schema_metadata(kept), out)
    with pytest.raises(
        InputError, match=r"^out.parquet: this file exists and no bulk run made it; choose another name"
    ):
        extract_file(source, out, settings, workers=1)


def test_an_output_that_is_there_already_from_the_same_input_is_left_alone(settings, tmp_path):
    source, out = write(tmp_path / "in.parquet", **GOOD), tmp_path / "out.parquet"
    first = extract_file(source, out, settings, workers=1)
    before = out.stat()
    again = extract_file(source, out, settings, workers=1)
    assert (again.was_complete, again.counts) == (True, first.counts)
    assert out.stat().st_ino == before.st_ino
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]


def other_input(out: Path, settings: BulkSettings) -> None:
    extract_file(write(out.parent / "other.parquet", id=["9"], text=["SQL"]), out, settings, workers=1)


OUTPUTS = {
    "half written": (
        lambda out, settings: out.write_bytes(b"PAR1 half"),
        r"this file exists and is no whole Parquet file; choose another name, or use --overwrite to replace it",
    ),
    "foreign": (
        lambda out, settings: write(out, **GOOD),
        r"this file exists and no bulk run made it; choose another name, or use --overwrite to replace it",
    ),
    "of another input": (
        other_input,
        r"this file exists and has another origin \(input_sha256 \w{12} there, \w{12} here\); choose another name, or use "
        r"--overwrite to replace it",
    ),
}


@pytest.mark.parametrize("case", OUTPUTS)
def test_an_output_of_another_origin_is_kept_until_it_may_be_replaced(case, settings, tmp_path):
    make, message = OUTPUTS[case]
    source, out = write(tmp_path / "in.parquet", **GOOD), tmp_path / "out.parquet"
    make(out, settings)
    before = out.read_bytes()
    with pytest.raises(InputError, match=f"^out.parquet: {message}$"):
        extract_file(source, out, settings, workers=1)
    assert out.read_bytes() == before
    assert not (tmp_path / "out.parquet.part").exists()
    extract_file(source, out, settings, workers=1, overwrite=True)
    assert pq.read_table(out)["id"].to_pylist() == ["1", "2"]


def test_other_settings_are_another_origin(settings, tmp_path):
    source, out = write(tmp_path / "in.parquet", **GOOD), tmp_path / "out.parquet"
    extract_file(source, out, settings, workers=1)
    other = BulkSettings(settings.taxonomy_folder, tier="fast", threshold=0.9)
    with pytest.raises(InputError, match=r"has another origin \(threshold 0.6 there, 0.9 here\)"):
        extract_file(source, out, other, workers=1)


def interrupt(source: Path, out: Path, settings: BulkSettings) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what == "rows":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract_file(source, out, settings, workers=1, batch_rows=1, on_progress=stop)


def test_unfinished_work_of_other_settings_is_kept_until_it_may_be_thrown_away(settings, tmp_path):
    source, out = write(tmp_path / "in.parquet", **GOOD), tmp_path / "out.parquet"
    interrupt(source, out, settings)
    with pytest.raises(InputError) as caught:
        extract_file(source, out, settings, workers=1, batch_rows=2)
    assert str(caught.value) == (
        "out.parquet: out.parquet.part is unfinished work of another run (batch_rows 1 there, 2 here); repeat that run to "
        "finish it, or use --overwrite to begin anew"
    )
    assert extract_file(source, out, settings, workers=1, batch_rows=1).n_resumed == 1
    out.unlink()
    interrupt(source, out, settings)
    assert extract_file(source, out, settings, workers=1, batch_rows=2, overwrite=True).n_resumed == 0


def test_an_output_that_is_there_does_not_cost_the_unfinished_work_of_another_run(settings, tmp_path):
    source, out = write(tmp_path / "in.parquet", **GOOD), tmp_path / "out.parquet"
    extract_file(source, out, settings, workers=1)
    other = BulkSettings(settings.taxonomy_folder, tier="fast", threshold=0.9)

    def stop(what: str, done: int, total: int) -> None:
        if what == "rows":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract_file(source, out, other, workers=1, batch_rows=1, overwrite=True, on_progress=stop)
    assert extract_file(source, out, settings, workers=1).was_complete
    assert extract_file(source, out, other, workers=1, batch_rows=1, overwrite=True).n_resumed == 1
    # What a power cut between the last two steps leaves behind is cleared away.
    left = tmp_path / "out.parquet.part"
    left.mkdir()
    made = json.loads(pq.read_metadata(out).metadata[b"skillpact.bulk"])
    (left / "settings.json").write_text(json.dumps({**made, "engine": "local"}))
    assert extract_file(source, out, other, workers=1).was_complete
    assert not left.exists()


def test_a_folder_of_somebody_else_in_the_place_of_the_journal_is_left_alone(settings, tmp_path):
    source = write(tmp_path / "in.parquet", **GOOD)
    mine = tmp_path / "out.parquet.part" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(InputError, match=r"out.parquet.part holds files that no bulk run made; move them"):
        extract_file(source, tmp_path / "out.parquet", settings, workers=1, overwrite=True)
    assert mine.read_text() == "mine"


def test_two_runs_never_write_one_output(settings, tmp_path):
    source = write(tmp_path / "in.parquet", **GOOD)
    folder = tmp_path / "out.parquet.part"
    folder.mkdir()
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InputError, match=r"^out.parquet: another run is writing this file; wait until it ends$"):
            extract_file(source, tmp_path / "out.parquet", settings, workers=1)
    extract_file(source, tmp_path / "out.parquet", settings, workers=1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--engine", "spark"], "--engine spark needs --master, for example --master spark://host:7077"),
        (["--engine", "spark", "--master", "spark://h:1", "--workers", "2"], "--workers is for --engine local"),
        (["--master", "spark://h:1"], "--master is for --engine spark"),
        (["--lang", "english"], "--lang is 'english', expected two letters such as es"),
        (["--batch-rows", "0"], "0 is not in the range 1<=x<=100000"),
        (["--taxonomy", "none"], "taxonomy 'none' is not here"),
    ],
)
def test_options_that_do_not_fit_are_told_in_one_line(options, message, tmp_path):
    write(tmp_path / "in.parquet", **GOOD)
    done = bulk("in.parquet", "out.parquet", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


def test_the_output_cannot_be_the_input_or_a_folder(settings, tmp_path):
    source = write(tmp_path / "in.parquet", **GOOD)
    with pytest.raises(InputError, match=r"the output is the input, expected the name of another file"):
        extract_file(source, source, settings, workers=1)
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match=r"the output is no ordinary file, expected the name of another file"):
        extract_file(source, tmp_path / "out", settings, workers=1)


@pytest.mark.parametrize(
    ("master", "message"),
    [
        ("spark://127.0.0.1:1", "no Spark master answers at spark://127.0.0.1:1; start one or correct --master"),
        ("http://127.0.0.1", "the master is 'http://127.0.0.1', expected for example spark://host:7077 or local[4]"),
    ],
)
def test_a_master_that_is_not_there_is_told_at_once(master, message, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("skillpact.bulk.spark._require_spark", lambda: None)
    source = write(tmp_path / "in.parquet", **GOOD)
    with pytest.raises(ConfigurationError) as caught:
        extract_file(source, tmp_path / "out.parquet", settings, engine="spark", master=master)
    assert str(caught.value) == message
