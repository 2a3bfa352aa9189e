"""Rows of a publication in words, for a page and for REST."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from .disclosure import ALL, Publication
from .ladders import names
from .models import ValueStatus


def dimension_title(name: str) -> str:
    """Return what a dimension is called; one that an app brought stands for itself."""
    known = {
        "skill": _("Skill"),
        "occupation": _("Occupation"),
        "region": _("Region"),
        "ecosystem": _("Ecosystem"),
        "company": _("Company"),
    }
    return known.get(name, name)


def rows(publication: Publication) -> list[dict[str, Any]]:
    """Return the rows, largest first, what stands together last. Each: label, codes, value, base, status, is_merged."""
    dimensions = publication.dimensions
    known = [names(name, {row.key[place] for row in publication.rows}) for place, name in enumerate(dimensions)]
    statuses = dict(ValueStatus.choices)
    found = []
    for row in publication.rows:
        words = [known[place][code] for place, code in enumerate(row.key) if code != ALL]
        label = " · ".join(words)
        if row.is_merged:
            label = _("Several together: %(where)s") % {"where": label} if label else _("All others together")
        found.append(
            {
                "label": label or _("All"),
                "codes": {name: code for name, code in zip(dimensions, row.key, strict=True) if code != ALL},
                "value": row.value,
                "n_companies": row.n_companies,
                "n_persons": row.n_persons,
                "status": row.status,
                "status_label": statuses[row.status],
                "is_merged": row.is_merged,
            }
        )
    return sorted(found, key=lambda one: (one["is_merged"], -one["value"], one["label"]))
