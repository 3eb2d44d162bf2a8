"""An explanation names its unit, its side and its reference, and adds up."""

import numpy as np
import pytest

from inscredit_models.explain.explanation import SUMMARY_COLUMNS, explain, unexplained_reason


def test_additive_model_is_explained_in_points_against_the_sample_mean(additive, rows):
    given = explain(additive, rows, "index_expert")
    assert (given.model, given.unit, given.higher_is) == ("index_expert", "points", "better")
    np.testing.assert_allclose(given.values["late"], -20 * (rows["late"] - rows["late"].mean()), atol=1e-9)
    score = additive.contributions(rows).total()
    np.testing.assert_allclose(given.base + given.values.sum(axis=1), score, atol=1e-9)
    assert given.base == pytest.approx(score.mean())


def test_boosted_model_is_explained_in_log_odds(boosted, rows):
    given = explain(boosted, rows, "lightgbm")
    raw = boosted.booster_.predict(rows.to_numpy(), raw_score=True)
    assert (given.unit, given.higher_is) == ("log_odds", "more_risk")
    np.testing.assert_allclose(given.base + given.values.sum(axis=1), raw, atol=1e-9)
    assert list(given.values.columns) == ["late", "tenure", "fine"]


def test_reference_is_stated_in_both_languages(additive, rows):
    own = explain(additive, rows, "m")
    other = explain(additive, rows, "m", reference=rows.iloc[:50])
    assert "300行" in own.reference_zh and "300 rows" in own.reference_en
    assert "50行" in other.reference_zh and "reference sample (50 rows)" in other.reference_en


def test_mean_signed_shows_how_the_sample_stands_against_another_reference(additive, rows):
    clean = rows[rows["late"] == 0]
    summary = explain(additive, rows, "m", reference=clean).summary().set_index("feature")
    assert summary.loc["late", "mean_signed"] == pytest.approx(-20 * rows["late"].mean())


def test_summary_has_the_declared_columns_with_the_strongest_column_first(additive, rows):
    summary = explain(additive, rows, "m").summary()
    assert tuple(summary.columns) == SUMMARY_COLUMNS
    assert summary["feature"].tolist() == ["late", "tenure"]
    assert summary["mean_abs"].is_monotonic_decreasing
    assert summary["mean_abs"][1] == pytest.approx(2 * (rows["tenure"] - rows["tenure"].mean()).abs().mean())


def test_a_model_without_a_method_gives_none_and_a_reason_in_words(rows):
    assert explain(object(), rows, "mine") is None
    for code in ("prevalence", "mine"):
        zh, en = unexplained_reason(code)
        assert code in zh and code in en and zh != en
