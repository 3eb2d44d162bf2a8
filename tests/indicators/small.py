"""Short ways to say a small store and one measure, for the tests of this folder."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import parse_indicator
from inscredit_models.records.tables import TableStore, read_tables

AS_OF = dt.date(2024, 2, 29)


def indicator(code: str = "it", **compute: Any) -> Indicator:
    """Declare an indicator whose head does not matter."""
    head = {"code": code, "zh": "甲", "en": "A", "subject": "practitioner", "category": "basic"}
    return Indicator.model_validate(
        parse_indicator(head | {"direction": "none", "unit": "x", "source": "test"} | compute)
    )


def store(**rows: list[dict[str, Any]]) -> TableStore:
    """Put rows by record type into a store; ids are made up, everybody is subject s unless said otherwise."""
    filled = {
        code: [{"record_id": f"{code}{n}", "subject_id": "s"} | row for n, row in enumerate(items)]
        for code, items in rows.items()
    }
    return TableStore(read_tables(filled, subject="practitioner"))


def value_of(data: TableStore, *others: Indicator, as_of: dt.date = AS_OF, **compute: Any) -> float:
    """Give the value of one measure for the only subject of a store."""
    frame = compute_panel(data, [indicator(**compute), *others], [as_of]).frame
    assert len(frame) == 1
    return float(frame["it"][0])


def missing(value: float) -> bool:
    """Say whether a value is missing."""
    return bool(np.isnan(value))
