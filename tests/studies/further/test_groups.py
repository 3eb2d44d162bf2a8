import numpy as np

from inscredit_models.evaluation.judged import Judged
from inscredit_models.studies.further.declaration import FairnessRule
from inscredit_models.studies.further.groups import flag, group_exhibits


def judged(rows=800, gap=0.0, seed=0):
    drawn = np.random.default_rng(seed)
    group = np.array(["a", "b"])[np.arange(rows) % 2]
    risk = drawn.normal(size=rows) + gap * (group == "b")
    p_event = 1 / (1 + np.exp(1 - risk))
    y = (drawn.random(rows) < 1 / (1 + np.exp(1 - risk + gap * (group == "b")))).astype(np.int8)
    place = np.arange(rows)
    made = Judged("out_of_time", ("m",), y, place, p_event[None], risk[None], place, np.zeros(rows, int), place >= 0)
    return made, {"kind": group.astype(object)}


def test_at_most_the_share_is_flagged_and_ties_at_the_cut_are_spared():
    risk = np.random.default_rng(0).normal(size=1000)
    assert flag(risk, 0.1).sum() == 100
    assert flag(np.round(risk, 1), 0.1).sum() <= 100
    assert not flag(np.ones(50), 0.1).any()


def test_a_group_that_is_turned_away_more_often_is_below_four_fifths_and_off_its_level():
    rule = FairnessRule(groups=("kind",), flagged=0.4)
    fairness, reliability = group_exhibits(rule, *judged(gap=2.0))
    ratio = fairness.frame[(fairness.frame["measure"] == "impact_ratio") & (fairness.frame["group"] == "b")].iloc[0]
    assert ratio["value"] < 0.5 and ratio["verdict"] == "below" and ratio["reference"] == "a"
    off = reliability.frame.set_index("group")
    assert off.loc["b", "high"] < 0 < off.loc["a", "high"]
    assert "1 of 2 groups" in reliability.lead[1]
    assert fairness.shown["verdict"].iloc[0] in ("below", "differs"), "what matters stands first"


def test_like_groups_are_alike():
    fairness, _ = group_exhibits(FairnessRule(groups=("kind",), flagged=0.4), *judged())
    assert not set(fairness.frame["verdict"]) & {"below", "differs"}
    assert "0 measures differ" in fairness.lead[1]


def test_a_reference_that_is_named_is_the_reference():
    rule = FairnessRule(groups=("kind",), references={"kind": "b"})
    fairness, _ = group_exhibits(rule, *judged())
    assert set(fairness.frame["reference"]) == {"b"}


def test_small_groups_and_missing_ones_carry_no_claim():
    made, groups = judged()
    groups["kind"][:20] = "tiny"
    groups["kind"][20:400] = None
    fairness, reliability = group_exhibits(FairnessRule(groups=("kind",)), made, groups)
    tiny = fairness.frame[fairness.frame["group"] == "tiny"]
    assert set(tiny["verdict"]) == {"not_evaluable"} and tiny["value"].isna().all()
    assert tiny["cause"].str.contains("20 subjects, fewer than 30").all()
    assert "missing" in set(reliability.frame["group"])


def test_bands_of_size_and_groups_by_value_are_judged(dated):
    frame = dated.frame("fairness")
    assert set(frame.loc[frame["attribute"] == "size", "group"]) == {"<50", "50–120", "≥120"}
    assert "prevalence" not in set(frame["model"]), "a model that ranks nobody flags nobody"
