"""How alike job titles and occupations' labels are as they are spelt: accents, endings and order of halves count."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from skillpact.extraction.labelgrams import kept_vectors, labels_of
from skillpact.extraction.titles import label_readings
from skillpact.taxonomy import Taxonomy


class TitleSpelling:
    """Cosines of character grams with the labels of one language, kept beside the taxonomy once they are made."""

    def __init__(self, taxonomy: Taxonomy, language: str):
        occupations = taxonomy.occupations
        # "cocinero/cocinera" is compared whole and by halves.
        readings = dict.fromkeys(
            (row, form)
            for label, row in zip(*labels_of(occupations, language), strict=True)
            for form in (label, *label_readings(label))
        )
        labels, owners = [form for _row, form in readings], [row for row, _form in readings]
        self._n_occupations = len(occupations)
        self._rows, self._starts = np.unique(np.array(owners, np.int64), return_index=True)
        self._vectors = kept_vectors(labels, taxonomy.folder / "dense" / f"occupation-grams-{language}.npz")

    def scores(self, title: str) -> npt.NDArray[np.float32]:
        """Return the highest cosine of a title with any label of each occupation, (n_occupations,), in [0, 1]."""
        found = np.zeros(self._n_occupations, np.float32)
        if len(self._rows):
            found[self._rows] = np.maximum.reduceat(self._vectors.cosines(title), self._starts)
        return found
