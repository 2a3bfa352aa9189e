"""How alike job titles and occupations' labels are as they are spelt: accents, endings and order of halves count."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import numpy.typing as npt

from skillpact.extraction.labelgrams import GramVectors
from skillpact.extraction.titles import label_readings
from skillpact.taxonomy import Taxonomy


class TitleSpelling:
    """Cosines of character grams with the labels of one language, kept beside the taxonomy once they are made."""

    def __init__(self, taxonomy: Taxonomy, language: str):
        occupations = taxonomy.occupations
        labels: list[str] = []
        owners: list[int] = []
        for row in range(len(occupations)):
            if occupations.has_label(row, language):
                own = [occupations.label(row, language), *occupations.alternatives(row, language)]
                # "cocinero/cocinera" is compared whole and by halves.
                readings = list(dict.fromkeys(form for label in own for form in (label, *label_readings(label))))
                labels += readings
                owners += [row] * len(readings)
        self._n_occupations = len(occupations)
        self._rows, self._starts = np.unique(np.array(owners, np.int64), return_index=True)
        path = taxonomy.folder / "dense" / f"occupation-grams-{language}.npz"
        try:
            self._vectors = GramVectors.load(path)
            is_whole = self._vectors.n_labels == len(labels)
        except (OSError, ValueError):
            is_whole = False  # missing, damaged or of another format: made again below
        if not is_whole:
            self._vectors = GramVectors(labels)
            with suppress(OSError):  # a folder that cannot be written costs time, nothing else
                self._vectors.save(path)

    def scores(self, title: str) -> npt.NDArray[np.float32]:
        """Return the highest cosine of a title with any label of each occupation, (n_occupations,), in [0, 1]."""
        found = np.zeros(self._n_occupations, np.float32)
        if len(self._rows):
            found[self._rows] = np.maximum.reduceat(self._vectors.cosines(title), self._starts)
        return found
