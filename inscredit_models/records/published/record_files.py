"""Published figures as record files (公开数据转报送文件): what the door of any delivery reads, one record a figure.

A row without a publication date was known nobody can say since when: it is written apart, in the same form.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import OperatorClass, RecordType
from inscredit_models.durable import write_text
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.published.insurers import load_insurers, near_insurers
from inscredit_models.records.published.observed import identify
from inscredit_models.records.published.readings import read_readings, reading_ids
from inscredit_models.records.published.regulators import load_regulators
from inscredit_models.records.published.rows import top_of
from inscredit_models.records.published.table import PublishedTable, list_published, load_published
from inscredit_models.records.published.written import UNDATED, UNMATCHED, RecordFiles
from inscredit_models.records.statements import statement_schema

YUAN = {"万元": 10_000, "亿元": 100_000_000}
"""Units of money that are written in yuan, as the catalogue keeps money."""

_KEY = ("period", "sector", "measure", "statistic", "regime", "source")
_UNMATCHED_COLUMNS = ("name", "sector", "near", "rows", "tables")


def write_record_files(
    out: Path,
    *,
    names: Sequence[str] = (),
    folder: Path | None = None,
    readings: Path | None = None,
    operator_class: OperatorClass = "regulator",
) -> RecordFiles:
    """Write the published tables as deliveries, one folder a subject type.

    Parameters
    ----------
    out : pathlib.Path
        A folder that is not there yet, or empty.
    names : sequence of str
        Tables; by default all.
    folder : pathlib.Path, optional
        Where the tables lie; by default the folder of the clone.
    readings : pathlib.Path, optional
        What a person decided that further names mean (see `readings`); without it near names stay unmatched.
    operator_class : str
        Who will keep the records.

    Returns
    -------
    RecordFiles
        A row is one record about one subject, by stable id. Its known date is its publication date; a row without one
        goes into the folder ``undated`` in the same form, with an empty known date. The event date is the last day of
        the period, or the day of publication where an evaluation was published within the year that it is named by.

    Raises
    ------
    Refused
        ICM006 the folder holds something, ICM008 an unknown table or record type, and whatever is wrong in a table.
    """
    findings = Findings()
    known = list_published(folder)
    for name in names:
        if name not in known:
            findings.add("ICM008", "published table", repr(name), ", ".join(known), near_names(name, known))
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        findings.add("ICM006", str(out), "a folder that holds something", "a new or empty folder", "choose another")
    findings.refuse()
    who = _Subjects(folder, readings, findings)
    findings.refuse()
    parts = [_records_of(load_published(name, folder), who, operator_class, findings) for name in names or known]
    findings.refuse()
    records = pd.concat([part for part, _, _ in parts], ignore_index=True)
    is_dated = records["known_date"].notna()
    folders = _write(records[is_dated], who, out)
    undated = _write_undated(records[~is_dated], out)
    unmatched = _join_unmatched([names for _, names, _ in parts])
    if len(unmatched):
        write_text(out / UNMATCHED, _csv(_UNMATCHED_COLUMNS, unmatched.itertuples(index=False)))
    counts = pd.DataFrame([count for _, _, count in parts])
    known_to = {subject: _last_known(records, subject) for subject in folders}
    return RecordFiles(folders, counts, unmatched, undated, operator_class, known_to, findings)


class _Subjects:
    """Who the rows are about: insurers by their list, regulators and bureaus by theirs and the catalogue's."""

    def __init__(self, folder: Path | None, readings: Path | None, findings: Findings) -> None:
        self.insurers = load_insurers(folder)
        read = () if readings is None else read_readings(readings, self.insurers, findings)
        self.readings = reading_ids(read, self.insurers)
        self.regulators = load_regulators(folder)
        self.names = {item.id: item.name for item in reversed(self.insurers.names)} | {
            item.id: item.name for item in reversed(self.regulators.names)
        }

    def of(self, table: PublishedTable, findings: Findings) -> pd.Series:
        """Give the id of each row of a table, missing where the row is about no known subject."""
        frame = table.frame
        ids = identify(table, self.insurers, self.readings, findings)
        other = frame["subject_kind"].isin(["regulator", "region", "public_body"])
        return ids.mask(other, frame["subject"].map(self.regulators.id_of).astype("str"))


