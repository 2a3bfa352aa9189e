"""Damage to an index is found before any of it is used: each file's size and checksum, checked when it is opened."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from skillpact.errors import TaxonomyError
from skillpact.taxonomy.strings import StringColumn

CHECKSUMS = "checksums.json"


def write_checksums(folder: Path) -> None:
    """Write the sizes and CRC-32 of all files in `folder`; call it last."""
    found = {path.name: _size_and_crc(path) for path in sorted(folder.iterdir()) if path.name != CHECKSUMS}
    (folder / CHECKSUMS).write_text(json.dumps(found, sort_keys=True, indent=0), encoding="utf-8")


def _size_and_crc(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    return len(data), zlib.crc32(data)


class IndexFiles:
    """The files of one index, each checked once, on first use: opening a taxonomy reads little of it.

    Raises TaxonomyError, which names the remedy, where a file is missing, cut or changed.
    """

    def __init__(self, folder: Path, taxonomy_id: str):
        self.folder = folder
        self._taxonomy_id = taxonomy_id
        self._checked: set[str] = set()
        try:
            found = json.loads((folder / CHECKSUMS).read_bytes())
            self._expected = {str(name): (int(size), int(crc)) for name, (size, crc) in found.items()}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise self.damage(CHECKSUMS) from error

    def damage(self, name: str) -> TaxonomyError:
        """Return the error that says that file `name` cannot be used, and what to do."""
        return TaxonomyError(
            f"the index of taxonomy {self._taxonomy_id} is damaged ({name}); "
            f"run `skillpact taxonomy rebuild {self._taxonomy_id}`"
        )

    def path(self, name: str) -> Path:
        """Return the path of a file that is as it was written."""
        path = self.folder / name
        if name not in self._checked:
            try:
                is_sound = self._expected.get(name) == _size_and_crc(path)
            except OSError as error:
                raise self.damage(name) from error
            if not is_sound:
                raise self.damage(name)
            self._checked.add(name)
        return path

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return a saved array, mapped where it has elements."""
        path = self.path(name)
        # An array without elements cannot be mapped; its header alone has 128 bytes.
        mode: Literal["r"] | None = "r" if path.stat().st_size > 128 else None
        array: npt.NDArray[Any] = np.load(path, mmap_mode=mode, allow_pickle=False)
        return array

    def strings(self, stem: str) -> StringColumn:
        """Return a column of strings."""
        self.path(f"{stem}.blob.npy")
        self.path(f"{stem}.offsets.npy")
        return StringColumn.open(self.folder / stem)

    def check_all(self) -> None:
        """Check every file, also those that were not needed yet."""
        for name in self._expected:
            self.path(name)
