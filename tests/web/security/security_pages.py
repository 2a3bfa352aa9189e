"""Every address of the web, found in the resolver: a new page is tried without a change here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import lxml.html
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

MOST_COMBINATIONS = 12  # of the ids of one address
# Kwargs of packages, which have no row in the world of the tests.
OF_PACKAGES = {"key": ["no-such-key"], "uidb36": ["1"], "pk": [1], "provider_id": ["oidc"]}


@dataclass(frozen=True)
class Address:
    """One place of the web. kwargs : the names of its ids"""

    name: str
    url: str
    view: Any
    kwargs: tuple[str, ...] = ()

    @property
    def is_rest(self) -> bool:
        return self.url.startswith("/api/")


def addresses(objects: dict[str, Any] | None = None, *, side: str = "own", **values: Any) -> list[Address]:
    """Return every address with a name. objects : `world.objects`; values : an id for each kwarg in its place."""
    found = []
    for pattern, names, kwargs in _patterns(get_resolver(), ()):
        choices = [_ids(kwarg, objects or {}, side, values) for kwarg in kwargs]
        for some in list(product(*choices))[:MOST_COMBINATIONS]:
            try:
                url = reverse(names, kwargs=dict(zip(kwargs, some, strict=True)))
            except NoReverseMatch:
                continue
            found.append(Address(names, url, pattern.callback, kwargs))
    return found


def ask(client: Client, method: str, url: str, *data: Any, **options: Any) -> Any:
    """Return the answer; whatever it wrote is taken back."""
    cache.clear()
    client.raise_request_exception = False
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        answer = getattr(client, method)(url, *data, **options)
        # Read to its end, which closes the file and leaves the database's connection open.
        answer.whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    return answer


def page_of(answer: Any) -> Any:
    """Return the page of an answer, None where it is none."""
    is_page = answer.get("Content-Type", "").startswith("text/html") and answer.whole.strip()
    return lxml.html.document_fromstring(answer.whole) if is_page else None


def _ids(kwarg: str, objects: dict[str, Any], side: str, values: dict[str, Any]) -> list[Any]:
    if "every" in values:
        return [values["every"]]
    known = objects.get(kwarg, {})
    if side in known:
        return [known[side]]
    # An address of two rows of one kind.
    return OF_PACKAGES.get(kwarg, [1])


def _patterns(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[URLPattern, str, tuple[str, ...]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern) and one.name:
            kwargs = tuple(one.pattern.regex.groupindex)
            if "provider_id" in kwargs:  # only where an identity provider is set
                continue
            yield one, ":".join((*spaces, str(one.name))), kwargs
