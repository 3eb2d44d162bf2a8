import numpy as np
import pytest
from scipy.stats import norm

from inscredit_models.evaluation.rating_system.traffic_lights import traffic_lights
from inscredit_models.findings import Refused


def test_lights_come_as_often_as_their_levels_say_in_simulated_years():
    # Tasche (2003), arXiv cond-mat/0305038: yellow above 95 %, red above 99.9 %, defaults moved by one factor.
    rng = np.random.default_rng(0)
    rates = norm.cdf((norm.ppf(0.02) + np.sqrt(0.05) * rng.normal(size=40_000)) / np.sqrt(0.95))
    counts, times = np.unique(rng.binomial(2000, rates), return_counts=True)
    lights = np.array(traffic_lights(np.full(len(counts), 2000), counts, np.full(len(counts), 0.02)))
    shares = {light: times[lights == light].sum() / 40_000 for light in ("green", "yellow", "red")}
    assert shares["yellow"] + shares["red"] == pytest.approx(0.05, abs=4e-3)
    assert shares["red"] == pytest.approx(0.001, abs=6e-4)


def test_lights_go_from_green_over_yellow_to_red_and_an_empty_grade_has_none():
    counts = np.arange(0, 200)
    lights = traffic_lights(np.full(200, 500), counts, np.full(200, 0.02))
    assert list(dict.fromkeys(lights)) == ["green", "yellow", "red"]
    assert traffic_lights(np.array([0]), np.array([0]), np.array([0.1])) == [""]


def test_correlation_makes_lights_milder():
    n, events, pd = np.array([1000]), np.array([20]), np.array([0.01])
    assert traffic_lights(n, events, pd, correlation=0.0) == ["yellow"]
    assert traffic_lights(n, events, pd, correlation=0.2) == ["green"]


def test_levels_that_do_not_rise_are_refused():
    with pytest.raises(Refused, match="ICM079"):
        traffic_lights(np.array([10]), np.array([1]), np.array([0.1]), levels=(0.99, 0.95))
