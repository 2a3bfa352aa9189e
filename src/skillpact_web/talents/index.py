"""The words under which a person is found: skills, occupation and region, never a name.

Companies search an index of their own, in which only what they are shown stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..search.services import put
from ..search.services import register as register_source
from .models import Claim, Talent

KIND = "talent"
OPEN_KIND = "talent_open"  # what a company may know


def refresh(talent: Talent) -> None:
    """Write the words of one person anew."""
    claims = list(talent.claims.all())
    put(KIND, talent.pk, _words(talent, claims))
    put(OPEN_KIND, talent.pk, _open_words(talent, claims))


def register() -> None:
    """Tell the search where the words come from, and that they go with the person."""
    register_source(KIND, lambda: _all(_words), model=Talent)
    register_source(OPEN_KIND, lambda: _all(_open_words), model=Talent)


def _all(words_of: object) -> Iterator[tuple[int, str]]:
    for talent in Talent.objects.order_by("pk").prefetch_related("claims").iterator(chunk_size=500):
        yield talent.pk, words_of(talent, talent.claims.all())  # type: ignore[operator]


def _words(talent: Talent, claims: Iterable[Claim]) -> str:
    return " ".join((*_labels(claims), talent.target_occupation_label, talent.nuts))


def _open_words(talent: Talent, claims: Iterable[Claim]) -> str:
    return " ".join((*_labels(claims), talent.wide_region))


def _labels(claims: Iterable[Claim]) -> list[str]:
    return sorted(one.label for one in claims if one.is_held)
