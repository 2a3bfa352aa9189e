"""Tags that every template may use without loading them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .. import charts, words
from ..pages import address_with

register = template.Library()


@register.simple_tag
def first_input(field: Any) -> str:
    """Return the id of the first input of a field, where a link in the summary of errors leads."""
    widget = field.field.widget
    if field.use_fieldset and hasattr(widget, "choices"):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.inclusion_tag("ui/page_links.html", takes_context=True)
def page_links(context: dict[str, Any], page_obj: Any) -> dict[str, Any]:
    """Show the links to the other pages of a list; nothing where there is one page."""
    request = context["request"]
    last, now = page_obj.paginator.num_pages, page_obj.number
    links = [
        {"number": number, "is_current": number == now, "url": address_with(request, page=number) if number else ""}
        for number in words.page_numbers(now, last)
    ]
    return {
        "page_obj": page_obj,
        "links": links,
        "previous": address_with(request, page=now - 1) if now > 1 else "",
        "next": address_with(request, page=now + 1) if now < last else "",
    }


@register.simple_tag(takes_context=True)
def sort_link(context: dict[str, Any], column: str, label: str, css_class: str = "") -> SafeString:
    """Return a column's heading that sorts by it; a second press turns the order round (see `ui.pages.sort_rows`)."""
    request = context["request"]
    now = getattr(request, "current_sort", "")
    state, target, mark = "none", column, ""
    if now.removeprefix("-") == column:
        is_down = now.startswith("-")
        state, target, mark = ("descending", column, "▼") if is_down else ("ascending", f"-{column}", "▲")
    return format_html(
        '<th scope="col" aria-sort="{}"{}><a href="{}">{}<span aria-hidden="true">{}</span></a></th>',
        state,
        format_html(' class="{}"', css_class) if css_class else "",
        address_with(request, sort=target, page=None),
        label,
        mark and f" {mark}",
    )


@register.simple_tag
def level(value: float | None) -> str:
    """Return a level in words: `{% level 0.5 %}` is "intermediate"."""
    return words.level_name(value)


@register.simple_tag
def money(cents: int | None) -> str:
    """Return cents as euro in the manner of the language; "not known" where there are none."""
    return _("not known") if cents is None else words.euro(cents)


@register.simple_tag
def percent(value: float | None) -> str:
    """Return a share in [0, 1] as a percentage; "not known" where there is none."""
    return _("not known") if value is None else words.share(value)


@register.simple_tag
def describe_period(starts_on: date | None, ends_on: date | None = None) -> str:
    """Return a span of days in words."""
    return words.period(starts_on, ends_on)


@register.inclusion_tag("ui/empty_state.html")
def empty_state(sentence: str, url: str = "", action: str = "") -> dict[str, str]:
    """Show what to do where a list has nothing: a sentence, and one button."""
    return {"sentence": sentence, "url": url, "action": action}


@register.inclusion_tag("ui/chart.html")
def bar_chart(chart: charts.Chart, has_table: bool = True) -> dict[str, Any]:
    """Show one bar a row above the table of all values."""
    return {"chart": chart, "drawing": charts.bar_chart(chart), "has_table": has_table}


@register.inclusion_tag("ui/chart.html")
def stacked_chart(chart: charts.Chart, has_table: bool = True) -> dict[str, Any]:
    """Show needed beside available and in training, above the table."""
    return {"chart": chart, "drawing": charts.stacked_chart(chart), "has_table": has_table}


@register.inclusion_tag("ui/chart.html")
def trend_line(chart: charts.Chart, has_table: bool = True) -> dict[str, Any]:
    """Show a small line over time above the table."""
    return {"chart": chart, "drawing": charts.trend_line(chart), "has_table": has_table}
