"""Rows of an index."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.models.composite.units import read_units
from tests.models.composite.examples import small, table, with_cells


def codes_of(frame: pd.DataFrame, **head) -> list[str]:
    findings = Findings()
    read_units(frame, small(**head), findings)
    return [finding.code for finding in findings]


def test_values_stand_in_the_order_of_the_leaves() -> None:
    frame = table(5)
    units = read_units(frame, small(unit="name", group="region"), Findings())
    np.testing.assert_array_equal(units.values, frame[["complaints", "training", "capital", "assets"]])
    assert units.names.tolist() == frame["name"].tolist()
    assert units.groups.tolist() == frame["region"].tolist()
    assert (units.denominators == 1).all() and (units.times == 0).all()
    assert units.only(np.array([0])).names.tolist() == ["unit 0"]


def test_rows_without_names_are_numbered() -> None:
    assert read_units(table(3), small(), Findings()).names.tolist() == ["1", "2", "3"]


def test_denominators_are_read_from_their_columns() -> None:
    units = read_units(table(3), small(with_cells("complaints", denominator="policies")), Findings())
    np.testing.assert_array_equal(units.denominators[:, 0], table(3)["policies"])


def test_missing_columns_are_all_named() -> None:
    frame = table(5).drop(columns=["capital", "assets"])
    assert codes_of(frame, unit="nme") == ["ICM010"] * 3


def test_text_and_infinite_values_are_found_together() -> None:
    frame = table(5).astype({"capital": object})
    frame.loc[1, "capital"] = "much"
    frame.loc[2, "assets"] = np.inf
    assert "ICM011" in codes_of(frame)
    assert codes_of(table(5).assign(assets=[1, 2, 3, 4, np.inf])) == ["ICM027"]


def test_units_with_nothing_and_units_twice_are_found_together() -> None:
    frame = table(6)
    frame.loc[2, ["complaints", "training", "capital", "assets"]] = np.nan
    frame.loc[4, "name"] = "unit 0"
    assert codes_of(frame, unit="name") == ["ICM024", "ICM101"]


def test_a_unit_may_stand_once_in_each_year() -> None:
    frame = pd.concat([table(5).assign(year=2020.0), table(5, seed=1).assign(year=2021.0)])
    assert codes_of(frame, unit="name", time="year") == []


def test_a_row_without_its_name_is_found() -> None:
    frame = table(6)
    frame.loc[3, "name"] = None
    assert codes_of(frame, unit="name") == ["ICM007"]


def test_more_indicators_than_units_is_a_warning_and_one_unit_an_error() -> None:
    assert codes_of(table(3)) == ["ICM100"]
    assert codes_of(table(1)) == ["ICM026"]


def test_no_finding_shows_the_name_of_a_unit() -> None:
    frame = pd.concat([table(6)] * 2)
    findings = Findings()
    read_units(frame, small(unit="name"), findings)
    assert len(findings) == 1
    assert "unit 0" not in str(findings.items[0])


def test_dates_count_as_readable_numbers() -> None:
    frame = table(4).assign(as_of=pd.to_datetime(["2020-12-31", "2020-12-31", "2021-03-01", "2021-03-01"]))
    units = read_units(frame, small(unit="name", time="as_of"), Findings())
    assert units.times.tolist() == [20201231, 20201231, 20210301, 20210301]
