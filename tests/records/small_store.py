"""A small store of recorded violations and taxes, and ways to look into it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa

from inscredit_models.records.store import RecordStore, StoreWriter
from inscredit_models.records.tables import read_tables

FIRST_EXTRACT = dt.date(2024, 6, 30)


def violation(number: int, **cells: Any) -> dict[str, Any]:
    """Give a violation of the subject of that number; cells replace the usual ones."""
    row = {
        "record_id": f"v{number}",
        "subject_id": f"P{number}",
        "event_date": "2023-01-31",
        "known_date": "2023-03-01",
        "severity": "serious",
        "fine": "100.00",
        "act_ended": "2023-02-01",
    }
    return row | cells


def write_store(path: Path, count: int = 4) -> RecordStore:
    """Write a store of violations and taxes of ``count`` subjects, in two parts, with identities."""
    tables = read_tables(
        {
            "violation": [violation(number) for number in range(count)],
            "tax": [
                {"record_id": f"t{n}", "subject_id": f"P{n}", "event_date": "2023-12-31", "amount": f"{n}.00"}
                for n in range(count)
            ],
        },
        subject="practitioner",
    )
    with StoreWriter(
        path,
        subject="practitioner",
        origin="intake",
        operator_class="credit_agency",
        records_from=dt.date(2018, 1, 1),
        records_to=dt.date(2024, 12, 31),
        extract_date=FIRST_EXTRACT,
    ) as writer:
        half = count // 2
        writer.add_part("violation", 0, tables["violation"].slice(0, half))
        writer.add_part("violation", 1, tables["violation"].slice(half))
        writer.add_part("tax", 0, tables["tax"])
        names = pa.table({"subject_id": [f"P{n}" for n in range(count)], "name": [f"人{n}" for n in range(count)]})
        writer.add_table("identity", names)
    return RecordStore.open(path)


def statements(store: RecordStore, record: str = "violation") -> list[tuple[str, int, str]]:
    """Give (record_id, sequence, status) of all statements, in order."""
    with store.connect(records=[record]) as connection:
        query = f"SELECT record_id, sequence, status FROM {record} ORDER BY 1, 2"
        return connection.execute(query).fetchall()


def files_of(path: Path) -> dict[str, bytes]:
    """Give all files of a store but its lock, with their bytes."""
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and not file.name.endswith(".lock")
    }
