"""Derived columns and the outcome of a company panel (面板派生指标与结果): never across a gap or another company."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration
from inscredit_models.records.company_panel.declaration import Direction
from inscredit_models.records.company_panel.intake import CompanyPanel


class Derived(Declaration):
    """A column made of another one and its own past: the value some periods ago, or the change since then.

    ``lag``: the value ``periods`` periods ago. ``change``: today's value minus that. ``growth``: today's value ÷ that
    minus 1, missing where that is not positive.
    """

    code: Code
    zh: str
    en: str
    kind: Literal["lag", "change", "growth"]
    of: Code
    periods: Annotated[int, Field(ge=1, le=40)] = 1
    unit: str = ""
    direction: Direction = "none"

    @property
    def sign(self) -> int:
        """+1 higher is better, −1 lower is better, 0 not declared."""
        return {"higher_is_better": 1, "lower_is_better": -1, "none": 0}[self.direction]


class NextOutcome(Declaration):
    """The event: a column's value some periods later lies below, or above, a threshold.

    With ``entering`` only rows count that have not passed the threshold yet; the others are left out and counted.
    """

    next: Code
    below: float | None = None
    above: float | None = None
    periods: Annotated[int, Field(ge=1, le=40)] = 1
    entering: bool = False
    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _one_threshold(self) -> NextOutcome:
        if (self.below is None) == (self.above is None):
            raise ValueError("exactly one of 'below' and 'above'")
        return self

    def has_passed(self, values: pd.Series) -> pd.Series:
        """Tell which values have passed the threshold."""
        return values < self.below if self.below is not None else values > self.above

    def title(self, language: str) -> str:
        """Give the name in ``"zh"`` or ``"en"``: the declared one, or one made from the declaration."""
        side, limit = ("<", self.below) if self.below is not None else (">", self.above)
        made = {"zh": f"{self.periods}期后 {self.next} {side} {limit:g}", "en": f"{self.next} {side} {limit:g} "}
        made["en"] += "next period" if self.periods == 1 else f"{self.periods} periods later"
        return (self.zh if language == "zh" else self.en) or made[language]


class PanelOutcome(NamedTuple):
    """Outcome of each row (1 the event, NaN where the row is left out), last day of its period, and why left out."""

    y: pd.Series
    end: pd.Series
    reason: pd.Series


def shift_periods(panel: CompanyPanel, values: pd.Series, periods: int) -> pd.Series:
    """Give each row the company's value a number of periods before (after, where negative).

    Missing where the company has no row in exactly that period.

    Examples
    --------
    >>> frame = pd.DataFrame({"company": ["A", "A", "A"], "x": [1.0, 2.0, 4.0],
    ...                       "period": pd.to_datetime(["2022-03-31", "2022-06-30", "2022-12-31"])})
    >>> panel = CompanyPanel(frame, 3)
    >>> shift_periods(panel, frame["x"], 1).tolist()
    [nan, 1.0, nan]
    >>> shift_periods(panel, frame["x"], -2).tolist()
    [nan, 4.0, nan]
    """
    keys = pd.MultiIndex.from_arrays([panel.frame["company"], panel.order])
    wanted = pd.MultiIndex.from_arrays([panel.frame["company"], panel.order - periods])
    place = keys.get_indexer(wanted)
    return values.iloc[place].where(place >= 0).set_axis(values.index) if len(values) else values


def derive(panel: CompanyPanel, derived: Derived) -> pd.Series:
    """Compute a derived column, one value a row."""
    now = panel.frame[derived.of]
    past = shift_periods(panel, now, derived.periods)
    if derived.kind == "lag":
        return past
    return now - past if derived.kind == "change" else now / past.where(past > 0) - 1


def compute_next(panel: CompanyPanel, outcome: NextOutcome) -> PanelOutcome:
    """Compute the outcome of each row and say of each row without one why it is left out."""
    now = panel.frame[outcome.next]
    later = shift_periods(panel, now, -outcome.periods)
    end = shift_periods(panel, panel.frame["period"], -outcome.periods)
    reason = pd.Series("", index=now.index, dtype="str")
    reason[later.isna()] = "后一期缺值 / the value of the outcome period is missing"
    reason[end.isna()] = "没有后一期 / no row in the outcome period"
    if outcome.entering:
        reason[now.isna() & (reason == "")] = "本期缺值 / the value of this period is missing"
        reason[outcome.has_passed(now) & (reason == "")] = "本期已越过阈值 / already past the threshold"
    y = outcome.has_passed(later).astype(float).where(reason == "", np.nan)
    return PanelOutcome(y, end, reason)


def define_derived(derived: Derived, names: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Say in Chinese and English what a derived column is.

    Examples
    --------
    >>> column = Derived(code="ratio_change_1", zh="", en="", kind="change", of="ratio")
    >>> define_derived(column, {"ratio": ("充足率", "Solvency ratio")})
    ('充足率：本期值减去1期前的值', 'Solvency ratio: this value minus the value 1 period before')
    """
    zh, en = names.get(derived.of, (derived.of, derived.of))
    number = f"{derived.periods} period{'s' if derived.periods > 1 else ''} before"
    words = {
        "lag": (f"{derived.periods}期前的值", f"the value {number}"),
        "change": (f"本期值减去{derived.periods}期前的值", f"this value minus the value {number}"),
        "growth": (f"本期值除以{derived.periods}期前的值减1", f"this value divided by the value {number}, minus 1"),
    }[derived.kind]
    return f"{zh}：{words[0]}", f"{en}: {words[1]}"
