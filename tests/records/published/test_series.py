"""Series of published figures: what means the same is chained, everything else refused with the reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.published.series import as_known_at, as_series
from inscredit_models.records.published.table import load_published
from tests.records.published.small_table import ROWS, write_small


def _codes(table: str, measure: str, subject: str, folder: Path | None = None, **choice: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        as_series(load_published(table, folder), measure, subject, **choice)
    return [finding.code for finding in refused.value.findings]


def test_figures_of_one_definition_are_a_series(tmp_path: Path) -> None:
    series = as_series(load_published("small", write_small(tmp_path, *reversed(ROWS))), "ratio", "甲乙财险")
    assert series.tolist() == [1.5, 2.5]
    assert series.index.tolist() == [pd.Timestamp("2015-12-31"), pd.Timestamp("2016-12-31")]


def test_grades_are_a_series_too(tmp_path: Path) -> None:
    assert as_series(load_published("small", write_small(tmp_path)), "class", "甲乙财险").tolist() == ["A"]


def test_a_change_of_definition_is_refused_and_each_side_is_given(tmp_path: Path) -> None:
    later = ROWS[1].replace("2016,", "2017,").replace(",old,", ",new,").replace("2017-02-01", "2018-02-01")
    write_small(tmp_path, ROWS[0], later)
    assert _codes("small", "ratio", "甲乙财险", tmp_path) == ["ICM150"]
    table = load_published("small", tmp_path)
    assert as_series(table, "ratio", "甲乙财险", regime="new").tolist() == [2.5]


def test_a_mean_is_never_chained_to_a_median(tmp_path: Path) -> None:
    write_small(tmp_path, ROWS[0].replace("%,,", "%,mean,"), ROWS[1].replace("%,,", "%,median,"))
    assert _codes("small", "ratio", "甲乙财险", tmp_path) == ["ICM151"]


def test_a_quarter_is_never_chained_to_a_year(tmp_path: Path) -> None:
    write_small(tmp_path, ROWS[0], ROWS[1].replace("2016,", "2016Q1,"))
    assert _codes("small", "ratio", "甲乙财险", tmp_path) == ["ICM152"]
    table = load_published("small", tmp_path)
    assert as_series(table, "ratio", "甲乙财险", months=3).tolist() == [2.5]


def test_two_figures_of_one_period_are_refused(tmp_path: Path) -> None:
    write_small(tmp_path, ROWS[0], ROWS[0].replace(",property,", ",life,"))
    assert _codes("small", "ratio", "甲乙财险", tmp_path) == ["ICM091"]


def test_derived_figures_come_only_when_asked_for(tmp_path: Path) -> None:
    table = load_published("small", write_small(tmp_path, ROWS[0], ROWS[1].replace("printed", "derived")))
    assert as_series(table, "ratio", "甲乙财险").tolist() == [1.5]
    assert as_series(table, "ratio", "甲乙财险", derived=True).tolist() == [1.5, 2.5]


@pytest.mark.parametrize(
    ("measure", "subject", "choice"),
    [("ration", "甲乙财险", {}), ("ratio", "甲乙产险", {}), ("ratio", "甲乙财险", {"regime": "new"})],
)
def test_an_empty_choice_is_refused(tmp_path: Path, measure: str, subject: str, choice: dict[str, str]) -> None:
    assert _codes("small", measure, subject, write_small(tmp_path), **choice) == ["ICM008"]


def test_complaints_of_2016_and_later_are_not_one_series() -> None:
    choice = {"sector": "property", "statistic": "total"}
    assert "ICM150" in _codes("complaints_industry_by_period", "complaints", "行业", **choice)


def test_mean_and_median_complaint_ratios_are_not_one_series() -> None:
    codes = _codes("complaints_industry_by_period", "per_100m_premium", "行业", sector="property")
    assert {"ICM150", "ICM151", "ICM152"} <= set(codes)
    table = load_published("complaints_industry_by_period")
    medians = as_series(table, "per_100m_premium", "行业", sector="property", statistic="median", months=3)
    assert medians.iloc[0] == 4.5 and len(medians) == 8


def test_solvency_of_2021_and_2022_is_not_one_series() -> None:
    assert _codes("solvency_industry_by_quarter", "core_ratio", "行业", sector="all") == ["ICM150"]
    table = load_published("solvency_industry_by_quarter")
    assert as_series(table, "core_ratio", "行业", sector="all", regime="c_ross_1").tolist() == [231.0, 227.3, 219.7]


def test_handling_scores_of_2016_and_2017_are_not_one_series() -> None:
    assert _codes("complaint_handling_evaluation", "mean_score", "行业", sector="life") == ["ICM150"]


def test_fines_of_different_compilers_are_not_one_series() -> None:
    assert "ICM150" in _codes("penalties_by_period", "fines", "all", months=12)


def test_rows_without_publication_date_are_not_usable_as_known_at_a_day() -> None:
    table = load_published("solvency_by_company")
    with pytest.raises(Refused) as refused:
        as_known_at(table, dt.date(2023, 1, 1))
    assert [finding.code for finding in refused.value.findings] == ["ICM153"]
    known = as_known_at(table, dt.date(2023, 1, 1), leave_out_undated=True)
    assert set(known.frame["period"]) == {"2022Q2"}


def test_a_figure_is_known_from_the_day_of_its_publication(tmp_path: Path) -> None:
    table = load_published("small", write_small(tmp_path, *ROWS[:2]))
    assert len(as_known_at(table, dt.date(2017, 1, 31)).frame) == 1
    assert len(as_known_at(table, dt.date(2017, 2, 1)).frame) == 2
