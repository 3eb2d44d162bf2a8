"""Whole published data sets, stage by stage; needs the development data."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.ranking import ranks_of
from inscredit_models.models.composite.result import CompositeIndex
from inscredit_models.models.composite.treat import TreatmentRules, decide_treatment
from tests.reference.test_published_indices import framework_from, hdi_framework

DATA = os.environ.get("INSCREDIT_EXTERNAL_DATA")
pytestmark = [
    pytest.mark.external,
    pytest.mark.skipif(DATA is None, reason="INSCREDIT_EXTERNAL_DATA names no folder: published data sets not here"),
]


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(Path(DATA or "") / f"{name}.csv.gz")


def asem_framework() -> Framework:
    """Give the four-level framework of the portal from its published metadata."""
    meta = read("asem_coinr/asem_metadata")
    rows = []
    for item in meta[meta["Type"].isin(["Indicator", "Aggregate"])].itertuples():
        row = {"code": item.iCode.lower(), "level": str(int(5 - item.Level)), "weight": "1"}
        if isinstance(item.Parent, str):
            row["parent"] = item.Parent.lower()
        if item.Type == "Indicator":
            row |= {"indicator": item.iCode, "direction": str(int(item.Direction))}
            row |= {"denominator": item.Denominator} if isinstance(item.Denominator, str) else {}
        rows.append(row)
    return framework_from(
        rows,
        unit="uCode",
        group="EurAsia_group",
        impute={"method": "group_mean"},
        treat={"method": "winsorise_then_log"},
    )


@pytest.fixture(scope="module")
def asem() -> CompositeIndex:
    return compose(read("asem_coinr/asem_indicators"), asem_framework())


@pytest.mark.parametrize("stage", ["denominated", "imputed", "treated", "normalised"])
def test_asem_stage_equals_the_reference_tool(asem: CompositeIndex, stage: str) -> None:
    """COINr (Becker et al. 2022, MIT): the stored stage of the ASEM example, all 51 × 49 cells."""
    expected = read(f"asem_coinr/expected_{stage}").set_index("UnitCode").loc[asem.stages[stage]["unit"]]
    for leaf in asem.framework.leaves:
        np.testing.assert_allclose(asem.stages[stage][leaf.code], expected[leaf.column], rtol=1e-7, atol=1e-7)


def test_asem_gaps_and_treated_points(asem: CompositeIndex) -> None:
    assert asem.log[2].changed == 65
    assert sum(treatment.points for treatment in asem.treatments.values()) == 35
    assert {treatment.kind for treatment in asem.treatments.values()} == {"none", "winsorised"}


def test_asem_scores_and_ranks_on_every_printed_digit(asem: CompositeIndex) -> None:
    printed = read("asem_coinr/published_results_v1").set_index("uCode")
    scores = asem.scores.set_index("unit").rename(columns={"score": "index"})
    for name in printed.columns.drop("Rank"):
        np.testing.assert_allclose(scores.loc[printed.index, name.lower()], printed[name], atol=0.00501)
    assert scores.loc[printed.index, "rank"].tolist() == printed["Rank"].tolist()


def test_asem_aggregates_equal_the_reference_tool(asem: CompositeIndex) -> None:
    expected = read("asem_coinr/expected_aggregated").set_index("UnitCode").loc[asem.scores["unit"]]
    for node in asem.framework.bottom_up():
        column = "score" if node.parent is None else node.code
        name = next(name for name in expected.columns if name.lower() == node.code)
        np.testing.assert_allclose(asem.scores[column], expected[name], rtol=1e-7)
    ranks = read("asem_coinr/expected_ranks").set_index("UnitCode").loc[asem.scores["unit"]]
    for node in asem.framework.bottom_up():
        name = next(name for name in ranks.columns if name.lower() == node.code)
        # the published ranks are those of scores with two decimals
        points = asem.scores["score" if node.parent is None else node.code].round(2)
        np.testing.assert_array_equal(ranks_of(points.to_numpy(), np.zeros(51)), ranks[name])


def test_asem_index_is_a_scoring_system(asem: CompositeIndex) -> None:
    assert asem.scoring_system is not None and asem.why_not == ""


def test_asem_effective_weights(asem: CompositeIndex) -> None:
    effective = asem.weights.set_index("node")["effective"]
    assert effective["goods"] == pytest.approx(0.02, rel=1e-12)
    assert effective["renew"] == pytest.approx(1 / 30, rel=1e-12)


@pytest.mark.parametrize(("column", "kind"), [("Flights", "winsorised"), ("Goods", "winsorised")])
def test_asem_raw_columns_fail_as_printed(column: str, kind: str) -> None:
    values = read("asem_coinr/asem_indicators")[column].to_numpy(dtype=float)
    assert decide_treatment(values, TreatmentRules()).kind == kind


def test_hdi_of_all_countries_and_years() -> None:
    """UNDP, Human Development Report 2021/22: published index of all countries with inputs, 2014 to 2021."""
    frame = pd.read_parquet(Path(DATA or "") / "undp_hdi" / "hdr2122_series.parquet")
    for year in (2014, 2018, 2021):
        names = {f"{name}_{year}": name for name in ("le", "eys", "mys", "gnipc", "hdi")}
        inputs = frame[list(names)].rename(columns=names).dropna()
        index = compose(inputs.assign(log_gni=np.log(inputs["gnipc"])), hdi_framework())
        assert len(inputs) > 180
        np.testing.assert_allclose(index.score, inputs["hdi"], atol=0.00051)
