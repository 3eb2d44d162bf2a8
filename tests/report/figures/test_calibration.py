"""Calibration is drawn with equal axes, so that the diagonal is where prediction and observation agree."""

import pandas as pd
import pytest

from inscredit_models.report.arrange import labelled
from inscredit_models.report.figures.calibration import calibration_limit, plot_calibration


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_model_has_its_name_as_title_and_equal_axes(example, drawn, language):
    frame = labelled(example.calibration.query("model == 'scorecard' and split == 'out_of_time'"), example.name)
    ax, _ = drawn(plot_calibration, frame, language)
    assert ax.get_title(loc="left") == ("评分卡" if language == "zh" else "Scorecard")
    assert ax.get_xlim() == ax.get_ylim()


def test_several_models_have_a_legend_and_keep_the_given_scale(example, drawn):
    frame = labelled(example.calibration.query("split == 'out_of_time'"), example.name)
    ax, _ = drawn(plot_calibration, frame, "en", limit=0.5)
    assert ax.get_xlim() == (0, 0.5)
    assert len(ax.get_legend().get_texts()) == 8


def test_limit_never_exceeds_one_and_nothing_needs_the_whole_scale():
    columns = ["mean_predicted", "observed", "high"]
    assert calibration_limit(pd.DataFrame([[0.9, 1.0, 1.0]], columns=columns)) == 1.0
    assert calibration_limit(pd.DataFrame([[0.0, 0.0, float("nan")]], columns=columns)) == 1.0
