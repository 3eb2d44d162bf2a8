"""``inscredit simulate`` for all four subject types."""

from __future__ import annotations

import argparse
import json

import pytest

from inscredit_models.commands import simulate
from inscredit_models.findings import Refused
from inscredit_models.records.store import RecordStore


def run(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    simulate.add(parser.add_subparsers())
    options = parser.parse_args(["simulate", *arguments])
    options.command(options)


@pytest.mark.parametrize("subject", ["practitioner", "consumer", "enterprise", "regulator"])
def test_every_subject_type_can_be_simulated(subject, tmp_path, capsys):
    out = tmp_path / subject
    run(["--subject", subject, "--subjects", "10", "--seed", "3", "--out", str(out), "--json"])
    assert json.loads(capsys.readouterr().out) == {"store": str(out)}
    assert RecordStore.open(out).subject == subject


def test_without_a_number_a_variant_has_all_its_subjects(tmp_path):
    run(["--subject", "regulator", "--variant", "b_twelve", "--seed", "3", "--out", str(tmp_path / "x"), "--json"])
    assert RecordStore.open(tmp_path / "x").manifest["world"]["subjects"] == 12


def test_the_operator_class_is_kept(tmp_path):
    arguments = ["--subject", "regulator", "--seed", "3", "--operator-class", "regulator", "--json"]
    run([*arguments, "--out", str(tmp_path / "x")])
    assert RecordStore.open(tmp_path / "x").operator_class == "regulator"


def test_an_unknown_subject_is_refused(tmp_path):
    with pytest.raises(Refused, match="ICM008"):
        run(["--subject", "insurer", "--seed", "3", "--out", str(tmp_path / "x")])
