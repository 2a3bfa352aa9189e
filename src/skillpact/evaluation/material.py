"""Reads the files of labelled data. A file that is missing or damaged is told by name and place; none is half read."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from skillpact.errors import ConfigurationError, InputError
from skillpact.files.csvrecords import read_records

_MAX_CELL = 5_000_000  # characters
_MAX_BYTES = 500_000_000  # of one file, unpacked


class LabelledData:
    """A folder of labelled data; paths inside it are those of the published data sets."""

    def __init__(self, folder: Path):
        self._folder = folder

    @classmethod
    def find(cls, stated: Path | None) -> LabelledData:
        """Return the folder that was stated, else that of SKILLPACT_DATA.

        Raises ConfigurationError where neither names a folder.
        """
        value = os.environ.get("SKILLPACT_DATA", "").strip()
        if stated is None and not value:
            raise ConfigurationError("no labelled data named: use --data DIR or set SKILLPACT_DATA to their folder")
        folder = stated if stated is not None else Path(value).expanduser()
        if not folder.is_dir():
            raise ConfigurationError(f"the folder of labelled data {folder.name!r} is not here, expected a folder")
        return cls(folder)

    def rows(self, path: str, *columns: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield (row, the cells of `columns`) of a CSV table, its header being row 1.

        Raises InputError where the file is missing or damaged, lacks a column, or a row has too few cells.
        """
        records = read_records(self.text(path), ",", max_cell=_MAX_CELL)
        header = next(records, (1, []))[1]
        if isinstance(header, str):
            raise InputError(header, file=path, row=1)
        missing = [column for column in columns if column not in header]
        if missing:
            raise InputError(f"found no column '{missing[0]}', expected {', '.join(columns)}", file=path, row=1)
        places = [header.index(column) for column in columns]
        for row, (_line, cells) in enumerate(records, start=2):
            if isinstance(cells, str):
                raise InputError(cells, file=path, row=row)
            if len(cells) <= max(places):
                raise InputError(f"found {len(cells)} cells, expected {len(header)}", file=path, row=row)
            yield row, tuple(cells[place].strip() for place in places)

    def tabbed(self, path: str, n_columns: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield (row, cells) of a file without header whose cells are parted by tabs; lines without cells are left out.

        Raises InputError where the file is missing or damaged or a row has another number of cells.
        """
        for row, line in enumerate(self.text(path).split("\n"), start=1):
            cells = tuple(cell.strip() for cell in line.rstrip("\r").split("\t"))
            if not any(cells):
                yield row, ()
                continue
            if len(cells) != n_columns:
                raise InputError(f"found {len(cells)} cells, expected {n_columns}", file=path, row=row)
            yield row, cells

    def objects(self, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (row, object) of a JSON lines file. Raises InputError where it is missing or damaged."""
        for row, line in enumerate(self.text(path).split("\n"), start=1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except ValueError as error:
                raise InputError("this line is no JSON, expected one object a line", file=path, row=row) from error
            if not isinstance(value, dict):
                raise InputError("this line is no object, expected one object a line", file=path, row=row)
            yield row, value

    def text(self, path: str) -> str:
        """Return the text of a file, unpacked where its name ends in .gz. Raises InputError where it cannot be read."""
        try:
            data = (self._folder / path).read_bytes()
            if path.endswith(".gz"):
                with gzip.open(self._folder / path) as stream:
                    data = stream.read(_MAX_BYTES + 1)
            if len(data) > _MAX_BYTES:
                raise InputError(f"is larger than {_MAX_BYTES:,} bytes, expected labelled data", file=path)
            return data.decode("utf-8-sig")
        except FileNotFoundError as error:
            message = "is not here, expected it in the folder of labelled data (--data DIR or SKILLPACT_DATA)"
            raise InputError(message, file=path) from error
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InputError("cannot be unpacked: the file is damaged, get it again", file=path) from error
        except UnicodeDecodeError as error:
            raise InputError("is not in UTF-8: the file is damaged, get it again", file=path) from error
        except OSError as error:
            raise InputError(f"cannot be read ({error.strerror})", file=path) from error
