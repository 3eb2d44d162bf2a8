"""The pages in the repository are those that the data give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inscredit_models.records.rights.pages import pages, write_pages
from inscredit_models.records.rights.registry import load_rules

SHIPPED = Path(__file__).parents[3] / "docs" / "rights"
PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_shipped_page_is_what_the_data_give(name: str) -> None:
    """After a change of the data: ``make docs``."""
    assert (SHIPPED / name).read_text(encoding="utf-8") == PAGES[name]


def test_no_page_is_missing_or_left_over_and_pages_are_written_as_given(tmp_path: Path) -> None:
    assert {path.name for path in SHIPPED.iterdir()} == set(PAGES)
    write_pages(tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == PAGES


def test_every_row_of_a_table_has_the_cells_of_its_head() -> None:
    for text in PAGES.values():
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_every_rule_and_every_unverified_mark_is_on_the_page() -> None:
    rules, text = load_rules().values(), PAGES["rules.md"]
    assert all(f"`{rule.id}`" in text for rule in rules)
    assert text.count("(未核实 unverified)") == sum(rule.confidence == "unverified" for rule in rules) > 0
