"""A page has every figure its content allows, in both languages, and none that is empty."""

import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest

from inscredit_models.report.illustrations import draw, illustrate

from .example_content import build_content


def test_figures_follow_the_content():
    content = build_content()
    small = build_content(
        explanations=content.explanations[2:3],
        calibration=content.calibration.query("model == 'scorecard'"),
        comparisons=content.comparisons.query("split == 'out_of_time'"),
        roc=content.roc.query("split == 'out_of_time'"),
    )
    made = illustrate(small)
    sections = [drawing.section for drawing in made]
    assert sections == ["league", "comparisons", "roc", "calibration", "strips", "contributions"]
    assert all(drawing.zh.startswith("<svg") and drawing.en.startswith("<svg") for drawing in made)
    assert all(zh and en for zh, en in (drawing.caption for drawing in made))


def test_nothing_to_draw_gives_no_figure():
    empty = pd.DataFrame()
    content = build_content(league=empty, comparisons=empty, roc=empty, calibration=empty, explanations=())
    assert illustrate(content) == []


def test_a_league_without_any_estimate_has_no_figure():
    content = build_content()
    bare = build_content(
        league=content.league.assign(estimate=float("nan")),
        comparisons=pd.DataFrame(),
        roc=pd.DataFrame(),
        calibration=pd.DataFrame(),
        explanations=(),
    )
    assert illustrate(bare) == []


def test_one_figure_can_be_drawn_for_a_notebook(content):
    ax = draw(content, "roc", number=1, language="en")
    assert ax.get_xlabel() == "False positive rate"


@pytest.mark.parametrize(("section", "number"), [("rock", 0), ("roc", 2), ("roc", -1)])
def test_an_unknown_figure_is_refused_with_what_there_is(content, section, number):
    with pytest.raises(KeyError, match="there are league, comparisons, roc, calibration, strips, contributions"):
        draw(content, section, number=number)


def test_drawing_as_a_file_is_an_svg_document():
    content = build_content()
    made = illustrate(
        build_content(
            comparisons=pd.DataFrame(),
            roc=pd.DataFrame(),
            calibration=pd.DataFrame(),
            explanations=(),
            league=content.league,
        )
    )
    root = ElementTree.fromstring(made[0].file_text("en"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
