import numpy as np
import pandas as pd
import pytest
from scipy.stats import friedmanchisquare

from inscredit_models.evaluation.ranks import RankComparison, rank_models
from inscredit_models.findings import Refused
from tests.evaluation.demsar import TABLE

DEMSAR = rank_models(TABLE, better="higher")


def test_average_ranks_are_those_of_demsar():
    assert DEMSAR.average == pytest.approx([3.143, 2.000, 2.893, 1.964], abs=5e-4)


def test_friedman_and_iman_davenport_are_those_of_demsar():
    value, p_value = DEMSAR.friedman()
    assert value == pytest.approx(9.278571, abs=5e-7)
    assert p_value == pytest.approx(0.0258, abs=5e-5)
    value, p_value = DEMSAR.iman_davenport()
    assert value == pytest.approx(3.686313, abs=5e-7)
    assert p_value == pytest.approx(0.0198, abs=5e-5)


def test_scipy_corrects_for_ties_and_so_gives_another_value():
    corrected = friedmanchisquare(*TABLE.to_numpy().T).statistic
    assert corrected == pytest.approx(10.228, abs=1e-3)
    assert DEMSAR.friedman()[0] < corrected - 0.9


def test_friedman_equals_scipy_where_there_are_no_ties():
    values = pd.DataFrame(np.random.default_rng(0).random((12, 5)), columns=list("abcde"))
    expected = friedmanchisquare(*values.to_numpy().T)
    assert rank_models(values, better="lower").friedman() == pytest.approx(tuple(expected))


@pytest.mark.parametrize(
    ("test", "level", "expected"),
    [
        ("nemenyi", 0.05, 1.25),
        ("nemenyi", 0.10, 1.12),
        ("bonferroni_dunn", 0.05, 1.168),
        ("bonferroni_dunn", 0.10, 1.04),
    ],
)
def test_critical_differences_are_those_of_demsar(test, level, expected):
    comparison = RankComparison(DEMSAR.models, DEMSAR.ranks, level)
    assert comparison.critical_difference(test) == pytest.approx(expected, abs=6e-3)
    assert DEMSAR.error == pytest.approx(0.488, abs=5e-4)


def test_holm_against_the_plain_tree_rejects_the_first_two_as_demsar_does():
    frame = DEMSAR.against("c45").set_index("model")
    # The print divides rounded ranks: 1.179 / .488 = 2.416 for 2.4154.
    assert -frame["z"][["c45_m_cf", "c45_m", "c45_cf"]].to_numpy() == pytest.approx([2.416, 2.342, 0.512], abs=1e-3)
    assert frame["p_value"][["c45_m_cf", "c45_m", "c45_cf"]].to_numpy() == pytest.approx(
        [0.016, 0.019, 0.608], abs=6e-4
    )
    assert (frame["p_adjusted"] < 0.05).to_dict() == {"c45_m": True, "c45_cf": False, "c45_m_cf": True}


def test_groups_within_the_critical_difference_are_maximal():
    # At 5 % the largest gap, 1.179, is below 1.25; at 10 % it is above 1.12, and so is 1.143.
    assert DEMSAR.cliques() == (("c45_m_cf", "c45_m", "c45_cf", "c45"),)
    at_ten = RankComparison(DEMSAR.models, DEMSAR.ranks, 0.10)
    assert at_ten.cliques() == (("c45_m_cf", "c45_m", "c45_cf"), ("c45_cf", "c45"))
    apart = RankComparison(("a", "b"), np.tile([1.0, 2.0], (20, 1)))
    assert apart.cliques() == ()
    assert apart.iman_davenport() == (float("inf"), 0.0)


def test_sentence_names_ranks_test_and_groups_in_both_languages():
    names = {"c45": ("决策树", "plain tree")}
    en, zh = DEMSAR.sentence("en", names), DEMSAR.sentence("zh", names)
    assert "c45_m_cf 1.96, c45_m 2.00, c45_cf 2.89, plain tree 3.14" in en
    assert "p = 0.020: the models are not all alike" in en
    assert "1.25" in en
    assert "决策树（3.14）" in zh
    assert "临界差" in zh
    same = rank_models(pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6], "b": [2.0, 1, 4, 3, 6, 5]}), better="higher")
    assert "cannot be told apart" in same.sentence("en")


def test_few_tables_make_no_claim():
    comparison = rank_models(TABLE.iloc[:4], better="higher")
    assert comparison.sentence("en") == "Only 4 tables, fewer than 5: ranks are not tested."
    assert "不作排名检验" in comparison.sentence("zh")


def test_missing_values_are_refused_by_model_and_all_at_once():
    values = TABLE.copy()
    values.loc[3, "c45"] = np.nan
    values.loc[5, "c45_m"] = np.inf
    with pytest.raises(Refused) as refused:
        rank_models(values, better="higher")
    assert [(f.code, f.where) for f in refused.value.findings] == [("ICM027", "model c45"), ("ICM027", "model c45_m")]
    with pytest.raises(Refused, match="ICM008"):
        DEMSAR.against("c4.5")


def test_folds_of_one_table_are_worth_fewer_tables():
    rng = np.random.default_rng(0)
    values = pd.DataFrame(rng.normal(size=(20, 3)) + np.array([0, 0.2, 1.5]), columns=["a", "b", "c"])
    tables, folds = (rank_models(values, better="higher", overlap=overlap) for overlap in (0.0, 0.25))
    assert folds.effective_tables == pytest.approx(20 / 6) and tables.effective_tables == 20
    assert folds.critical_difference() == pytest.approx(tables.critical_difference() * np.sqrt(6))
    assert folds.friedman()[0] == pytest.approx(tables.friedman()[0] / 6)
    assert "20 folds" in folds.sentence("en") and "3.3 independent tables" in folds.sentence("en")
    assert "20折" in folds.sentence("zh") and "20张表" in tables.sentence("zh")
    few = rank_models(values.head(3), better="higher", overlap=0.25)
    assert "3 folds, fewer than 5" in few.sentence("en") and "仅3折" in few.sentence("zh")


@pytest.mark.slow
def test_corrected_ranks_of_like_models_over_folds_keep_their_level():
    # The folds of one table of like models: each model's scores differ by noise that the training rows share.
    rng, rejected, uncorrected = np.random.default_rng(1), 0, 0
    for _ in range(400):
        shared = rng.normal(size=3) * np.sqrt(0.2)  # correlation of folds, n2 / (n1 + n2) as Nadeau and Bengio take it
        values = pd.DataFrame(shared + rng.normal(size=(10, 3)) * np.sqrt(0.8), columns=list("abc"))
        rejected += rank_models(values, better="higher", overlap=0.25).friedman()[1] < 0.05
        uncorrected += rank_models(values, better="higher").friedman()[1] < 0.05
    assert rejected / 400 < 0.08 < uncorrected / 400
