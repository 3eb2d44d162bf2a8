"""An independent register: read strictly, in force on a day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.coverage.register import read_register, registered_at


def read(path: Path, text: str) -> tuple[pd.DataFrame | None, list[str]]:
    (path / "register.csv").write_text(text, encoding="utf-8")
    findings = Findings()
    return read_register(path / "register.csv", findings), [finding.code for finding in findings]


def test_only_the_subject_must_be_there(tmp_path: Path) -> None:
    frame, found = read(tmp_path, "subject_id,phone\n007,1\nP2,2\n")
    assert found == [] and frame["subject_id"].tolist() == ["007", "P2"]
    assert frame["bureau"].tolist() == ["", ""] and "phone" not in frame


def test_days_decide_who_is_registered(tmp_path: Path) -> None:
    frame, _ = read(
        tmp_path, "subject_id,registered_from,registered_to\na,2020-01-01,2020-12-31\nb,2020-02-29,\nc,,2020-02-28\n"
    )
    for day, names in [
        (dt.date(2020, 2, 28), ["a", "c"]),
        (dt.date(2020, 2, 29), ["a", "b"]),
        (dt.date(2021, 1, 1), ["b"]),
    ]:
        assert registered_at(frame, day)["subject_id"].tolist() == names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name\nP1\n", "ICM010"),
        ("subject_id\nP1\nP1\n", "ICM014"),
        ("subject_id,bureau\n,Region 1\n", "ICM007"),
        ("subject_id,registered_from\nP1,2020-13-01\n", "ICM016"),
    ],
)
def test_a_register_that_is_not_in_order_is_refused(tmp_path: Path, text: str, code: str) -> None:
    frame, found = read(tmp_path, text)
    assert frame is None and code in found


def test_no_finding_repeats_a_name(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text("subject_id\nsecret-name\nsecret-name\n", encoding="utf-8")
    findings = Findings()
    read_register(tmp_path / "register.csv", findings)
    assert "secret-name" not in "".join(str(finding) for finding in findings)
