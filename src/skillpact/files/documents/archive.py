"""A zip archive is looked at from outside before anything in it is unpacked."""

from __future__ import annotations

import io
import zipfile

from skillpact.errors import InputError
from skillpact.files.documents.document import ReaderLimits

_RATIO_COUNTS_FROM = 10_000_000
_MAIN_PART = "word/document.xml"
_DOCX = "a Word document (DOCX)"
_OTHERS = {
    "word/": "a Word document without its main part",
    "xl/": "an Excel workbook",
    "ppt/": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file",
    "META-INF/container.xml": "an e-book",
    "META-INF/MANIFEST.MF": "a Java archive",
}


def check_archive(data: bytes, *, file: str, limits: ReaderLimits) -> None:
    """Check that the bytes are a zip archive which holds a Word document and unpacks within the limits.

    Raises InputError when it is broken, encrypted, a bomb, or another kind of archive.
    """
    n_entries = _stated_entries(data)
    if n_entries > limits.zip_entries:
        raise InputError(f"the archive holds {n_entries:,} parts, more than {limits.zip_entries:,} allowed", file=file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        ValueError,
        OSError,
        EOFError,
        KeyError,
    ) as error:
        raise InputError(
            f"the file is broken: expected {_DOCX}, found an incomplete archive: send it again", file=file
        ) from error
    if len(entries) > limits.zip_entries:
        raise InputError(
            f"the archive holds {len(entries):,} parts, more than {limits.zip_entries:,} allowed", file=file
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise InputError("the archive is encrypted: remove the password and save it again", file=file)
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > limits.zip_bytes or (unpacked > _RATIO_COUNTS_FROM and unpacked / packed > limits.zip_ratio):
        raise InputError(
            f"the archive would unpack to {unpacked / 1e6:,.0f} MB from {len(data) / 1e6:,.1f} MB (a zip bomb)",
            file=file,
        )
    names = {entry.filename for entry in entries}
    if _MAIN_PART not in names or "[Content_Types].xml" not in names:
        found = next(
            (words for part, words in _OTHERS.items() if any(n.startswith(part) for n in names)),
            "a zip archive",
        )
        raise InputError(f"found {found}, expected {_DOCX}: save the text as DOCX or PDF", file=file)


def _stated_entries(data: bytes) -> int:
    """Return the number of parts that the end record states (0 where there is none), without reading the directory."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    return int.from_bytes(data[at + 10 : at + 12], "little") if at >= 0 else 0
