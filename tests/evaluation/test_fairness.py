import numpy as np
import pytest

from inscredit_models.evaluation.fairness import MEASURES, JudgedRows, judge_fairness
from inscredit_models.evaluation.metrics import auc
from inscredit_models.findings import Refused
from tests.evaluation.panels import simulate_panel


def rows_of(selected, group):
    """Rows that stand alone, without outcomes, from counts of selected persons."""
    flagged = np.concatenate([np.repeat([False, True], [s, n - s]) for s, n in selected.values()])
    groups = np.repeat(list(group), [n for _, n in selected.values()])
    zeros = np.zeros(len(flagged))
    return JudgedRows(zeros.astype(int), zeros, flagged, np.arange(len(flagged))), groups


def panel(seed=0, subjects=600):
    """A panel with two fair regions; probabilities are calibrated, about a quarter is flagged."""
    rng = np.random.default_rng(seed)
    y, risk, clusters = simulate_panel(rng, subjects)
    p = 1 / (1 + np.exp(-(-2 + 0.6 * risk)))
    return JudgedRows(y, p, p > np.quantile(p, 0.75), clusters), np.array(["east", "west"])[clusters % 2]


def one(frame, group, measure):
    return frame[(frame["group"] == group) & (frame["measure"] == measure)].iloc[0]


def test_impact_ratio_is_that_of_the_four_fifths_example():
    # EEOC, Questions and Answers on the Uniform Guidelines, question 12: 48 of 80 and 12 of 40 are selected.
    rows, groups = rows_of({"white": (48, 80), "black": (12, 40)}, ["white", "black"])
    frame = judge_fairness(rows, {"race": groups})
    assert one(frame, "white", "selection_rate")["value"] == pytest.approx(0.60)
    assert one(frame, "black", "selection_rate")["value"] == pytest.approx(0.30)
    ratio = one(frame, "black", "impact_ratio")
    assert (ratio["value"], ratio["reference"]) == (pytest.approx(0.50), "white")
    # The delta method by hand: variance of the logarithm (1 − p)/(np) of both, with G/(G − 1).
    spread = np.sqrt((0.4 / 48 + 0.7 / 12) * 120 / 119)
    assert (ratio["low"], ratio["high"]) == pytest.approx(
        (0.5 * np.exp(-1.959964 * spread), 0.5 * np.exp(1.959964 * spread)), rel=1e-5
    )
    assert ratio["verdict"] == "inconclusive"  # .83 is above four fifths: 120 persons are too few to say
    rows, groups = rows_of({"a": (480, 800), "b": (120, 400)}, ["a", "b"])
    assert one(judge_fairness(rows, {"race": groups}), "b", "impact_ratio")["verdict"] == "below"


def test_values_equal_plain_counts_within_each_group():
    rows, region = panel()
    frame = judge_fairness(rows, {"region": region})
    for group in ("east", "west"):
        inside = region == group
        y, p, flagged = rows.y[inside], rows.p_event[inside], rows.flagged[inside]
        expected = {
            "selection_rate": (~flagged).mean(),
            "tpr": flagged[y == 1].mean(),
            "fpr": flagged[y == 0].mean(),
            "calibration_gap": y.mean() - p.mean(),
            "auc": auc(y, p),
        }
        for measure, value in expected.items():
            found = one(frame, group, measure)
            assert found["value"] == pytest.approx(value)
            assert found["low"] < value < found["high"]


def test_fair_groups_are_seldom_called_different_and_clusters_are_why():
    called = {True: 0, False: 0}
    for seed in range(60):
        rows, region = panel(seed, subjects=200)
        alone = JudgedRows(rows.y, rows.p_event, rows.flagged, np.arange(len(rows.y)))
        for is_clustered, each in ((True, rows), (False, alone)):
            frame = judge_fairness(each, {"region": region})
            other = "west" if frame["reference"][0] == "east" else "east"
            called[is_clustered] += one(frame, other, "tpr")["verdict"] == "differs"
    assert called[True] <= 9
    assert called[False] > called[True]


