"""A small simulated panel of insurers (模拟保险公司面板): quarterly figures with a planted signal and planted faults.

``python -m inscredit_models.worlds.insurer_panel FILE`` writes the shipped sample.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.durable import write_text

SEED = 20150116
FIRST_YEAR = 2020
FAULTS: tuple[tuple[str, str, str], ...] = (
    ("I007", "2021Q2", "tiers_add_up"),
    ("I019", "2022Q3", "ratio_holds"),
    ("I033", "2021Q4", "ratio_holds"),
    ("I041", "2022Q1", "premium_unit"),
    ("I052", "2021Q4", "loss_ratio_repeated"),
    ("I028", "2022Q2", "name_kept"),
    ("I011", "2023Q4", "solvency_jump"),
    ("I036", "2023Q4", "loss_ratio_range"),
)
"""Planted faults: company, period, and the declared quality rule of experiment 030 that must find it.

Each rule has at least one. The jump and the percentage stand in the last quarter, which no model learns from.
"""

_CAPITAL = ["actual_capital", "core_capital", "supplementary_capital"]


def simulate_insurer_panel(*, companies: int = 60, periods: int = 16, seed: int = SEED) -> pd.DataFrame:
    """Simulate companies × quarters.

    A company's solvency ratio follows its own level slowly; high loss ratios, surrenders and complaints and low
    investment returns pull the *next* quarter down. One company starts late, one stops early, one lacks a quarter.

    Returns
    -------
    pandas.DataFrame
        ``company, name, sector, period`` (``2020Q1`` …), ``solvency_ratio`` (fraction), ``actual_capital``,
        ``core_capital``, ``supplementary_capital``, ``minimum_capital``, ``premium_income`` (10,000 CNY),
        ``loss_ratio``, ``surrender_rate``, ``investment_return`` (fractions), ``complaints_per_10k``.
    """
    rng = np.random.default_rng(seed)
    shape = (companies, periods)
    level = rng.normal(0.52, 0.18, companies)
    weakness = rng.normal(size=companies)
    loss = 0.68 + 0.05 * weakness[:, None] + _wander(rng, shape, 0.7, 0.05)
    surrender = np.exp(-3.4 + 0.3 * weakness[:, None] + _wander(rng, shape, 0.6, 0.3))
    complaints = np.exp(0.3 + 0.4 * weakness[:, None] + _wander(rng, shape, 0.5, 0.35))
    invested = 0.011 + _wander(rng, shape, 0.4, 0.006)
    log_ratio = np.empty(shape)
    log_ratio[:, 0] = level + rng.normal(0, 0.1, companies)
    for quarter in range(1, periods):
        pull = (
            -1.6 * (loss[:, quarter - 1] - 0.68)
            - 0.05 * (np.log(surrender[:, quarter - 1]) + 3.4)
            - 0.03 * (np.log(complaints[:, quarter - 1]) - 0.3)
            + 3.0 * (invested[:, quarter - 1] - 0.011)
        )
        towards = 0.35 * (level - log_ratio[:, quarter - 1])
        log_ratio[:, quarter] = log_ratio[:, quarter - 1] + towards + pull + rng.normal(0, 0.1, companies)
    size = np.exp(rng.normal(12.0, 1.0, companies))[:, None] * np.exp(np.cumsum(rng.normal(0.02, 0.02, shape), axis=1))
    frame = _frame(rng, np.exp(log_ratio), size, loss, surrender, complaints, invested)
    return _plant(frame.drop(index=_absent(rng, companies, periods)).reset_index(drop=True))


def _wander(rng: np.random.Generator, shape: tuple[int, int], memory: float, spread: float) -> np.ndarray:
    """Give stationary first-order series, one a row."""
    noise = rng.normal(0, spread, shape)
    series = np.empty(shape)
    series[:, 0] = noise[:, 0]
    for place in range(1, shape[1]):
        series[:, place] = memory * series[:, place - 1] + np.sqrt(1 - memory**2) * noise[:, place]
    return series


def _frame(
    rng: np.random.Generator,
    ratio: np.ndarray,
    size: np.ndarray,
    loss: np.ndarray,
    surrender: np.ndarray,
    complaints: np.ndarray,
    invested: np.ndarray,
) -> pd.DataFrame:
    companies, periods = ratio.shape
    minimum = np.round(size, 2)
    actual = np.round(ratio * minimum, 2)
    core = np.round(actual * rng.uniform(0.55, 0.95, companies)[:, None], 2)
    codes = [f"I{number:03d}" for number in range(1, companies + 1)]
    quarters = [f"{FIRST_YEAR + number // 4}Q{number % 4 + 1}" for number in range(periods)]
    sector = np.where(rng.uniform(size=companies) < 0.55, "life", "property")
    return pd.DataFrame(
        {
            "company": np.repeat(codes, periods),
            "name": np.repeat([f"甲{code[1:]}保险" for code in codes], periods),
            "sector": np.repeat(sector, periods),
            "period": np.tile(quarters, companies),
            "solvency_ratio": np.round(actual / minimum, 4).ravel(),
            "actual_capital": actual.ravel(),
            "core_capital": core.ravel(),
            "supplementary_capital": np.round(actual - core, 2).ravel(),
            "minimum_capital": minimum.ravel(),
            "premium_income": np.round(0.8 * size * np.exp(rng.normal(0, 0.15, ratio.shape)), 2).ravel(),
            "loss_ratio": np.round(np.clip(loss, 0.2, 1.6), 4).ravel(),
            "surrender_rate": np.round(surrender, 4).ravel(),
            "investment_return": np.round(invested, 4).ravel(),
            "complaints_per_10k": np.round(complaints, 3).ravel(),
        }
    )


def _absent(rng: np.random.Generator, companies: int, periods: int) -> list[int]:
    """Choose rows that are not there: late starts, early ends and single gaps, none among the companies with faults."""
    with_faults = {int(company[1:]) - 1 for company, _, _ in FAULTS}
    free = [number for number in range(companies) if number not in with_faults]
    late, early, gap = rng.choice(free, 3, replace=False) if len(free) >= 3 else (0, 0, 0)
    rows = [late * periods + place for place in range(periods // 4)]
    rows += [early * periods + place for place in range(3 * periods // 4, periods)]
    return [*rows, gap * periods + periods // 2]


def _plant(frame: pd.DataFrame) -> pd.DataFrame:
    """Plant `FAULTS`, where their companies and periods are in the panel."""
    for company, period, rule in FAULTS:
        place = frame.index[(frame["company"] == company) & (frame["period"] == period)]
        if not len(place):
            continue
        row = place[0]
        if rule == "tiers_add_up":
            frame.loc[row, "core_capital"] = round(frame.loc[row, "core_capital"] * 1.1, 2)
        elif rule == "ratio_holds":
            frame.loc[row, "solvency_ratio"] = round(frame.loc[row, "solvency_ratio"] + 0.09, 4)
        elif rule == "premium_unit":
            frame.loc[row, "premium_income"] = round(frame.loc[row, "premium_income"] * 10000, 2)
        elif rule == "solvency_jump":
            # All parts rise alike, so that every identity still holds: only the jump is odd.
            frame.loc[row, _CAPITAL] = [round(value * 2.5, 2) for value in frame.loc[row, _CAPITAL]]
            frame.loc[row, "solvency_ratio"] = round(
                frame.loc[row, "actual_capital"] / frame.loc[row, "minimum_capital"], 4
            )
        elif rule == "loss_ratio_range":
            frame.loc[row, "loss_ratio"] = round(frame.loc[row, "loss_ratio"] * 100, 2)
        elif rule == "loss_ratio_repeated":
            frame.loc[row - 3 : row, "loss_ratio"] = frame.loc[row - 3, "loss_ratio"]
        else:
            frame.loc[row:, "name"] = frame.loc[row:, "name"].where(frame.loc[row:, "company"] != company, "新名保险")
    return frame


def panel_text(frame: pd.DataFrame) -> str:
    """Write the panel as CSV text."""
    return frame.to_csv(index=False, lineterminator="\n")


if __name__ == "__main__":
    write_text(Path(sys.argv[1]), panel_text(simulate_insurer_panel()))
