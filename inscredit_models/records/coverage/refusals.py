"""Cells that may not be collected (不得采集): refused or withdrawn consent, and what the law forbids altogether."""

from __future__ import annotations

import datetime as dt
from functools import reduce

import pandas as pd
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.consent import BOUND, GIVEN, REFUSED, WITHDRAWN, consents_in_force
from inscredit_models.records.purposes import purposes_of


def refused_cells(consent: pa.Table | None, operator_class: str, as_of: dt.date) -> pd.DataFrame:
    """Give the (subject_id, category) cells whose consent was refused or withdrawn, and still is at a date.

    A consent given later than the refusal or withdrawal, and by the date, takes it back. One that names purposes leaves
    the cell as it is while a consent for another purpose is in force; one that names none, as those of the simulated
    worlds, is of all purposes.

    Only the operator class that the law binds to consent (征信业管理条例 Art. 2, 13, 14) has such cells; for all others
    a refusal changes nothing of what may be collected.

    Parameters
    ----------
    consent : pyarrow.Table or None
        The side table ``consent`` of a store; the days of a row are ``given`` and ``until``, or ``from`` and ``to``.
    operator_class : str
        Of the store.
    as_of : datetime.date
        The day.

    Examples
    --------
    >>> rows = {"subject_id": ["P1"], "category": ["tax"], "state": ["consent_refused"], "given": [dt.date(2020, 1, 1)]}
    >>> refused_cells(pa.table(rows), "credit_agency", dt.date(2020, 1, 1)).to_dict("list")
    {'subject_id': ['P1'], 'category': ['tax']}
    >>> len(refused_cells(pa.table(rows), "regulator", dt.date(2020, 1, 1)))
    0
    """
    columns = ["subject_id", "category"]
    if consent is None or operator_class != BOUND:
        return pd.DataFrame(columns=columns, dtype="str")
    frame = consent.to_pandas()
    begun, ended = _days(frame, "given", "from"), _days(frame, "until", "to")
    day = pd.Timestamp(as_of)
    in_force = (begun.isna() | (begun <= day)) & (ended.isna() | (day <= ended))
    said = frame[in_force].assign(begun=begun.fillna(pd.Timestamp.min).astype("int64"))
    against = said[said["state"].isin([REFUSED, WITHDRAWN]) & ~_in_part(said, consent, as_of)]
    against = against.groupby(columns)["begun"].max()
    given = said[said["state"] == GIVEN].groupby(columns)["begun"].max().reindex(against.index)
    stands = ~(given > against).to_numpy()
    return against.index[stands].to_frame(index=False)[columns].astype("str")


def _in_part(said: pd.DataFrame, consent: pa.Table, as_of: dt.date) -> pd.Series:
    """Say which refusals and withdrawals name purposes, while a consent for another purpose is in force."""
    named = pd.Series(False, index=said.index)
    if "purposes" not in said:
        return named
    for category in said.loc[[bool(purposes_of(cell)) for cell in said["purposes"]], "category"].unique():
        held = consents_in_force(consent, category)
        still = held.loc[(held["given"] <= as_of) & (as_of <= held["until"]), "subject_id"]
        mine = (said["category"] == category) & said["subject_id"].isin(set(still))
        named |= mine & pd.Series([bool(purposes_of(cell)) for cell in said["purposes"]], index=said.index)
    return named


def _days(frame: pd.DataFrame, *names: str) -> pd.Series:
    """Give the days of these columns, the first that has one; missing where none has."""
    told = [pd.to_datetime(frame[name]) for name in names if name in frame]
    return reduce(pd.Series.combine_first, told) if told else pd.Series(pd.NaT, index=frame.index)


def prohibited_categories(subject: str, operator_class: str) -> frozenset[str]:
    """Give the categories in which an operator class may hold no field at all, by the catalogue's written rule.

    Examples
    --------
    >>> prohibited_categories("practitioner", "credit_agency")
    frozenset()
    """
    catalogue = load_catalogue()
    fields: dict[str, list[bool]] = {}
    for record in catalogue.records_of(subject):
        fields.setdefault(record.category, []).extend(operator_class in item.prohibited_for for item in record.fields)
    return frozenset(category for category, banned in fields.items() if banned and all(banned))
