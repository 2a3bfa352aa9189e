"""What decides the answer of a bulk run, small enough to travel to every worker, and the extractor made from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from skillpact import __version__
from skillpact.errors import ConfigurationError
from skillpact.extraction import DEFAULT_THRESHOLD, Extractor, LexicalExtractor
from skillpact.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class BulkSettings:
    """What a worker needs to know; the same settings give the same answers everywhere.

    taxonomy_folder : folder of an imported taxonomy, as `Taxonomy.folder`
    threshold : mentions scored below are left out, in [0, 1]
    language : ISO 639-1, of texts that do not say theirs; None: detected
    with_text : also give the plain text that offsets refer to
    version : of the program that made the settings; a worker of another version refuses them
    """

    taxonomy_folder: Path
    threshold: float = DEFAULT_THRESHOLD
    language: str | None = None
    with_text: bool = False
    version: str = __version__

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"threshold is {self.threshold}, expected a number in [0, 1]")


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
    return taxonomy, LexicalExtractor(taxonomy, threshold=settings.threshold)
