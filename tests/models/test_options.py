"""Parameters of models as documents set them: by name, with their type, and never what the study says itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.bin_edits import BinEdit
from inscredit_models.models.features import Feature
from inscredit_models.models.options import FIXED, check_on_columns, check_options, options_declaration, set_options
from inscredit_models.models.registry import BUILDERS, build_model

AGE = (Feature("age"),)
EDIT = {"column": "age", "action": "split", "who": "Zhang", "why": "pension age", "low": 60}


def findings_of(options: dict) -> list[tuple[str, str]]:
    findings = Findings()
    check_options(options, ["scorecard", "logistic", "lightgbm", "mine"], "e.toml", findings)
    return [(finding.code, finding.where.removeprefix("e.toml, options.")) for finding in findings]


@pytest.mark.parametrize("code", BUILDERS)
def test_every_model_says_what_may_be_set_and_its_defaults_are_its_own(code: str) -> None:
    declared = options_declaration(code)
    assert not set(declared.model_fields) & FIXED
    if code != "ebm":
        model = build_model(code, features=None) if code not in ("index_equal", "index_entropy", "index_expert",
                                                                 "lightgbm_monotone") else None  # fmt: skip
        if model is not None:
            own = model.get_params(deep=False)
            assert declared().model_dump() == {name: own[name] for name in declared.model_fields}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"scorecard": {"max_bins": 4, "trends": {"age": "peak"}, "edits": [EDIT], "stable_over": "year"}}, []),
        ({"scorecard": {"max_bin": 4}}, [("ICM003", "scorecard, max_bin")]),
        ({"scorecard": {"max_bins": "4"}}, [("ICM006", "scorecard, max_bins")]),
        ({"scorecard": {"stable_over": "week"}}, [("ICM006", "scorecard, stable_over")]),
        ({"scorecard": {"edits": [{**EDIT, "action": "melt"}]}}, [("ICM006", "scorecard, edits.0.action")]),
        ({"lightgbm": {"seed": 3}}, [("ICM003", "lightgbm, seed")]),
        ({"mine": {}}, [("ICM008", "mine")]),
        ({"random_forest": {"trees": 10}}, [("ICM008", "random_forest")]),
    ],
)
def test_what_cannot_be_set_is_a_finding(options: dict, expected: list) -> None:
    assert findings_of(options) == expected


def test_options_reach_the_model_and_only_theirs() -> None:
    options = {"scorecard": {"max_bins": 4, "edits": [EDIT], "special_values": {"age": [-1, 999]}}}
    card = set_options(build_model("scorecard", features=AGE), "scorecard", options)
    assert card.max_bins == 4 and card.edits == (BinEdit("age", "split", "Zhang", "pension age", low=60.0),)
    assert card.special_values == {"age": (-1.0, 999.0)} and card.features == AGE
    assert set_options(build_model("logistic", features=AGE), "logistic", options).strength == 1.0
    with pytest.raises(Refused):
        set_options(build_model("scorecard", features=AGE), "scorecard", {"scorecard": {"nothing": 1}})


def test_values_that_no_fit_could_honour_are_found_before_any_fit() -> None:
    found = Findings()
    bad = {"scorecard": {"min_share": 0.9, "trends": {"agee": "peak"}, "edits": [{**EDIT, "column": "sex"}]}}
    check_on_columns(set_options(build_model("scorecard", features=AGE), "scorecard", bad), AGE, None, "o", found)
    assert sorted(finding.code for finding in found) == ["ICM006", "ICM008", "ICM008"]


@pytest.mark.parametrize(
    ("days", "codes"),
    [(None, ["ICM007"]), (np.array([1.0]), ["ICM007"]), (np.array(["2024-01-01"], dtype="datetime64[D]"), [])],
)
def test_periods_need_the_day_of_each_row(days, codes) -> None:
    found = Findings()
    card = set_options(build_model("scorecard", features=AGE), "scorecard", {"scorecard": {"stable_over": "year"}})
    check_on_columns(card, AGE, days, "o", found)
    assert [finding.code for finding in found] == codes


def test_a_card_that_is_stored_keeps_its_options() -> None:
    options = {"scorecard": {"edits": [EDIT], "special_values": {"age": [-1]}, "min_iv": 0.0}}
    card = set_options(build_model("scorecard", features=AGE), "scorecard", options)
    frame = pd.DataFrame({"age": np.r_[np.arange(20.0, 80.0), -1.0]})
    card.fit(frame, (frame["age"] > 50).to_numpy() ^ (np.arange(61) % 7 == 0))
    again = type(card).from_document(card.to_document())
    assert again.edits == card.edits and again.credit_score(frame).tolist() == card.credit_score(frame).tolist()
