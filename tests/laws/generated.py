"""Generated declarations and hostile data: every kind over any record type, with counters of what was drawn.

Drawn from a random source that Hypothesis seeds, so that an example is quick to make and printed by its seed. Data are
hostile on purpose: missing cells, NaN and infinite numbers, ties, leap days, missing keys, empty groups, the largest
money a store may hold. Infinite numbers and missing keys are refused at the door; the rest must be computed.
"""

from __future__ import annotations

import datetime as dt
import random
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import Field, RecordType
from inscredit_models.indicators.declaration import COHORT_KINDS, DERIVED_KINDS, MEASURE_KINDS, Indicator
from inscredit_models.indicators.registry import load_registry, parse_indicator, parts_of
from inscredit_models.records.tables import TableStore, read_tables
from tests.reference.indicator_reference import shift

CATALOGUE = load_catalogue()
KINDS = (*MEASURE_KINDS, *DERIVED_KINDS, *COHORT_KINDS)
SUBJECTS = ("practitioner", "enterprise", "consumer", "regulator")
POPULATED = {item.subject: item.code for item in load_registry().populations}
DAYS = (dt.date(2024, 2, 29), dt.date(2023, 2, 28), dt.date(2024, 4, 30), dt.date(2024, 3, 30), dt.date(2020, 2, 29))
MONTHS = (1, 3, 12, 24, 60)
DECLARATIONS = 8
"""How many declarations share a store, and so one run of the engine."""
RECORDS = 4
"""How many record types a store has, so that its declarations meet in the same tables."""
LARGEST = Decimal("999999999999999.99")
MONEY = ("0.00", "0.01", "-0.10", "100.00", "12345.67", "5000.00")
WHOLE = (0, 0, 1, 2, 3, 10, 25, -4, 10**14)
SPECIAL = (
    "missing cell",
    "NaN cell",
    "infinite cell",
    "infinite cell below",
    "missing key",
    "tie of dates",
    "tie of values",
    "leap day",
    "empty group",
    "huge money",
    "withdrawn",
    "repaired",
    "disputed",
    "known late",
)

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Example:
    """Drawn declarations with what they are made of, and rows."""

    subject: str
    as_of: dt.date
    indicators: tuple[Indicator, ...]
    rows: Rows
    operator_class: str
    refused: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    """Rows the door must refuse: record type, row, code of the finding."""

    def store(self) -> TableStore:
        """Take the rows into a store in memory."""
        tables = read_tables({code: rows for code, rows in self.rows.items() if rows}, subject=self.subject)
        days = (dt.date(2000, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 6, 30))
        return TableStore(tables, self.subject, self.operator_class, *days)


