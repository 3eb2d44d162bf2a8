"""Insurers in the validation table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.validation.insurers import POINTS, insurer_rows, measure_insurers
from inscredit_models.evaluation.validation.measures import MEASURES
from inscredit_models.worlds.parts import ChunkTables
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import make_world


def test_figures_are_scores_of_their_quarter() -> None:
    rows = insurer_rows(check_subject("enterprise").make_chunk(make_world(3, subject="enterprise"), 0, 180))
    assert list(rows) == list(POINTS) and not rows.index.duplicated().any()
    last = rows.xs("2024Q4", level="period")
    assert last["core"].mean() == pytest.approx(0, abs=1e-9) and last["core"].std() == pytest.approx(1)
    early = rows[rows.index.get_level_values("period") < "2015Q1"]
    assert early["core_change"].isna().all() and early["governance"].isna().mean() > 0.7  # nothing a year ago yet


def test_the_oracle_sees_more_than_those_who_read_reports() -> None:
    found = measure_insurers(Path("nothing is written"), "prototype_12", 180, 11)
    assert set(found) == set(MEASURES["enterprise"]) and np.isfinite(list(found.values())).all()
    assert found["oracle"] > max(found["expert"], found["logistic"], found["boosting"])
    assert found["core_before"] > found["core_after"]


def test_in_the_world_of_the_table_every_report_is_there() -> None:
    whole, gaps = (
        check_subject("enterprise").make_chunk(make_world(3, subject="enterprise", variant=variant), 0, 180)
        for variant in ("prototype_12", "default")
    )

    def said(tables: ChunkTables, record: str) -> pd.DataFrame:
        rows = tables.parts[record].to_pandas()
        return rows[rows["event_date"] < dt.date(2025, 1, 1)]  # the last year is known late

    for record, periods in (("solvency", 44), ("complaint_quarter", 44), ("governance_score", 11)):
        assert len(said(whole, record)) == 180 * periods, record  # once, never corrected
    assert said(gaps, "solvency")[["subject_id", "event_date"]].drop_duplicates().shape[0] < 0.95 * 180 * 44


def test_entries_are_counted_among_all_insurers() -> None:
    world = make_world(4, subject="enterprise", variant="prototype_12")
    weak = check_subject("enterprise").make_chunk(world, 0, 180).truth["latent_enterprise"].to_pandas()
    state = weak.assign(period=weak["period"].astype("str")).pivot(index="subject_id", columns="period", values="weak")
    state = state.to_numpy()
    enters = [~state[:, q] & state[:, q + 1 : q + 5].any(axis=1) for q in range(3, 44, 4)]
    found = measure_insurers(Path("nothing is written"), "prototype_12", 180, 4)
    assert found["entry"] == pytest.approx(np.mean(enters))
