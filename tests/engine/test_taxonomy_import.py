"""Import: the same content gives the same taxonomy, what is broken is named, and nothing half written is ever seen."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tinytaxonomy import SKILL_COLUMNS, group, occupation, skill, write_csv, write_tiny

from skillpact.errors import ConfigurationError, InputError, TaxonomyError
from skillpact.taxonomy import Taxonomy, TaxonomyStore, source
from skillpact.taxonomy.model import ESCO_ATTRIBUTION

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> TaxonomyStore:
    return TaxonomyStore(tmp_path / "home")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "tiny-1.0")


def skills_table(folder: Path, *rows: tuple[str, str]) -> Path:
    """Write only skills_en.csv, of (URI, label)."""
    return write_csv(folder / "skills_en.csv", "conceptUri preferredLabel", rows).parent


def nothing_is_left(store: TaxonomyStore) -> bool:
    return not store.folder.exists() or not list(store.folder.iterdir())


# What is read


def test_concepts_labels_and_relations_are_read(store: TaxonomyStore, tiny: Path) -> None:
    found = store.import_source([tiny])
    assert (found.name, found.version) == ("taxonomy", "1.0")
    assert (len(found.skills), len(found.groups), len(found.occupations)) == (8, 4, 2)
    assert found.skills.languages == ("en", "es")
    row = found.skills.row(skill("tig-welding"))
    assert found.skills.label(row, "es") == "soldadura TIG"
    assert found.skills.alternatives(row, "en") == ["gas tungsten arc welding", "GTAW"]
    assert found.skills.description(row, "es") == "To be good at soldadura TIG."
    assert found.skills.fact(row, "reuse") == "cross-sector"
    assert [found.skills.uri(int(wider)) for wider in found.skill_broader[row]] == [skill("welding")]
    assert found.narrower[found.skills.row(skill("welding"))] == sorted(
        [found.skills.row(skill("mig-welding")), row]
    )  # fmt: skip
    welder = found.occupations.row(occupation("welder"))
    assert found.occupations.fact(welder, "isco") == "7212"
    assert len(found.occupation_essential[welder]) == 2
    assert len(found.occupation_optional[welder]) == 1
    assert found.meta["notes"] == []
    assert found.attribution is None


def test_kinds_are_kept_apart(store: TaxonomyStore, tiny: Path) -> None:
    found = store.import_source([tiny])
    kinds = {slug: found.skills.kind(found.skills.row(skill(slug))) for slug in ("welding", "java", "teamwork")}
    assert kinds == {"welding": "skill", "java": "knowledge", "teamwork": "attitude"}
    assert found.groups.kind(found.groups.row(group("all"))) == "group"


def test_skills_below_the_pillar_of_languages_are_language_skills(store: TaxonomyStore, tmp_path: Path) -> None:
    folder = skills_table(tmp_path / "t-1.0", (skill("basque"), "Basque"), (skill("x"), "x"))
    write_csv(
        folder / "skillGroups_en.csv", "conceptType conceptUri preferredLabel code",
        [("SkillGroup", group("l"), "languages", "L"), ("SkillGroup", group("l1"), "spoken languages", "L1")],
    )  # fmt: skip
    write_csv(
        folder / "broaderRelationsSkillPillar.csv", "conceptUri broaderUri",
        [(group("l1"), group("l")), (skill("basque"), group("l1"))],
    )  # fmt: skip
    found = store.import_source([folder])
    assert [found.skills.kind(found.skills.row(skill(slug))) for slug in ("basque", "x")] == ["language", "skill"]


def test_labels_of_further_paths_join_concepts_that_exist(store: TaxonomyStore, tiny: Path, tmp_path: Path) -> None:
    more = write_csv(
        tmp_path / "skills_fr_labels.csv", "conceptUri preferredLabel altLabels",
        [(skill("welding"), "soudage", "soudure | souder"), (skill("unknown"), "inconnu", "")],
    )  # fmt: skip
    found = store.import_source([tiny, more])
    row = found.skills.row(skill("welding"))
    assert (found.skills.label(row, "fr"), found.skills.alternatives(row, "fr")) == ("soudage", ["soudure", "souder"])
    assert skill("unknown") not in found.skills
    assert found.meta["notes"] == ["skills_fr_labels.csv: 1 rows name concepts that this taxonomy lacks, left out"]
    assert store.rebuild(found.id).hash == found.hash


def test_a_collection_names_its_members_and_repeats_no_label(store: TaxonomyStore, tiny: Path) -> None:
    write_csv(
        tiny / "digitalSkillsCollection_en.csv", "conceptType conceptUri preferredLabel altLabels",
        [("KnowledgeSkillCompetence", skill("java"), "Java (computer programming)", "Java SE | Java platform")],
    )  # fmt: skip
    found = store.import_source([tiny])
    assert found.meta["collections"] == {"digitalSkills": [skill("java")]}
    assert found.skills.alternatives(found.skills.row(skill("java")), "en") == ["Java SE", "Java platform"]


# The same content is the same taxonomy


def test_a_zip_and_gzipped_tables_are_the_same_taxonomy_as_the_folder(
    store: TaxonomyStore, tiny: Path, tmp_path: Path
) -> None:
    expected = store.import_source([tiny]).id
    archive = tmp_path / "tiny-1.0.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in sorted(tiny.iterdir(), reverse=True):
            zipped.write(file, f"some folder/{file.name}")
        zipped.writestr("__MACOSX/some folder/._skills_en.csv", b"\0\1")
        zipped.writestr("some folder/readme.txt", "text")
    packed = tmp_path / "tiny-1.0-gz"
    packed.mkdir()
    for file in tiny.iterdir():
        (packed / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    assert store.import_source([archive]).id == expected
    assert store.import_source([packed]).id == expected
    assert [found.id for found in store.list()] == [expected]


def test_importing_again_gives_the_same_files(store: TaxonomyStore, tiny: Path, tmp_path: Path) -> None:
    def contents(found: Taxonomy) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((found.folder / "index").iterdir())}

    first = store.import_source([tiny])
    assert contents(first) == contents(TaxonomyStore(tmp_path / "other").import_source([tiny]))
    before = contents(first)
    assert contents(store.rebuild(first.id)) == before


def test_versions_stand_side_by_side_and_the_highest_is_found(store: TaxonomyStore, tmp_path: Path) -> None:
    older = store.import_source([write_tiny(tmp_path / "t-1.2.0")], name="tiny")
    newer = store.import_source([write_tiny(tmp_path / "t-1.10.0", leave_out=["java"])], name="tiny")
    assert store.find("tiny").id == newer.id
    assert store.find("tiny-1.2.0").id == older.id
    assert store.use("tiny-1.2.0").id == store.find().id == older.id
    with pytest.raises(TaxonomyError, match=r"taxonomy 'esco' is not here \(found: tiny-1.10.0-"):
        store.find("esco")


@pytest.mark.parametrize(("name", "version"), [("../x", None), ("Esco", None), (None, "1/2"), (None, "..")])
def test_names_that_are_no_folder_names_are_refused(
    store: TaxonomyStore, tiny: Path, name: str | None, version: str | None
) -> None:
    with pytest.raises(ConfigurationError, match="cannot be used"):
        store.import_source([tiny], name=name, version=version)
    assert nothing_is_left(store)


# What is broken is named


def break_missing_column(folder: Path) -> None:
    write_csv(folder / "skills_en.csv", "conceptUri label", [(skill("a"), "a")])


def break_semicolons(folder: Path) -> None:
    (folder / "skills_en.csv").write_text(f"conceptUri;preferredLabel\n{skill('a')};a\n", encoding="utf-8")


def break_encoding(folder: Path) -> None:
    (folder / "skills_es.csv").write_bytes("conceptUri,preferredLabel\nhttps://x,señal\n".encode("latin-1"))


def break_utf16(folder: Path) -> None:
    (folder / "skills_en.csv").write_bytes("conceptUri,preferredLabel\nhttps://x,ä\n".encode("utf-16"))


def break_nul(folder: Path) -> None:
    data = (folder / "skills_en.csv").read_bytes()
    (folder / "skills_en.csv").write_bytes(data[:200] + b"\0" + data[200:])


def break_gzip(folder: Path) -> None:
    data = (folder / "skills_en.csv").read_bytes()
    (folder / "skills_en.csv").unlink()
    (folder / "skills_en.csv.gz").write_bytes(gzip.compress(data)[:-20])


def break_empty(folder: Path) -> None:
    (folder / "skills_en.csv").write_bytes(b"")


def break_no_language(folder: Path) -> None:
    (folder / "skills_en.csv").rename(folder / "skills_.csv")


def break_huge_cell(folder: Path) -> None:
    with (folder / "skills_en.csv").open("a", encoding="utf-8") as file:
        file.write(f'x,{skill("z")},,,z,"' + "a" * 11_000_000 + '",,,\n')


BROKEN: list[tuple[Callable[[Path], None], str]] = [
    (
        break_missing_column,
        r"skills_en.csv, row 1, column 'preferredLabel': column 'preferredLabel' is missing, found ",
    ),
    (break_semicolons, r"column 'conceptUri' is missing, found conceptUri;preferredLabel"),
    (break_encoding, r"skills_es.csv: byte \d+ is not UTF-8"),
    (break_utf16, r"skills_en.csv: byte \d+ is (NUL|not UTF-8)"),
    (break_nul, r"skills_en.csv: byte 200 is NUL, expected a UTF-8 text file"),
    (break_gzip, r"skills_en.csv.gz: damaged gzip file"),
    (break_empty, r"skills_en.csv, row 1, column 'conceptUri': column 'conceptUri' is missing, found an empty file"),
    (break_no_language, r"no language in the file name"),
    (break_huge_cell, r"skills_en.csv, row \d+: not readable as CSV"),
]


@pytest.mark.parametrize(("damage", "message"), BROKEN, ids=[damage.__name__ for damage, _m in BROKEN])
def test_a_broken_table_is_named_and_nothing_is_written(
    store: TaxonomyStore, tiny: Path, damage: Callable[[Path], None], message: str
) -> None:
    damage(tiny)
    with pytest.raises(InputError, match=message) as caught:
        store.import_source([tiny])
    assert str(tiny.parent) not in str(caught.value)
    assert nothing_is_left(store)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("nothing", None, "not found, expected a folder, a .zip or a .csv file"),
        ("notes.txt", b"text", "unknown kind of file"),
        ("esco.zip", b"PK\3\4 broken", "not a readable zip file"),
        ("esco.zip", b"", "not a readable zip file"),
    ],
)
def test_paths_that_are_no_taxonomy_are_named(
    store: TaxonomyStore, tmp_path: Path, name: str, data: bytes | None, message: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        store.import_source([tmp_path / name])
    assert nothing_is_left(store)


def test_a_folder_without_tables_or_without_skills_is_named(store: TaxonomyStore, tiny: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match=r"no \.csv or \.csv\.gz file found"):
        store.import_source([empty])
    for file in tiny.glob("skills_*.csv"):
        file.unlink()
    with pytest.raises(TaxonomyError, match=r"no skills found: expected a table named skills_XX.csv"):
        store.import_source([tiny])
    assert nothing_is_left(store)


def test_a_zip_writes_nowhere_but_into_the_store(store: TaxonomyStore, tiny: Path, tmp_path: Path) -> None:
    archive = tmp_path / "evil-1.0.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in tiny.iterdir():
            zipped.write(file, f"../../{file.name}")
        zipped.writestr("/etc/skills_fr.csv", f"conceptUri,preferredLabel\n{skill('welding')},soudage\n")
    before = {path for path in tmp_path.rglob("*") if store.folder not in path.parents}
    found = store.import_source([archive])
    assert found.skills.label(found.skills.row(skill("welding")), "fr") == "soudage"
    after = {path for path in tmp_path.rglob("*") if store.folder not in path.parents}
    assert after - before <= {store.folder.parent, store.folder}


def test_a_bomb_is_refused_before_it_is_unpacked(store: TaxonomyStore, tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    block = b"a" * 1_000_000
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped, zipped.open("skills_en.csv", "w") as table:
        for _ in range(301):
            table.write(block)
    assert archive.stat().st_size < 1_000_000
    started = time.perf_counter()
    with pytest.raises(InputError, match=r"skills_en\.csv: table is larger than 300 MB uncompressed"):
        store.import_source([archive])
    assert time.perf_counter() - started < 1.0


def test_a_gzip_bomb_is_refused(store: TaxonomyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_MAX_TABLE_BYTES", 100_000)
    bomb = tmp_path / "skills_en.csv.gz"
    bomb.write_bytes(gzip.compress(b"a" * 1_000_000))
    with pytest.raises(InputError, match="larger than"):
        store.import_source([bomb])
    with zipfile.ZipFile(tmp_path / "nested.zip", "w") as zipped:
        zipped.write(bomb, "skills_en.csv.gz")
    with pytest.raises(InputError, match="larger than"):
        store.import_source([tmp_path / "nested.zip"])


# What can be read in part is noted


def test_repeated_uris_are_noted_and_their_words_kept(store: TaxonomyStore, tmp_path: Path) -> None:
    found = store.import_source([skills_table(tmp_path / "t-1.0", (skill("a"), "first"), (skill("a"), "second"))])
    row = found.skills.row(skill("a"))
    assert (found.skills.label(row), found.skills.alternatives(row, "en")) == ("first", ["second"])
    assert found.meta["notes"] == [
        "skills_en.csv: 1 rows repeat a conceptUri, their words count as alternative labels"
    ]  # fmt: skip


def test_dangling_relations_are_counted(store: TaxonomyStore, tiny: Path) -> None:
    with (tiny / "occupationSkillRelations.csv").open("a", encoding="utf-8") as file:
        file.write(f"{occupation('nobody')},essential,,{skill('welding')}\n")
    assert store.import_source([tiny]).meta["notes"] == [
        "1 of 6 occupation-skill relations name a concept that the tables lack, left out"
    ]  # fmt: skip


def test_a_circle_of_broader_concepts_is_opened_and_noted(store: TaxonomyStore, tmp_path: Path) -> None:
    folder = skills_table(tmp_path / "t-1.0", *((skill(slug), slug) for slug in "abcd"))
    write_csv(
        folder / "broaderRelationsSkillPillar.csv", "conceptUri broaderUri",
        [(skill(x), skill(y)) for x, y in ("ab", "bc", "ca", "dd")],
    )  # fmt: skip
    found = store.import_source([folder])
    assert found.meta["notes"] == [
        f"2 broader relations close a circle, left out (the first: {skill('c')} under {skill('a')})"
    ]
    wider = {uri: [found.skills.uri(int(w)) for w in found.skill_broader[row]] for row, uri in enumerate(found.skills)}
    assert wider == {skill("a"): [skill("b")], skill("b"): [skill("c")], skill("c"): [], skill("d"): []}


def test_rows_without_uri_are_noted_and_obsolete_ones_left_out(store: TaxonomyStore, tmp_path: Path) -> None:
    folder = tmp_path / "t-1.0"
    write_csv(
        folder / "skills_en.csv", SKILL_COLUMNS,
        [
            ("KnowledgeSkillCompetence", skill("a"), "", "", "a", "", "", "released", ""),
            ("KnowledgeSkillCompetence", "", "", "", "b", "", "", "released", ""),
            ("KnowledgeSkillCompetence", skill("c"), "", "", "c", "", "", "obsolete", ""),
        ],
    )  # fmt: skip
    found = store.import_source([folder])
    assert list(found.skills) == [skill("a")]
    assert found.meta["notes"] == [
        "skills_en.csv, row 3: no conceptUri, row left out",
        "skills_en.csv: 1 rows are not released concepts, left out",
    ]


# Interruptions


def test_an_interrupted_import_leaves_what_was_there_and_nothing_else(
    store: TaxonomyStore, tiny: Path, tmp_path: Path
) -> None:
    earlier = store.import_source([tiny], name="tiny")
    other = write_tiny(tmp_path / "tiny-1.1", leave_out=["java"])
    for stop_at in range(3):
        calls = 0

        def interrupt(_what: str, _done: int, _total: int, stop_at: int = stop_at) -> None:
            nonlocal calls
            calls += 1
            if calls > stop_at:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            store.import_source([other], name="tiny", on_progress=interrupt)
        calls = 0
        with pytest.raises(KeyboardInterrupt):
            store.rebuild(earlier.id, on_progress=interrupt)
        assert [path.name for path in store.folder.iterdir()] == [earlier.id]
        assert store.find("tiny").skills.label(0)


KILLED = """
import os, signal, sys
from pathlib import Path
from skillpact.taxonomy import TaxonomyStore
calls = 0
def progress(what, done, total):
    global calls
    calls += 1
    if calls > int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
