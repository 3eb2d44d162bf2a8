"""The five states of a cell (五种状态): what is known of a subject in a category, or why nothing is.

A cell is a subject and a category of the plan （十六）. The first of these that holds is its state:

1. ``prohibited``: the operator class may not hold the category at all;
2. ``consent_refused``: the law binds the operator to consent and the subject has refused it;
3. ``recorded``: a statement of the category is visible at the date;
4. ``nil_return``: every source that reported of the subject was asked for the category in the quarter and had nothing;
5. ``not_collected``: nobody was asked, or it is not known who was.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.coverage.refusals import prohibited_categories, refused_cells
from inscredit_models.records.coverage.seen import home_of
from inscredit_models.records.side_tables import CELL_STATES

CELLS = ("subject_id", "bureau", "category", "state", "timely")
"""Columns of a frame of cells: one row per subject and category."""

ANSWERED = ("recorded", "nil_return")
"""States that count as covered."""

UNLAWFUL = ("consent_refused", "prohibited")
"""States that leave the denominator: the cell may not lawfully be collected."""


def category_codes(subject: str) -> tuple[str, ...]:
    """Give the categories of a subject type, in the order of the plan.

    Examples
    --------
    >>> category_codes("regulator")
    ('duty_performance', 'lawful_administration', 'complaint')
    """
    return tuple(item.category for item in load_catalogue().categories if item.subject == subject)


def cell_states(
    seen: pd.DataFrame,
    subjects: pd.DataFrame,
    *,
    subject: str,
    operator_class: str,
    as_of: dt.date,
    quarter: str | None,
    collection: pa.Table | None,
    consent: pa.Table | None,
    recorded_by: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Give the state of every cell of the subjects.

    Parameters
    ----------
    seen : pandas.DataFrame
        From `seen_at`: says which sources speak of a subject.
    subjects : pandas.DataFrame
        ``subject_id`` and ``bureau``: whose cells they are, each once.
    subject, operator_class : str
        Of the store.
    as_of : datetime.date
        The day.
    quarter : str or None
        Quarter whose nil returns count, as ``2024Q1``; ``None``: no nil return is known.
    collection, consent : pyarrow.Table or None
        Side tables of the store.
    recorded_by : pandas.DataFrame, optional
        What makes a cell ``recorded``, where that is not all of ``seen`` (the events of one quarter).

    Returns
    -------
    pandas.DataFrame
        Columns ``CELLS``, sorted by subject and then by category in the order of the plan. ``timely`` says of an
        answered cell that it is a nil return of the quarter, that its sources were asked in the quarter, or that its
        newest statement is not older than the freshness of its record type.
    """
    categories = category_codes(subject)
    names = np.sort(subjects["subject_id"].to_numpy(dtype=str))
    grid = pd.MultiIndex.from_product([names, categories], names=["subject_id", "category"])
    cells = pd.DataFrame(index=grid)
    marked = _marked(seen if recorded_by is None else recorded_by, as_of).reindex(grid)
    asked = _asked(seen, collection, quarter, categories).reindex(grid).to_numpy(dtype=object)
    refused = pd.MultiIndex.from_frame(refused_cells(consent, operator_class, as_of))
    recorded = marked["recorded"].notna().to_numpy()
    banned = grid.get_level_values("category").isin(prohibited_categories(subject, operator_class))
    state = np.full(len(grid), "not_collected", dtype=object)
    state[asked == "nil_return"] = "nil_return"
    state[recorded] = "recorded"
    for unlawful in UNLAWFUL:
        state[(asked == unlawful) & ~recorded] = unlawful
    state[grid.isin(refused)] = "consent_refused"
    state[banned] = "prohibited"
    fresh = marked["fresh"].eq(True).to_numpy() & recorded
    cells["state"] = pd.array(state, dtype="str")
    cells["timely"] = np.isin(state, ANSWERED) & (fresh | (asked == "nil_return"))
    bureaus = subjects.set_index("subject_id")["bureau"]
    cells = cells.reset_index()
    cells["bureau"] = pd.array(bureaus.reindex(cells["subject_id"]).to_numpy(), dtype="str")
    return cells[list(CELLS)]


def subjects_of(seen: pd.DataFrame, register: pd.DataFrame | None) -> pd.DataFrame:
    """Give whose cells are to be looked at: the register's subjects, or without one those with a live file.

    The bureau is where the latest visible event came from; for a subject without a file, what the register says.
    """
    home = home_of(seen)
    if register is None:
        return pd.DataFrame({"subject_id": home.index.to_numpy(), "bureau": home.to_numpy()})
    own = home.reindex(register["subject_id"]).to_numpy(dtype=object)
    given = register["bureau"].to_numpy(dtype=object)
    return pd.DataFrame({"subject_id": register["subject_id"], "bureau": np.where(pd.isna(own), given, own)})


def _marked(seen: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Say for each cell with a visible statement that it is recorded, and whether any of it is fresh."""
    days = {record.code: record.freshness_days for record in load_catalogue().record_types}
    limit = pd.to_numeric(seen["record"].map(days), errors="coerce")
    age = (pd.Timestamp(as_of) - seen["last_known"]).dt.days
    fresh = limit.isna() | (age <= limit)
    keyed = seen[["subject_id", "category"]].assign(fresh=fresh.to_numpy(dtype=bool), recorded=True)
    return keyed.groupby(["subject_id", "category"])[["recorded", "fresh"]].any()


def _asked(
    seen: pd.DataFrame, collection: pa.Table | None, quarter: str | None, categories: tuple[str, ...]
) -> pd.Series:
    """Say for each cell what its sources say of the quarter: the state they agree on, else ``not_collected``.

    A source that reports a record counts as asked: silence of the others in the same cell is what is looked for.
    """
    sources = seen[["subject_id", "source_insurer", "source_region"]].drop_duplicates()
    if collection is None or quarter is None or sources.empty:
        empty = pd.MultiIndex.from_arrays([[], []], names=["subject_id", "category"])
        return pd.Series([], index=empty, dtype="str")
    said = collection.to_pandas()
    said = said[said["quarter"] == quarter]
    said = said.assign(source_insurer=said["source_insurer"].fillna(""), source_region=said["source_region"].fillna(""))
    rank = {
        state: place for place, state in enumerate(("not_collected", "prohibited", "consent_refused", "nil_return"))
    }
    ranked = said["state"].replace({"recorded": "nil_return"}).map(rank)
    wide = said.assign(rank=ranked).pivot_table(
        index=["source_insurer", "source_region"], columns="category", values="rank", aggfunc="min"
    )
    wide = wide.reindex(columns=list(categories)).fillna(0)
    joined = sources.join(wide, on=["source_insurer", "source_region"]).fillna(dict.fromkeys(categories, 0))
    worst = joined.groupby("subject_id")[list(categories)].min().stack()
    worst.index = worst.index.set_names(["subject_id", "category"])
    back = {place: state for state, place in rank.items()}
    return worst.astype(int).map(back)


def count_states(cells: pd.DataFrame) -> pd.DataFrame:
    """Count cells by bureau, category and state: one row for every state, also of none.

    Returns
    -------
    pandas.DataFrame
        ``bureau``, ``category``, then one column of counts per state of ``CELL_STATES``, and ``timely``.
    """
    keys = ["bureau", "category"]
    wide = cells.assign(n=1).pivot_table(index=keys, columns="state", values="n", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(CELL_STATES), fill_value=0).astype("int64")
    wide.columns.name = None
    timely = cells.groupby(keys)["timely"].sum().astype("int64")
    return wide.assign(timely=timely).reset_index()
