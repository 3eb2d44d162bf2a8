"""A failed write is a plain sentence."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.records.writing import refuse_existing, writing


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space left"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "no permission"),
        (errno.EIO, "input/output error"),
        (errno.EMFILE, "OSError of the system"),
    ],
)
def test_the_cause_is_said_in_words(number: int, words: str) -> None:
    with pytest.raises(Refused) as refusal, writing(Path("a/store")):
        raise OSError(number, "text of the system")
    (finding,) = refusal.value.findings
    assert (finding.code, finding.where) == ("ICM078", "store") and words in finding.found


def test_other_errors_pass() -> None:
    with pytest.raises(ZeroDivisionError), writing(Path("store")):
        raise ZeroDivisionError


def test_what_is_there_is_named_and_what_is_not_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("x", encoding="utf-8")
    findings = Findings()
    refuse_existing(tmp_path, ["b.json"], findings)
    assert not len(findings)
    refuse_existing(tmp_path, ["a.json", "b.json"], findings)
    (finding,) = findings
    assert (finding.code, finding.found) == ("ICM006", "a.json is there") and "--replace" in finding.remedy
