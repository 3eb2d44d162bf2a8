import datetime as dt

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.migration.histories import read_histories

from .examples import toy


def codes(frame, **changes):
    options = {"grades": "AB", "order": "best_first", "default": "D"} | changes
    with pytest.raises(Refused) as refused:
        read_histories(frame, **options)
    return [finding.code for finding in refused.value.findings]


def test_a_grade_holds_from_its_day_until_the_next_one():
    histories = read_histories(toy(), "AB", order="best_first", default="D")
    assert histories.grades == ("A", "B", "D")
    assert histories.state_at(dt.date(2020, 12, 31)).tolist() == [-1] * 20
    assert histories.state_at(dt.date(2021, 1, 31))[0] == 0
    assert histories.state_at(dt.date(2021, 2, 1))[0] == 1
    assert histories.state_at(dt.date(2022, 1, 1)).tolist() == [1, *[0] * 9, 0, 2, *[1] * 8]


def test_grades_stated_worst_first_are_turned_and_the_order_of_rows_means_nothing():
    turned = read_histories(toy().iloc[::-1], "BA", order="worst_first", default="D")
    plain = read_histories(toy(), "AB", order="best_first", default="D")
    assert turned.grades == plain.grades
    assert (turned.state == plain.state).all()


def test_what_is_wrong_is_named_at_once():
    frame = toy()
    more = pd.DataFrame({"subject_id": ["B1", "A1", "A2"], "day": ["2021-08-01", "2021-01-01", "soon"], "grade": "A"})
    bad = pd.concat([frame, more], ignore_index=True)
    bad.loc[len(bad)] = ("A3", "2021-05-01", "E")
    assert codes(bad) == ["ICM016", "ICM017", "ICM014", "ICM006"]
    assert codes(frame.rename(columns={"day": "date"}), order=None) == ["ICM255", "ICM010"]
    assert codes(frame, order="defaults") == ["ICM256"]
    assert codes(frame.iloc[:0]) == ["ICM006"]


def test_no_subject_is_named_in_a_finding():
    frame = pd.concat([toy(), toy()])
    with pytest.raises(Refused) as refused:
        read_histories(frame, "AB", order="best_first", default="D")
    assert "A0" not in str(refused.value)
