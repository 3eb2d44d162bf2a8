"""``inscredit world describe``."""

from __future__ import annotations

import argparse
import json

import pytest

from inscredit_models.commands import world
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
