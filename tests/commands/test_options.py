"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from inscredit_models.commands.options import add_study_options, amount, count, names, pair, study_options


def test_study_options_become_arguments() -> None:
    parser = argparse.ArgumentParser()
    add_study_options(parser)
    assert study_options(parser.parse_args([])) == {
        "out": Path("runs"), "threads": 2, "unit_seconds": None, "unit_memory_mb": None, "retry_failed": False,
        "track": True, "strict": False, "progress": True,
    }  # fmt: skip
    text = "--out o --threads 1 --unit-seconds 2.5 --unit-memory 900 --retry-failed --no-track --strict --json"
    assert study_options(parser.parse_args(text.split())) == {
        "out": Path("o"), "threads": 1, "unit_seconds": 2.5, "unit_memory_mb": 900, "retry_failed": True,
        "track": False, "strict": True, "progress": False,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "two", ""])
def test_count_is_a_whole_number_of_one_or_more(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        count(text)


@pytest.mark.parametrize("text", ["0", "-1", "inf", "nan", "two", ""])
def test_amount_is_a_finite_number_above_zero(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        amount(text)


def test_names_and_pairs() -> None:
    assert names("a,b , c") == ("a", "b", "c")
    assert pair("a=b=c") == ("a", "b=c")
    for text in ("a", "=b"):
        with pytest.raises(argparse.ArgumentTypeError):
            pair(text)
