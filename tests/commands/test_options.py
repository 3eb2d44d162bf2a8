"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from inscredit_models.commands.options import add_study_options, count, names, pair, study_options


def test_study_options_become_arguments() -> None:
    parser = argparse.ArgumentParser()
    add_study_options(parser)
    assert study_options(parser.parse_args([])) == {
        "out": Path("runs"), "threads": 2, "track": True, "strict": False, "progress": True,
    }  # fmt: skip
    given = study_options(parser.parse_args(["--out", "o", "--threads", "1", "--no-track", "--strict", "--json"]))
    assert given == {"out": Path("o"), "threads": 1, "track": False, "strict": True, "progress": False}


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "two", ""])
def test_count_is_a_whole_number_of_one_or_more(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        count(text)


def test_names_and_pairs() -> None:
    assert names("a,b , c") == ("a", "b", "c")
    assert pair("a=b=c") == ("a", "b=c")
    for text in ("a", "=b"):
        with pytest.raises(argparse.ArgumentTypeError):
            pair(text)
