"""The pages of the catalogue are those in the repository, and say what the data say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.pages import pages, write_pages

CATALOGUE = load_catalogue()
PAGES = pages(CATALOGUE)
SHIPPED = Path(__file__).parents[2] / "docs" / "catalogue"


def test_no_page_is_missing_and_none_is_left_over() -> None:
    assert {path.name for path in SHIPPED.iterdir()} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_shipped_page_is_what_the_catalogue_gives(name: str) -> None:
    """After a change of the catalogue: ``make docs``."""
    assert (SHIPPED / name).read_text(encoding="utf-8") == PAGES[name]


def test_pages_are_written_as_they_are_given(tmp_path: Path) -> None:
    write_pages(tmp_path / "new")
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "new").iterdir()} == PAGES


def test_every_record_type_is_on_the_page_of_its_subject() -> None:
    for record in CATALOGUE.record_types:
        assert f'<a id="{record.code}"></a>{record.zh} {record.en}' in PAGES[f"{record.subject}.md"]


def test_every_link_leads_to_a_place() -> None:
    anchors = {f"{name}#{anchor}" for name, text in PAGES.items() for anchor in re.findall(r'<a id="(\w+)">', text)}
    for name, text in PAGES.items():
        targets = re.findall(r"\]\(([^)]+)\)", text)
        assert [target for target in targets if target not in anchors | set(PAGES)] == [], name


def test_every_row_of_a_table_has_the_cells_of_its_head() -> None:
    for name, text in PAGES.items():
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            assert len(widths) == 1, name


def test_what_nobody_has_checked_says_so_on_its_page() -> None:
    unverified = [item for item in CATALOGUE.parameters if item.confidence == "unverified"]
    assert PAGES["parameters.md"].count("(未核实 unverified)") == len(unverified) > 0
    assert PAGES["codes.md"].count("(未核实 unverified)") == sum(
        item.confidence == "unverified" for item in CATALOGUE.code_items
    )
