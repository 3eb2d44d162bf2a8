"""Pieces of a broken series are drawn apart and never joined."""

import pytest

from inscredit_models.report.figures.broken_series import plot_broken_series
from tests.report.published_example import example

FRAME = example().lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_piece_is_a_line_of_its_own(drawn, language):
    ax, _ = drawn(plot_broken_series, FRAME, language)
    assert [len(line.get_xdata()) for line in ax.lines] == [1, 1]
    assert [line.get_label() for line in ax.lines] in (["旧口径", "新口径"], ["old", "new"])


def test_no_figures_are_an_empty_figure(drawn):
    ax, _ = drawn(plot_broken_series, FRAME.iloc[:0], "en")
    assert not ax.lines
