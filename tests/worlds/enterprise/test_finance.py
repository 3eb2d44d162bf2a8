"""Business, solvency, exposures."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.enterprise.finance import quarterly_premium, reported_edges, solvency_ratios, staff
from inscredit_models.worlds.enterprise.sheets import yearly_premium


def test_quarters_add_up_to_the_year(insurer_world):
    summed = quarterly_premium(insurer_world).reshape(180, 12, 4).sum(axis=2)
    assert np.median(summed / yearly_premium(insurer_world)) == pytest.approx(1.02, abs=0.03)  # seasons of life: 1.00


def test_core_share_breaks_in_2022(insurer_world, insurers):
    comprehensive, core = solvency_ratios(insurer_world, insurers.latents)
    share = core / comprehensive
    assert 0.90 <= np.median(share[:, :32]) <= 0.945 and 0.60 <= np.median(share[:, 32:]) <= 0.68


def test_ratios_rise_with_soundness(insurer_world, insurers):
    comprehensive, _ = solvency_ratios(insurer_world, insurers.latents)
    assert np.corrcoef(np.log(comprehensive).ravel(), insurers.latents.soundness.ravel())[0, 1] > 0.4


def test_printed_ratios_disagree_as_often_as_planted(insurer_tables):
    rows = insurer_tables.parts["solvency"].to_pandas()
    made = 100 * rows.actual_capital.astype(float) / rows.minimum_capital.astype(float)
    wrong = (rows.comprehensive_ratio_printed.astype(float) / made - 1).abs() > 0.001
    assert wrong.mean() == pytest.approx(0.18, abs=0.02)


def test_core_capital_never_exceeds_actual_capital(insurer_tables):
    rows = insurer_tables.parts["solvency"].to_pandas()
    assert (rows.core_capital <= rows.actual_capital).all() and (rows.minimum_capital >= 0).all()


def test_large_edges_are_reported_first(insurer_world, insurers):
    network = insurers.latents.network
    holder, _, kind, _ = reported_edges(insurer_world, insurers.latents)
    assert (kind == 0).sum() == int(0.7 * len(network.holder)) and (np.diff(holder) >= 0).all()


def test_every_insurer_has_staff(insurer_world):
    assert staff(insurer_world).min() >= 20


def test_exposures_name_debtors_or_insurers(insurer_tables):
    rows = insurer_tables.parts["exposure"].to_pandas()
    assert rows[rows.kind == "debtor"].counterparty.str.fullmatch(r"Debtor \d\d").all()
    assert rows[rows.kind == "cross_holding"].counterparty.str.fullmatch(r"E\d{9}").all()
