"""The story of coverage: stores and dates become rates, states and a page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.studies.coverage_study import coverage
from tests.records.coverage.small import AS_OF, collected, registered, write

REGULATORS = Path(__file__).parents[2] / "data_samples" / "simulated" / "regulator"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    write(tmp_path / "store", {"registration": [registered(1)]}, sides={"collection": collected()})
    return tmp_path / "store"


def test_two_types_give_their_own_rates_and_those_over_all(store: Path, tmp_path: Path) -> None:
    study = coverage([store, REGULATORS], AS_OF, out=tmp_path / "out")
    assert set(study.rates["subject"]) == {"practitioner", "regulator", "all"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"rates.csv", "states.csv", "coverage.html"}
    written = pd.read_csv(tmp_path / "out" / "rates.csv")
    assert len(written) == len(study.rates)


def test_the_terminal_shows_verdicts_measures_and_findings(store: Path) -> None:
    text = coverage(store, AS_OF).text()
    for words in ("两个目标均达到", "both goals", "类别覆盖率 category coverage", "ICM180"):
        assert words in text


def test_the_summary_has_null_for_what_cannot_be_said(store: Path) -> None:
    rates = coverage(store, AS_OF).summary()["rates"]
    assert [row["rate"] for row in rates if row["measure"] == "cov_subject"] == [None]


def test_a_register_of_another_type_and_a_type_twice_are_refused(store: Path) -> None:
    with pytest.raises(Refused) as refusal:
        coverage([store, store], AS_OF, registers={"consumer": store / "identity.parquet"})
    assert {finding.code for finding in refusal.value.findings} == {"ICM024", "ICM008"}


def test_a_register_gives_subject_coverage(store: Path, tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text("subject_id\nP1\nP2\n", encoding="utf-8")
    study = coverage(store, AS_OF, registers={"practitioner": tmp_path / "register.csv"})
    row = study.totals().set_index(["measure", "weighting"]).loc[("cov_subject", "cells")]
    assert row["rate"] == 0.5 and study.findings == ()


def test_a_refused_day_leaves_nothing(store: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ICM023"):
        coverage(store, dt.date(2030, 1, 1), out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_frames_and_figures_by_name(store: Path) -> None:
    study = coverage(store, AS_OF)
    assert len(study.frame("states")) == 5
    assert study.plot("bureaus").patches
    with pytest.raises(KeyError, match="no frame"):
        study.frame("cells")
