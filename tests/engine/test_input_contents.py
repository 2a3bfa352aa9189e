"""What lies in an input folder and is no document of it is refused by name and never opened."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from skillpact.errors import InputError
from skillpact.reporting import write_report
from skillpact.study import load_study_inputs, run_study
from skillpact.taxonomy import TaxonomyStore

OUT = "is a link that leads out of the input folder, expected a file in it"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings and one vacancy, beside a folder that is none of its business."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("TIG welding", encoding="utf-8")
    inside = tmp_path / "in"
    (inside / "vacancies").mkdir(parents=True)
    (inside / "cluster.toml").write_text('name = "Test"\nas_of = 2026-11-02\ntaxonomy = "starter"\n', encoding="utf-8")
    (inside / "vacancies" / "a.txt").write_text("Developer\n\nRequirements: SQL", encoding="utf-8")
    return inside


def read(folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    inputs, _taxonomy = load_study_inputs(folder, TaxonomyStore())
    ids = [v.id for v in inputs.vacancies] + [t.place.file for t in inputs.talents]
    return ids, [(r.file, r.message) for r in inputs.refusals]


def test_links_that_lead_out_are_refused_by_name(folder):
    (folder / "vacancies" / "x").mkdir()
    (folder / "vacancies" / "x" / "p.txt").symlink_to("/etc/passwd")
    (folder / "vacancies" / "up.txt").symlink_to("../../elsewhere/secret.txt")
    (folder / "vacancies" / "tree").symlink_to("../../elsewhere")
    (folder / "vacancies" / "gone.txt").symlink_to("nowhere.txt")
    (folder / "vacancies" / "circle.txt").symlink_to("circle.txt")
    assert read(folder) == (
        ["a"],
        [
            ("vacancies/circle.txt", "is a link to itself or no name of a file, expected a file"),
            ("vacancies/gone.txt", "is a link to something that is not there, expected a file"),
            ("vacancies/tree", OUT),
            ("vacancies/up.txt", OUT),
            ("vacancies/x/p.txt", OUT),
        ],
    )


def test_a_folder_of_documents_that_leads_out_is_refused_as_a_whole(folder):
    (folder / "talents").symlink_to("/etc")
    (folder / "courses").symlink_to(folder / "vacancies" / "a.txt")
    assert read(folder) == (
        ["a"],
        [
            ("courses", "is a link to a file, expected a folder"),
            ("talents", "is a link that leads out of the input folder, expected a folder in it"),
        ],
    )


def test_links_within_the_input_folder_are_read_but_folders_only_once(folder):
    (folder / "adverts").mkdir()
    (folder / "adverts" / "b.txt").write_text("Welder\n\nRequirements: TIG welding", encoding="utf-8")
    (folder / "vacancies" / "b.txt").symlink_to("../adverts/b.txt")
    (folder / "vacancies" / "again").symlink_to(".")
    assert read(folder) == (["a", "b"], [("vacancies/again", "is a link to a folder, expected a file")])


def test_a_whole_folder_may_be_a_link_within_the_input_folder(folder):
    (folder / "vacancies").rename(folder / "adverts")
    (folder / "vacancies").symlink_to("adverts")
    assert read(folder) == (["a"], [])


def test_the_input_folder_itself_may_be_a_link(folder):
    (folder.parent / "link").symlink_to("in")
    assert read(folder.parent / "link") == (["a"], [])


def test_pipes_sockets_and_devices_are_refused_and_never_opened(folder, monkeypatch):
    os.mkfifo(folder / "vacancies" / "pipe.txt")
    (folder / "vacancies" / "null.txt").symlink_to("/dev/null")
    monkeypatch.chdir(folder / "vacancies")  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        assert read(folder) == (
            ["a"],
            [
                ("vacancies/null.txt", OUT),
                ("vacancies/pipe.txt", "is a pipe, expected a file"),
                ("vacancies/socket.txt", "is a socket, expected a file"),
            ],
        )


def test_hidden_files_and_folders_are_passed_over(folder):
    (folder / "vacancies" / ".hidden.txt").symlink_to("/etc/passwd")
    (folder / "vacancies" / ".cache").mkdir()
    (folder / "vacancies" / ".cache" / "b.txt").write_text("Welder", encoding="utf-8")
    assert read(folder) == (["a"], [])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "is a link that leads out of the input folder, expected a CSV"),
        (os.mkfifo, "is a pipe, expected a CSV file"),
        (lambda path: path.mkdir(), "is a folder, expected a CSV file"),
        (lambda path: path.symlink_to("gone.csv"), "is a link to something that is not there, expected a CSV file"),
    ],
    ids=["link", "pipe", "folder", "broken-link"],
)
def test_a_table_that_is_no_file_of_the_folder_stops_the_study(folder, make, message):
    make(folder / "talents.csv")
    with pytest.raises(InputError) as caught:
        read(folder)
    assert str(caught.value).startswith(f"talents.csv: the file {message}")


def test_rows_name_only_files_of_the_folder(folder):
    (folder / "l.txt").symlink_to("../elsewhere/secret.txt")
    os.mkfifo(folder / "p.txt")
    names = ["l.txt", "p.txt", "vacancies", "../elsewhere/secret.txt", "../nothing.txt", "n" * 300]
    (folder / "vacancies.csv").write_text(
        "id,title,file\n" + "".join(f"v{i},Dev,{name}\n" for i, name in enumerate(names)), encoding="utf-8"
    )
    ids, refused = read(folder)
    assert ids == ["a"]
    assert [message for _file, message in refused] == [
        'is "l.txt", expected a file inside this folder',
        'names "p.txt", which is a pipe, expected a file',
        'names "vacancies", which is a folder, expected a file',
        'is "../elsewhere/secret.txt", expected a file inside this folder',
        'is "../nothing.txt", expected a file inside this folder',
        f'names "{"n" * 60}", which is not there',
    ]


def test_names_that_no_terminal_should_print_stand_on_one_line(folder):
    (folder / "vacancies" / "b\n\x1b[2J.pdf").write_bytes(b"no pdf")
    (folder / "talents").mkdir()
    odd = os.fsencode(folder / "talents") + b"/caf\xe9.txt"
    Path(os.fsdecode(odd)).write_text("Experience\n\nTIG welding since 2019", encoding="utf-8")
    ids, refused = read(folder)
    assert ids == ["a", "caf .txt"]
    assert [file for file, _message in refused] == ["vacancies/b [2J.pdf"]


def test_a_report_written_into_the_input_does_not_come_back_as_people(folder):
    out = folder / "talents" / "out"
    (folder / "talents").mkdir()
    (folder / "talents" / "cv.txt").write_text("Experience\n\nTIG welding since 2019", encoding="utf-8")
    write_report(run_study(*load_study_inputs(folder, TaxonomyStore())), out)
    assert (out / "report.html").is_file()
    assert read(folder) == (
        ["a", "cv.txt"],
        [("talents/out", "is a report that Skillpact wrote, expected documents: move it elsewhere")],
    )
