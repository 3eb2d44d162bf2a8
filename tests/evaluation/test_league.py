import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.league import LEAGUE_COLUMNS, Evaluation, evaluate
from inscredit_models.evaluation.metrics import FURTHER_METRICS, METRICS
from inscredit_models.findings import Refused
from tests.evaluation.panels import make_dataset, make_predictions, simulate_panel

Y, RISK, CLUSTERS = simulate_panel(np.random.default_rng(1), 400, dates=4)
NOISE = np.random.default_rng(2).normal(size=(2, len(Y)))
RISKS = {"card": RISK, "expert": RISK + 2 * NOISE[0], "boost": RISK + 0.05 * NOISE[1]}
MODELS = ["expert", "card", "boost"]


def all_predictions(split="out_of_time", models=MODELS, **changes):
    return pd.concat([make_predictions(model, Y, RISKS[model], split=split, **changes) for model in models])


def judge(predictions=None, *, clusters=CLUSTERS, y=Y, **changes) -> Evaluation:
    predictions = all_predictions() if predictions is None else predictions
    options = {"models": MODELS, "reference": "expert", "margin": 0.03, "seed": 0, **changes}
    return evaluate(predictions, make_dataset(y, clusters), **options)


def row(evaluation, model, metric="auc", split="out_of_time"):
    league = evaluation.league
    return league[(league["model"] == model) & (league["metric"] == metric) & (league["split"] == split)].iloc[0]


def test_league_has_every_metric_of_every_model_in_the_order_given():
    league = judge().league
    assert tuple(league.columns) == LEAGUE_COLUMNS
    assert league["model"].tolist() == np.repeat(MODELS, len(METRICS)).tolist()
    assert league["metric"].tolist() == [metric.code for metric in METRICS] * 3
    assert (league["n"] == len(Y)).all()
    assert (league["events"] == Y.sum()).all()
    assert league["estimate"].between(league["low"], league["high"]).all()


def test_further_metrics_join_on_request_and_change_no_other_row():
    codes = [metric.code for metric in FURTHER_METRICS]
    plain, wide = judge().league, judge(further=codes).league
    assert wide["metric"].tolist() == [metric.code for metric in (*METRICS, *FURTHER_METRICS)] * 3
    same = wide[~wide["metric"].isin(codes)].reset_index(drop=True)
    assert same.equals(plain)
    added = wide[wide["metric"].isin(codes)]
    assert added["low"].lt(added["high"]).all()
    gini = row(judge(further=["gini"]), "card", "gini")
    assert gini["estimate"] == pytest.approx(2 * row(judge(), "card")["estimate"] - 1)
    with pytest.raises(Refused, match="ICM008"):
        judge(further=["ginny"])


def test_verdict_is_against_the_reference_and_empty_on_its_own_row():
    evaluation = judge()
    assert row(evaluation, "expert")["verdict"] == ""
    assert row(evaluation, "card")["verdict"] == "better"
    assert row(judge(reference="card"), "expert")["verdict"] == "worse"
    assert row(judge(reference="card"), "boost")["verdict"] == "equivalent"
    assert set(evaluation.league["cause"]) == {""}


def test_verdict_on_the_compare_metric_is_that_of_the_pairs():
    evaluation = judge()
    pairs = evaluation.comparisons
    assert len(pairs) == 3
    first = pairs.iloc[0]
    assert (first["model_a"], first["model_b"], first["verdict"]) == ("expert", "card", "worse")
    difference = row(evaluation, "expert")["estimate"] - row(evaluation, "card")["estimate"]
    assert first["difference"] == pytest.approx(difference)


def test_only_the_compare_metric_knows_equivalence():
    league = judge(reference="card", metric="brier", margin=0.5).league
    assert set(league.loc[league["verdict"] == "equivalent", "metric"]) == {"brier"}


def test_losses_are_better_when_lower():
    evaluation = judge(reference="card", metric="log_loss", margin=1e-6)
    assert row(evaluation, "expert", "log_loss")["estimate"] > row(evaluation, "card", "log_loss")["estimate"]
    assert row(evaluation, "expert", "log_loss")["verdict"] == "worse"


def test_methods_tell_how_the_interval_was_made():
    assert row(judge(), "card")["interval_method"] == "obuchowski"
    assert row(judge(clusters=None), "card")["interval_method"] == "delong"
    folds = all_predictions("folds", fold=np.arange(len(Y)) % 5)
    assert row(judge(folds, clusters=None), "card", split="folds")["interval_method"] == "nadeau_bengio"


def test_splits_follow_each_other_and_each_has_its_sentence():
    both = pd.concat([all_predictions(), all_predictions("out_of_time_unseen", fold=CLUSTERS % 3)])
    evaluation = judge(both, names={"expert": ("专家指数", "expert index")})
    assert evaluation.league["split"].drop_duplicates().tolist() == ["out_of_time", "out_of_time_unseen"]
    assert [verdict["split"] for verdict in evaluation.verdicts] == ["out_of_time", "out_of_time_unseen"]
    assert "专家指数" in evaluation.verdicts[1]["zh"]
    assert "unseen subjects" in evaluation.verdicts[1]["en"]
    assert set(evaluation.roc["split"]) == set(evaluation.calibration["split"]) == set(evaluation.league["split"])


def test_failed_model_is_in_the_league_with_its_cause_and_in_no_comparison():
    evaluation = judge(all_predictions(models=MODELS[:2]), failed={("boost", "out_of_time"): "did not converge"})
    failed = evaluation.league[evaluation.league["model"] == "boost"]
    assert len(failed) == len(METRICS)
    assert failed[["estimate", "low", "high"]].isna().all(axis=None)
    assert set(failed["verdict"]) == {"not_evaluable"}
    assert set(failed["cause"]) == {"did not converge"}
    assert "boost" not in evaluation.comparisons[["model_a", "model_b"]].to_numpy()
    assert "did not converge" in evaluation.verdicts[0]["en"]


