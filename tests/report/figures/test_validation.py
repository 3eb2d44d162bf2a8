"""Marks of measured against printed values."""

from __future__ import annotations

import pandas as pd
import pytest

from inscredit_models.report.figures.validation import FARTHEST, plot_validation
from inscredit_models.report.style import ACCENT, ADVERSE

TABLE = pd.DataFrame(
    {
        "world": ["a", "a", "b"],
        "kind": ["auc", "rate", "auc"],
        "mean": [0.82, 0.3, 0.9],
        "printed": [0.80, 0.1, float("nan")],
        "allowed": [0.04, 0.01, float("nan")],
        "agrees": pd.array([True, False, None], dtype="boolean"),
    }
)


def test_a_mark_stands_where_it_is_off_and_has_the_colour_of_its_verdict() -> None:
    axes = plot_validation(TABLE, {"a": ("甲", "A"), "b": ("乙", "B")}, language="en")
    marks = [
        (line.get_xdata()[0], line.get_ydata()[0], line.get_color()) for line in axes.lines if line.get_marker() in "os"
    ]
    assert marks == [(pytest.approx(0.5), 0, ACCENT), (pytest.approx(FARTHEST), 0, ADVERSE)]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["A", "B"]
