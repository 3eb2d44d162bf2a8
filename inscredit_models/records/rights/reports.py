"""Free reports (免费信用报告): how many of a year a subject has had, counted in the query log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.rights.judge import find_rule, judge, parameters_of
from inscredit_models.records.rights.queries import read_queries

FREE_RULE = {None: "crr_art17_free_reports", "shanghai": "sh_art34_free_reports"}
"""The rule of the free reports, by region; in Shenzhen public credit information is free without a limit (Art. 45)."""

CHINA = dt.timezone(dt.timedelta(hours=8))
"""Clock by which the calendar year of a report is told."""


@dataclass(frozen=True, slots=True)
class FreeReports:
    """The free reports of one subject in one calendar year.

    Parameters
    ----------
    allowed, taken : int
        How many are free a year, and how many were asked for by the day.
    next_is_free : bool
        Whether a report asked for on that day must be free of charge.
    rule : str
        The rule.
    """

    allowed: int
    taken: int
    next_is_free: bool
    rule: str


def free_reports(store: Path, subject_id: str, on: dt.date, *, region: str | None = None) -> FreeReports:
    """Count the reports that a subject asked for itself in the calendar year of a day.

    Parameters
    ----------
    store : pathlib.Path
        Folder of the store; its query log is read.
    subject_id : str
        The subject, as the store names it.
    on : datetime.date
        The day of the next report.
    region : {"shanghai"}, optional
        Whose rule applies.
    """
    rule = find_rule(FREE_RULE[region])
    log = read_queries(store, subject_id)
    own = log.loc[log["reader"] == "subject", "asked_at"].dt.tz_convert(CHINA)
    earlier = tuple(day for day in own.dt.date if day <= on)
    verdict = judge(rule, {"requested": on, "earlier": earlier, "charged": True}, on)
    terms = parameters_of(rule, load_catalogue(), on)
    allowed = int(terms["value"].value) if "value" in terms else 0
    taken = sum(day.year == on.year for day in earlier)
    return FreeReports(allowed, taken, verdict.state == "breach", rule.id)
