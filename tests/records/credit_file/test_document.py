"""The document of a credit file: four editions that differ in what they may show."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.credit_file.document import FORMAT, Asked, file_document
from inscredit_models.records.credit_file.editions import EDITIONS, edition_of
from inscredit_models.records.credit_file.gather import gather
from inscredit_models.records.rights.basis import Basis
from tests.records.coverage.small import CATEGORIES, row
from tests.records.credit_file.holder import AS_OF, KEY, VIOLATIONS, WORDS, write

STATES = {"basic": "recorded", "award": "nil_return", "violation": "recorded", "complaint": "not_collected"}
QUERIES = pd.DataFrame(
    {
        "asked_at": pd.to_datetime(["2024-03-31T15:59:59Z", "2024-03-31T16:00:00Z", "2024-01-01T08:00:00Z"]),
        "asked_by": ["Clerk Li", "Clerk Wang", "Clerk Zhao"],
        "purpose": ["hiring"] * 3,
        "shown": ["violations"] * 3,
        "subject_id": ["P1", "P1", "P2"],
    }
)


CONSENTED = Basis(consented=frozenset(CATEGORIES))


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return gather(write(tmp_path_factory.mktemp("file") / "s"), "P1")


def document(gathered: Any, edition: str, **settings: Any) -> dict[str, Any]:
    asked = Asked(edition_of(edition), AS_OF, **({"key": KEY} | settings))
    return file_document(gathered, asked, states=STATES, queries=QUERIES)


def records(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["record_id"]: entry for part in made["categories"] for entry in part["entries"]}


def values(entry: dict[str, Any]) -> dict[str, str]:
    return {field["name"]: field["value"] for field in entry["fields"]}


def test_the_subject_sees_everything_but_what_has_expired(gathered: Any) -> None:
    made = document(gathered, "subject")
    assert made["format"] == FORMAT and made["identity"] == {"id_number": "680101198503140019"}
    assert {name for name in records(made) if name.startswith("v-")} == {
        "v-standing", "v-disputed", "v-repaired", "v-withdrawn", "v-going-on",
    }  # fmt: skip
    assert made["counts"] == {
        "records": 7, "adverse": 3, "disputed": 1, "repaired": 1, "withdrawn": 1, "expired": 1,
    }  # fmt: skip
    assert all(entry["withheld"] == 0 and entry["history"] for entry in records(made).values())


def test_every_category_has_its_state(gathered: Any) -> None:
    states = {part["code"]: part["state"] for part in document(gathered, "regulator")["categories"]}
    assert states == STATES | {"tax": "withheld"}  # a tax amount is of tier 4: by special request only


def test_an_insurer_without_consent_sees_nothing_of_the_person(gathered: Any) -> None:
    made = document(gathered, "insurer")
    assert records(made) == {} and {part["state"] for part in made["categories"]} == {"withheld"}
    assert made["counts"] == {"records": 0, "adverse": 0, "disputed": 0} and made["expiring"] == []


def test_an_insurer_with_consent_sees_what_stands_with_the_statement_of_the_subject(gathered: Any) -> None:
    made = document(gathered, "insurer", basis=CONSENTED, purpose="hiring")
    assert set(records(made)) == {"v-standing", "v-disputed", "v-going-on", "g1", "p1"}
    assert records(made)["v-disputed"]["dispute"] == {"since": "2024-02-01", "open": True, "statement": WORDS}
    assert made["identity"] == {"id_number": "**************0019"}
    assert made["queries"] == [] and made["consents"] == [] and not records(made)["v-disputed"]["history"]


def test_a_regulator_sees_the_history_and_who_asked(gathered: Any) -> None:
    made = document(gathered, "regulator")
    assert "v-withdrawn" in records(made)
    assert [one["status"] for one in records(made)["v-repaired"]["history"]] == ["asserted", "repaired"]
    assert [query["asked_by"] for query in made["queries"]] == ["Clerk Li"]  # by the end of the day; of this subject


def test_a_researcher_sees_neither_person_nor_source_nor_day_nor_words(gathered: Any) -> None:
    made = document(gathered, "researcher")
    text = json.dumps(made, ensure_ascii=False)
    for forbidden in (
        "P1",
        "v-standing",
        "680101198503140019",
        "Insurer 1",
        "Region 1",
        WORDS,
        "36679.09",
        "2023-12-31",
    ):
        assert forbidden not in text.replace(made["as_of"], "")
    assert made["subject_id"].startswith(f"k{KEY.id}-")
    assert records(made) == {} and made["expiring"] == []


def test_a_researcher_gets_counts_in_bands_and_the_names_of_fields(gathered: Any) -> None:
    made = document(gathered, "researcher")
    assert made["counts"] == {"records": "0–9", "adverse": "0–9", "disputed": "0–9"}
    kinds = {kind["record"]: kind for part in made["categories"] for kind in part["kinds"]}
    assert {kind["records"] for kind in kinds.values()} == {"0–9"}, "none and a few look the same"
    assert "fine" in [field["name"] for field in kinds["violation"]["fields"]]


def test_a_researcher_without_a_key_is_refused(gathered: Any) -> None:
    with pytest.raises(Refused, match="ICM183"):
        document(gathered, "researcher", key=None)


def test_no_edition_shows_what_expired_or_what_was_not_known_yet(gathered: Any) -> None:
    for edition in EDITIONS:
        text = json.dumps(document(gathered, edition.code, basis=CONSENTED))
        assert "v-expired" not in text and "v-later" not in text and "2024-04-01" not in text


def test_what_expires_comes_soonest_first_and_an_open_act_does_not(gathered: Any) -> None:
    made = document(gathered, "subject")
    assert [(item["record_id"], item["last_day"]) for item in made["expiring"]] == [
        ("v-disputed", "2028-12-31"),
        ("v-standing", "2028-12-31"),
    ]


def test_codes_are_given_in_words_and_sources_by_name(gathered: Any) -> None:
    entry = records(document(gathered, "subject"))["v-standing"]
    severity = next(field for field in entry["fields"] if field["name"] == "severity")
    assert (severity["value"], severity["value_en"]) == ("serious", "serious") and severity["value_zh"] == "严重"
    assert entry["source"] == {"insurer": "Insurer 1", "region": "Region 1", "agency": "association"}


def test_the_document_is_plain_and_the_same_each_time(gathered: Any) -> None:
    made = document(gathered, "subject")
    assert json.loads(json.dumps(made)) == made == document(gathered, "subject")


def test_the_state_of_a_cell_does_not_tell_a_researcher_of_a_single_record(tmp_path: Path) -> None:
    asked = Asked(edition_of("researcher"), AS_OF, key=KEY, purpose="research")
    gathered = gather(write(tmp_path / "s"), "P1")
    for state in ("recorded", "nil_return"):
        made = file_document(gathered, asked, states=dict.fromkeys(CATEGORIES, state))
        told = {part["code"]: part["state"] for part in made["categories"]}
        assert told == dict.fromkeys(CATEGORIES, "answered") | {"tax": "withheld"}
    made = file_document(gathered, asked, states=dict.fromkeys(CATEGORIES, "not_collected"))
    assert {part["state"] for part in made["categories"] if part["code"] != "tax"} == {"not_collected"}


def test_consents_by_the_date_alone(gathered: Any) -> None:
    assert document(gathered, "subject")["consents"] == [
        {"category": "tax", "state": "consent_refused", "purposes": [], "given": "2023-01-01", "until": None}
    ]
    given = {"category": "tax", "state": "consent_given", "given": AS_OF, "until": None, "purposes": "hiring;claims"}
    made = document(replace(gathered, consents=[given]), "subject")["consents"]
    assert [row["purposes"] for row in made] == [["hiring", "claims"]]
    assert dt.date(2024, 4, 1) > AS_OF


def test_adverse_records_without_a_prior_notice_are_not_given_nor_is_it_said_that_there_are_any(gathered: Any) -> None:
    untold = Basis(consented=frozenset(CATEGORIES), not_told=frozenset(CATEGORIES))
    made = document(gathered, "insurer", basis=untold)
    assert set(records(made)) == {"g1", "p1"} and made["counts"] == {"records": 2, "adverse": 0, "disputed": 0}
    states = {part["code"]: part["state"] for part in made["categories"]}
    assert states["violation"] == states["complaint"] == "withheld", "recorded or not, it looks the same"
    assert made["basis"]["not_told"] == sorted(CATEGORIES) and "v-standing" not in json.dumps(made)


def test_only_a_third_party_has_a_basis(gathered: Any) -> None:
    assert document(gathered, "insurer", basis=CONSENTED)["basis"]["consented"] == sorted(CATEGORIES)
    assert all(document(gathered, code)["basis"] is None for code in ("subject", "regulator", "researcher"))


def test_an_unproven_complaint_is_no_adverse_information_and_goes_to_no_third_party(tmp_path: Path) -> None:
    rows = {"complaint": [row(1, record_id=f"c-{result}", kind="claims", result=result, act_ended="2023-12-31")
                          for result in ("punished", "not_substantiated")]}  # fmt: skip
    gathered = gather(write(tmp_path / "s", rows=rows), "P1")
    own = document(gathered, "subject")
    assert {name: (entry["adverse"], entry["unproven"]) for name, entry in records(own).items()} == {
        "c-punished": (True, False),
        "c-not_substantiated": (False, True),
    }
    assert own["counts"]["adverse"] == 1 and own["counts"]["records"] == 2
    theirs = document(gathered, "insurer", basis=CONSENTED)
    assert set(records(theirs)) == {"c-punished"} and theirs["counts"]["records"] == 1


@pytest.mark.parametrize("edition", ["insurer", "researcher"])
def test_the_state_of_a_cell_does_not_tell_of_records_that_are_not_shown(tmp_path: Path, edition: str) -> None:
    rows = {
        "violation": [one for one in VIOLATIONS if one["record_id"] in ("v-repaired", "v-withdrawn")],
        "complaint": [row(1, record_id="c1", kind="claims", result="not_substantiated", act_ended="2023-12-31")],
    }
    gathered = gather(write(tmp_path / "s", rows=rows), "P1")
    asked = Asked(edition_of(edition), AS_OF, basis=CONSENTED, key=KEY)
    said = {"violation": "recorded", "complaint": "recorded"}
    nothing = dict.fromkeys(said, "nil_return")
    told, as_if_none = (
        [(part["code"], part["state"]) for part in file_document(gathered, asked, states=states)["categories"]]
        for states in (said, nothing)
    )
    assert told == as_if_none and "recorded" not in dict(told).values()
    own = file_document(gathered, Asked(edition_of("subject"), AS_OF), states=said)["categories"]
    assert {part["state"] for part in own if part["code"] in ("violation", "complaint")} == {"recorded"}
