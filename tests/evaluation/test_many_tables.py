import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.many_tables import pairs_over_tables, values_by_table
from inscredit_models.evaluation.metrics import find_metric
from inscredit_models.evaluation.ranks import rank_models
from inscredit_models.findings import Refused
from tests.evaluation.demsar import TABLE

AUC = find_metric("auc")


def leagues():
    """Each row of the table as the league of a table of its own, with a truth that must not be ranked."""
    return {
        f"t{number}": pd.DataFrame(
            {"model": [*row.index, "truth"], "metric": "auc", "split": "folds", "estimate": [*row, 1.0]}
        )
        for number, row in TABLE.iterrows()
    }


def test_leagues_line_up_to_the_table_without_the_truth():
    values = values_by_table(leagues(), AUC, "folds")
    assert list(values.columns) == list(TABLE.columns)
    assert (values.to_numpy() == TABLE.to_numpy()).all()
    assert rank_models(values, better=AUC.better).average == pytest.approx([3.143, 2.0, 2.893, 1.964], abs=5e-4)


def test_missing_estimates_are_refused_by_table_all_at_once():
    given = leagues()
    given["t0"].loc[0, "estimate"] = np.nan
    given["t3"] = given["t3"].iloc[1:]
    with pytest.raises(Refused) as refused:
        values_by_table(given, AUC, "folds")
    assert [(f.code, f.where) for f in refused.value.findings] == [("ICM007", "table t0"), ("ICM007", "table t3")]


def test_pair_is_that_of_demsar_and_turns_with_the_good_end():
    pair = pairs_over_tables(TABLE.round(6), AUC).iloc[0]
    assert (pair["model_a"], pair["model_b"], pair["tables"]) == ("c45", "c45_m", 14)
    assert (pair["a_better"], pair["b_better"], pair["equal"]) == (2, 10, 2)
    assert pair["p_value"] < 0.05 < pairs_over_tables(TABLE, AUC)["p_adjusted"].max()
    turned = pairs_over_tables(1 - TABLE.round(6), find_metric("brier")).iloc[0]
    assert (turned["a_better"], turned["b_better"]) == (2, 10)
    assert turned["mean_difference"] == pytest.approx(-pair["mean_difference"])


def test_clear_winner_is_better_and_few_tables_say_nothing():
    values = pd.DataFrame({"a": np.linspace(0.7, 0.9, 12), "b": np.linspace(0.6, 0.85, 12)})
    assert pairs_over_tables(values, AUC)["verdict"].item() == "better"
    few = pairs_over_tables(values.iloc[:4], AUC)
    assert few["verdict"].item() == "not_evaluable"
    assert np.isnan(few["p_value"].item())
