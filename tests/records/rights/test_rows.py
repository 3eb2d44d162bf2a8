"""Every rule as a row: article, confidence, both texts, and what it asks about."""

from __future__ import annotations

from inscredit_models.records.rights.registry import load_rules
from inscredit_models.records.rights.rows import rule_rows


def test_every_rule_names_its_article_its_confidence_and_both_texts() -> None:
    for row in rule_rows():
        assert row["source"] and row["confidence"] and row["zh"] and row["en"] and row["valid_from"]


def test_what_nobody_has_checked_says_so() -> None:
    marked = [row["code"] for row in rule_rows() if "未核实 unverified" in row["source"]]
    assert marked == [row["code"] for row in rule_rows() if row["confidence"] == "unverified"]
    assert "crbm_no_unrelated_factor" in marked and "repair_2023_58_food_and_drug_earliest" in marked


def test_every_row_says_what_the_rule_asks_about() -> None:
    rows = {row["code"]: row for row in rule_rows()}
    assert set(rows) == set(load_rules()) and all(row["facts"] for row in rows.values())
    assert rows["crr_art22_query_log"]["facts"] == ["name", "time", "content", "purpose"]
