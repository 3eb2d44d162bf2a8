"""A store with one subject of whom everything can be said: standing, disputed, repaired, withdrawn, expired records."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa

from inscredit_models.records.pseudonyms.key import Key, ProjectKey
from inscredit_models.records.store import RecordStore, StoreWriter
from inscredit_models.records.tables import read_tables
from tests.records.coverage.small import CATEGORIES, row

AS_OF = dt.date(2024, 3, 31)
WORDS = "我不同意：此事非我所为"
HOSTILE = '<img src=x onerror="alert(1)">' + chr(0x202E)
KEY: ProjectKey = Key(bytes(range(32))).project("trial")


def violation(record: str, **cells: Any) -> dict[str, Any]:
    """Give a statement about a serious violation of P1 with a fine of 36679.09 yuan."""
    usual = {"severity": "serious", "fine": "36679.09", "act_ended": "2023-12-31"}
    return row(1, record_id=record, **(usual | cells))


VIOLATIONS = [
    violation("v-standing"),
    violation("v-disputed"),
    violation("v-disputed", sequence=2, status="disputed", known_date="2024-02-01", reason=WORDS),
    violation("v-repaired"),
    violation("v-repaired", sequence=2, status="repaired", known_date="2024-02-29"),
    violation("v-withdrawn"),
    violation("v-withdrawn", sequence=2, status="withdrawn", known_date="2024-03-01", reason="revoked"),
    violation("v-expired", event_date="2018-12-01", known_date="2019-01-01", act_ended="2019-03-30"),
    violation("v-later", known_date="2024-04-01"),
    violation("v-going-on", act_ended=None),
]


def write(path: Path, *, operator_class: str = "credit_agency", rows: dict[str, Any] | None = None) -> RecordStore:
    """Write the store; ``rows`` replaces its records."""
    given = rows or {
        "violation": VIOLATIONS,
        "registration": [row(1, record_id="g1", action="enter"), row(2, record_id="g2", action="enter")],
        "profile": [row(1, record_id="p1", sex="female", birth_date="1985-03-14")],
    }
    given = {code: [one | {"operator_class": operator_class} for one in several] for code, several in given.items()}
    collection = {
        "source_insurer": ["Insurer 1"] * 5,
        "source_region": ["Region 1"] * 5,
        "category": list(CATEGORIES),
        "quarter": ["2024Q1"] * 5,
        "state": ["nil_return", "nil_return", "nil_return", "not_collected", "nil_return"],
    }
    consent = {
        "subject_id": ["P1", "P1"],
        "category": ["tax", "basic"],
        "state": ["consent_refused", "consent_given"],
        "given": [dt.date(2023, 1, 1), dt.date(2024, 4, 1)],
        "until": pa.array([None, None], pa.date32()),
    }
    identity = {"subject_id": ["P1", "P2"], "id_number": ["680101198503140019", "683612200012319988"]}
    with StoreWriter(
        path,
        subject="practitioner",
        origin="intake",
        operator_class=operator_class,
        records_from=dt.date(2018, 1, 1),
        records_to=dt.date(2024, 12, 31),
        extract_date=dt.date(2025, 6, 30),
    ) as writer:
        for code, table in read_tables(given, subject="practitioner").items():
            writer.add_part(code, 0, table)
        writer.add_table("collection", pa.table(collection))
        writer.add_table("consent", pa.table(consent))
        writer.add_table("identity", pa.table(identity))
    return RecordStore.open(path)
