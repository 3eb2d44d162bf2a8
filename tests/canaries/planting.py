"""Invented persons with unique values (金丝雀): every name, number, certificate, fine and word can be found again.

Each kind of value carries a mark that nothing else has, or belongs to a known set; where one turns up outside the
places that may hold it, it has leaked.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from inscredit_models.records.identifiers import identity_number_defects

SAMPLES = Path(__file__).parents[2] / "data_samples" / "simulated"
NAME, NUMBER, CERTIFICATE, SUBJECT, CONTACT = "鱻龘麤", "689917", "SIM9917", "9917000", "9917beef"
"""Marks of names and words, identity numbers, certificates, subject tokens (after their letter) and contacts.

Each is long enough that none of its forms turns up by chance in megabytes of figures.
"""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
AMOUNTS = 900
"""Most amounts that are planted: those that `amount_of` keeps apart."""


@dataclass(frozen=True)
class Kind:
    """What a subject type has to plant: its records, and the one whose cells and money are planted and damaged."""

    subject: str
    letter: str
    records: tuple[str, ...]
    main: str
    code: str
    other_code: str
    money: str
    first_day: str = "2018-01-01"
    damaged_days: tuple[str, dict[str, str]] = ("an act that ends before it begins", {"act_ended": "1999-01-01"})


PRACTITIONERS = Kind(
    "practitioner", "P", ("registration", "profile", "portfolio", "award", "violation", "complaint", "training"),
    "violation", "severity", "decider", "fine",
)  # fmt: skip
CONSUMERS = Kind(
    "consumer", "C",
    ("consumer_profile", "shared_link", "policy", "premium_payment", "premium_overdue", "consumer_complaint", "claim",
     "fraud_case", "consumer_violation", "consumer_litigation"),
    "claim", "line", "notifier", "amount", damaged_days=("words for days", {"cycle_days": f"{NAME}天"}),
)  # fmt: skip
INSURERS = Kind(
    "enterprise", "E", ("enterprise_profile", "enterprise_penalty", "enterprise_litigation", "solvency"),
    "enterprise_penalty", "severity", "penalty_kind", "fine", first_day="2014-01-01",
)  # fmt: skip
"""Of insurers only words can name a person: what an insurer said in an objection."""


@dataclass(frozen=True)
class Planted:
    """The delivery and what is in it."""

    delivery: Path
    subjects: list[str] = field(repr=False)
    numbers: list[str] = field(repr=False)
    amounts: frozenset[str] = field(repr=False)
    kind: Kind = PRACTITIONERS

    def digests(self) -> frozenset[str]:
        """Give plain digests of numbers and subjects: a hash of an identifier is the identifier."""
        texts = [*self.numbers, *self.subjects]
        return frozenset(
            hashlib.new(name, text.encode()).hexdigest() for text in texts for name in ("md5", "sha1", "sha256")
        )


def number_of(person: int) -> str:
    """Give a sound simulated identity number of an invented person."""
    digits = f"{NUMBER}{1960 + person % 40}{1 + person % 12:02d}{1 + person % 28:02d}{person % 1000:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return digits + "10X98765432"[total % 11]


def name_of(person: int) -> str:
    """Give the name of an invented person."""
    return f"{NAME}{person:04x}"


def amount_of(position: int) -> str:
    """Give a fine that no other record has, never a round one."""
    return f"{13_000 + position * 7 + position % 89 / 100 + 0.11:.2f}"


def plant(folder: Path, people: int, kind: Kind = PRACTITIONERS) -> Planted:
    """Write the delivery: the records of the first subjects of the shipped sample under invented identities."""
    folder.mkdir(parents=True)
    originals = [f"{kind.letter}{person:09d}" for person in range(1, people + 1)]
    renamed = {old: f"{kind.letter}{SUBJECT}{person:03d}" for person, old in enumerate(originals)}
    numbers = [number_of(person) for person in range(people)]
    assert set(identity_number_defects(numbers).tolist()) == {""} and len(set(numbers)) == people
    amounts: set[str] = set()
    for record in kind.records:
        parts = sorted((SAMPLES / kind.subject / "records" / record).glob("*.parquet"))
        frame = pd.concat(
            [pq.read_table(part, filters=[("subject_id", "in", originals)]).to_pandas() for part in parts]
        )
        frame["subject_id"] = frame["subject_id"].map(renamed)
        if record == kind.main:
            paid = frame[frame[kind.money].notna()].index[:AMOUNTS]
            own = [amount_of(position) for position in range(len(paid))]
            frame[kind.money] = frame[kind.money].astype(str).where(frame[kind.money].notna())
            frame.loc[paid, kind.money] = own
            amounts |= set(own)
        if record == "shared_link":
            frame["token"] = [f"T-{what}-{CONTACT}{place:05x}" for place, what in enumerate(frame["kind"])]
        words = frame["status"] == "disputed"
        frame.loc[words, "reason"] = [f"{NAME}说：此事非我所为{position}" for position in range(int(words.sum()))]
        frame.to_csv(folder / f"{record}.csv", index=False, quoting=csv.QUOTE_MINIMAL)
    identity = {"subject_id": list(renamed.values()), "name": [name_of(person) for person in range(people)]}
    if kind is not INSURERS:
        identity["id_number"] = numbers
    if kind is PRACTITIONERS:
        identity["certificate"] = [f"{CERTIFICATE}{person:013d}" for person in range(people)]
    pd.DataFrame(identity).to_csv(folder / "identity.csv", index=False)
    return Planted(folder, list(renamed.values()), numbers, frozenset(amounts), kind)
