"""The page: self-contained, escaped, readable; its figures are those of the tables."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html as parser
from reportingstudy import FORMULA, HOSTILE, make_study
from tinytaxonomy import skill

from skillpact.records import Employee, Function, Place, Requirement
from skillpact.reporting import colours
from skillpact.reporting.html import _TEMPLATES, render_report
from skillpact.reporting.svg import plain
from skillpact.reporting.tables import tables_of
from skillpact.reporting.view import make_view

AUDIENCES = ("owner", "cluster", "public")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def pages(study):
    found = {}
    for audience in AUDIENCES:
        view = make_view(study, audience)
        found[audience] = render_report(view, tables_of(view))
    return found


@pytest.fixture(scope="module")
def css():
    return (_TEMPLATES / "report.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_words_of_others_are_shown_and_never_run(pages, audience):
    page = pages[audience]
    assert "<script" not in page.lower()
    assert not re.search(r"\son\w+=", page)
    root = parser.document_fromstring(page)
    assert HOSTILE in root.findtext(".//h1")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_page_loads_nothing_and_holds_no_address(pages, audience):
    page = pages[audience]
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    outside = page.replace(FORMULA, "").replace("https://evil.example", "").replace("https://tiny.example", "")
    assert not re.search(r"https?://", outside)
    assert not re.search(r"\b(src|srcset|action|data|poster)=", page)
    assert {link for link in re.findall(r'href="([^"]*)"', page) if not link.startswith("#")} == set()
    assert "url(#" not in page.partition("</style>")[0]
    assert "@import" not in page


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_link_inside_the_page_has_its_target_and_no_id_stands_twice(pages, audience):
    page = pages[audience]
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in re.findall(r'href="([^"]*)"', page)} <= set(ids)
    assert set(re.findall(r"url\(#([^)]*)\)", page)) <= set(ids)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_charts_have_a_name_and_carry_neither_script_nor_metadata(pages, audience):
    charts = re.findall(r"<svg.*?</svg>", pages[audience], re.DOTALL)
    assert charts
    for chart in charts:
        assert 'role="img"' in chart
        assert "<title " in chart
        assert "<desc " in chart
        # A label may read like an address: it is a word there, nothing that is loaded.
        words = re.sub(r">[^<]*<", "><", chart)
        assert not re.search(r"xmlns|<metadata|<style|<script|DOCTYPE|https?:", words)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_chart_stands_above_a_table(pages, audience):
    root = parser.document_fromstring(pages[audience])
    for figure in root.iter("figure"):
        after = figure.getnext()
        assert after is not None
        assert after.find(".//table") is not None


@pytest.mark.parametrize("audience", AUDIENCES)
def test_headings_come_in_order_and_tables_are_labelled(pages, audience):
    root = parser.document_fromstring(pages[audience])
    assert root.get("lang") == "en"
    levels = [int(e.tag[1]) for e in root.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in root.iter("table"):
        assert table.findtext("caption/span/strong")
        assert all(head.get("scope") in ("col", "row") for head in table.iter("th"))
    assert root.xpath("//a[@class='skip' and @href='#content']")
    assert root.xpath("//main[@id='content']")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_figures_of_the_balance_are_those_of_its_table(study, pages, audience):
    view = make_view(study, audience)
    table = next(t for t in tables_of(view) if t.id == "balance")
    root = parser.document_fromstring(pages[audience])
    shown = [
        [c.text_content() for c in row.iter("th", "td")] for row in root.get_element_by_id("table-balance").iter("tr")
    ]
    names = ("skill", "companies", "needed", "wanted", "available")
    for row, cells in zip(table.records(), shown[1:], strict=True):
        expected = [view.remark(row[n]) if hasattr(row[n], "code") else str(row[n]) for n in names]
        assert cells[:5] == expected


def test_a_skill_opens_to_its_sentences_with_the_words_marked(pages):
    root = parser.document_fromstring(pages["cluster"])
    link = next(a for a in root.iter("a") if a.text == "TIG welding" and a.get("href").startswith("#skill-"))
    target = root.get_element_by_id(link.get("href")[1:])
    assert target.getparent().tag == "details"
    assert "TIG welding" in [m.text for m in target.iter("mark")]


def test_each_page_says_for_whom_it_is_that_data_are_invented_and_what_it_stands_on(pages):
    assert "Confidential: for the cluster&#39;s own desk" in pages["cluster"].replace("'", "&#39;")
    assert "Confidential: for the owner of these data" in pages["owner"]
    assert "Public: figures about small groups are not shown" in pages["public"]
    for page in pages.values():
        assert "All data in this report are invented" in page
        assert "6 of 7 companies told their needs." in page
        assert "tiny, version 1.0" in page


def test_the_public_page_names_no_member_talent_or_sentence(study, pages):
    text = parser.document_fromstring(pages["public"]).text_content()
    for company in study.inputs.companies:
        assert company.name not in text
    assert "Good welding skills" not in text
    assert not re.search(r"\bt\d+\b", text)


def test_a_match_is_told_as_so_many_of_so_many(pages):
    text = parser.document_fromstring(pages["cluster"]).find_class("people")[0].text_content()
    assert re.search(r"Brings \d+ of \d+ needed skills?\.", text)
    assert "%" not in text


def test_words_in_another_language_than_the_page_say_so(study):
    vacancies = tuple(replace(v, language="es") if v.id == "v1" else v for v in study.inputs.vacancies)
    courses = tuple(replace(c, language="eu") if c.id == "tig" else c for c in study.inputs.courses)
    view = make_view(replace(study, inputs=replace(study.inputs, vacancies=vacancies, courses=courses)), "cluster")
    root = parser.document_fromstring(render_report(view, tables_of(view)))
    assert root.xpath("//blockquote/span[@lang='es']/mark[text()='TIG welding']")
    assert root.xpath("//h4/span[@lang='es'][text()='Welder v1']")
    assert root.xpath("//table[@id='table-plan_assignments']//td/span[@lang='eu'][text()='TIG welding']")
    # English words on the English page need no mark, nor do words whose language nobody knows.
    assert {e.get("lang") for e in root.iter() if e.get("lang")} == {"en", "es", "eu"}
    assert [e.tag for e in root.iter() if e.get("lang") == "en"] == ["html"]


def test_seats_that_only_fill_the_group_are_told_in_a_sentence_where_one_acts_and_at_the_plan(study):
    talents = tuple(replace(t, target={}) if t.id == "t14" else t for t in study.instance.talents)
    n_seats = {c.id: sum(a.course == c.id for a in study.plan.assignments) for c in study.instance.courses}
    courses = tuple(replace(c, seats_min=n_seats[c.id]) for c in study.instance.courses)
    changed = replace(study, instance=replace(study.instance, talents=talents, courses=courses))
    texts = {}
    for audience in ("cluster", "public"):
        view = make_view(changed, audience)
        root = parser.document_fromstring(render_report(view, tables_of(view)))
        texts[audience] = root.find("body").text_content()
    assert texts["cluster"].count("1 seat brings its person nothing towards their own aim and costs") == 2
    assert "the course needs so many people to run" in texts["cluster"]
    assert "nothing towards" not in texts["public"]
    assert "only fills the group" not in texts["public"]


def _behind(root, link):
    return root.get_element_by_id(link.get("href")[1:])


def test_lines_of_the_coverage_lead_to_what_stands_behind_them(pages):
    root = parser.document_fromstring(pages["cluster"])
    links = {a.text_content(): a for a in root.get_element_by_id("table-coverage").iter("a")}
    assert "& Sons" in _behind(root, links["companies that told their needs"]).text_content()
    assert "old" in _behind(root, links["vacancies that count as need"]).xpath(".//tbody//th/text()")
    assert "Languages read" in _behind(root, links["of them without a single skill found"]).text_content()
    assert "Refused, and why" in _behind(root, links["rows and files refused"]).text_content()
    figures = [a.get("href") for a in root.find_class("figures")[0].iter("a")]
    assert figures == ["#not-heard-from", "#left-out"]
    public = parser.document_fromstring(pages["public"])
    assert not list(public.get_element_by_id("table-coverage").iter("a"))


def test_what_people_lack_leads_to_what_their_function_expects(study, tmp_path):
    expected = (Requirement(skill("welding"), 0.75), Requirement(skill("teamwork"), None, is_essential=False))
    functions = (
        Function("f1", "c1", "Fitter", None, expected, 1, None, None, Place("functions.csv", 2)),
        Function("f1", "c2", "Smith", None, expected[:1], 1, None, None, Place("functions.csv", 3)),
    )
    employees = tuple(Employee(f"e{c}", c, "f1", (), Place("employees.csv", 2)) for c in ("c1", "c2"))
    inputs = replace(study.inputs, functions=functions, employees=employees)
    view = make_view(make_study(tmp_path, inputs), "cluster")
    root = parser.document_fromstring(render_report(view, tables_of(view)))
    rows = root.get_element_by_id("table-function_gaps").xpath(".//tbody/tr")
    targets = {row.xpath("string(td[1])"): _behind(root, row.find("th/a")) for row in rows}
    assert set(targets) == {"Fitter", "Smith"}
    lines = [line.text_content() for line in targets["Fitter"].iter("p")]
    assert lines == ["Needed: welding (advanced)", "Nice to have: work in teams (not assessed)"]
    assert targets["Smith"].getparent().find("summary/strong").text == "Smith"


def test_a_cluster_without_anything_still_has_a_page(study, tmp_path):
    empty = replace(study.inputs, vacancies=(), talents=(), courses=(), companies=(), refusals=())
    view = make_view(make_study(tmp_path, empty), "cluster")
    assert "No skill is short" in render_report(view, tables_of(view))


def _write_catalogue(path, words):
    """Write a .mo file, as gettext's manual lays it out: a header, two tables of (length, offset), the texts."""
    entries = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **words}.items())
    texts, tables = b"", [[], []]
    start = 28 + 16 * len(entries)
    for side in (0, 1):
        for entry in entries:
            data = entry[side].encode()
            tables[side] += [len(data), start + len(texts)]
            texts += data + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(head + struct.pack(f"<{4 * len(entries)}I", *tables[0], *tables[1]) + texts)


