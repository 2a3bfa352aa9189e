"""The skills of an extraction as rows for other programs, the same from every verb."""

from __future__ import annotations

from typing import Any

from skillpact.extraction.extractor import Extraction
from skillpact.taxonomy import Taxonomy


def listed_skills(extraction: Extraction, text: str, taxonomy: Taxonomy) -> list[dict[str, Any]]:
    """Return uri, label, score, method, start, end and sentence of each mention of `text` that is not denied."""
    language = extraction.language or "en"
    return [
        {
            "uri": mention.uri,
            "label": taxonomy.skills.label(taxonomy.skills.row(mention.uri), language),
            "score": mention.score,
            "method": mention.method,
            "start": mention.start,
            "end": mention.end,
            "sentence": text[mention.sentence_start : mention.sentence_end],
        }
        for mention in extraction.mentions
        if not mention.is_negated
    ]
