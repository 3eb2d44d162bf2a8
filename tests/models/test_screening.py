"""Which columns stay."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.models.binning import BinningRules, ColumnBins, bin_column
from inscredit_models.models.features import Feature
from inscredit_models.models.screening import agree_signs, screen_by_information, selection_frame


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


def test_a_column_with_the_wrong_sign_leaves_and_the_rest_is_fitted_again():
    random = np.random.default_rng(0)
    good = random.normal(size=2000)
    noisy = good + 0.5 * random.normal(size=2000)
    events = (random.random(2000) < 1 / (1 + np.exp(2 * good - noisy))).astype(int)
    rules = BinningRules()
    columns = [bin_column(pd.Series(x), events, Feature(code), rules) for code, x in (("good", good), ("noisy", noisy))]
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
