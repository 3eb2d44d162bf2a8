"""``inscredit list WHAT``."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from inscredit_models.cli import main
from inscredit_models.commands.list import WORDS
from inscredit_models.listing import LISTINGS


def test_the_words_are_those_that_can_be_listed() -> None:
    assert tuple(LISTINGS) == WORDS


@pytest.mark.parametrize("what", LISTINGS)
def test_json_is_what_the_listing_gives(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", what, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == LISTINGS[what]()


@pytest.mark.parametrize("what", LISTINGS)
def test_text_has_a_head_and_every_code(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", what]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert "code" in head.split()
    assert len(lines) == len(LISTINGS[what]())


def test_unverified_values_are_printed_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    main(["list", "parameters"])
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("practice_number_digits")]
    assert "未核实 unverified" in line


def test_unknown_word_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(["list", "recrods"])
    assert refusal.value.code == 2
    assert "records" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "inscredit_models", "list", "codes", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
