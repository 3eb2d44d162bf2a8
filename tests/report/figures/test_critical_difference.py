"""The diagram shows what the sentence says: the same ranks, groups and critical difference."""

import pytest

from inscredit_models.evaluation.ranks import rank_models
from inscredit_models.report.figures.critical_difference import plot_critical_difference
from tests.evaluation.demsar import TABLE


@pytest.mark.parametrize("language", ["zh", "en"])
def test_ranks_groups_and_critical_difference_of_the_object_are_drawn(drawn, language):
    comparison = rank_models(TABLE, better="higher", level=0.10)
    ax, svg = drawn(plot_critical_difference, comparison, language)
    for place, model in enumerate(comparison.models):
        assert f"{model}  {comparison.average[place]:.2f}" in svg
    assert f"CD = {comparison.critical_difference():.2f}" in svg
    bars = [line for line in ax.lines if line.get_linewidth() == 3]
    assert len(bars) == len(comparison.cliques()) == 2


def test_too_few_tables_draw_no_groups(drawn):
    ax, svg = drawn(plot_critical_difference, rank_models(TABLE.iloc[:4], better="higher"), "en")
    assert "too few tables" in svg
    assert "CD =" not in svg
    assert not [line for line in ax.lines if line.get_linewidth() == 3]
