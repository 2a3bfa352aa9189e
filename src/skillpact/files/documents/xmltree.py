"""XML without the parts of XML that attack its reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from skillpact.errors import InputError
from skillpact.files.documents.encoding import decode_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*?\?>")
_CHARSET = re.compile(rb"\A\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_TOLD = "expected a document without DTD and entities: export it again"


def parse_xml(data: bytes, *, file: str, characters: int) -> _Element:
    """Return the root of an XML document that has no DTD; entities are never resolved, nothing is fetched.

    Raises InputError when it has a DTD or is not well-formed, too deep or too long.
    """
    from lxml import etree

    declared = _CHARSET.match(data[:1000])
    text = decode_text(
        data, file=file, declared=declared.group(1).decode() if declared else None, characters=characters
    )
    text = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError(f"found a DTD or entity declaration in the XML; {_TOLD}", file=file)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        line = getattr(error, "lineno", None)
        where = f" (line {line})" if line else ""
        raise InputError(
            f"the XML is broken{where}: expected a well-formed document: export it again", file=file
        ) from error
    if root.getroottree().docinfo.doctype:
        raise InputError(f"found a DTD in the XML; {_TOLD}", file=file)
    return root
