"""A failed write is a plain sentence."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.writing import writing


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