store = TaxonomyStore(Path(sys.argv[1]))
if sys.argv[2] == "rebuild":
    store.rebuild("tiny", on_progress=progress)
else:
    store.import_source([Path(sys.argv[2])], name="tiny", on_progress=progress)
"""


@pytest.mark.parametrize("stop_at", [0, 1, 2])
@pytest.mark.parametrize("what", ["import", "rebuild"])
def test_a_killed_process_leaves_the_earlier_taxonomy_usable(
    store: TaxonomyStore, tiny: Path, tmp_path: Path, what: str, stop_at: int
) -> None:
    earlier = store.import_source([tiny], name="tiny")
    other = write_tiny(tmp_path / "tiny-1.1", leave_out=["java"])
    argument = "rebuild" if what == "rebuild" else str(other)
    command = [sys.executable, "-c", KILLED, str(store.folder.parent), argument, str(stop_at)]
    killed = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [found.id for found in store.list()] == [earlier.id]
    assert skill("java") in store.find("tiny").skills
    assert store.import_source([other], name="tiny").version == "1.1"


def test_what_a_killed_process_left_is_removed_after_a_day(store: TaxonomyStore, tiny: Path) -> None:
    fresh, stale = store.folder / ".import-fresh", store.folder / ".import-stale"
    for folder in (fresh, stale):
        (folder / "half").mkdir(parents=True)
    os.utime(stale, (time.time() - 90_000, time.time() - 90_000))
    store.import_source([tiny])
    assert (fresh.exists(), stale.exists()) == (True, False)


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(TaxonomyError, match=r"could not be written .*SKILLPACT_HOME"):
        TaxonomyStore(tmp_path / "home").import_source([tiny])


# The real material


@pytest.mark.shared_data
def test_all_of_esco_1_1_1_is_imported_in_time_and_memory(shared_data: Path, tmp_path: Path) -> None:
    code = (
        "import json, resource, sys, time\nfrom pathlib import Path\nfrom skillpact.taxonomy import TaxonomyStore\n"
        "started = time.perf_counter()\n"
        "found = TaxonomyStore(Path(sys.argv[1])).import_source([Path(sys.argv[2])])\n"
        "took = time.perf_counter() - started\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024\n"
        "print(json.dumps([found.id, took, peak]))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(shared_data / "esco" / "v1.1.1")]
    ran = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=True, capture_output=True, text=True
    )
    taxonomy_id, took_seconds, peak_bytes = json.loads(ran.stdout)
    assert took_seconds < 60
    assert peak_bytes < 1_500_000_000
    store = TaxonomyStore(tmp_path)
    started = time.perf_counter()
    found = store.find(taxonomy_id)
    assert time.perf_counter() - started < 0.2
    assert (found.version, found.is_esco, found.attribution) == ("1.1.1", True, ESCO_ATTRIBUTION)
    assert (len(found.skills), len(found.occupations), len(found.groups)) == (13_896, 3_007, 619 + 640)
    n_relations = len(found.occupation_essential.columns) + len(found.occupation_optional.columns)
    assert n_relations == 123_855 - 67
    assert len(found.skill_essential.columns) + len(found.skill_optional.columns) == 5_899
    assert found.meta["notes"][-1] == (
        "67 of 123855 occupation-skill relations name a concept that the tables lack, left out"
    )
    sizes = {key: len(uris) for key, uris in found.meta["collections"].items()}
    assert (sizes["digitalSkills"], sizes["greenSkills"], sizes["languageSkills"]) == (1_201, 570, 346)
    kinds = [found.skills.kind(row) for row in range(len(found.skills))]
    assert kinds.count("language") >= 346
    python = found.skills.row("http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d")
    assert found.skills.label(python) == "Python (computer programming)"


@pytest.mark.shared_data
def test_older_and_label_only_tables_join_esco_1_1_1_as_further_paths(shared_data: Path, store: TaxonomyStore) -> None:
    esco = shared_data / "esco"
    older = [esco / "v1.0.3" / "occupations" / f"occupations_{language}.csv.gz" for language in ("de", "fi", "it")]
    found = store.import_source([esco / "v1.1.1", esco / "v1.0.x", esco / "labels", *older])
    assert (len(found.skills), len(found.occupations)) == (13_896, 3_007)
    assert found.skills.languages == ("de", "en", "es", "fr", "nl", "sv")
    assert found.occupations.languages == ("de", "en", "fi", "it")
    n_labels = found.meta["n_labels"]
    assert n_labels["skills-en"] == 13_896
    assert n_labels["skills-fr"] >= 13_000
    assert n_labels["occupations-de"] > 2_900
    assert any("skills_es.csv: " in note for note in found.meta["notes"])
    welder = found.occupations.row("http://data.europa.eu/esco/occupation/7aedaa07-3884-4c5b-88f9-80997b2aa54b")
    assert found.occupations.label(welder, "de") == "Schweißer/Schweißerin"


@pytest.mark.shared_data
def test_the_partial_1_2_tables_are_taken_or_refused_clearly(shared_data: Path, store: TaxonomyStore) -> None:
    esco = shared_data / "esco"
    found = store.import_source([esco / "v1.2.1-partial" / "en"], version="1.2.1")
    # The 3,043 rows of occupations name 3,039.
    assert (len(found.skills), len(found.occupations)) == (13_939, 3_039)
    assert (
        "occupations_en.csv: 4 rows repeat a conceptUri, their words count as alternative labels" in found.meta["notes"]
    )
    with pytest.raises(TaxonomyError, match=r"no skills found: expected a table named skills_XX.csv"):
        store.import_source([esco / "v1.2.0-partial" / "en"])
    assert [taxonomy.id for taxonomy in store.list()] == [found.id]
