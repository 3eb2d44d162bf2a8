"""Bars of the mean absolute contribution name their unit."""

import pytest

from inscredit_models.report.arrange import labelled
from inscredit_models.report.figures.contributions import plot_contributions, shortened


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_column_has_a_bar_with_its_label_and_the_axis_its_unit(example, drawn, language):
    frame = labelled(example.explanations[1].summary().head(6), example.name, column="feature")
    ax, svg = drawn(plot_contributions, frame, language)
    assert len(ax.patches) == 6
    assert ("(分)" if language == "zh" else "(points)") in ax.get_xlabel()
    assert shortened(frame[f"label_{language}"].iloc[0], language) in svg


def test_long_labels_are_cut_with_a_sign():
    assert shortened("指" * 40, "zh") == "指" * 29 + "…"
