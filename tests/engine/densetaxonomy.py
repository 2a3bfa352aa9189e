"""A small taxonomy whose dense indexes the shipped model makes in seconds, shared by the tests of extraction."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from tinytaxonomy import write_tiny

from skillpact.extraction import Extractor, LexicalExtractor
from skillpact.extraction.tiers import Scorers, Tier, make_extractor
from skillpact.taxonomy import Taxonomy, TaxonomyStore

# More skills than are looked at closely for one sentence, so that the choice of the nearest is put to the test.
_JOBS = ("paint", "plan", "repair", "clean", "sell", "inspect", "transport", "design")
_THINGS = ("bridges", "cheese", "shoes", "gardens", "boats", "clocks")
MORE = {f"{job}-{thing}": f"{job} {thing}" for job in _JOBS for thing in _THINGS}

REQUIREMENTS = "Requirements: "


@lru_cache(maxsize=1)
def dense_taxonomy() -> Taxonomy:
    """Return 56 skills in English, 4 of them in Spanish too, with the indexes for texts in both; only inside tests."""
    with tempfile.TemporaryDirectory() as folder:
        source = write_tiny(Path(folder) / "tiny", more=MORE)
        found = TaxonomyStore().import_source([source], name="densetiny", version="1.0")
    scorers = Scorers(found, builds_index=True, n_threads=1)
    assert scorers.of("en") is not None
    assert scorers.of("es") is not None
    return found


@lru_cache(maxsize=4)
def extractor_of(tier: Tier) -> Extractor:
    """Return an extractor of that taxonomy, kept so that it has read much."""
    if tier == "fast":
        return LexicalExtractor(dense_taxonomy())
    return make_extractor(dense_taxonomy(), tier=tier)
