"""Everything held of one subject, and nothing of another."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.credit_file.gather import gather, known_by
from inscredit_models.records.erasure import erase_subject
from tests.records.credit_file.holder import write


def test_only_the_subject_is_read(tmp_path: Path) -> None:
    gathered = gather(write(tmp_path / "s"), "P1")
    subjects = {name for table in gathered.statements.tables.values() for name in table["subject_id"].to_pylist()}
    assert subjects == {"P1"}
    assert gathered.identity == {"id_number": "680101198503140019"}
    assert len(gathered.consents) == 2 and gathered.collection is not None


def test_an_unknown_subject_is_refused_without_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ICM008") as refusal:
        gather(write(tmp_path / "s"), "Nobody-4711")
    assert "Nobody-4711" not in str(refusal.value)


def test_an_erased_subject_has_no_file(tmp_path: Path) -> None:
    write(tmp_path / "s")
    store = erase_subject(tmp_path / "s", "P1", on=dt.date(2024, 4, 1))
    with pytest.raises(Refused, match="ICM008"):
        gather(store, "P1")


def test_rows_of_later_days_are_left_out() -> None:
    rows = [{"given": dt.date(2024, 2, 29)}, {"given": dt.date(2024, 3, 1)}, {"given": None}]
    assert known_by(rows, dt.date(2024, 2, 29), "given") == [rows[0], rows[2]]
