"""Series out of published figures (公开数据序列): given only where the figures mean the same, refused elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from inscredit_models.findings import Findings, near_names
from inscredit_models.records.published.periods import read_published_period
from inscredit_models.records.published.table import PublishedTable


def as_series(
    table: PublishedTable,
    measure: str,
    subject: str,
    *,
    sector: str | None = None,
    grade: str | None = None,
    regime: str | None = None,
    statistic: str | None = None,
    months: int | None = None,
    derived: bool = False,
) -> pd.Series:
    """Give the figures of one measure and subject in the order of time, if they are one series.

    Parameters
    ----------
    table : PublishedTable
        The table.
    measure, subject : str
        Which figures.
    sector, grade, regime, statistic : str, optional
        Narrower choices; naming the regime or statistic is how one piece on this side of a break is asked for.
    months : int, optional
        Only periods of so many whole months.
    derived : bool
        True also takes figures worked back from other printed ones.

    Returns
    -------
    pandas.Series
        Values (float64) or grades (str) by last day of the period, named by the measure; never filled in between.

    Raises
    ------
    Refused
        ICM008 nothing chosen; ICM150 figures of several definitions or rules; ICM151 several statistics (mean against
        median); ICM152 periods of unequal length; ICM091 two figures for one period. All that apply at once.
    """
    frame = table.frame
    chosen = frame if derived else frame[frame["basis"] != "derived"]
    wanted = {
        "measure": measure,
        "subject": subject,
        "sector": sector,
        "grade": grade,
        "regime": regime,
        "statistic": statistic,
    }
    for column, value in wanted.items():
        if value is not None:
            chosen = chosen[chosen[column] == value]
    if months is not None:
        chosen = chosen[[_months(period) == months for period in chosen["period"]]]
    chosen = chosen.sort_values("period_end", kind="stable")
    findings = Findings()
    where = f"{table.name}, {measure} of {subject!r}"
    if chosen.empty:
        _say_what_there_is(table, measure, subject, where, findings)
    else:
        _refuse_breaks(table, chosen, where, findings)
    findings.refuse()
    column = "value" if chosen["value"].notna().all() else "grade"
    return pd.Series(chosen[column].to_numpy(), index=pd.DatetimeIndex(chosen["period_end"]), name=measure)


def as_known_at(table: PublishedTable, day: dt.date, *, leave_out_undated: bool = False) -> PublishedTable:
    """Give the table as it could be known on a day: the figures published by then.

    Parameters
    ----------
    table : PublishedTable
        The table.
    day : datetime.date
        The day; what was published on it counts as known.
    leave_out_undated : bool
        True leaves out rows without a publication date; otherwise they refuse the table, as nobody can say since when
        they were known.

    Raises
    ------
    Refused
        ICM153 with the number of rows without a publication date.
    """
    dated = table.frame["published"].notna()
    if not leave_out_undated and not dated.all():
        findings = Findings()
        periods = sorted(set(table.frame.loc[~dated, "period"]))
        found = f"{int((~dated).sum())} of {len(dated)} rows without one, of {', '.join(periods)}"
        remedy = "find the day of the bulletin, or leave those rows out (leave_out_undated=True)"
        findings.add("ICM153", f"{table.name}, published", found, "a publication date in every row", remedy)
        findings.refuse()
    known = table.frame[dated & (table.frame["published"] <= pd.Timestamp(day))]
    return replace(table, frame=known.reset_index(drop=True))


def _months(period: str) -> int | None:
    read = read_published_period(period)
    return None if read is None else read.months


def _say_what_there_is(table: PublishedTable, measure: str, subject: str, where: str, findings: Findings) -> None:
    measures = [item.code for item in table.head.measures]
    if measure not in measures:
        findings.add("ICM008", where, repr(measure), ", ".join(measures), near_names(measure, measures))
        return
    subjects = sorted(set(table.frame.loc[table.frame["measure"] == measure, "subject"]))
    if subject not in subjects:
        allowed = f"one of {len(subjects)} subjects"
        findings.add("ICM008", where, repr(subject), allowed, near_names(subject, subjects))
        return
    findings.add("ICM008", where, "no figure of this choice", "a choice that has figures", "ask for less at once")


def _refuse_breaks(table: PublishedTable, chosen: pd.DataFrame, where: str, findings: Findings) -> None:
    regimes = list(dict.fromkeys(chosen["regime"]))
    if len(regimes) > 1:
        spans = [f"{code}: {_span(chosen[chosen['regime'] == code])}" for code in regimes]
        known = [table.head.regime(code) for code in regimes]
        meaning = "; ".join(f"{item.code} = {item.en}" for item in known if item is not None)
        findings.add("ICM150", where, ", ".join(spans), f"one regime ({meaning})", "choose one with regime=")
    statistics = _kinds(chosen["statistic"])
    if len(statistics) > 1:
        allowed = "one statistic: a mean over companies and a median over companies are different figures"
        findings.add("ICM151", where, " and ".join(statistics), allowed, "choose one with statistic=")
    lengths = sorted({_months(period) or 0 for period in chosen["period"]})
    if len(lengths) > 1:
        found = "periods of " + ", ".join(f"{length} months" if length else "broken months" for length in lengths)
        allowed = "one length: counts and ratios of unequal periods cannot be compared"
        findings.add("ICM152", where, found, allowed, "choose one with months=")
    twice = chosen[chosen.duplicated("period", keep=False)]
    if len(twice):
        found = f"several figures for {', '.join(dict.fromkeys(twice['period']))}"
        differs = [column for column in ("sector", "grade", "source") if twice[column].nunique() > 1]
        remedy = f"choose among {', '.join(differs)}" if differs else "remove one of the two from the table"
        findings.add("ICM091", where, found, "one figure a period", remedy)


def _kinds(statistics: Sequence[str]) -> list[str]:
    return list(dict.fromkeys("no statistic" if pd.isna(kind) else str(kind) for kind in statistics))


def _span(part: pd.DataFrame) -> str:
    first, last = part["period"].iloc[0], part["period"].iloc[-1]
    return str(first) if first == last else f"{first} to {last}"
