"""The page of a credit file: the document in words, and harmless."""

from __future__ import annotations

import html as html_module
import html.parser
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.credit_file.document import Asked, file_document
from inscredit_models.records.credit_file.editions import EDITIONS, edition_of
from inscredit_models.records.credit_file.gather import gather
from inscredit_models.records.rights.basis import Basis
from inscredit_models.report.credit_file_page import LISTED, render_credit_file
from tests.records.coverage.small import row
from tests.records.credit_file.holder import AS_OF, HOSTILE, KEY, VIOLATIONS, WORDS, violation, write

HOSTILE_ROWS = {
    "violation": [
        violation("v", source_insurer=HOSTILE, source_region=HOSTILE),
        violation("v", sequence=2, status="disputed", known_date="2024-02-01", reason=HOSTILE),
    ]
}


BASIS = Basis(consented=frozenset({"basic", "violation"}), legal_basis=HOSTILE)


def document(
    path: Path, edition: str = "subject", rows: dict[str, Any] | None = None, basis: Basis = BASIS
) -> dict[str, Any]:
    gathered = gather(write(path / "s", rows=rows), "P1")
    asked = Asked(edition_of(edition), AS_OF, basis=basis, key=KEY, purpose=HOSTILE)
    return file_document(gathered, asked, states={"violation": "recorded"})


def tags_of(text: str) -> list[str]:
    """Give the tags that are left open."""
    opened: list[str] = []
    void = {"meta", "input", "br"}

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs) -> None:
            assert not any(name.startswith("on") for name, _ in attrs)
            if tag not in void:
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in void:
                assert opened.pop() == tag

    Reader().feed(text)
    return opened


@pytest.mark.parametrize("edition", [edition.code for edition in EDITIONS])
def test_the_page_of_hostile_records_is_inert(tmp_path: Path, edition: str) -> None:
    text = render_credit_file(document(tmp_path, edition, HOSTILE_ROWS), origin="recorded")
    assert "<script" not in text and "<img" not in text and "://" not in text and "\u202e" not in text
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", text)
    assert tags_of(text) == []


def test_page_and_document_say_the_same_of_each_record(tmp_path: Path) -> None:
    made = document(tmp_path)
    text = render_credit_file(made)
    entries = [entry for part in made["categories"] for entry in part["entries"]]
    assert all(entry["record_id"] in text for entry in entries)
    assert WORDS in text and "最后展示日" in text and "2028-12-31" in text and "disputed" in text


def test_a_researchers_page_names_nobody(tmp_path: Path) -> None:
    text = render_credit_file(document(tmp_path, "researcher"))
    for forbidden in ("v-standing", "680101198503140019", "Insurer 1", WORDS, "36679.09", "#queries"):
        assert forbidden not in text


def test_the_basis_of_a_reading_is_said(tmp_path: Path) -> None:
    basis = Basis(consented=frozenset({"basic"}), not_told=frozenset({"violation"}))
    text = render_credit_file(document(tmp_path, "insurer", basis=basis))
    assert "Basis of this reading" in text and "no adverse record of them is given" in text
    assert 'id="basis"' not in render_credit_file(document(tmp_path / "other", "regulator"))


def test_the_range_of_a_score_is_said(tmp_path: Path) -> None:
    score = {"zh": "指数", "en": "index", "score": 50.0, "high": 80.0, "unknown": 2, "grade": "C"}
    text = render_credit_file(document(tmp_path) | {"score": score})
    assert "最高可至80.0分" in text and "2 indicators were not collected" in text


def test_of_very_many_records_the_rest_is_folded_and_none_is_left_out(tmp_path: Path) -> None:
    rows = {"violation": [row(1, record_id=f"v{n}", severity="minor") for n in range(LISTED + 3)]}
    text = render_credit_file(document(tmp_path, rows=rows))
    assert text.count("<article") == LISTED + 3 and "The other 3" in text


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Give every single value of a document with the key it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    else:
        yield key, value


