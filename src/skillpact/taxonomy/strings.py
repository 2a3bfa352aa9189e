"""A column of strings on disk: one blob and its offsets, read without loading it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt


class StringColumn:
    """Read-only sequence of strings in two memory-mapped files, `<stem>.blob.npy` and `<stem>.offsets.npy`."""

    def __init__(self, blob: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]):
        self._blob = blob
        self._offsets = offsets

    @classmethod
    def write(cls, stem: Path, strings: Iterable[str]) -> None:
        """Write `strings` (UTF-8) under `stem`."""
        parts = [string.encode("utf-8") for string in strings]
        offsets = np.zeros(len(parts) + 1, dtype=np.int64)
        np.cumsum([len(part) for part in parts], out=offsets[1:]) if parts else None
        np.save(stem.with_name(stem.name + ".blob.npy"), np.frombuffer(b"".join(parts), dtype=np.uint8))
        np.save(stem.with_name(stem.name + ".offsets.npy"), offsets)

    @classmethod
    def open(cls, stem: Path) -> StringColumn:
        """Map the two files of `stem`."""
        # An empty file cannot be mapped.
        blob_path = stem.with_name(stem.name + ".blob.npy")
        blob = np.load(blob_path, mmap_mode="r" if blob_path.stat().st_size > 128 else None)
        return cls(blob, np.load(stem.with_name(stem.name + ".offsets.npy"), mmap_mode="r"))

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self._blob[self._offsets[index] : self._offsets[index + 1]].tobytes().decode("utf-8")

    def bisect(self, string: str) -> int | None:
        """Return the position of `string` in a column sorted by UTF-8 bytes, or None."""
        wanted = string.encode("utf-8")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._blob[self._offsets[middle] : self._offsets[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        if low < len(self) and self[low] == string:
            return low
        return None
