"""What a run has done so far: a folder beside the output, in which every file is whole or absent.

`OUT.part/` holds `settings.json` (whose work this is), a folder of parts, each named after its first row, and `lock`.
A part appears by a rename, so a run that was killed finds all that was finished, and redoes only what was under way.
The folder of parts is named after the settings: a worker on another machine that outlives its run writes into no other.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from skillpact.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

_SETTINGS, _LOCK, _JOINED, _IDS, _PARTS = "settings.json", "lock", "joined.parquet", "ids", "parts-"
_PART = "rows-{}.parquet"  # the number of the first row, from 0
_ABSENT = object()


class Journal:
    """The folder `OUT.part/` of one output.

    folder : of all files of the run; parts_folder : where parts go, known once `claim` has been called
    """

    def __init__(self, out: Path):
        self.out, self.name = out, out.name
        self.folder = out.parent / f"{out.name}.part"
        self.parts_folder = self.folder
        self.ids_folder = self.folder / _IDS
        self.joined = self.folder / _JOINED

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the journal for this process. Raises InputError where another process is writing the same output."""
        import fcntl

        if self.folder.exists() and not self._is_ours():
            raise InputError(
                f"{self.folder.name} holds files that no bulk run made; move them or choose another name",
                file=self.name,
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("w") as stream:
            try:
                # The system gives the lock back when the process ends, however it ends.
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_held = os.fstat(stream.fileno()).st_ino == os.stat(self.folder / _LOCK).st_ino
            except OSError:
                is_held = False
            if not is_held:
                raise InputError("another run is writing this file; wait until it ends", file=self.name)
            try:
                yield
            finally:
                if self.folder.is_dir() and {path.name for path in self.folder.iterdir()} == {_LOCK}:
                    shutil.rmtree(self.folder, ignore_errors=True)

    def claim(self, fingerprint: Mapping[str, Any], *, may_restart: bool) -> None:
        """Go on with the work of a run of the same fingerprint, or begin.

        Raises InputError where the work is another's.
        may_restart : throw away work that belongs to another input or other settings
        """
        path = self.folder / _SETTINGS
        written = json.dumps(dict(fingerprint), indent=1, sort_keys=True).encode()
        self.parts_folder = self.folder / f"{_PARTS}{hashlib.sha256(written).hexdigest()[:16]}"
        shutil.rmtree(self.ids_folder, ignore_errors=True)
        for left in [*self.folder.glob(".*.tmp"), *self.parts_folder.glob(".*.tmp"), self.joined]:
            left.unlink(missing_ok=True)
        found = _read_json(path)
        if found is not None and found != dict(fingerprint):
            if not may_restart:
                raise InputError(
                    f"{self.folder.name} is unfinished work of another run ({difference(found, fingerprint)}); repeat "
                    "that run to finish it, or use --overwrite to begin anew",
                    file=self.name,
                )
            self._clear()
            found = None
        if found is None:
            self._clear()
            write_whole(path, written)
        self.parts_folder.mkdir(exist_ok=True)

    def is_of(self, fingerprint: Mapping[str, Any]) -> bool:
        """Say whether the work that lies here is that of a run with all this in its fingerprint."""
        found = _read_json(self.folder / _SETTINGS)
        return found is not None and fingerprint.items() <= found.items()

    def has(self, first_row: int, n_rows: int) -> bool:
        """Say whether the part that begins at `first_row` is there, whole, and of `n_rows` rows."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            metadata: Any = pq.read_metadata(self._part(first_row))
        except (OSError, pa.ArrowException):
            return False
        return bool(metadata.num_rows == n_rows)

    def keep(self, first_row: int, batches: Iterable[pa.RecordBatch]) -> int:
        """Write the part that begins at `first_row`, whole or not at all, holding one batch; return its rows."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        n_rows = 0
        writer: Any = None
        with _whole(self._part(first_row)) as stream:
            try:
                for batch in batches:
                    writer = writer or pq.ParquetWriter(stream, batch.schema, compression="zstd")
                    writer.write_table(pa.Table.from_batches([batch]))
                    n_rows += batch.num_rows
            finally:
                if writer is not None:
                    writer.close()
        return n_rows

    def parts(self) -> list[Path]:
        """Return the parts in the order of their rows."""
        return sorted(self.parts_folder.glob(_PART.format("*")))

    def finish(self) -> None:
        """Put the joined file in the place of the output, at once, and remove the folder."""
        os.replace(self.joined, self.out)
        _settle(self.out.parent)
        self.remove()

    def remove(self) -> None:
        """Remove the folder, the lock last."""
        self._clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _part(self, first_row: int) -> Path:
        return self.parts_folder / _PART.format(f"{first_row:012d}")

    def _is_ours(self) -> bool:
        return self.folder.is_dir() and (
            (self.folder / _SETTINGS).is_file()
            or all(path.name == _LOCK or path.name.endswith(".tmp") for path in self.folder.iterdir())
        )

    def _clear(self) -> None:
        for folder in [*self.folder.glob(f"{_PARTS}*"), self.ids_folder]:
            shutil.rmtree(folder, ignore_errors=True)
        # The settings go last: without them the parts would be nobody's.
        for path in sorted(self.folder.iterdir(), key=lambda path: path.name == _SETTINGS):
            if path.name != _LOCK and path.is_file():
                path.unlink(missing_ok=True)


def first_row_of(part: Path) -> int:
    """Return the number of the first row of a part, from 0."""
    return int(part.stem.removeprefix("rows-"))


def write_whole(path: Path, data: Any) -> None:
    """Write a file by a rename, so that no reader ever sees half of it, also after a power cut."""
    with _whole(path) as stream:
        stream.write(data)


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    # A name of its own: on a cluster, two workers may be given the same part.
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk: parts go only when the output would outlive a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems cannot.
        with contextlib.suppress(OSError):
            os.fsync(number)
    finally:
        os.close(number)


def difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """Return in words what two fingerprints differ in."""
    parts = []
    for key in sorted({*found, *wanted}):
        one, other = found.get(key, _ABSENT), wanted.get(key, _ABSENT)
        if one != other:
            parts.append(f"{key} {_shown(one)} there, {_shown(other)} here")
    return "; ".join(parts)


def _shown(value: Any) -> str:
    if value is _ABSENT or value is None:
        return "none"
    return str(value)[:12] if isinstance(value, str) and len(value) == 64 else str(value)


def _read_json(path: Path) -> dict[str, Any] | None:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(path.read_bytes())
        if isinstance(found, dict):
            return found
    return None
