"""Groups of the rows of a study (分组): from its [[group]] declarations to values by row, and to splits by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.evaluation.group_splits import GroupSplit, deal_groups, leave_group_out
from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.indicators.engine import Store
from inscredit_models.indicators.groups import SOURCE_FIELDS, band, read_groups
from inscredit_models.models.dataset import Dataset
from inscredit_models.records.company_panel.declaration import Mapping as PanelMapping
from inscredit_models.records.company_panel.intake import CompanyPanel
from inscredit_models.records.company_panel.periods import read_period
from inscredit_models.records.intake import TableOptions, read_table
from inscredit_models.studies.further.declaration import GroupAttribute

MISSING = "missing"
"""Group of rows whose group is not known; it is split by like any other."""


def check_groups(groups: Sequence[GroupAttribute], subject: str, where: str, findings: Findings) -> None:
    """Look up record types and fields of groups on records (ICM008); a table column there is ICM006."""
    known = {item.code: item for item in load_catalogue().records_of(subject)}
    for group in groups:
        place = f"{where}, group {group.code!r}"
        if group.record is None:
            findings.add("ICM006", place, "a column of a table", "record and field", "name where it is recorded")
        elif group.record not in known:
            remedy = near_names(group.record, known)
            findings.add("ICM008", place, f"record {group.record!r}", ", ".join(known), remedy)
        else:
            fields = [*(field.name for field in known[group.record].fields), *SOURCE_FIELDS]
            if group.field not in fields:
                remedy = near_names(group.field, fields)
                findings.add("ICM008", place, f"field {group.field!r}", ", ".join(fields), remedy)


def groups_of_records(
    groups: Sequence[GroupAttribute], store: Store, dataset: Dataset, *, threads: int
) -> dict[str, np.ndarray]:
    """Give the group of each row by attribute, as known at the row's date."""
    rows = pd.DataFrame({"subject_id": dataset.subject_id, "as_of": dataset.as_of})
    return {
        group.code: band(read_groups(store, group.record, group.field, rows, threads=threads), group.cuts)
        for group in groups
    }


def groups_of_frame(
    groups: Sequence[GroupAttribute], frame: pd.DataFrame, where: str, findings: Findings
) -> dict[str, np.ndarray]:
    """Give the group of each row by attribute from the columns of a table (ICM010 for a column that is not there)."""
    found = {}
    for group in groups:
        if group.column is None:
            findings.add("ICM006", f"group {group.code!r}", "a record", "column", "name a column of the table")
        elif group.column not in frame:
            allowed, remedy = ", ".join(map(str, frame.columns[:30])), near_names(group.column, map(str, frame.columns))
            findings.add("ICM010", f"{where}, header", f"no column {group.column!r}", allowed, remedy)
        elif group.cuts and not pd.api.types.is_numeric_dtype(frame[group.column]):
            remedy = "leave the cuts out"
            findings.add("ICM011", f"{where}, column {group.column!r}", "text with cuts", "numbers", remedy)
        else:
            found[group.code] = band(frame[group.column].to_numpy(dtype=object), group.cuts)
    return found


def groups_of_panel(
    groups: Sequence[GroupAttribute], panel: CompanyPanel, mapping: PanelMapping, source: Path, findings: Findings
) -> dict[str, np.ndarray]:
    """Give the group of each row of a company panel: by a declared column, or by any column of its table as text."""
    raw = [group.column for group in groups if group.column is not None and group.column not in panel.frame]
    frame = panel.frame
    if raw:
        wanted = (mapping.id, mapping.time.column, *dict.fromkeys(raw))
        cells = read_table(source, TableOptions(mapping.encoding, (), wanted, mapping.missing), findings)
        if cells is None:
            return {}
        ends = [
            read_period(text, mapping.time.format, mapping.time.every_months) for text in cells[mapping.time.column]
        ]
        keys = pd.MultiIndex.from_arrays([cells[mapping.id], pd.to_datetime(pd.Series(ends)).astype("datetime64[us]")])
        own = pd.MultiIndex.from_frame(frame[["company", "period"]])
        frame = frame.assign(
            **{name: cells[name].set_axis(keys).reindex(own).to_numpy() for name in raw if name in cells}
        )
    return groups_of_frame(groups, frame, source.name, findings)


def split_by_groups(
    dataset: Dataset,
    by: Sequence[str],
    groups: Mapping[str, np.ndarray],
    *,
    within: Fold | None,
    folds: int,
    seed: int,
    findings: Findings,
) -> tuple[Fold, ...]:
    """Make the splits that judge each group by models trained on the others.

    Parameters
    ----------
    dataset : Dataset
        Its clusters are the subjects.
    by : sequence of str
        Attributes, ``region`` and ``insurer`` by their own names, any other as ``by_group``.
    groups : mapping of str to ndarray
        Group of each row.
    within : Fold or None
        The out-of-time fold, so that purge and maturity hold as well.
    folds : int
        More groups than this are dealt into as many folds, groups whole.
    seed : int
        Of the dealing.
    findings : Findings
        Gets what makes a split impossible (ICM006, ICM026).
    """
    made: list[Fold] = []
    for code in by:
        values = np.array([MISSING if value is None else str(value) for value in groups[code]])
        judged = slice(None) if within is None else within.test
        if len(np.unique(values[judged])) > folds:
            values = deal_groups(values, folds=folds, seed=seed)
        try:
            made += leave_group_out(dataset, values, split=split_name(code), within=within)
        except Refused as refusal:
            findings.extend(refusal.findings)
    return tuple(made)


def split_name(code: str) -> GroupSplit:
    """Give the name of the split by an attribute.

    Examples
    --------
    >>> split_name("region"), split_name("ownership")
    ('by_region', 'by_group')
    """
    return f"by_{code}" if code in ("region", "insurer") else "by_group"
