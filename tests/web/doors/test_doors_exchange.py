"""Tables come in as people have them, go out as they came, and what cannot be used is told by its place."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from skillpact_web.doors.exchange import Column, Shape, download, read_table, write_table
from skillpact_web.errors import DomainError

SHAPE = Shape(
    "courses",
    [
        Column("title", is_required=True, max_length=200),
        Column("hours", "decimal", least=0, most=1000),
        Column("price", "money", least=0),
        Column("starts_on", "date"),
        Column("seats", "whole", least=1, most=500),
        Column("is_open", "yes_no"),
        Column("mode", "choice", choices={"on_site": "On site", "remote": "Remote"}),
        Column("level", "level"),
        Column("skills", "uris"),
    ],
)
HEADER = "title;hours;price;starts_on;seats;is_open;mode;level;skills"
LINE = "Schweißen für Anfänger;12,5;1250,00;2.11.2026;12;yes;remote;basic;https://a.example/1 https://a.example/2"
VALUES = {
    "title": "Schweißen für Anfänger",
    "hours": Decimal("12.5"),
    "price": 125000,
    "starts_on": date(2026, 11, 2),
    "seats": 12,
    "is_open": True,
    "mode": "remote",
    "level": 0.25,
    "skills": ["https://a.example/1", "https://a.example/2"],
}


def read(text: str | bytes, shape: Shape = SHAPE) -> Any:
    return read_table(shape, text if isinstance(text, bytes) else text.encode())


def messages(table: Any) -> list[tuple[int | None, str | None, str]]:
    return [(one.row, one.column, one.message) for one in table.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_a_table_is_read_in_the_encodings_that_people_have(encoding):
    table = read(f"{HEADER}\r\n{LINE}\r\n".encode(encoding))
    assert [row.values for row in table.rows] == [VALUES]
    assert bool(table.notes) == (encoding == "latin-1")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_separator_is_found_and_quoted_cells_may_hold_it(delimiter):
    header = HEADER.replace(";", delimiter)
    line = delimiter.join(['"A, b; c\nand ""d"""', *["12.5", "1250.00", "2026-11-02", "12", "yes", "On site", "1", ""]])
    (row,) = read(f"{header}\n\n{line}\n").rows
    assert row.values["title"] == 'A, b; c\nand "d"'
    assert (row.values["mode"], row.values["level"], row.number) == ("on_site", 0.25, 3)


def test_the_header_may_be_written_as_people_write_it():
    (row,) = read("Title ;Starts on;IS-OPEN\nx;2026-01-02;no\n").rows
    assert (row.values["starts_on"], row.values["is_open"], row.values["hours"]) == (date(2026, 1, 2), False, None)


