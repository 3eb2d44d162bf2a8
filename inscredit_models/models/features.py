"""What a model may know of its columns beyond their values: names, kind, declared direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of a study.

    Parameters
    ----------
    code : str
        Column name in the frame.
    kind : {"numeric", "categorical"}
        Categorical columns hold text; numeric ones floats with NaN for missing.
    direction : int
        +1 where higher is better (more creditworthy), −1 where lower is better, 0 where none is declared.
    zh, en, unit : str
        Labels; equal to the code where nothing better is known.
    """

    code: str
    kind: Literal["numeric", "categorical"] = "numeric"
    direction: int = 0
    zh: str = ""
    en: str = ""
    unit: str = ""

    def label(self, language: str) -> str:
        """Give the label in ``"zh"`` or ``"en"``, or the code."""
        return (self.zh if language == "zh" else self.en) or self.code
