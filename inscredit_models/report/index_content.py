"""What the page of an index says when the index was questioned (指数问答内容): frames, sentences, definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from inscredit_models.findings import Finding
from inscredit_models.report.content import Origin
from inscredit_models.report.words import Pair


@dataclass(frozen=True)
class IndexAnswers:
    """Answers to print on the page of an index; the page computes nothing of its own.

    Parameters
    ----------
    headline : pair of str
        The verdict in Chinese and English.
    frames : mapping of str to pandas.DataFrame
        By name; see `index_page.ANSWERS` for the names that are shown. Empty frames are left out.
    question : pair of str
        As an experiment file asks it; empty where there is none.
    origin : {"simulated", "recorded", "public table"}
        Where the rows come from.
    definitions : pandas.DataFrame
        ``code, zh, en, unit, definition_zh, definition_en, source`` of the indicators; empty for a table.
    provenance : mapping of str to str
        Digests, seed, versions.
    findings : tuple of Finding
        What was found besides the index's own findings.
    """

    headline: Pair
    frames: Mapping[str, pd.DataFrame]
    question: Pair = ("", "")
    origin: Origin = "public table"
    definitions: pd.DataFrame = field(default_factory=pd.DataFrame)
    provenance: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
