import numpy as np
import pytest
from scipy.integrate import quad

from inscredit_models.evaluation.profit import expected_maximum_profit, profit_interval
from inscredit_models.findings import Refused
from tests.evaluation.test_metrics import S, Y


def profit_by_search(y, risk, none_lost, all_lost, roi):
    """The second route: the best of all cut-offs at each λ, by quadrature."""
    cuts = [(risk >= t) for t in [*np.unique(risk), np.inf]]
    earned = [((cut & (y == 1)).mean(), (cut & (y == 0)).mean()) for cut in cuts]

    def best(loss):
        return max(loss * events - roi * others for events, others in earned)

    between = sum(quad(best, a, a + 0.02)[0] for a in np.arange(50) / 50)
    return none_lost * best(0.0) + all_lost * best(1.0) + (1 - none_lost - all_lost) * between


def test_reference_value():
    # Equal to the Python port of the authors' code (EMP-PY) and to our second route.
    found = expected_maximum_profit(Y, S)
    assert found.value == pytest.approx(0.061762447, abs=5e-10)
    assert found.fraction == pytest.approx(0.183357, abs=5e-7)


@pytest.mark.parametrize("parameters", [(0.55, 0.10, 0.2644), (0.0, 1.0, 0.05), (0.2, 0.0, 0.9)])
def test_value_equals_a_search_over_all_cut_offs(parameters):
    rng = np.random.default_rng(0)
    y = (rng.random(120) < 0.3).astype(int)
    risk = np.round(y + rng.normal(size=120), 1)
    found = expected_maximum_profit(y, risk, none_lost=parameters[0], all_lost=parameters[1], roi=parameters[2])
    assert found.value == pytest.approx(profit_by_search(y, risk, *parameters), abs=1e-6)


def test_perfect_ranking_earns_the_mean_loss_of_the_events():
    y = np.array([0, 0, 0, 1])
    assert expected_maximum_profit(y, y * 1.0).value == pytest.approx(0.25 * (0.10 + 0.35 / 2))
    assert expected_maximum_profit(y, y * 1.0).fraction == pytest.approx(0.25 * 0.45)


def test_one_class_has_no_value_and_bad_parameters_are_refused_together():
    assert np.isnan(expected_maximum_profit(np.zeros(3), np.arange(3.0)).value)
    with pytest.raises(Refused) as refused:
        expected_maximum_profit(Y, S, none_lost=0.9, all_lost=0.2, roi=0)
    assert [finding.where for finding in refused.value.findings] == ["none_lost, all_lost", "roi"]


def test_interval_holds_the_estimate_and_narrows_with_rows():
    rng = np.random.default_rng(2)

    def width(rows):
        y = (rng.random(rows) < 0.3).astype(int)
        found, low, high = profit_interval(y, y + rng.normal(size=rows), np.arange(rows), seed=0, roi=0.05)
        assert low <= found.value <= high and found.value > 0
        return high - low

    assert width(4000) < 0.6 * width(400)


def test_rows_of_one_cluster_are_drawn_together():
    rng = np.random.default_rng(3)
    y = (rng.random(300) < 0.3).astype(int)
    risk = y + rng.normal(size=300)
    alone = profit_interval(y, risk, np.arange(300), seed=0)
    doubled = profit_interval(np.repeat(y, 4), np.repeat(risk, 4), np.repeat(np.arange(300), 4), seed=0)
    assert doubled[0].value == pytest.approx(alone[0].value)
    assert doubled[2] - doubled[1] == pytest.approx(alone[2] - alone[1], rel=1e-6), "copies add no certainty"


def test_one_class_has_no_interval():
    assert np.isnan(profit_interval(np.zeros(5, int), np.arange(5.0), np.arange(5), seed=0)[1:]).all()
