"""Each weight has its price and interval; what is not evaluable stays visible by name."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.report.figures.judgement_prices import plot_judgement_prices
from inscredit_models.report.style import VERDICT_COLOURS

FRAME = pd.DataFrame(
    {
        "node": ["award", "conduct", ""],
        "kind": ["weight", "group", "all"],
        "label_zh": ["获奖", "行为", ""],
        "label_en": ["Awards", "Conduct", ""],
        "price": [0.03, 0.001, np.nan],
        "low": [0.01, -0.004, np.nan],
        "high": [0.05, 0.006, np.nan],
        "verdict": ["worse", "equivalent", "not_evaluable"],
    }
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_prices_are_drawn_with_their_verdicts(drawn, language):
    ax, svg = drawn(plot_judgement_prices, FRAME, language)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels in (
        ["获奖", "行为（组内全部权重）", "全部权重"],
        ["Awards", "Conduct (all weights of a group)", "all weights"],
    )
    assert [line.get_color() for line in ax.lines[1:]] == [VERDICT_COLOURS[verdict] for verdict in FRAME["verdict"]]
    assert len(ax.figure.legends[0].get_texts()) == 3
    assert ("AUC损失" if language == "zh" else "Loss of AUC") in svg


def test_nothing_to_price_is_an_empty_figure(drawn):
    ax, _ = drawn(plot_judgement_prices, FRAME.iloc[:0], "en")
    assert not ax.figure.legends
