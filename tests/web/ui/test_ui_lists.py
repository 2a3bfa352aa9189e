"""Lists: pages, order, and figures as people read them."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from skillpact_web.accounts.models import Organisation
from skillpact_web.ui.pages import address_with, paginate, sort_rows
from skillpact_web.ui.words import level_name, page_numbers, share


def asked(query=""):
    return RequestFactory().get(f"/things/{query}")


def drawn(template, request, **context):
    return lxml.html.fromstring(f"<div>{Template(template).render(Context({'request': request, **context}))}</div>")


@pytest.mark.parametrize(
    ("query", "number"), [("", 1), ("?page=2", 2), ("?page=99", 4), ("?page=-3", 4), ("?page=<b>", 1)]
)
def test_a_page_that_does_not_exist_becomes_the_nearest(query, number):
    assert paginate(asked(query), list(range(100))).number == number


def test_the_links_to_other_pages_keep_search_and_order_and_mark_the_present_one():
    request = asked("?q=a%26b&sort=-title&page=2")
    page = drawn("{% page_links page_obj %}", request, page_obj=paginate(request, list(range(100))))
    assert page.xpath("//a[@rel='next']/@href") == ["/things/?q=a%26b&sort=-title&page=3"]
    assert page.xpath("//a[@aria-current='page']")[0].text_content() == "2"
    assert page.xpath("//nav/@aria-label") == ["Pages"]


def test_one_page_needs_no_links():
    request = asked()
    assert drawn("{% page_links page_obj %}", request, page_obj=paginate(request, [1])).xpath("//a") == []


def test_many_pages_are_cut_to_the_ends_and_the_neighbours():
    assert page_numbers(10, 40) == [1, None, 8, 9, 10, 11, 12, None, 40]
    assert page_numbers(1, 1) == [1]
    assert page_numbers(2, 4) == [1, 2, 3, 4]


def test_a_heading_says_the_order_and_turns_it_round(db):
    columns = {"name": ("name",), "size": ("headcount", "-name")}
    rows = Organisation.objects.all()
    for query, order in [("", "name"), ("?sort=-size", "-size"), ("?sort=password", "name"), ("?sort=--name", "name")]:
        request = asked(query)
        sort_rows(request, rows, columns, default="name")
        assert request.current_sort == order
    request = asked("?sort=-size&page=3")
    ordered = sort_rows(request, rows, columns, default="name")
    assert ordered.query.order_by == ("-headcount", "name", "pk")
    page = lxml.html.fromstring(
        "<table><tr>"
        + Template('{% sort_link "size" "Size" "n" %}{% sort_link "name" "Name" %}').render(
            Context({"request": request})
        )
        + "</tr></table>"
    )
    assert page.xpath("//th/@aria-sort") == ["descending", "none"]
    assert page.xpath("//th/a/@href") == ["/things/?sort=size", "/things/?sort=name"]


def test_figures_are_words_in_the_language_of_the_page():
    template = Template(
        "{% level 0.5 %}|{% level none %}|{% money 120050 %}|{% money none %}|{% percent 0.254 %}|{% percent none %}"
    )
    assert (
        template.render(Context({"none": None}))
        == "intermediate|not said|1\u202f200.50\u00a0€|not known|25 %|not known"
    )
    with translation.override("es"):
        assert "1\u202f200,50\u00a0€" in template.render(Context({"none": None}))


def test_a_level_between_two_is_named_by_the_nearer_and_a_small_share_is_not_nothing():
    assert [level_name(value) for value in (0, 0.1, 0.13, 0.25, 0.375, 0.4, 0.9, 1, 3)] == [
        "none", "none", "basic", "basic", "basic", "intermediate", "expert", "expert", "expert",
    ]  # fmt: skip
    assert share(0.001) == "under 1 %"
    assert share(0) == "0 %"


def test_a_span_of_days_is_said_in_words():
    template = Template("{% describe_period a b %}")
    one, two = date(2026, 11, 2), date(2026, 12, 11)
    said = [
        template.render(Context({"a": a, "b": b}))
        for a, b in ((one, two), (one, None), (None, two), (None, None), (one, one))
    ]
    assert said == [
        "2 November 2026 to 11 December 2026",
        "from 2 November 2026",
        "until 11 December 2026",
        "no dates yet",
        "2 November 2026",
    ]


def test_an_empty_list_says_what_to_do():
    page = drawn('{% empty_state "No vacancy yet." "/new/" "Add one" %}', asked())
    assert page.xpath("//a/@href") == ["/new/"]
    assert page.text_content().split() == ["No", "vacancy", "yet.Add", "one"]


def test_an_address_drops_what_is_none():
    assert address_with(asked("?a=1&b=2"), a=None, c="x y") == "/things/?b=2&c=x+y"
    assert address_with(asked("?a=1"), a=None) == "/things/"


def test_a_whole_list_page_asks_for_search_and_shows_rows_or_what_to_do():
    request = asked("?q=we&sort=title")
    rows = paginate(request, ["Welder"])
    template = Template(
        '{% extends "ui/list.html" %}{% block caption %}All{% endblock %}'
        '{% block columns %}<th scope="col">Title</th>{% endblock %}'
        "{% block rows %}{% for one in page_obj %}<tr><th scope=row>{{ one }}</th></tr>{% endfor %}{% endblock %}"
    )
    page = lxml.html.fromstring(template.render(Context({"request": request, "page_obj": rows, "q": "we"})))
    assert page.xpath("//form[@role='search']//input/@value") == ["we", "title"]
    assert page.xpath("//tbody//th")[0].text_content() == "Welder"
    assert page.xpath("//*[@class='count']")[0].text_content() == "1 found"
    empty = template.render(Context({"request": request, "page_obj": paginate(request, []), "q": "we"}))
    assert "Nothing found." in empty
    assert "<table" not in empty
