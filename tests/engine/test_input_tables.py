"""Tables that users bring: what can be used is used, what cannot is refused with row, column and what was expected."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillpact.errors import InputError
from skillpact.files.tables import Row, RowError, TableShape, collect, read_rows
from skillpact.records import Mode, Place, Refusal

SHAPE = TableShape(("id", "name"), ("n", "text"))


def rows_of(path: Path, **options) -> tuple[list[dict[str, str]], list[Refusal]]:
    refusals: list[Refusal] = []
    rows = [dict(row.cells) for row in read_rows(path, path.name, SHAPE, refusals, **options)]
    return rows, refusals


def write(folder: Path, data: bytes | str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        "id,name,n\na,Ada,1\n",
        "\ufeffid,name,n\r\na,Ada,1\r\n",
        "id;name;n\na;Ada;1\n",
        'id,name,n\n"a","Ada","1"',
        "name,id,extra,n\nAda,a,x,1\n",
        "id,name,n\n\n,,\na,Ada,1\n",
    ],
    ids=["plain", "bom-crlf", "semicolons", "quoted", "other-order", "blank-rows"],
)
def test_spellings_of_the_same_table_read_the_same(tmp_path, data):
    rows, refusals = rows_of(write(tmp_path, data))
    assert ([{k: r[k] for k in ("id", "name", "n")} for r in rows], refusals) == (
        [{"id": "a", "name": "Ada", "n": "1"}],
        [],
    )


def test_utf16_and_gzip_are_read(tmp_path):
    assert rows_of(write(tmp_path, "id,name\na,Iñaki\n".encode("utf-16")))[0] == [{"id": "a", "name": "Iñaki"}]
    packed = gzip.compress("id,name\na,Iñaki\n".encode())
    assert rows_of(write(tmp_path, packed, "t.csv.gz"))[0] == [{"id": "a", "name": "Iñaki"}]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", r"t\.csv: the file is empty, expected a header row"),
        ("id\na\n", r"t\.csv, row 1: column 'name' is missing, found 'id'"),
        ("id,name,id\na,b,c\n", r"t\.csv, row 1: column 'id' stands twice"),
        (b"id,name\na,\xff\xfe\xff\n", r"t\.csv: line 2 is not UTF-8, save the file as CSV UTF-8"),
        (b"id,name\na,b\0c\n", r"t\.csv: the file holds zero bytes"),
    ],
)
def test_an_unusable_file_is_one_clear_sentence(tmp_path, data, message):
    with pytest.raises(InputError, match=message):
        rows_of(write(tmp_path, data))


def test_a_file_that_is_not_there_or_damaged_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.csv: the file is not there"):
        rows_of(tmp_path / "none.csv")
    with pytest.raises(InputError, match=r"t\.csv\.gz: the file cannot be unpacked: it is damaged"):
        rows_of(write(tmp_path, gzip.compress(b"id,name\na,b\n" * 500)[:40], "t.csv.gz"))


def test_a_row_with_too_many_cells_is_refused_and_the_rest_goes_on(tmp_path):
    rows, refusals = rows_of(write(tmp_path, "id,name\na,b,c,d\ne,f\n"))
    assert [r["id"] for r in rows] == ["e"]
    assert [(r.row, r.message) for r in refusals] == [(2, "has 4 cells, expected 2 as in the header (line 2)")]


@pytest.mark.parametrize(
    ("data", "ids", "expected"),
    [
        ('id,name\na,"Ada', [], [(2, "a quote opened in row 2 is never closed, expected one at the end of its cell")]),
        (
            'id,name\na,"Ada\nb,Bea\nc,Cid\n',
            [],
            [
                (
                    2,
                    "a quote opened in row 2 is never closed, expected one at the end of its cell; lines 2 to 4 are not read",
                )
            ],
        ),
        (
            'id,name\na,"Ada\nb,"Bea"\nc,Cid\n',
            ["c"],
            [
                (
                    2,
                    "a quote opened in row 2 is never closed, expected one at the end of its cell; lines 2 to 3 are not read",
                )
            ],
        ),
        (
            'id,name\na,"Ada" Lovelace\nb,Bea\n',
            ["b"],
            [(2, 'text stands behind a closing quote, expected quotes around the whole cell and "" for a quote in it')],
        ),
        (
            'id,name\na,"Ada' + "\n" * 400 + '"\nb,Bea\n',
            ["b"],
            [
                (
                    2,
                    "a quote opened in row 2 is closed only 401 lines later, expected cells of at most 400 lines; "
                    "lines 2 to 402 are not read",
                )
            ],
        ),
        ('id,name\na,"Ada' + "\n" * 399 + '"\nb,Bea\n', ["a", "b"], []),
    ],
    ids=["last-row", "to-the-end", "to-the-next-quote", "text-behind", "401-lines", "400-lines"],
)
def test_a_quote_that_is_never_closed_swallows_nothing_unnoticed(tmp_path, data, ids, expected):
    rows, refusals = rows_of(write(tmp_path, data))
    assert [r["id"] for r in rows] == ids
    assert [(r.row, r.message) for r in refusals] == expected


def test_a_header_with_an_open_quote_is_one_sentence(tmp_path):
    with pytest.raises(
        InputError, match=r"^t\.csv, row 1: the header cannot be read: a quote opened in row 1 is never"
    ):
        rows_of(write(tmp_path, 'id,"name\na,b\n'))


def test_what_a_cell_holds_stands_on_one_line_in_messages(tmp_path):
    refusals: list[Refusal] = []
    path = write(tmp_path, 'id,name,"how\nmany"\na,b,"1\n\x1b[2J\u202e2"\n')
    rows = read_rows(path, "t.csv", SHAPE, refusals, columns={"n": "how many"})
    collect(rows, lambda row: row.integer("n"), refusals, key=str)
    assert refusals == [Refusal("t.csv", 2, "how many", 'is "1 [2J 2", expected a whole number')]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.mkdir(), "t.csv: the file is a folder, expected a CSV file"),
        (os.mkfifo, "t.csv: the file is a pipe, expected a CSV file"),
        (lambda path: path.symlink_to("gone"), "t.csv: the file is a link to something that is not there"),
        (lambda path: path.symlink_to("t.csv"), "t.csv: the file is a link to itself or no name of a file"),
    ],
    ids=["folder", "pipe", "broken-link", "circle"],
)
def test_what_is_no_file_is_named_in_plain_words(tmp_path, make, message):
    make(tmp_path / "t.csv")
    with pytest.raises(InputError) as caught:
        rows_of(tmp_path / "t.csv")
    assert str(caught.value).startswith(message)


def test_a_file_that_may_not_be_opened_is_named_in_plain_words(tmp_path, monkeypatch):
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    path = write(tmp_path, "id,name\na,b\n")
    monkeypatch.setattr(Path, "read_bytes", refuse)  # tests may run as a user whom no permission stops
    with pytest.raises(InputError, match=r"^t\.csv: the file cannot be opened: check that you may read it$"):
        rows_of(path)


def test_columns_of_another_name_and_defaults_are_taken(tmp_path):
    path = write(tmp_path, "code,label\na,Ada\nb,\n")
    rows, _refusals = rows_of(path, columns={"id": "code", "name": "label"}, defaults={"n": "7", "name": "nobody"})
    assert rows == [{"id": "a", "name": "Ada", "n": "7"}, {"id": "b", "name": "nobody", "n": "7"}]


def test_a_mapping_to_an_unknown_column_is_named(tmp_path):
    path = write(tmp_path, "id,name\na,b\n")
    with pytest.raises(InputError, match="column 'nonsense' is not known here"):
        rows_of(path, columns={"nonsense": "name"})
    with pytest.raises(InputError, match="column 'label' is missing, found 'id', 'name'"):
        rows_of(path, columns={"text": "label"})


def test_errors_name_the_column_as_the_users_file_does(tmp_path):
    refusals: list[Refusal] = []
    path = write(tmp_path, "id,name,how many\na,b,many\n")
    rows = read_rows(path, "t.csv", SHAPE, refusals, columns={"n": "how many"})
    collect(rows, lambda row: row.integer("n"), refusals, key=str)
    assert refusals == [Refusal("t.csv", 2, "how many", 'is "many", expected a whole number')]


def test_the_second_of_two_equal_ids_is_refused(tmp_path):
    refusals: list[Refusal] = []
    rows = read_rows(write(tmp_path, "id,name\na,1\na,2\n"), "t.csv", SHAPE, refusals)
    assert collect(rows, lambda row: row.text("id"), refusals, key=lambda i: i) == ["a"]
    assert refusals == [Refusal("t.csv", 3, "id", 'id "a" stands already in row 2, expected each id once')]


def cell(value: str) -> Row:
    return Row(Place("t.csv", 2), {"x": value})


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (lambda r: r.integer("x"), " 12 ", 12),
        (lambda r: r.integer("x", default=3), "", 3),
        (lambda r: r.number("x"), "1,5", 1.5),
        (lambda r: r.number("x"), "1e3", 1000.0),
        (lambda r: r.day("x").isoformat(), "2026-11-02", "2026-11-02"),
        (lambda r: r.day("x").isoformat(), "02/11/2026", "2026-11-02"),
        (lambda r: r.day("x").isoformat(), "02.11.2026", "2026-11-02"),
        (lambda r: r.day("x"), "n/a", None),
        (lambda r: r.choice("x", Mode), "Online", Mode.ONLINE),
        (lambda r: r.flag("x", default=True), "no", False),
        (lambda r: r.parts("x"), "a; b;;c ", ["a", "b", "c"]),
    ],
)
def test_cells_are_read(read, value, expected):
    assert read(cell(value)) == expected


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (lambda r: r.text("x", required=True), " ", "is empty, expected a value"),
        (lambda r: r.integer("x"), "1.5", 'is "1.5", expected a whole number'),
        (lambda r: r.integer("x"), "-1", "is -1, expected a whole number from 0 to 1000000000000"),
        (lambda r: r.integer("x"), "9" * 5000, 'is "' + "9" * 57 + '…", expected a whole number'),
        (lambda r: r.number("x"), "nan", 'is "nan", expected a number from 0 to 1e+09'),
        (lambda r: r.number("x"), "inf", 'is "inf", expected a number from 0 to 1e+09'),
        (lambda r: r.day("x"), "31/02/2026", 'is "31/02/2026", expected a date such as 2026-11-02 or 02/11/2026'),
        (lambda r: r.choice("x", Mode), "blend", 'is "blend", expected one of on_site, online, blended'),
        (lambda r: r.flag("x", default=True), "maybe", 'is "maybe", expected yes or no'),
    ],
)
def test_cells_that_cannot_be_read_say_what_was_expected(read, value, message):
    with pytest.raises(RowError) as caught:
        read(cell(value))
    assert caught.value.message == message


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(tmp_path_factory, data):
    path = write(tmp_path_factory.mktemp("fuzz"), data)
    try:
        rows, refusals = rows_of(path)
    except InputError:
        return
    assert isinstance(rows, list)
    assert all(isinstance(refusal, Refusal) for refusal in refusals)
