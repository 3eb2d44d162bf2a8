"""``inscredit world describe`` and ``inscredit world validate``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from inscredit_models.commands import world
from inscredit_models.evaluation import world_table
from inscredit_models.findings import Refused


def run(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    world.add(parser.add_subparsers())
    options = parser.parse_args(["world", *arguments])
    options.command(options)


def test_all_worlds_are_described_as_one_json_object(capsys):
    run(["describe", "--json"])
    worlds = json.loads(capsys.readouterr().out)["worlds"]
    assert [item["subject"] for item in worlds] == ["practitioner", "consumer", "enterprise", "regulator"]


def test_one_world_is_described_under_a_variant(capsys):
    run(["describe", "--subject", "practitioner", "--variant", "noisy_frailty"])
    text = capsys.readouterr().out
    assert "A  frailty.shape = 0.5   [variant 'noisy_frailty']" in text and "P  region.count = 36" in text


def test_an_unknown_variant_is_refused():
    with pytest.raises(Refused, match="ICM008"):
        run(["describe", "--subject", "regulator", "--variant", "b_twelv"])


def test_the_validation_table_is_printed_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = {code: mean for code, _, _, mean, _ in world_table.TABLE}
    monkeypatch.setattr(world_table, "measure_world", lambda path, subjects, seed, workers: printed)
    out = tmp_path / "table.csv"
    assert main(["world", "validate", "--subjects", "150000", "--seeds", "1,2", "--out", str(out)]) == 0
    shown = capsys.readouterr()
    assert "先知" in shown.out and shown.out.count("agrees") == 7 and "seed 2" in shown.err
    assert out.read_text(encoding="utf-8-sig").startswith("code,zh,en,1,2,mean")
    assert main(["world", "validate", "--seeds", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[2]["code"] == "oracle"


def test_seeds_that_are_no_numbers_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["world", "validate", "--seeds", "one"]) == 2
    assert "ICM006" in capsys.readouterr().err
