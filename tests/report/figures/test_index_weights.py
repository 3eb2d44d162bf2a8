"""Effective weights of indicators."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.report.figures.index_weights import SHOWN, plot_index_weights


def test_bars_are_per_cent_in_the_order_of_the_frame() -> None:
    frame = pd.DataFrame({"label_zh": ["甲", "乙"], "label_en": ["a", "b"], "effective": [0.75, 0.25]})
    ax = plot_index_weights(frame, language="en")
    np.testing.assert_allclose([bar.get_width() for bar in ax.patches], [75, 25])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]


def test_no_more_than_can_be_read_are_drawn() -> None:
    frame = pd.DataFrame({"label_zh": "甲", "label_en": "a", "effective": np.full(SHOWN + 5, 0.01)})
    assert len(plot_index_weights(frame, language="en").patches) == SHOWN
