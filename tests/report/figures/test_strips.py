"""Strips show every explained row; dots of one place do not hide each other."""

import numpy as np
import pytest

from inscredit_models.report.arrange import labelled, strip_frame
from inscredit_models.report.figures.strips import plot_strips, spread


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_is_a_dot_and_the_axis_names_unit_and_side(example, drawn, language):
    frame = strip_frame(example.explanations[2], example.feature_values, largest=3)
    ax, svg = drawn(plot_strips, labelled(frame, example.name, column="feature"), language)
    dots = sum(len(collection.get_offsets()) for collection in ax.collections)
    assert dots == 3 * len(example.feature_values)
    assert ("数值越高，风险越高" if language == "zh" else "higher is more risk") in ax.get_xlabel()
    assert "data:image/png" in svg


def test_dots_spread_within_their_strip_without_chance():
    x = np.random.default_rng(1).normal(0, 1, 500)
    moved = spread(x, 6.0)
    assert np.abs(moved).max() == pytest.approx(0.2)
    assert moved.tolist() == spread(x, 6.0).tolist()
    assert len(set(zip(np.floor(x / (6 / 120)), moved, strict=True))) == 500
