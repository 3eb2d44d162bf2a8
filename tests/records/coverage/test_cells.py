"""The five states of a cell and which of them wins."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from inscredit_models.records.coverage import cells as module
from inscredit_models.records.coverage.cells import CELLS, category_codes, cell_states, count_states, subjects_of
from inscredit_models.records.coverage.seen import seen_at
from inscredit_models.records.side_tables import CELL_STATES
from tests.records.coverage.small import AS_OF, CATEGORIES, collected, refused, registered, row, write


def states(path: Path, rows: dict[str, Any], **settings: Any) -> pd.DataFrame:
    """Give the cells of a small store; a plain table of collection unless another is given."""
    operator_class = settings.pop("operator_class", "credit_agency")
    store = write(path / "s", rows, operator_class=operator_class)
    seen = seen_at(store, AS_OF)
    usual = {"quarter": "2024Q1", "collection": collected(), "consent": None, "as_of": AS_OF}
    register = settings.pop("register", None)
    whole = usual | settings | {"subject": "practitioner", "operator_class": operator_class}
    return cell_states(seen, subjects_of(seen, register), **whole)


def of(cells: pd.DataFrame, subject: str) -> dict[str, str]:
    """Give the state of each category of one subject."""
    return cells[cells["subject_id"] == subject].set_index("category")["state"].to_dict()


ENTERED = {"registration": [registered(1)]}


def test_every_subject_has_every_category_once_in_the_order_of_the_plan(tmp_path: Path) -> None:
    cells = states(tmp_path, {"registration": [registered(2), registered(1)]})
    assert list(cells.columns) == list(CELLS)
    assert cells["subject_id"].tolist() == ["P1"] * 5 + ["P2"] * 5
    assert tuple(cells["category"]) == category_codes("practitioner") * 2 == CATEGORIES * 2


def test_silence_of_a_source_that_was_asked_is_a_nil_return(tmp_path: Path) -> None:
    cells = of(states(tmp_path, ENTERED), "P1")
    assert cells == {"basic": "recorded"} | dict.fromkeys(CATEGORIES[1:], "nil_return")


def test_silence_of_a_source_that_was_not_asked_is_not_collected(tmp_path: Path) -> None:
    gaps = collected(("Insurer 1", "Region 1", "complaint"))
    cells = of(states(tmp_path, ENTERED, collection=gaps), "P1")
    assert cells["complaint"] == "not_collected" and cells["award"] == "nil_return"


def test_a_nil_return_needs_every_source_of_the_subject(tmp_path: Path) -> None:
    rows = {"registration": [registered(1, record_id="a"), registered(1, record_id="b", source_region="Region 2")]}
    gaps = collected(("Insurer 1", "Region 1", "award"))
    assert of(states(tmp_path, rows, collection=gaps), "P1")["award"] == "not_collected"


def test_a_source_that_the_table_does_not_name_was_not_asked(tmp_path: Path) -> None:
    rows = {"registration": [registered(1, source_insurer="Insurer 9")]}
    assert of(states(tmp_path, rows), "P1")["award"] == "not_collected"


@pytest.mark.parametrize("missing", [{"collection": None}, {"quarter": None}, {"quarter": "2023Q4"}])
def test_without_word_of_the_quarter_silence_is_not_collected(tmp_path: Path, missing: dict[str, Any]) -> None:
    cells = of(states(tmp_path, ENTERED, **missing), "P1")
    assert cells == {"basic": "recorded"} | dict.fromkeys(CATEGORIES[1:], "not_collected")


def test_a_refusal_wins_over_a_record_for_an_agency_only(tmp_path: Path) -> None:
    rows = ENTERED | {"tax": [row(1, amount="1.00")]}
    for number, (keeper, state) in enumerate([("credit_agency", "consent_refused"), ("regulator", "recorded")]):
        cells = states(tmp_path / str(number), rows, consent=refused(("P1", "tax")), operator_class=keeper)
        assert of(cells, "P1")["tax"] == state


def test_a_prohibited_category_wins_over_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "prohibited_categories", lambda subject, operator_class: frozenset({"tax"}))
    rows = ENTERED | {"tax": [row(1, amount="1.00")]}
    assert of(states(tmp_path, rows, consent=refused(("P1", "tax"))), "P1")["tax"] == "prohibited"


def test_a_withdrawn_record_leaves_its_cell_to_the_nil_return(tmp_path: Path) -> None:
    withdrawn = row(1, severity="minor", sequence=2, status="withdrawn", known_date="2024-02-01", reason="objection")
    rows = ENTERED | {"violation": [row(1, severity="minor"), withdrawn]}
    assert of(states(tmp_path, rows), "P1")["violation"] == "nil_return"


@pytest.mark.parametrize(("known", "timely"), [("2023-12-27", True), ("2023-12-26", False)])
def test_an_unasked_cell_is_timely_within_the_freshness_of_its_record_type(
    tmp_path: Path, known: str, timely: bool
) -> None:
    """A violation is fresh for 95 days: 2023-12-27 to 2024-03-31 are 95."""
    rows = ENTERED | {"violation": [row(1, severity="minor", event_date="2023-01-01", known_date=known)]}
    gaps = collected(("Insurer 1", "Region 1", "violation"))
    cells = states(tmp_path, rows, collection=gaps).set_index("category")
    assert cells.loc["violation", "state"] == "recorded" and bool(cells.loc["violation", "timely"]) is timely


def test_an_old_record_is_timely_where_its_source_was_asked_in_the_quarter(tmp_path: Path) -> None:
    rows = ENTERED | {"violation": [row(1, severity="minor", event_date="2021-01-01", known_date="2021-02-01")]}
    assert states(tmp_path, rows).set_index("category").loc["violation", "timely"]


def test_subjects_of_a_register_without_a_file_have_cells_that_nobody_collected(tmp_path: Path) -> None:
    register = pd.DataFrame({"subject_id": ["P1", "P9"], "bureau": ["Region 9", "Region 9"]})
    cells = states(tmp_path, ENTERED, register=register)
    assert set(of(cells, "P9").values()) == {"not_collected"}
    assert cells.groupby("subject_id")["bureau"].first().to_dict() == {"P1": "Region 1", "P9": "Region 9"}


def test_counts_have_a_column_for_every_state(tmp_path: Path) -> None:
    counts = count_states(states(tmp_path, ENTERED))
    assert list(counts.columns) == ["bureau", "category", *CELL_STATES, "timely"]
    assert counts[list(CELL_STATES)].to_numpy().sum() == 5


def test_a_store_without_a_word_has_no_cells(tmp_path: Path) -> None:
    store = write(tmp_path / "s", ENTERED)
    seen = seen_at(store, dt.date(2020, 1, 1))
    cells = cell_states(
        seen,
        subjects_of(seen, None),
        subject="practitioner",
        operator_class="credit_agency",
        as_of=AS_OF,
        quarter="2024Q1",
        collection=collected(),
        consent=pa.table({"subject_id": [], "category": [], "state": []}),
    )
    assert len(cells) == 0 and len(count_states(cells)) == 0
