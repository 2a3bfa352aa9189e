"""schema.org JobPosting, as JSON-LD in a file of its own or inside an HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skillpact.files.documents.document import Document
from skillpact.files.documents.jsontext import mappings_of, text_of, texts_of
from skillpact.files.documents.normalisation import normalise_line, normalise_text
from skillpact.files.documents.webpage import html_to_text

_MAX_NODES = 100_000
_MAX_POSTINGS = 10_000
# Stated apart from the description; in this order before it, in the advertiser's own words and without headings.
_TEXT_PROPERTIES = (
    "responsibilities",
    "qualifications",
    "skills",
    "experienceRequirements",
    "educationRequirements",
)
_DATES_AND_NUMBERS = ("datePosted", "validThrough", "totalJobOpenings", "jobStartDate")
_LISTS = ("employmentType", "industry")


def find_postings(value: Any) -> list[Mapping[str, Any]]:
    """Return every JobPosting in a JSON-LD value, in the order of the file: in @graph, lists and nested objects too."""
    found: list[Mapping[str, Any]] = []
    stack = [value]
    for _ in range(_MAX_NODES):
        if not stack or len(found) >= _MAX_POSTINGS:
            break
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            if _is_posting(node):
                found.append(node)  # a posting inside a posting is its "similar job": not read
            else:
                stack.extend(v for v in reversed(list(node.values())) if isinstance(v, (dict, list)))
    return found


def read_postings(postings: list[Mapping[str, Any]], *, stem: str, language: str | None) -> list[Document]:
    """Return a document for each posting that states a title or a description; `stem`, `stem-2`, … are their ids.

    language : of the page around it, used where the posting states none (`inLanguage`)
    """
    documents: list[Document] = []
    for posting in postings:
        title = normalise_line(html_to_text(_first(posting, "title") or _first(posting, "name")))
        text = _text(posting, title)
        if not text:
            continue
        documents.append(
            Document(
                id=stem if not documents else f"{stem}-{len(documents) + 1}",
                kind="jobposting",
                text=text,
                title=title or None,
                language=_first(posting, "inLanguage") or language,
                fields={key: line for key, value in _fields(posting) if (line := normalise_line(value))},
            )
        )
    return documents


def _is_posting(node: Mapping[str, Any]) -> bool:
    types = texts_of(node.get("@type"))
    return any(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] == "JobPosting" for name in types)


def _text(posting: Mapping[str, Any], title: str) -> str:
    description = normalise_text(html_to_text("\n".join(texts_of(posting.get("description")))))
    parts = [title]
    for key in _TEXT_PROPERTIES:
        part = normalise_text("\n".join(html_to_text(text) for text in _names(posting.get(key))))
        if part and part not in description and part not in parts:
            parts.append(part)
    if description and description != title:
        parts.append(description)
    return normalise_text("\n\n".join(part for part in parts if part))


def _fields(posting: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for organisation in _names(posting.get("hiringOrganization"))[:1]:
        yield "hiringOrganization", html_to_text(organisation)
    for key in _DATES_AND_NUMBERS:
        yield key, _first(posting, key)
    for key in _LISTS:
        yield key, ", ".join(texts_of(posting.get(key)))
    for category in mappings_of(posting.get("occupationalCategory")):
        code = text_of(category.get("codeValue")) or text_of(category.get("url")) or text_of(category.get("@id"))
        yield "occupationalCategory", code or text_of(category.get("name"))
        break
    else:
        yield "occupationalCategory", ", ".join(texts_of(posting.get("occupationalCategory")))
    for place in mappings_of(posting.get("jobLocation"))[:1]:
        for address in mappings_of(place.get("address")) or [place]:
            for key in ("addressRegion", "addressLocality", "addressCountry"):
                yield key, ", ".join(_names(address.get(key)))
            break
    identifier = posting.get("identifier")
    for node in mappings_of(identifier)[:1]:
        identifier = node.get("value")
    yield "identifier", ", ".join(texts_of(identifier))


def _names(value: object) -> list[str]:
    """Return the strings of a value whose items are strings or objects with a name or description."""
    texts: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("name") or item.get("description") or item.get("credentialCategory")
        texts.extend(texts_of(item))
    return texts


def _first(posting: Mapping[str, Any], key: str) -> str:
    return next(iter(texts_of(posting.get(key))), "")