IN_WORDS = {"code", "subject", "operator_class", "record", "standing", "state", "status", "category", "agency", "unit"}
IN_WORDS |= {"consented", "not_told", "name", "value"}
"""Keys whose values are codes: the page shows their words instead (`test_codes_are_shown_in_words`)."""
FORM = {"format", "tier", "sequence", "edition"}
"""Keys that say how the document is made."""


def visible(text: str) -> str:
    return html_module.unescape(re.sub(r"<[^>]+>", " ", text.split("<body>")[1]))


@pytest.mark.parametrize("edition", [edition.code for edition in EDITIONS])
def test_page_and_twin_say_the_same(tmp_path: Path, edition: str) -> None:
    """Every value of the twin stands on the page, and every day and record on the page stands in the twin."""
    queries = pd.DataFrame({"asked_at": pd.to_datetime(["2024-03-01T08:00:00Z"]), "asked_by": ["Li"],
                            "purpose": ["hiring"], "shown": ["violations"], "subject_id": ["P1"]})  # fmt: skip
    gathered = gather(write(tmp_path / "s"), "P1")
    asked = Asked(edition_of(edition), AS_OF, basis=BASIS, key=KEY, purpose="hiring")
    made = file_document(gathered, asked, states={"violation": "recorded"}, queries=queries)
    page = visible(render_credit_file(made))
    for key, value in leaves(made):
        if key in IN_WORDS | FORM or value is None or isinstance(value, bool):
            continue
        shown = str(value).replace("T", " ") if key == "asked_at" else str(value).replace("\u202e", "")
        assert shown in page, (key, value)
    twin = json.dumps(made, ensure_ascii=False)
    days = set(re.findall(r"\d{4}-\d{2}-\d{2}", page))
    assert days and all(day in twin for day in days)
    records = {entry["record_id"] for part in made["categories"] for entry in part["entries"]}
    assert set(re.findall(r"\b[vgp]-?[a-z]*\d*-?[a-z-]*(?=\s)", page)) & {"v-expired", "v-later"} == set()
    assert all(page.count(name) >= 1 for name in records)


ASSOCIATION = next(item.zh for item in load_catalogue().code_list("source_agency") if item.code == "association")


def test_codes_are_shown_in_words(tmp_path: Path) -> None:
    page = visible(render_credit_file(document(tmp_path, "insurer")))
    for word in ("保险企业版", "从业人员", "征信机构", "异议中", "严重", ASSOCIATION, "违法违规记录"):
        assert word in page, word


def test_plain_records_are_lines_of_one_table_and_changed_ones_are_cards(tmp_path: Path) -> None:
    text = render_credit_file(document(tmp_path))
    assert text.count('class="box listed') == 2 and "g1" in text  # registration and profile
    assert text.count("<article") == 5


def test_adverse_categories_come_first(tmp_path: Path) -> None:
    rows = {"violation": VIOLATIONS[:1], "registration": [row(1, record_id="g1", action="enter")]}
    text = render_credit_file(document(tmp_path, rows=rows))
    assert text.index('id="c-violation"') < text.index('id="c-basic"')


def test_a_report_says_whether_it_is_free(tmp_path: Path) -> None:
    report = {"year": 2024, "number": 3, "allowed": 2, "free": False}
    text = render_credit_file(document(tmp_path) | {"free_report": report})
    assert "第3份本人信用报告，可以收费" in text and "may be charged for (the first 2 are)" in text


def test_fields_without_a_value_are_named_in_one_line(tmp_path: Path) -> None:
    rows = {"violation": [row(1, record_id="v", severity="minor", fine="12.00")]}
    text = render_credit_file(document(tmp_path, rows=rows))
    assert "Without a value: " in text and "行为类别、行为代码、认定主体、处罚种类、行为终止日" in text
    assert text.count("<dt>") == 3  # identity number, severity, fine
