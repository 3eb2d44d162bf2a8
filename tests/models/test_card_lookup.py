"""One record against a batch, and the lookup against the scoring system."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.scorecard import Scorecard
from inscredit_models.scoring.evaluate import evaluate
from tests.models.samples import FEATURES, make_table


@pytest.fixture(scope="module", params=[0, 2, 5])
def card(request) -> Scorecard:
    frame, events = make_table(400)
    frame.loc[:40, "tenure_years"] = -1.0
    return Scorecard(FEATURES, min_iv=0, special_values={"tenure_years": (-1.0,)}, places=request.param).fit(
        frame, events
    )


def edges(card: Scorecard) -> pd.DataFrame:
    """Give rows on and beside every cut and special value, with gaps and unseen categories."""
    frame, _ = make_table(60, seed=21)
    rows = [frame]
    for column in card.bins_:
        for value in (*column.cuts, *column.special):
            for near in (value, np.nextafter(value, -np.inf), np.nextafter(value, np.inf), np.nan):
                rows.append(frame.iloc[[0]].assign(**{column.feature.code: near}))
    rows += [frame.iloc[[1]].assign(**{FEATURES[3].code: level}) for level in ("火星", " 北京 ", "", None)]
    return pd.concat(rows, ignore_index=True)


def test_one_record_scores_as_it_does_in_a_batch_to_the_last_bit(card):
    frame = edges(card)
    assert [card.score_one(row) for row in frame.to_dict("records")] == card.credit_score(frame).tolist()


def test_the_lookup_says_what_the_scoring_system_says(card):
    frame = edges(card)
    read = card._read_fitted(frame)
    assert evaluate(card.scoring_system_, read).score.tolist() == card.credit_score(frame).tolist()


def test_absent_none_and_nan_are_all_missing(card):
    full = make_table(1)[0].to_dict("records")[0]
    code = FEATURES[1].code
    scores = {card.score_one(full | {code: empty}) for empty in (None, float("nan"), pd.NA)}
    assert scores == {card.score_one({name: value for name, value in full.items() if name != code})}


def test_numbers_of_any_type_read_alike(card):
    code = FEATURES[0].code
    assert len({card.score_one({code: value}) for value in (2, 2.0, np.int64(2), np.float32(2), Decimal(2))}) == 1


@pytest.mark.parametrize(
    ("value", "code"), [("2", "ICM011"), (float("inf"), "ICM027"), (-float("inf"), "ICM027"), (1e200, "ICM006")]
)
def test_a_bad_number_is_refused_by_name_without_its_value(card, value, code):
    with pytest.raises(ColumnsRefused) as error:
        card.score_one({FEATURES[0].code: value})
    (finding,) = error.value.findings
    assert finding.code == code
    assert FEATURES[0].code in finding.where


def test_an_unknown_column_is_refused_with_near_names(card):
    with pytest.raises(ColumnsRefused, match="did you mean 'tenure_years'"):
        card.score_one({"tenure_year": 1.0})
