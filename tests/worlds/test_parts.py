"""Parts: the columns of the record type, sorted, and admitted by the store's own check."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.statements import check_statements, statement_schema
from inscredit_models.worlds.parts import code_column, date_column, subject_ids
from tests.worlds.law_checks import CATEGORY_OF


@pytest.mark.parametrize("record", list(CATEGORY_OF))
def test_a_part_is_admitted_by_the_check_of_the_store(tables, record):
    findings, catalogue = Findings(), load_catalogue()
    declared = catalogue.record_type(record)
    typed = check_statements(tables.parts[record], declared, catalogue, record, findings)
    assert [str(finding) for finding in findings] == []
    assert typed is not None and typed.schema.equals(statement_schema(declared))


@pytest.mark.parametrize("record", list(CATEGORY_OF))
def test_rows_are_sorted_by_subject_day_and_record(tables, record):
    frame = tables.parts[record].select(["subject_id", "event_date", "record_id", "sequence"]).to_pandas()
    assert frame.equals(frame.sort_values(["subject_id", "event_date", "record_id", "sequence"], ignore_index=True))


def test_subject_names_sort_as_subjects_do_across_chunks():
    everyone = np.arange(25_000)
    names = subject_ids(0, everyone).to_pylist() + subject_ids(1, everyone).to_pylist()
    assert names == sorted(names) and len(set(names)) == 50_000


def test_missing_codes_and_dates_are_missing():
    assert code_column(np.array([-1, 0]), ["a"]).to_pylist() == [None, "a"]
    assert date_column(np.array([0, 0]), np.array([False, True])).null_count == 1
