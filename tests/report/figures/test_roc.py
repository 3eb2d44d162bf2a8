"""ROC curves run from corner to corner."""

import pytest

from inscredit_models.report.arrange import labelled
from inscredit_models.report.figures.roc import plot_roc


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_model_has_a_curve_and_a_name(example, drawn, language):
    frame = labelled(example.roc.query("split == 'out_of_time'"), example.name)
    ax, svg = drawn(plot_roc, frame, language)
    assert len(ax.lines) == 1 + 10
    assert len(ax.figure.legends[0].get_texts()) == 10
    assert ("真阳性率" if language == "zh" else "True positive rate") in svg


def test_a_second_split_is_dashed_and_named_once(example, drawn):
    ax, _ = drawn(plot_roc, labelled(example.roc, example.name), "en")
    assert len(ax.lines) == 1 + 20
    assert len(ax.figure.legends[0].get_texts()) == 10
