"""What was asked for is a file, a frame, a section and part of the digest; what does not apply is said."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.result import StudyResult
from tests.studies.further.conftest import make_table, put_on_bench

ASKED = {
    "brier_parts",
    "calibration_tests",
    "calibrated",
    "calibrated_by_group",
    "decisions",
    "fairness",
    "reliability_by_group",
    "drift",
    "spread",
    "agreement",
    "explanation_stability",
    "no_signal",
    "unseen",
}


def test_everything_asked_is_a_frame_and_a_file_and_a_part_of_the_page(dated: StudyResult) -> None:
    assert set(dated.exhibits) == ASKED
    page = dated.report.read_text(encoding="utf-8")
    for name in dated.exhibits:
        stored = pd.read_csv(dated.run_dir / f"{name}.csv", encoding="utf-8-sig")
        assert len(stored) == len(dated.frame(name)) > 0
        assert f'<h3 id="{name}">' in page and f"{name}.csv" in page
    for section in ("groups", "stability"):
        assert f'<section id="{section}">' in page and f'href="#{section}"' in page


def test_drawn_exhibits_are_drawn_in_both_languages(dated: StudyResult, folded: StudyResult) -> None:
    for name in ("calibrated", "decisions", "fairness", "reliability_by_group", "drift"):
        for language in ("zh", "en"):
            assert dated.plot(name, language=language).figure is not None
    assert folded.plot("ranks").figure is not None
    with pytest.raises(KeyError, match="fairness"):
        dated.plot("unheard_of")


def test_nothing_is_computed_that_nobody_asked_for(tmp_path: Path) -> None:
    plain = put_on_bench(tmp_path, time="year", test_from=2019, aside=["city"])
    assert plain.exhibits == ("agreement",)
    page = plain.report.read_text(encoding="utf-8")
    assert '<section id="groups">' not in page and '<section id="stability">' not in page


def test_frames_are_part_of_the_result_digest(tmp_path: Path) -> None:
    common = {"time": "year", "test_from": 2019, "aside": ["city"]}
    results = [
        put_on_bench(tmp_path, further={"decisions": {"cost_ratio": ratio}}, **common) for ratio in (4.0, 5.0, 4.0)
    ]
    assert results[0].result_digest != results[1].result_digest
    assert results[0].result_digest == results[2].result_digest
    assert results[0].run_dir != results[1].run_dir


def test_league_has_the_further_metrics_and_the_split_by_region(dated: StudyResult) -> None:
    league = dated.league
    assert {"gini", "ece", "expected_cost", "capture"} <= set(league["metric"])
    regions = league[(league["split"] == "by_region") & (league["metric"] == "auc")]
    assert list(regions["model"]) == ["prevalence", "logistic", "scorecard"] and regions["n"].eq(200).all()
    assert "area" not in set(dated.frame("indicators")["code"]), "no model sees what it is split by"
    assert [verdict["split"] for verdict in dated.verdicts] == ["out_of_time", "by_region"]


def test_drift_without_dates_does_not_apply_and_is_said(folded: StudyResult) -> None:
    (finding,) = [finding for finding in folded.content.findings if finding.code == "ICM212"]
    assert finding.where == "stability.drift"
    assert "drift" not in folded.exhibits


def test_too_few_events_leave_the_further_evaluation_out_with_a_cause(tmp_path: Path) -> None:
    table = make_table()
    table["bad"] = (table.index % 40 == 0).astype(float)
    few = put_on_bench(tmp_path, table=table, time="year", test_from=2019, further={"decisions": {}}, groups=["city"])
    assert not {"decisions", "fairness"} & set(few.exhibits)
    (finding,) = [finding for finding in few.content.findings if finding.code == "ICM212"]
    assert "5 events" in finding.found


def test_run_record_says_what_was_asked(dated: StudyResult) -> None:
    record = json.loads((dated.run_dir / "run.json").read_text(encoding="utf-8"))
    assert record["declared"]["further"]["decisions"]["cost_ratio"] == 4.0
    assert record["declared"]["by"] == {"region": "area"}


def test_records_have_groups_calibration_drift_and_what_to_repair(small_result: StudyResult) -> None:
    assert {
        "calibrated",
        "calibrated_by_group",
        "fairness",
        "reliability_by_group",
        "drift",
        "agreement",
        "repair",
    } <= set(small_result.exhibits)
    assert set(small_result.frame("fairness")["attribute"]) == {"sex", "region"}
    assert "by_region" in set(small_result.league["split"])
