"""The text of an HTML page or of HTML inside another format, and the JSON-LD it carries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillpact.errors import InputError
from skillpact.files.documents.document import ReaderLimits
from skillpact.files.documents.encoding import decode_text, too_long

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.I)
_XML_CHARSET = re.compile(rb"\A\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*?\?>")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
# Not read by people (scripts, styles) or not about the job (menus).
_DROPPED = ("script", "style", "template", "noscript", "nav", "iframe", "object", "embed", "svg", "canvas", "select",
            "audio", "video", "map", "datalist", "dialog", "title")  # fmt: skip
_HIDDEN = (
    "//*[@hidden or contains(translate(@style,' ','') ,'display:none') or @role='navigation' or @aria-hidden='true']"
)


@dataclass(frozen=True, slots=True)
class WebContent:
    """text, title, language : what the page shows and states; json_ld : its JSON-LD blocks, unparsed.

    generator : the program that says it wrote the page
    """

    text: str
    title: str | None
    language: str | None
    json_ld: tuple[str, ...]
    generator: str | None = None


def read_webpage(data: bytes, *, file: str, limits: ReaderLimits) -> WebContent:
    """Return what an HTML page says. Nothing is fetched and no script is run.

    Raises InputError when the bytes are no text or no HTML, or there is too much of it.
    """
    head = data[:4096]
    declared = _CHARSET.search(head) or _XML_CHARSET.match(head)
    markup = decode_text(
        data,
        file=file,
        declared=declared.group(1).decode() if declared else None,
        characters=4 * limits.characters,
    )
    if not _TAG.search(markup):
        raise InputError("found plain text, expected an HTML page: rename the file to .txt", file=file)
    tree = _parse(markup)
    if tree is None:
        raise InputError("the HTML page is empty; expected a document with text", file=file)
    root = tree.getroottree().getroot()
    json_ld = tuple(
        script.text_content()
        for script in root.iter("script")
        if (script.get("type") or "").split(";")[0].strip().lower() == "application/ld+json"
    )
    title = _title(root)
    generator = next(
        (meta.get("content") for meta in root.iter("meta") if (meta.get("name") or "").lower() == "generator"), None
    )
    text = _render(tree)
    if len(text) > limits.characters:
        raise too_long(file, limits.characters)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return WebContent(text, title, language, json_ld, generator)


def html_to_text(markup: str) -> str:
    """Return the text of a piece of HTML, of HTML that was escaped once more, or of plain text (as it is)."""
    import html

    if "<" not in markup and "&lt;" in markup:
        markup = html.unescape(markup)
    if not _TAG.search(markup):
        return html.unescape(markup) if "&" in markup else markup
    tree = _parse(markup)
    return "" if tree is None else _render(tree)


def _parse(markup: str) -> HtmlElement | None:
    import lxml.html
    from lxml import etree

    markup = _DECLARATION.sub("", markup, count=1).replace("\x00", "")
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _render(tree: HtmlElement) -> str:
    from inscriptis.css_profiles import CSS_PROFILES
    from inscriptis.html_engine import Inscriptis
    from inscriptis.model.config import ParserConfig
    from lxml import etree

    for element in tree.xpath(_HIDDEN):
        element.tag = _DROPPED[0]
    # Not `drop_tree`: that one fails where the text after an element holds a control character.
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    config = ParserConfig(css=CSS_PROFILES["strict"].copy(), display_images=False, display_links=False)
    return str(Inscriptis(tree, config).get_text())


def _title(root: HtmlElement) -> str | None:
    headings = [" ".join(heading.text_content().split()) for heading in root.iter("h1")]
    headings = [heading for heading in headings if heading]
    if len(headings) == 1:
        return headings[0]
    title = next(root.iter("title"), None)
    return (" ".join(title.text_content().split()) or None) if title is not None else None
