"""What can and cannot be said of an index follows from its figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.index_claims import CLAIM_COLUMNS, claims_frame, headline
from inscredit_models.evaluation.index_outcome import RANKING_COLUMNS
from inscredit_models.evaluation.index_precision import PRECISION_COLUMNS

FIRM = np.triu(np.ones((4, 4), dtype=bool), 1)


def precision(error: float = 1.5, periods: int = 3) -> pd.DataFrame:
    estimates = {"repeat_correlation": 0.9, "score_error": error, "least_difference": 2.77 * error}
    rows = [(name, value, np.nan, np.nan, 4, periods) for name, value in estimates.items()]
    return pd.DataFrame(rows, columns=list(PRECISION_COLUMNS))


def says(firm: np.ndarray = FIRM, measured: pd.DataFrame | None = None, ranking: pd.DataFrame | None = None) -> dict:
    frame = claims_frame(firm, precision() if measured is None else measured, ranking)
    assert tuple(frame.columns) == CLAIM_COLUMNS
    return dict(zip(frame["claim"].str.rpartition(" / ")[2], frame["says"], strict=True))


def ranking(verdict: str, cause: str = "") -> pd.DataFrame:
    row = ("auc", 0.7, 0.6, 0.8, 0.1, 100, 0, 20, verdict, cause)
    return pd.DataFrame([row], columns=list(RANKING_COLUMNS))


def test_a_full_order_names_its_first() -> None:
    found = says()
    assert found["the order of 6 of 6 pairs"] == "can"
    assert found["which unit is first"] == "can"
    assert headline(FIRM)[1] == "Of the 6 pairs among 4 units the order of 6 (100%) is firm; 1 unit could be first."


def test_no_firm_pair_says_nothing_of_the_order() -> None:
    found = says(np.zeros((4, 4), dtype=bool))
    assert found["the order of 0 of 6 pairs"] == "cannot"
    assert found["which unit is first"] == "cannot"


def test_small_differences_and_weak_relations_are_named() -> None:
    found = says()
    assert found["differences below 4.2 points"] == "cannot"
    assert found["a rank correlation below 0.99 with anything else"] == "cannot"


def test_one_period_leaves_the_error_unknown() -> None:
    assert says(measured=precision(np.nan, 1))["whether two scores differ"] == "not_evaluable"


def test_without_an_outcome_neither_prediction_nor_price() -> None:
    found = says()
    assert found["whether the index predicts"] == "not_evaluable"
    assert found["which weights are better, and the price of each"] == "not_evaluable"


def test_an_outcome_is_judged_by_its_verdict() -> None:
    assert says(ranking=ranking("better"))["whether the index predicts"] == "can"
    assert says(ranking=ranking("inconclusive"))["whether the index predicts"] == "cannot"
    few = says(ranking=ranking("not_evaluable", "事件仅3个 / 3 events"))
    assert few["whether the index predicts"] == "not_evaluable"
