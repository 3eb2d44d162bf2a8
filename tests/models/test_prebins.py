"""Good pre-bins."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.binning import BinningRules, bin_column
from inscredit_models.models.features import Feature
from inscredit_models.models.prebins import split_borders
from inscredit_models.models.woe import information_value, weight_of_evidence


def value_of(total: np.ndarray, bad: np.ndarray, borders: list[int]) -> float:
    edges = [0, *borders]
    good = np.add.reduceat(total - bad, edges)
    events = np.add.reduceat(bad, edges)
    return information_value(good, events, weight_of_evidence(good, events))


def steps(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    total = random.integers(5, 20, 12)
    return total, random.binomial(total, random.random(12))


@pytest.mark.parametrize("seed", range(20))
def test_the_first_split_is_the_best_one(seed):
    total, bad = steps(seed)
    totals = (float((total - bad).sum()), float(bad.sum()))
    found = split_borders(total, bad, totals=totals, min_count=25, most=2, smoothing=0.5)
    rows = np.cumsum(total)
    allowed = [place for place in range(1, 12) if rows[place - 1] >= 25 and rows[-1] - rows[place - 1] >= 25]
    assert value_of(total, bad, found) == pytest.approx(max(value_of(total, bad, [place]) for place in allowed))


@pytest.mark.parametrize("seed", range(5))
def test_every_prebin_is_large_enough_and_there_are_not_too_many(seed):
    total, bad = steps(seed)
    found = split_borders(total, bad, totals=(100.0, 80.0), min_count=20, most=4, smoothing=0.5)
    sizes = [total[a:b].sum() for a, b in itertools.pairwise([0, *found, 12])]
    assert min(sizes) >= 20
    assert len(found) <= 3


def test_where_nothing_changes_there_is_no_split():
    total = np.full(10, 10)
    assert split_borders(total, total // 2, totals=(50.0, 50.0), min_count=1, most=5, smoothing=0.5) == []


def test_split_prebins_find_a_cut_between_two_quantiles():
    values = np.arange(1000.0)
    events = (values < 33).astype(int)
    found = {
        how: bin_column(pd.Series(values), events, Feature("x"), BinningRules(min_share=0.02, prebins=how))
        for how in ("quantile", "split")
    }
    assert 32.5 in found["split"].cuts
    assert 32.5 not in found["quantile"].cuts
    assert found["split"].iv > found["quantile"].iv


def test_a_change_of_unit_moves_no_row():
    random = np.random.default_rng(1)
    values = random.normal(size=500)
    events = (random.random(500) < 1 / (1 + np.exp(values))).astype(int)
    rules = BinningRules(prebins="split")
    first = bin_column(pd.Series(values), events, Feature("x"), rules)
    second = bin_column(pd.Series(values * 1e6), events, Feature("x"), rules)
    assert (first.nonevents, first.events) == (second.nonevents, second.events)
