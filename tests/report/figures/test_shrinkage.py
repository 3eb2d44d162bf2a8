"""Each ratio stands beside its shrunken one on a log scale."""

import pytest

from inscredit_models.report.figures.shrinkage import plot_shrinkage
from tests.report.published_example import example

FRAME = example().shrunken


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_ratios_are_drawn_with_the_number_of_cases(drawn, language):
    ax, svg = drawn(plot_shrinkage, FRAME, language)
    assert ax.get_xscale() == "log"
    assert [line.get_xdata().tolist() for line in ax.lines] == [FRAME["printed"].tolist(), FRAME["shrunken"].tolist()]
    assert "甲财险" in svg and ("6件" in svg or "(6)" in svg)


def test_nothing_to_shrink_is_an_empty_figure(drawn):
    ax, _ = drawn(plot_shrinkage, FRAME.iloc[:0], "en")
    assert not ax.figure.legends