class Drawing:
    """Draws one example and counts the special values in it.

    Parameters
    ----------
    rng : random.Random
        Where everything is drawn from.
    seen : collections.Counter
        What was drawn so far, by word.
    subject : str, optional
        Subject type; drawn, too, where it is not given.
    """

    def __init__(self, rng: random.Random, seen: Counter[str], subject: str | None = None) -> None:
        self.rng, self.seen = rng, seen
        self.letter = ""
        self.subject = subject or rng.choice(SUBJECTS)
        self.as_of = rng.choice(DAYS)
        self.records = self._records(CATALOGUE.records_of(self.subject))
        # Marking disputes is a second run of the engine; one store in seven is enough for that.
        self.disputes = ("disputed",) if rng.random() < 0.15 else ()

    def example(self, kinds: Sequence[str] | None = None) -> Example:
        """Draw declarations of these kinds (or of different ones), with what they are made of, and rows."""
        indicators: list[Indicator] = []
        for letter, kind in zip(string.ascii_lowercase, kinds or self.rng.sample(KINDS, DECLARATIONS), strict=False):
            self.letter = letter
            made = self.declare(kind)
            indicators += made
            self.seen[made[0].compute.kind] += 1
        read = {part.record for item in indicators for part in parts_of(item)}
        read |= {peer.record for item in indicators for peer in getattr(item.compute, "peers", ())}
        read |= {"registration"} if any(getattr(item.compute, "among", None) for item in indicators) else set()
        keeper = self.rng.choice(["credit_agency", "regulator", "industry_body"])
        rows = {code: self.rows(CATALOGUE.record_type(code), keeper) for code in sorted(read)}
        example = Example(self.subject, self.as_of, tuple(indicators), rows, keeper)
        self._spoil(example)
        self._count(example)
        return example

    def _records(self, of_subject: Sequence[RecordType]) -> tuple[RecordType, ...]:
        """Draw some record types, one with figures and one with a text among them where the subject has such."""
        wanted = [[item for item in of_subject if held(item)] for held in (_figures, _texts)]
        drawn = {self.rng.choice(some).code for some in wanted if some}
        others = [item.code for item in of_subject if item.code not in drawn]
        drawn |= set(self.rng.sample(others, min(len(others), RECORDS - len(drawn))))
        return tuple(item for item in of_subject if item.code in drawn)

    def _code(self, name: str) -> str:
        return f"{self.letter}_{name}"

    # ---- declarations ----

    def declare(self, kind: str) -> tuple[Indicator, ...]:
        """Draw an indicator of a kind, and behind it what it is made of."""
        if kind == "ratio":
            scale = self.rng.choice([1, 10000])
            zero = self.rng.choice(["missing", "zero"])
            parts = {"numerator": self.measure(), "denominator": self.measure()}
            return (self._indicator(self._code("it"), kind=kind, scale=scale, when_denominator_zero=zero, **parts),)
        if kind == "change":
            of = self.measure() | {"window": {"months": self.rng.choice(MONTHS)}}
            return (
                self._indicator(self._code("it"), kind=kind, of=of, form=self.rng.choice(["difference", "relative"])),
            )
        if kind == "formula":
            names = [self._code("x"), self._code("y")]
            made = [self._indicator(name, **self.measure()) for name in names]
            args = [{"indicator": name} for name in names] + [{"constant": self.rng.choice([0.0, 0.5, -3.0])}]
            op = self.rng.choice(["add", "subtract", "divide", "smallest", "largest"])
            chosen = self.rng.sample(args, 2)
            return (self._indicator(self._code("it"), kind=kind, expression={"op": op, "args": chosen}), *made)
        if kind == "peer_percentile":
            return self._percentile()
        if kind == "contagion":
            return self._contagion()
        return (
            self._indicator(
                self._code("it"), **(self._authenticity() if kind == "authenticity" else self.measure(kind))
            ),
        )

    def measure(self, kind: str | None = None) -> dict[str, Any]:
        """Draw a measure of one record type."""
        kind = kind or self.rng.choice(MEASURE_KINDS)
        needs_number = kind in ("total", "average", "extreme", "latest", "trend", "dispersion")
        record = self.rng.choice([item for item in self.records if not needs_number or _numeric(item)])
        drawn = {"kind": kind, "record": record.code, "where": self.conditions(record)} | self.span()
        if needs_number:
            drawn["field"] = self.rng.choice(_numeric(record)).name
        if kind == "distinct":
            drawn["field"] = self.rng.choice(record.fields).name
        if kind == "share":
            parts = ("numerator", "denominator", "exclusions")
            drawn |= {part: self.conditions(record, least=part == "numerator") for part in parts}
        choices = {
            "extreme": ("which", ["smallest", "largest"]),
            "recency": ("since", ["last", "first"]),
            "flag": ("on", ["any", "latest"]),
            "dispersion": ("form", ["standard_deviation", "coefficient_of_variation"]),
        }
        if kind in choices:
            name, values = choices[kind]
            drawn[name] = self.rng.choice(values)
        return drawn

    def span(self) -> dict[str, Any]:
        """Draw a window and a lag."""
        window = {"window": {"months": self.rng.choice(MONTHS)}} if self.rng.random() < 0.7 else {}
        return window | ({"lag": {"months": self.rng.choice(MONTHS)}} if self.rng.random() < 0.2 else {})

    def conditions(self, record: RecordType, *, least: bool = False) -> list[dict[str, Any]]:
        """Draw none, one or two conditions on fields that are no dates."""
        fields = [item for item in record.fields if item.type != "date"]
        number = max(int(least), self.rng.choice([0, 0, 1, 1, 2]))
        return [self._condition(self.rng.choice(fields)) for _ in range(number)] if fields else []

    def _condition(self, declared: Field) -> dict[str, Any]:
        if declared.type == "boolean":
            return {"field": declared.name, "is": self.rng.random() < 0.5}
        if declared.type in ("integer", "decimal"):
            operator = self.rng.choice(["is", "at_least", "at_most", "above", "below"])
            limit = self.rng.choice([0, 1, 25] if declared.type == "integer" else [0, 0.01, 100, 12345.67])
            return {"field": declared.name, operator: limit}
        values = CATALOGUE.codes(declared.codes) if declared.type == "code" else ("a", "b", "s1")
        if self.rng.random() < 0.5:
            return {"field": declared.name, "is": self.rng.choice(values)}
        some = tuple(self.rng.sample(list(values), min(2, len(values))))
        return {"field": declared.name, self.rng.choice(["in", "not_in"]): some}

    def _percentile(self) -> tuple[Indicator, ...]:
        fields = [
            {"record": record.code, "field": item.name}
            for record in self.records
            for item in record.fields
            if item.type == "boolean" or (item.type == "code" and len(CATALOGUE.codes(item.codes)) < 12)
        ]
        peers = self.rng.sample(fields, self.rng.choice([0, 1, 1]))
        among = {"among": POPULATED[self.subject]} if self.subject in POPULATED and self.rng.random() < 0.2 else {}
        limits = {"minimum_peers": self.rng.choice([1, 1, 2])}
        made = self._indicator(
            self._code("x"), **self.measure(self.rng.choice(["count", "total", "latest", "average", "share"]))
        )
        return self._indicator(
            self._code("it"), kind="peer_percentile", of=self._code("x"), peers=peers, **among, **limits
        ), made

    def _authenticity(self) -> dict[str, Any]:
        figures = []
        for record in self.rng.sample([item for item in self.records if _figures(item)], 1):
            names = [item.name for item in _figures(record)]
            chosen = self.rng.sample(names, min(len(names), 2))
            figures.append({"record": record.code, "fields": chosen, "where": self.conditions(record)} | self.span())
        test = self.rng.choice(["first_digit", "second_digit", "heaping", "bunching"])
        statistics = {"heaping": ["excess", "index", "p_value"], "bunching": ["share", "p_value"]}
        statistic = self.rng.choice(statistics.get(test, ["mad", "chi_square", "p_value"]))
        others: dict[str, Any] = {"multiple": 10, "step": self.rng.choice([1, 5])} if test == "heaping" else {}
        others |= {"line": self.rng.choice([0.01, 25, 100.0]), "width": 30.5} if test == "bunching" else {}
        head = {"kind": "authenticity", "test": test, "statistic": statistic, "figures": figures}
        return head | others | {"minimum_figures": self.rng.choice([1, 2, 3])}

    def _contagion(self) -> tuple[Indicator, ...]:
        texts = [(record, item) for record in self.records for item in _texts(record)]
        made = self._indicator(
            self._code("x"), **self.measure(self.rng.choice(["count", "total", "latest", "recency"]))
        )
        if not texts:
            return (
                self._indicator(self._code("it"), kind="peer_percentile", of=self._code("x"), minimum_peers=1),
                made,
            )
        record, text = self.rng.choice(texts)
        via = self.rng.choice(["named", "shared"])
        weights = [item.name for item in _figures(record)]
        links = {"record": record.code, "field": text.name, "via": via, "where": self.conditions(record)} | self.span()
        if via == "named" and weights and self.rng.random() < 0.5:
            links["weight"] = self.rng.choice(weights)
        if via == "shared" and self.rng.random() < 0.3:
            links["largest_group"] = 2
        limits = {"above": self.rng.choice([0.0, 1.0, -5.0]), "minimum_links": self.rng.choice([1, 1, 2])}
        return self._indicator(self._code("it"), kind="contagion", of=self._code("x"), links=links, **limits), made

    def _indicator(self, code: str, **compute: Any) -> Indicator:
        head = {"code": code, "zh": "甲", "en": "A", "subject": self.subject, "category": self.records[0].category}
        return Indicator.model_validate(
            parse_indicator(head | {"direction": "none", "unit": "x", "source": "test"} | _frozen(compute))
        )

    # ---- rows ----

    def rows(self, record: RecordType, keeper: str) -> list[dict[str, Any]]:
        """Draw the statements of none to nine records of a type."""
        edges = _edges(self.as_of)
        return [
            row
            for number in range(self.rng.choice([0, 1, 3, 5, 9]))
            for row in self._statements(record, number, edges, keeper)
        ]

    def _statements(
        self, record: RecordType, number: int, edges: tuple[dt.date, ...], keeper: str
    ) -> list[dict[str, Any]]:
        event = self.rng.choice(edges)
        known = max(event, self.rng.choice([event, *edges]))
        subject, rows = self.rng.choice(["s1", "s2", "s3", "中4"]), []
        for sequence in range(1, self.rng.choice([1, 1, 1, 2, 3]) + 1):
            status = self.rng.choice(["corrected", "withdrawn", "repaired", "ended", *self.disputes])
            if status == "repaired" and not record.adverse:
                status = "corrected"
            shared = {"record_id": f"{record.code}-{number}", "sequence": sequence, "subject_id": subject}
            times = {"event_date": event, "known_date": known, "operator_class": keeper}
            content = {item.name: self.cell(item) for item in record.fields}
            rows.append(shared | times | {"status": "asserted" if sequence == 1 else status} | content)
            known = max(known, self.rng.choice([known, *edges]))
        return rows

    def cell(self, declared: Field) -> Any:
        if not declared.mandatory and self.rng.random() < 0.2:
            return None
        if declared.type == "code":
            return self.rng.choice(CATALOGUE.codes(declared.codes))
        if declared.type == "integer":
            return self.rng.choice(WHOLE)
        if declared.type == "decimal":
            return self.rng.choice([*map(Decimal, MONEY), LARGEST, -LARGEST])
        if declared.type == "boolean":
            return self.rng.random() < 0.5
        if declared.type == "date":
            return self.rng.choice(_edges(self.as_of))
        return self.rng.choice(["a", "b", "s1", "s2", "s3"])

    def _spoil(self, example: Example) -> None:
        """Put NaN for some missing cells, and make rows that the door must refuse."""
        for code, rows in example.rows.items():
            record = CATALOGUE.record_type(code)
            numbers = [item.name for item in _figures(record)]
            for row in rows:
                for name in numbers:
                    if row[name] is None and self.rng.random() < 0.5:
                        row[name] = float("nan")
            if not rows or self.rng.random() > 0.2:
                continue
            bad = dict(self.rng.choice(rows)) | {"record_id": "bad", "sequence": 1, "status": "asserted"}
            if numbers and self.rng.random() < 0.7:
                below = self.rng.random() < 0.5
                bad[self.rng.choice(numbers)] = float("-inf" if below else "inf")
                self.seen["infinite cell below" if below else "infinite cell"] += 1
                example.refused.append((code, bad, "ICM011"))
            else:
                bad[self.rng.choice(["record_id", "subject_id", "event_date"])] = None
                self.seen["missing key"] += 1
                example.refused.append((code, bad, "ICM007"))

    def _count(self, example: Example) -> None:
        rows = [row for several in example.rows.values() for row in several]
        cells = [value for row in rows for value in row.values()]
        self.seen["missing cell"] += any(value is None for value in cells)
        self.seen["NaN cell"] += any(isinstance(value, float) and value != value for value in cells)
        self.seen["huge money"] += any(isinstance(value, Decimal) and abs(value) == LARGEST for value in cells)
        self.seen["leap day"] += any(row["event_date"].strftime("%m-%d") == "02-29" for row in rows)
        self.seen["tie of dates"] += _tied(rows, "subject_id", "event_date", "known_date")
        numbers = [(row["subject_id"], value) for row in rows for value in row.values() if isinstance(value, Decimal)]
        self.seen["tie of values"] += len(set(numbers)) < len(numbers)
        self.seen["empty group"] += any(not several for several in example.rows.values())
        for status in ("withdrawn", "repaired", "disputed"):
            self.seen[status] += any(row["status"] == status for row in rows)
        self.seen["known late"] += any(row["known_date"] > example.as_of >= row["event_date"] for row in rows)


def _tied(rows: list[dict[str, Any]], *names: str) -> bool:
    keys = {(*(row[name] for name in names), row["record_id"]) for row in rows}
    return len({key[:-1] for key in keys}) < len(keys)


def _edges(as_of: dt.date) -> tuple[dt.date, ...]:
    """Give days on both sides of window starts and of as_of."""
    near = [shift(as_of, -months) for months in (0, *MONTHS)]
    days = {day + dt.timedelta(days=step) for day in near for step in (-1, 0, 1)}
    return tuple(sorted(days | {dt.date(2020, 2, 29), dt.date(2016, 2, 29)}))


def _numeric(record: RecordType) -> list[Field]:
    return [item for item in record.fields if item.type in ("integer", "decimal", "boolean")]


def _figures(record: RecordType) -> list[Field]:
    return [item for item in record.fields if item.type in ("integer", "decimal")]


def _texts(record: RecordType) -> list[Field]:
    return [item for item in record.fields if item.type == "text"]


def _frozen(value: Any) -> Any:
    """Give lists as tuples, as a strict declaration wants them."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
