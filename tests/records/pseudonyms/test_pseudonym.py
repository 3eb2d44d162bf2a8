"""Pseudonyms: the same person gets the same name however it is written; nobody finds the person from the name."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inscredit_models.findings import Findings
from inscredit_models.records.identifiers import identity_number_defects
from inscredit_models.records.pseudonyms.pseudonym import (
    FORM,
    check_one_key,
    key_marks,
    plain_identifier,
    pseudonym,
    pseudonyms,
)
from tests.records.pseudonyms.attack import SPECIMEN, candidates, hits
from tests.records.pseudonyms.keys import FIRST, SECOND

TRIAL = FIRST.project("trial")


def matches(published: set[str]) -> int:
    return len(hits(name.partition("-")[2] or name for name in published))


def test_the_attack_that_tries_all_numbers_of_a_birthday_finds_nothing() -> None:
    assert SPECIMEN in candidates() and not any(identity_number_defects(candidates()))
    assert matches({pseudonym(TRIAL, SPECIMEN)}) == 0


def test_the_same_attack_finds_an_unkeyed_and_a_guessably_keyed_digest() -> None:
    assert matches({hashlib.sha256(SPECIMEN.encode()).hexdigest()[:26]}) == 1
    weak = hmac.new(b"trial", f"subject\x1f{SPECIMEN}".encode(), hashlib.sha256).digest()[:16]
    assert matches({"k000000-" + base64.b32encode(weak).decode().lower().rstrip("=")}) >= 1


def test_projects_and_keys_cannot_be_linked() -> None:
    people = list(candidates())
    sets = [set(pseudonyms(key, people)) for key in (TRIAL, FIRST.project("other"), SECOND.project("trial"))]
    bare = [{name.partition("-")[2] for name in names} for names in sets]
    assert all(len(names) == 1000 for names in sets)
    assert not (bare[0] & bare[1] or bare[0] & bare[2] or bare[1] & bare[2])


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X",
        "110105\u300019491231002X",
    ],
)
def test_one_person_has_one_pseudonym_however_the_number_is_written(written: str) -> None:
    assert pseudonym(TRIAL, written) == pseudonym(TRIAL, SPECIMEN)


@given(st.text(min_size=1, max_size=30))
@example("Y¯")
@example("ΐ")
@settings(max_examples=50)
def test_plain_identifiers_are_plain_again_and_pseudonyms_have_their_form(text: str) -> None:
    assert plain_identifier(plain_identifier(text)) == plain_identifier(text)
    assert FORM.match(pseudonym(TRIAL, text))


def test_kinds_are_kept_apart_and_missing_stays_missing() -> None:
    assert pseudonym(TRIAL, "A1", "policy") != pseudonym(TRIAL, "A1", "claim")
    assert pseudonyms(TRIAL, ["A1", None, "A1"]) == [pseudonym(TRIAL, "A1"), None, pseudonym(TRIAL, "A1")]


def test_mixed_keys_and_plain_names_beside_pseudonyms_are_found() -> None:
    mine, other = pseudonym(TRIAL, "A1"), pseudonym(SECOND.project("trial"), "A1")
    assert key_marks([mine, other, None, "P1"]) == {TRIAL.id, SECOND.project("trial").id}
    for values, count in (([mine, None], 0), (["P1", "P2"], 0), ([mine, other], 1), ([mine, "P1"], 1)):
        findings = Findings()
        check_one_key(values, "store", findings)
        assert [item.code for item in findings] == ["ICM195"] * count
