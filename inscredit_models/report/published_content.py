"""What the report of a study on published figures says (公开数据报告内容), as one frozen object made by the study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from inscredit_models.findings import Finding

Pair = tuple[str, str]
ORIGIN = "public table"


@dataclass(frozen=True)
class PublishedContent:
    """Everything the page writes down; it computes nothing of its own.

    Parameters
    ----------
    name, question, question_zh, run_id, result_digest : str
        Name of the experiment, its question in English and Chinese, name and digest of the run.
    verdicts : tuple of (str, str)
        Sentences in Chinese and English, the headline first.
    findings : tuple of Finding
        Warnings.
    names : mapping of str to (str, str)
        Chinese and English name of each declared code.
    units : mapping of str to str
        Unit of each indicator, as printed.
    coverage, recomputed, recomputed_rows, series, shrunken, composite, agreement, readings : pandas.DataFrame
        See `published_answers`.
    values : pandas.DataFrame
        Every value of every indicator, as from `observed.observe`.
    composites : pandas.DataFrame
        One row per composite: ``composite``, ``system`` with its names, ``period``, ``units``, ``left_out``,
        ``covered``, ``weights``.
    insurers : pandas.DataFrame
        The list of insurers, one row a name, as in ``insurers.csv``.
    lines : pandas.DataFrame
        Industry figures for the picture of broken series: ``series``, ``end``, ``value``, ``piece``,
        ``label_zh``, ``label_en``.
    kinds : mapping of str to str
        Whom each indicator is about: ``insurer``, ``regulator``, ``public_body``, ``region``, ``industry``, ``cause``.
    provenance : mapping of str to str
        Digests and versions.
    """

    name: str
    question: str
    question_zh: str
    run_id: str
    result_digest: str
    verdicts: tuple[Pair, ...]
    findings: tuple[Finding, ...]
    names: Mapping[str, Pair]
    units: Mapping[str, str]
    values: pd.DataFrame = field(repr=False)
    coverage: pd.DataFrame = field(repr=False)
    recomputed: pd.DataFrame = field(repr=False)
    recomputed_rows: pd.DataFrame = field(repr=False)
    series: pd.DataFrame = field(repr=False)
    shrunken: pd.DataFrame = field(repr=False)
    composite: pd.DataFrame = field(repr=False)
    composites: pd.DataFrame = field(repr=False)
    agreement: pd.DataFrame = field(repr=False)
    lines: pd.DataFrame = field(repr=False)
    readings: pd.DataFrame = field(repr=False)
    insurers: pd.DataFrame = field(repr=False)
    kinds: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
