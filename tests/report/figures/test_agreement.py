"""Each comparison has its row; one that is not evaluable has words and no mark."""

import pytest

from inscredit_models.report.figures.agreement import plot_agreement
from tests.report.published_example import example

FRAME = example().agreement.assign(label_zh=["甲 → 等级", "乙 → 等级"], label_en=["A → grade", "B → grade"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_silent_row_holds_words_instead_of_a_mark(drawn, language):
    ax, svg = drawn(plot_agreement, FRAME, language)
    assert len(ax.lines) == 2  # chance, and the one estimate
    assert [text.get_text() for text in ax.texts] in (["不可评估"], ["not evaluable"])
    assert [
        label.get_text().endswith(end) for label, end in zip(ax.get_yticklabels(), ("n=15", "n=4"), strict=True)
    ] == [
        True,
        True,
    ]
    assert ("0.5为随机" if language == "zh" else "0.5 is chance") in svg


def test_nothing_compared_is_an_empty_figure(drawn):
    ax, _ = drawn(plot_agreement, FRAME.iloc[:0], "en")
    assert not ax.texts
