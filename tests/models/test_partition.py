"""The dynamic programme against the enumeration of every partition."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from inscredit_models.models.partition import TRENDS, Segments, best_partition, measure_segments


def enumerate_best(segments: Segments, trend: str, max_bins: int, min_bins: int = 1) -> tuple[float, int]:
    """Look at every partition: the highest value, and the fewest bins that reach it."""
    k = len(segments.gain)
    best = (-np.inf, 0)
    for bins in range(min_bins, max_bins + 1):
        for borders in itertools.combinations(range(1, k), bins - 1):
            value = value_of(segments, borders, trend)
            if value > best[0] + 1e-11:
                best = (value, bins)
    return best


def value_of(segments: Segments, borders: tuple[int, ...], trend: str) -> float:
    edges = [0, *borders, len(segments.gain)]
    runs = list(itertools.pairwise(edges))
    steps = np.diff([segments.woe[run] for run in runs])
    rises, falls = steps > 1e-12, steps < -1e-12
    turns = range(len(steps) + 1)
    allowed = {
        "ascending": rises.all(),
        "descending": falls.all(),
        "auto": rises.all() or falls.all(),
        "peak": any(rises[:turn].all() and falls[turn:].all() for turn in turns),
        "valley": any(falls[:turn].all() and rises[turn:].all() for turn in turns),
        "none": True,
    }[trend]
    return sum(segments.gain[run] for run in runs) if allowed else -np.inf


def segments_of(good: np.ndarray, bad: np.ndarray, *, min_count: float = 0, price: float = 0.0) -> Segments:
    totals = (float(good.sum()), float(bad.sum()))
    return measure_segments(good, bad, totals=totals, min_count=min_count, smoothing=0.5, bin_price=price)


@pytest.mark.parametrize("trend", TRENDS)
@pytest.mark.parametrize("seed", range(25))
def test_the_programme_finds_what_enumeration_finds(trend, seed):
    random = np.random.default_rng(seed)
    k = int(random.integers(1, 9))
    # few different counts, so that equal rates and equal values occur often
    good, bad = random.integers(0, 4, k) * 5 + 1, random.integers(0, 3, k) * 5 + 1
    segments = segments_of(good, bad, min_count=float(random.choice([0, 8, 15])), price=float(random.choice([0, 0.02])))
    max_bins, min_bins = int(random.integers(1, 6)), int(random.integers(1, 4))
    borders = best_partition(segments, trend=trend, max_bins=max_bins, min_bins=min_bins)
    value, bins = enumerate_best(segments, trend, max_bins, min_bins)
    if np.isfinite(value):
        assert value_of(segments, borders, trend) == pytest.approx(value, abs=1e-10)
        assert len(borders) + 1 == bins
    else:
        assert borders is None


def test_a_peak_is_found_where_no_monotone_partition_is_as_good():
    good, bad = np.array([10, 20, 40, 20, 10]), np.array([40, 20, 10, 20, 40])
    segments = segments_of(good, bad)
    assert best_partition(segments, trend="peak", max_bins=5) == (1, 2, 3, 4)
    assert len(best_partition(segments, trend="auto", max_bins=5)) < 4
    assert best_partition(segments_of(bad, good), trend="valley", max_bins=5) == (1, 2, 3, 4)


def test_too_few_of_either_class_make_no_bin():
    good, bad = np.array([30, 30, 30]), np.array([1, 5, 20])
    runs = measure_segments(good, bad, totals=(90.0, 26.0), min_count=0, smoothing=0.5, bin_price=0.0, min_class=5)
    assert best_partition(runs, trend="descending", max_bins=3) == (2,)


def test_equal_neighbours_are_joined():
    good, bad = np.array([30, 30, 10, 10]), np.array([10, 10, 30, 30])
    assert best_partition(segments_of(good, bad), trend="auto", max_bins=4) == (2,)


def test_a_tie_between_borders_goes_to_the_earlier_one():
    # the middle pre-bin has the base rate: it fits either side equally well
    good, bad = np.array([30, 20, 10]), np.array([10, 20, 30])
    assert best_partition(segments_of(good, bad), trend="descending", max_bins=2) == (1,)


def test_an_opposed_trend_leaves_one_bin():
    good, bad = np.array([10, 30]), np.array([30, 10])
    assert best_partition(segments_of(good, bad), trend="descending", max_bins=3) == ()


def test_too_few_rows_leave_no_partition():
    good, bad = np.array([2, 3]), np.array([3, 2])
    assert best_partition(segments_of(good, bad, min_count=100), trend="auto", max_bins=3) is None


def test_a_bin_that_is_not_worth_its_price_is_not_made():
    good, bad = np.array([30, 10]), np.array([10, 30])
    assert best_partition(segments_of(good, bad), trend="auto", max_bins=2) == (1,)
    assert best_partition(segments_of(good, bad, price=2.0), trend="auto", max_bins=2) == ()


def test_a_turn_is_taken_where_it_is_worth_its_price_and_only_then():
    segments = segments_of(np.array([10, 20, 10]), np.array([10, 5, 10]))
    straight = best_partition(segments, trend="auto", max_bins=3)
    peak = best_partition(segments, trend="peak", max_bins=3)
    worth = value_of(segments, peak, "peak") - value_of(segments, straight, "auto")
    assert len(straight) == 1 and peak == (1, 2) and worth > 0
    assert best_partition(segments, trend="auto", max_bins=3, turn_price=worth + 1e-6) == straight
    assert best_partition(segments, trend="auto", max_bins=3, turn_price=worth - 1e-6) == peak
