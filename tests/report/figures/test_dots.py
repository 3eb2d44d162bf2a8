import numpy as np
import pandas as pd

from inscredit_models.report.figures.dots import LONGEST_LABEL, plot_dots

FRAME = pd.DataFrame(
    {
        "label_zh": ["甲", "乙", "甲"],
        "label_en": ["first", "x" * 60, "first"],
        "panel_zh": ["评分卡", "评分卡", "指数"],
        "panel_en": ["Scorecard", "Scorecard", "Index"],
        "value": [0.5, np.nan, 0.7],
        "low": [0.4, np.nan, np.nan],
        "high": [0.6, np.nan, np.nan],
    }
)


def test_each_label_is_a_row_and_each_panel_a_colour():
    ax = plot_dots(FRAME, axis=("比", "ratio"), line=0.8, language="en")
    labels = [text.get_text() for text in ax.get_yticklabels()]
    assert labels[0] == "first" and len(labels[1]) == LONGEST_LABEL and labels[1].endswith("…")
    assert ax.get_xlabel() == "ratio"
    legend = {text.get_text() for text in ax.figure.legends[0].get_texts()}
    assert legend == {"Scorecard", "Index"}
    dashed = [line for line in ax.get_lines() if len(set(line.get_xdata())) == 1 and 0.8 in line.get_xdata()]
    assert dashed


def test_panels_of_one_label_do_not_cover_each_other():
    ax = plot_dots(FRAME, axis=("比", "ratio"), language="en")
    marks = [line.get_ydata()[0] for line in ax.get_lines() if line.get_marker() == "o"]
    assert marks[0] != marks[1]


def test_nothing_to_draw_is_an_empty_figure():
    assert plot_dots(FRAME.iloc[:0], axis=("", "")).figure is not None