def test_planted_gap_in_the_errors_is_found_with_its_side():
    rows, region = panel(1)
    flagged = rows.flagged & ~((region == "west") & (rows.clusters // 2 % 2 == 0))
    frame = judge_fairness(
        JudgedRows(rows.y, rows.p_event, flagged, rows.clusters), {"region": region}, references={"region": "east"}
    )
    found = one(frame, "west", "tpr")
    assert found["verdict"] == "differs"
    assert found["difference_high"] < 0
    assert one(frame, "west", "auc")["verdict"] == "inconclusive"


def test_small_cells_are_silent_with_a_cause():
    rows, region = panel(2)
    region = region.astype("<U8")
    region[rows.clusters < 20] = "few"
    is_calm = (rows.clusters >= 20) & (rows.clusters < 80)
    region[is_calm] = "calm"
    y = np.where(is_calm, 0, rows.y)
    frame = judge_fairness(JudgedRows(y, rows.p_event, rows.flagged, rows.clusters), {"region": region})
    few, calm = frame[frame["group"] == "few"], frame[frame["group"] == "calm"]
    assert set(few["verdict"]) == {"not_evaluable"}
    assert few[["value", "low", "p_value"]].isna().all().all()
    assert few["cause"].str.endswith("20 subjects, fewer than 30").all()
    silent = calm.set_index("measure")["cause"].str.endswith("0 events, fewer than 10")
    assert silent.to_dict() == {measure: measure not in ("selection_rate", "impact_ratio") for measure in MEASURES}


def test_group_that_shares_subjects_with_another_has_no_comparison_of_ranking_but_of_rates():
    rows, _ = panel(3)
    year = np.where(np.arange(len(rows.y)) < len(rows.y) // 2, "early", "late")
    frame = judge_fairness(rows, {"period": year}, references={"period": "early"})
    assert one(frame, "late", "auc")["verdict"] == "not_evaluable"
    assert one(frame, "late", "auc")["cause"].endswith("the groups share subjects")
    assert np.isfinite(one(frame, "late", "auc")["low"])
    assert one(frame, "late", "tpr")["verdict"] in ("differs", "inconclusive")


def test_bad_input_is_named_all_at_once():
    rows, region = panel(4, subjects=40)
    p = rows.p_event.copy()
    p[0] = np.nan
    with pytest.raises(Refused) as refused:
        judge_fairness(
            JudgedRows(rows.y, p, rows.flagged, rows.clusters),
            {"region": region, "sex": region[:3]},
            references={"region": "est"},
        )
    assert [finding.code for finding in refused.value.findings] == ["ICM027", "ICM008", "ICM012"]


def test_each_measure_is_held_against_a_group_that_carries_a_claim_on_it():
    rows, region = panel(5)
    calm = rows.clusters < 60  # selected most of all, with enough subjects but no event
    rows = JudgedRows(np.where(calm, 0, rows.y), rows.p_event, rows.flagged & ~calm, rows.clusters)
    frame = judge_fairness(rows, {"region": np.where(calm, "calm", region)})
    references = frame.drop_duplicates("measure").set_index("measure")["reference"]
    assert references[["selection_rate", "impact_ratio"]].tolist() == ["calm", "calm"]
    assert set(references.drop(["selection_rate", "impact_ratio"])) <= {"east", "west"}
    assert np.isfinite(frame.loc[(frame["measure"] == "tpr") & (frame["group"] != "calm"), "p_adjusted"]).any()


def test_bands_stand_in_rising_order():
    rows, _ = panel(6)
    size = np.array(["<10", "10–100", "≥100", None], dtype=object)[rows.clusters % 4]
    frame = judge_fairness(rows, {"size": size})
    assert list(dict.fromkeys(frame["group"])) == ["<10", "10–100", "≥100", "missing"]
