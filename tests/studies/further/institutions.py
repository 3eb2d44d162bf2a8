"""An insurer table with an injustice planted: one kind of owner is measured with an error that means nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.worlds.insurer_panel import simulate_insurer_panel

SHIPPED = Path(__file__).parents[3] / "experiments" / "030_company_panel"
OWNERS = ("state", "private", "foreign")
ASKED = """
[[group]]
code = "ownership"
zh = "所有制"
en = "Ownership"
column = "ownership"

[[group]]
code = "region"
zh = "注册地区"
en = "Region"
column = "seat"

[[group]]
code = "size"
zh = "规模（保费，万元）"
en = "Size (premium, 10k CNY)"
column = "premium_income"
cuts = [60000, 250000]

[fairness]
groups = ["ownership", "region", "size"]
flagged = 0.3
references = { ownership = "state" }
models = ["logistic"]

[calibration]
methods = ["platt", "isotonic", "beta", "venn_abers", "anchor"]
anchor = 0.1
folds = 2
models = ["logistic"]
"""


def write_insurers(folder: Path, *, companies: int = 300) -> Path:
    """Write experiment 030 for a table of insurers with owners, regions and sizes; gives its folder.

    Owners and regions are drawn and say nothing about solvency. Foreign insurers report a loss ratio that is higher by
    .12 than what drives their solvency: whoever reads it flags them too often.
    """
    drawn = np.random.default_rng(5)
    table = simulate_insurer_panel(companies=companies)
    names = table["company"].unique()
    owner = pd.Series(drawn.choice(OWNERS, len(names)), index=names)
    seat = pd.Series(drawn.choice(["东部", "中部", "西部"], len(names)), index=names)
    table["ownership"], table["seat"] = table["company"].map(owner), table["company"].map(seat)
    table["loss_ratio"] = table["loss_ratio"] + 0.12 * (table["ownership"] == "foreign")
    folder.mkdir(parents=True, exist_ok=True)
    table.to_csv(folder / "insurers.csv", index=False)
    text = (SHIPPED / "experiment.toml").read_text(encoding="utf-8")
    start, end = text.index("models = ["), text.index("seed = ")
    text = text[:start] + 'models = ["index_equal", "logistic"]\n' + text[end:]
    text = text.replace("../../data_samples/tiny/insurer_panel.csv", "insurers.csv")
    text = text.replace("unseen_folds = 5", 'unseen_folds = 2\nby = ["ownership"]') + ASKED
    (folder / "experiment.toml").write_text(text, encoding="utf-8")
    (folder / "mapping.toml").write_text((SHIPPED / "mapping.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return folder
