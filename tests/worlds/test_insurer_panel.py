"""The shipped panel is what its generator writes; its signal and its faults are where they are said to be."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from inscredit_models.worlds.insurer_panel import FAULTS, panel_text, simulate_insurer_panel

SHIPPED = Path(__file__).parents[2] / "data_samples" / "tiny" / "insurer_panel.csv"


def test_shipped_panel_is_the_generated_one() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == panel_text(simulate_insurer_panel())


def test_shape_is_as_said() -> None:
    frame = simulate_insurer_panel()
    assert frame["company"].nunique() == 60 and frame["period"].nunique() == 16 and len(frame) == 951
    assert not frame.duplicated(["company", "period"]).any() and not frame.isna().any().any()


def test_seed_changes_the_figures() -> None:
    first, second = (simulate_insurer_panel(seed=seed) for seed in (1, 2))
    assert not np.allclose(first["loss_ratio"].head(100), second["loss_ratio"].head(100))


def test_high_loss_ratios_pull_the_next_quarter_down() -> None:
    frame = simulate_insurer_panel(companies=300, seed=5)
    step = np.log(frame["solvency_ratio"]).groupby(frame["company"]).diff().shift(-1)
    assert np.corrcoef(frame["loss_ratio"][step.notna()], step.dropna())[0, 1] < -0.2


def test_faults_lie_inside_the_panel() -> None:
    frame = simulate_insurer_panel()
    present = set(zip(frame["company"], frame["period"], strict=True))
    assert {(company, period) for company, period, _ in FAULTS} <= present
