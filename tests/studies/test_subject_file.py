"""The story of one credit file."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.rights.queries import query_log, read_queries
from inscredit_models.scoring.shipped import load_shipped
from inscredit_models.studies.subject_file import credit_file
from tests.records.credit_file.holder import AS_OF, KEY, write

ASKED_AT = dt.datetime(2024, 3, 31, 9, 0, tzinfo=dt.UTC)
SAMPLE = Path(__file__).parents[2] / "data_samples" / "simulated" / "practitioner"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    write(tmp_path / "store")
    return tmp_path / "store"


def test_page_and_twin_are_written_and_the_query_is_logged_first(store: Path, tmp_path: Path) -> None:
    result = credit_file(
        store, "P1", AS_OF, edition="insurer", asked_by="Li", purpose="hiring", consent=True, asked_at=ASKED_AT,
        out=tmp_path / "out",
    )  # fmt: skip
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "credit_file_insurer.html",
        "credit_file_insurer.json",
    }
    written = json.loads((tmp_path / "out" / "credit_file_insurer.json").read_text(encoding="utf-8"))
    assert written == result.document
    (line,) = read_queries(store, "P1").to_dict("records")
    assert (line["asked_by"], line["purpose"], line["reader"]) == ("Li", "hiring", "insurer")
    assert line["shown"] == "credit file, insurer edition, as of 2024-03-31: profile, registration, violation"


def test_the_subject_sees_who_asked_before(store: Path) -> None:
    settings = {"asked_by": "Li", "purpose": "hiring", "asked_at": ASKED_AT}
    credit_file(store, "P1", AS_OF, edition="regulator", **settings)
    own = credit_file(store, "P1", AS_OF, asked_at=ASKED_AT)
    assert [query["asked_by"] for query in own.document["queries"]] == ["Li"]
    assert read_queries(store, "P1")["asked_by"].tolist() == ["Li", "the subject"]


@pytest.mark.parametrize("lacking", [{"asked_by": "", "purpose": "x"}, {"asked_by": "Li", "purpose": ""}])
def test_a_query_without_name_or_purpose_is_refused_and_shows_nothing(
    store: Path, tmp_path: Path, lacking: dict[str, str]
) -> None:
    with pytest.raises(Refused, match="ICM191"):
        credit_file(store, "P1", AS_OF, edition="regulator", out=tmp_path / "out", **lacking)
    assert not (tmp_path / "out").exists()


def test_a_refused_subject_is_not_logged(store: Path) -> None:
    with pytest.raises(Refused, match="ICM008"):
        credit_file(store, "P9", AS_OF)
    assert not query_log(store).exists()


def test_a_simulated_store_may_be_read_without_a_log() -> None:
    made = credit_file(SAMPLE, "P000000671", dt.date(2023, 12, 31))
    assert made.document["counts"]["repaired"] == 1 and not query_log(SAMPLE).exists()


def test_states_of_the_cells_are_those_of_coverage(store: Path) -> None:
    states = {part["code"]: part["state"] for part in credit_file(store, "P1", AS_OF).document["categories"]}
    assert states == {
        "basic": "recorded",
        "award": "nil_return",
        "violation": "recorded",
        "complaint": "not_collected",
        "tax": "consent_refused",
    }


def test_the_score_says_how_far_it_could_reach(store: Path) -> None:
    score = credit_file(store, "P1", AS_OF, system=load_shipped("practitioner_conduct")).document["score"]
    assert score["score"] < score["high"] and score["unknown"] == 1  # nobody asked for complaints
    assert score["high"] - score["score"] == pytest.approx(20)  # the weight of punished complaints


def test_no_score_for_a_researcher_and_none_for_an_insurer_without_consent(store: Path) -> None:
    settings = {"system": load_shipped("practitioner_conduct"), "asked_by": "Li", "purpose": "x", "asked_at": ASKED_AT}
    for edition in ("researcher", "insurer"):
        assert "score" not in credit_file(store, "P1", AS_OF, edition=edition, key=KEY, **settings).document


def test_an_unknown_edition_and_a_day_outside_are_refused(store: Path) -> None:
    with pytest.raises(Refused, match="ICM008"):
        credit_file(store, "P1", AS_OF, edition="press")
    with pytest.raises(Refused, match="ICM023"):
        credit_file(store, "P1", dt.date(2030, 1, 1))


def test_the_terminal_says_nothing_about_the_person(store: Path, tmp_path: Path) -> None:
    text = credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, out=tmp_path / "out").text()
    assert "P1" not in text and "6801" not in text and "adverse 3" in text


def test_the_first_two_reports_of_a_year_are_free_and_the_third_is_not(store: Path) -> None:
    """征信业管理条例 Art. 17: two a year; the calendar year begins anew."""
    days = [dt.datetime(2024, 4, month, tzinfo=dt.UTC) for month in (1, 2, 3)] + [
        dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    ]
    made = [credit_file(store, "P1", AS_OF, asked_at=day).document["free_report"] for day in days]
    assert [report["free"] for report in made] == [True, True, False, True]
    assert [report["number"] for report in made] == [1, 2, 3, 1]
    assert (
        "free_report"
        not in credit_file(
            store, "P1", AS_OF, edition="regulator", asked_by="Li", purpose="x", asked_at=days[-1]
        ).document
    )
