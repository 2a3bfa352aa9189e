"""Every page in a real browser: axe finds nothing, nothing scrolls sideways, no other host is asked, in light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import NoReverseMatch, get_resolver, reverse
from page_list import NAMED, pages_of_table

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# On a phone in the dark the page is the same but for its colours and sizes.
NARROW = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]},
    "resultTypes": ["violations"],
}


def look(page) -> list[object]:
    """Return what is wrong with a page: at 1280 px in the light, at 360 px in the dark, at 320 px."""

    def violations(options):
        found = Axe().run(page, options=options).response["violations"]
        return [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found]

    def overflow(width):
        wide = page.evaluate("document.documentElement.scrollWidth")
        return [f"{wide} px wide at {width} px"] if wide > width else []

    wrong: list[object] = [*violations(WCAG), *overflow(1280)]
    wrong += [f"{n} headings of the first level" for n in [page.locator("h1").count()] if n != 1]
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme="dark")
    wrong += [*violations(NARROW), *overflow(360)]
    page.set_viewport_size({"width": 320, "height": 800})
    return wrong + overflow(320)


def test_axe_does_find_what_is_wrong(visits):
    page = visits.open("/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=data:, width=2000 height=9><h1>Two</h1>')"
    )
    found = str(look(page))
    assert "image-alt" in found
    assert "2 headings of the first level" in found
    assert "px wide at 320 px" in found


@pytest.mark.parametrize(("path", "role"), NAMED, ids=lambda value: str(value))
def test_axe_finds_nothing_on_a_first_page(visits, path, role):
    page = visits.open(path, role)
    visits.forgive("404 (Not Found)")
    assert look(page) == []


def keywords(name: str) -> list[str]:
    """Return the keywords that an address needs."""
    app, _sep, view = name.partition(":")
    _address, resolver = get_resolver().namespace_dict[app]
    return [keyword for *_rest, converters in resolver.reverse_dict.getlist(view)[:1] for keyword in converters]


@pytest.mark.parametrize(("name", "roles"), [pytest.param(*page, id=page[0]) for page in pages_of_table()])
def test_axe_finds_nothing_on_a_page_of_the_permission_table(visits, site, name, roles):
    needed = keywords(name)
    assert [one for one in needed if one not in site.objects] == [], "a *_world.py of the tests makes no row for this"
    try:
        path = reverse(name, kwargs={one: site.objects[one] for one in needed})
    except NoReverseMatch:
        pytest.fail(f"the table names {name}, but no address has this name")
    answers = {}
    for role in roles:
        answers[role] = answer = visits.ask(path, role)
        if answer.status == 404:
            # The row of the tests belongs to another role.
            continue
        is_page = answer.status in (200, 410) and answer.headers["content-type"].startswith("text/html")
        # Files, fragments, redirects and addresses that only take a POST show nothing.
        if is_page and "content-disposition" not in answer.headers and "<html" in answer.text():
            page = visits.open(path, role)
            visits.forgive("410 (Gone)")
            assert look(page) == []
        else:
            assert answer.status in (200, 302, 405)
        return
    pytest.fail(f"no role of the table sees {path}: {[answer.status for answer in answers.values()]}")
