"""Which columns stay."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.binning import BinningRules, ColumnBins, bin_column
from inscredit_models.models.features import Feature
from inscredit_models.models.screening import (
    RULE_OF_THUMB,
    agree_signs,
    iv_by_chance,
    screen_by_information,
    selection_frame,
)


def bins(code: str, nonevents: tuple[int, ...], events: tuple[int, ...]) -> ColumnBins:
    return ColumnBins(Feature(code), (0.0,), (), (), (*nonevents, 0), (*events, 0), 0.5, 0)


STRONG, WEAK, EMPTY = (
    bins("strong", (60, 20), (10, 30)),
    bins("weak", (40, 40), (19, 21)),
    bins("empty", (80, 0), (40, 0)),
)


def test_little_information_and_one_bin_leave_with_their_reason():
    reasons = screen_by_information([STRONG, WEAK, EMPTY], 0.02)
    assert reasons == {"strong": "", "weak": "information value below 0.02", "empty": "one bin only"}
    frame = selection_frame([STRONG, WEAK, EMPTY], reasons)
    assert frame["decision"].tolist() == ["kept", "dropped", "dropped"]


def test_the_best_column_stays_where_all_would_leave():
    assert screen_by_information([EMPTY, WEAK], 0.5) == {"empty": "one bin only", "weak": ""}


def test_many_rows_keep_a_weak_column_that_chance_does_not_give():
    """By hand: χ² with one degree of freedom, upper 5 %: 3.8415, over 1/8000 + 1/4000; ln 1.04 ≈ 0.04 on each side."""
    few, many = bins("few", (410, 390), (195, 205)), bins("many", (4100, 3900), (1950, 2050))
    assert iv_by_chance(many.nonevents, many.events, 0.05) == pytest.approx(3.8415 * (1 / 8000 + 1 / 4000), rel=1e-4)
    assert few.iv < many.iv + 1e-4 < RULE_OF_THUMB
    assert screen_by_information([STRONG, few, many], None) == {
        "strong": "",
        "few": "information value below 0.014",
        "many": "",
    }
    assert screen_by_information([STRONG, many], 0.02)["many"] == "information value below 0.02"


@pytest.mark.parametrize("bands", [2, 5])
def test_information_value_of_noise_passes_its_bound_as_often_as_said(bands):
    random = np.random.default_rng(1)
    passed = []
    for _ in range(2000):
        place, events = random.integers(0, bands, 1000), random.random(1000) < 0.3
        bad, good = np.bincount(place[events], minlength=bands), np.bincount(place[~events], minlength=bands)
        noise = ColumnBins(Feature("x"), tuple(range(bands - 1)), (), (), (*good, 0), (*bad, 0), 0.5, 0)
        passed.append(noise.iv > iv_by_chance(noise.nonevents, noise.events, 0.05))
    assert 0.035 < np.mean(passed) < 0.065


def test_a_column_with_the_wrong_sign_leaves_and_the_rest_is_fitted_again():
    random = np.random.default_rng(0)
    good = random.normal(size=2000)
    noisy = good + 0.5 * random.normal(size=2000)
    events = (random.random(2000) < 1 / (1 + np.exp(2 * good - noisy))).astype(int)
    rules = BinningRules()
    features = Feature("good", direction=1), Feature("noisy", direction=1)
    columns = [bin_column(pd.Series(x), events, f, rules) for f, x in zip(features, (good, noisy), strict=True)]
    matrix = np.column_stack([good, noisy])
    reasons = {"good": "", "noisy": ""}
    coefficients, _ = agree_signs(matrix, events, columns, reasons, 1.0)
    assert reasons == {"good": "", "noisy": "wrong sign beside the other columns"}
    assert len(coefficients) == 1
    assert coefficients[0] < 0


def test_the_last_column_never_leaves():
    events = np.array([0, 1] * 50)
    reasons = {"strong": ""}
    coefficients, _ = agree_signs(events[:, np.newaxis].astype(float), events, [STRONG], reasons, 1.0)
    assert reasons == {"strong": ""}
    assert coefficients.tolist() == [0.0]


@pytest.mark.parametrize(("direction", "rows", "stays"), [(0, 6000, True), (-1, 6000, False), (0, 60, False)])
def test_a_wrong_sign_beyond_noise_stays_where_no_direction_is_declared(direction, rows, stays):
    """The difference of two columns decides: each alone is bad, the second beside the first is good."""
    random = np.random.default_rng(2)
    first = random.normal(size=rows)
    second = first + random.normal(size=rows)
    events = (random.random(rows) < 1 / (1 + np.exp(2 * first - second))).astype(int)
    features = Feature("first"), Feature("second", direction=direction)
    columns = [
        bin_column(pd.Series(x), events, f, BinningRules()) for f, x in zip(features, (first, second), strict=True)
    ]
    reasons = {"first": "", "second": ""}
    coefficients, _ = agree_signs(np.column_stack([first, second]), events, columns, reasons, 1.0)
    assert (reasons["second"] == "") == stays and coefficients[0] < 0
    if stays:
        assert coefficients[1] == pytest.approx(1.0, abs=0.15)
