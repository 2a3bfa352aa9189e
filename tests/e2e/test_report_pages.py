"""The report of the example in a real browser: alone, by keyboard, on a phone, in the dark, on paper."""

from __future__ import annotations

from itertools import pairwise

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGES = ("report.html", "report-public.html")
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# In the dark the page is the same but for its colours.
CONTRAST = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
OPEN_SOME = """() => {
  for (const box of document.querySelectorAll('.drill')) {
    const first = box.querySelector('details');
    if (first) first.open = true;
  }
}"""


@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (400, "light"), (1280, "dark"), (400, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page, name, width, colours):
    page = open_page(name, width=width, colours=colours)
    page.evaluate(OPEN_SOME)
    options = WCAG if colours == "light" else CONTRAST
    found = Axe().run(page, options=options).response["violations"]
    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"][:3]]) for rule in found] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_page_follows_the_colours_that_a_reader_prefers(open_page, name):
    shades = {
        colours: open_page(name, colours=colours).evaluate("getComputedStyle(document.body).backgroundColor")
        for colours in ("light", "dark")
    }
    assert shades == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}


@pytest.mark.parametrize("width", [1280, 400, 320])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_itself_never_scrolls_sideways(open_page, name, width):
    page = open_page(name, width=width)
    page.evaluate(OPEN_SOME)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_a_wide_table_scrolls_in_its_own_box_by_keyboard(open_page, name):
    page = open_page(name, width=400)
    box = page.locator(".scroll:has(#table-balance)")
    assert box.evaluate("e => e.scrollWidth > e.clientWidth")
    box.focus()
    assert box.evaluate("e => e === document.activeElement")
    assert box.get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    for _moment in range(100):
        if box.evaluate("e => e.scrollLeft"):
            break
        page.wait_for_timeout(20)
    assert box.evaluate("e => e.scrollLeft") > 0
    for found in page.locator(".scroll").all():
        assert found.get_attribute("tabindex") == "0"


@pytest.mark.parametrize("name", PAGES)
def test_the_first_tab_is_the_skip_link_and_it_leads_to_the_content(open_page, name):
    page = open_page(name)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    # What comes next by keyboard stands inside the content.
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_skill_opens_by_enter_to_sentences_with_the_words_marked(open_page):
    page = open_page("report.html")
    item = page.locator(".drill > details").first
    assert not item.locator("mark").first.is_visible()
    item.locator("summary").focus()
    page.keyboard.press("Enter")
    assert item.locator("mark").first.is_visible()
    assert item.locator("blockquote").count() >= item.locator(".source").count() > 0


def test_every_row_of_the_balance_leads_to_its_sentences(open_page):
    page = open_page("report.html")
    targets = page.evaluate(
        """() => [...document.querySelectorAll('[id^=table-balance] tbody tr')].map(row => {
             const link = row.querySelector('th a');
             const target = link && document.querySelector(link.getAttribute('href'));
             return target ? target.querySelectorAll('.source').length : 0;
           })"""
    )
    assert len(targets) == 100
    assert min(targets) > 0


def test_following_a_link_opens_what_is_folded(open_page):
    page = open_page("report.html")
    link = page.locator("#table-balance tbody a").nth(2)
    target = page.locator(link.get_attribute("href"))
    assert not target.is_visible()
    link.click()
    target.wait_for(state="visible")
    assert target.locator("mark").first.is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_headings_come_in_order_and_the_contents_lead_to_them(open_page, name):
    page = open_page(name)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    links = page.evaluate("[...document.querySelectorAll('nav a')].map(e => document.querySelector(e.hash)?.tagName)")
    assert set(links) == {"H2"}
    assert len(links) == levels.count(2)


def test_each_page_says_for_whom_it_is(open_page):
    marks = {name: open_page(name).locator(".marking").inner_text() for name in PAGES}
    assert marks["report.html"] == "Confidential: for the cluster's own desk"
    assert marks["report-public.html"] == "Public: figures about small groups are not shown"
    for name in PAGES:
        assert "All data in this report are invented" in open_page(name).locator(".invented").inner_text()


def test_the_public_page_names_no_person_company_or_sentence(open_page, study):
    page = open_page("report-public.html")
    text = page.evaluate("document.documentElement.textContent")
    assert [talent.id for talent in study.inputs.talents if talent.id in text] == []
    assert [company.name for company in study.inputs.companies if company.name in text] == []
    for vacancy in study.inputs.vacancies:
        assert vacancy.id not in text
        assert vacancy.title not in text
    extractions = study.vacancy_extractions
    sentences = {
        vacancy.text[mention.sentence_start : mention.sentence_end].strip()
        for vacancy in study.vacancies
        for mention in extractions[vacancy.id].mentions
    }
    # A "sentence" of a word or two is the name of a skill as well.
    assert [sentence for sentence in sentences if len(sentence.split()) > 3 and sentence in text] == []
    assert page.locator("mark, blockquote").count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_the_page_reads_the_same_where_scripts_are_off(open_page, name):
    with_script, without = open_page(name), open_page(name, has_script=False)
    assert without.locator("h2").all_inner_texts() == with_script.locator("h2").all_inner_texts()


@pytest.mark.parametrize(("name", "at_least", "at_most"), [("report.html", 4, 45), ("report-public.html", 4, 15)])
def test_on_paper_the_summary_and_what_is_folded_can_be_read(open_page, name, at_least, at_most):
    page = open_page(name, colours="dark")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    texts = [sheet.get_textpage().get_text_range() for sheet in document]
    document.close()
    assert at_least <= len(texts) <= at_most
    assert "12 of 16 companies told their needs." in texts[0]
    assert "To act on" in texts[0]
    if name == "report.html":
        whole = "\n".join(texts)
        assert "Brings" in whole
        assert "Taught by:" in texts[0]
        # Sentences of skills, folded on the screen, stand open on paper.
        assert whole.count("(needed)") > 100


def test_words_of_advertisements_say_their_language(open_page):
    page = open_page("report.html")
    languages = page.evaluate(
        "[...new Set([...document.querySelectorAll('blockquote [lang]')].map(e => e.lang))].sort()"
    )
    assert languages == ["de", "es", "fr"]
