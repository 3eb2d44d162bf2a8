"""The field of marks: methods against the reference in every world."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.report.figures.recovery import plot_recovery
from inscredit_models.report.style import VERDICT_COLOURS

FRAME = pd.DataFrame(
    {
        "scope": ["a", "a", "a", "b", "b", "b"],
        "method": ["ref", "x", "y"] * 2,
        "difference": [np.nan, 0.1, -0.05, np.nan, 0.02, np.nan],
        "verdict": ["", "better", "worse", "", "inconclusive", "not_evaluable"],
    }
)
WORLDS, METHODS = {"a": ("甲", "A"), "b": ("乙", "B")}, {c: (c, c) for c in ("ref", "x", "y")}


def test_marks_are_full_above_and_hollow_below_the_reference() -> None:
    ax = plot_recovery(FRAME, WORLDS, METHODS, language="en")
    faces = [collection.get_facecolor() for collection in ax.collections]
    assert [len(face) for face in faces] == [1, 0, 1]
    assert ax.collections[0].get_sizes()[0] > ax.collections[1].get_sizes()[0] > ax.collections[2].get_sizes()[0]
    assert [line.get_marker() for line in ax.lines] == ["x"]
    labels = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert labels == ["better", "worse", "inconclusive", "not evaluable"]
    assert set(FRAME["verdict"]) - {""} <= set(VERDICT_COLOURS)


def test_nothing_to_draw_is_drawn_empty() -> None:
    ax = plot_recovery(FRAME[:1], WORLDS, METHODS, language="en")
    assert not ax.collections and not ax.figure.legends[0].get_texts()