def _records_of(
    table: PublishedTable, who: _Subjects, operator_class: str, findings: Findings
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    record = table.head.record
    frame = table.frame
    about = frame["subject_kind"].isin(["insurer", "regulator", "region", "public_body"]) & (record is not None)
    if record is not None and load_catalogue().record_type(record) is None:
        known = [item.code for item in load_catalogue().record_types]
        findings.add("ICM008", f"{table.name}.toml, record", repr(record), "a record type", near_names(record, known))
    ids = who.of(table, findings) if about.any() else pd.Series(pd.NA, index=frame.index, dtype="str")
    about &= (frame["subject_kind"] != "public_body") | ids.notna()
    kept = frame[about & ids.notna()]
    undated = int(kept["published"].isna().sum())
    if undated:
        periods = ", ".join(dict.fromkeys(kept.loc[kept["published"].isna(), "period"]))
        remedy = f"find the day of the bulletin and write it as known_date in {UNDATED}/{record}.csv"
        found = f"{undated} of {len(kept)} rows, of {periods}: no source gives their day"
        findings.add("ICM160", table.name, found, "a publication date", remedy)
    missed = frame[about & ids.isna()]
    count = {
        "table": table.name,
        "record": record or "",
        "rows": len(frame),
        "written": len(kept) - undated,
        "undated": undated,
        "unmatched": len(missed),
        "aggregate": int((~about).sum()),
    }
    return _as_records(table, kept, ids[kept.index], operator_class), _missed(table, missed, who), count


def _missed(table: PublishedTable, missed: pd.DataFrame, who: _Subjects) -> pd.DataFrame:
    """Give the names of rows that are about nobody known, each with the listed names near it."""
    rows = missed.assign(sector=missed["sector"].fillna("")).groupby(["subject", "sector"], sort=False).size()
    listed = {
        sector: tuple(item.name for item in who.insurers.names if item.sector == sector) for _, sector in rows.index
    }
    found = [
        (name, sector, " / ".join(near_insurers(name, listed[sector])), int(number), table.name)
        for (name, sector), number in rows.items()
    ]
    return pd.DataFrame(found, columns=list(_UNMATCHED_COLUMNS))


def _join_unmatched(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Give one row per name and sector over all tables."""
    joined = pd.concat(parts, ignore_index=True).groupby(["name", "sector"], sort=True, as_index=False)
    return joined.agg({"near": "first", "rows": "sum", "tables": " / ".join})[list(_UNMATCHED_COLUMNS)]


def _as_records(table: PublishedTable, kept: pd.DataFrame, ids: pd.Series, operator_class: str) -> pd.DataFrame:
    published = kept["published"]
    happened = kept["period_end"].where(published.isna() | (kept["period_end"] <= published), published)
    times = [YUAN.get(unit, 1) for unit in kept["unit"]]
    tops = [top_of(cell) for cell in kept["censoring"]]
    return pd.DataFrame(
        {
            "record": table.head.record or "",
            "record_id": _record_ids(table.name, kept, ids),
            "sequence": 1,
            "status": "asserted",
            "subject_id": ids,
            "event_date": happened.dt.strftime("%Y-%m-%d"),
            "known_date": published.dt.strftime("%Y-%m-%d"),
            "operator_class": operator_class,
            "measure": kept["measure"],
            "value": [_plain(value) for value in kept["value"] * times],
            "grade": kept["grade"],
            "rank": kept["rank"],
            "unit": kept["unit"].replace(dict.fromkeys(YUAN, "元")),
            "sector": kept["sector"],
            "statistic": kept["statistic"],
            "period_from": kept["period_start"].dt.strftime("%Y-%m-%d"),
            "period_to": kept["period_end"].dt.strftime("%Y-%m-%d"),
            "regime": kept["regime"],
            "censoring": [_list_kind(cell) for cell in kept["censoring"]],
            "list_length": pd.array(tops, dtype="Int64"),
            "basis": kept["basis"],
            "confidence": kept["confidence"],
            "figure_source": kept["source"].map(dict(table.head.sources)),
        }
    )


def _list_kind(censoring: str) -> str:
    """Give the code without the length: top_10_cut is a cut top list."""
    if top_of(censoring) is None:
        return censoring
    return "top_cut" if censoring.endswith("_cut") else "top"


def _record_ids(name: str, kept: pd.DataFrame, ids: pd.Series) -> list[str]:
    keys = kept[list(_KEY)].astype("str").fillna("")
    return [
        "-".join(part for part in (name, identity, *key) if part)
        for identity, key in zip(ids, keys.itertuples(index=False), strict=True)
    ]


def _plain(value: float) -> str | None:
    """Write a number with at most two decimals where that is exact, and with all it has otherwise."""
    if pd.isna(value):
        return None
    rounded = round(float(value), 2)
    return f"{rounded:.2f}" if abs(rounded - value) < 1e-9 * max(1.0, abs(value)) else repr(float(value))


def _write(records: pd.DataFrame, who: _Subjects, out: Path) -> dict[str, Path]:
    folders: dict[str, Path] = {}
    subjects: dict[str, set[str]] = {}
    for code, part in records.groupby("record", sort=True):
        record = load_catalogue().record_type(str(code))
        if record is None:
            continue
        folder = folders.setdefault(record.subject, out / record.subject)
        _write_part(folder / f"{code}.csv", record, part)
        subjects.setdefault(record.subject, set()).update(part["subject_id"])
    for subject, ids in subjects.items():
        rows = [(identity, who.names[identity]) for identity in sorted(ids)]
        write_text(folders[subject] / "identity.csv", _csv(["subject_id", "name"], rows))
    return folders


def _last_known(records: pd.DataFrame, subject: str) -> str:
    """Give the day of the last bulletin on subjects of a type."""
    own = [record.code for record in load_catalogue().records_of(subject)]
    return str(records.loc[records["record"].isin(own), "known_date"].max())


def _write_undated(records: pd.DataFrame, out: Path) -> Path | None:
    """Write the rows without a publication date apart, in the form of the deliveries."""
    folder = out / UNDATED
    for code, part in records.groupby("record", sort=True):
        record = load_catalogue().record_type(str(code))
        if record is not None:
            _write_part(folder / f"{code}.csv", record, part)
    return folder if len(records) else None


def _write_part(path: Path, record: RecordType, part: pd.DataFrame) -> None:
    columns = [name for name in statement_schema(record).names if name in part]
    write_text(path, _csv(columns, part[columns].itertuples(index=False)))


def _csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if pd.isna(cell) else cell for cell in row] for row in rows)
    return buffer.getvalue()
