"""The order of statements of a record."""

from __future__ import annotations

import numpy as np

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.history import STATUSES, order_statements


def _story(extract=1000, **days):
    made = order_statements({kind: np.array([day]) for kind, day in days.items()}, extract)
    return [(STATUSES[status], int(known)) for status, known in zip(made.status, made.known, strict=True)]


def test_a_rejected_objection_ends_in_asserted():
    assert _story(asserted=10, disputed=20, rejected=35, upheld=NEVER) == [
        ("asserted", 10), ("disputed", 20), ("asserted", 35)
    ]  # fmt: skip


def test_nothing_follows_a_withdrawal():
    assert _story(asserted=10, upheld=30, corrected=40, repaired=50) == [("asserted", 10), ("withdrawn", 30)]


def test_only_a_withdrawal_follows_a_repair():
    story = _story(asserted=10, repaired=20, corrected=30, ended=35, revoked=40)
    assert story == [("asserted", 10), ("repaired", 20), ("withdrawn", 40)]


def test_two_statements_of_one_day_are_a_day_apart():
    assert _story(asserted=10, result=15, corrected=15) == [("asserted", 10), ("asserted", 15), ("corrected", 16)]


def test_what_comes_after_the_extract_is_left_out():
    assert _story(extract=25, asserted=10, corrected=26) == [("asserted", 10)]
    assert _story(extract=25, asserted=NEVER, corrected=NEVER) == []


def test_a_record_that_is_not_known_has_no_later_statement():
    # days after an unknown first day lie after the end of time
    assert _story(asserted=NEVER, corrected=NEVER + 5) == []


def test_what_has_been_said_accumulates():
    made = order_statements(
        {"asserted": np.array([1, 1]), "result": np.array([NEVER, 5]), "ended": np.array([3, 9])}, 99
    )
    assert made.has("ended").tolist() == [False, True, False, False, True]
    assert made.has("result").tolist() == [False, False, False, True, True]


def test_statements_of_wanted_records_keep_their_record_positions():
    made = order_statements({"asserted": np.array([1, 2, 3])}, 99).of(np.array([False, True, True]))
    assert made.record.tolist() == [1, 2]
