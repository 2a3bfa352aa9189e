"""Writes the PDF and DOCX advertisements of the example from `sources/vacancies/`, the same bytes every time.

Run it after changing a source: `python examples/hiruzubi/make_vacancy_documents.py`. A source holds the job title in
its first line, then headings, sentences and points ("- …"). All of it is invented.
"""

from __future__ import annotations

import io
import textwrap
import zipfile
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE / "sources" / "vacancies"
TARGET = HERE / "vacancies"
# Company folder → advertisement → how the company sent it.
KINDS = {
    "olatuna": {"olatuna-02": "pdf"},
    "izarlerro": {"izarlerro-01": "pdf", "izarlerro-02": "docx"},
    "saretxo": {"saretxo-03": "pdf"},
    "kaiolarre": {"kaiolarre-03": "pdf"},
    "arraxpe": {"arraxpe-01": "docx"},
    "burdinlotu": {"burdinlotu-02": "pdf"},
    "haizelarri": {"haizelarri-03": "docx"},
    "ardazgune": {"ardazgune-01": "pdf", "ardazgune-03": "docx"},
}
# A picture of an advertisement that someone renamed to ".pdf": the reader refuses it, and the story says so.
DISGUISED = TARGET / "arraxpe" / "anuncio-escaneado.pdf"
MADE_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
A4_INCHES = (8.27, 11.69)
LINE_CHARACTERS = 88
LINE_HEIGHT = 0.0185  # of the page


def main() -> None:
    """Write every document; what is there is replaced."""
    for company, advertisements in KINDS.items():
        for identifier, kind in advertisements.items():
            title, lines = read_source(SOURCES / f"{identifier}.txt")
            path = TARGET / company / f"{identifier}.{kind}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make_pdf(title, lines) if kind == "pdf" else make_docx(title, lines))
    DISGUISED.write_bytes(make_picture())


def read_source(path: Path) -> tuple[str, list[str]]:
    """Return the job title and the lines below it, empty ones between the parts."""
    title, *lines = path.read_text(encoding="utf-8").splitlines()
    return title, lines


def is_heading_line(line: str, previous: str) -> bool:
    """Say whether a line is a heading: short, after an empty line, and neither a point nor a sentence."""
    return bool(line) and not previous and len(line) < 40 and not line.startswith("- ") and ":" not in line


def make_pdf(title: str, lines: list[str]) -> bytes:
    """Return a page of real text, letters as letters, headings and long lines set as a company would."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=A4_INCHES)
        figure.text(0.1, 0.94, title, size=15, weight="bold", va="top")
        height = 0.90
        previous = ""
        for line in lines:
            is_heading = is_heading_line(line, previous)
            indent = "  " if line.startswith("- ") else ""
            for part in textwrap.wrap(line, LINE_CHARACTERS, subsequent_indent=indent) or [""]:
                figure.text(0.1, height, part, size=9.5, weight="bold" if is_heading else "normal", va="top")
                height -= LINE_HEIGHT
            previous = line
        stream = io.BytesIO()
        metadata = {"Title": title, "Author": None, "Creator": None, "Producer": None, "CreationDate": MADE_AT}
        figure.savefig(stream, format="pdf", metadata=metadata)
    return stream.getvalue()


def make_docx(title: str, lines: list[str]) -> bytes:
    """Return a Word document with headings and bullet lists."""
    import docx

    document = docx.Document()
    document.add_heading(title, level=1)
    previous = ""
    for line in lines:
        if line.startswith("- "):
            document.add_paragraph(line.removeprefix("- "), style="List Bullet")
        elif is_heading_line(line, previous):
            document.add_heading(line, level=2)
        elif line:
            document.add_paragraph(line)
        previous = line
    properties = document.core_properties
    properties.title, properties.author, properties.language, properties.comments = title, "", "es", ""
    properties.created = properties.modified = MADE_AT.replace(tzinfo=None)
    stream = io.BytesIO()
    document.save(stream)
    return with_fixed_times(stream.getvalue())


def with_fixed_times(package: bytes) -> bytes:
    """Return the zip archive with the same time on every part, so that its bytes tell nothing of the clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, MADE_AT.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return stream.getvalue()


def make_picture() -> bytes:
    """Return a small grey PNG."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    width, height = 60, 85
    rows = b"".join(b"\x00" + b"\xd0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


if __name__ == "__main__":
    main()
