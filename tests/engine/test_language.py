"""The language of a text: what its author says, what the text tells, and None where it tells too little."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from skillpact.extraction.language import CANDIDATES, DetectedLanguage, detect_language, likely_languages
from skillpact.extraction.languagemodel import LanguageModel

TEXTS = {
    "en": "We are looking for a welder with several years of experience in the automotive industry.",
    "es": "Buscamos un soldador con varios años de experiencia en el sector del automóvil.",
    "fr": "Nous recherchons un soudeur avec plusieurs années d'expérience dans l'automobile.",
    "de": "Wir suchen einen Schweißer mit mehreren Jahren Erfahrung in der Automobilindustrie.",
    "it": "Cerchiamo un saldatore con diversi anni di esperienza nel settore automobilistico.",
    "nl": "Wij zoeken een lasser met meerdere jaren ervaring in de auto-industrie.",
    "pt": "Procuramos um soldador com vários anos de experiência na indústria automóvel.",
    "pl": "Szukamy spawacza z kilkuletnim doświadczeniem w przemyśle motoryzacyjnym.",
    "sv": "Vi söker en svetsare med flera års erfarenhet från bilindustrin.",
    "da": "Vi søger en svejser med flere års erfaring fra bilindustrien, og du taler gerne dansk.",
    "eu": "Automobilgintzan urte askotako esperientzia duen soldatzaile bat bilatzen dugu.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_tells_its_language(language: str) -> None:
    assert detect_language(TEXTS[language]) == DetectedLanguage(language, False)


def test_capitals_without_accents_tell_the_language_too() -> None:
    text = "SE REQUIERE EXPERIENCIA EN SOLDADURA Y NIVEL MEDIO DE INGLES PARA TALLER EN BURGOS"
    assert detect_language(text).code == "es"


@pytest.mark.parametrize("text", ["", "TIG", "123 456 789 012 345", "SQL, Python, Docker, Kubernetes", "TIG welder"])
def test_what_tells_too_little_gets_no_language(text: str) -> None:
    assert detect_language(text) == DetectedLanguage(None, False)


def test_a_mixed_text_gets_the_language_of_its_larger_part() -> None:
    text = "Full stack developer (m/w/d). " + TEXTS["de"] + " Sie arbeiten in einem kleinen Team."
    assert detect_language(text).code == "de"


@pytest.mark.parametrize(("stated", "code"), [("es", "es"), ("de-DE", "de"), ("NB", "no"), ("nn-NO", "no")])
def test_a_stated_language_is_believed(stated: str, code: str) -> None:
    assert detect_language(TEXTS["en"], stated) == DetectedLanguage(code, True)


@pytest.mark.parametrize("stated", ["", "?", "1"])
def test_a_stated_language_that_is_none_is_not_believed(stated: str) -> None:
    assert detect_language(TEXTS["en"], stated) == DetectedLanguage("en", False)


def test_the_model_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from skillpact.extraction import language

    language._model.cache_clear()
    monkeypatch.chdir(tmp_path)
    assert detect_language(TEXTS["fr"]).code == "fr"
    assert os.listdir(tmp_path) == []


def test_the_probabilities_are_those_of_the_library_to_the_last_bit() -> None:
    from py3langid import langid

    model = LanguageModel(CANDIDATES)
    path = Path(langid.__file__).parent / langid.MODEL_FILE
    identifier = langid.LanguageIdentifier.from_modelpath(path, norm_probs=True)
    identifier.set_languages(list(CANDIDATES))
    for text in (*TEXTS.values(), *(text[:18].upper() for text in TEXTS.values()), "a", "🙂", "\udc80 aß", "x" * 700):
        own = zip(model.languages, model.probabilities(text).tolist(), strict=True)
        assert sorted(own, key=lambda pair: -pair[1]) == identifier.rank(text)


def test_a_short_title_has_likely_languages() -> None:
    assert likely_languages("Soldador TIG", "es") == ("es",)
    assert len(likely_languages("Software Engineer")) == 3
    assert likely_languages("123") == ()
