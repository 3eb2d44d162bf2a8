"""What is said of a record later (后续陈述): results, objections, corrections, ends, repairs, revocations.

Each record has at most one day for each kind of further statement. They are put in order of their days, a statement
is known at least a day after the one before it, and nothing follows a withdrawal.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.backbone import NEVER

KINDS: tuple[str, ...] = (
    "asserted",
    "result",
    "step_2",
    "step_3",
    "disputed",
    "rejected",
    "upheld",
    "corrected",
    "ended",
    "repaired",
    "revoked",
)
"""Kinds of statement. ``result``, ``step_2`` and ``step_3`` are steps of a procedure; ``rejected`` and ``upheld``
end an objection."""

STATUSES: tuple[str, ...] = ("asserted", "corrected", "disputed", "withdrawn", "repaired", "ended")
REASONS: tuple[str, ...] = ("objection", "revoked", "corrected", "complainant_withdrew")

_STATUS_OF = np.array([STATUSES.index(name) for name in (
    "asserted", "asserted", "asserted", "asserted", "disputed", "asserted", "withdrawn", "corrected", "ended",
    "repaired", "withdrawn",
)])  # fmt: skip
_REASON_OF = np.array([REASONS.index(name) if name else -1 for name in (
    "", "", "", "", "objection", "objection", "objection", "corrected", "", "", "revoked"
)])  # fmt: skip
_WITHDRAWING = np.array([name in ("upheld", "revoked") for name in KINDS])
_REPAIRING = KINDS.index("repaired")


@dataclass(frozen=True)
class Statements:
    """Statements of records, as arrays of one length sorted by record and sequence.

    Parameters
    ----------
    record : ndarray of int
        Position of the record.
    sequence, known : ndarray of int
        1, 2, … and the day.
    status, reason : ndarray of int
        Positions in `STATUSES` and `REASONS`; reason −1 for none.
    kind : ndarray of int
        Position in `KINDS`.
    said : ndarray of bool, shape (statements, kinds)
        Which kinds have been said of the record up to and with this statement.
    """

    record: np.ndarray
    sequence: np.ndarray
    known: np.ndarray
    status: np.ndarray
    reason: np.ndarray
    kind: np.ndarray
    said: np.ndarray

    def __len__(self) -> int:
        return len(self.record)

    def of(self, wanted: np.ndarray) -> Statements:
        """Keep the statements of the records that are wanted (a flag per record)."""
        keep = wanted[self.record]
        return Statements(**{name: values[keep] for name, values in vars(self).items()})

    def has(self, kind: str) -> np.ndarray:
        """Say for each statement whether a kind has been said up to and with it."""
        return self.said[:, KINDS.index(kind)]


def order_statements(days: dict[str, np.ndarray], extract: int) -> Statements:
    """Put the statements of each record in order.

    Parameters
    ----------
    days : dict
        Day of each kind of statement, arrays of one length; ``NEVER`` where there is none. ``asserted`` must be there,
        and records with ``NEVER`` in it get no statement at all.
    extract : int
        Last day on which something can become known.

    Examples
    --------
    >>> days = {"asserted": np.array([10, 20]), "corrected": np.array([10, NEVER]), "upheld": np.array([30, NEVER])}
    >>> made = order_statements(days, 100)
    >>> made.record.tolist(), made.known.tolist(), [STATUSES[status] for status in made.status]
    ([0, 0, 0, 1], [10, 11, 30, 20], ['asserted', 'corrected', 'withdrawn', 'asserted'])
    """
    kinds = np.array([position for position, kind in enumerate(KINDS) if kind in days])
    matrix = np.stack([days[KINDS[kind]] for kind in kinds], axis=1)
    place = np.argsort(matrix, axis=1, kind="stable")
    known = np.take_along_axis(matrix, place, axis=1)
    for step in range(1, known.shape[1]):
        known[:, step] = np.where(known[:, step] < NEVER, np.maximum(known[:, step], known[:, step - 1] + 1), NEVER)
    kind = kinds[place]
    keep = (known <= extract) & ~_before(_WITHDRAWING[kind]) & (~_before(kind == _REPAIRING) | _WITHDRAWING[kind])
    said = np.zeros((*kind.shape, len(KINDS)), dtype=bool)
    np.put_along_axis(said, kind[:, :, None], keep[:, :, None], axis=2)
    said = np.logical_or.accumulate(said, axis=1)
    record, step = np.nonzero(keep)
    chosen = kind[record, step]
    return Statements(
        record=record,
        sequence=np.cumsum(keep, axis=1)[record, step],
        known=known[record, step],
        status=_STATUS_OF[chosen],
        reason=_REASON_OF[chosen],
        kind=chosen,
        said=said[record, step],
    )


def said_by_complainant(said: Statements, is_withdrawn: np.ndarray) -> Statements:
    """Give ``complainant_withdrew`` as the reason of the results that are a withdrawal (a flag per statement)."""
    withdrew = (said.kind == KINDS.index("result")) & is_withdrawn
    return dataclasses.replace(said, reason=np.where(withdrew, REASONS.index("complainant_withdrew"), said.reason))


def _before(flags: np.ndarray) -> np.ndarray:
    """Say for each step whether any earlier step of the record is flagged."""
    earlier = np.zeros_like(flags)
    earlier[:, 1:] = np.logical_or.accumulate(flags, axis=1)[:, :-1]
    return earlier
