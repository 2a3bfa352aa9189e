"""The frame of every page, by keyboard alone, on a phone, and where scripts are off."""

from __future__ import annotations

from keyboard import tab_to
from playwright.sync_api import expect

RING = "(e => getComputedStyle(e).outlineStyle + ' ' + getComputedStyle(e).outlineWidth)(document.activeElement)"
TALENT = "chiara@people.example"


def test_the_first_tab_is_the_skip_link_and_it_leads_to_the_content(visits):
    page = visits.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_person_signs_in_looks_around_and_signs_out_by_keyboard(sign_in_by_keyboard):
    page = sign_in_by_keyboard(TALENT)
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/")
    expect(page.locator("h1")).to_have_text("Welcome, Chiara")
    expect(page.locator("main h2").first).to_have_text("Waiting for you")
    tab_to(page, ".identity form button")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Skills, training and jobs in one place")


def test_an_error_takes_the_focus_and_leads_to_its_field(visits):
    page = visits.open("/account/login/")
    tab_to(page, "input[name=login]")
    page.keyboard.type("chiara")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.name")
    assert focused in ("login", "password")
    field = page.locator(f"[name={focused}]")
    said = [page.locator(f"[id='{one}']").inner_text() for one in field.get_attribute("aria-describedby").split()]
    assert any(said)
    assert field.get_attribute("aria-invalid") == "true"


def test_the_language_changes_by_keyboard_and_stays(visits):
    page = visits.open("/")
    tab_to(page, "button[value=es]")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[lang=es]")
    page.goto(page.url)
    assert page.locator("html").get_attribute("lang") == "es"


def test_every_control_of_the_frame_shows_where_the_focus_is(visits):
    page = visits.open("/", "company")
    rings = []
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        rings.append(page.evaluate(RING))
    assert len(rings) > 5
    assert set(rings) == {"solid 3px"}


def test_on_a_phone_every_button_and_entry_is_large_enough_for_a_thumb(visits):
    page = visits.open("/", "cluster_manager", width=360)
    heights = page.evaluate(
        "[...document.querySelectorAll('button, .button, .menu a, .brand')].map(e => e.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 44


def test_everything_is_there_where_scripts_are_off(visits):
    with_script, without = visits.open("/", "company"), visits.open("/", "company", has_script=False)
    assert without.locator("main").inner_text() == with_script.locator("main").inner_text()
    assert without.locator("header").inner_text() == with_script.locator("header").inner_text()
    without.locator(".identity form button").click()
    assert without.locator("h1").inner_text() == "Skills, training and jobs in one place"


def test_htmx_runs_under_the_strict_policy(visits):
    page = visits.open("/")
    page.wait_for_function("window.htmx && htmx.config.allowEval === false")
    assert page.evaluate("document.querySelectorAll('style').length") == 0


def test_the_page_follows_the_colours_that_a_reader_prefers(visits):
    shade = "getComputedStyle(document.body).backgroundColor"
    assert visits.open("/").evaluate(shade) == "rgb(255, 255, 255)"
    assert visits.open("/", colours="dark").evaluate(shade) == "rgb(20, 24, 29)"
