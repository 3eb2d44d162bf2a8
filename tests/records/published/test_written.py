"""What is told of the rows: how many were kept apart and why, what can be done, and which command comes next."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.records.published.written import RecordFiles

COLUMNS = ["table", "record", "rows", "written", "undated", "unmatched", "aggregate"]


def _report(*, undated: int = 0, unmatched: int = 0) -> RecordFiles:
    rows = pd.DataFrame([("t", "r", 10, 10 - undated - unmatched, undated, unmatched, 0)], columns=COLUMNS)
    names = pd.DataFrame(
        [("人保", "property", "人保财险", unmatched, "t")] if unmatched else [],
        columns=["name", "sector", "near", "rows", "tables"],
    )
    return RecordFiles(
        folders={"enterprise": Path("out/enterprise")},
        rows=rows,
        unmatched=names,
        undated=Path("out/undated") if undated else None,
        operator_class="industry_body",
        known_to={"enterprise": "2023-04-26"},
        findings=Findings(),
    )


def test_what_was_kept_apart_is_told_with_its_remedy() -> None:
    text = _report(undated=4, unmatched=3).text()
    assert "4 rows have no publication date" in text and "known_date" in text and "out/undated" in text
    assert "1 printed names (3 rows)" in text and "--readings FILE" in text
    assert "experiments/010_insurer_service/readings.csv" in text


def test_nothing_is_told_of_what_is_not_there() -> None:
    text = _report().text()
    assert "--readings" not in text and "known_date" not in text


def test_the_next_command_names_folder_keeper_and_last_day() -> None:
    last = _report().text().splitlines()[-1]
    assert "inscredit check out/enterprise && inscredit intake out/enterprise --subject enterprise" in last
    assert "--operator-class industry_body --records-to 2023-04-26" in last


def test_json_has_every_number_of_the_text() -> None:
    told = _report(undated=4, unmatched=3).as_dict()
    assert told["tables"][0]["undated"] == 4 and told["unmatched"][0]["name"] == "人保"
    assert told["undated"] == "out/undated" and told["known_to"] == {"enterprise": "2023-04-26"}
