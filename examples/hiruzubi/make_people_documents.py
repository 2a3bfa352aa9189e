"""Turns the plain texts under sources/ into the CVs of talents/ and the syllabuses of courses/.

Run once after a source has changed: `python examples/hiruzubi/make_people_documents.py`. All people are invented.
The name of a source tells what becomes of it: `t-1234.pdf.txt` a PDF, `t-1234.docx.txt` a Word document,
`t-1234.scan.txt` a PDF whose only page is an image, which every reader of texts must refuse. The same source and
libraries give the same bytes.
"""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDERS = {"people": "talents", "courses": "courses"}
A4_INCHES = (8.27, 11.69)
LINES_PER_PAGE = 58
CHARACTERS_PER_LINE = 92
STAMP = (2026, 10, 1, 8, 0, 0)  # in every part of a Word file, which otherwise tells when it was made
# A creation date, producer or creator would differ from run to run or from version to version.
NO_METADATA = {"Creator": None, "Producer": None, "CreationDate": None}


def make_pdf(text: str) -> bytes:
    """Return a PDF with real letters, headings in bold."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    stream = io.BytesIO()
    with matplotlib.rc_context({"pdf.fonttype": 42}), PdfPages(stream, metadata=NO_METADATA) as pdf:
        for page in _pages(text):
            figure = Figure(figsize=A4_INCHES)
            for number, (line, is_heading) in enumerate(page):
                height = 0.94 - number * 0.0152
                figure.text(0.09, height, line, fontsize=9.5, weight="bold" if is_heading else "normal")
            pdf.savefig(figure)
    return stream.getvalue()


def make_scan(text: str) -> bytes:
    """Return a PDF whose one page is a grey image of the text."""
    import matplotlib

    matplotlib.use("agg")
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    drawn = Figure(figsize=A4_INCHES, dpi=60)
    for number, line in enumerate(text.splitlines()):
        drawn.text(0.1, 0.92 - number * 0.02, line, fontsize=10, rotation=0.4)
    canvas: Any = FigureCanvasAgg(drawn)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[:, :, :3]
    stream = io.BytesIO()
    with PdfPages(stream, metadata=NO_METADATA) as pdf:
        page = Figure(figsize=A4_INCHES, dpi=60)
        page.figimage(pixels)
        pdf.savefig(page, dpi=60)
    return stream.getvalue()


def make_docx(text: str) -> bytes:
    """Return a Word document: headings, bullets and paragraphs as styles, dates fixed."""
    from datetime import datetime

    import docx

    document = docx.Document()
    when = datetime(*STAMP)  # noqa: DTZ001 (python-docx writes it as it is)
    for key, value in {"author": "", "comments": "", "title": "", "created": when, "modified": when}.items():
        setattr(document.core_properties, key, value)
    for line, is_heading in _lines(text):
        if is_heading:
            document.add_heading(line, level=2)
        elif line.startswith("- "):
            document.add_paragraph(line[2:], style="List Bullet")
        elif line:
            document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return _with_fixed_times(stream.getvalue())


MAKERS = {"pdf": (make_pdf, "pdf"), "docx": (make_docx, "docx"), "scan": (make_scan, "pdf")}


def main() -> None:
    """Make every document anew."""
    for source_folder, target_folder in FOLDERS.items():
        (HERE / target_folder).mkdir(exist_ok=True)
        for source in sorted((HERE / "sources" / source_folder).glob("*.txt")):
            stem, kind = source.stem.split(".")
            make, suffix = MAKERS[kind]
            document = make(source.read_text(encoding="utf-8"))
            (HERE / target_folder / f"{stem}.{suffix}").write_bytes(document)


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each line and whether it is a heading: short, after a blank line, and not followed by one."""
    lines = text.rstrip().splitlines()
    for number, line in enumerate(lines):
        follows_blank = number > 0 and not lines[number - 1].strip()
        is_followed = number + 1 < len(lines) and bool(lines[number + 1].strip())
        is_short = len(line) <= 40 and not line.rstrip().endswith((".", ",", ";"))
        yield line.rstrip(), bool(line.strip()) and follows_blank and is_followed and is_short


def _pages(text: str) -> Iterator[list[tuple[str, bool]]]:
    wrapped = [
        (part, is_heading)
        for line, is_heading in _lines(text)
        for part in textwrap.wrap(line, CHARACTERS_PER_LINE, subsequent_indent="  ") or [""]
    ]
    for start in range(0, len(wrapped), LINES_PER_PAGE):
        yield wrapped[start : start + LINES_PER_PAGE]


def _with_fixed_times(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stream.getvalue()


if __name__ == "__main__":
    main()
