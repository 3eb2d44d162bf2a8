"""A labelled table on its way to the bench: models, protocol, division, counts, identity."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.table import TableRoles
from inscredit_models.records.intake import TableOptions
from inscredit_models.studies.bench_table import (
    TABLE_MODELS,
    ask_and_check,
    check_protocol,
    chosen_models,
    count_parts,
    cut_rows,
    digest_rows,
    read_bench_table,
    read_expert,
)

DATA = Dataset(pd.DataFrame({"x": np.arange(20.0)}), np.arange(20) % 2, (), as_of=np.repeat([2018.0, 2019.0], 10))


def codes(findings: Findings) -> list[str]:
    return [finding.code for finding in findings]


def test_the_reference_always_plays_and_own_models_keep_their_names() -> None:
    mine = LogisticRegression()
    assert chosen_models([("mine", mine)], "logistic", Findings()) == (("mine", "logistic"), {"mine": mine})
    assert chosen_models(None, "logistic", Findings())[0] == TABLE_MODELS


def test_time_and_beginning_of_the_test_come_together() -> None:
    findings = Findings()
    check_protocol("year", None, -1, findings)
    assert codes(findings) == ["ICM007", "ICM006"]


def test_rows_are_divided_by_time_or_into_folds() -> None:
    (late,) = cut_rows(DATA, TableRoles("y", time="year"), 2019, 5, 2, 0, "t", Findings())
    assert late.split == "out_of_time" and late.test.tolist() == list(range(10, 20))
    folds = cut_rows(DATA, TableRoles("y"), None, 5, 2, 0, "t", Findings())
    assert len(folds) == 10
    counts = count_parts(DATA, folds)
    assert len(counts) == 10 and set(counts.loc[counts["part"] == "test", "rows"]) == {4}


def test_a_moment_that_is_none_is_refused() -> None:
    with pytest.raises(Refused):
        cut_rows(DATA, TableRoles("y", time="year"), "later", 5, 2, 0, "t", Findings())


def test_identity_is_made_of_columns_outcome_subjects_and_moments() -> None:
    others = [
        Dataset(DATA.X + 1, DATA.y, (), as_of=DATA.as_of),
        Dataset(DATA.X, 1 - DATA.y, (), as_of=DATA.as_of),
        Dataset(DATA.X, DATA.y, (), as_of=DATA.as_of, subject_id=np.array([f"p{n}" for n in range(20)])),
        Dataset(DATA.X, DATA.y, (), as_of=DATA.as_of + 1),
    ]
    assert len({digest_rows(DATA), *(digest_rows(other) for other in others)}) == 5


def test_a_frame_has_the_name_it_is_given_and_a_file_its_own(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0]})
    options = TableOptions("utf-8", (), (), ())
    assert read_bench_table(frame, "mine", options, Findings())[0] == "mine"
    path = tmp_path / "t.csv"
    frame.to_csv(path, index=False)
    assert read_bench_table(path, "mine", options, Findings())[0] == "t.csv"


def test_a_scoring_system_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert read_expert(None, Findings()) is None
    with pytest.raises(Refused):
        read_expert(tmp_path / "none.toml", Findings())


def test_what_is_asked_is_checked_with_models_metrics_and_splits() -> None:
    findings = Findings()
    asked = {"calibration": {"methods": ["platt"], "models": ["scorcard"]}}
    by = {"kind": "a", "size": "b"}
    ask_and_check(asked, (), by, ("ginni",), ("logistic", "scorecard"), 0.02, findings)
    assert codes(findings) == ["ICM008", "ICM008", "ICM006"]
