"""Steps are told on stderr, one line each, or not at all."""

import pytest

from inscredit_models.progress import tell_steps


def test_steps_are_numbered_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    tell = tell_steps(shown=True)
    tell("记录", "records")
    tell("报告", "report")
    assert capsys.readouterr() == ("", "[1] 记录 records\n[2] 报告 report\n")


def test_silence_where_nothing_is_to_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    tell_steps(shown=False)("记录", "records")
    assert capsys.readouterr() == ("", "")
