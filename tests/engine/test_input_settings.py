"""`cluster.toml` and the folder it lies in: everything that is wrong is told at once, in plain words."""

from __future__ import annotations

import contextlib
import os
import pickle
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillpact.errors import InputError
from skillpact.files.cluster import read_cluster
from skillpact.files.settings import SettingsError


def problems(folder: Path, text: str | bytes) -> tuple[str, ...]:
    (folder / "cluster.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(SettingsError) as caught:
        read_cluster(folder)
    return caught.value.problems


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    found = problems(
        tmp_path,
        'as_of = "tomorrow"\nlanguage = "../../x"\nminimum_group = 0\ncolour = "red"\n'
        '[[periods]]\nid = "p"\nstarts_on = 2027-01-01\nends_on = 2026-01-01\nweeks = 3\n'
        '[[funders]]\nid = "f"\nmax_share = 2\nstatuses = ["unemploied"]\n'
        "[resources]\nlab = 10001\n",
    )
    assert [line.split("'")[1] for line in found] == [
        "colour", "name", "as_of", "language", "periods[1].weeks", "periods[1].ends_on", "funders[1].statuses",
        "funders[1].budget_cents", "funders[1].max_share", "resources.lab", "minimum_group",
    ]  # fmt: skip
    assert found[-2:] == (
        "key 'resources.lab' is 10001, expected a whole number from 0 to 10000",
        "key 'minimum_group' is 0, expected a whole number from 1 to 1000000",
    )


def test_settings_problems_are_one_line_each_and_survive_a_process(tmp_path):
    (problem,) = problems(tmp_path, 'name = "x"\nas_of = 2026-01-01\nregion = 3\n"a\\nb\\u001b[2J" = 1\n')[:1]
    assert problem.startswith("key 'a b [2J' is not known")
    error = SettingsError(["one", "two"], file="cluster.toml")
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, str(again)) == (("one", "two"), "cluster.toml: one\ncluster.toml: two")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "nosuch: the folder is not there, expected the input folder of a study"),
        (lambda path: path.write_text("x"), "nosuch: is a file, expected a folder: the input folder of a study"),
        (os.mkfifo, "nosuch: is a pipe, expected a folder: the input folder of a study"),
        (lambda path: path.mkdir(), "cluster.toml: the file is not there, expected the settings of the study"),
        (lambda path: (path / "cluster.toml").mkdir(parents=True), "cluster.toml: is a folder, expected a file"),
        (
            lambda path: (path.mkdir(), os.mkfifo(path / "cluster.toml")),
            "cluster.toml: is a pipe, expected a file",
        ),
        (
            lambda path: (path.mkdir(), (path / "cluster.toml").symlink_to("/etc/hostname")),
            "cluster.toml: is a link that leads out of the input folder, expected a file in it",
        ),
    ],
    ids=["missing", "a-file", "a-pipe", "empty", "settings-a-folder", "settings-a-pipe", "settings-a-link"],
)
def test_a_folder_that_is_none_is_named_in_plain_words(tmp_path, make, message):
    make(tmp_path / "nosuch")
    with pytest.raises(InputError) as caught:
        read_cluster(tmp_path / "nosuch")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'name = "caf\xe9"\n', "cluster.toml: line 1 is not UTF-8, save the file as UTF-8"),
        (b"a = " + b"[" * 5000, "cluster.toml: cannot be read as TOML (nested too deeply)"),
        (b"a = " + b"9" * 5000, "cluster.toml: cannot be read as TOML (a number or date that does not exist)"),
        (b"x" * 5_000_001, "cluster.toml: is larger than 5 MB, expected settings"),
    ],
    ids=["latin", "nested", "digits", "large"],
)
def test_settings_that_are_no_toml_say_why(tmp_path, data, message):
    (tmp_path / "cluster.toml").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_cluster(tmp_path)
    assert str(caught.value) == message


def test_a_time_of_day_is_left_out_of_dates(tmp_path):
    (tmp_path / "cluster.toml").write_text(
        'name = "x"\nas_of = 2026-01-01T10:00:00Z\n[[periods]]\nid = "a"\nstarts_on = 2026-02-01T08:00:00\n'
        'ends_on = 2026-03-01\n[[periods]]\nid = "b"\nstarts_on = 2026-03-02T08:00:00Z\nends_on = 2026-04-01\n'
    )
    cluster, _mappings = read_cluster(tmp_path)
    assert cluster.as_of == date(2026, 1, 1)
    assert [type(period.starts_on) for period in cluster.periods] == [date, date]


_VALUES = st.recursive(
    st.one_of(
        st.sampled_from(["1", "-1", "true", '""', '"es"', "2026-01-01", "10:00:00", "nan", "inf", "1e400", "9" * 400]),
        st.integers().map(str),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(st.tuples(st.sampled_from(["id", "path", "budget_cents", "max_share", "limit"]), inner), max_size=2)
        .map(dict)
        .map(lambda items: "{" + ", ".join(f"{key} = {value}" for key, value in items.items()) + "}"),
    ),
    max_leaves=4,
)
_TABLE_KEYS = ["name", "as_of", "language", "periods", "funders", "resources", "files", "minimum_group", "budget_cents"]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(_TABLE_KEYS), _VALUES, max_size=6))
def test_no_values_crash_the_reader_of_settings(tmp_path_factory, values):
    folder = tmp_path_factory.mktemp("settings")
    lines = "".join(f"{key} = {value}\n" for key, value in values.items())
    (folder / "cluster.toml").write_text(lines)
    with contextlib.suppress(InputError):
        assert read_cluster(folder)[0].name
