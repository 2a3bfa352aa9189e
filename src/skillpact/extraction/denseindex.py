"""The vectors of a taxonomy's skills for texts of one language, made once by a model and kept beside the taxonomy.

A skill is one vector: its preferred label, its alternative labels and its description, each embedded on their own and
added with fixed weights, so that one product of a text's vector and this matrix is the weighted sum of three cosines.
A model of many languages gets a skill's names in English too, so that a text reaches skills without names in its own.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skillpact.errors import TaxonomyError
from skillpact.extraction.encoder import Vectors
from skillpact.taxonomy import Taxonomy
from skillpact.taxonomy.model import ConceptTable

INDEX_FORMAT = 1
# What each kind of name adds to a skill's vector: chosen on HOUSE, TECH and SkillSkape's dev sentences (training/).
LABEL_WEIGHT, ALTERNATIVES_WEIGHT, DESCRIPTION_WEIGHT = 1.0, 0.6, 0.3
_CHUNK = 512  # skills between two saves: a build that was stopped goes on after the last one
_MAX_ALTERNATIVES = 4  # of a skill; effect of more: a longer build, hardly another vector
_MAX_DESCRIPTION = 120  # characters; what a skill is stands in its first sentence

Progress = Callable[[int, int], None]


class VectorModel(Protocol):
    """Whatever gives texts vectors in one space; `hash` names its weights."""

    n_dimensions: int
    hash: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, (n_texts, n_dimensions)."""
        ...


class DenseIndex:
    """Vectors of the skills that have a name in one language.

    vectors : (n_skills, n_dimensions) float32, rows as in the taxonomy; a zero row where there is no name
    labels : the same of the preferred labels alone
    scale : the longest that a row of `vectors` can be
    """

    def __init__(self, vectors: npt.NDArray[np.float32], labels: npt.NDArray[np.float32]):
        self.vectors = vectors
        self.labels = labels
        self.scale = LABEL_WEIGHT + ALTERNATIVES_WEIGHT + DESCRIPTION_WEIGHT


def dense_folder(taxonomy: Taxonomy, language: str, model: VectorModel) -> Path:
    """Return where the index of a language and of these weights lies."""
    return taxonomy.folder / "dense" / f"{language}-{model.hash}"


def open_dense_index(taxonomy: Taxonomy, language: str, model: VectorModel) -> DenseIndex | None:
    """Return the index, None where it was not built yet. Raises TaxonomyError where it is damaged."""
    folder = dense_folder(taxonomy, language, model)
    if not (folder / "done.json").exists():
        return None
    try:
        done = json.loads((folder / "done.json").read_bytes())
        if done["made_as"] != _made_as():
            return None  # by another version: it is built again under the same name
        arrays = []
        for name in ("vectors", "labels"):
            data = (folder / f"{name}.npy").read_bytes()
            if zlib.crc32(data) != done["crc32"][name]:
                raise ValueError(f"{name}.npy changed")
            arrays.append(np.load(folder / f"{name}.npy", allow_pickle=False).astype(np.float32))
        if arrays[0].shape != (len(taxonomy.skills), model.n_dimensions):
            raise ValueError(f"its shape is {arrays[0].shape}")
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise TaxonomyError(
            f"the dense index of taxonomy {taxonomy.id} in {language} is damaged ({error}); "
            f"run `skillpact taxonomy index {taxonomy.id} --lang {language} --again`"
        ) from error
    return DenseIndex(arrays[0], arrays[1])


def build_dense_index(
    taxonomy: Taxonomy,
    language: str,
    model: VectorModel,
    *,
    on_progress: Progress | None = None,
    again: bool = False,
) -> DenseIndex:
    """Return the index of a language, built where it is missing; a build that was stopped goes on where it was.

    on_progress : called with (skills done, skills in all). `again` throws away what is there. Raises TaxonomyError
    where the index is damaged or cannot be written. Two builds at a time write the same bytes.
    """
    folder = dense_folder(taxonomy, language, model)
    try:
        if again and folder.exists():
            shutil.rmtree(folder)
        found = open_dense_index(taxonomy, language, model)
        return _build(taxonomy, language, model, folder, on_progress) if found is None else found
    except OSError as error:
        raise TaxonomyError(
            f"the dense index of taxonomy {taxonomy.id} in {language} cannot be written "
            f"({error.strerror or type(error).__name__}); free space or set SKILLPACT_HOME to a folder that can be "
            "written, then run the command again"
        ) from error


