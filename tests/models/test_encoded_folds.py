"""Shared columns change the time of a trial and nothing else."""

from __future__ import annotations

import pytest

from inscredit_models.models.encoded_folds import EncodedFolds
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.risk_classifier import canonical_order
from inscredit_models.models.tuning import inner_folds
from tests.models.samples import FEATURES, make_table


@pytest.mark.parametrize("parameters", [{}, {"strength": 0.1, "l1_share": 1.0}, {"rare_below": 40}])
def test_trial_on_shared_columns_says_what_a_fresh_fit_says(parameters: dict[str, float]) -> None:
    frame, events = make_table()
    order = canonical_order(frame, events)
    frame, events = frame.iloc[order].reset_index(drop=True), events[order]
    folds = inner_folds(events, None, 3, seed=0)
    shared = EncodedFolds(FEATURES, frame, events, folds)
    for place, (train, test) in enumerate(folds):
        fresh = Logistic(FEATURES, **parameters).fit(frame.iloc[train], events[train])
        assert shared.p_event(parameters, place).tolist() == fresh.p_event(frame.iloc[test]).tolist()


def test_test_rows_leave_no_trace_in_the_columns() -> None:
    frame, events = make_table()
    folds = inner_folds(events, None, 3, seed=0)
    train, test = folds[0]
    changed = frame.copy()
    numeric = next(feature.code for feature in FEATURES if feature.kind == "numeric")
    changed.iloc[test, changed.columns.get_loc(numeric)] = 1e6
    first, second = (EncodedFolds(FEATURES, rows, events, folds) for rows in (frame, changed))
    assert (first._encode(10, 0)[0] == second._encode(10, 0)[0]).all()
    assert len(train) + len(test) == len(frame)
