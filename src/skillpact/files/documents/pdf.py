"""The text of a PDF, its stated title, and the XML files attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from skillpact.errors import InputError
from skillpact.files.documents.document import ReaderLimits
from skillpact.files.documents.encoding import too_long
from skillpact.files.documents.hyphenation import join_hyphenated

_PASSWORD_ERROR = 4
_MAX_ATTACHMENTS = 20
_MAX_OBJECTS = 2_000
# Titles that programs write on their own say nothing about the job.
_JUNK_TITLE = re.compile(
    r"(?i)^(?:untitled|microsoft (?:word|powerpoint)|document\d*|.*\.(?:docx?|odt|pdf|indd|pages|html?))\b.*"
)
# Where most characters have no letter behind them, the file draws glyphs without saying which letters they are.
_UNMAPPED = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_MAX_UNMAPPED_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class PdfContent:
    """text : pages joined by a blank line, as drawn; title, author : as stated; xml_files : attached XML."""

    text: str
    title: str | None
    author: str | None
    n_pages: int
    n_pages_without_text: int
    n_images_without_text: int
    xml_files: tuple[bytes, ...]


def read_pdf(data: bytes, *, file: str, limits: ReaderLimits) -> PdfContent:
    """Return what a PDF says. It needs no more than the file itself; scripts and links in it are not run.

    Raises InputError when it is broken, needs a password, or has too many pages or letters.
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
        n_pages = len(pdf)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            raise InputError("the PDF is encrypted: remove the password and send it again", file=file) from error
        raise InputError("the PDF is broken: expected a complete file: export or send it again", file=file) from error
    try:
        if n_pages > limits.pages:
            raise InputError(
                f"the PDF has {n_pages:,} pages, more than {limits.pages} allowed: send the part needed",
                file=file,
            )
        if n_pages == 0:
            raise InputError("the PDF has no pages; expected a document with text", file=file)
        xml_files = tuple(_iter_xml_files(pdf, limits))
        pages, n_images = _read_pages(pdf, file=file, characters=limits.characters)
        title, author = _stated(pdf, "Title"), _stated(pdf, "Author")
    finally:
        pdf.close()
    return PdfContent(
        text="\n\n".join(pages),
        title=None if title is None or _JUNK_TITLE.match(title) else title,
        author=author,
        n_pages=n_pages,
        n_pages_without_text=sum(1 for page in pages if not page.strip()),
        n_images_without_text=n_images,
        xml_files=xml_files,
    )


def plain_pdf_text(content: PdfContent, *, file: str) -> str:
    """Return the text with divided words joined. Raises InputError for a scan and for letters that stay unknown."""
    letters = re.sub(r"\s", "", content.text)
    if not letters:
        if content.n_images_without_text:
            raise InputError("a scanned PDF without text: run OCR first or send the original", file=file)
        raise InputError("the PDF holds no text; expected a document with text: send the original", file=file)
    if len(_UNMAPPED.findall(letters)) > _MAX_UNMAPPED_SHARE * len(letters):
        raise InputError(
            "the PDF shows signs but does not say which letters they are: run OCR first or send the original",
            file=file,
        )
    return join_hyphenated(content.text)


def _read_pages(pdf: Any, *, file: str, characters: int) -> tuple[list[str], int]:
    """Return the text of each page, and the number of images on pages that have no text."""
    import pypdfium2

    pages: list[str] = []
    n_images = n_characters = n_failed = 0
    for index in range(len(pdf)):
        try:
            page = pdf[index]
        except pypdfium2.PdfiumError:
            n_failed += 1
            pages.append("")
            continue
        text_page = None
        try:
            text_page = page.get_textpage()
            if n_characters + text_page.count_chars() > characters:
                raise too_long(file, characters)
            text = text_page.get_text_range() if text_page.count_chars() else ""
            n_characters += len(text)
            pages.append(text)
            if not text.strip():
                n_images += _count_images(page)
        except pypdfium2.PdfiumError:
            n_failed += 1
            pages.append("")
        finally:
            if text_page is not None:
                text_page.close()
            page.close()
    if n_failed:
        raise InputError(
            f"the PDF is broken: {n_failed} of {len(pages)} pages cannot be read: export or send it again",
            file=file,
        )
    return pages, n_images


def _count_images(page: Any) -> int:
    import pypdfium2.raw as raw

    n_images = 0
    for number, item in enumerate(page.get_objects(max_depth=4)):
        n_images += item.type == raw.FPDF_PAGEOBJ_IMAGE
        if number >= _MAX_OBJECTS:
            break
    return n_images


def _iter_xml_files(pdf: Any, limits: ReaderLimits) -> Iterator[bytes]:
    import pypdfium2

    for index in range(min(pdf.count_attachments(), _MAX_ATTACHMENTS)):
        try:
            attachment = pdf.get_attachment(index)
            name = attachment.get_name().lower()
            if not name.endswith((".xml", ".txt", ".bin")) and "." in name:
                continue
            data = bytes(attachment.get_data())
        except (pypdfium2.PdfiumError, UnicodeError, ValueError):
            continue  # a damaged attachment does not make the page's own text worse
        if len(data) <= limits.file_bytes and data.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\x00").startswith(b"<"):
            yield data


def _stated(pdf: Any, key: str) -> str | None:
    try:
        value = str(pdf.get_metadata_value(key)).strip("\x00 \t\r\n")
    except (RuntimeError, UnicodeError, ValueError):
        return None
    return value or None
