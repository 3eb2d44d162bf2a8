"""SVG in a page: the same text each time, ids of its own, nothing from outside."""

import re
import xml.etree.ElementTree as ElementTree

from matplotlib.figure import Figure

from inscredit_models.report.style import figure_style
from inscredit_models.report.svg import figure_svg


def draw(title: str = "标题") -> Figure:
    with figure_style():
        figure = Figure(figsize=(2, 2))
        ax = figure.add_subplot()
        ax.plot([0, 1], [0, 2], "o-")
        ax.set_title(title)
    return figure


def test_same_figure_gives_the_same_text():
    assert figure_svg(draw(), "a", "x") == figure_svg(draw(), "a", "x")


def test_ids_of_two_figures_do_not_meet_and_every_reference_has_its_target():
    texts = [figure_svg(draw(), key, "x") for key in ("a", "b")]
    ids = [set(re.findall(r' id="([^"]+)"', text)) for text in texts]
    assert ids[0] and not ids[0] & ids[1]
    for text, own in zip(texts, ids, strict=True):
        used = set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text))
        assert used and used <= own


def test_text_stays_text_and_hostile_text_is_escaped():
    text = figure_svg(draw("标题 <script>alert(1)</script>"), "a", 'x" onload="y')
    assert "标题" in text
    assert "<script" not in text
    assert ElementTree.fromstring(text).get("onload") is None


def test_nothing_from_outside_is_named():
    text = figure_svg(draw(), "a", "x")
    assert "http" not in text and "<style" not in text and "<!DOCTYPE" not in text and "<metadata" not in text
