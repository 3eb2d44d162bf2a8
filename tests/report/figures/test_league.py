"""The forest plot shows each model with its interval."""

import pytest

from inscredit_models.report.arrange import labelled
from inscredit_models.report.figures.league import plot_league


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_model_has_a_row_and_each_split_a_mark(example, drawn, language):
    frame = labelled(example.league.query("metric == 'auc'"), example.name)
    ax, svg = drawn(plot_league, frame, language)
    assert len(ax.get_yticks()) == 10
    assert len(ax.figure.legends[0].get_texts()) == 2
    assert ("评分卡" if language == "zh" else "Scorecard") in svg


def test_given_axes_are_drawn_on(example):
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    frame = labelled(example.league.query("metric == 'auc'"), example.name)
    assert plot_league(frame, ax=ax, language="en") is ax


def test_a_formula_in_a_label_stays_text(example, drawn):
    frame = example.league.query("metric == 'auc' and split == 'out_of_time'")
    frame = labelled(frame, lambda code: ("$\\frac{", "$\\frac{"))
    _, svg = drawn(plot_league, frame, "en")
    assert "$\\frac{" in svg
