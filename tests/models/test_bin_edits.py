"""Manual edits: replayed, reasoned, stored."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from inscredit_models.digest import canonical_json
from inscredit_models.findings import Findings
from inscredit_models.models.bin_edits import BinEdit, apply_edits, check_edits, trends_of
from inscredit_models.models.binning import BinningRules, bin_column
from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.features import Feature
from inscredit_models.models.scorecard import Scorecard
from tests.models.samples import FEATURES, make_table

RULES = BinningRules(min_share=0.05, rare_share=0.01, bin_price=0)


@pytest.fixture
def age() -> tuple[pd.Series, np.ndarray]:
    values = pd.Series(np.repeat([10.0, 20.0, 30.0, 40.0], 100))
    return values, np.concatenate([np.arange(100) < share for share in (60, 40, 30, 10)]).astype(int)


def edit(action: str, **more) -> BinEdit:
    return BinEdit("age", action, "张", "the committee of 2024", **more)


def test_a_merge_removes_the_cuts_between_and_says_so(age):
    bins = bin_column(*age, Feature("age"), RULES)
    assert bins.cuts == (15.0, 25.0, 35.0)
    edited, log = apply_edits(bins, *age, [edit("merge", low=14.0, high=26.0)])
    assert edited.cuts == (35.0,)
    assert (edited.nonevents, edited.events) == ((170, 90, 0), (130, 10, 0))
    assert log[0]["effect"] == "2 bins fewer"
    assert (log[0]["who"], log[0]["why"]) == ("张", "the committee of 2024")


def test_a_split_adds_a_cut_and_is_counted(age):
    bins = bin_column(*age, Feature("age"), BinningRules(max_bins=1))
    edited, log = apply_edits(bins, *age, [edit("split", low=25.0)])
    assert edited.cuts == (25.0,)
    assert edited.events == (100, 40, 0)
    assert log[0]["effect"] == "1 bin more"


def test_an_edit_that_finds_nothing_stays_on_record(age):
    bins = bin_column(*age, Feature("age"), RULES)
    edited, log = apply_edits(bins, *age, [edit("merge", low=100.0, high=200.0)])
    assert edited == bins
    assert log[0]["effect"] == "nothing to do: the bins already were so"


def test_groups_are_joined_and_taken_apart(age):
    levels = age[0].map({10.0: "a", 20.0: "b", 30.0: "c", 40.0: "d"}).astype("str")
    bins = bin_column(levels, age[1], Feature("age", "categorical"), RULES)
    joined, _ = apply_edits(bins, levels, age[1], [edit("merge", levels=("a", "d"))])
    assert sorted(joined.groups) == [("a", "d"), ("b",), ("c",)]
    apart, _ = apply_edits(joined, levels, age[1], [edit("split", levels=("d",))])
    assert sorted(apart.groups) == [("a",), ("b",), ("c",), ("d",)]


def test_wrong_edits_are_refused_all_at_once():
    findings = Findings()
    features = (Feature("age"), Feature("region", "categorical"), Feature("tenure", direction=1))
    edits = [
        BinEdit("age", "merge", "", " ", low=1.0, high=2.0),
        BinEdit("agee", "split", "a", "b", low=1.0),
        BinEdit("age", "split", "a", "b", low=float("nan")),
        BinEdit("region", "merge", "a", "b"),
        BinEdit("age", "trend", "a", "b", trend="up"),
        BinEdit("tenure", "trend", "a", "b", trend="peak"),
        BinEdit("age", "delete", "a", "b"),
    ]
    check_edits(edits, features, findings)
    codes = [finding.code for finding in findings]
    assert codes == ["ICM007", "ICM007", "ICM008", "ICM006", "ICM006", "ICM006", "ICM130", "ICM006"]


def test_the_last_set_trend_holds():
    assert trends_of([edit("trend", trend="peak"), edit("trend", trend="none")]) == {"age": "none"}


def test_a_card_replays_its_edits_and_keeps_them_through_a_file():
    frame, events = make_table(500)
    edits = (
        BinEdit("tenure_years", "trend", "李", "experience tires after a while", trend="peak"),
        BinEdit("tenure_years", "split", "李", "probation ends", low=2.0),
        BinEdit(FEATURES[0].code, "merge", "张", "few rows", low=1.0, high=99.0),
    )
    card = Scorecard(FEATURES, edits=edits, min_iv=0).fit(frame, events)
    effects = dict(zip(card.edits_["action"], card.edits_["effect"], strict=True))
    assert effects["trend"] == "the bins were cut under this trend"
    assert effects["split"] == "1 bin more"
    assert any(2.0 in column.cuts for column in card.bins_)
    again = Scorecard.from_document(json.loads(canonical_json(card.to_document())))
    assert again.edits == edits
    assert again.edits_.equals(card.edits_)
    assert again.credit_score(frame).tolist() == card.credit_score(frame).tolist()
    refit = Scorecard(**again.get_params(deep=False)).fit(frame, events)
    assert refit.to_document() == card.to_document()


def test_a_card_refuses_an_edit_without_a_reason():
    edits = (BinEdit("tenure_years", "split", "李", "", low=2.0),)
    with pytest.raises(ColumnsRefused, match="'why' is empty"):
        Scorecard(FEATURES, edits=edits).fit(*make_table())
