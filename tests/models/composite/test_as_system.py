"""The index as a scoring system."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.models.composite.as_system import gives_the_same
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.scoring.contributions import contributions
from inscredit_models.scoring.document import system_from_document, system_to_document
from inscredit_models.scoring.evaluate import evaluate
from tests.models.composite.examples import small, table, with_cells
from tests.models.composite.test_history import ON_GOALPOSTS

COLUMNS = ["complaints", "training", "capital", "assets"]


@pytest.mark.parametrize(
    "head",
    [
        {},
        {"weigh": {"method": "critic"}},
        {"normalise": {"method": "z_score", "low": 100, "high": 110}},
        {"normalise": {"method": "percentile"}},
        {"normalise": {"method": "min_max", "low": 1}},
        {"aggregate": {"method": "smallest"}},
        {"impute": {"method": "mean"}},
        {"impute": {"method": "median"}, "treat": {"method": "winsorise_then_log", "kurtosis": 2, "skewness": 1.2}},
        {"impute": {"method": "em"}},
        {"impute": {"method": "group_mean"}},
    ],
)
def test_the_system_gives_the_scores_and_comes_back_from_its_document(head) -> None:
    frame = table(30, seed=1, missing=0.1)
    index = compose(frame, small(group="region", **head))
    assert index.scoring_system is not None, index.why_not
    system = system_from_document(system_to_document(index.scoring_system))
    reads = index.stages["imputed"] if head.get("impute", {}).get("method") in ("em", "group_mean") else frame
    np.testing.assert_allclose(evaluate(system, reads).score, index.score, rtol=1e-9)


def test_contributions_add_up_to_the_score() -> None:
    index = compose(table(30), small())
    terms = contributions(index.scoring_system, table(30))
    np.testing.assert_allclose(terms.sum(axis=1) + float(index.scoring_system.base), index.score, rtol=1e-9)


@pytest.mark.parametrize("method", ["goalposts", "efficacy"])
def test_goalposts_make_a_system(method: str) -> None:
    index = compose(table(30), small(ON_GOALPOSTS, normalise={"method": method}))
    assert index.scoring_system is not None
    lone = evaluate(index.scoring_system, table(30).iloc[[3]]).score
    assert lone[0] == pytest.approx(index.score[3], rel=1e-9)


def test_a_constant_indicator_stays_in_the_system_without_weight() -> None:
    index = compose(table(30).assign(assets=2.0), small())
    assert index.scoring_system is not None
    assert {node.code: node.weight for node in index.scoring_system.node}["assets"] == 0


def test_denominated_leaves_read_a_column_of_their_own_code() -> None:
    rows = with_cells("complaints", denominator="policies", indicator="complaints")
    index = compose(table(30), small(rows))
    node = next(node for node in index.scoring_system.node if node.code == "complaints")
    assert node.indicator is None and "denominated" in index.scoring_system.note


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ({"normalise": {"method": "rank"}}, "one unit alone"),
        ({"aggregate": {"method": "harmonic_mean"}, "normalise": {"low": 1}}, "harmonic_mean"),
        ({"aggregate": {"method": "geometric_mean"}, "normalise": {"low": 1}}, "does not begin at 0"),
        ({"aggregate": {"method": "topsis"}}, "topsis"),
        ({"veto": [{"node": "capital", "below": 1, "caps": "total", "at": 5}]}, "vetoes"),
        (
            {"treat": {"method": "winsorise_then_log", "winsorise_at_most": 0, "skewness": 0.5, "kurtosis": 0.1}},
            "log treatment",
        ),
        (
            {
                "treat": {"method": "winsorise_then_log", "skewness": 0.9, "kurtosis": 0.4},
                "normalise": {"method": "z_score"},
            },
            "one frozen scale",
        ),
    ],
)
def test_where_there_is_no_system_the_reason_is_told(head, reason: str) -> None:
    frame = table(40, seed=3)
    frame.loc[0, "complaints"] = 90.0
    index = compose(frame, small(**head))
    assert index.scoring_system is None
    assert reason in index.why_not and " / " in index.why_not
    assert "ICM107" in [finding.code for finding in index.findings]


def test_a_system_with_other_weights_does_not_give_the_same() -> None:
    frame = table(30)
    index = compose(frame, small())
    values = frame[COLUMNS].to_numpy()
    assert gives_the_same(index.scoring_system, index.framework, values, index.score)
    assert not gives_the_same(index.scoring_system, index.framework, values, index.score + 1e-6)
