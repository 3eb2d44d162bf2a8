"""Bars of a unit fill the whole width, in the order of the grades, and the nominal grade is marked."""

import pandas as pd
import pytest

from inscredit_models.report.figures.grade_shares import grade_colour, plot_grade_shares

FRAME = pd.DataFrame(
    {
        "unit": ["u1", "u1", "u2"],
        "grade": ["A", "B", "B"],
        "share": [0.7, 0.3, 1.0],
        "nominal": [True, False, True],
    }
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_shares_of_a_unit_fill_its_bar(drawn, language):
    ax, svg = drawn(plot_grade_shares, FRAME, language, grades=["A", "B", "C"])
    widths = {}
    for bar in ax.patches:
        widths[bar.get_y()] = widths.get(bar.get_y(), 0.0) + bar.get_width()
    assert list(widths.values()) == pytest.approx([1.0, 1.0])
    marks = [tuple(point) for line in ax.lines for point in zip(line.get_xdata(), line.get_ydata(), strict=True)]
    assert marks == [(pytest.approx(0.35), 0), (pytest.approx(0.5), 1)]
    assert [text.get_text() for text in ax.figure.legends[0].get_texts()] == ["A", "B", "C"]
    assert ("名义等级" if language == "zh" else "nominal grade") in svg


def test_grades_run_from_calm_to_alarm():
    assert grade_colour(0, 4) == "#14607a"
    assert grade_colour(3, 4) == "#b4483a"
