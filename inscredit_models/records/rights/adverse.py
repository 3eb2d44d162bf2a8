"""What counts as adverse information (不良信息认定): a lead or an unproven complaint is a record against nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.records.rights.judge import judge

PROVEN_BY = {"fraud_case": "fr_ladder_adverse", "complaint": "pra_verified_complaints_only"}
"""Adverse record types whose field ``result`` decides, with the rule that says so."""

PUNISHED = "punished"


def is_proven(record: RecordType, content: Mapping[str, Any], on: dt.date) -> bool:
    """Say whether a record of an adverse type has come so far that it counts as adverse information on a day.

    Fraud counts when it was penalised or judged (征信业管理条例 Art. 44(3)), a complaint about a practitioner when it
    ended in punishment (保监发〔2011〕27号); records of all other types count as they are.

    Parameters
    ----------
    record : RecordType
        Its type.
    content : mapping
        Its fields.
    on : datetime.date
        The day whose law decides.
    """
    rule = PROVEN_BY.get(record.code)
    return rule is None or _is_kept(rule, content.get("result"), on)


@cache
def _is_kept(rule: str, result: str | None, on: dt.date) -> bool:
    if rule == "fr_ladder_adverse":
        return judge(rule, {"ladder_step": result}, on).state != "breach"
    asked = {"from_complaint": True, "registered": True, "punished_by_regulator_or_association": result == PUNISHED}
    return judge(rule, asked, on).state != "breach"
