"""The parts of `ui` in a real browser, on a page of the tests: picker, fragment, messages, errors, lists on a phone."""

from __future__ import annotations

from keyboard import tab_to
from playwright.sync_api import expect


def test_a_skill_is_found_and_taken_by_keyboard(visits):
    page = visits.open("/gallery/", "company")
    tab_to(page, "[data-picker]", at_most=80)
    picker = page.locator("[data-picker]")
    page.keyboard.type("welding")
    options = page.locator("[role=option]")
    expect(options).to_have_count(3)
    assert picker.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"[id='{picker.get_attribute('aria-activedescendant')}']")
    assert chosen.inner_text() == "robot welding"
    page.keyboard.press("Enter")
    assert picker.input_value() == "robot welding"
    assert page.locator("[name=skill_uri]").input_value() == "urn:robot welding"
    assert picker.get_attribute("aria-expanded") == "false"
    # Words that are changed afterwards are no longer the skill that was taken.
    page.keyboard.type("x")
    assert page.locator("[name=skill_uri]").input_value() == ""


def test_escape_closes_what_was_found_and_keeps_the_words(visits):
    page = visits.open("/gallery/", "company")
    page.locator("[data-picker]").focus()
    page.keyboard.type("TIG")
    expect(page.locator("[role=option]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    assert page.locator("[data-picker]").input_value() == "TIG"


def test_after_a_fragment_the_focus_is_on_what_changed_and_no_script_of_it_ran(visits):
    page = visits.open("/gallery/", "company")
    page.locator("#part button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#part h2")).to_be_focused()
    assert page.title() == "Gallery · Skillpact"


def test_a_refusal_and_a_failure_of_a_fragment_are_said(visits):
    page = visits.open("/gallery/", "company")
    page.locator("#refuse").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("No seat is left.")
    # What was swapped in settles, and may take the focus, a moment after its words are there.
    page.wait_for_timeout(500)
    page.locator("#fail").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("The server refused that.")
    assert page.locator("#part button").count() == 1
    visits.forgive("Response Status Error")
    visits.forgive("the server responded with a status of 4")


def test_what_is_wrong_in_a_long_form_is_found_by_keyboard(visits):
    page = visits.open("/gallery/", "company")
    page.locator("[name=price]").fill("1,2,3")
    page.locator("form.form button").focus()
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert summary.locator("a").count() == 6
    for link, name in zip(summary.locator("a").all(), ("title", "city", "way", "many", "agreed", "price"), strict=True):
        link.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"[name={name}]").first).to_be_focused()
    assert page.locator("[name=price]").input_value() == "1,2,3"


def test_a_form_is_filled_and_saved_by_keyboard_and_the_message_takes_the_focus(visits):
    page = visits.open("/gallery/", "company")
    tab_to(page, "[name=title]", at_most=80)
    page.keyboard.type("Welder")
    tab_to(page, "[name=city]")
    page.keyboard.type("Ibarrondo")
    tab_to(page, "[name=way]")
    page.keyboard.press("Space")
    tab_to(page, "[name=many]")
    page.keyboard.press("Space")
    tab_to(page, "[name=agreed]")
    page.keyboard.press("Space")
    tab_to(page, "[name=price]")
    page.keyboard.type("1.200,50")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_be_focused()
    expect(page.locator("#messages")).to_contain_text("Saved")


def test_a_form_pressed_twice_is_sent_once(visits):
    page = visits.open("/gallery/", "company")
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.evaluate("const f = document.querySelector('form.form'); f.requestSubmit(); f.requestSubmit();")
    expect(page.locator(".error-summary")).to_be_focused()
    assert len(posts) == 1


def test_on_a_phone_rows_are_cards_that_name_their_cells(visits):
    page = visits.open("/gallery/rows/", "company", width=360)
    cell = page.locator("td[data-label]").first
    assert cell.evaluate("e => getComputedStyle(e).display") == "block"
    assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"Company: "'
    # Without a label of its own a cell takes its column's heading; to a screen reader the cards are rows of a table.
    assert page.locator("td.n").first.get_attribute("data-label") == "Openings"
    expect(page.get_by_role("row")).to_have_count(11)
    expect(page.get_by_role("rowheader", name="Vacancy 3")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_paper_the_page_has_no_controls(visits):
    page = visits.open("/gallery/rows/", "company", colours="dark")
    page.emulate_media(media="print")
    assert page.locator("nav:visible, button:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
