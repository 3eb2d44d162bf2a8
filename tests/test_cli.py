"""The command line as a whole: help, exit codes, refusals as text and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from inscredit_models.cli import COMMANDS, build_parser, main


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    for command in COMMANDS:
        assert command.__name__.rpartition(".")[2] in shown


@pytest.mark.parametrize("command", [command.__name__.rpartition(".")[2] for command in COMMANDS])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        build_parser().parse_args([command, "--help"])
    assert end.value.code == 0 and command in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["bench", "t.csv"], ["simulate", "--subject", "x"]])
def test_a_command_line_that_makes_no_sense_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2


def test_refusal_goes_to_stderr_and_json_to_stdout(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "none.csv")
    assert main(["bench", missing, "--target", "y", "--out", str(tmp_path)]) == 2
    text = capsys.readouterr()
    assert text.out == "" and "ICM001" in text.err and "do:" in text.err
    assert main(["bench", missing, "--target", "y", "--out", str(tmp_path), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["refused"] is True and told["findings"][0]["code"] == "ICM001"
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_refusal_and_no_traceback(tmp_path, capsys) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["published", "--out", str(tmp_path / "file" / "out")]) == 2
    told = capsys.readouterr().err
    assert "ICM078" in told and str(tmp_path / "file") in told


def test_the_package_is_a_command_too() -> None:
    done = subprocess.run([sys.executable, "-m", "inscredit_models", "--version"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith("inscredit ")


@pytest.mark.parametrize("command", [["list", "parameters"], ["world", "describe", "--subject", "practitioner"]])
def test_a_reader_that_has_seen_enough_ends_it_without_a_word(command: list[str]) -> None:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-m", "inscredit_models", *command], **pipes) as started:
        started.stdout.close()
        assert started.stderr.read() == b"" and started.wait() == 0
