import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from inscredit_models.models.calibrators_venn_abers import VennAbersCalibrator


def pair_by_two_fits(values, y, asked):
    """The definition, word for word: two isotonic regressions for each value asked."""
    pairs = []
    for value in asked:
        pairs.append(
            [
                IsotonicRegression().fit(np.append(values, value), np.append(y, label)).predict([value])[0]
                for label in (0, 1)
            ]
        )
    return np.array(pairs).T


@pytest.mark.parametrize("decimals", [1, 8], ids=["ties", "no ties"])
def test_pair_equals_two_isotonic_regressions(decimals):
    rng = np.random.default_rng(0)
    values = np.round(rng.random(120), decimals)
    y = (rng.random(120) < values).astype(int)
    asked = np.concatenate([rng.random(30), values[:10], [-1.0, 2.0]])
    expected = pair_by_two_fits(values, y, asked)
    assert np.array(VennAbersCalibrator().fit(values, y).pair(asked)) == pytest.approx(expected, abs=1e-12)


def test_hand_worked_pair():
    # Between .2 (no event) and .6 (event): as a non-event 0, as an event 1; p = 1 / (1 − 0 + 1).
    fitted = VennAbersCalibrator().fit(np.array([0.2, 0.6]), np.array([0, 1]))
    assert [side.tolist() for side in fitted.pair(np.array([0.4]))] == [[0.0], [1.0]]
    assert fitted.predict(np.array([0.4])).tolist() == [0.5]


def test_more_rows_know_more():
    rng = np.random.default_rng(1)
    widths = []
    for n in (100, 3000):
        values = rng.random(n)
        p0, p1 = VennAbersCalibrator().fit(values, (rng.random(n) < values).astype(int)).pair(np.linspace(0, 1, 50))
        assert (p0 <= p1).all()
        widths.append((p1 - p0).mean())
    assert widths[1] < widths[0] / 2
