"""Business, solvency, exposures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.enterprise.finance import (
    premium_of_four_quarters,
    quarterly_premium,
    reported_edges,
    solvency_ratios,
    staff,
)
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
    wrong = (rows.comprehensive_ratio_printed.astype(float) - made).abs() / 100 > 0.001
    assert wrong.mean() == pytest.approx(0.18, abs=0.02)


def test_tiers_of_capital_do_not_add_up_as_often_as_planted(insurer_tables):
    rows = insurer_tables.parts["solvency"].to_pandas()
    gap = (rows.core_capital + rows.supplementary_capital - rows.actual_capital).abs()
    assert (gap > 0).mean() == pytest.approx(0.02, abs=0.006) and (rows.supplementary_capital >= 0).all()
    assert (gap.astype(float) <= 0.0201 * rows.actual_capital.astype(float) + 0.01).all()


def test_minimum_capital_goes_with_the_premium_of_four_quarters(insurer_world, insurer_tables):
    premium = quarterly_premium(insurer_world)
    recent = premium_of_four_quarters(insurer_world, premium)
    assert recent[:, 7] == pytest.approx(premium[:, 4:8].sum(axis=1))
    assert recent[:, 0] == pytest.approx(premium[:, :4].sum(axis=1))
    rows = insurer_tables.parts["solvency"].to_pandas()
    quarter = pd.PeriodIndex(pd.to_datetime(rows.event_date), freq="Q").astype("int64") - pd.Period("2014Q1").ordinal
    insurer = rows.subject_id.str[1:].astype(int) - 1
    tilt = np.log(rows.minimum_capital.astype(float) / (0.35 * recent[insurer, quarter]))
    large = recent[insurer, quarter] > 1e6
    assert tilt[large].groupby(insurer[large]).std().max() < 1e-4 and tilt.groupby(insurer).mean().std() < 0.4


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


def is_monotone(latent: np.ndarray, observed: np.ndarray, sign: int) -> bool:
    """Say whether the means of what is observed, by deciles of the latent, rise (or fall) with it."""
    decile = np.minimum(np.argsort(np.argsort(latent.ravel())) * 10 // latent.size, 9)
    means = np.bincount(decile, observed.ravel()) / np.bincount(decile)
    return bool(np.corrcoef(np.arange(10), np.argsort(np.argsort(sign * means)))[0, 1] >= 0.9)


def test_ratios_rise_and_bad_assets_fall_by_deciles_of_the_latents(insurer_world, insurers):
    latents = insurers.latents
    comprehensive, _ = solvency_ratios(insurer_world, latents)
    assert is_monotone(latents.soundness, comprehensive, 1)
    assert not is_monotone(latents.soundness, np.random.default_rng(0).permutation(comprehensive.ravel()), 1)


def test_sums_of_money_are_exact_and_nothing_but_a_loss_is_negative(insurer_tables):
    for record, names in (
        ("quarterly_report", ["premium"]), ("exposure", ["amount"]), ("enterprise_penalty", ["fine"]),
        ("solvency", ["core_capital", "actual_capital", "minimum_capital", "bad_assets", "invested_assets"]),
    ):  # fmt: skip
        for name in names:
            column = insurer_tables.parts[record].column(name).drop_null().to_pylist()
            fen = [int(value * 100) for value in column]
            assert 100 * sum(column) == sum(fen) and min(fen) >= 0 and max(fen) < 10**15
