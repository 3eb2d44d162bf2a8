"""What each reader may see, as written rules."""

from __future__ import annotations

from typing import get_args

import pytest

from inscredit_models.records.credit_file.editions import EDITIONS, edition_of, masked
from inscredit_models.records.rights.queries import Reader


def test_there_are_four_readers_and_each_is_a_role_of_the_policy() -> None:
    assert [edition.code for edition in EDITIONS] == ["subject", "insurer", "regulator", "researcher"]
    assert {edition.role for edition in EDITIONS} <= set(get_args(Reader))


def test_no_two_editions_show_the_same() -> None:
    shown = [edition.model_dump(exclude={"code", "role", "zh", "en"}) for edition in EDITIONS]
    roles = [(edition.role, tuple(rule.items())) for edition, rule in zip(EDITIONS, shown, strict=True)]
    assert len(set(roles)) == 4


def test_only_the_subject_sees_its_identifiers_and_only_the_researcher_none() -> None:
    assert {edition.code: edition.identity for edition in EDITIONS} == {
        "subject": "full",
        "insurer": "masked",
        "regulator": "masked",
        "researcher": "none",
    }


@pytest.mark.parametrize(
    ("text", "shown"), [("680101198503140019", "**************0019"), ("12345678", "********"), ("", ""), (None, None)]
)
def test_masking_keeps_neither_birth_date_nor_division(text: str | None, shown: str | None) -> None:
    assert masked(text) == shown


def test_an_unknown_edition_is_none() -> None:
    assert edition_of("press") is None
