"""One table of the further evaluation (附表): a frame, what it says in both languages, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from inscredit_models.evaluation.ranks import RankComparison

Pair = tuple[str, str]
Section = Literal["comparisons", "curves", "decisions", "groups", "stability", "why", "data"]


@dataclass(frozen=True)
class Dots:
    """Values with intervals or limits, to be drawn as dots on lines.

    Parameters
    ----------
    frame : DataFrame
        Columns label_zh, label_en, panel_zh, panel_en, value, low, high (missing ends are not drawn). One panel a name.
    axis : (zh, en)
        What the axis shows.
    line : float or None
        Where nothing is to be seen.
    """

    frame: pd.DataFrame
    axis: Pair
    line: float | None = None


@dataclass(frozen=True)
class Exhibit:
    """One table of a study beyond the league.

    Parameters
    ----------
    name : str
        Its name as a frame, and as ``<name>.csv`` in the folder of the run.
    section : str
        Section of the report.
    title, lead : (zh, en)
        Heading, and what is to be read from it in a sentence or two.
    frame : DataFrame
        All rows.
    shown : DataFrame or None
        What the report shows of it; None: everything.
    dots : Dots or None
        What the figure shows.
    ranks : RankComparison or None
        The ranks whose sentence is the lead and whose figure is the critical-difference diagram.
    """

    name: str
    section: Section
    title: Pair
    lead: Pair
    frame: pd.DataFrame
    shown: pd.DataFrame | None = None
    dots: Dots | None = None
    ranks: RankComparison | None = None

    @property
    def has_figure(self) -> bool:
        """Whether there is something to draw."""
        return self.ranks is not None or (self.dots is not None and len(self.dots.frame) > 0)
