"""Charts: drawn from their rows, valid, the same each time, and readable by those who do not see them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.template import Context, Template
from django.utils import translation

from skillpact_web.ui.charts import Chart, bar_chart, stacked_chart, trend_line

SVG = "{http://www.w3.org/2000/svg}"
BALANCE = Chart(
    "balance",
    "What is short",
    ("Skill", "needed", "available", "in training"),
    [("SQL", (12, 6, 3)), ("PLC <b>& more</b>\x00", (5, None, 0)), ("x" * 80, (0, 0, 0))],
)
TREND = Chart(
    "trend",
    "Coverage",
    ("Month", "share"),
    [("Aug", (0.2,)), ("Sep", (None,)), ("Oct", (0.5,)), ("Nov", (0.7,))],
    kind="share",
)
COST = Chart("cost", "Prices", ("Course", "price"), [("A", (120050,)), ("B", (None,))], kind="euro")
DRAWN = [(bar_chart, COST), (bar_chart, TREND), (stacked_chart, BALANCE), (trend_line, TREND)]


@pytest.mark.parametrize(("draw", "chart"), DRAWN)
def test_a_chart_is_valid_xml_with_a_title_and_the_figures_in_words(draw, chart):
    root = ET.fromstring(draw(chart))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    named = {one.get("id") for one in root.iter() if one.get("id")}
    assert set(root.get("aria-labelledby").split()) <= named
    assert root.find(f"{SVG}title").text == chart.title
    for _label, values in chart.cells():
        assert ", ".join(values) in root.find(f"{SVG}desc").text


@pytest.mark.parametrize(("draw", "chart"), DRAWN)
def test_a_chart_has_no_style_script_or_address_and_is_the_same_each_time(draw, chart):
    drawn = draw(chart)
    assert drawn == draw(chart)
    for forbidden in ("style=", "<style", "<script", "href", "onload"):
        assert forbidden not in drawn
    assert drawn.replace('xmlns="http://www.w3.org/2000/svg"', "").find("http") == -1


def test_the_longest_bar_is_the_largest_value_and_the_others_in_proportion():
    root = ET.fromstring(bar_chart(Chart("one", "T", ("A", "n"), [("a", (10,)), ("b", (5,)), ("c", (0,))])))
    assert [bar.get("width") for bar in root.iter(f"{SVG}rect")] == ["78.00%", "39.00%"]


def test_in_training_stands_behind_what_is_available():
    root = ET.fromstring(stacked_chart(Chart("s", "T", ("A", "n", "a", "t"), [("a", (10, 4, 2))])))
    bars = [bar for bar in root.iter(f"{SVG}rect") if bar.get("class") and "%" in (bar.get("width") or "")]
    assert [(bar.get("class"), bar.get("x"), bar.get("width")) for bar in bars] == [
        ("s0", "0.00%", "78.00%"),
        ("s1", "0.00%", "31.20%"),
        ("s2", "31.20%", "15.60%"),
    ]


def test_a_withheld_value_is_said_and_not_drawn_as_nothing():
    drawn = stacked_chart(BALANCE)
    assert "not shown + 0" in drawn


@pytest.mark.parametrize("draw", [bar_chart, stacked_chart, trend_line])
def test_nothing_to_draw_is_no_chart(draw):
    assert draw(Chart("none", "T", ("A", "n", "a", "t"), [])) == ""
    assert draw(Chart("none", "T", ("A", "n", "a", "t"), [("a", (0, 0, 0))])) == ""


def test_the_table_below_holds_every_row_also_those_beyond_the_chart():
    chart = Chart("long", "Many", ("A", "n"), [(f"row {i}", (i + 1,)) for i in range(40)])
    page = Template("{% bar_chart chart %}").render(Context({"chart": chart}))
    assert page.count('<th scope="row">') == 40
    assert page.index("<svg") < page.index("<table")


def test_a_label_of_others_stays_words_in_chart_and_table():
    page = Template("{% stacked_chart chart %}").render(Context({"chart": BALANCE}))
    assert "<b>" not in page
    assert "PLC &lt;b&gt;&amp; more&lt;/b&gt;" in page


def test_figures_follow_the_language():
    with translation.override("es"):
        assert COST.cells()[0][1] == ["1\u202f200,50\u00a0€"]
    assert COST.cells()[0][1] == ["1\u202f200.50\u00a0€"]