def test_a_catalogue_in_the_clusters_language_is_used(study, tmp_path, monkeypatch):
    words = {
        "To act on": "Para actuar",
        "As of %(as_of)s.": "A fecha de %(as_of)s.",
    }
    _write_catalogue(tmp_path / "es" / "LC_MESSAGES" / "skillpact.mo", words)
    monkeypatch.setattr("skillpact.reporting.messages.LOCALES", tmp_path)
    spanish = replace(study, inputs=replace(study.inputs, cluster=replace(study.inputs.cluster, language="es")))
    view = make_view(spanish, "cluster")
    page = render_report(view, tables_of(view))
    assert '<html lang="es">' in page
    assert "Para actuar" in page
    assert "A fecha de 2026-11-02." in page
    assert "Balance sheet" in page


def test_dollars_controls_and_length_cannot_break_a_chart_label():
    assert plain("a\x00$b$\n\tc") == "a $b$ c"
    assert plain("x" * 99) == "x" * 43 + "…"


def _rules(css):
    """Yield (selector, declarations) of plain rules, those in @media included."""
    flat = re.sub(r"@page\{[^}]*\}", "", css)
    flat = re.sub(r"@media[^{]*\{", "", flat)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", flat):
        yield selector.strip(), dict(part.split(":", 1) for part in body.split(";") if ":" in part)


