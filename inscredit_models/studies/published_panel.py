"""Indicators over published figures as known at a day (公开数据面板): from the tables through the door, in one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.published.record_files import write_record_files
from inscredit_models.records.store import RecordStore
from inscredit_models.records.taking_in import IntakeOptions, take_in

KEEPER = "regulator"
SUBJECT = "enterprise"


def published_panel(
    as_of: Sequence[str | dt.date],
    patterns: Sequence[str] = ("published_*",),
    *,
    readings: str | Path | None = None,
    folder: str | Path | None = None,
) -> pd.DataFrame:
    """Compute indicators of insurers over the published figures, as known at each day.

    The figures become record files and go through the door of any delivery into a store that is thrown away afterwards.
    A figure counts from the day of its bulletin on; one without a publication date counts at no day.

    Parameters
    ----------
    as_of : sequence of str or datetime.date
        Days, as ``2022-09-28``.
    patterns : sequence of str
        Indicator codes or patterns.
    readings : str or pathlib.Path, optional
        What a person decided that further names mean; without it near names are nobody's.
    folder : str or pathlib.Path, optional
        Where the tables lie; by default the folder of the clone.

    Returns
    -------
    pandas.DataFrame
        ``subject_id`` (see ``insurers.csv``), ``as_of``, then one float column per indicator; missing where nothing was
        printed by that day.

    Raises
    ------
    Refused
        ICM008 a pattern that names nothing, ICM023 a day outside the figures, and whatever is wrong in a table.
    """
    findings = Findings()
    asked = load_registry().select(SUBJECT, patterns, findings, "patterns")
    findings.refuse()
    with TemporaryDirectory() as place:
        written = write_record_files(
            Path(place) / "files",
            folder=None if folder is None else Path(folder),
            readings=None if readings is None else Path(readings),
            operator_class=KEEPER,
        )
        last = dt.date.fromisoformat(written.known_to[SUBJECT])
        options = IntakeOptions(SUBJECT, KEEPER, records_to=last, extract_date=last)
        take_in(written.folders[SUBJECT], Path(place) / "store", options)
        days = [dt.date.fromisoformat(day) if isinstance(day, str) else day for day in as_of]
        return compute_panel(RecordStore.open(Path(place) / "store"), asked, days).frame
