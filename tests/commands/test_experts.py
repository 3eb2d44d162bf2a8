"""``inscredit experts`` prints what the panel says, or refuses with everything that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main

HEAD = """code = "small_panel"
zh = "小组"
en = "Small panel"
source = "made up for the tests"

[[group]]
code = "conduct"
items = ["serious", "minor", "tenure"]
"""
ROWS = """expert,round,group,kind,item,against,value
e1,1,conduct,pairwise,serious,minor,2
e1,1,conduct,pairwise,serious,tenure,1/4
e1,1,conduct,pairwise,minor,tenure,2
e2,1,conduct,budget,serious,,50
e2,1,conduct,budget,minor,,30
e2,1,conduct,budget,tenure,,20
"""


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """The two files of a panel with one inconsistent expert."""
    path = tmp_path / "small_panel.toml"
    path.write_text(HEAD, encoding="utf-8")
    path.with_suffix(".csv").write_text(ROWS, encoding="utf-8")
    return path


def test_json_holds_all_tables(panel: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["experts", str(panel), "--json"]) == 0
    tables = json.loads(capsys.readouterr().out)
    assert list(tables) == ["weights", "consistency", "advice", "rounds", "dissent", "without_one"]
    assert sum(row["weight"] for row in tables["weights"]) == pytest.approx(1.0)
    assert tables["advice"][0]["expert"] == "e1"
    assert [row["expert"] for row in tables["dissent"]] == ["e1", "e2"]


def test_text_names_each_table_that_has_rows(panel: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["experts", str(panel), "--round", "1"]) == 0
    text = capsys.readouterr().out
    for title in ("群体权重", "一致性", "建议重审的判断", "德尔菲轮次", "异议"):
        assert title in text


def test_a_faulty_panel_is_refused(panel: Path, capsys: pytest.CaptureFixture[str]) -> None:
    panel.with_suffix(".csv").write_text(ROWS.replace("e2,", "王某,"), encoding="utf-8")
    assert main(["experts", str(panel)]) == 2
    shown = capsys.readouterr().err
    assert "ICM029" in shown
    assert "王某" not in shown
