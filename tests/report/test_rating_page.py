import re

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.rating_system.back_test import Assumptions, bound_grades, judge_grades, judge_system
from inscredit_models.findings import Finding
from inscredit_models.models.ratings.grades import grade_table
from inscredit_models.report.rating_page import draw_grades, grades_text, rating_verdicts, render_rating, share
from inscredit_models.studies.rating.migration import migrate
from tests.evaluation.rating_system.examples import D, N, five_grades
from tests.models.migration.examples import toy

ASSUMED = Assumptions()
BOUNDS = bound_grades(five_grades(), ASSUMED)


def frames(table):
    bounds = BOUNDS if table.names == tuple("ABCDE") else bound_grades(table, ASSUMED)
    return {"grades": judge_grades(table, ASSUMED), "system": judge_system(table), "bounds": bounds}


def page(table, findings=(), migration=None, **more):
    return render_rating(frames(table) | more, ASSUMED, findings, migration, period="2024", periods=("2023", "2024"))


def test_verdicts_say_too_low_too_high_and_that_not_refuted_is_not_proved():
    sound = rating_verdicts(frames(five_grades()), ASSUMED)
    assert "未被否定不等于正确" in sound[0][0] and "not refuted is not proved" in sound[0][1]
    bad = rating_verdicts(frames(five_grades(events=np.array([12, 5, 40, 22, 3]))), ASSUMED)
    assert "2个的违约概率偏低：A" in bad[0][0] and "偏高：E" in bad[0][0]
    assert re.search(r"2 have too low a probability: A \(p <0\.001\), C", bad[0][1]) and "Too high: E" in bad[0][1]
    none = rating_verdicts(frames(five_grades(pd=None)), ASSUMED)
    assert none[0][1].startswith("No probabilities are stated")
    assert "75% and correlation 0.12" in none[2][1]


def test_page_is_whole_in_both_languages_loads_nothing_and_repeats():
    text = page(five_grades(), [Finding("ICM054", "grades", "3 defaults", "10", "read the bounds")])
    assert text == page(five_grades(), [Finding("ICM054", "grades", "3 defaults", "10", "read the bounds")])
    for words in ("最审慎上界", "most prudent", "红绿灯", "Light", "ICM054"):
        assert words in text
    assert not re.search(r"https?://(?!www\.w3\.org)|<script|src=", text)
    assert "nan" not in re.sub(r"<style>[\s\S]*?</style>", "", text).lower()


def test_symbols_of_grades_are_harmless_text():
    table = grade_table(["<b>A</b>", "B&B"], N[:2], D[:2], order="best_first", pd=[0.002, 0.006])
    text = page(table)
    assert "<b>A</b>" not in text and "&lt;b&gt;A" in text


def test_moves_are_shown_as_two_matrices_and_missing_rows_as_dashes():
    import datetime as dt

    moved = migrate(toy(), ("AA", "A", "B"), default="D", withdrawn=None, until=dt.date(2022, 1, 1))
    text = page(five_grades(), (), moved, mobility=moved.measures, cells=moved.cells)
    assert text.count('class="matrix"') == 2 and "队列法" in text and "By time spent" in text
    assert "2021-01-01 … 2022-01-01" in text
    assert 'id="moves"' not in page(five_grades())


def test_figure_has_every_grade_and_no_place_for_zero():
    ax = draw_grades(frames(five_grades(events=np.array([0, 5, 16, 22, 27])))["grades"], language="en")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list("ABCDE")
    assert ax.get_xlim()[0] > 0


def test_terminal_lines_are_aligned():
    lines = grades_text(frames(five_grades())["grades"])
    assert len(lines) == 6 and "Jeffreys p" in lines[0] and "未被否定 not refuted" in lines[1]


@pytest.mark.parametrize(("value", "text"), [(0.25, "25.00%"), (0.00031, "0.031%"), (None, "—"), (0.0, "0.00%")])
def test_shares_keep_two_digits_that_count(value, text):
    assert share(value) == text


def test_bounds_of_grades_without_anybody_are_dashes():
    table = grade_table("ABC", [100, 50, 0], [2, 2, 0], order="best_first")
    assert "—" in page(table)
    assert pd.isna(bound_grades(table, ASSUMED)["pd"]).any()
