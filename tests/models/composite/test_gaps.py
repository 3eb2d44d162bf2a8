"""Gaps of a whole table."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Findings
from inscredit_models.models.composite.gaps import fill_gaps, left_out
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.units import Units
from tests.models.composite.examples import small, table

VALUES = np.array([[1.0, 1, 1, 1], [3, np.nan, 1, 1], [5, 5, 1, np.nan], [np.nan, 9, 1, np.nan]])


def units_of(values: np.ndarray, groups="aabb", times=(0.0, 0, 0, 0)) -> Units:
    names = np.array(["u", "v", "u", "v"])
    return Units(names, np.array(list(groups)), np.array(times, dtype=float), values, np.ones(values.shape))


def test_units_below_the_limit_are_named_and_left_out() -> None:
    findings = Findings()
    out = left_out(small(impute={"min_available": 0.7}), VALUES, findings)
    assert out.tolist() == [False, False, False, True]
    assert [finding.code for finding in findings] == ["ICM102"]


def test_a_unit_without_any_value_is_left_out_without_a_limit() -> None:
    values = np.vstack([VALUES, np.full(4, np.nan)])
    assert left_out(small(), values, Findings()).tolist() == [False] * 4 + [True]


def test_too_few_remaining_units_are_refused() -> None:
    findings = Findings()
    left_out(small(impute={"min_available": 1.0}), VALUES, findings)
    assert "ICM026" in [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({"method": "none"}, [np.nan, np.nan]),
        ({"method": "mean"}, [5, 3]),
        ({"method": "median"}, [5, 3]),
        ({"method": "group_mean"}, [1, 5]),
        ({"method": "em"}, None),
    ],
)
def test_methods_of_a_single_year(head, expected) -> None:
    filled, fillers = fill_gaps(small(impute=head, group="region"), units_of(VALUES), VALUES)
    if expected is None:
        assert np.isfinite(filled).all()
    else:
        np.testing.assert_array_equal(filled[[1, 3], [1, 0]], expected)
    assert (fillers is not None) == (head["method"] in ("mean", "median"))


def test_the_mean_of_a_year_does_not_see_the_next() -> None:
    times = (2020.0, 2020, 2021, 2021)
    framework = small(impute={"method": "mean"}, unit="name", time="year")
    filled, fillers = fill_gaps(framework, units_of(VALUES, times=times), VALUES)
    assert filled[1, 1] == 1 and fillers is None
    later = VALUES.copy()
    later[2:] *= 10
    np.testing.assert_array_equal(fill_gaps(framework, units_of(later, times=times), later)[0][:2], filled[:2])


def test_panel_takes_the_last_known_value_of_the_unit() -> None:
    framework = small(impute={"method": "panel", "reach": 1}, unit="name", time="year")
    filled, _ = fill_gaps(framework, units_of(VALUES, times=(2020.0, 2020, 2021, 2021)), VALUES)
    np.testing.assert_array_equal(filled[3], [3, 9, 1, 1])
    assert np.isnan(filled[1, 1])


def test_an_indicator_that_too_few_units_have_gets_no_weight_and_is_named() -> None:
    frame = table(20)
    frame.loc[:11, "capital"] = np.nan
    whole = compose(frame, small(impute={"method": "mean"}))
    limited = compose(frame, small(impute={"method": "mean", "min_units": 0.5}))
    named = [finding for finding in limited.findings if finding.code == "ICM200"]
    assert len(named) == 1 and "'capital'" in named[0].where and named[0].found == "values of 40% of the units"
    weights = limited.weights.set_index("node")["nominal"]
    assert weights["capital"] == 0 and whole.weights.set_index("node")["nominal"]["capital"] > 0
    assert limited.stages["imputed"]["capital"].isna().all() and not np.isnan(limited.score).any()
    assert not any(finding.code == "ICM200" for finding in whole.findings)


def test_the_limit_of_an_indicator_comes_before_that_of_the_head() -> None:
    frame = table(20)
    frame.loc[:11, "capital"] = np.nan
    framework = small(impute={"method": "mean", "min_units": 0.9})
    nodes = [node.model_copy(update={"min_units": 0.4}) if node.code == "capital" else node for node in framework.node]
    made = compose(frame, framework.model_copy(update={"node": tuple(nodes)}))
    assert not any(finding.code == "ICM200" for finding in made.findings)
