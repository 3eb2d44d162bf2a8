"""The chain of an index."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.composite.pipeline import compose
from tests.models.composite.examples import ROWS, small, table, with_cells

FRAME = pd.DataFrame(
    {
        "complaints": [0.0, 5.0, 10.0, 10.0],
        "training": [10.0, 20.0, 30.0, 30.0],
        "capital": [100.0, 300.0, 200.0, 100.0],
        "assets": [1.0, 3.0, 2.0, 2.0],
    }
)


def test_scores_by_hand() -> None:
    index = compose(FRAME, small())
    # complaints turned 100 50 0 0, training 0 50 100 100; capital 0 100 50 0 (3/4), assets 0 100 50 50 (1/4)
    np.testing.assert_allclose(index.scores["conduct"], [50, 50, 50, 50])
    np.testing.assert_allclose(index.scores["strength"], [0, 100, 50, 12.5])
    np.testing.assert_allclose(index.score, [100 / 3, 200 / 3, 50, (100 + 12.5) / 3])
    assert index.scores["rank"].tolist() == [4, 1, 2, 3]
    assert index.ranks["strength"].tolist() == [4, 1, 2, 3]


def test_effective_weights_are_products_up_to_the_root() -> None:
    weights = compose(FRAME, small()).weights.set_index("node")
    assert weights["effective"].to_dict() == pytest.approx(
        {
            "conduct": 2 / 3,
            "strength": 1 / 3,
            "complaints": 1 / 3,
            "training": 1 / 3,
            "capital": 1 / 4,
            "assets": 1 / 12,
        }
    )
    leaves = weights.loc[["complaints", "training", "capital", "assets"], "effective"]
    assert leaves.sum() == pytest.approx(1, abs=1e-12)


def test_every_stage_is_kept_and_logged() -> None:
    frame = table(20, seed=2, missing=0.1)
    rows = with_cells("complaints", denominator="policies")
    head = {"impute": {"method": "group_mean"}, "treat": {"method": "winsorise_then_log"}, "group": "region"}
    index = compose(frame, small(rows, unit="name", **head))
    assert list(index.stages) == ["raw", "denominated", "imputed", "treated", "normalised"]
    assert [step.stage for step in index.log] == [*index.stages, "scored"]
    np.testing.assert_allclose(index.stages["denominated"]["complaints"], frame["complaints"] / frame["policies"])
    gaps = int(frame[["complaints", "training", "capital", "assets"]].isna().sum().sum())
    assert index.log[2].changed == gaps > 0
    assert np.isfinite(index.score).all()


def test_a_constant_indicator_gets_weight_zero_and_a_code() -> None:
    index = compose(FRAME.assign(assets=5.0), small())
    assert index.weights.set_index("node").loc["assets", "nominal"] == 0
    assert [finding.code for finding in index.findings] == ["ICM051"]
    np.testing.assert_allclose(index.scores["strength"], [0, 100, 50, 0])


def test_a_whole_constant_part_gives_its_weight_to_the_others() -> None:
    index = compose(FRAME.assign(assets=5.0, capital=np.nan), small())
    weights = index.weights.set_index("node")["nominal"]
    assert weights["strength"] == 0 and weights["conduct"] == 1
    assert sorted(finding.code for finding in index.findings) == ["ICM051", "ICM052"]
    np.testing.assert_allclose(index.score, index.scores["conduct"])


@pytest.mark.parametrize("method", ["given", "equal", "entropy", "critic", "pca"])
def test_a_missing_cell_never_spreads(method: str) -> None:
    frame = table(12)
    holed = frame.copy()
    holed.loc[0, "capital"] = np.nan
    framework = small(weigh={"method": method})
    assert np.isfinite(compose(holed, framework).score).all()


def test_units_with_too_few_values_get_a_reason_and_set_no_bounds() -> None:
    frame = pd.concat([FRAME, pd.DataFrame({"complaints": [1000.0]})], ignore_index=True)
    index = compose(frame, small(impute={"min_available": 0.5}))
    np.testing.assert_allclose(index.score[:4], compose(FRAME, small()).score)
    assert np.isnan(index.score[4]) and np.isnan(index.scores["rank"][4])
    assert index.scores["reason"].tolist() == [""] * 4 + ["fewer present values than min_available"]
    assert [finding.code for finding in index.findings] == ["ICM102"]


def test_a_veto_caps_and_keeps_the_score_before() -> None:
    veto = [{"node": "complaints", "above": 4, "caps": "total", "at": 40}]
    index = compose(FRAME, small(veto=veto))
    plain = compose(FRAME, small())
    np.testing.assert_allclose(index.scores["score_before_veto"], plain.score)
    np.testing.assert_allclose(index.score, np.minimum(plain.score, [100, 40, 40, 40]))
    assert "ICM108" in [finding.code for finding in index.findings]


def test_a_floor_of_a_part_is_carried_up() -> None:
    veto = [{"node": "assets", "below": 1.5, "caps": "conduct", "at": 0}]
    with pytest.raises(Refused, match="does not stand above"):
        small(veto=veto)
    carried = [{"node": "training", "below": 15, "caps": "conduct", "at": 20}]
    index = compose(FRAME, small(veto=carried))
    np.testing.assert_allclose(index.scores["conduct"], [20, 50, 50, 50])
    assert index.score[0] == pytest.approx(2 / 3 * 20)
    floor = [{"node": "strength", "below": 10, "caps": "total", "at": 5}]
    assert compose(FRAME, small(veto=floor)).score[0] == 5


def test_geometric_mean_over_zero_is_refused_with_the_remedy() -> None:
    framework = small(aggregate={"method": "geometric_mean"})
    with pytest.raises(Refused, match="ICM103"):
        compose(FRAME, framework)
    above = small(aggregate={"method": "geometric_mean"}, normalise={"low": 1})
    assert compose(FRAME, above).score.min() > 0


def test_levels_may_be_aggregated_differently() -> None:
    index = compose(FRAME, small(with_cells("conduct", aggregate="smallest")))
    np.testing.assert_allclose(index.scores["conduct"], [0, 50, 0, 0])


def test_bad_tables_are_refused_with_everything() -> None:
    frame = FRAME.drop(columns="assets").astype({"training": object})
    frame.loc[0, "training"] = "many"
    with pytest.raises(Refused) as refusal:
        compose(frame, small())
    assert {finding.code for finding in refusal.value.findings} == {"ICM010", "ICM011"}


def test_a_failed_treatment_is_named() -> None:
    frame = table(40).assign(assets=[0.0] * 39 + [1.0])
    index = compose(frame, small(treat={"method": "winsorise_then_log", "winsorise_at_most": 0}))
    assert "ICM060" in [finding.code for finding in index.findings]
    assert len(ROWS) == 7