def _build(
    taxonomy: Taxonomy, language: str, model: VectorModel, folder: Path, on_progress: Progress | None
) -> DenseIndex:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "done.json").unlink(missing_ok=True)
    n_skills = len(taxonomy.skills)
    # What another version began must not be finished by this one.
    made_as = zlib.crc32(json.dumps(_made_as()).encode())
    parts = []
    for start in range(0, n_skills, _CHUNK):
        part = folder / f"part-{made_as:08x}-{start:06d}.npy"
        stop = min(start + _CHUNK, n_skills)
        rows = _saved_part(part, stop - start, model.n_dimensions)
        if rows is None:
            rows = _chunk(taxonomy.skills, range(start, stop), language, model)
            _save(part, _bytes_of(rows))
        parts.append(rows)
        if on_progress:
            on_progress(stop, n_skills)
    whole = np.concatenate(parts, axis=1) if parts else np.zeros((2, 0, model.n_dimensions), np.float16)
    crcs = {}
    for name, array in zip(("vectors", "labels"), whole, strict=True):
        data = _bytes_of(array)
        _save(folder / f"{name}.npy", data)
        crcs[name] = zlib.crc32(data)
    _save(folder / "done.json", json.dumps({"made_as": _made_as(), "crc32": crcs}, sort_keys=True).encode())
    for path in folder.glob("part-*"):
        path.unlink(missing_ok=True)
    return DenseIndex(whole[0].astype(np.float32), whole[1].astype(np.float32))


def _chunk(skills: ConceptTable, rows: range, language: str, model: VectorModel) -> npt.NDArray[np.float16]:
    """Return (vectors, labels) of some skills, (2, n_rows, n_dimensions)."""
    texts: list[str] = []
    own: list[tuple[int, float, bool]] = []  # of each text: its row in the chunk, its weight, whether it is the label
    for place, row in enumerate(rows):
        named = [code for code in dict.fromkeys((language, "en")) if skills.has_label(row, code)]
        for code in named:
            label, alternatives = skills.label(row, code), skills.alternatives(row, code)[:_MAX_ALTERNATIVES]
            texts.append(label)
            own.append((place, LABEL_WEIGHT / len(named), True))
            for name in alternatives or [label]:
                texts.append(name)
                own.append((place, ALTERNATIVES_WEIGHT / max(len(alternatives), 1) / len(named), False))
            texts.append(skills.description(row, code)[:_MAX_DESCRIPTION] or label)
            own.append((place, DESCRIPTION_WEIGHT / len(named), False))
    found = np.zeros((2, len(rows), model.n_dimensions), np.float32)
    for (place, weight, is_label), vector in zip(own, model.encode(texts), strict=True):
        found[0, place] += np.float32(weight) * vector
        if is_label:
            found[1, place] += np.float32(weight / LABEL_WEIGHT) * vector
    return found.astype(np.float16)


def _saved_part(path: Path, n_rows: int, n_dimensions: int) -> npt.NDArray[np.float16] | None:
    """Return a part saved by an earlier build, None where there is none or it was cut."""
    try:
        rows: npt.NDArray[np.float16] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return rows if rows.shape == (2, n_rows, n_dimensions) and rows.dtype == np.float16 else None


def _bytes_of(array: npt.NDArray[np.float16]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def _save(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, also where another process writes the same one."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def _made_as() -> list[float]:
    """Return all that decides the vectors beside the model and the taxonomy."""
    return [
        INDEX_FORMAT, LABEL_WEIGHT, ALTERNATIVES_WEIGHT, DESCRIPTION_WEIGHT, _CHUNK, _MAX_ALTERNATIVES,
        _MAX_DESCRIPTION,
    ]  # fmt: skip