def test_failed_reference_leaves_the_others_not_evaluable_but_compared_with_each_other():
    evaluation = judge(all_predictions(models=["card", "boost"]), failed={("expert", "out_of_time"): "singular matrix"})
    assert row(evaluation, "expert")["cause"] == "singular matrix"
    assert row(evaluation, "expert")["verdict"] == "not_evaluable"
    assert row(evaluation, "card")["verdict"] == "not_evaluable"
    assert "reference" in row(evaluation, "card")["cause"]
    assert np.isfinite(row(evaluation, "card")["low"])
    assert len(evaluation.comparisons) == 1


def test_failure_on_one_split_leaves_the_other_splits_alone():
    unseen = all_predictions(models=["card", "expert"]).assign(split="out_of_time_unseen")
    predictions = pd.concat([all_predictions(), unseen], ignore_index=True)
    evaluation = judge(predictions, failed={("boost", "out_of_time_unseen"): "out of memory"})
    boost = evaluation.league[(evaluation.league["model"] == "boost") & (evaluation.league["metric"] == "auc")]
    boost = boost.set_index("split")
    assert np.isfinite(boost.loc["out_of_time", "estimate"]) and boost.loc["out_of_time", "cause"] == ""
    assert boost.loc["out_of_time_unseen", "cause"] == "out of memory"


def test_model_without_predictions_in_a_split_says_so():
    evaluation = judge(all_predictions(models=MODELS[:2]))
    assert "no predictions" in row(evaluation, "boost")["cause"]


def test_split_of_failed_models_only_keeps_its_rows():
    failed = {(model, "out_of_time"): "no memory" for model in MODELS}
    evaluation = judge(all_predictions(models=["card"]), failed=failed)
    assert len(evaluation.league) == 3 * len(METRICS)
    assert evaluation.verdicts[0]["headline_en"] == "No model has a result."
    assert len(evaluation.comparisons) == 0
    assert "no memory" in evaluation.verdicts[0]["en"]


def test_few_events_are_not_evaluable_with_cause_warning_and_without_interval():
    y = Y.copy()
    y[np.flatnonzero(Y)[9:]] = 0
    predictions = pd.concat([make_predictions(model, y, RISKS[model]) for model in MODELS])
    evaluation = judge(predictions, y=y)
    assert set(evaluation.league["verdict"]) == {"not_evaluable"}, "the reference too: nothing can be said of it"
    assert evaluation.league["cause"].str.contains("9 events").all()
    assert evaluation.league[["low", "high"]].isna().all(axis=None)
    assert evaluation.league["estimate"].notna().all()
    assert set(evaluation.comparisons["verdict"]) == {"not_evaluable"}
    assert [finding.code for finding in evaluation.findings] == ["ICM054"]
    assert "Not evaluable: card, boost (9 events" in evaluation.verdicts[0]["en"]


def test_truth_is_a_ceiling_last_in_the_league_and_never_compared():
    truth = make_predictions("truth", Y, RISK * 0.9, p_event=np.nan)
    evaluation = judge(truth=truth)
    rows = evaluation.league[evaluation.league["model"] == "truth"]
    assert rows["metric"].tolist() == [metric.code for metric in METRICS if metric.ranking]
    assert evaluation.league["model"].iloc[-1] == "truth"
    assert set(rows["verdict"]) == {""}
    assert np.isfinite(rows[["low", "high"]]).all(axis=None)
    assert "truth" not in evaluation.comparisons[["model_a", "model_b"]].to_numpy()
    assert "truth" not in set(evaluation.calibration["model"])
    assert "truth" in set(evaluation.roc["model"])
    assert "planted truth reaches" in evaluation.verdicts[0]["en"]


def test_truth_changes_no_other_number():
    with_truth = judge(truth=make_predictions("truth", Y, RISK, p_event=np.nan))
    rows = with_truth.league[with_truth.league["model"] != "truth"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows, judge().league)
    pd.testing.assert_frame_equal(with_truth.comparisons, judge().comparisons)


def test_same_seed_gives_the_same_league_whatever_the_order_of_rows():
    shuffled = all_predictions().sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(judge(shuffled).league, judge().league)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reference": "expret"}, "ICM008"),
        ({"metric": "acu"}, "ICM008"),
        ({"models": ["expert", "card"]}, "ICM008"),
        ({"models": [*MODELS, "card"]}, "ICM024"),
        ({"models": [*MODELS, "truth"]}, "ICM006"),
        ({"margin": 0.0}, "ICM006"),
        ({"margin": float("nan")}, "ICM006"),
    ],
)
def test_request_that_makes_no_sense_is_refused(changes, code):
    with pytest.raises(Refused, match=code):
        judge(**changes)


def test_two_folds_give_estimates_without_interval_or_verdict_and_say_so():
    rng = np.random.default_rng(0)
    y, risk, _ = simulate_panel(rng, 100, dates=2)
    fold = np.arange(len(y)) % 2
    frames = [
        make_predictions(model, y, values, split="folds", fold=fold)
        for model, values in (("a", risk), ("b", risk + rng.normal(size=len(y))))
    ]
    found = evaluate(pd.concat(frames), make_dataset(y), models=["a", "b"], reference="a", margin=0.02, seed=0)
    assert found.league["estimate"].notna().all()
    assert found.league["low"].isna().all()
    assert set(found.league["verdict"]) == {"not_evaluable"}
    assert all("2 folds" in cause for cause in found.league["cause"])
    assert [finding.code for finding in found.findings] == ["ICM260"]
    assert "2 folds" in found.verdicts[0]["en"]
