"""Points: the scale and the card."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.binning import ColumnBins
from inscredit_models.models.features import Feature
from inscredit_models.models.points import PointScale, build_system, points_of_bins, tabulate
from inscredit_models.scoring.evaluate import evaluate

BANDS = ColumnBins(Feature("投诉"), (2.0,), (), (0.0, 7.0), (60, 20, 5, 5, 10), (10, 30, 5, 2, 3), 0.5, 0)
GROUPS = ColumnBins(
    Feature("region", "categorical"), (), (("a",), ("b", "c")), (), (50, 50, 0, 0), (40, 10, 0, 0), 0.5, 0
)


def test_the_usual_scale_has_its_published_factor_and_offset():
    # Siddiqi, Credit Risk Scorecards: 600 points at odds of 50 : 1, 20 points double the odds
    scale = PointScale(600, 50, 20)
    assert scale.factor == pytest.approx(28.8539, abs=5e-5)
    assert scale.offset == pytest.approx(487.1229, abs=5e-5)
    # the defaults of a well-known R and Python package: 600 at odds of 19 good (1/19 bad), 50 double
    other = PointScale(600, 19, 50)
    assert other.factor == pytest.approx(72.134752, abs=5e-7)
    assert other.offset == pytest.approx(387.603624, abs=5e-7)
    # The other way to both: the line through the two points that the words of the scale name.
    for one in (scale, other):
        ends = np.log([one.odds, 2 * one.odds])
        slope, start = np.polyfit(ends, [one.anchor, one.anchor + one.doubling], 1)
        assert (one.factor, one.offset) == pytest.approx((slope, start))


def test_the_probability_at_the_anchor_is_its_odds_and_doubles_with_the_points():
    scale = PointScale()
    odds = (1 - scale.p_event(np.array([600.0, 620.0]))) / scale.p_event(np.array([600.0, 620.0]))
    np.testing.assert_allclose(odds, [50, 100], rtol=1e-9)


def test_points_add_up_to_the_scaled_log_odds():
    coefficients, intercept, scale = [-0.9, -0.8], -0.7, PointScale()
    points = points_of_bins([BANDS, GROUPS], coefficients, intercept, scale, 12)
    log_odds = intercept - 0.9 * BANDS.woe[0] - 0.8 * GROUPS.woe[1]
    score = float(points[0][0] + points[1][1])
    assert score == pytest.approx(scale.offset - scale.factor * log_odds, abs=1e-9)


def test_points_are_rounded_to_their_places():
    points = points_of_bins([BANDS], [-0.9], -0.7, PointScale(), 1)
    assert all(value.as_tuple().exponent == -1 for value in points[0])


def test_the_system_gives_each_value_the_points_of_its_bin():
    points = [tuple(Decimal(n) for n in (1, 2, 3, 4, 5)), tuple(Decimal(n) for n in (10, 20, 30, 40))]
    system = build_system([BANDS, GROUPS], points, 0)
    frame = pd.DataFrame(
        {
            "投诉": [1.0, 2.0, 0.0, 7.0, np.nan, np.nextafter(0, 1), np.nextafter(7, 8), np.nextafter(7, 6)],
            "region": pd.Series(["a", "b", "c", "moon", None, "a", "a", "a"], dtype="str"),
        }
    )
    # bands: < 2, ≥ 2, = 0, = 7, ∅; groups: a, b | c, *, ∅
    assert evaluate(system, frame).score.tolist() == [11, 22, 23, 34, 45, 11, 12, 12]
    assert [node.code for node in system.node] == ["total", "column_1", "region"]


def test_the_table_shows_every_bin():
    table = tabulate([GROUPS], {"region": tuple(Decimal(n) for n in (10, 20, 30, 40))})
    assert table["bin"].tolist() == ["a", "b | c", "*", "∅"]
    assert table["points"].tolist() == [10, 20, 30, 40]
    assert table["event_rate"].tolist()[:2] == [40 / 90, 10 / 60]
    assert table["event_rate"].isna().tolist() == [False, False, True, True]
