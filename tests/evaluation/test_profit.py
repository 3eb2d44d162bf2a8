import numpy as np
import pytest
from scipy.integrate import quad

from inscredit_models.evaluation.profit import expected_maximum_profit
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
