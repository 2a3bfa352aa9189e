"""Words without a concept: which phrases are listed, how they are counted, and what never is."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tinystudy as tiny
from reportingstudy import make_inputs, make_study

from skillpact.extraction import LexicalExtractor, UnmatchedCollector, UnmatchedTerm
from skillpact.extraction.candidates import CandidateFinder, light_key
from skillpact.reporting import build_tables
from skillpact.reporting.html import render_report
from skillpact.reporting.tables import tables_of
from skillpact.reporting.view import make_view
from skillpact.study import StudySettings, run_study
from skillpact.taxonomy import Taxonomy

ROOT = Path(__file__).resolve().parents[2]
FILLERS = ("the morning shift", "our second plant", "a small crew", "the night shift", "two sites")


def collect(
    taxonomy: Taxonomy, texts: list[str], language: str = "en", *, groups: list[str] | None = None, **options: object
) -> list[UnmatchedTerm]:
    """Return the terms of some vacancies."""
    extractor, collector = LexicalExtractor(taxonomy), UnmatchedCollector(taxonomy)
    for n, text in enumerate(texts):
        group = groups[n] if groups else None
        collector.add(f"d{n}", text, extractor.extract(text, language=language), group=group)
    return collector.terms(**options)


def asking(phrase: str, language: str = "en") -> list[str]:
    """Return three advertisements that ask for `phrase`, each in its own words."""
    frames = {
        "en": ("Requirements\n- Experience with {}\n", "Requirements\n- Knowledge of {} is a must\n", "You bring expertise in {}.\n"),
        "es": ("Requisitos:\n- Experiencia en {}\n", "Se requiere manejo de {}.\n", "Requisitos: conocimientos de {}\n"),
        "fr": ("Profil\n- Maîtrise de {}\n", "Vous avez de l'expérience en {}.\n", "Profil\n- Connaissance de {}\n"),
        "de": ("Ihr Profil\n- Erfahrung mit {}\n", "Sie haben Kenntnisse in {}.\n", "Ihr Profil\n- Sicher im Umgang mit {}\n"),
        "it": ("Requisiti\n- Esperienza con {}\n", "Requisiti\n- Conoscenza di {}\n", "Si richiede padronanza di {}.\n"),
        "pt": ("Requisitos\n- Experiência com {}\n", "Requisitos\n- Conhecimentos de {}\n", "Requisitos\n- Domínio de {}\n"),
        "nl": ("Functie-eisen\n- Ervaring met {}\n", "Je hebt kennis van {}.\n", "Functie-eisen\n- Bekend met {}\n"),
        "pl": ("Wymagania\n- Znajomość {}\n", "Wymagania\n- Doświadczenie w {}\n", "Wymagania\n- Obsługa {}\n"),
        "sv": ("Krav\n- Erfarenhet av {}\n", "Krav\n- Kunskaper i {}\n", "Krav\n- Kunskap om {}\n"),
        "da": ("Kvalifikationer\n- Erfaring med {}\n", "Kvalifikationer\n- Kendskab til {}\n", "Krav\n- Viden om {}\n"),
        "eu": ("Eskakizunak\n- {}\n", "Baldintzak\n- {}\n", "Ezagutzak: {}\n"),
    }[language]  # fmt: skip
    return [frame.format(phrase) for frame in frames]


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "it", "pt", "nl", "pl", "sv", "da", "eu"])
def test_a_name_after_the_cues_of_each_language_is_a_term(starter: Taxonomy, language: str):
    (term,) = collect(starter, asking("Zorblix", language), language)
    assert (term.term, term.language, term.n_documents, term.n_mentions) == ("Zorblix", language, 3, 3)


def test_items_of_a_list_are_terms_one_by_one(starter: Taxonomy):
    texts = asking("Zorblix, Quandle/Frobnix and molten glass blowing")
    assert {t.term for t in collect(starter, texts)} == {"Zorblix", "Quandle", "Frobnix", "molten glass blowing"}


@pytest.mark.parametrize("name", ["S/4ZORB", "ISO 99001", "Zorblix.js", "Z++", "MIG-ZAG"])
def test_names_with_signs_and_numbers_stay_whole(starter: Taxonomy, name: str):
    assert [t.term for t in collect(starter, asking(name))] == [name]


def test_versions_and_years_are_no_part_of_a_name(starter: Taxonomy):
    texts = [text.format() for text in asking("Zorblix 2023")[:1] + asking("Zorblix 2019")[1:2] + asking("Zorblix")[2:]]
    assert [(t.term, t.n_documents) for t in collect(starter, texts)] == [("Zorblix", 3)]


def test_number_gender_case_and_accents_fold_to_the_most_frequent_spelling(starter: Taxonomy):
    first, second, third = asking("{}", "es")
    texts = [
        first.format("carros zorbléticos"),
        second.format("carro zorblético"),
        third.format("carro zorblético").upper(),
    ]
    assert [(t.term, t.n_documents) for t in collect(starter, texts, "es")] == [("carro zorblético", 3)]


def test_what_a_concept_covers_is_no_term(starter: Taxonomy):
    assert collect(starter, asking("Docker, SQL and TIG welding")) == []


def test_a_label_that_was_not_read_as_a_mention_is_no_term_either(starter: Taxonomy):
    extractor, collector = LexicalExtractor(starter), UnmatchedCollector(starter)
    for n, text in enumerate(asking("TIG welding")):
        collector.add(str(n), text, replace(extractor.extract(text, language="en"), mentions=()))
    assert collector.terms() == []


def test_what_stands_in_offers_praise_and_small_print_is_no_term(starter: Taxonomy):
    offers = [f"We offer: Zorblix lessons with {filler}\nBenefits\n- Zorblix\n" for filler in FILLERS]
    assert collect(starter, offers) == []


def test_a_phrase_of_the_requirements_that_offers_use_more_often_is_no_term(starter: Taxonomy):
    offers = [f"Benefits\n- Zorblix for {filler}\n" for filler in FILLERS * 3]
    assert collect(starter, asking("Zorblix") + offers) == []


def test_generic_words_places_degrees_money_and_contacts_are_no_terms(starter: Taxonomy):
    phrases = "communication, Madrid, a bachelor degree, 5 years, 30,000 euros, jobs@zorblix.example, www.zorblix.example, +34 600 000 000"
    assert collect(starter, asking(phrases)) == []


def test_what_one_company_alone_says_is_no_term(starter: Taxonomy):
    assert collect(starter, asking("Zorblix"), groups=["c1", "c1", "c1"]) == []
    (term,) = collect(starter, asking("Zorblix"), groups=["c1", "c2", "c1"])
    assert term.company_ids == ("c1", "c2")


def test_a_long_sentence_that_is_copied_counts_once(starter: Taxonomy):
    copied = "Requirements\n- Experience with Zorblix gained in the service of a large and demanding organisation\n"
    assert collect(starter, [copied] * 5) == []


def test_the_name_of_a_company_is_no_term(starter: Taxonomy):
    assert collect(starter, asking("Zorblix"), names=["Zorblix, S.L."]) == []


def test_the_longer_phrase_is_kept_where_it_explains_the_shorter(starter: Taxonomy):
    assert [t.term for t in collect(starter, asking("Zorblix Boot"))] == ["Zorblix Boot"]


def test_the_shorter_phrase_is_kept_where_it_stands_alone_more_often(starter: Taxonomy):
    texts = (
        asking("Zorblix")
        + [t + "." for t in asking("Zorblix")]
        + [f"Requirements\n- Zorblix Boot for {f}\n" for f in FILLERS[:3]]
    )
    assert {t.term for t in collect(starter, texts)} >= {"Zorblix"}


def test_fewer_documents_than_asked_for_give_no_term(starter: Taxonomy):
    texts = asking("Zorblix")
    assert collect(starter, texts, min_documents=4) == []
    assert [t.n_documents for t in collect(starter, texts[:2], min_documents=2)] == [2]


def test_examples_are_up_to_three_different_sentences_with_their_documents(starter: Taxonomy):
    (term,) = collect(starter, asking("Zorblix") * 2)
    assert sorted(e.sentence for e in term.examples) == [
        "- Experience with Zorblix", "- Knowledge of Zorblix is a must", "You bring expertise in Zorblix."
    ]  # fmt: skip
    assert {e.document_id[0] for e in term.examples} == {"d"}


def test_the_nearest_concept_shares_words_with_the_term(starter: Taxonomy):
    (term,) = collect(starter, asking("zorblix welding"))
    assert term.nearest is not None
    assert "welding" in term.nearest.label.lower()
    assert 0 < term.nearest.score <= 1
    assert [t.nearest for t in collect(starter, asking("Zorblix"))] == [None]


def test_the_order_of_documents_changes_nothing(starter: Taxonomy):
    extractor = LexicalExtractor(starter)
    texts = asking("Zorblix, Quandle and molten glass blowing") + asking("Quandle") + asking("Zorblix", "es")
    documents = [(f"d{n}", text, extractor.extract(text)) for n, text in enumerate(texts)]
    results = []
    for seed in range(4):
        random.Random(seed).shuffle(documents)
        collector = UnmatchedCollector(starter)
        for identifier, text, extraction in documents:
            collector.add(identifier, text, extraction)
        results.append(collector.terms())
    assert results == [results[0]] * 4


def test_memory_is_bounded_and_a_frequent_term_survives(starter: Taxonomy):
    extractor, collector = LexicalExtractor(starter), UnmatchedCollector(starter, capacity=60)
    for n in range(300):
        text = f"Requirements\n- Experience with Zorblix and Rare{'abcdefghij'[n % 10]}{n}x tooling of kind{n}\n"
        collector.add(str(n), text, extractor.extract(text, language="en"))
        assert len(collector._tallies) <= 60
    (term,) = [t for t in collector.terms() if t.term == "Zorblix"]
    assert collector.n_lost > 0
    assert 300 - collector.n_lost <= term.n_documents <= 300


HOSTILE = {
    "empty": "",
    "a wall of keywords": "Requirements\n" + "docker kafka zorblix " * 20_000,
    "one line of ten megabytes": "zorblix, " * 1_150_000,
    "a word without an end": "Requirements " + "a" * 100_000,
    "signs of mail without an end": "Requirements " + "a@" * 50_000,
    "emoji": "Requirements\n- 🚀🚀 Zorblix 👩‍💻✨\n",
    "right to left": "متطلبات\n- خبرة في Zorblix و برمجة\n\u202eabc\u202c",
    "control characters": "Requirements\n- Zor\x00blix\x07 \x1b[31mred\x1b[0m \u200b\ufeff\n",
    "debris of a page": "<li>Requirements</li><li>Zorblix &amp; Quandle&nbsp;<br/></li><script>x()</script>" * 50,
    "only punctuation": "---///...,,,;;;'''’’’&&&+++###" * 500,
    "lone surrogates": "Requirements\n- Zorblix \ud800\n",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_is_read_without_harm(starter: Taxonomy, name: str):
    text = HOSTILE[name]
    extraction = LexicalExtractor(starter).extract(text[:50_000], language="en")
    collector = UnmatchedCollector(starter)
    for n in range(3):
        collector.add(str(n), text.encode("utf-8", "replace").decode(), extraction)
    for term in collector.terms():
        assert term.term == " ".join(term.term.split())
        assert term.term.isprintable()
        assert all(e.sentence.isprintable() and len(e.sentence) <= 300 for e in term.examples)


def test_an_arabic_text_counts_its_latin_names_only_where_something_asks_for_them(starter: Taxonomy):
    finder = CandidateFinder("ar")
    assert [c.written for p in finder.sentences("خبرة في Zorblix", ()) for c in p.candidates][-1].endswith("Zorblix")


def test_a_key_keeps_apart_what_a_stemmer_would_join():
    assert light_key("engineering", "en") != light_key("engines", "en")
    assert light_key("batteries", "en") == light_key("battery", "en")
    assert light_key("gruas", "es") == light_key("grua", "es")


def test_the_capacity_must_hold_something(starter: Taxonomy):
    with pytest.raises(ValueError, match="capacity is 0"):
        UnmatchedCollector(starter, capacity=0)


# In a study


def zorblix_inputs(n_companies: int):
    """Return the inputs of the reporting study with vacancies of `n_companies` that ask for Zorblix, and a CV that holds it."""
    inputs = make_inputs()
    texts = [f"Requirements\n- Experience with Zorblix on {filler}\n" for filler in (*FILLERS, "one line")]
    vacancies = [
        tiny.vacancy(f"z{n}", company_id=f"c{n + 1}", title=f"Zorblixer {n}", text=texts[n]) for n in range(n_companies)
    ]
    talents = [tiny.talent(f"z{n}", text="Skills\n- Experience with Secretix\n") for n in range(6)]
    return replace(inputs, vacancies=(*inputs.vacancies, *vacancies), talents=(*inputs.talents, *talents))


def table(study, audience: str):
    return next(t for t in build_tables(study, audience) if t.id == "unmatched_terms")


def test_a_study_lists_terms_with_companies_and_sentences_for_its_desk(tmp_path: Path):
    study = make_study(tmp_path, zorblix_inputs(4))
    for audience in ("owner", "cluster"):
        (row,) = table(study, audience).records()
        assert (row["term"], row["vacancies"], row["courses"], row["companies"]) == ("Zorblix", 4, 0, 4)
        assert row["company_names"] == "Company 1; Company 2; Company 3; Company 4"
        assert "Zorblix" in row["example_1"]
    page = render_report(make_view(study, "cluster"), tables_of(make_view(study, "cluster")))
    assert 'id="unmatched"' in page
    assert "Experience with Zorblix on" in page


def test_courses_are_read_as_well_even_those_with_outcomes_stated_as_data(tmp_path: Path):
    inputs = make_inputs()
    courses = [
        replace(
            inputs.courses[0], id=f"k{n}", provider=f"P{n}", text=f"Contents\n- Zorblix\n- Part {'abc'[n]}{'abc'[n]}\n"
        )
        for n in range(3)
    ]
    (row,) = table(make_study(tmp_path, replace(inputs, courses=(*inputs.courses, *courses))), "cluster").records()
    assert (row["term"], row["courses"], row["companies"]) == ("Zorblix", 3, 0)


def test_the_public_sees_terms_of_five_companies_without_sentences_or_names(tmp_path: Path):
    few, many = make_study(tmp_path / "a", zorblix_inputs(4)), make_study(tmp_path / "b", zorblix_inputs(5))
    assert table(few, "public").rows == ()
    assert table(many, "public").rows == (("Zorblix", "en", 5),)
    page = render_report(make_view(many, "public"), tables_of(make_view(many, "public")))
    assert "Experience with Zorblix" not in page


def test_of_nested_terms_the_public_sees_the_shorter_only(tmp_path: Path):
    study = make_study(tmp_path, zorblix_inputs(6))
    (term,) = study.unmatched
    longer = replace(term, term="Zorblix Boot", key=term.key + " boot", company_ids=term.company_ids[:5])
    nested = replace(study, unmatched=(longer, term))
    assert [row[0] for row in table(nested, "public").rows] == ["Zorblix"]
    assert [row["term"] for row in table(nested, "cluster").records()] == ["Zorblix Boot", "Zorblix"]


def test_no_word_of_a_talent_is_a_term(tmp_path: Path):
    study = make_study(tmp_path, zorblix_inputs(4))
    assert [t.term for t in study.unmatched] == ["Zorblix"]


def test_the_setting_moves_how_many_documents_are_needed(tmp_path: Path, starter: Taxonomy):
    inputs = zorblix_inputs(2)
    taxonomy = make_study(tmp_path, inputs).taxonomy
    assert run_study(inputs, taxonomy, StudySettings(with_plan=False)).unmatched == ()
    (term,) = run_study(inputs, taxonomy, StudySettings(with_plan=False, unmatched_documents=2)).unmatched
    assert term.n_vacancies == 2


# On the command line


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run the verb on the starter taxonomy."""
    return subprocess.run(
        [sys.executable, "-m", "skillpact", "unmatched", "--taxonomy", "starter", *arguments],
        input=text, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip


def lines(texts: list[str]) -> str:
    return "".join(json.dumps({"id": str(n), "text": text, "lang": "en"}) + "\n" for n, text in enumerate(texts))


def test_the_verb_prints_terms_in_every_format(tmp_path: Path):
    source = lines(asking("Zorblix, =Quandle"))
    (tmp_path / "ads.jsonl").write_text(source, encoding="utf-8")
    told = run("--format", "json", str(tmp_path / "ads.jsonl"))
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert {t["term"] for t in found} == {"Zorblix", "Quandle"}
    assert [len(t["examples"]) for t in found] == [3, 3]
    as_lines = [json.loads(line) for line in run("--format", "jsonl", text=source).stdout.splitlines()]
    assert as_lines == found
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv", text=source).stdout)))
    assert [row["term"] for row in rows] == [t["term"] for t in found]
    assert all(row["example_3"] for row in rows)
    assert "Zorblix" in run(text=source).stdout
    assert run("--top", "1", "--format", "jsonl", text=source).stdout.count("\n") == 1


def test_the_verb_goes_on_after_a_line_that_cannot_be_used():
    told = run("--format", "jsonl", text=lines(asking("Zorblix")) + "no json\n")
    assert told.returncode == 1
    assert json.loads(told.stdout)["term"] == "Zorblix"
    assert "1 refused, 3 read" in told.stderr


def test_the_verb_reads_no_talents():
    told = run("--role", "talent", text="")
    assert told.returncode == 2
    assert "talent" in told.stderr
