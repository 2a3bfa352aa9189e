"""From a drawn figure to SVG that stands inside a page: no script, no address, no clock, the same bytes each time."""

from __future__ import annotations

import io
import logging
import re
import warnings
from typing import Any

# Labels are texts of others: "$" is a dollar, not a formula. Words stay words, so that they can be read and searched.
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "skillpact",
    "text.parse_math": False,
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.0,
    "hatch.linewidth": 0.7,
    "axes.unicode_minus": False,
}
_UNUSED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FONT = re.compile(r"font: ?(?:([^;]*?) )?([\d.]+)px [^;\"]*")


def load_matplotlib() -> None:
    """Import matplotlib without its remarks on where it keeps its settings and fonts: no user can act on them."""
    log = logging.getLogger("matplotlib")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        import matplotlib.font_manager  # noqa: F401
    finally:
        log.setLevel(before)


def plain(text: str, limit: int = 44) -> str:
    """Return a label that fits a chart: one line, no control characters, cut at `limit` with an ellipsis."""
    flat = " ".join(_UNUSED.sub(" ", text).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def figure_to_svg(figure: Any, chart_id: str, title: str, description: str) -> str:
    """Return a matplotlib figure as an <svg> element with a title and a description for those who do not see it."""
    from lxml import etree
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    stream = io.BytesIO()
    with warnings.catch_warnings():
        # Letters that the measuring font lacks are still drawn by the reader's own.
        warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(stream, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(stream.getvalue(), parser)
    width, height = root.get("viewBox").split()[2:]
    out: list[str] = []
    names = f"{chart_id}-title {chart_id}-description"
    # A narrow drawing fits a phone; a wide one is scrolled there, so that its words stay readable.
    shape, most = ("wide", "none") if float(width) > 400 else ("narrow", f"{float(width) * 1.5:.0f}px")
    out.append(
        f'<svg class="{shape}" role="img" aria-labelledby="{names}" viewBox="0 0 {width} {height}" '
        'preserveAspectRatio="xMinYMin meet" '
        f'style="max-width:{most};stroke-linejoin:round;stroke-linecap:butt">'
    )
    out.append(f'<title id="{chart_id}-title">{_escape(title)}</title>')
    out.append(f'<desc id="{chart_id}-description">{_escape(description)}</desc>')
    for child in root:
        _write(child, chart_id, out)
    out.append("</svg>")
    return "".join(out)


def _write(element: Any, chart_id: str, out: list[str]) -> None:
    name = element.tag.rpartition("}")[2]
    # The style sheet that matplotlib adds would apply to the whole page; it stands on the root instead.
    if name in ("metadata", "style", "script"):
        return
    if name == "defs" and not any(child.tag.rpartition("}")[2] != "style" for child in element):
        return
    attributes = []
    for key, value in element.attrib.items():
        key = key.rpartition("}")[2]
        if key == "id":
            value = f"{chart_id}-{value}"
        elif key == "href":
            value = f"#{chart_id}-{value.removeprefix('#')}"
        elif key == "style":
            value = _FONT.sub(lambda m: f"font-size:{m.group(2)}px" + _weight(m.group(1)), value)
        value = value.replace("url(#", f"url(#{chart_id}-")
        attributes.append(f' {key}="{_escape(value)}"')
    text = _escape(element.text) if element.text and (name == "text" or element.text.strip()) else ""
    children: list[str] = []
    for child in element:
        _write(child, chart_id, children)
    if name == "g" and not children:
        return
    out.append(f"<{name}{''.join(attributes)}>{text}{''.join(children)}</{name}>")


def _weight(before: str | None) -> str:
    return ";font-weight:bold" if before and ("bold" in before or "700" in before or "600" in before) else ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
