"""Frames arranged for readers keep every row and every cause."""

import numpy as np
import pandas as pd

from inscredit_models.explain.explanation import Explanation
from inscredit_models.report.arrange import (
    against_reference,
    labelled,
    league_tables,
    not_evaluable,
    ordered_models,
    strip_frame,
    text_of,
)

from .example_content import CAUSE, NAMES, REFERENCE


def test_league_table_has_each_model_and_metric_of_the_frame(content):
    tables = league_tables(content.league, content.name)
    assert [table.split[1] for table in tables] == ["Out of time", "Out of time, unseen subjects"]
    for table in tables:
        assert {row.code for row in table.rows} == set(NAMES)
        assert all(len(row.cells) == len(table.metrics) == 5 for row in table.rows)
        assert [row.code for row in table.rows if row.is_reference] == [REFERENCE]


def test_rows_and_events_are_told_once_where_all_models_have_the_same(content):
    (headline, _) = league_tables(content.league, content.name)
    rows = content.league["split"] == "out_of_time"
    assert headline.sizes == list(content.league.loc[rows, ["n", "events"]].drop_duplicates().itertuples(False, None))
    fewer = content.league.assign(n=content.league["n"].where(content.league["model"] != REFERENCE, 7))
    assert len(league_tables(fewer, content.name)[0].sizes) == len(headline.sizes) + 1


def test_models_without_an_estimate_come_last_and_the_ceiling_first(content):
    unseen = content.league[content.league["split"] == "out_of_time_unseen"]
    order = ordered_models(unseen, "auc")
    assert order[0] == "truth" and order[-1] == "index_entropy"


def test_each_model_that_is_not_evaluable_is_listed_with_its_cause(content):
    found = not_evaluable(content.league, content.name)
    assert [(item["model"][1], item["cause"][1]) for item in found] == [
        ("Entropy-weight index", CAUSE.partition(" / ")[2])
    ]


def test_a_missing_cause_is_not_dropped(content):
    league = content.league.assign(cause=np.nan)
    assert not_evaluable(league, content.name)[0]["cause"] == ("未说明", "no cause given")


def test_pairs_with_the_reference_are_turned_to_model_minus_reference(content):
    turned = against_reference(content.comparisons, REFERENCE)
    assert len(turned) == 2 * 8
    assert (turned["low"] <= turned["difference"]).all() and (turned["difference"] <= turned["high"]).all()
    assert (turned.loc[turned["model"] == "single_best", "verdict"] == "worse").all()
    assert (turned.loc[turned["model"] == "lightgbm_monotone", "difference"] > 0).all()


def test_labels_are_added_in_both_languages():
    frame = labelled(pd.DataFrame({"model": ["m"]}), lambda code: ("甲", "a"))
    assert frame[["label_zh", "label_en"]].iloc[0].tolist() == ["甲", "a"]


def test_value_ranks_run_from_zero_to_one_and_missing_stays_missing():
    terms = pd.DataFrame({"x": [1.0, 2.0, 3.0, 0.0], "t": [0.1, 0.1, 0.1, 0.1]})
    given = Explanation("m", terms, 0.0, "log_odds", "more_risk", "参照", "reference")
    frame = strip_frame(given, pd.DataFrame({"x": [10.0, 30.0, 20.0, np.nan], "t": ["a", "b", "c", "d"]}))
    assert frame[frame["feature"] == "x"]["value_rank"].tolist()[:3] == [0.0, 1.0, 0.5]
    assert frame["value_rank"].isna().sum() == 1 + 4


def test_missing_cell_is_the_empty_text():
    assert text_of(None) == text_of(float("nan")) == ""
