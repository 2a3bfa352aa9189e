"""Words: inflected forms meet, different words do not, and a label's key does not depend on how it is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillpact.taxonomy.words import WordAnalyser, fold, split_words

MEET = [
    ("en", "manage project", "managing projects"),
    ("en", "operate forklifts", "operates the forklift"),
    ("en", "C++", "c++"),
    ("en", ".NET", ".net"),
    ("en", "maintenance of machines", "maintenance machine"),
    ("es", "gestión de proyectos", "GESTION DE LOS PROYECTOS"),
    ("es", "soldador", "soldadores"),
    ("es", "conducir carretillas elevadoras", "conducir carretilla elevadora"),
    ("fr", "gestion de projets", "gestion d'un projet"),
    ("fr", "souder des métaux", "SOUDER LES METAUX"),
    ("fr", "conduire des engins", "CONDUIRE UN ENGIN"),
    ("de", "Maschinen warten", "Maschine warten"),
    ("de", "Schweißen", "SCHWEISSEN"),
    ("de", "Projekte leiten", "Projekt leiten"),
    ("eu", "soldadura teknikak", "soldadura teknika"),
    ("eu", "makina", "makinaren"),
    ("eu", "metodoa", "metodoetan"),
    ("eu", "alergenoen kudeaketa", "alergenoen kudeaketan"),
    ("eu", "proiektuen kudeaketa", "PROIEKTUEN KUDEAKETA"),
    ("it", "gestione dei progetti", "gestione progetto"),
    ("it", "saldatore", "saldatori"),
    ("nl", "projecten beheren", "het project beheren"),
    ("nl", "machines onderhouden", "machine onderhouden"),
    ("pl", "zarządzanie projektami", "ZARZADZANIE PROJEKTAMI"),
    ("pl", "obsługa maszyn", "obsługą maszyn"),
]
DO_NOT_MEET = [
    ("en", "Java", "JavaScript"),
    ("en", "C", "C++"),
    ("en", "C#", "C++"),
    ("en", "organic", "organisation"),
    ("en", "weld", "wield"),
    ("en", "manage projects and people", "manage projects people"),
    ("es", "conducir y vehículo", "conducir vehículo"),
    ("es", "suelo", "soldadura"),
    ("fr", "gestion", "geste"),
    ("de", "Lager", "Lagerung von Waren"),
    ("de", "Leiter", "Leitung"),
    ("eu", "ura", "urtea"),
    ("it", "saldo", "salda la porta"),
    ("nl", "werken", "werkgever"),
    ("pl", "praca", "prasa"),
]


def keys(language: str, label: str) -> set[str]:
    return set(WordAnalyser(language).phrase_keys(label))


@pytest.mark.parametrize(("language", "first", "second"), MEET)
def test_inflected_forms_of_a_phrase_meet(language: str, first: str, second: str) -> None:
    assert keys(language, first) & keys(language, second)


@pytest.mark.parametrize(("language", "first", "second"), DO_NOT_MEET)
def test_different_phrases_do_not_meet(language: str, first: str, second: str) -> None:
    assert not keys(language, first) & keys(language, second)


TYPED = (
    "gestión", "de", "proyectos", "welding", "C++", "C#", ".NET", "Schweißen", "d'œuvre", "5S", "TIG/MIG", "obsługa",
    "maszyn", "été", "ISO", "9001", "niño", "makinaren",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(TYPED), min_size=1, max_size=5)
LANGUAGES = st.sampled_from(["en", "es", "fr", "de", "eu", "it", "nl", "pl", "xx"])


@given(LANGUAGES, WORDS, st.sampled_from([" ", "  ", "\t", "\n", " \u00a0"]))
@settings(max_examples=150, deadline=None)
def test_a_label_has_the_same_keys_in_other_case_and_spacing(language: str, words: list[str], gap: str) -> None:
    label = " ".join(words)
    expected = keys(language, label)
    assert keys(language, gap.join(words)) == expected
    assert keys(language, f"  {label} ") == expected
    assert keys(language, label.lower()) == expected
    assert keys(language, label.upper()) & expected or not expected


@given(LANGUAGES, st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_has_keys_without_breaks_or_empty_stems(language: str, text: str) -> None:
    for key in WordAnalyser(language).phrase_keys(text):
        assert key == " ".join(key.split(" "))
        assert all(key.split(" "))


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_tokens_lie_inside_the_text_one_after_another(text: str) -> None:
    end = 0
    for token in WordAnalyser("en").tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert token.is_break or token.stem
        end = token.end


def test_a_phrase_never_reaches_across_punctuation() -> None:
    tokens = WordAnalyser("en").tokens("We ask for welding. Teams, too")
    assert [token.is_break for token in tokens] == [False, False, False, True, False, True, False]


def test_a_language_without_stemmer_is_matched_by_its_folded_words() -> None:
    assert WordAnalyser("bg").phrase_keys("Заваряване на метали") == ["заваряване на метали"]
    assert WordAnalyser("xx").phrase_keys("Élan vital") == ["elan vital"]


def test_remembering_many_words_changes_no_stem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordAnalyser, "_MAX_REMEMBERED", 2)
    analyser = WordAnalyser("en")
    assert [analyser.stem(word) for word in ("machines", "projects", "teams", "machines")] == [
        "machin", "project", "team", "machin",
    ]  # fmt: skip


def _fold_whole(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def test_folding_parts_gives_what_folding_the_whole_gives() -> None:
    assert [c for c in map(chr, range(0x110000)) if fold(f"aB{c}Z ") != _fold_whole(f"aB{c}Z ")] == []


@given(st.text(max_size=80))
def test_folding_any_text_gives_what_folding_the_whole_gives(text: str) -> None:
    assert fold(text) == _fold_whole(text)


@given(st.text(alphabet="aB.,-– +#\n(éß", max_size=40), st.integers(0, 10))
def test_words_have_the_offsets_of_their_spelling_wherever_the_reading_begins(text: str, start: int) -> None:
    words = split_words(text, start)
    assert words.spellings == [text[first:last] for first, last in zip(words.starts, words.ends, strict=True)]
    assert len(words.are_after_breaks) == len(words.spellings)
    assert words.ends == sorted(words.ends)


def test_a_stop_inside_a_word_begins_no_name() -> None:
    assert split_words("Use .NET").spellings == ["Use", ".NET"]
    assert split_words("Node.js", 4).spellings == ["js"]
    assert split_words("a .NET", 2).spellings == [".NET"]
