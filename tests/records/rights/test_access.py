"""The matrix of access is complete, and what it does not name is denied."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Refused
from inscredit_models.records.rights.access import (
    DATA,
    ROLES,
    TIERS,
    access_rows,
    grant_of,
    load_access,
    read_access,
    readable_fields,
)

ORDER = ("allowed", "consent", "pseudonym", "special", "denied")
ALL = frozenset({"consent", "pseudonym", "special"})


def test_matrix_equals_the_written_policy_cell_by_cell() -> None:
    lines = [line.split(",") for line in DATA.read_text(encoding="utf-8").splitlines()[1:]]
    written = {(line[0], line[1], tier): line[1 + tier] for line in lines for tier in TIERS}
    asked = product(ROLES, ("query", "export"), TIERS)
    assert written == {(role, action, tier): grant_of(role, action, tier) for role, action, tier in asked}


def test_no_role_is_freer_at_a_more_sensitive_tier() -> None:
    for row in load_access():
        grants = [ORDER.index(row.grant(tier)) for tier in TIERS]
        assert grants == sorted(grants), (row.role, row.action)


def test_handing_over_is_never_freer_than_reading_but_for_research() -> None:
    for role in set(ROLES) - {"researcher"}:
        for tier in TIERS:
            assert ORDER.index(grant_of(role, "query", tier)) <= ORDER.index(grant_of(role, "export", tier))


@pytest.mark.parametrize(
    ("role", "action", "tier"), [("nobody", "query", 1), ("insurer", "sell", 1), ("public", "query", 5)]
)
def test_what_is_not_named_is_denied(role: str, action: str, tier: int) -> None:
    assert grant_of(role, action, tier) == "denied"


def test_a_missing_or_doubled_row_is_refused(tmp_path: Path) -> None:
    lines = DATA.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "access.csv"
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(Refused, match="ICM007"):
        read_access(path)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    with pytest.raises(Refused, match="ICM024"):
        read_access(path)


def test_a_field_is_shown_only_where_its_tier_is_open() -> None:
    catalogue = load_catalogue()
    violation, tax = catalogue.record_type("violation"), catalogue.record_type("tax")
    assert readable_fields("public", "query", violation, granted=frozenset()) == ()
    assert "fine" in readable_fields("insurer", "query", violation, granted=frozenset({"consent"}))
    assert readable_fields("insurer", "query", tax, granted=frozenset({"consent"})) == ()
    assert readable_fields("insurer", "query", tax, granted=frozenset({"special"})) == ("amount",)
    assert readable_fields("insurer", "export", tax, granted=ALL) == ()


def test_a_field_that_an_operator_class_may_not_hold_is_not_handed_to_it() -> None:
    check = load_catalogue().record_type("treatment_check")
    prohibited = [field.name for field in check.fields if "credit_agency" in field.prohibited_for]
    assert prohibited
    shown = readable_fields("credit_agency", "query", check, granted=ALL)
    assert not set(prohibited) & set(shown)


def test_rows_say_their_source() -> None:
    assert all(row["source"] and row["confidence"] for row in access_rows()) and len(access_rows()) == 14
