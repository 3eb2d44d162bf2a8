"""Naming rows without naming values."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.findings import Findings
from inscredit_models.records.rows import RowFindings, as_mask, count_cells, name_rows, report_rows


def test_the_first_twenty_rows_are_named_and_the_rest_counted() -> None:
    text = name_rows(np.ones(25, dtype=bool))
    assert text.startswith("rows 2, 3, 4")
    assert text.endswith("20, 21 and 5 more")


def test_one_cell_is_singular() -> None:
    assert count_cells(np.array([True]), "too many") == "1 cell too many"


def test_null_is_false_in_a_mask_whether_chunked_or_not() -> None:
    for values in (pa.array([True, None, False]), pa.chunked_array([[True], [None, False]])):
        assert as_mask(values).tolist() == [True, False, False]


TEXTS = ("fine", "ICM079", "below zero", "0 or more", "check the sign")


def test_rows_are_named_by_their_number_in_the_file_and_remembered_by_position() -> None:
    findings = RowFindings(numbers=np.array([2, 5, 9]))
    report_rows(np.array([False, True, True]), *TEXTS, where="a.csv", findings=findings)
    report_rows(np.array([False, False, False]), *TEXTS, where="a.csv", findings=findings)
    assert [finding.where for finding in findings] == ["a.csv, column 'fine', rows 5, 9"]
    assert [(mark.code, mark.rows.tolist()) for mark in findings.marks] == [("ICM079", [1, 2])]


def test_errors_without_rows_are_about_the_whole() -> None:
    findings = RowFindings()
    report_rows(np.array([True]), *TEXTS, where="a.csv", findings=findings)
    assert findings.of_the_whole() == ()
    findings.add("ICM010", "a.csv, header", "no column 'x'", "it", "add it")
    assert [finding.code for finding in findings.of_the_whole()] == ["ICM010"]


def test_a_plain_collector_gets_the_finding_alone() -> None:
    findings = Findings()
    report_rows(np.array([True]), *TEXTS, where="a.csv", findings=findings)
    assert [finding.found for finding in findings] == ["1 cell below zero"]
