import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.groups import band, read_groups
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.tables import TableStore


def store(rows, operator_class="regulator"):
    """A store of profiles: (record, sequence, status, subject, event day, known day, region, sex)."""
    schema = statement_schema(load_catalogue().record_type("profile"))
    names = ("record_id", "sequence", "status", "subject_id", "event_date", "known_date", "source_region", "sex")
    made = [dict.fromkeys(schema.names) | dict(zip(names, row, strict=True)) for row in rows]
    table = pa.Table.from_pylist([row | {"operator_class": operator_class} for row in made], schema=schema)
    return TableStore(
        {"profile": table},
        subject="practitioner",
        operator_class=operator_class,
        records_from=dt.date(2020, 1, 1),
        records_to=dt.date(2024, 12, 31),
        extract_date=dt.date(2024, 12, 31),
    )


def day(text):
    return dt.date.fromisoformat(text)


MOVED = store(
    [
        ("a", 1, "asserted", "p1", day("2020-03-01"), day("2020-03-05"), "Region 01", "female"),
        ("b", 1, "asserted", "p1", day("2022-03-01"), day("2022-06-01"), "Region 02", "female"),
        ("c", 1, "asserted", "p2", day("2021-01-01"), day("2021-01-01"), "Region 03", None),
        ("d", 1, "asserted", "p3", day("2021-01-01"), day("2021-01-01"), "Region 04", "male"),
        ("d", 2, "withdrawn", "p3", day("2021-01-01"), day("2021-07-01"), "Region 04", "male"),
    ]
)


def ask(field, *rows):
    frame = pd.DataFrame(rows, columns=["subject_id", "as_of"]).astype({"as_of": "datetime64[us]"})
    return read_groups(MOVED, "profile", field, frame).tolist()


def test_the_latest_record_known_at_the_date_says_the_group():
    rows = [("p1", "2022-05-31"), ("p1", "2022-06-01"), ("p1", "2020-03-04"), ("p2", "2022-06-01")]
    assert ask("source_region", *rows) == ["Region 01", "Region 02", None, "Region 03"]


def test_what_was_withdrawn_says_nothing_from_then_on():
    assert ask("source_region", ("p3", "2021-06-30"), ("p3", "2021-07-01")) == ["Region 04", None]


def test_a_record_without_a_value_leaves_the_group_missing():
    assert ask("sex", ("p2", "2022-06-01"), ("p1", "2022-06-01"), ("nobody", "2022-06-01")) == [None, "female", None]


def test_nothing_asked_is_nothing_read():
    assert len(read_groups(MOVED, "profile", "sex", pd.DataFrame({"subject_id": [], "as_of": []}))) == 0


def test_bands_are_half_open_and_hold_every_number():
    values = np.array([-5.0, 0.0, 9.99, 10.0, 99.0, 100.0, 1e9])
    assert band(values, (0, 10, 100)).tolist() == ["<0", "0–10", "0–10", "10–100", "10–100", "≥100", "≥100"]
    assert band([None, float("nan")], (1,)).tolist() == [None, None]


@pytest.mark.parametrize(("value", "name"), [(3.0, "3"), (3.5, "3.5"), ("a", "a"), (True, "True")])
def test_a_value_is_its_own_group(value, name):
    assert band([value], ()).tolist() == [name]
