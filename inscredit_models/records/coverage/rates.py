"""Coverage rates (覆盖率): subject, category, field and timely coverage with the lawful denominator.

No official formula of 信用记录覆盖率 is known; these four are this project's reading of the plan's goals (80 %, 95 %).
Cells whose consent was refused and prohibited cells leave the denominator, and are counted beside the rate: otherwise
the goal could not lawfully be reached.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.coverage.cells import ANSWERED, UNLAWFUL, count_states
from inscredit_models.records.side_tables import CELL_STATES

MEASURES = ("cov_subject", "cov_category", "cov_field", "cov_timely")
"""Subjects with a live file; answered cells; valid mandatory fields; cells answered within their freshness."""

RATES = (
    "subject",
    "as_of",
    "measure",
    "bureau",
    "category",
    "weighting",
    "covered",
    "required",
    "consent_refused",
    "prohibited",
    "rate",
)
"""Columns of a frame of rates. ``all`` stands for every bureau, category or subject type. ``weighting`` is ``cells``
(every cell counts the same) or ``groups`` (every category, or every subject type, counts the same)."""

ALL = "all"
COUNTS = ("covered", "required", "consent_refused", "prohibited")


def coverage_goals() -> tuple[float, ...]:
    """Give the goals of the plan as shares, in the order of their years.

    Examples
    --------
    >>> coverage_goals()
    (0.8, 0.95)
    """
    goals = [item for item in load_catalogue().parameters if item.name == "coverage_target_percent"]
    return tuple(float(item.value) / 100 for item in sorted(goals, key=lambda item: item.valid_from))


def coverage_rates(
    cells: pd.DataFrame,
    fields: pd.DataFrame,
    *,
    subject: str,
    as_of: dt.date,
    registered: pd.DataFrame | None = None,
    filed: Iterable[str] = (),
) -> pd.DataFrame:
    """Give the four rates of one store at one date, by bureau and category.

    Parameters
    ----------
    cells : pandas.DataFrame
        From `cell_states`.
    fields : pandas.DataFrame
        From `field_counts`.
    subject : str
        Subject type.
    as_of : datetime.date
        The day.
    registered : pandas.DataFrame, optional
        ``subject_id`` and ``bureau`` of an independent register; without one subject coverage has no rate.
    filed : iterable of str
        Subjects with a live file.

    Returns
    -------
    pandas.DataFrame
        Columns ``RATES``; ``rate`` is missing where nothing is required. An unknown bureau is an empty text.
    """
    states = count_states(cells)
    required = states[list(CELL_STATES)].sum(axis=1) - states[list(UNLAWFUL)].sum(axis=1)
    states = states.assign(required=required, answered=states[list(ANSWERED)].sum(axis=1))
    beside = list(UNLAWFUL)
    columns = ["bureau", "category", "covered", "required", *beside]
    by_category = states.rename(columns={"answered": "covered"})[columns]
    by_time = states.rename(columns={"timely": "covered"})[columns]
    mandatory = fields[fields["kind"] == "mandatory"].rename(columns={"valid": "covered"})
    by_field = mandatory.assign(consent_refused=0, prohibited=0)[columns]
    frames = [_subjects(registered, filed)]
    for measure, counts in (("cov_category", by_category), ("cov_field", by_field), ("cov_timely", by_time)):
        frames.append(_summed(counts).assign(measure=measure))
    whole = pd.concat(frames, ignore_index=True).assign(subject=subject, as_of=pd.Timestamp(as_of))
    ordered = whole[list(RATES)].sort_values(["measure", "bureau", "category", "weighting"], ignore_index=True)
    return ordered.astype(dict.fromkeys(COUNTS, "int64"))


def _subjects(registered: pd.DataFrame | None, filed: Iterable[str]) -> pd.DataFrame:
    """Give subject coverage by bureau and over all; without a register it has no denominator."""
    shared = {"measure": "cov_subject", "category": ALL, "weighting": "cells", "consent_refused": 0, "prohibited": 0}
    if registered is None:
        number = len(set(filed))
        return pd.DataFrame([{"bureau": ALL, "covered": number, "required": 0, "rate": float("nan")} | shared])
    counted = registered.assign(covered=registered["subject_id"].isin(set(filed)).astype("int64"), required=1)
    by_bureau = counted.groupby("bureau", as_index=False)[["covered", "required"]].sum()
    total = pd.DataFrame([{"bureau": ALL, "covered": counted["covered"].sum(), "required": len(counted)}])
    return _with_rate(pd.concat([by_bureau, total], ignore_index=True)).assign(**shared)


def _summed(counts: pd.DataFrame) -> pd.DataFrame:
    """Give counts and rates of every cell of the table and of its margins, and the unweighted means of categories."""
    numbers = list(COUNTS)
    frames = [counts.groupby(["bureau", "category"], as_index=False)[numbers].sum()]
    frames.append(counts.groupby("category", as_index=False)[numbers].sum().assign(bureau=ALL))
    frames = [_with_rate(pd.concat(frames, ignore_index=True)).assign(weighting="cells")]
    parts = frames[0]
    sums = parts.groupby("bureau", as_index=False)[numbers].sum().assign(category=ALL)
    means = parts.groupby("bureau")["rate"].mean()
    frames.append(_with_rate(sums).assign(weighting="cells"))
    frames.append(sums.assign(rate=sums["bureau"].map(means), weighting="groups"))
    return pd.concat(frames, ignore_index=True)


def _with_rate(counts: pd.DataFrame) -> pd.DataFrame:
    required = counts["required"].where(counts["required"] > 0)
    return counts.assign(rate=(counts["covered"] / required).astype(float))


def over_types(rates: pd.DataFrame) -> pd.DataFrame:
    """Give the rates over several subject types: every cell the same, and every type the same.

    Parameters
    ----------
    rates : pandas.DataFrame
        Rates of each type at each date, below each other.

    Returns
    -------
    pandas.DataFrame
        Rows of the subject ``all``, for every measure and date, over all bureaus and categories. A measure that one
        type cannot give (no register) is missing.
    """
    total = rates[(rates["bureau"] == ALL) & (rates["category"] == ALL) & (rates["weighting"] == "cells")]
    keys = ["as_of", "measure"]
    numbers = list(COUNTS)
    sums = total.groupby(keys, as_index=False)[numbers].sum()
    known = total.groupby(keys)["rate"].agg(lambda rate: rate.notna().all())
    means = total.groupby(keys)["rate"].mean().where(known)
    lookup = pd.MultiIndex.from_frame(sums[keys])
    sums["required"] = sums["required"].where(known.reindex(lookup).to_numpy(dtype=bool), 0)
    pooled = _with_rate(sums)
    equal = sums.assign(rate=means.reindex(lookup).to_numpy())
    both = pd.concat([pooled.assign(weighting="cells"), equal.assign(weighting="groups")], ignore_index=True)
    return both.assign(subject=ALL, bureau=ALL, category=ALL)[list(RATES)]
