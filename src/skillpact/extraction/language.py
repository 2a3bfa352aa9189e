"""Which language a text is written in: what its author said, else a small model over the languages at hand."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from skillpact.extraction.languagemodel import LanguageModel

# The languages a member of a European cluster writes in; the model knows 97 and mistakes short texts for rare ones.
CANDIDATES = (
    "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu", "it", "lt", "lv",
    "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "uk", "ar", "tr",
)  # fmt: skip
_MIN_LETTERS = 12  # effect of less: job titles such as "TIG welder" get a language by chance
_MIN_PROBABILITY = 0.6  # among the candidates; effect of more: short texts stay without a language
_MAX_CHARACTERS = 600  # effect of more: time, and now and then a long text of two languages told otherwise


class DetectedLanguage(NamedTuple):
    """`code` is an ISO 639-1 code or None where the text is too short to tell; `is_stated`: the author said it."""

    code: str | None
    is_stated: bool


def detect_language(text: str, stated: str | None = None) -> DetectedLanguage:
    """Return the language of `text`; a stated one ("es", "de-DE") is believed.

    A text of fewer than 12 letters, or one that fits two languages about equally well, gets None rather than a guess.
    """
    if stated and len(stated) >= 2 and stated[:2].isalpha():
        code = stated[:2].lower()
        return DetectedLanguage("no" if code in ("nb", "nn") else code, True)
    sample = text[:_MAX_CHARACTERS]
    if next(islice(filter(str.isalpha, sample), _MIN_LETTERS - 1, None), None) is None:
        return DetectedLanguage(None, False)
    # The model has read few texts in capitals.
    n_small = sum(map(str.islower, sample))
    if 2 * n_small < len(sample) and sum(map(str.isupper, sample)) > n_small:
        sample = sample.lower()
    model = _model()
    probabilities = model.probabilities(sample)
    likeliest = int(probabilities.argmax())
    if probabilities[likeliest] < _MIN_PROBABILITY:
        return DetectedLanguage(None, False)
    return DetectedLanguage(model.languages[likeliest], False)


def likely_languages(text: str, stated: str | None = None, *, limit: int = 3) -> tuple[str, ...]:
    """Return the language of `text`, or the `limit` likeliest ones where it is too short to tell, likeliest first."""
    detected = detect_language(text, stated)
    if detected.code is not None:
        return (detected.code,)
    if not any(character.isalpha() for character in text):
        return ()
    model = _model()
    probabilities = model.probabilities(text[:_MAX_CHARACTERS].lower())
    best_first = np.argsort(-probabilities, kind="stable")[:limit]
    return tuple(model.languages[place] for place in best_first)


@lru_cache(maxsize=1)
def _model() -> LanguageModel:
    return LanguageModel(CANDIDATES)
