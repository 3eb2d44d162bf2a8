"""The map-like grid of bureaus."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from inscredit_models.report.figures.bureau_grid import BELOW, BETWEEN, REACHED, UNKNOWN, plot_bureau_grid


def colours(*rates: float) -> list[str]:
    frame = pd.DataFrame({"bureau": [f"Region {n}" for n in range(len(rates))], "rate": rates})
    return [to_hex(patch.get_facecolor()) for patch in plot_bureau_grid(frame, language="en").patches]


def test_a_goal_is_reached_at_its_value() -> None:
    assert colours(0.7999, 0.80, 0.9499, 0.95, 1.0) == [BELOW, BETWEEN, BETWEEN, REACHED, REACHED]


def test_an_unknown_rate_is_grey_and_a_dash() -> None:
    assert colours(float("nan")) == [UNKNOWN]
    frame = pd.DataFrame({"bureau": ["Region 1"], "rate": [float("nan")]})
    assert [text.get_text() for text in plot_bureau_grid(frame, language="en").texts] == ["1", "—"]


def test_all_36_are_drawn_where_one_real_bureau_is_named() -> None:
    frame = pd.DataFrame({"bureau": ["440300"], "rate": [0.9]})
    ax = plot_bureau_grid(frame, language="en")
    texts = [text.get_text() for text in ax.texts]
    assert len(ax.patches) == 36 and "Shenzhen" in texts and texts.count("—") == 35 and "90.0%" in texts


def test_no_bureau_draws_nothing() -> None:
    ax = plot_bureau_grid(pd.DataFrame({"bureau": [], "rate": []}), language="en")
    assert len(ax.patches) == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_fit_their_tile(language: str) -> None:
    frame = pd.DataFrame({"bureau": ["110000"], "rate": [0.5]})
    ax = plot_bureau_grid(frame, language=language)
    ax.figure.canvas.draw()
    width = ax.transData.transform((0.96, 0))[0] - ax.transData.transform((0, 0))[0]
    assert max(text.get_window_extent().width for text in ax.texts) <= width
