"""What a report says (报告内容): everything the page needs, as one frozen object made by the study."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypedDict

import pandas as pd

from inscredit_models.explain.explanation import Explanation
from inscredit_models.findings import Finding
from inscredit_models.models.features import Feature
from inscredit_models.report.exhibit import Exhibit

Origin = Literal["simulated", "recorded", "public table"]


class Verdict(TypedDict):
    """The verdict of one split in both languages: in full, and as one short headline."""

    split: str
    zh: str
    en: str
    headline_zh: str
    headline_en: str


@dataclass(frozen=True)
class ReportContent:
    """Everything that `render_report` writes down; it computes nothing of its own.

    Parameters
    ----------
    title_zh, title_en : str
        Title of the experiment or table.
    question : str
        The question, as the experiment file asks it; ``question_zh`` its Chinese form, where there is one.
    origin : {"simulated", "recorded", "public table"}
        Where the rows come from; simulated evidence is marked as such at the top and at the end.
    run_id, result_digest : str
        Name and digest of the run.
    verdicts : tuple of dict
        See `Verdict`; the first is the headline of the page.
    findings : tuple of Finding
        All findings of the run; every one is shown.
    names : dict of str to (zh, en)
        Names of models, and of anything else that appears as a code.
    league, comparisons, roc, calibration, calibration_summary : DataFrame
        Frames of the evaluation; the first split of the league is the headline. Empty where there is nothing.
    explanations : tuple of Explanation
        One per explained model; ``unexplained`` names the others with a reason in Chinese and English.
    feature_values : DataFrame or None
        Values of the explained rows, in the row order of the explanations, for colours.
    points_tables : dict of str to DataFrame
        Points tables, weights and prices by model code, in any columns.
    reasons : DataFrame
        Reason codes of a few example rows, as `explain.reasons.reason_frame` gives them; ``reasons_model`` is whose.
    features : tuple of Feature
        Labels and units of the columns.
    indicators : DataFrame
        ``code, zh, en, unit, direction, definition_zh, definition_en, source, missing_share``.
    data_counts : DataFrame
        ``part``, ``as_of`` or ``fold``, ``rows, subjects, events, reason``.
    quality, quality_counts : DataFrame
        Data-quality findings of a company panel, one row per company, period and broken rule, and their number by rule.
    provenance : dict of str to str
        Digests, seed, versions.
    tracking : str
        One line on where the run was tracked, or why not.
    exhibits : tuple of Exhibit
        What was evaluated beyond the league, in the order of the report.
    """

    title_zh: str
    title_en: str
    question: str
    origin: Origin
    run_id: str
    result_digest: str
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    names: dict[str, tuple[str, str]]
    league: pd.DataFrame
    comparisons: pd.DataFrame
    roc: pd.DataFrame
    calibration: pd.DataFrame
    calibration_summary: pd.DataFrame
    explanations: tuple[Explanation, ...] = ()
    feature_values: pd.DataFrame | None = None
    points_tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    reasons: pd.DataFrame = field(default_factory=pd.DataFrame)
    features: tuple[Feature, ...] = ()
    indicators: pd.DataFrame = field(default_factory=pd.DataFrame)
    data_counts: pd.DataFrame = field(default_factory=pd.DataFrame)
    provenance: dict[str, str] = field(default_factory=dict)
    tracking: str = ""
    question_zh: str = ""
    reasons_model: str = ""
    unexplained: dict[str, tuple[str, str]] = field(default_factory=dict)
    quality: pd.DataFrame = field(default_factory=pd.DataFrame)
    quality_counts: pd.DataFrame = field(default_factory=pd.DataFrame)
    exhibits: tuple[Exhibit, ...] = ()

    def name(self, code: object) -> tuple[str, str]:
        """Give the Chinese and English name of a model or column, or its code twice."""
        text = str(code)
        if text in self.names:
            return self.names[text]
        feature = next((feature for feature in self.features if feature.code == text), None)
        return (text, text) if feature is None else (feature.label("zh"), feature.label("en"))
