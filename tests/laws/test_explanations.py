"""A law over the list of models: each is explained exactly, in a stated unit and side, or it is said why not."""

import lightgbm
import numpy as np
import pytest
from scipy.special import logit

from inscredit_models.explain.additive import NotAdditive
from inscredit_models.explain.exact_shapley import enumerate_contributions
from inscredit_models.explain.explanation import explain, unexplained_reason
from inscredit_models.explain.reasons import reason_frame
from inscredit_models.explain.shapley import witness_contributions
from inscredit_models.explain.stability import (
    agreement_between_models,
    draw_backgrounds,
    stability_over_backgrounds,
    stability_over_seeds,
)
from inscredit_models.models.registry import build_model, unmet_needs
from inscredit_models.models.roster import MODELS
from tests.laws.test_no_signal import EXPERT
from tests.models.samples import FEATURES, make_table

NOT_EXPLAINED = ("prevalence", "single_best", "random_forest")
CODES = [spec.code for spec in MODELS if unmet_needs(spec, FEATURES, EXPERT) is None]
EXPLAINED = [code for code in CODES if code not in NOT_EXPLAINED]
TUNED = {"budget": 5, "inner_folds": 2}
fitted: dict[tuple[str, int], object] = {}


def model_of(code, seed=0):
    """A model of the registry, fitted once on the sample table."""
    if (code, seed) not in fitted:
        model = build_model(code, features=FEATURES, scoring_system=EXPERT, seed=seed, threads=1)
        model = model.set_params(**TUNED) if code.endswith("_tuned") else model
        fitted[code, seed] = model.fit(*make_table(240))
    return fitted[code, seed]


def hostile_rows():
    """Rows with gaps, with a level that training never saw, and with values beyond all that it saw."""
    frame, _ = make_table(40, seed=1)
    names = [feature.code for feature in FEATURES]
    frame.loc[0, names[1:3]] = np.nan
    frame.loc[1, names[3]] = "月球"
    frame.loc[2, names[0]] = 14.0
    return frame


def own_number(model, unit, X):
    return model.credit_score(X) if unit == "points" else logit(model.p_event(X))


@pytest.mark.parametrize("code", EXPLAINED)
def test_terms_add_up_to_the_models_own_number_on_every_row(code):
    X = hostile_rows()
    found = explain(model_of(code), X, code, reference=make_table(60, seed=2)[0])
    total, own = found.base + found.values.sum(axis=1).to_numpy(), own_number(model_of(code), found.unit, X)
    assert np.isfinite(own).all()
    np.testing.assert_allclose(total, own, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("code", EXPLAINED)
def test_unit_and_side_are_stated_and_the_side_is_the_true_one(code):
    X = make_table(200, seed=3)[0]
    found = explain(model_of(code), X, code)
    assert (found.unit, found.higher_is) in {("points", "better"), ("log_odds", "more_risk")}
    total = found.base + found.values.sum(axis=1).to_numpy()
    sign = 1 if found.higher_is == "more_risk" else -1
    assert np.corrcoef(sign * total, model_of(code).risk(X))[0, 1] > 0.5
    assert found.reference_zh and found.reference_en


@pytest.mark.parametrize("code", [code for code in EXPLAINED if "lightgbm" in code])
def test_lightgbm_and_shap_agree(code):
    X = hostile_rows()
    model = model_of(code)
    matrix = model.encoded(X)
    own = model.booster_.predict(matrix, pred_contrib=True, num_threads=1)
    values, base = witness_contributions(model.booster_, matrix)
    np.testing.assert_allclose(own[:, :-1], values, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(own[:, -1], base, rtol=1e-6)


@pytest.mark.parametrize("code", [code for code in EXPLAINED if "lightgbm" not in code])
def test_terms_of_additive_models_are_the_shapley_values_by_enumeration(code):
    background = make_table(12, seed=4)[0].dropna().reset_index(drop=True)
    X = make_table(6, seed=5)[0].dropna().reset_index(drop=True)
    found = explain(model_of(code), X, code, reference=background)
    wanted, base = enumerate_contributions(lambda rows: own_number(model_of(code), found.unit, rows), X, background)
    names = list(found.values.columns)
    np.testing.assert_allclose(found.values.to_numpy(), wanted[names].to_numpy(), rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(wanted.drop(columns=names).to_numpy(), 0.0, atol=1e-7)
    assert found.base == pytest.approx(base, rel=1e-6)


@pytest.mark.parametrize("code", EXPLAINED)
def test_reasons_are_sentences_in_both_languages_and_only_of_the_adverse_side(code):
    X = hostile_rows()
    found = explain(model_of(code), X, code)
    reasons = reason_frame(found, X, FEATURES)
    assert len(reasons) and reasons["rank"].max() <= 4
    assert (reasons["zh"].str.len() > 5).all() and (reasons["en"].str.len() > 5).all()
    adverse = reasons["contribution"] > 0 if found.higher_is == "more_risk" else reasons["contribution"] < 0
    assert adverse.all()
    assert (reasons["code"] == "R_" + reasons["feature"]).all()


@pytest.mark.parametrize("code", EXPLAINED)
def test_stability_is_measured_over_backgrounds_and_seeds(code):
    X = make_table(80, seed=6)[0]
    over = stability_over_backgrounds(model_of(code), X, code, backgrounds=draw_backgrounds(X, count=3, rows=40))
    seeds = stability_over_seeds({seed: model_of(code, seed) for seed in (0, 1)}, X, code)
    for frame in (over, seeds):
        assert frame["measure"].tolist() == ["jaccard", "kendall", "rbo"]
        assert (frame["lowest"] <= frame["mean"] + 1e-12).all() and (frame["mean"] <= 1 + 1e-12).all()


def test_all_explained_models_are_held_against_each_other():
    X = make_table(80, seed=7)[0]
    frame = agreement_between_models([explain(model_of(code), X, code) for code in EXPLAINED])
    assert len(frame) == len(EXPLAINED) * (len(EXPLAINED) - 1) // 2
    assert frame["rbo"].between(0, 1).all()


@pytest.mark.parametrize("code", NOT_EXPLAINED)
def test_model_without_an_exact_method_says_so_in_both_languages(code):
    assert explain(model_of(code), make_table(20)[0], code) is None
    assert all(code in text for text in unexplained_reason(code))


@pytest.mark.parametrize("code", ["lightgbm", "scorecard"])
def test_planted_error_on_one_row_is_refused(code, monkeypatch):
    model, X = model_of(code), make_table(30, seed=8)[0]
    if code == "lightgbm":
        predict = lightgbm.Booster.predict

        def wrong(self, *args, **options):
            found = np.array(predict(self, *args, **options))
            if options.get("pred_contrib"):
                found[7, 0] += 1e-4
            return found

        monkeypatch.setattr(lightgbm.Booster, "predict", wrong)
    else:
        found = model.contributions(X)
        found.values.iloc[7, 0] += 0.01
        monkeypatch.setattr(model, "contributions", lambda _: found)
    with pytest.raises(NotAdditive, match="1 of 30 rows"):
        explain(model, X, code)
