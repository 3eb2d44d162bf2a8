"""What a rule says of a case (判定): kept, broken, still open, or not concerned; with the day on which it turns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from inscredit_models.records.rights.rule import RightsRule

State = Literal["met", "breach", "open", "exempt", "not_bound", "not_in_force"]

STATES: dict[State, tuple[str, str]] = {
    "met": ("符合", "kept"),
    "breach": ("违反", "broken"),
    "open": ("期限未满", "open: nothing is due yet"),
    "exempt": ("豁免", "exempt, or not concerned"),
    "not_bound": ("不适用该主体类别", "does not bind this operator class"),
    "not_in_force": ("当日无效力", "not in force on that day"),
}
"""Every state with its names."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of one case on one day.

    Parameters
    ----------
    rule : RightsRule
        The rule.
    state : str
        One of ``STATES``.
    on : datetime.date
        The day that was asked about.
    due : datetime.date, optional
        Last day of a deadline, or first day from which the act is allowed.
    lacking : tuple of str
        Names of facts that are missing or wrong; never their values.
    unlisted : tuple of int
        Years of a term in working days whose holidays were not given: Monday to Friday were counted.
    """

    rule: RightsRule
    state: State
    on: dt.date
    due: dt.date | None = None
    lacking: tuple[str, ...] = ()
    unlisted: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the verdict as plain values."""
        zh, en = STATES[self.state]
        return {
            "rule": self.rule.id,
            "state": self.state,
            "state_zh": zh,
            "state_en": en,
            "on": self.on.isoformat(),
            "due": None if self.due is None else self.due.isoformat(),
            "lacking": list(self.lacking),
            "holidays_not_given": list(self.unlisted),
            "article": self.rule.article(),
            "confidence": self.rule.confidence,
            "zh": self.rule.zh,
            "en": self.rule.en,
        }

    def text(self) -> str:
        """Give the verdict as lines of text in both languages."""
        zh, en = STATES[self.state]
        lines = [f"{self.rule.id}: {zh} {en}", f"  {self.rule.zh}", f"  {self.rule.en}"]
        if self.due is not None:
            lines.append(f"  期限 turns on: {self.due}")
        if self.unlisted:
            years = ", ".join(str(year) for year in self.unlisted)
            lines.append(f"  未提供节假日表，按周一至周五计 no holidays given, Monday to Friday counted: {years}")
        if self.lacking:
            lines.append(f"  缺少 lacking: {', '.join(self.lacking)}")
        return "\n".join([*lines, f"  依据 source: {self.rule.article()}; 可靠度 confidence: {self.rule.confidence}"])
