"""Claims, the fraud ladder, violations and suits as they are written down."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.worlds.law_checks import as_frame

LADDER = ["suspected", "lead_transferred", "case_filed"]
LAST = ["penalised", "judged", "dismissed"]


@pytest.fixture(scope="module")
def cases(consumer_tables) -> pd.DataFrame:
    return as_frame(consumer_tables.parts["fraud_case"])


def ladder_breaches(cases: pd.DataFrame) -> int:
    """Count statements that stand on a lower step than the one before, or skip a step."""
    step = cases.result.map({name: place for place, name in enumerate(LADDER)} | dict.fromkeys(LAST, 3))
    ordered = cases.assign(step=step).sort_values(["record_id", "sequence"])
    rise = ordered.groupby("record_id").step.diff().dropna()
    return int(((rise < 0) | (rise > 1)).sum())


def test_cases_climb_the_ladder_one_step_at_a_time(cases):
    assert ladder_breaches(cases) == 0


def test_a_skipped_step_is_caught(cases):
    planted = cases.copy()
    planted.loc[planted.index[planted.result == "lead_transferred"][0], "result"] = "judged"
    assert ladder_breaches(planted) >= 1


def test_proven_cases_are_known_after_about_five_months(cases):
    final = cases[cases.result.isin(["penalised", "judged"])].drop_duplicates("record_id")
    assert (final.known_date - final.event_date).median() == pytest.approx(155, abs=25)


def test_every_violation_is_a_proven_case(cases, consumer_tables):
    violations = consumer_tables.parts["consumer_violation"].to_pandas()
    proven = set(cases[cases.result.isin(["penalised", "judged"])].record_id.str[-9:])
    assert set(violations.record_id.str[-9:]) == proven
    assert (violations.fine.notna() == (violations.severity == "general")).all()


def test_a_claim_is_open_before_it_is_decided(consumer_tables):
    claims = as_frame(consumer_tables.parts["claim"])
    waiting = claims[claims.result == "open"]
    assert len(waiting) > 1000 and waiting.paid.isna().all()
    assert claims[claims.result == "refused"].paid.astype(float).eq(0).all()


def test_ring_fraud_uses_the_garage_of_the_ring(consumer_tables, consumers):
    claims = consumer_tables.parts["claim"].to_pandas().drop_duplicates("record_id").set_index("record_id")
    position = claims.index.str[-9:].astype(int) - 1
    chosen = consumers.claims.in_ring[position] & consumers.claims.is_motor[position]
    ring = consumers.people.ring[consumers.claims.person[position]]
    assert (claims[chosen].groupby(ring[chosen]).site_token.nunique() == 1).all()


def test_suits_end_later_than_they_begin(consumer_tables):
    suits = as_frame(consumer_tables.parts["consumer_litigation"])
    ended = suits[(suits.sequence == 2) & (suits.status == "asserted")]
    assert set(ended.result) == {"won", "partly_won", "lost"}


def test_one_penalty_in_a_hundred_is_revoked_and_no_judgment(cases, consumer_tables):
    revoked = cases[cases.reason == "revoked"]
    penalised = (cases.result == "penalised").groupby(cases.record_id).any().sum()
    assert 0.002 < len(revoked) / penalised < 0.03 and set(revoked.status) == {"withdrawn"}
    assert set(revoked.result) == {"penalised"}
    violations = consumer_tables.parts["consumer_violation"].to_pandas()
    taken_back = violations[violations.reason == "revoked"].record_id.str[-9:]
    assert set(taken_back) <= set(revoked.record_id.str[-9:])


def test_fines_are_corrected_to_the_amount_of_the_case(consumer_tables, consumers):
    violations = consumer_tables.parts["consumer_violation"].to_pandas()
    corrected = violations[violations.status == "corrected"]
    true = consumers.claims.fen[corrected.record_id.str[-9:].astype(int) - 1]
    assert len(corrected) and (corrected.fine.astype(float) * 100).round().eq(true).all()
    assert set(corrected.severity) == {"general"}, "a judgment has no fine to correct"
