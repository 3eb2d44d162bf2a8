"""Each kind of bad input through the command line (命令行上的坏输入): named by its code, with the right exit status."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import inscredit_models
from inscredit_models.cli import main

ROWS = 240


def table(**columns: object) -> pd.DataFrame:
    """A sound table, and what is planted in it."""
    drawn = np.random.default_rng(0)
    x = drawn.normal(size=ROWS)
    y = (drawn.random(ROWS) < 1 / (1 + np.exp(-x))).astype(int)
    return pd.DataFrame({"x": x, "y": y}).assign(**columns)


def few_events() -> pd.DataFrame:
    """Nine events."""
    return table(y=(np.arange(ROWS) < 9).astype(int))


def many_categories() -> pd.DataFrame:
    """A hundred thousand categories, one a row."""
    drawn = np.random.default_rng(1)
    x = drawn.normal(size=100_000)
    kind = pd.Series([f"k{number}" for number in range(100_000)], dtype="str")
    return pd.DataFrame({"x": x, "y": (drawn.random(100_000) < 0.3).astype(int), "kind": kind})


def unseen_category() -> pd.DataFrame:
    """A category of the later rows only."""
    kind = np.where(np.arange(ROWS) >= ROWS - 5, "new", np.array(["a", "b"])[np.arange(ROWS) % 2])
    return table(kind=kind, when=np.repeat([1, 2], ROWS // 2))


TIME = ["--time", "when", "--test-from", "2"]
KINDS: dict[str, tuple[object, list[str], str, int]] = {
    "all-missing column": (lambda: table(gone=np.nan), ["--strict"], "ICM052", 2),
    "infinite values as text": (lambda: table(wild=np.where(np.arange(ROWS) < 2, "inf", "1.5")), [], "ICM011", 2),
    "time column that does not parse": (lambda: table(when="soon"), ["--time", "when", "--test-from", "2024-01-01"],
                                        "ICM016", 2),
    "group in train and test": (lambda: table(firm=np.arange(ROWS) % 7, when=np.repeat([1, 2], ROWS // 2)),
                                [*TIME, "--group", "firm"], "ICM022", 2),
    "fewer than ten events": (few_events, ["--strict"], "ICM054", 2),
    "category unseen in training": (unseen_category, TIME, "ICM060", 0),
    "hundred thousand categories": (many_categories, ["--strict"], "ICM053", 2),
}  # fmt: skip


def put(frame: pd.DataFrame, folder: Path, *options: str, name: str = "t.csv") -> int:
    """Put a table on the bench."""
    path = folder / name
    frame.to_csv(path, index=False) if name.endswith("csv") else frame.to_parquet(path)
    common = ["--models", "prevalence,logistic", "--repeats", "1", "--no-track", "--threads", "1"]
    return main(["bench", str(path), "--target", "y", *common, "--out", str(folder / "runs"), *options])


SLOW = ("hundred thousand categories",)


@pytest.mark.parametrize("kind", [pytest.param(k, marks=[pytest.mark.slow] if k in SLOW else []) for k in KINDS])
def test_bad_input_is_named_by_its_code(kind, tmp_path, capsys):
    make, options, code, status = KINDS[kind]
    assert put(make(), tmp_path, *options) == status
    assert code in "".join(capsys.readouterr())
    if status:
        assert not (tmp_path / "runs").exists(), "nothing half-written"


def test_infinite_number_of_a_typed_file_is_named_by_column(tmp_path, capsys):
    wild = table(wild=np.where(np.arange(ROWS) < 3, np.inf, 1.5))
    assert put(wild, tmp_path, name="t.parquet") == 2
    told = "".join(capsys.readouterr())
    assert "ICM027" in told and "column 'wild'" in told and "3 " in told


def test_negative_weight_of_an_expert_is_named_by_node(tmp_path, capsys):
    system = tmp_path / "expert.toml"
    head = 'code = "mine"\nzh = "专家"\nen = "expert"\nsource = "test"\nstatus = "expert"\n'
    system.write_text(head, encoding="utf-8")
    nodes = "code,parent,aggregate,weight,normalise,worst,best\ntotal,,weighted_mean,,,,\nx,total,,-1,linear,3,-3\n"
    system.with_suffix(".csv").write_text(nodes, encoding="utf-8")
    options = ["--models", "prevalence,index_expert", "--reference", "prevalence", "--expert", str(system)]
    assert put(table(), tmp_path, *options) == 2
    told = "".join(capsys.readouterr())
    assert "node 'x'" in told and "weight" in told and "-1" in told


def test_models_that_break_the_contract_have_codes_in_python_where_they_come_from(tmp_path):
    # A user's own estimator has no way through the command line: the Python verb is its door.
    from tests.faults.test_bad_input import Contrary

    result = inscredit_models.bench(
        table(), target="y", models=["logistic", ("mine", Contrary("nan"))], repeats=1, out=tmp_path, track=False,
        progress=False,
    )  # fmt: skip
    assert "ICM058" in {finding.code for finding in result.content.findings}
    row = result.league[(result.league["model"] == "mine") & (result.league["metric"] == "auc")].iloc[0]
    assert row["verdict"] == "not_evaluable" and "not finite" in row["cause"]