def test_xlsx_and_json_give_the_same_rows():
    book = Workbook()
    book.active.append(HEADER.split(";"))
    book.active.append(
        ["Schweißen für Anfänger", 12.5, 1250, date(2026, 11, 2), 12.0, True, "remote", 1, LINE.split(";")[-1]]
    )
    file = io.BytesIO()
    book.save(file)
    rows = [
        {
            **dict(zip(HEADER.split(";"), LINE.split(";"), strict=True)),
            "seats": 12,
            "is_open": True,
            "skills": VALUES["skills"],
        }
    ]
    for data in (file.getvalue(), json.dumps(rows).encode()):
        assert [row.values for row in read(data).rows] == [VALUES]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("title", "", "is empty, expected a value"),
        ("title", "x" * 201, "has 201 characters, expected at most 200"),
        ("title", "a\x07b", "holds a control character (U+0007), expected none"),
        ("hours", "many", 'is "many", expected a number such as 12.5 or 12,5'),
        ("hours", "1001", 'is "1001", expected 0 to 1000'),
        ("hours", "1.234", 'is "1.234", which can mean two numbers, expected 1234 or 1.2340'),
        ("hours", "1e9", 'is "1e9", expected a number such as 12.5 or 12,5'),
        ("hours", "9" * 50, f'is "{"9" * 50}", expected a number such as 12.5 or 12,5'),
        ("price", "12.505", 'is "12.505", which can mean two numbers, expected 12505 or 12.5050'),
        ("price", "12.5055", 'is "12.5055", expected at most two digits after the comma'),
        ("price", "-1", 'is "-1", expected 0.00 to 90071992547409.92'),
        ("starts_on", "31.2.2026", 'is "31.2.2026", expected a date such as 2026-11-02 or 2.11.2026'),
        ("starts_on", "11/02/2026", 'is "11/02/2026", expected a date such as 2026-11-02 or 2.11.2026'),
        ("seats", "1.5", 'is "1.5", expected a whole number'),
        ("seats", "0", 'is "0", expected 1 to 500'),
        ("is_open", "perhaps", 'is "perhaps", expected yes or no'),
        ("mode", "hybrid", 'is "hybrid", expected one of on_site, remote'),
        ("level", "5", 'is "5", expected none, basic, intermediate, advanced, expert or 0 to 4'),
        ("skills", "welding", 'holds "welding", expected web addresses of skills, separated by blanks'),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_used_says_what_was_found_and_expected(column, cell, message):
    table = read(json.dumps([{**VALUES, "hours": 1, "price": "1.00", "starts_on": "", "level": "", column: cell}]))
    assert messages(table) == [(2, column, message)]
    assert (table.rows, table.n_refused) == ([], 1)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.250,50", 125050),
        ("1,250.50", 125050),
        ("1 250,5", 125050),
        ("1.250.000", 125000000),
        ("7", 700),
        ("0,05", 5),
        ("12 €", 1200),
    ],
)
def test_amounts_are_read_with_comma_or_point(text, cents):
    (row,) = read(json.dumps([{"title": "x", "price": text}])).rows
    assert row.values["price"] == cents


def test_an_unknown_column_is_named_with_the_nearest_known():
    table = read("title;prise;zzz\nx;1;2\n")
    assert messages(table) == [
        (1, "prise", "is no known column and is not read; did you mean price?"),
        (
            1,
            "zzz",
            "is no known column and is not read; known are hours, price, starts_on, seats, is_open, mode, level, skills.",
        ),
    ]
    assert table.n_refused == 0


def test_good_rows_are_read_beside_refused_ones():
    table = read(f"{HEADER}\n{LINE}\nx;bad\n{LINE}\n")
    assert [row.number for row in table.rows] == [2, 4]
    assert (table.n_rows, table.n_refused) == (3, 1)


def test_shifted_columns_are_told_in_one_sentence_also_in_latin_1():
    shifted = LINE.replace("Schweißen für", "Schweißen; für")
    table = read("\n".join([HEADER, LINE, *[shifted] * 20]).encode("latin-1"))
    assert messages(table) == [
        (
            None,
            None,
            "In 20 rows (the first is row 3) the values from the column title on stand too far right by 1: look for a "
            "separator within a text or number, or for a cell too many.",
        )
    ]
    assert (len(table.rows), table.n_refused, len(table.notes)) == (1, 20, 1)


def test_a_deleted_cell_is_told_in_one_sentence():
    lines = [LINE.replace("12,5;", "").replace("1250,00", "1250,005") for _ in range(5)]
    assert "look for" not in str(messages(read("\n".join([HEADER, *lines]))))  # an amount is wrong in itself
    lines = [LINE.replace("12,5;1250,00;", "1250,00;") for _ in range(5)]
    (problem,) = read("\n".join([HEADER, *lines])).problems
    assert "stand too far left by 1" in problem.message


def test_a_comma_within_numbers_is_told_in_one_sentence():
    header, line = HEADER.replace(";", ","), "x,12,5,1250.00,2026-11-02,12,yes,remote,basic,"
    (problem,) = read("\n".join([header, *[line] * 4])).problems
    assert "too far right by 1" in problem.message


