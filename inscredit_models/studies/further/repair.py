"""What to repair, for the subjects judged worst (修复什么): which record, repaired or expired, moves the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.explain.repair import REPAIR_COLUMNS, what_to_repair
from inscredit_models.findings import Findings, Refused
from inscredit_models.models.stored import load_model
from inscredit_models.report.exhibit import Exhibit
from inscredit_models.studies.contest import Contest

READABLE = ("scorecard", "index_expert", "index_equal", "index_entropy", "logistic")
"""Models whose number a person can follow, the most readable first."""


def repair_exhibit(
    contest: Contest, folders: Mapping[str, Path], rows: np.ndarray, findings: Findings
) -> Exhibit | None:
    """Say for the subjects judged worst which of their records would move the number of the most readable model.

    Parameters
    ----------
    contest : Contest
        Needs ``repair_source``; without records the question has no answer (ICM212).
    folders : mapping of str to Path
        Stored models.
    rows : ndarray
        Positions of the explained rows.
    findings : Findings
        Gets ICM212, or what `what_to_repair` refuses.
    """
    rule = contest.asked.explanation
    code = next((model for model in (*(rule.models if rule else ()), *READABLE) if model in folders), None)
    if rule is None or not rule.repair:
        return None
    if contest.repair_source is None or code is None:
        found = "no records behind the columns" if contest.repair_source is None else "no stored model that can be read"
        findings.add("ICM212", "explanation.repair", found, "an experiment on records", "leave the key out")
        return None
    model = load_model(folders[code])
    order = np.argsort(-model.risk(contest.dataset.X.iloc[rows]), kind="stable")
    parts, seen = [], set()
    for row in rows[order]:
        subject = str(contest.dataset.subject_id[row])
        if subject in seen or len(seen) == rule.repair:
            continue
        seen.add(subject)
        as_of = contest.dataset.as_of[row].astype("datetime64[D]").item()
        source = contest.repair_source
        try:
            found = what_to_repair(source.store, source.indicators, subject, as_of, model)
        except Refused as refusal:
            findings.extend(refusal.findings)
            continue
        parts.append(found.assign(model=code, row=int(row), as_of=pd.Timestamp(as_of)))
    return _exhibit(code, parts, len(seen))


def _exhibit(code: str, parts: Sequence[pd.DataFrame], subjects: int) -> Exhibit:
    columns = ["model", "row", "as_of", *REPAIR_COLUMNS]
    filled = [part for part in parts if len(part)]
    moved = len(filled)
    frame = pd.concat(filled, ignore_index=True)[columns] if filled else pd.DataFrame(columns=columns)
    shown = frame[["row", "rank", "zh", "effect", "leaves_on", "indicators"]].rename(columns={"zh": "sentence"})
    shown["sentence"] = [f"{zh} / {en}" for zh, en in zip(frame["zh"], frame["en"], strict=True)]
    return Exhibit(
        "repair",
        "why",
        ("修复什么", "What to repair"),
        (
            f"对{code}评价最差的{subjects}个主体：哪条记录修复或到期后，评分会变多少；逐条重算，不作近似。"
            f"其中{moved}个主体有这样的记录。",
            f"For the {subjects} subjects that {code} judges worst: which record, repaired or expired, moves the "
            f"number, and by how much; each is computed anew, nothing is approximated. {moved} of them have such a "
            "record.",
        ),
        frame,
        shown,
    )
