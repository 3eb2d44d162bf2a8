"""The scorecard."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.features import Feature
from inscredit_models.models.scorecard import Scorecard
from inscredit_models.scoring.document import system_from_json, system_to_json
from inscredit_models.scoring.evaluate import evaluate
from tests.models.samples import FEATURES, make_table


@pytest.fixture(scope="module")
def card() -> Scorecard:
    return Scorecard(FEATURES).fit(*make_table())


def test_points_of_the_table_add_up_to_the_score_of_every_record(card):
    frame, _ = make_table(200, seed=11)
    expected = np.zeros(200)
    for column in card.bins_:
        points = card.table_.loc[card.table_["feature"] == column.feature.code, "points"].to_numpy()
        expected += points[column.assign(frame[column.feature.code])]
    np.testing.assert_allclose(card.credit_score(frame), expected, atol=1e-9)


def test_the_score_is_what_the_scoring_system_says_of_the_raw_frame(card):
    frame, _ = make_table(200, seed=11)
    system = system_from_json(system_to_json(card.scoring_system_))
    assert evaluate(system, frame).score.tolist() == card.credit_score(frame).tolist()


def test_a_row_alone_scores_as_it_does_in_a_batch(card):
    frame, _ = make_table(40, seed=12)
    alone = [card.credit_score(frame.iloc[[row]])[0] for row in range(40)]
    assert alone == card.credit_score(frame).tolist()


def test_score_and_probability_order_rows_alike(card):
    frame, _ = make_table(200, seed=11)
    score, p_event = card.credit_score(frame), card.p_event(frame)
    order = np.argsort(score)
    assert (np.diff(p_event[order]) <= 0).all()
    assert len(np.unique(p_event)) == len(np.unique(score))


def test_points_follow_the_declared_directions(card):
    steps = {f.code: np.linspace(-5, 15, 400) for f in FEATURES if f.direction}
    frame, _ = make_table(1)
    for feature in FEATURES[:2]:
        grid = pd.concat([frame] * 400, ignore_index=True)
        grid[feature.code] = steps[feature.code]
        assert (np.diff(card.credit_score(grid)) * feature.direction >= 0).all()


def test_contributions_are_points_against_the_training_mean(card):
    frame, _ = make_table()
    parts = card.contributions(frame)
    assert (parts.unit, parts.higher_is) == ("points", "better")
    np.testing.assert_allclose(parts.total(), card.credit_score(frame), atol=1e-9)
    np.testing.assert_allclose(parts.values.mean(), 0, atol=1e-9)


def test_the_average_probability_is_near_the_base_rate(card):
    frame, events = make_table()
    assert card.p_event(frame).mean() == pytest.approx(events.mean(), abs=0.002)


def test_every_column_has_a_decision_and_a_reason(card):
    assert card.selection_["column"].tolist() == [feature.code for feature in FEATURES]
    dropped = card.selection_["decision"] == "dropped"
    assert (card.selection_["reason"] != "").tolist() == dropped.tolist()
    assert set(card.table_["feature"]) == set(card.selection_["column"][~dropped])


def test_noise_alone_still_gives_a_card_of_one_column():
    random = np.random.default_rng(0)
    card = Scorecard(min_iv=5.0).fit(random.normal(size=(200, 3)), random.integers(0, 2, 200))
    assert (card.selection_["decision"] == "kept").sum() == 1


def test_a_special_value_has_its_own_points():
    frame, events = make_table(400)
    code = "tenure_years"
    frame.loc[:99, code] = -1.0
    events = events.copy()
    events[:100] = 1
    card = Scorecard(FEATURES, special_values={code: (-1.0,)}).fit(frame, events)
    table = card.table_[card.table_["feature"] == code]
    assert table.loc[table["bin"] == "= -1", ["count", "events"]].to_numpy().tolist() == [[100, 100]]
    row = frame.iloc[[200]].assign(**{code: -1.0})
    neighbour = row.assign(**{code: np.nextafter(-1.0, -2.0)})
    assert card.credit_score(row)[0] < card.credit_score(neighbour)[0]


def test_whole_points_are_whole():
    frame, events = make_table()
    score = Scorecard(FEATURES, places=0).fit(frame, events).credit_score(frame)
    assert (score == np.round(score)).all()


def test_a_change_of_unit_changes_no_score():
    frame, events = make_table()
    features = tuple(f for f in FEATURES if f.kind == "numeric")
    frame = frame[[f.code for f in features]]
    first = Scorecard(features).fit(frame, events).credit_score(frame)
    assert Scorecard(features).fit(frame * 1000, events).credit_score(frame * 1000).tolist() == first.tolist()


def test_wrong_parameters_are_refused_all_at_once():
    frame, events = make_table()
    card = Scorecard(max_bins=0, min_share=0.9, special_values={"tenure_year": (1.0,)})
    with pytest.raises(ColumnsRefused) as error:
        card.fit(frame, events)
    assert sorted(finding.code for finding in error.value.findings) == ["ICM006", "ICM006", "ICM008"]
    assert "tenure_years" in str(error.value)


def test_categories_with_outer_blanks_get_their_points():
    frame = pd.DataFrame({" level ": [" a "] * 50 + ["b"] * 50})
    card = Scorecard().fit(frame, [1] * 30 + [0] * 20 + [1] * 10 + [0] * 40)
    assert card.scoring_system_.node[1].indicator == "level"
    score = card.credit_score(pd.DataFrame({" level ": ["a", " b", "moon"]}))
    assert score[0] < score[2] < score[1]


def test_a_declared_direction_that_the_data_oppose_leaves_the_column_out():
    frame, events = make_table()
    turned = (Feature(FEATURES[0].code, "numeric", 1), *FEATURES[1:])
    selection = Scorecard(turned).fit(frame, events).selection_
    assert selection["decision"].tolist()[0] == "dropped"


def test_a_declared_policy_holds_in_regression_points_and_scores():
    frame, events = make_table(500)
    code = "tenure_years"
    frame.loc[frame.index[:60], code] = -1.0
    frame.loc[frame.index[60:120], code] = np.nan
    settings = {"special_values": {code: (-1.0,)}, "min_iv": 0, "bin_price": 0.0}
    for missing, special in (("worst", "neutral"), ("neutral", "worst"), ("own", "own")):
        card = Scorecard(FEATURES, missing_policy=missing, special_policy=special, **settings).fit(frame, events)
        card = Scorecard.from_document(card.to_document())
        table = card.table_[card.table_["feature"] == code].set_index("kind")
        worst = table.loc["band", "points"].min()
        neutral = table.loc["band", "points"].min() < table.loc["special", "points"] < table.loc["band", "points"].max()
        assert (table.loc["missing", "points"] == worst) == (missing == "worst")
        assert (table.loc["special", "points"] == worst) == (special == "worst")
        if special == "neutral":
            assert table.loc["special", "woe"] == 0
            assert neutral
        # What the table says of a missing and of a special value is what a record gains or loses by it, to the point.
        bands, cuts = table.loc["band", "points"].tolist(), card.bins_[_place(card, code)].cuts
        low, gap, own = (frame.iloc[[200]].assign(**{code: value}) for value in (cuts[0] - 0.5, np.nan, -1.0))
        lowest = card.credit_score(low)[0]
        assert card.credit_score(gap)[0] - lowest == pytest.approx(table.loc["missing", "points"] - bands[0], abs=1e-9)
        assert card.credit_score(own)[0] - lowest == pytest.approx(table.loc["special", "points"] - bands[0], abs=1e-9)


def _place(card, code):
    return [item.feature.code for item in card.bins_].index(code)


def test_trends_are_kept_by_column():
    random = np.random.default_rng(2)
    values = np.repeat(np.arange(10.0), 60)
    events = (random.random(600) < 0.1 + 0.06 * np.abs(values - 5)).astype(int)
    frame = pd.DataFrame({"hours": values})
    peak = Scorecard(trends={"hours": "peak"}, bin_price=0.0).fit(frame, events).bins_[0]
    bands = peak.woe[: len(peak.cuts) + 1]
    top = int(bands.argmax())
    assert 0 < top < len(bands) - 1
    assert (np.diff(bands[: top + 1]) > 0).all()
    assert (np.diff(bands[top:]) < 0).all()
    assert Scorecard(bin_price=0.0).fit(frame, events).bins_[0].cuts == peak.cuts  # well worth its turn
    monotone = Scorecard(bin_price=0.0, turn_price=1e6).fit(frame, events).bins_[0]
    free = Scorecard(trends={"hours": "none"}, bin_price=0.0).fit(frame, events).bins_[0]
    assert monotone.iv < peak.iv <= free.iv


def test_requests_that_cannot_be_met_are_refused_all_at_once():
    frame, events = make_table()
    card = Scorecard(FEATURES, min_bins={code.code: 7 for code in FEATURES[:2]})
    with pytest.raises(ColumnsRefused) as error:
        card.fit(frame, events)
    assert [finding.code for finding in error.value.findings] == ["ICM130", "ICM130"]
    with pytest.raises(ColumnsRefused, match="only where no direction is declared"):
        Scorecard(FEATURES, trends={FEATURES[0].code: "peak"}).fit(frame, events)


def test_thin_bins_show_how_little_they_say(card):
    table = card.table_[card.table_["count"] > 0]
    assert ((table["rate_low"] <= table["event_rate"]) & (table["event_rate"] <= table["rate_high"])).all()
    widths = table["rate_high"] - table["rate_low"]
    assert widths[table["count"].idxmin()] > widths[table["count"].idxmax()]


def test_an_all_missing_column_and_many_categories_leave_a_working_card():
    frame, events = make_table(2000)
    frame["empty"] = np.nan
    frame["name"] = pd.Series([f"n{i}" for i in range(2000)], dtype="str")
    card = Scorecard().fit(frame, events)
    decisions = card.selection_.set_index("column")
    assert decisions.loc["empty", "reason"] == "one bin only"
    assert decisions.loc["name", "decision"] == "dropped"
    assert np.isfinite(card.credit_score(frame)).all()