def xlsx_parts(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty"),
        (b" \n \n", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (HEADER.encode(), "a header and no rows"),
        (b"[]", "The file is empty"),
        (b"[1]", "no list of objects"),
        (b'{"a": 1}', "no list of objects"),
        (b"[{", "broken JSON (line 1)"),
        (b"[" * 100_000, "broken JSON"),
        (b"name;price\nx;1\n", "The column title is missing in the header; found: \"name\", \"price\"."),
        (b"title;Title\nx;1\n", 'The column "title" stands twice'),
        (b'title\n"never closed\n', "a quote is not closed"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "no table of text"),
        (b"%PDF-1.7\n\x01\x02\0", "no table of text"),
        (b"PK\x03\x04broken", "damaged or locked"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xxxx", "old or a locked Excel workbook"),
        (xlsx_parts(a=b"x"), "damaged or no XLSX"),
        (xlsx_parts(a=b"<!DOCTYPE x [<!ENTITY y 'z'>]>"), "defines entities"),
        (xlsx_parts(a=b"0" * 120_000_000), "unpacks to more than 100 MB"),
        (b"title\n" + b"x\n" * 50_001, "more than 50000 rows"),
        (b";".join(b"c%d" % n for n in range(300)) + b"\nx", "more than 200 columns"),
        (b"title\n" + b"x" * 10_000_001, "The file has 10.0 MB, expected at most 10.0 MB"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(data, message):
    with pytest.raises(DomainError) as refused:
        read(data)
    assert message in refused.value.message
    assert list(refused.value.fields) == ["file"]


def test_a_sheet_that_claims_a_cell_far_away_is_refused():
    book = Workbook()
    book.active["A1"], book.active["XFD2"] = "title", "x"
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(DomainError, match="more than 200 columns"):
        read(file.getvalue())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1", "=cmd|' /C calc'!A0"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_text_is_a_formula_in_an_export_and_reads_as_it_was(text, form):
    data = write_table(SHAPE, [{"title": text}], form)
    assert read(data).rows[0].values["title"] == text.strip()
    if form == "xlsx":
        cell = load_workbook(io.BytesIO(data)).active["A2"]
        assert (cell.data_type, cell.value) == ("s", "'" + text.strip())
    else:
        assert data.decode("utf-8-sig").splitlines()[1].strip('"').startswith("'")


texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff") | st.just("\n"), max_size=60
)
plain = texts.map(str.strip).filter(bool)
rows = st.fixed_dictionaries(
    {
        "title": plain
        | st.sampled_from(["=1", "''=1", "'x", "_x0041_", "_x005F_", "1e5", "007", "TRUE", '"', "a\n\nb"]),
        "hours": st.none() | st.decimals(0, 1000, places=3),
        "price": st.none() | st.integers(0, 10**12),
        "starts_on": st.none() | st.dates(date(1000, 1, 1)),
        "seats": st.none() | st.integers(1, 500),
        "is_open": st.none() | st.booleans(),
        "mode": st.none() | st.sampled_from(["on_site", "remote"]),
        "level": st.none() | st.sampled_from([0, 0.25, 0.5, 0.75, 1]),
        "skills": st.lists(st.integers(0, 99).map(lambda n: f"https://a.example/{n}"), unique=True, max_size=4),
    }
)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(written=st.lists(rows, min_size=1, max_size=5))
def test_what_is_exported_reads_as_it_was(form, written):
    table = read(write_table(SHAPE, written, form))
    assert messages(table) == []
    assert [row.values for row in table.rows] == written


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    data=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: f"title;hours\n{text}".encode("utf-8", "replace"))
)
def test_whatever_is_sent_is_read_or_refused(data):
    try:
        table = read(data)
    except DomainError:
        return
    assert len(table.rows) <= table.n_rows


def test_a_download_is_sent_in_parts_under_a_plain_name():
    answer = download(SHAPE, ({"title": f"Course {number}"} for number in range(5000)), "csv", name="../Kürse\r\n")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="K-rse.csv"'
    assert len(list(answer.streaming_content)) > 1


def test_another_form_is_refused():
    with pytest.raises(DomainError, match="expected csv, xlsx or json"):
        download(SHAPE, [], "exe")
