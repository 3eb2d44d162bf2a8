"""What published figures support: values, ids, counts and kinds of lists."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.published.insurers import Insurers, load_insurers
from inscredit_models.records.published.observed import cover, identify, observe
from inscredit_models.records.published.questions import PublishedIndicator
from inscredit_models.records.published.table import PublishedTable, load_published
from tests.records.published.small_table import ROWS, write_small

LIST = (
    "id,name,valid_from,valid_to,sector,licence,predecessor,successor,alias_basis,succession_basis\n"
    "P001,甲乙财险,,,property,,,,printed,\nP001,甲乙保险,,,property,,,,stated,\n"
)


def _observe(
    table: PublishedTable,
    measure: str,
    insurers: Insurers,
    readings: dict[tuple[str, str], str] | None = None,
    findings: Findings | None = None,
    **more: object,
) -> pd.DataFrame:
    head = {"code": "it", "zh": "甲", "en": "it", "table": table.name, "measure": measure, "direction": "none"}
    ids = identify(table, insurers, readings or {}, Findings())
    collected = Findings() if findings is None else findings
    return observe(table, PublishedIndicator.model_validate(head | more), ids, collected)


def test_a_period_is_counted_with_its_list_its_ids_and_its_undated_rows(tmp_path: Path) -> None:
    write_small(tmp_path, ROWS[0], ROWS[0].replace("甲乙财险", "丙丁财险").replace(",1.5,,1,", ",3.5,,2,"), ROWS[2])
    (tmp_path / "insurers.csv").write_text(LIST, encoding="utf-8")
    values = _observe(load_published("small", tmp_path), "ratio", load_insurers(tmp_path))
    [row] = cover(values).to_dict("records")
    assert (row["period"], row["n"], row["matched"], row["undated"], row["censoring"]) == ("2015", 2, 1, 0, "top_2")
    assert (row["low"], row["median"], row["high"]) == (1.5, 2.5, 3.5)


def test_grades_have_the_order_of_the_head() -> None:
    table = load_published("service_evaluation_grades")
    values = _observe(table, "service_class", load_insurers(), sector="property")
    assert values.groupby("grade")["order"].unique().map(list).to_dict() == {"A": [1.0], "B": [2.0], "C": [3.0]}


def test_two_unlike_figures_of_one_insurer_are_named_and_none_is_used(tmp_path: Path) -> None:
    write_small(tmp_path, ROWS[1], ROWS[1].replace("甲乙财险", "甲乙保险").replace("2.5", "2.6"), ROWS[0])
    (tmp_path / "insurers.csv").write_text(LIST, encoding="utf-8")
    findings = Findings()
    values = _observe(load_published("small", tmp_path), "ratio", load_insurers(tmp_path), findings=findings)
    assert [finding.code for finding in findings] == ["ICM161"]
    assert values.set_index("period")["subject_id"].isna().groupby(level=0).all().to_dict() == {
        "2015": False,
        "2016": True,
    }


def test_a_reading_gives_its_name_an_id() -> None:
    table, insurers = load_published("claims_service_beijing_2016"), load_insurers()
    identity = insurers.id_of("人保财险", "property")
    values = _observe(table, "cycle_days", insurers, {("人保", "property"): identity})
    assert values.loc[values["subject_id"].notna(), "subject"].unique().tolist() == ["人保"]


@pytest.mark.parametrize(("kind", "subjects"), [("regulator", 2), ("industry", 0)])
def test_figures_about_the_regulator_itself_are_observed(kind: str, subjects: int) -> None:
    table = load_published("regulator_complaint_handling")
    values = _observe(table, "answer_rate", load_insurers(), subject_kind=kind)
    assert values["subject"].nunique() == subjects
