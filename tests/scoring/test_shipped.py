"""The shipped systems against decks that a hand can check."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.hierarchy import leaves
from inscredit_models.scoring.shipped import SHIPPED, load_shipped

DECKS = Path(__file__).parent.parent / "decks" / "scoring"
EVALUABLE = ("practitioner_conduct", "life_supervisory_rating_2024")


def deck(code: str) -> pd.DataFrame:
    return pd.read_csv(DECKS / f"{code}.csv", dtype={"grade": "str"})


@pytest.mark.parametrize("code", EVALUABLE)
def test_deck_of_the_system_holds_case_by_case(code: str) -> None:
    cases = deck(code)
    found = evaluate(load_shipped(code), cases)
    for row in range(len(cases)):
        expected = cases.loc[row, "score"]
        np.testing.assert_equal(found.score[row], expected, err_msg=cases.loc[row, "case"])
        grade = cases.loc[row, "grade"]
        assert found.grade[row] == (None if pd.isna(grade) else grade), cases.loc[row, "case"]


@pytest.mark.parametrize("code", EVALUABLE)
def test_deck_has_both_sides_of_every_grade_boundary(code: str) -> None:
    cases = deck(code).dropna(subset="score")
    for grade in load_shipped(code).grade:
        if grade.from_ is not None:
            assert (cases["score"] == grade.from_).any(), grade.symbol
            assert ((cases["score"] - grade.from_).abs().between(1e-9, 0.011)).any(), grade.symbol


def test_a_missing_persistency_does_not_raise_a_clean_thin_file() -> None:
    """Redistribution would give it the mean of the other leaves instead of the middle of the scale."""
    system = load_shipped("practitioner_conduct")
    row = {leaf.column: [0.0] for leaf in leaves(system)}
    rows = pd.DataFrame(row | {"tenure_days": [1826.0], "award_count_36m": [2.0]})
    rows["persistency_13m_ratio_24m"] = np.nan
    assert evaluate(system, rows).nodes["persistency"].tolist() == [50.0]


def test_weights_of_practitioner_conduct_are_those_of_the_specification() -> None:
    """Weights as assumed for the practitioner world; they add up to 1."""
    weights = {leaf.code: leaf.weight for leaf in leaves(load_shipped("practitioner_conduct"))}
    assert list(weights.values()) == [0.22, 0.18, 0.05, 0.20, 0.15, 0.10, 0.10]


def test_assumed_numbers_are_called_assumed() -> None:
    system = load_shipped("practitioner_conduct")
    assert system.source == "assumed, this project"
    assert all("assumed" in grade.en for grade in system.grade)


def test_weights_of_the_life_rating_are_those_published() -> None:
    """人身保险公司监管评级办法, 金规〔2024〕4号: 22, 22, 14, 14, 14, 14."""
    assert [leaf.weight for leaf in leaves(load_shipped("life_supervisory_rating_2024"))] == [22, 22, 14, 14, 14, 14]


def test_a_system_with_unknown_inner_split_is_listed_but_refuses_to_score() -> None:
    system = load_shipped("life_service_evaluation_2015")
    assert [node.weight for node in system.node if node.parent == "total"] == [15, 15, 35, 10, 25]
    with pytest.raises(Refused) as refused:
        evaluate(system, pd.DataFrame({leaf.column: [1.0] for leaf in leaves(system)}))
    assert {finding.code for finding in refused.value.findings} == {"ICM007"}
    assert "inner split not found" in str(refused.value)


def test_every_shipped_system_loads_under_its_own_code() -> None:
    assert [load_shipped(code).code for code in SHIPPED] == list(SHIPPED)


def test_every_file_of_a_system_is_listed() -> None:
    folder = Path(load_shipped.__wrapped__.__code__.co_filename).parent
    assert sorted(path.stem for path in folder.glob("*/*.toml")) == sorted(SHIPPED)


def test_an_unknown_code_is_refused_with_near_names() -> None:
    with pytest.raises(Refused, match="practitioner_conduct"):
        load_shipped("practitioner_conducts")
