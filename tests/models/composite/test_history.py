"""Years that stay as they were."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.composite.history import check_history, reference_rows
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.units import read_units
from tests.models.composite.examples import ROWS, small, table

GOALPOSTS = {"complaints": ("40", "0"), "training": ("0", "60"), "capital": ("100", "300"), "assets": ("0", "90")}
ON_GOALPOSTS = [
    row | dict(zip(("worst", "best"), GOALPOSTS[row["code"]], strict=True)) if row["code"] in GOALPOSTS else row
    for row in ROWS
]


def panel(years: int, *, missing: float = 0.0) -> pd.DataFrame:
    frames = [table(8, seed=year, missing=missing).assign(year=2020.0 + year) for year in range(years)]
    return pd.concat(frames, ignore_index=True)


def head(**sections) -> dict:
    return {"unit": "name", "group": "region", "time": "year", **sections}


@pytest.mark.parametrize(
    ("rows", "sections", "count"),
    [
        (ROWS, {}, 1),
        (ROWS, {"normalise": {"method": "z_score"}, "treat": {"method": "winsorise_then_log"}}, 2),
        (ROWS, {"normalise": {"method": "rank"}, "weigh": {"method": "entropy"}}, 1),
        (ON_GOALPOSTS, {"normalise": {"method": "goalposts"}, "impute": {"method": "em"}}, 1),
        (ON_GOALPOSTS, {"normalise": {"method": "goalposts"}}, 0),
        (ON_GOALPOSTS, {}, 0),
        (ROWS, {"normalise": {"method": "rank"}}, 0),
        (ROWS, {"normalise": {"reference_until": 2020}, "treat": {"method": "winsorise_then_log"}}, 0),
    ],
)
def test_what_would_rewrite_history_is_refused(rows, sections, count: int) -> None:
    framework = small(rows, **head(**sections))
    findings = Findings()
    check_history(framework, read_units(panel(2), framework, findings), findings)
    assert [finding.code for finding in findings] == ["ICM105"] * count


def test_one_year_alone_may_set_its_bounds() -> None:
    assert compose(panel(1), small(**head())).score.max() > 0
    with pytest.raises(Refused, match="ICM105"):
        compose(panel(2), small(**head()))


def test_a_reference_without_rows_is_refused() -> None:
    with pytest.raises(Refused, match="reference_until"):
        compose(panel(2), small(**head(normalise={"reference_until": 2010})))


@pytest.mark.parametrize(
    ("rows", "sections"),
    [
        (ON_GOALPOSTS, {"normalise": {"method": "goalposts"}, "impute": {"method": "panel"}}),
        (ON_GOALPOSTS, {"normalise": {"method": "goalposts"}, "aggregate": {"method": "copeland"}}),
        (ROWS, {"normalise": {"method": "rank"}, "impute": {"method": "group_mean"}}),
        (
            ROWS,
            {
                "normalise": {"method": "z_score", "reference_until": 2021},
                "treat": {"method": "winsorise_then_log", "skewness": 0.5, "kurtosis": 0.1},
                "weigh": {"method": "critic"},
                "impute": {"method": "mean"},
            },
        ),
        (ROWS, {"normalise": {"method": "percentile", "reference_until": 2020}, "weigh": {"method": "entropy"}}),
    ],
)
def test_a_new_year_changes_no_earlier_score_and_no_earlier_rank(rows, sections) -> None:
    copeland = "aggregate" in sections
    framework = small(rows, **head(**sections))
    before = compose(panel(2, missing=0.0 if copeland else 0.15), framework)
    after = compose(panel(3, missing=0.0 if copeland else 0.15), framework)
    earlier = (after.scores["time"] < 2022).to_numpy()
    np.testing.assert_array_equal(after.score[earlier], before.score)
    np.testing.assert_array_equal(after.scores["rank"][earlier], before.scores["rank"])


def test_reference_rows_are_those_up_to_the_declared_time() -> None:
    framework = small(**head(normalise={"reference_until": 2020}))
    units = read_units(panel(3), framework, Findings())
    assert reference_rows(framework, units).sum() == 8
    assert reference_rows(small(), units).all()
