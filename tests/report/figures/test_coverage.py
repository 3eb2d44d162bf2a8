"""States of cells as bars, and coverage over dates."""

from __future__ import annotations

import pandas as pd

from inscredit_models.report.figures.coverage import plot_cell_states, plot_coverage_path

STATES = pd.DataFrame(
    {
        "label_zh": ["甲", "乙"],
        "label_en": ["one", "two"],
        "recorded": [6, 0],
        "nil_return": [3, 0],
        "not_collected": [1, 0],
    }
)


def test_the_shares_of_a_category_add_up_to_one() -> None:
    ax = plot_cell_states(STATES, language="en")
    widths = [patch.get_width() for patch in ax.patches if round(patch.get_y(), 2) < 0.5]
    assert [round(width, 6) for width in widths] == [0.6, 0.3, 0.1]


def test_a_category_without_lawful_cells_has_no_bar() -> None:
    ax = plot_cell_states(STATES, language="en")
    assert all(patch.get_width() == 0 for patch in ax.patches if patch.get_y() > 0.5)


def test_goals_are_lines() -> None:
    ax = plot_cell_states(STATES, goals=(0.8, 0.95), language="en")
    assert sorted(line.get_xdata()[0] for line in ax.lines) == [0.8, 0.95]


def test_one_line_a_measure_over_the_dates() -> None:
    days = pd.to_datetime(["2019-12-31", "2020-12-31"] * 2)
    labels = ["a", "a", "b", "b"]
    frame = pd.DataFrame({"as_of": days, "label_zh": labels, "label_en": labels, "rate": [0.5, 0.9, 1.0, 1.0]})
    ax = plot_coverage_path(frame, language="en")
    assert [line.get_label() for line in ax.lines][:2] == ["a", "b"]
    assert ax.get_ylim()[0] <= 0.5
