"""What declarations of the cohort tier are made of."""

from __future__ import annotations

from inscredit_models.indicators.cohort_parts import flags_of_cohort, is_cohort, parts_of_cohort, values_of_field
from inscredit_models.indicators.declaration import PeerField
from tests.indicators.small import indicator

TAXES = indicator("taxes", kind="total", record="tax", field="amount")
PEER = indicator("peer", kind="peer_percentile", of="taxes", peers=[{"record": "profile", "field": "sex"}])


def test_a_flag_for_every_value_of_a_peer_field() -> None:
    assert values_of_field(PeerField(record="profile", field="sex")) == ("female", "male")
    assert [flag.where[0].operand for flag in flags_of_cohort(PEER.compute, {})] == ["female", "male"]
    assert values_of_field(PeerField(record="training", field="passed")) == (False, True)


def test_what_looks_at_nobody_else_has_neither_flags_nor_parts() -> None:
    assert flags_of_cohort(TAXES.compute, {}) == () and parts_of_cohort(TAXES.compute) == ()
    assert is_cohort(PEER) and not is_cohort(TAXES)
