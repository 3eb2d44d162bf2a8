"""Units of an index from best to worst."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.report.figures.index_scores import SHOWN, plot_index_scores


def rows(units: int) -> pd.DataFrame:
    frame = pd.DataFrame({"unit": [f"u{n}" for n in range(units)], "score": np.linspace(90, 10, units)})
    parts = [frame.assign(label_zh=f"部分{n}", label_en=f"part {n}", points=frame["score"] - n) for n in range(2)]
    return pd.concat(parts, ignore_index=True)


def test_one_bar_per_unit_and_one_dot_per_part() -> None:
    ax = plot_index_scores(rows(5), language="en")
    assert [bar.get_width() for bar in ax.patches] == [90, 70, 50, 30, 10]
    assert [line.get_label() for line in ax.lines] == ["part 0", "part 1"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_of_many_units_both_ends_are_drawn() -> None:
    ax = plot_index_scores(rows(SHOWN + 15), language="en")
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert len(names) == SHOWN and names[0] == "u0" and names[-1] == f"u{SHOWN + 14}"


def test_an_index_of_one_level_has_bars_only() -> None:
    frame = pd.DataFrame({"unit": ["a", "b"], "score": [1.0, 2.0]}).assign(label_zh="", label_en="", points=np.nan)
    assert len(plot_index_scores(frame, language="en").lines) == 0
