"""Every unit has its bar and its nominal rank, and the level is named."""

import pandas as pd
import pytest

from inscredit_models.report.figures.rank_intervals import plot_rank_intervals

FRAME = pd.DataFrame(
    {
        "unit": ["北京局", "u2", "u3"],
        "nominal": [1.0, 2.0, 3.0],
        "median": [1.0, 3.0, 2.0],
        "low": [1.0, 2.0, 1.0],
        "high": [2.0, 3.0, 3.0],
        "level": 0.9,
    }
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_units_have_bars_marks_and_a_named_level(drawn, language):
    frame = FRAME if language == "zh" else FRAME.replace({"unit": {"北京局": "Beijing"}})
    ax, svg = drawn(plot_rank_intervals, frame, language)
    assert len(ax.collections[0].get_segments()) == 3
    assert ax.lines[1].get_xdata().tolist() == [1.0, 2.0, 3.0]
    assert "90%" in ax.get_xlabel()
    assert len(ax.get_yticklabels()) == 3
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # best on top
    assert "<svg" in svg


def test_labels_stand_in_for_codes(drawn):
    ax, _ = drawn(plot_rank_intervals, FRAME.assign(label_en=["one", "two", "three"]), "en")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "two", "three"]


def test_no_units_is_an_empty_figure(drawn):
    ax, _ = drawn(plot_rank_intervals, FRAME.iloc[:0], "en")
    assert ax.get_legend() is None
