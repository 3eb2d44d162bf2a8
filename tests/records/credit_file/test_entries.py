"""Where each record stands at a date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.records.credit_file.entries import Entry, entries_of
from inscredit_models.records.credit_file.gather import gather
from tests.records.credit_file.holder import AS_OF, VIOLATIONS, WORDS, violation, write


def entries(path: Path, as_of: dt.date = AS_OF, **settings) -> dict[str, Entry]:
    gathered = gather(write(path / "s", **settings), "P1")
    return {item.current["record_id"]: item for item in entries_of(gathered.statements, as_of)}


def test_every_record_has_its_standing(tmp_path: Path) -> None:
    found = {name: item.standing for name, item in entries(tmp_path).items() if name.startswith("v-")}
    assert found == {
        "v-standing": "standing",
        "v-disputed": "disputed",
        "v-repaired": "repaired",
        "v-withdrawn": "withdrawn",
        "v-expired": "expired",
        "v-going-on": "standing",
    }


@pytest.mark.parametrize(
    ("ended", "as_of", "standing"),
    [
        ("2020-02-29", dt.date(2025, 2, 28), "standing"),
        ("2020-02-29", dt.date(2025, 3, 1), "expired"),
        ("2019-03-31", dt.date(2024, 3, 30), "standing"),
        ("2019-03-31", dt.date(2024, 3, 31), "standing"),
        ("2019-03-31", dt.date(2024, 4, 1), "expired"),
        (None, dt.date(2025, 6, 30), "standing"),
    ],
)
def test_retention_runs_from_the_end_of_the_act(tmp_path: Path, ended: str, as_of: dt.date, standing: str) -> None:
    """征信业管理条例 Art. 16: five years from the end; the day before, on and after; 29 February; open end."""
    rows = [violation("v", event_date="2019-01-01", known_date="2019-01-02", act_ended=ended)]
    assert entries(tmp_path, as_of, rows={"violation": rows})["v"].standing == standing


def test_a_regulator_has_no_retention(tmp_path: Path) -> None:
    item = entries(tmp_path, operator_class="regulator")["v-expired"]
    assert item.standing == "standing" and item.last_day is None


@pytest.mark.parametrize(
    ("as_of", "standing"), [(dt.date(2024, 2, 28), "standing"), (dt.date(2024, 2, 29), "repaired")]
)
def test_a_repair_counts_from_its_day(tmp_path: Path, as_of: dt.date, standing: str) -> None:
    assert entries(tmp_path, as_of)["v-repaired"].standing == standing


def test_the_statement_of_the_subject_travels_with_the_record(tmp_path: Path) -> None:
    item = entries(tmp_path)["v-disputed"]
    assert item.dispute == {"since": dt.date(2024, 2, 1), "statement": WORDS, "open": True}
    kept = violation("v-disputed", sequence=3, known_date="2024-02-20", reason="kept")
    after = entries(tmp_path / "after", rows={"violation": [*VIOLATIONS[1:3], kept]})["v-disputed"]
    assert after.standing == "standing" and after.dispute["statement"] == WORDS and not after.dispute["open"]


def test_what_became_known_later_is_not_there(tmp_path: Path) -> None:
    assert "v-later" not in entries(tmp_path)
    assert len(entries(tmp_path / "again", dt.date(2024, 2, 28))["v-repaired"].statements) == 1


def test_since_when_and_out_of_date_from(tmp_path: Path) -> None:
    item = entries(tmp_path)["v-disputed"]
    assert item.first_known == dt.date(2024, 1, 15)
    assert item.out_of_date_from == dt.date(2024, 2, 1) + dt.timedelta(days=96)  # violations are fresh for 95 days
