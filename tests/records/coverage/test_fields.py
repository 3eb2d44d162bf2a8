"""Field coverage: present values, codes in force, rows put aside."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from inscredit_models.records.coverage.fields import FIELD_COUNTS, field_counts
from tests.records.coverage.small import AS_OF, registered, row, write


def counts(frame: pd.DataFrame, kind: str = "mandatory") -> dict[str, tuple[int, int]]:
    """Give (valid, required) by category, over all bureaus."""
    chosen = frame[frame["kind"] == kind].groupby("category")[["valid", "required"]].sum()
    return {name: (int(line["valid"]), int(line["required"])) for name, line in chosen.iterrows()}


def test_mandatory_fields_are_counted_one_by_one(tmp_path: Path) -> None:
    rows = {"violation": [row(1, severity="minor"), row(2, severity="serious")], "tax": [row(1, amount="1.00")]}
    frame = field_counts(write(tmp_path / "s", rows), AS_OF)
    assert list(frame.columns) == list(FIELD_COUNTS)
    assert counts(frame)["violation"] == (2, 2)
    assert counts(frame)["tax"] == (0, 0)  # a tax amount is not mandatory


def test_empty_optional_fields_lower_only_the_count_of_all_fields(tmp_path: Path) -> None:
    frame = field_counts(write(tmp_path / "s", {"registration": [registered(1) | {"practice_class": None}]}), AS_OF)
    assert counts(frame)["basic"] == (1, 1)
    assert counts(frame, "all")["basic"] == (1, 2)


def test_regions_are_kept_apart(tmp_path: Path) -> None:
    rows = {"violation": [row(1, severity="minor"), row(2, severity="minor", source_region=None)]}
    frame = field_counts(write(tmp_path / "s", rows), AS_OF)
    assert set(frame.loc[frame["category"] == "violation", "bureau"]) >= {"Region 1", ""}


def test_rows_put_aside_count_as_missing(tmp_path: Path) -> None:
    lines = {"file": ["violation-2023.csv"] * 3, "row": [2, 2, 3], "rule": ["ICM017"] * 3, "column": ["severity"] * 3}
    store = write(tmp_path / "s", {"violation": [row(1, severity="minor")]})
    assert counts(field_counts(store, AS_OF, quarantine=pa.table(lines)))["violation"] == (1, 3)
