"""Figures as inline SVG (内嵌矢量图): the same figure gives the same text, and several fit into one page."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.style import figure_style

_LOCAL_URL = re.compile(r"url\(#([^)]+)\)")
# The document type that matplotlib writes names an address; nothing of it is needed inside a page.
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def figure_svg(figure: Figure, key: str, label: str) -> str:
    """Give a figure as an SVG element for an HTML page.

    Parameters
    ----------
    figure : Figure
        What to write.
    key : str
        Unique within the page; every id of the SVG begins with it, so that figures cannot disturb each other.
    label : str
        What the figure shows, for readers who do not see it.

    Returns
    -------
    str
        An ``<svg>`` element without name spaces, dates, style sheets, scripts or addresses. Text stays text, and all
        of it is escaped.
    """
    buffer = io.BytesIO()
    with figure_style():
        # Written by the canvas itself: savefig would lay the figure out and draw it twice.
        FigureCanvasSVG(figure).print_svg(buffer, metadata=_NO_METADATA)
    root = ElementTree.fromstring(buffer.getvalue())
    for element in root.iter():
        _clean(element, key)
    _drop_style_sheets(root)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("role", "img")
    root.set("aria-label", plain_text(label))
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, key: str) -> None:
    element.tag = element.tag.rpartition("}")[2]
    attributes = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    element.attrib.clear()
    for name, value in attributes.items():
        if name == "id":
            value = f"{key}-{value}"
        elif name == "href" and value.startswith("#"):
            value = f"#{key}-{value[1:]}"
        element.set(name, _LOCAL_URL.sub(rf"url(#{key}-\1)", value))


def _drop_style_sheets(root: ElementTree.Element) -> None:
    # A style sheet inside an SVG would apply to the whole page.
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("style", "metadata"):
                parent.remove(child)
