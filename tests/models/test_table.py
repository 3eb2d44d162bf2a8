"""A labelled table becomes a dataset, or is refused with everything that is wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Findings
from inscredit_models.models.table import TableRoles, make_dataset, parse_time, treat_as_missing

FRAME = pd.DataFrame(
    {
        "x": [1.0, 2.0, np.nan, 4.0],
        "city": pd.Series(["a", None, "b", "a"], dtype="str"),
        "who": pd.Series(["p", "p", "q", "r"], dtype="str"),
        "day": pd.Series(["2020-01-31", "2020-02-29", "2021-01-31", "2021-02-28"], dtype="str"),
        "bad": [0.0, 1.0, 1.0, 0.0],
    }
)


def _codes(frame: pd.DataFrame, roles: TableRoles) -> list[str]:
    findings = Findings()
    assert make_dataset(frame, roles, "t", findings) is None
    return [finding.code for finding in findings]


def test_roles_are_no_features() -> None:
    roles = TableRoles("bad", subject_id="who", time="day", directions=(("x", -1),))
    dataset = make_dataset(FRAME, roles, "t", Findings())
    assert [(f.code, f.kind, f.direction) for f in dataset.features] == [
        ("x", "numeric", -1),
        ("city", "categorical", 0),
    ]
    assert dataset.y.tolist() == [0, 1, 1, 0]
    assert dataset.subject_id.tolist() == ["p", "p", "q", "r"] and dataset.has_repeated_subjects
    assert dataset.as_of[1] == np.datetime64("2020-02-29")


@pytest.mark.parametrize(("positive", "expected"), [("0", [1, 0, 0, 1]), ("1", [0, 1, 1, 0]), ("1.0", [0, 1, 1, 0])])
def test_positive_names_the_event(positive: str, expected: list[int]) -> None:
    assert make_dataset(FRAME, TableRoles("bad", positive), "t", Findings()).y.tolist() == expected


def test_wrong_targets_are_refused() -> None:
    assert _codes(FRAME.assign(bad=1.0), TableRoles("bad")) == ["ICM020"]
    assert _codes(FRAME.assign(bad=[0.0, 1.0, 2.0, 0.0]), TableRoles("bad")) == ["ICM021"]
    assert _codes(FRAME, TableRoles("city", "a")) == ["ICM007"], "a missing outcome is not an outcome"
    assert _codes(FRAME, TableRoles("bad", "7")) == ["ICM008"]
    text = FRAME.assign(bad=pd.Series(["n", "y", "y", "n"], dtype="str"))
    assert _codes(text, TableRoles("bad")) == ["ICM007"], "which text is the event is not guessed"


def test_unknown_columns_are_found_together() -> None:
    assert _codes(FRAME, TableRoles("bda", group="whom", time="dya")) == ["ICM010"] * 3


def test_dates_that_cannot_be_read_are_refused() -> None:
    frame = FRAME.assign(day=pd.Series(["2020-01-31", "31.12.2020", "2021-02-30", "2021-01-01"], dtype="str"))
    assert _codes(frame, TableRoles("bad", time="day")) == ["ICM016"]


def test_time_may_be_a_number_or_a_day() -> None:
    findings = Findings()
    assert parse_time("2019", np.array([2018.0]), "w", findings) == 2019.0
    assert parse_time("2019-12-31", np.array(["2018-01-01"], dtype="datetime64[D]"), "w", findings) == np.datetime64(
        "2019-12-31"
    )
    assert parse_time("then", np.array([2018.0]), "w", findings) is None
    assert parse_time("2019-13-01", np.array(["2018-01-01"], dtype="datetime64[D]"), "w", findings) is None
    assert [finding.code for finding in findings] == ["ICM006", "ICM016"]


def test_special_values_become_missing_and_are_counted() -> None:
    findings = Findings()
    frame = treat_as_missing(FRAME, [("x", "4"), ("city", "a"), ("none", "1")], "t", findings)
    assert frame["x"].isna().tolist() == [False, False, True, True]
    assert frame["city"].isna().tolist() == [True, True, False, True]
    assert [finding.code for finding in findings] == ["ICM060", "ICM060", "ICM010"]
    assert "1 cells" in next(iter(findings)).found
