"""A damaged index is never read as if it were sound: the error names the remedy, and the remedy works."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tinytaxonomy import skill, write_tiny

from skillpact.errors import TaxonomyError
from skillpact.taxonomy import Taxonomy, TaxonomyStore
from skillpact.taxonomy.build import FORMAT_VERSION
from skillpact.taxonomy.search import search_concepts

REMEDY = r"taxonomy tiny-1\.0-[0-9a-f]{12} .*; run `skillpact taxonomy rebuild tiny-1\.0-[0-9a-f]{12}`"


@pytest.fixture
def store(tmp_path: Path) -> TaxonomyStore:
    store = TaxonomyStore(tmp_path / "home")
    store.import_source([write_tiny(tmp_path / "tiny-1.0", languages=["en"])], name="tiny")
    return store


def index_of(store: TaxonomyStore) -> Path:
    return next(store.folder.glob("tiny-1.0-*")) / "index"


def read_everything(found: Taxonomy) -> None:
    for table in (found.skills, found.groups, found.occupations):
        for row in range(len(table)):
            table.kind(row), table.label(row), table.alternatives(row, "en"), table.description(row)
            for fact in ("code", "isco", "reuse", "links", "ecosystems"):
                table.fact(row, fact)
    for name in ("skills", "occupations"):
        search_concepts(found, "welding", table=name)
    for language in found.groups.languages:
        assert found.groups.label(0, language)


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def flipped_at_the_end(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 4])


@pytest.mark.parametrize("damage", [truncated, flipped, flipped_at_the_end, lambda _data: b"", None])
def test_damage_to_any_file_is_told_with_the_remedy(
    store: TaxonomyStore, damage: Callable[[bytes], bytes] | None
) -> None:
    index = index_of(store)
    read_everything(store.find("tiny"))
    files = sorted(index.iterdir())
    assert len(files) > 40
    for path in files:
        data = path.read_bytes()
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage(data))
        with pytest.raises(TaxonomyError, match=REMEDY):
            read_everything(store.find("tiny"))
        path.write_bytes(data)
    read_everything(store.find("tiny"))


def test_rebuild_mends_a_damaged_index(store: TaxonomyStore) -> None:
    index = index_of(store)
    for name in ("meta.json", "skills-uri.blob.npy", "checksums.json"):
        (index / name).write_bytes(b"damaged")
        read_everything(store.rebuild("tiny"))
    shutil.rmtree(index)
    with pytest.raises(TaxonomyError, match=REMEDY):
        store.find("tiny")
    read_everything(store.rebuild(index.parent.name))


def test_importing_again_mends_a_damaged_index(store: TaxonomyStore, tmp_path: Path) -> None:
    (index_of(store) / "skills-en-alt.blob.npy").write_bytes(b"damaged")
    read_everything(store.import_source([tmp_path / "tiny-1.0"], name="tiny"))
    assert [path.name for path in store.folder.iterdir()] == [index_of(store).parent.name]


def test_one_damaged_taxonomy_does_not_hide_the_others(store: TaxonomyStore, tmp_path: Path) -> None:
    other = store.import_source([write_tiny(tmp_path / "other-2.0")], name="other")
    (index_of(store) / "meta.json").write_bytes(b"{")
    assert [found.id for found in store.list()] == [other.id]
    assert [taxonomy_id for taxonomy_id, _message in store.problems()] == [index_of(store).parent.name]
    assert "skillpact taxonomy rebuild" in store.problems()[0][1]
    assert store.find("other").id == other.id


def test_rebuild_says_where_the_source_is_gone_changed_or_unknown(store: TaxonomyStore) -> None:
    source = index_of(store).parent / "source"
    table = next(source.rglob("skills_en.csv"))
    table.write_text(table.read_text(encoding="utf-8").replace("TIG", "TOG"), encoding="utf-8")
    with pytest.raises(TaxonomyError, match=r"the source kept beside taxonomy .* has changed since it was imported"):
        store.rebuild("tiny")
    shutil.rmtree(source)
    with pytest.raises(TaxonomyError, match=r"no source of taxonomy .* is kept here"):
        store.rebuild("tiny")
    for wanted in ("nobody", "../home", ""):
        with pytest.raises(TaxonomyError, match="is not here"):
            store.rebuild(wanted)
    read_everything(store.find("tiny"))


def set_format(index: Path, number: int) -> None:
    """Make the index one of another format; the first had no checksums."""
    meta = json.loads((index / "meta.json").read_text(encoding="utf-8"))
    (index / "meta.json").write_text(json.dumps({**meta, "format": number}), encoding="utf-8")
    (index / "checksums.json").unlink(missing_ok=True)


def test_a_newer_format_is_refused(store: TaxonomyStore, tmp_path: Path) -> None:
    set_format(index_of(store), FORMAT_VERSION + 1)
    message = f"has index format {FORMAT_VERSION + 1}, this program reads up to {FORMAT_VERSION}; upgrade skillpact"
    with pytest.raises(TaxonomyError, match=message):
        store.find("tiny")
    with pytest.raises(TaxonomyError, match=message):
        store.import_source([tmp_path / "tiny-1.0"], name="tiny")
    assert store.list() == []


def test_an_older_format_is_migrated_and_its_copy_kept_until_the_next_start(
    store: TaxonomyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_of(store)
    (index / "left-from-before").write_text("old", encoding="utf-8")
    set_format(index, 1)
    copy = index.parent / "index.format1"
    read_everything(store.find("tiny"))
    assert (copy / "left-from-before").is_file()
    assert not (index / "left-from-before").exists()
    store.find("tiny")
    assert copy.exists()
    monkeypatch.setattr(TaxonomyStore, "_migrated", set())  # as in the next process
    store.find("tiny")
    assert not copy.exists()
    read_everything(store.find("tiny"))


def test_an_older_format_without_its_source_is_said(store: TaxonomyStore) -> None:
    set_format(index_of(store), 1)
    shutil.rmtree(index_of(store).parent / "source")
    with pytest.raises(TaxonomyError, match=r"no source of taxonomy .* is kept here to build it from; import it again"):
        store.find("tiny")


def test_opening_reads_little_and_is_quick(store: TaxonomyStore) -> None:
    started = time.perf_counter()
    found = store.find("tiny")
    assert time.perf_counter() - started < 0.2
    assert skill("welding") in found.skills


def test_the_starter_is_imported_once_and_then_opened(tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    first = store.starter()
    started = time.perf_counter()
    assert store.starter().id == first.id == store.find().id == store.find("starter").id
    assert time.perf_counter() - started < 0.6
    assert [found.id for found in store.list()] == [first.id]
