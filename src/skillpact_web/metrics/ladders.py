"""How the codes of a dimension roll up and what they are called. Apps that know a dimension say so when they start."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from .disclosure import ALL, Ladder

Labels = Callable[[Collection[str]], Mapping[str, str]]  # codes → their names in the language of the page


def broader_region(code: str) -> str | None:
    """Return the NUTS region around a region: ES212, ES21, ES2, ES."""
    return code[:-1] if len(code) > 2 else None


def _names_of_organisations(codes: Collection[str]) -> Mapping[str, str]:
    from ..accounts.models import Organisation

    ids = [int(code) for code in codes if code.isdecimal()]
    return {str(pk): name for pk, name in Organisation.objects.filter(pk__in=ids).values_list("pk", "name")}


_LADDERS: dict[str, Ladder] = {"region": broader_region}
_LABELS: dict[str, Labels] = {"company": _names_of_organisations}


def put(dimension: str, *, ladder: Ladder | None = None, labels: Labels | None = None) -> None:
    """Say how a dimension's codes roll up and how they are called; ALL stands above the last."""
    if dimension == ALL:
        raise ValueError("* stands for all codes, expected the name of a dimension")
    if ladder:
        _LADDERS[dimension] = ladder
    if labels:
        _LABELS[dimension] = labels


def ladders() -> dict[str, Ladder]:
    """Return the ladders known."""
    return dict(_LADDERS)


def names(dimension: str, codes: Collection[str]) -> Mapping[str, str]:
    """Return what codes are called; a code without a name stands for itself."""
    find = _LABELS.get(dimension)
    known = find([code for code in codes if code != ALL]) if find else {}
    return {code: known.get(code, code) for code in codes}
