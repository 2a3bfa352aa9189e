"""The dense index of a taxonomy: built once, gone on with where it was stopped, and never read when it is damaged."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from densetaxonomy import MORE
from tinytaxonomy import skill, write_tiny

from skillpact.errors import TaxonomyError
from skillpact.extraction.denseindex import (
    DenseIndex,
    build_dense_index,
    dense_folder,
    open_dense_index,
)
from skillpact.extraction.encoder import Vectors
from skillpact.extraction.subwords import SubwordEncoder
from skillpact.taxonomy import Taxonomy, TaxonomyStore

ROOT = Path(__file__).resolve().parents[2]
N_SKILLS = 8


@lru_cache(maxsize=1)
def subwords() -> SubwordEncoder:
    return SubwordEncoder.load()


class Reader:
    """The shipped encoder of many languages, counting the texts that it is given."""

    def __init__(self, name: str = "") -> None:
        self._subwords = subwords()
        self.n_dimensions = self._subwords.n_dimensions
        self.hash = name or self._subwords.hash
        self.n_texts = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.n_texts += len(texts)
        return self._subwords.encode(texts)


@pytest.fixture(autouse=True)
def three_skills_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skillpact.extraction.denseindex._CHUNK", 3)


@pytest.fixture
def taxonomy(tmp_path: Path) -> Taxonomy:
    return imported(tmp_path)


def imported(folder: Path, **options: object) -> Taxonomy:
    source = write_tiny(folder / "tiny-1.0", **options)  # type: ignore[arg-type]
    return TaxonomyStore(folder / "home").import_source([source], name="tiny", version="1.0")


def bits(index: DenseIndex) -> tuple[bytes, bytes]:
    return index.vectors.tobytes(), index.labels.tobytes()


def files_of(taxonomy: Taxonomy) -> dict[str, bytes]:
    folder = taxonomy.folder / "dense"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_index_is_built_once_and_opened_from_then_on(taxonomy: Taxonomy):
    reader = Reader()
    assert open_dense_index(taxonomy, "es", reader) is None
    told: list[tuple[int, int]] = []
    built = build_dense_index(taxonomy, "es", reader, on_progress=lambda done, n: told.append((done, n)))
    assert told == [(3, N_SKILLS), (6, N_SKILLS), (8, N_SKILLS)]
    assert built.vectors.shape == built.labels.shape == (N_SKILLS, reader.n_dimensions)
    n_read = reader.n_texts
    again = build_dense_index(taxonomy, "es", reader)
    opened = open_dense_index(taxonomy, "es", reader)
    assert opened is not None
    assert bits(built) == bits(again) == bits(opened)
    assert reader.n_texts == n_read
    assert {name.split("/")[1] for name in files_of(taxonomy)} == {"vectors.npy", "labels.npy", "done.json"}


def test_a_build_that_was_stopped_goes_on_after_the_last_save(tmp_path: Path):
    class Stop(BaseException):
        pass

    def stop(done: int, _n: int) -> None:
        if done == 6:
            raise Stop

    whole, stopped = imported(tmp_path / "a"), imported(tmp_path / "b")
    reader = Reader()
    build_dense_index(whole, "en", reader)
    n_whole, reader.n_texts = reader.n_texts, 0
    with pytest.raises(Stop):
        build_dense_index(stopped, "en", reader, on_progress=stop)
    assert open_dense_index(stopped, "en", reader) is None
    n_first, reader.n_texts = reader.n_texts, 0
    build_dense_index(stopped, "en", reader)
    assert 0 < reader.n_texts < n_whole
    assert n_first + reader.n_texts == n_whole
    assert files_of(stopped) == files_of(whole)


def test_a_saved_part_that_was_cut_is_made_again(tmp_path: Path):
    whole, stopped = imported(tmp_path / "a"), imported(tmp_path / "b")
    reader = Reader()
    build_dense_index(whole, "en", reader)

    def cut(done: int, _n: int) -> None:
        if done == 6:
            for path in dense_folder(stopped, "en", reader).glob("part-*"):
                path.write_bytes(path.read_bytes()[:200])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_dense_index(stopped, "en", reader, on_progress=cut)
    build_dense_index(stopped, "en", reader)
    assert files_of(stopped) == files_of(whole)


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("name", ["vectors.npy", "labels.npy", "done.json"])
@pytest.mark.parametrize("damage", [flipped, lambda data: data[: len(data) // 2], lambda _data: b"", None])
def test_a_damaged_index_is_named_with_its_remedy_and_the_remedy_works(
    taxonomy: Taxonomy, name: str, damage: Callable[[bytes], bytes] | None
):
    reader = Reader()
    whole = bits(build_dense_index(taxonomy, "es", reader))
    path = dense_folder(taxonomy, "es", reader) / name
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(path.read_bytes()))
    if damage is None and name == "done.json":
        assert open_dense_index(taxonomy, "es", reader) is None
    else:
        remedy = f"run `skillpact taxonomy index {taxonomy.id} --lang es --again`"
        for read in (open_dense_index, build_dense_index):
            with pytest.raises(TaxonomyError, match=f"{taxonomy.id} in es is damaged") as caught:
                read(taxonomy, "es", reader)
            assert str(caught.value).endswith(remedy)
    assert bits(build_dense_index(taxonomy, "es", reader, again=True)) == whole


def test_an_index_of_another_taxonomy_does_not_fit(tmp_path: Path):
    small, large = imported(tmp_path / "a", leave_out=["java"]), imported(tmp_path / "b")
    reader = Reader()
    build_dense_index(small, "en", reader)
    (large.folder / "dense").symlink_to(small.folder / "dense")
    with pytest.raises(TaxonomyError, match="is damaged"):
        open_dense_index(large, "en", reader)


def test_other_weights_have_an_index_of_their_own(taxonomy: Taxonomy):
    first, second = Reader("aaaaaaaaaaaa"), Reader("bbbbbbbbbbbb")
    build_dense_index(taxonomy, "es", first)
    assert open_dense_index(taxonomy, "es", second) is None
    build_dense_index(taxonomy, "es", second)
    assert sorted({name.split("/")[0] for name in files_of(taxonomy)}) == ["es-aaaaaaaaaaaa", "es-bbbbbbbbbbbb"]


def test_an_index_that_another_version_made_or_began_is_made_anew(taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch):
    reader = Reader()

    def stop(_done: int, _n: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("skillpact.extraction.denseindex.DESCRIPTION_WEIGHT", 0.9)
        other = bits(build_dense_index(taxonomy, "en", reader))
        n_whole = reader.n_texts
        with pytest.raises(KeyboardInterrupt):
            build_dense_index(taxonomy, "en", reader, again=True, on_progress=stop)
    n_before = reader.n_texts
    own = bits(build_dense_index(taxonomy, "en", reader))
    assert own[0] != other[0]
    assert reader.n_texts - n_before == n_whole
    assert {name.split("/")[1] for name in files_of(taxonomy)} == {"vectors.npy", "labels.npy", "done.json"}


def test_a_skill_is_reached_by_its_english_names_where_it_has_none_in_the_language(taxonomy: Taxonomy):
    reader = Reader()
    english, spanish, polish = (build_dense_index(taxonomy, code, reader) for code in ("en", "es", "pl"))
    assert bits(polish) == bits(english)
    java, welding = taxonomy.skills.row(skill("java")), taxonomy.skills.row(skill("welding"))
    assert spanish.vectors[java].tobytes() == english.vectors[java].tobytes()
    assert spanish.vectors[welding].tobytes() != english.vectors[welding].tobytes()


def test_a_taxonomy_without_names_in_the_language_or_in_english_has_vectors_of_zeros(tmp_path: Path):
    spanish = imported(tmp_path, languages=["es"])
    assert not build_dense_index(spanish, "pl", Reader()).vectors.any()
    assert build_dense_index(spanish, "es", Reader()).vectors.any()


def test_a_skills_vector_does_not_depend_on_the_other_skills(tmp_path: Path):
    few, many = imported(tmp_path / "a", leave_out=["java"]), imported(tmp_path / "b", more=MORE)
    small, large = (build_dense_index(found, "en", Reader()) for found in (few, many))
    for row, uri in enumerate(few.skills):
        other = many.skills.row(uri)
        assert small.vectors[row].tobytes() == large.vectors[other].tobytes()
        assert small.labels[row].tobytes() == large.labels[other].tobytes()


def test_a_row_is_no_longer_than_the_scale_says(taxonomy: Taxonomy):
    index = build_dense_index(taxonomy, "es", Reader())
    lengths = np.linalg.norm(index.vectors, axis=1)
    assert lengths.min() > 0
    assert lengths.max() <= index.scale + 1e-2
    assert np.linalg.norm(index.labels, axis=1).max() <= 1 + 1e-2


def test_an_index_that_cannot_be_written_says_what_to_do(taxonomy: Taxonomy):
    (taxonomy.folder / "dense").write_text("in the way")
    with pytest.raises(TaxonomyError, match=r"cannot be written .*SKILLPACT_HOME"):
        build_dense_index(taxonomy, "es", Reader())


def test_two_builds_at_a_time_write_the_same_bytes(tmp_path: Path):
    alone, shared = imported(tmp_path / "a"), imported(tmp_path / "b")
    reader = Reader()
    build_dense_index(alone, "es", reader)

    def join_in(done: int, _n: int) -> None:
        if done == 6:
            build_dense_index(shared, "es", reader)

    build_dense_index(shared, "es", reader, on_progress=join_in)
    assert files_of(shared) == files_of(alone)


def index_command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "skillpact", "taxonomy", "index", *arguments], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "SKILLPACT_HOME": str(home)}, timeout=300,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_the_verb_builds_finds_and_builds_again(tmp_path: Path):
    source = write_tiny(tmp_path / "tiny-1.0")
    home = tmp_path / "home"
    found = TaxonomyStore(home).import_source([source], name="tiny", version="1.0")
    first = index_command(home, "tiny", "--lang", "es")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"{found.id}: texts in es are read by meaning, {N_SKILLS} skills\n"
    before = files_of(found)
    assert index_command(home, "tiny", "--lang", "es").stdout == first.stdout
    (folder,) = (found.folder / "dense").glob("es-*")
    (folder / "vectors.npy").write_bytes(b"")
    damaged = index_command(home, "tiny", "--lang", "es")
    assert damaged.returncode == 2
    assert damaged.stderr.endswith(f"run `skillpact taxonomy index {found.id} --lang es --again`\n")
    assert index_command(home, "tiny", "--lang", "es", "--again").returncode == 0
    assert files_of(found) == before


def test_the_verb_names_the_languages_that_the_models_read(tmp_path: Path):
    refused = index_command(tmp_path, "starter", "--lang", "ja")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--lang is 'ja', the models read: bg, cs, " in refused.stderr
