"""What decides the answer of a bulk run, small enough to travel to every worker, and the extractor made from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from skillpact import __version__
from skillpact.errors import ConfigurationError
from skillpact.extraction import Extractor
from skillpact.extraction.modelfiles import default_folder, digest_of
from skillpact.extraction.tiers import THRESHOLDS, Tier, make_extractor
from skillpact.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class BulkSettings:
    """What a worker needs to know; the same settings give the same answers everywhere.

    taxonomy_folder : folder of an imported taxonomy, as `Taxonomy.folder`
    tier : of extraction; workers build no index, so "default" reads a language by its meaning only where
    `skillpact taxonomy index` was run for it
    threshold : mentions scored below are left out, in [0, 1]; None: what suits the tier
    language : ISO 639-1, of texts that do not say theirs; None: detected
    with_text : also give the plain text that offsets refer to
    version : of the program that made the settings; a worker of another version refuses them
    """

    taxonomy_folder: Path
    tier: Tier = "default"
    threshold: float | None = None
    language: str | None = None
    with_text: bool = False
    version: str = __version__

    def __post_init__(self) -> None:
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise ValueError(f"threshold is {self.threshold}, expected a number in [0, 1]")

    def identity(self) -> dict[str, Any]:
        """Return all of them that decides the answers, but the taxonomy."""
        # An index that is built while a run rests would give the rest of its rows other answers.
        built = sorted(path.parent.name for path in self.taxonomy_folder.glob("dense/*/done.json"))
        return {
            "tier": self.tier,
            "indexes": " ".join(built) if self.tier == "default" else None,
            "model": digest_of(default_folder()) if self.tier == "default" else None,
            "threshold": THRESHOLDS[self.tier] if self.threshold is None else self.threshold,
            "lang": self.language,
            "with_text": self.with_text,
            "skillpact": self.version,
        }


@lru_cache(maxsize=2)
def extractor_of(settings: BulkSettings) -> tuple[Taxonomy, Extractor]:
    """Return the taxonomy and the extractor of this process, made once. The only place of bulk that chooses a method.

    Raises TaxonomyError, and ConfigurationError where the settings come from another version of the program.
    """
    if settings.version != __version__:
        raise ConfigurationError(
            f"a worker has Skillpact {__version__} and the job comes from {settings.version}; "
            "install the same version on all"
        )
    taxonomy = Taxonomy(settings.taxonomy_folder)
    # Each process has one core: there are as many processes as cores.
    return taxonomy, make_extractor(taxonomy, tier=settings.tier, threshold=settings.threshold)
