"""Weight of evidence against the standard case."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inscredit_models.models.woe import information_value, weight_of_evidence

# Statlog German credit data (Hofmann 1994, UCI Machine Learning Repository), attribute 1, checking account:
# below 0, 0 to 200, 200 and more, none; 700 good and 300 bad in all.
GOOD, BAD = np.array([139, 164, 49, 348]), np.array([135, 105, 14, 46])


def test_german_checking_status_has_its_known_woe_and_information_value():
    woe = weight_of_evidence(GOOD, BAD, smoothing=0)
    # The table in use has ln(bad / good); ours has the opposite sign.
    np.testing.assert_allclose(-woe, [0.818099, 0.401392, -0.405465, -1.176263], atol=5e-7)
    assert information_value(GOOD, BAD, woe) == pytest.approx(0.666012, abs=5e-7)


def test_smoothing_adds_half_an_event_and_its_share_of_non_events():
    # 300 events are the rarer class: half an event, and 0.5 · 700 / 300 non-events
    expected = np.log((139 + 0.5 * 700 / 300) / 700) - np.log((135 + 0.5) / 300)
    assert weight_of_evidence(GOOD, BAD, smoothing=0.5)[0] == pytest.approx(expected, abs=1e-12)


def test_an_empty_bin_says_nothing_and_a_pure_one_stays_finite():
    woe = weight_of_evidence(np.array([0, 10, 10]), np.array([0, 0, 5]), smoothing=0.5)
    assert woe[0] == 0
    assert np.isfinite(woe).all()
    assert woe[1] > 0 > woe[2]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_information_is_never_negative_and_exchanging_the_classes_turns_the_sign(bins):
    good, bad = (np.array(counts) + np.array([1, *[0] * (len(bins) - 1)]) for counts in zip(*bins, strict=True))
    woe = weight_of_evidence(good, bad)
    assert information_value(good, bad, woe) >= 0
    np.testing.assert_allclose(weight_of_evidence(bad, good), -woe, atol=1e-12)
