"""Violations: content inside the law, days in order, corrections that restore the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.practitioner.violations import limit_fine, pick
from tests.worlds.law_checks import as_frame, fine_breaches, time_breaches


@pytest.fixture(scope="module")
def violations(tables) -> pd.DataFrame:
    return as_frame(tables.parts["violation"])


def test_fines_lie_in_the_legal_range_of_their_severity(violations):
    # 保险法 Art. 172: 20,000 to 100,000 yuan on persons; simple procedure: 200
    assert violations.fine.notna().sum() > 500
    assert fine_breaches(violations) == 0


def test_a_fine_beyond_the_law_is_caught(violations):
    changed = violations[violations.fine.notna()].head(20).reset_index(drop=True)
    changed.loc[3, "fine"] = type(changed.fine[3])("100000.01")
    assert fine_breaches(changed) == 1


def test_amounts_are_whole_fen_and_far_from_the_limit(violations):
    fines = violations.fine.dropna()
    assert all(fine == fine.quantize(type(fine)("0.01")) and 0 <= fine < 10**13 for fine in fines)


def test_limits_cut_both_ends(world):
    assert limit_fine(np.array([0, 10**9]), "serious", world.parameters).tolist() == [2_000_000, 10_000_000]
    assert limit_fine(np.array([30_000]), "minor", world.parameters).tolist() == [20_000]


def test_shares_are_drawn_as_given():
    drawn = pick(np.random.default_rng(0), (0.2, 0.5, 0.3), 20_000)
    assert np.bincount(drawn) / 20_000 == pytest.approx([0.2, 0.5, 0.3], abs=0.012)


def test_a_correction_restores_what_happened(violations, tables):
    truth = tables.truth["events_all"].to_pandas().dropna(subset="record_id").set_index("record_id")
    corrected = violations[violations.status == "corrected"]
    assert len(corrected) > 50
    assert (corrected.severity.to_numpy() == truth.loc[corrected.record_id, "type"].to_numpy()).all()
    first = violations[(violations.sequence == 1) & violations.record_id.isin(corrected.record_id)].set_index(
        "record_id"
    )
    wrong = first.loc[corrected.record_id].reset_index()
    differs = (
        (wrong.severity.to_numpy() != corrected.severity.to_numpy())
        | (wrong.event_date.to_numpy() != corrected.event_date.to_numpy())
        | (wrong.fine.to_numpy() != corrected.fine.to_numpy())
    )
    assert differs.all()


def test_continuing_acts_have_no_end_until_it_is_said(violations):
    ended = violations[violations.status == "ended"]
    assert len(ended) > 5
    first = violations[(violations.sequence == 1)].set_index("record_id").loc[ended.record_id]
    assert first.act_ended.isna().all() and ended.act_ended.notna().all()


def test_every_kind_of_later_statement_occurs(violations):
    assert set(violations.status) == {"asserted", "corrected", "disputed", "withdrawn", "repaired", "ended"}
    assert set(violations.reason.dropna()) == {"objection", "corrected", "revoked"}


@pytest.mark.parametrize(
    "record", ["registration", "profile", "training", "portfolio", "award", "violation", "complaint", "tax"]
)
def test_days_are_in_order(world, tables, population, record):
    starts = pd.Series(population.careers.start_day, index=tables.identity.column("subject_id").to_pandas())
    breaches = time_breaches(world, record, as_frame(tables.parts[record]), starts)
    assert breaches == dict.fromkeys(breaches, 0)


@pytest.mark.parametrize(
    ("law", "column", "shift"),
    [
        ("known at least a day after the event", "known_date", -10_000),
        ("nothing after the extract", "known_date", 10_000),
        ("nothing before entry", "event_date", -20_000),
        ("no end after it is known", "act_ended", 10_000),
    ],
)
def test_a_day_out_of_order_is_caught(world, tables, population, violations, law, column, shift):
    starts = pd.Series(population.careers.start_day, index=tables.identity.column("subject_id").to_pandas())
    changed = violations.copy()
    row = changed.index[(changed.sequence == 1) & changed.act_ended.notna()][0]
    changed.loc[row, column] += shift
    assert time_breaches(world, "violation", changed, starts)[law] >= 1
