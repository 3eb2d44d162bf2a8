"""Methods are judged on the same worlds: paired by seed, by world and by trouble."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.method_recovery import (
    UNIT_COLUMNS,
    harm_of_conditions,
    judge_methods,
    recovery_headline,
)

NAMES = {"ref": ("参照法", "the reference"), "good": ("好法", "the good one"), "same": ("同法", "the same")}


def units(seeds: int = 12, *, broken: str = "") -> pd.DataFrame:
    """Two worlds; "good" is .05 ahead of "ref" on every seed, "same" differs by noise; seeds themselves vary much."""
    rng = np.random.default_rng(5)
    rows = []
    for seed in range(seeds):
        world = rng.normal(0.6, 0.1)
        for condition, trouble, shift in (("person_default", "none", 0.0), ("person_gaming", "gaming", -0.2)):
            for method, ahead in (("ref", 0.0), ("good", 0.05), ("same", 0.0)):
                value = world + shift + ahead + rng.normal(0, 0.01)
                lost = method == broken and seed == 3
                row = (condition, trouble, "person", seed, method, np.nan if lost else value, 0.5, "x" * lost)
                rows.append(row)
    return pd.DataFrame(rows, columns=list(UNIT_COLUMNS))


def verdicts(frame: pd.DataFrame) -> dict[str, str]:
    return dict(zip(frame["method"], frame["verdict"], strict=True))


def test_pairing_finds_what_the_spread_of_seeds_would_hide() -> None:
    frame = judge_methods(units(), "ref", margin=0.02, by="everything")
    assert verdicts(frame) == {"ref": "", "good": "better", "same": "equivalent"}
    good = frame.set_index("method").loc["good"]
    assert good["difference_low"] < 0.05 < good["difference_high"]
    assert good["high"] - good["low"] > 5 * (good["difference_high"] - good["difference_low"])


def test_difference_is_the_paired_one_by_hand() -> None:
    """Differences .1, .2, .3: mean .2, error .1/√3, t with 2 degrees of freedom 4.3027."""
    rows = [("c", "none", "s", seed, "ref", 0.5, 0.1, "") for seed in range(3)]
    rows += [("c", "none", "s", seed, "good", 0.6 + 0.1 * seed, 0.1, "") for seed in range(3)]
    frame = judge_methods(pd.DataFrame(rows, columns=list(UNIT_COLUMNS)), "ref", margin=0.02)
    good = frame.set_index("method").loc["good"]
    assert good["difference"] == pytest.approx(0.2)
    assert good["difference_high"] - 0.2 == pytest.approx(4.302653 * 0.1 / np.sqrt(3), rel=1e-5)


def test_conditions_of_one_seed_count_once() -> None:
    frame = judge_methods(units(), "ref", margin=0.02, by="everything")
    assert (frame["seeds"] == 12).all()
    by_world = judge_methods(units(), "ref", margin=0.02)
    assert set(by_world["scope"]) == {"person_default", "person_gaming"}
    assert by_world.groupby("scope")["mean"].mean().diff().iloc[-1] == pytest.approx(-0.2, abs=0.01)


def test_a_method_that_failed_once_is_not_evaluable_with_its_cause() -> None:
    frame = judge_methods(units(broken="good"), "ref", margin=0.02).set_index(["scope", "method"])
    row = frame.loc[("person_default", "good")]
    assert row["verdict"] == "not_evaluable" and "no index in 1 of 12 worlds" in row["cause"]
    assert frame.loc[("person_default", "same"), "verdict"] == "equivalent"


def test_without_the_reference_nobody_is_judged() -> None:
    frame = judge_methods(units(broken="ref"), "ref", margin=0.02)
    assert set(frame["verdict"]) == {"not_evaluable"}


def test_too_few_seeds_say_so() -> None:
    frame = judge_methods(units(2), "ref", margin=0.02)
    assert set(frame["verdict"]) == {"not_evaluable"}
    assert frame["cause"].str.contains("2 seeds").all()


def test_harm_is_paired_with_the_default_world() -> None:
    frame = harm_of_conditions(units())
    assert set(frame["condition"]) == {"person_gaming"}
    np.testing.assert_allclose(frame["change"], -0.2, atol=0.02)
    assert (frame["verdict"] == "worse").all() and (frame["high"] < 0).all()


def test_headline_names_the_best_and_what_harms_most() -> None:
    overall = judge_methods(units(), "ref", margin=0.02, by="everything")
    worlds = {"person_default": ("默认", "default"), "person_gaming": ("策略", "gaming")}
    zh, en = recovery_headline(overall, harm_of_conditions(units()), NAMES, worlds, "ref")
    assert "好法还原次序最好" in zh and "优于参照的好法" in zh and "策略" in zh
    assert "the good one recovers the order best" in en and "Worse: none" in en and "gaming (−0.2" in en
