"""How likely a text is in each language: the model of py3langid, its automaton followed at all places at once."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

_LONGEST = 6  # bytes; no feature of the model is longer, so that the last six bytes tell the state of the automaton
_NOWHERE = b"\xff"  # a byte that no text in UTF-8 holds: it leads back to the first state


class LanguageModel:
    """Answers as `py3langid.langid.LanguageIdentifier` with normalised probabilities does, to the last bit.

    The library follows the automaton byte by byte through a table of 40 MB, one memory access after the other. Here the
    last six bytes before each place are followed for all places together, which takes about half the time.
    """

    def __init__(self, languages: Sequence[str]):
        from py3langid import langid

        # A path of its own: the library takes a relative one from the folder in which the program was started.
        model = Path(langid.__file__).parent / langid.MODEL_FILE
        identifier = langid.LanguageIdentifier.from_modelpath(model, norm_probs=True)
        identifier.set_languages(list(languages))
        self.languages: tuple[str, ...] = tuple(identifier.nb_classes)
        self._weights: npt.NDArray[np.float32] = identifier.nb_ptc
        self._priors: npt.NDArray[np.float32] = identifier.nb_pc
        self._next = np.asarray(identifier.tk_nextmove)
        self._rows: npt.NDArray[np.int64] = np.asarray(identifier.tk_row, np.int64) << 8
        self._features = np.asarray(identifier.tk_output, np.int64)
        one = self._next[self._rows[0] + np.arange(256)]
        # State after any two bytes from the first state, (65,536,).
        self._pairs = self._next[(self._rows[one][:, None] + np.arange(256)).ravel()]

    def probabilities(self, text: str) -> npt.NDArray[np.float32]:
        """Return how likely each of `languages` is, (n_languages,), in [0, 1]; all alike where nothing tells."""
        if text.isupper():
            text = text.lower()
        data = unicodedata.normalize("NFC", text).encode("utf-8", errors="surrogatepass")
        visits = self._visits(data)
        if visits:
            features = np.fromiter(visits.keys(), np.intp, len(visits))
            counts = np.fromiter(visits.values(), np.float32, len(visits))
            scores = np.log1p(counts) @ self._weights[features] + self._priors
        else:
            scores = np.zeros(len(self.languages), np.float32)
        scores *= 1.0 / math.sqrt(len(data) or 1)
        np.exp(scores - scores.max(), out=scores)
        scores /= scores.sum()
        return scores

    def _visits(self, data: bytes) -> Counter[int]:
        """Return feature → how often it stands in `data`, in the order of their first place."""
        values = np.frombuffer(_NOWHERE * (_LONGEST - 1) + data, np.uint8).astype(np.int64)
        n_places = len(data)
        states = self._pairs[(values[:n_places] << 8) + values[1 : n_places + 1]]
        for step in range(2, _LONGEST):
            states = self._next[self._rows[states] + values[step : n_places + step]]
        features = self._features[states]
        return Counter(features[features >= 0].tolist())
