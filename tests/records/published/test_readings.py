"""Readings of names: decided by a person, held against the list, never more than they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.published.insurers import load_insurers, resolve_names
from inscredit_models.records.published.readings import read_readings, reading_ids
from inscredit_models.records.published.table import load_published

SHIPPED = Path(__file__).parents[3] / "experiments" / "010_insurer_service" / "readings.csv"


def _read(folder: Path, *rows: str) -> list[str]:
    path = folder / "readings.csv"
    path.write_text("\n".join(["name,sector,insurer,reason", *rows]) + "\n", encoding="utf-8")
    findings = Findings()
    read_readings(path, load_insurers(), findings)
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (("人保,property,人保财险,a reason",), []),
        (("人保,property,人保寿险,a reason",), ["ICM008"]),
        (("人保财险,property,人保财险,a reason",), ["ICM006"]),
        (("人保,property,人保财险,a reason", "人保,property,人保财险,a reason"), ["ICM024"]),
        (("人保,property,人保财险,",), ["ICM007"]),
    ],
)
def test_a_reading_is_held_against_the_list(tmp_path: Path, rows: tuple[str, ...], codes: list[str]) -> None:
    assert _read(tmp_path, *rows) == codes


def test_a_reading_matches_its_name_and_no_other() -> None:
    insurers, findings = load_insurers(), Findings()
    readings = read_readings(SHIPPED, insurers, findings)
    assert not findings.items
    table = load_published("claims_service_beijing_2016")
    found = resolve_names(table, insurers, findings, reading_ids(readings, insurers))
    assert found["insurer_id"].notna().sum() == 2 * 12
    assert [finding.where for finding in findings] == [f"{table.name}, subject"]
    assert "'太平'" in next(iter(findings)).found
