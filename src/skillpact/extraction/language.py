"""Which language a text is written in: what its author said, else a small model over the languages at hand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

# The languages a member of a European cluster writes in; the model knows 97 and mistakes short texts for rare ones.
CANDIDATES = (
    "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu", "it", "lt", "lv",
    "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "uk", "ar", "tr",
)  # fmt: skip
_MIN_LETTERS = 12  # effect of less: job titles such as "TIG welder" get a language by chance
_MAX_CHARACTERS = 4_000  # effect of more: only time


class DetectedLanguage(NamedTuple):
    """`code` is an ISO 639-1 code or None where the text is too short to tell; `is_stated`: the author said it."""

    code: str | None
    is_stated: bool


def detect_language(text: str, stated: str | None = None) -> DetectedLanguage:
    """Return the language of `text`; a stated one ("es", "de-DE") is believed."""
    if stated and len(stated) >= 2 and stated[:2].isalpha():
        code = stated[:2].lower()
        return DetectedLanguage("no" if code in ("nb", "nn") else code, True)
    sample = text[:_MAX_CHARACTERS]
    if sum(character.isalpha() for character in sample) < _MIN_LETTERS:
        return DetectedLanguage(None, False)
    code, _score = _identifier().classify(sample)
    return DetectedLanguage(str(code), False)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(CANDIDATES))
    return identifier
