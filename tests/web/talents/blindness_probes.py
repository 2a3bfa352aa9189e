"""Everything that one person can ask of the web: every page, form, filter, order and REST operation, found by themselves.

Addresses come from the URL resolver, filters and forms from the pages that answer, operations from the OpenAPI
description, ids from the world of the tests: a new page is asked without a change here.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# Tokens of a request: of forms (64 letters), keys and ids (32, 16 hexadecimals), and ids with dashes.
NOISE = re.compile(rb"\b(?:[A-Za-z0-9]{64}|[0-9a-f]{32}|[0-9a-f]{16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")
LANGUAGE_OF_OTHERS = frozenset({"csrfmiddlewaretoken", "once", "next"})
# Parameters that pages read without naming them in a form.
COMMON = ("q", "words", "skill", "skill_uri", "region", "status", "talent", "talent_ref", "user", "organisation")
MOST_COMBINATIONS = 12  # of the ids of one address
SAFE = ("get", "post")


@dataclass(frozen=True)
class Probe:
    """One request. body : fields of a form, or JSON text; kind : how it is sent"""

    method: str
    url: str
    body: tuple[tuple[str, str], ...] | str = ()
    kind: str = "form"


@dataclass
class Page(HTMLParser):
    """The forms and links of one page. forms : (method, action, [(name, value, choices)])"""

    forms: list[tuple[str, str, list[tuple[str, str, tuple[str, ...]]]]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._select: list[str] | None = None
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up forms, their fields, and links."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((said.get("method", "get").lower(), said.get("action", ""), []))
        elif tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif tag == "select" and said.get("name"):
            self._select, self._name = [], said["name"]
        elif tag == "option" and self._select is not None:
            self._select.append(said.get("value", ""))
        elif tag in ("input", "textarea", "button") and said.get("name") and self.forms and said.get("type") != "file":
            self.forms[-1][2].append((said["name"], said.get("value", ""), ()))

    def handle_endtag(self, tag: str) -> None:
        """Close a list of choices."""
        if tag == "select" and self._select is not None:
            if self.forms:
                self.forms[-1][2].append((self._name, "", tuple(self._select)))
            self._select = None


class Asker:
    """Asks as one signed-in person; each request is taken back, so that none changes what the next one finds."""

    def __init__(self, client: Client) -> None:
        client.raise_request_exception = False
        self.client = client
        self.cookies = client.cookies.output(header="", sep=";")

    def ask(self, probe: Probe) -> tuple[Any, ...]:
        """Return status, headers that a person sees, and the body without the tokens of the request."""
        cache.clear()
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        with transaction.atomic():
            if probe.method == "get":
                answer = self.client.get(probe.url)
            elif probe.kind == "json":
                answer = self.client.generic(
                    probe.method.upper(), probe.url, data=probe.body, content_type="application/json"
                )
            else:
                answer = self.client.post(probe.url, dict(probe.body))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        # Two faults are alike as well, and would prove nothing.
        assert answer.status_code < 500, f"{probe.method} {probe.url} answers {answer.status_code}"
        headers = tuple(answer.get(name, "") for name in ("Location", "Content-Type", "Content-Disposition"))
        return answer.status_code, NOISE.sub(b"-", repr(headers).encode()), NOISE.sub(b"-", _plain(body))


def _plain(body: bytes) -> bytes:
    """Return a workbook as its parts, without the moment at which it was written; other bodies as they are."""
    if not body.startswith(b"PK\x03\x04"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return b"\n".join(book.read(name) for name in sorted(book.namelist()) if not name.startswith("docProps"))


def page_addresses(ids: dict[str, list[Any]], others: list[Any]) -> list[str]:
    """Return every address of the resolver. ids : url kwarg → values; others : values for a kwarg without any."""
    found = []
    for name, kwargs in _names(get_resolver(), ()):
        choices = [[*ids.get(kwarg, []), *others] for kwarg in kwargs]
        for number, values in enumerate(product(*choices)):
            if number >= MOST_COMBINATIONS and len(kwargs) > 1:
                break
            try:
                found.append(reverse(name, kwargs=dict(zip(kwargs, values, strict=True))))
            except NoReverseMatch:
                continue
    return sorted(set(found))


def _names(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = (*namespaces, one.namespace) if one.namespace else namespaces
            # What surrounds a group of addresses has parts of its own, which only `reverse` knows: they are kept out.
            yield from _names(one, inner)
        elif isinstance(one, URLPattern) and one.name:
            yield ":".join((*namespaces, str(one.name))), tuple(one.pattern.regex.groupindex)


def probes_of_page(address: str, html: bytes, words: Iterable[str]) -> Iterator[Probe]:
    """Return what the forms and links of one page lead to. words : what tells of the person, put into every field"""
    page = Page()
    page.feed(html.decode(errors="replace"))
    words = list(words)
    for link in page.links:
        parts = urlsplit(link)
        if not parts.netloc and parts.query:
            yield Probe("get", f"{parts.path or address}?{parts.query}")
    for method, action, fields in page.forms:
        target = urlsplit(action).path or address
        known = [(name, value) for name, value, _choices in fields if name not in LANGUAGE_OF_OTHERS]
        if method == "get":
            for name, _value, choices in fields:
                for value in choices or words:
                    yield Probe("get", f"{target}?{urlencode({name: value})}")
        else:
            yield Probe("post", target, tuple(known))
            for word in words:
                yield Probe("post", target, tuple((name, value or word) for name, value in known))
                yield Probe("post", target, tuple((name, word) for name, _value in known))


def common_probes(address: str, words: Iterable[str]) -> Iterator[Probe]:
    """Return an address with the parameters that pages have in common, in each form in which tables are written."""
    words = list(words)
    for word in words:
        yield Probe("get", f"{address}?{urlencode(dict.fromkeys(COMMON, word))}")
    for name in COMMON:
        yield Probe("get", f"{address}?{urlencode({name: words[-1]})}")
    for value in ("csv", "json", "xlsx"):
        yield Probe("get", f"{address}?format={value}")
    for value in ("2", "999"):
        yield Probe("get", f"{address}?page={value}")


def rest_probes(openapi: dict[str, Any], ids: dict[str, list[Any]], others: list[Any], words: list[str]) -> list[Probe]:
    """Return every operation with every id, filter and order, and with bodies that tell of the person."""
    found: list[Probe] = []
    for path, operations in sorted(openapi.get("paths", {}).items()):
        names = re.findall(r"{(?:\w+:)?(\w+)}", path)
        for values in product(*([*ids.get(name, []), *others] for name in names)):
            url = path
            for value in values:
                url = re.sub(r"{[^}]*}", str(value), url, count=1)
            for method, operation in operations.items():
                if method == "get":
                    found += [Probe("get", url), *_rest_filters(url, operation, openapi, words)]
                else:
                    found += [Probe(method, url, body, "json") for body in _bodies(operation, openapi, others, words)]
    return found


def _rest_filters(url: str, operation: dict[str, Any], openapi: dict[str, Any], words: list[str]) -> Iterator[Probe]:
    text = json.dumps(operation.get("responses", {}))
    columns = {name for ref in re.findall(r"schemas/([\w-]+)", text) for name in _columns(openapi, ref, 3)}
    for parameter in operation.get("parameters", []):
        if parameter.get("in") != "query":
            continue
        name, schema = parameter["name"], json.dumps(parameter.get("schema", {}))
        choices = [
            one for part in re.findall(r'"enum": \[([^\]]*)\]', schema) for one in re.findall(r'"([^"]*)"', part)
        ]
        if name == "order":
            choices = [sign + column for column in sorted(columns) for sign in ("", "-")]
        elif "boolean" in schema:
            choices = ["true", "false"]
        for value in choices or words:
            yield Probe("get", f"{url}?{urlencode({name: value})}")


def _columns(openapi: dict[str, Any], name: str, depth: int) -> set[str]:
    schema = openapi.get("components", {}).get("schemas", {}).get(name, {})
    inner = re.findall(r"schemas/([\w-]+)", json.dumps(schema)) if depth else []
    return set(schema.get("properties", {})) | {one for ref in inner for one in _columns(openapi, ref, depth - 1)}


def _bodies(operation: dict[str, Any], openapi: dict[str, Any], others: list[Any], words: list[str]) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = content.get("schema", {})
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    properties = openapi.get("components", {}).get("schemas", {}).get(name, {}).get("properties", {})
    numbers = [one for one in others if isinstance(one, int)]
    bodies = ["{}"]
    for word, number in zip(words, [*numbers, *[1] * len(words)], strict=False):
        bodies.append(json.dumps({key: _value(part, word, number) for key, part in properties.items()}))
    return bodies


def _value(schema: dict[str, Any], word: str, number: int) -> Any:
    text = json.dumps(schema)
    choices = re.search(r'"enum": \["([^"]*)"', text)
    if choices:
        return choices[1]
    if '"array"' in text:
        return [number if "integer" in text else word]
    if '"integer"' in text or '"number"' in text:
        return number
    return True if '"boolean"' in text else {} if '"object"' in text else word


def is_list_like(answer: tuple[Any, ...]) -> bool:
    """Return whether an answer is a page or file whose content a parameter could change."""
    return answer[0] == 200 and len(answer[2]) > 0


def query_of(url: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query))
