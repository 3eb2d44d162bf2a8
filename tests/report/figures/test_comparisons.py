"""Differences are drawn against zero and the band of equivalence."""

import pytest

from inscredit_models.report.arrange import against_reference, labelled
from inscredit_models.report.figures.comparisons import plot_comparisons


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_other_model_has_a_row_and_the_margin_a_band(example, drawn, language):
    pairs = against_reference(example.comparisons, "index_expert").query("split == 'out_of_time'")
    ax, svg = drawn(plot_comparisons, labelled(pairs, example.name), language)
    assert len(ax.get_yticks()) == 8
    band = ax.patches[0]
    assert (band.get_x(), band.get_width()) == pytest.approx((-0.03, 0.06))
    assert ("等效界值" if language == "zh" else "equivalence margin") in svg


def test_without_a_margin_there_is_no_band(example, drawn):
    pairs = against_reference(example.comparisons, "index_expert").assign(margin=float("nan"))
    ax, _ = drawn(plot_comparisons, labelled(pairs, example.name), "en")
    assert not ax.patches
