"""Whether an English sentence may ask for skills at all, told from its words: what cannot is not read any further.

A logistic function of words and pairs of neighbouring words, fitted on sentences in which people marked skills
(training/). On SkillSpan's dev sentences it lets 82 % of those with a skill through and a third of all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from skillpact.errors import ConfigurationError
from skillpact.extraction.modelfiles import REMEDY, default_folder, read_model_file

GATE_FILE = "gate.json"
_WORD = re.compile(r"[^\W\d_]+[+#]*")


class SkillGate:
    """Words and pairs of words with their weights."""

    def __init__(self, bias: float, weights: Mapping[str, float]):
        self._bias = bias
        self._weights = weights

    @classmethod
    def load(cls, folder: Path | None = None) -> SkillGate:
        """Return the gate that comes with the model. Raises ConfigurationError where it cannot be read."""
        data = read_model_file(default_folder() if folder is None else folder, GATE_FILE)
        try:
            found = json.loads(data)
            return cls(float(found["bias"]), {str(word): float(weight) for word, weight in found["words"].items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigurationError(f"the model file {GATE_FILE} cannot be read; {REMEDY}") from error

    def logit(self, sentence: str) -> float:
        """Return the log odds that people would mark a skill in `sentence`."""
        words = _WORD.findall(sentence.lower())
        weights = self._weights
        total = self._bias
        for word in set(words):
            total += weights.get(word, 0.0)
        for pair in {f"{first} {second}" for first, second in pairwise(words)}:
            total += weights.get(pair, 0.0)
        # Sets have no order of their own, and sums of floats have one.
        return round(total, 6)
