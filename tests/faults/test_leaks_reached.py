"""Planted leaks, each named by its permanent code through both doors: `inscredit bench` and `inscredit run`.

Everything goes through the command line with ``--strict``, which refuses before a model is fitted.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.cli import main

SHIPPED = Path(__file__).parents[2] / "experiments" / "030_company_panel"
Plant = Callable[[pd.DataFrame, np.ndarray], pd.DataFrame]


def gives_away(table: pd.DataFrame, y: np.ndarray) -> pd.DataFrame:
    """A single column that is too good: the outcome with a little dust on it."""
    return table.assign(planted=2.0 * y + 0.01 * np.random.default_rng(1).random(len(y)))


def missing_by_class(table: pd.DataFrame, y: np.ndarray) -> pd.DataFrame:
    """Cells that are filled in once the outcome is known."""
    drawn = np.random.default_rng(2)
    value = drawn.normal(size=len(y))
    value[drawn.random(len(y)) < np.where(y == 1, 0.1, 0.6)] = np.nan
    return table.assign(planted=value)


def imputed_by_class(table: pd.DataFrame, y: np.ndarray) -> pd.DataFrame:
    """Gaps of the rows without event that were filled with one value."""
    drawn = np.random.default_rng(3)
    value = drawn.normal(size=len(y))
    value[(y == 0) & (drawn.random(len(y)) < 0.4)] = 0.1234
    return table.assign(planted=value)


def identifier(table: pd.DataFrame, _: np.ndarray) -> pd.DataFrame:
    """A number that only numbers the rows."""
    return table.assign(planted=np.random.default_rng(4).permutation(len(table)) + 100_000)


def encoded_outcome(table: pd.DataFrame, y: np.ndarray) -> pd.DataFrame:
    """A key replaced by its share of events over all rows."""
    when = table["period" if "period" in table else "day"].to_numpy()  # a study may leave whole periods out
    key = np.random.default_rng(5).integers(12, size=len(y))
    return table.assign(planted=pd.Series(y).groupby([when, key]).transform("mean").to_numpy(dtype=float))


def future_date(table: pd.DataFrame, _: np.ndarray) -> pd.DataFrame:
    """Dates, written as numbers, that lie after what is known on the day of the row."""
    return table.assign(planted=20991231)


PLANTED: dict[str, Plant] = {
    "ICM050": gives_away,
    "ICM120": missing_by_class,
    "ICM121": imputed_by_class,
    "ICM053": identifier,
    "ICM124": encoded_outcome,
    "ICM123": future_date,
}
of_each = pytest.mark.parametrize("code", PLANTED)


def labelled(rows: int = 600) -> tuple[pd.DataFrame, np.ndarray]:
    """A sound table with days, and its outcome."""
    drawn = np.random.default_rng(0)
    x = drawn.normal(size=rows)
    y = (drawn.random(rows) < 1 / (1 + np.exp(1 - x))).astype(int)
    day = pd.Series(np.repeat(["2022-06-30", "2023-06-30"], rows // 2), dtype="str")
    return pd.DataFrame({"x": x.round(6), "y": y, "day": day}), y


def bench(table: pd.DataFrame, folder: Path, capsys) -> tuple[int, str]:
    """Put a table on the bench."""
    path = folder / "t.csv"
    table.to_csv(path, index=False)
    common = ["--models", "prevalence,logistic", "--no-track", "--threads", "1", "--strict", "--out", str(folder / "o")]
    time = ["--time", "day", "--test-from", "2023-01-01"]
    status = main(["bench", str(path), "--target", "y", *time, *common])
    return status, "".join(capsys.readouterr())


def insurers(quarters: int = 8, companies: int = 150) -> tuple[pd.DataFrame, np.ndarray]:
    """A company panel with one sound column, and whether its ratio lies below 1.5 in the next quarter (−1: no next)."""
    drawn = np.random.default_rng(6)
    ratio = np.clip(1.75 + 0.35 * drawn.normal(size=(companies, quarters)), 0.5, None).round(9)
    events = np.column_stack([ratio[:, 1:] < 1.5, np.full(companies, -1)])
    period = np.tile([f"{2020 + n // 4}Q{n % 4 + 1}" for n in range(quarters)], companies)
    name = np.repeat([f"I{n:03d}" for n in range(companies)], quarters)
    table = pd.DataFrame({"company": name, "name": name, "period": period, "solvency_ratio": ratio.ravel()})
    return table, events.ravel().astype(int)


EXPERIMENT = """
question = "Is the leak named?"
table = "panel.csv"
mapping = "mapping.toml"
outcome = { next = "solvency_ratio", below = 1.5, zh = "低于150%", en = "Below 150 %" }
models = ["prevalence", "logistic"]
seed = 1
[split]
test_from = 2021-03-31
unseen_folds = 2
[compare]
metric = "auc"
reference = "prevalence"
equivalence_margin = 0.03
[[column]]
code = "solvency_ratio"
zh = "充足率"
en = "Solvency ratio"
unit = "ratio"
direction = "higher_is_better"
"""
PLANTED_COLUMN = """
[[column]]
code = "planted"
zh = "植入列"
en = "Planted column"
unit = "ratio"
direction = "none"
"""


def run(table: pd.DataFrame, folder: Path, capsys) -> tuple[int, str]:
    """Run an experiment on a company panel."""
    table.to_csv(folder / "panel.csv", index=False)
    text = EXPERIMENT + (PLANTED_COLUMN if "planted" in table else "")
    (folder / "experiment.toml").write_text(text, encoding="utf-8")
    (folder / "mapping.toml").write_text((SHIPPED / "mapping.toml").read_text(encoding="utf-8"), encoding="utf-8")
    common = ["--no-track", "--threads", "1", "--strict", "--out", str(folder / "o")]
    status = main(["run", str(folder), *common])
    return status, "".join(capsys.readouterr())


DOORS = {"bench": (bench, labelled), "run": (run, insurers)}
through = pytest.mark.parametrize("door", DOORS)


@through
@of_each
def test_planted_leak_is_named_by_its_code(door, code, tmp_path, capsys):
    command, sound = DOORS[door]
    status, told = command(PLANTED[code](*sound()), tmp_path, capsys)
    assert status == 2 and code in told and "planted" in told
    assert not (tmp_path / "o").exists(), "refused before anything is fitted"


@through
def test_copies_under_another_name_are_named_where_they_cross_the_split(door, tmp_path, capsys):
    command, sound = DOORS[door]
    table, _ = sound()
    if door == "bench":
        early, late = table[table["day"] < "2023"], table[table["day"] > "2023"]
        table = pd.concat([table, early.head(60).assign(day="2023-06-30")])
        assert len(late)
    else:
        early = table[table["period"] == "2020Q2"].head(60)
        copies = early.assign(company=early["company"] + "bis", name=early["name"] + "bis", period="2021Q3")
        table = pd.concat([table, copies, copies.assign(period="2021Q4")])
    status, told = command(table, tmp_path, capsys)
    assert status == 2 and "ICM122" in told


@through
def test_sound_table_passes(door, tmp_path, capsys):
    command, sound = DOORS[door]
    status, told = command(sound()[0], tmp_path, capsys)
    assert status == 0, told
