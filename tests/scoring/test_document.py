"""Canonical JSON and back."""

from __future__ import annotations

import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring.document import (
    system_from_document,
    system_from_json,
    system_to_document,
    system_to_json,
)
from inscredit_models.scoring.shipped import SHIPPED, load_shipped
from tests.scoring.examples import EVERY_KIND, leaf, system_of, total

SYSTEMS = [*(load_shipped(code) for code in SHIPPED), EVERY_KIND]


@pytest.mark.parametrize("system", SYSTEMS, ids=[*SHIPPED, "every_kind"])
def test_a_system_comes_back_as_it_was_with_the_same_bytes(system) -> None:
    data = system_to_json(system)
    assert system_from_json(data) == system
    assert system_to_json(system_from_json(data)) == data


def test_equal_decimals_give_equal_bytes() -> None:
    once, again = (system_of(total("sum"), leaf("a"), base=base) for base in ("600", "600.00"))
    assert system_to_json(once) == system_to_json(again)


def test_a_document_is_checked_across_nodes() -> None:
    document = system_to_document(EVERY_KIND)
    document["node"][1]["parent"] = "totel"
    with pytest.raises(Refused, match="did you mean 'total'"):
        system_from_document(document)


def test_bytes_that_are_no_json_are_refused() -> None:
    with pytest.raises(Refused, match="ICM005"):
        system_from_json(b"{")