def test_words_have_contrast_of_at_least_four_and_a_half(css):
    light, dark = (
        dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", body)) for body in re.findall(r":root\{([^}]*)\}", css)
    )
    assert set(light) == set(dark)
    for variables in (light, dark):

        def colour(value, variables=variables):
            return re.sub(r"var\(--([\w-]+)\)", lambda m: variables[m.group(1)], value).strip()

        checked = 0
        for selector, body in _rules(css):
            if "color" in body:
                behind = colour(body.get("background", "var(--paper)"))
                assert colours.contrast(colour(body["color"]), behind) >= 4.5, selector
                checked += 1
        assert checked > 12
        # Muted words also stand on the tinted head of tables and on rows under the pointer.
        for ink in ("ink", "muted", "accent"):
            assert colours.contrast(variables[ink], variables["tint"]) >= 4.5
        for bar in ("needed", "available", "training", "short"):
            assert colours.contrast(variables[bar], variables["paper"]) >= 3


def test_colours_of_charts_can_be_told_from_paper_and_carry_readable_numbers():
    for area in (colours.NEEDED, colours.AVAILABLE, colours.IN_TRAINING, colours.MUTED):
        assert colours.contrast(area, "#ffffff") >= 3
    assert len({colours.HATCHES[c] for c in (colours.NEEDED, colours.AVAILABLE, colours.IN_TRAINING)}) == 3
    for step, area in enumerate(colours.SHORTAGE_STEPS):
        ink = "#ffffff" if step >= colours.DARK_FROM_STEP else colours.INK
        assert colours.contrast(ink, area) >= 4.5
    assert colours.contrast("#ffffff", "#000000") == pytest.approx(21)


def test_the_style_serves_print_focus_and_phones(css):
    assert "@media print" in css
    assert "details-content" in css
    assert "break-inside:avoid" in css
    assert ":focus-visible" in css
    assert "@media (max-width:40rem)" in css
