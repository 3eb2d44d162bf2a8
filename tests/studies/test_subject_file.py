"""The story of one credit file."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.appending import Addition, append
from inscredit_models.records.rights.acts import record_consent, record_notice, withdraw_consent
from inscredit_models.records.rights.queries import query_log, read_queries
from inscredit_models.records.rights.requests import Decision, SpecialRequest, decide_request, file_request
from inscredit_models.records.side_tables import side_schema
from inscredit_models.scoring.shipped import load_shipped
from inscredit_models.studies.subject_file import credit_file
from tests.records.coverage.small import row
from tests.records.credit_file.holder import AS_OF, KEY, write

ASKED_AT = dt.datetime(2024, 3, 31, 9, 0, tzinfo=dt.UTC)
SAMPLE = Path(__file__).parents[2] / "data_samples" / "simulated" / "practitioner"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    write(tmp_path / "store")
    return tmp_path / "store"


def agreed(store: Path, *, told: bool = True, on: dt.date = AS_OF) -> Path:
    """Write consents of P1 to two categories, and the notice of adverse records."""
    for category in ("basic", "violation"):
        record_consent(
            store, "P1", category, basis="paper 1", on=on, told_of_consequences=True, purposes=("hiring", "claims")
        )
        if told:
            record_notice(store, "P1", category, on=on, way="letter")
    return store


def test_page_and_twin_are_written_and_the_query_is_logged_first(store: Path, tmp_path: Path) -> None:
    result = credit_file(
        agreed(store), "P1", AS_OF, edition="insurer", asked_by="Li", purpose="hiring", asked_at=ASKED_AT,
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
    assert line["proof"] == "consent on record: basic, violation"


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


def test_no_score_for_a_researcher_and_none_for_an_insurer_beyond_its_basis(store: Path) -> None:
    settings = {
        "system": load_shipped("practitioner_conduct"),
        "asked_by": "Li",
        "purpose": "hiring",
        "asked_at": ASKED_AT,
    }
    agreed(store)  # not to complaints, on which the score rests too
    for edition in ("researcher", "insurer"):
        assert "score" not in credit_file(store, "P1", AS_OF, edition=edition, key=KEY, **settings).document
    for category in ("complaint", "award", "tax"):
        record_notice(store, "P1", category, on=AS_OF, way="letter")
    by_law = credit_file(store, "P1", AS_OF, edition="insurer", legal_basis="保险法 Art. 27", **settings)
    assert by_law.document["score"]["score"] < by_law.document["score"]["high"]


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


INSURER = {"edition": "insurer", "asked_by": "Li", "purpose": "hiring"}


def refusal_of(store: Path, **settings: object) -> str:
    with pytest.raises(Refused) as refusal:
        credit_file(store, "P1", AS_OF, **({"asked_at": ASKED_AT} | INSURER | settings))
    assert "P1" not in str(refusal.value) and not query_log(store).exists()
    return str(refusal.value)


def test_an_insurer_without_a_consent_on_record_is_refused_by_rule_and_article(store: Path, tmp_path: Path) -> None:
    said = refusal_of(store, out=tmp_path / "out")
    assert "ICM251" in said and "crr_art18_query_consent (征信业管理条例 Art. 18)" in said
    assert not (tmp_path / "out").exists()


def test_a_consent_carries_from_its_day_to_the_day_before_its_withdrawal(store: Path) -> None:
    agreed(store)
    withdraw_consent(store, "P1", "basic", on=dt.date(2024, 4, 10))
    withdraw_consent(store, "P1", "violation", on=dt.date(2024, 4, 10))
    noon = dt.timedelta(hours=4)  # noon by the clock of China
    at = {day: dt.datetime.fromisoformat(f"{day}T00:00:00+00:00") + noon for day in
          ("2024-03-30", "2024-03-31", "2024-04-09", "2024-04-10")}  # fmt: skip
    assert "ICM251" in refusal_of(store, asked_at=at["2024-03-30"])
    assert "ICM251" in refusal_of(store, asked_at=at["2024-04-10"])
    for day in ("2024-03-31", "2024-04-09"):
        made = credit_file(store, "P1", AS_OF, asked_at=at[day], **INSURER).document
        assert made["basis"]["consented"] == ["basic", "violation"] and made["counts"]["records"] == 5


@pytest.mark.parametrize(("purpose", "code"), [("marketing", "ICM254"), ("staffing", "ICM253"), ("", "ICM253")])
def test_an_insurer_reads_for_an_agreed_purpose_only(store: Path, tmp_path: Path, purpose: str, code: str) -> None:
    said = refusal_of(agreed(store), purpose=purpose, out=tmp_path / "out")
    assert code in said and not (tmp_path / "out").exists()
    withdraw_consent(store, "P1", "basic", on=AS_OF, purposes=("hiring",))
    made = credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, **INSURER).document
    assert made["basis"]["consented"] == ["violation"], "the other category no longer for this purpose"


def test_a_consent_from_before_purposes_lets_nobody_read(store: Path) -> None:
    given = {"subject_id": "P1", "category": "violation", "state": "consent_given", "basis": "C", "given": AS_OF,
             "until": None, "notice": True}  # fmt: skip
    old = pa.Table.from_pylist([given], schema=pa.schema(list(side_schema("consent"))[:-1]))
    append(store, lambda _: Addition(statements={}, tables={"consent": old}))
    assert "ICM254" in refusal_of(store)


@pytest.mark.parametrize(("edition", "code"), [("researcher", "ICM253"), ("insurer", "ICM253")])
def test_a_third_reader_names_a_purpose_of_the_list(store: Path, edition: str, code: str) -> None:
    settings = {"edition": edition, "asked_by": "Li", "asked_at": ASKED_AT, "key": KEY, "legal_basis": "law"}
    with pytest.raises(Refused, match=code):
        credit_file(store, "P1", AS_OF, purpose="study of agents", **settings)
    assert credit_file(store, "P1", AS_OF, purpose="research", **settings).document["purpose"] == "research"


def test_a_store_that_came_for_a_purpose_is_read_for_it_only_but_by_the_subject(store: Path) -> None:
    origin = {"package": "0", "sender": "A", "purpose": "supervision", "expires": AS_OF, "imported_on": AS_OF}
    append(store, lambda _: Addition(statements={}, tables={"exchange": pa.Table.from_pylist([origin])}))
    settings = {"asked_by": "Li", "asked_at": ASKED_AT}
    with pytest.raises(Refused, match="ICM197"):
        credit_file(store, "P1", AS_OF, edition="regulator", purpose="case 7", **settings)
    credit_file(store, "P1", AS_OF, edition="regulator", purpose="supervision", **settings)
    credit_file(store, "P1", AS_OF, **settings)


def test_a_special_request_is_used_for_its_purpose(tmp_path: Path) -> None:
    store = write(tmp_path / "store").path
    request = approved(store)
    for edition in ("insurer", "regulator"):
        with pytest.raises(Refused, match="ICM193"):
            settings = INSURER | {"edition": edition, "purpose": "claims"}
            credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, request=request, **settings)


def test_without_a_prior_notice_no_adverse_record_is_given(store: Path) -> None:
    made = credit_file(agreed(store, told=False), "P1", AS_OF, asked_at=ASKED_AT, **INSURER).document
    assert made["counts"] == {"records": 2, "adverse": 0, "disputed": 0}
    assert "violation" in made["basis"]["not_told"] and "v-standing" not in json.dumps(made)


def test_a_notice_of_the_day_after_is_too_late(store: Path) -> None:
    agreed(store, told=False)
    record_notice(store, "P1", "violation", on=AS_OF + dt.timedelta(days=1), way="letter")
    made = credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, **INSURER).document
    assert made["counts"]["adverse"] == 0


def test_a_law_takes_the_place_of_the_consent_and_is_logged(store: Path) -> None:
    made = credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, legal_basis="保险法 Art. 27", **INSURER).document
    assert made["counts"]["records"] == 2, "adverse records still need a notice"
    assert read_queries(store, "P1")["proof"].tolist() == ["保险法 Art. 27"]


@pytest.mark.parametrize("lacking", ["asked_by", "purpose"])
def test_a_reading_by_somebody_else_is_logged_in_a_simulated_store_too(tmp_path: Path, lacking: str) -> None:
    shutil.copytree(SAMPLE, tmp_path / "sample")
    settings = {"edition": "regulator", "asked_by": "Li", "purpose": "x"}
    with pytest.raises(Refused, match="ICM191"):
        credit_file(tmp_path / "sample", "P000000671", dt.date(2023, 12, 31), **(settings | {lacking: ""}))
    credit_file(tmp_path / "sample", "P000000671", dt.date(2023, 12, 31), **settings)
    assert read_queries(tmp_path / "sample")["asked_by"].tolist() == ["Li"]


def approved(store: Path, **changed: object) -> str:
    """File a special request about taxes of P1 and have two others approve it."""
    said = {"id": "case_1", "asked_by": "Li", "role": "insurer", "purpose": "hiring", "legal_basis": "保险法 Art. 27",
            "action": "query", "records": ("tax",), "tier": 4, "subjects": ("P1",),
            "asked_on": dt.date(2024, 3, 1), "until": dt.date(2024, 3, 31)}  # fmt: skip
    file_request(store, SpecialRequest(**(said | changed)))
    for name in ("Wang", "Zhao"):
        decide_request(store, Decision(id="case_1", decided_by=name, approve=True, reason="x", on=dt.date(2024, 3, 2)))
    return "case_1"


def test_a_special_request_opens_its_records_and_nothing_else(tmp_path: Path) -> None:
    rows = {"tax": [row(1, record_id="t1", amount="5.00")], "profile": [row(1, record_id="p1", sex="female")]}
    store = write(tmp_path / "store", rows=rows, operator_class="industry_body").path
    request = approved(store)
    made = credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, request=request, **INSURER).document
    shown = {entry["record_id"]: entry for part in made["categories"] for entry in part["entries"]}
    assert set(shown) == {"t1"} and shown["t1"]["fields"][0]["value"] == "5.00"
    assert made["basis"]["request"] == "case_1" and read_queries(store)["proof"].tolist() == ["case_1"]
    late = ASKED_AT + dt.timedelta(days=1)
    with pytest.raises(Refused, match="ICM193"):
        credit_file(store, "P1", AS_OF, asked_at=late, request=request, **INSURER)


def test_a_special_request_about_somebody_else_opens_nothing(tmp_path: Path) -> None:
    store = write(tmp_path / "store").path
    request = approved(store, subjects=("P2",))
    with pytest.raises(Refused, match="ICM251"):
        credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, request=request, **INSURER)


def test_files_that_are_there_stay_unless_told(store: Path, tmp_path: Path) -> None:
    credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, out=tmp_path / "out")
    before = (tmp_path / "out" / "credit_file_subject.json").read_bytes()
    with pytest.raises(Refused, match="ICM006"):
        credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, out=tmp_path / "out")
    assert (tmp_path / "out" / "credit_file_subject.json").read_bytes() == before
    assert len(read_queries(store)) == 1, "what is refused is not shown, and so not logged"
    credit_file(store, "P1", AS_OF, asked_at=ASKED_AT, out=tmp_path / "out", replace=True)
    settings = {"edition": "regulator", "asked_by": "Li", "purpose": "x", "asked_at": ASKED_AT}
    credit_file(store, "P1", AS_OF, out=tmp_path / "out", **settings)
    assert len(list((tmp_path / "out").iterdir())) == 4
