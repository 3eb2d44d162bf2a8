"""The study on a company panel: the shipped experiment, another panel, and real solvency quarters."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.cli import main
from inscredit_models.config import TableExperiment, read_experiment
from inscredit_models.findings import Findings, Refused
from inscredit_models.records.company_panel.declaration import read_mapping
from inscredit_models.records.company_panel.intake import CompanyPanel, read_company_panel
from inscredit_models.records.company_panel.quality import check_quality
from inscredit_models.studies.further.declaration import GroupAttribute
from inscredit_models.studies.grouping import groups_of_panel
from inscredit_models.studies.table_study import leave_out, make_rows, split_further
from inscredit_models.study import run
from inscredit_models.worlds.insurer_panel import FAULTS

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "experiments" / "030_company_panel"
SOLVENCY = Path(__file__).parent / "cn_life_solvency"
EXTERNAL = os.environ.get("INSCREDIT_EXTERNAL_DATA")
MODELS = (
    '"prevalence", "single_best", "index_equal", "index_entropy",\n'
    '  "logistic", "scorecard", "lightgbm", "lightgbm_monotone",'
)
QUIET = {"track": False, "progress": False, "threads": 1}


@pytest.fixture(scope="module")
def shipped() -> tuple[TableExperiment, CompanyPanel]:
    findings = Findings()
    plan = read_experiment(SHIPPED, findings)
    mapping = read_mapping(SHIPPED / plan.mapping, findings)
    panel = read_company_panel(SHIPPED / plan.table, plan.column, mapping, findings)
    assert not len(findings)
    return plan, panel


def _small(folder: Path, *, models: str = '"index_equal", "logistic"', **changes: str) -> Path:
    """Write the shipped experiment with few models, reading the shipped panel."""
    text = (SHIPPED / "experiment.toml").read_text(encoding="utf-8")
    table = f'table = "{(SHIPPED / "../../data_samples/tiny/insurer_panel.csv").resolve()}"'
    swaps = {MODELS: models, 'table = "../../data_samples/tiny/insurer_panel.csv"': table}
    for old, new in (swaps | {"unseen_folds = 5": "unseen_folds = 2"} | changes).items():
        assert old in text
        text = text.replace(old, new)
    target = folder / "small_panel"
    target.mkdir()
    (target / "experiment.toml").write_text(text, encoding="utf-8")
    (target / "mapping.toml").write_text((SHIPPED / "mapping.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return target


def test_nothing_trained_on_ends_on_or_after_the_first_judged_day(
    shipped: tuple[TableExperiment, CompanyPanel],
) -> None:
    plan, panel = shipped
    rows = make_rows(plan, panel, Findings())
    fold = rows.folds[0]
    assert fold.split == "out_of_time"
    assert rows.dataset.as_of[fold.test].min() == np.datetime64("2022-06-30")
    # the outcome of 2022-03-31 ends on 2022-06-30, the first judged day: purged
    assert rows.dataset.as_of[fold.train].max() == np.datetime64("2021-12-31")


def test_every_row_of_the_panel_is_counted_once(shipped: tuple[TableExperiment, CompanyPanel]) -> None:
    plan, panel = shipped
    rows = make_rows(plan, panel, Findings())
    assert rows.counts["rows"].sum() == len(panel.frame)
    kept = rows.counts[rows.counts["part"] != "excluded"]
    assert kept["rows"].sum() == len(rows.dataset.y) and kept["events"].sum() == rows.dataset.y.sum()
    reasons = " ".join(rows.counts["reason"])
    assert all(words in reasons for words in ("no row in the outcome period", "already past", "(purged)"))


def test_unseen_folds_share_no_company(shipped: tuple[TableExperiment, CompanyPanel]) -> None:
    plan, panel = shipped
    rows = make_rows(plan, panel, Findings())
    for fold in rows.folds[1:]:
        company = rows.dataset.subject_id
        assert not set(company[fold.train]) & set(company[fold.test])


def test_later_figures_do_not_change_earlier_rows(shipped: tuple[TableExperiment, CompanyPanel]) -> None:
    plan, panel = shipped
    changed = panel.frame.copy()
    numbers = changed.select_dtypes("number").columns
    changed.loc[changed["period"] > "2022-06-30", numbers] *= 7
    before, after = (make_rows(plan, CompanyPanel(frame, 3), Findings()) for frame in (panel.frame, changed))
    early = before.table["period"] <= "2022-06-30"
    pd.testing.assert_frame_equal(before.table[early], after.table[early])


def test_planted_faults_and_nothing_else_are_found(shipped: tuple[TableExperiment, CompanyPanel]) -> None:
    plan, panel = shipped
    found = check_quality(panel, plan.quality)
    quarter = pd.PeriodIndex(pd.to_datetime(found["period"]), freq="Q").astype(str)
    keys = set(zip(found["company"], quarter, found["rule"], strict=True))
    assert set(FAULTS) <= keys
    assert keys - set(FAULTS) == {("I052", "2021Q3", "loss_ratio_repeated")}  # the third of four equal quarters


@pytest.mark.parametrize("rule", sorted({rule for _, _, rule in FAULTS}))
def test_each_rule_bites_where_its_fault_is_planted(shipped: tuple[TableExperiment, CompanyPanel], rule: str) -> None:
    plan, panel = shipped
    [declared] = [item for item in plan.quality if item.code == rule]
    found = check_quality(panel, [declared])
    assert set(found["company"]) == {company for company, _, code in FAULTS if code == rule}
    whole = panel.frame["company"].isin(set(panel.frame["company"]) - set(found["company"]))
    assert check_quality(CompanyPanel(panel.frame[whole].reset_index(drop=True), 3), [declared]).empty


def test_no_declared_rule_is_without_a_planted_fault(shipped: tuple[TableExperiment, CompanyPanel]) -> None:
    assert {item.code for item in shipped[0].quality} == {rule for _, _, rule in FAULTS}
    assert {item.kind for item in shipped[0].quality} == {
        "sum",
        "ratio",
        "jump",
        "repeated",
        "unit",
        "range",
        "renamed",
    }


@pytest.mark.parametrize(
    ("old", "new", "side"),
    [
        ("test_from = 2022-06-30", "test_from = 2020-01-31", "ICM026"),
        ("test_from = 2022-06-30", "test_from = 2030-06-30", "ICM023"),
    ],
)
def test_a_split_without_a_side_is_refused(tmp_path: Path, old: str, new: str, side: str) -> None:
    with pytest.raises(Refused) as refusal:
        run(_small(tmp_path, **{old: new}), out=tmp_path / "runs", **QUIET)
    assert side in [finding.code for finding in refusal.value.findings]
    assert not (tmp_path / "runs").exists()


def test_a_source_of_the_other_kind_is_refused(tmp_path: Path) -> None:
    for folder, source in (
        (SHIPPED, {"records": tmp_path}),
        (SHIPPED.parent / "020_practitioner_conduct", {"table": tmp_path}),
    ):
        with pytest.raises(Refused) as refusal:
            run(folder, out=tmp_path / "runs", **source, **QUIET)
        assert [finding.code for finding in refusal.value.findings] == ["ICM006"]


def test_small_study_leaves_league_quality_and_report(tmp_path: Path) -> None:
    result = run(_small(tmp_path), out=tmp_path / "runs", **QUIET)
    league = result.league
    headline = league[(league["split"] == "out_of_time") & (league["metric"] == "auc")].set_index("model")["estimate"]
    assert headline["logistic"] > 0.85  # the planted signal is strong
    quality = pd.read_csv(result.run_dir / "quality.csv")
    assert len(quality) == 9 and quality["company"].nunique() == 8
    own = result.quality_page.read_text(encoding="utf-8")
    assert all(company in own for company in quality["company"]) and "8家公司有9处发现，涉及7条规则" in own
    told = result.summary()["quality"]
    assert told["page"] == str(result.quality_page) and len(told["findings"]) == 9
    assert {row["rule"]: row["companies"] for row in told["rules"]}["ratio_holds"] == 2
    assert f"quality {result.quality_page}" in result.text() and len(result.frame("quality")) == 9
    page = result.report.read_text(encoding="utf-8")
    assert "模拟证据" in page and "Data quality" in page and "premium_unit" in page
    assert "Comprehensive solvency ratio: this value minus the value 4 periods before" in page
    again = run(tmp_path / "small_panel", out=tmp_path / "again", **QUIET)
    assert again.result_digest == result.result_digest


def test_another_panel_in_other_names_and_units_gives_the_same_result(tmp_path: Path) -> None:
    folder = _small(tmp_path, models='"index_equal", "logistic"')
    frame = pd.read_csv(ROOT / "data_samples" / "tiny" / "insurer_panel.csv")
    frame["充足率"] = (frame.pop("solvency_ratio") * 100).round(2)
    frame["period"] = frame["period"].str.replace("Q", "年第") + "季度"
    frame.to_csv(tmp_path / "theirs.csv", index=False, encoding="gb18030")
    mapping = (folder / "mapping.toml").read_text(encoding="utf-8").replace('"YYYYQn"', '"YYYY年n季度"')
    mapping += '\n[[column]]\ncode = "solvency_ratio"\ncolumn = "充足率"\nscale = 0.01\n'
    (tmp_path / "theirs.toml").write_text(
        mapping.replace('id = "company"', 'encoding = "gb18030"\nid = "company"'), encoding="utf-8"
    )
    ours = run(folder, out=tmp_path / "runs", **QUIET)
    theirs = run(
        folder, out=tmp_path / "runs", table=tmp_path / "theirs.csv", mapping=tmp_path / "theirs.toml", **QUIET
    )
    assert theirs.result_digest == ours.result_digest


def test_company_and_period_are_named_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _small(tmp_path, models='"prevalence", "index_equal"')
    frame = pd.read_csv(ROOT / "data_samples" / "tiny" / "insurer_panel.csv").drop(columns="name")
    frame = frame.rename(columns={"company": "机构", "period": "报告期"})
    frame["报告期"] = frame["报告期"].str.replace("Q", "年第") + "季度"
    frame.to_csv(tmp_path / "theirs.csv", index=False)
    asked = ["run", str(folder), "--table", str(tmp_path / "theirs.csv"), "--out", str(tmp_path / "runs")]
    quiet = ["--no-track", "--threads", "1", "--json"]
    assert main([*asked, *quiet]) == 2
    told = json.loads(capsys.readouterr().out)
    assert "ICM010" in [finding["code"] for finding in told["findings"]]
    assert main([*asked, "--id", "机构", "--time", "报告期=YYYY年n季度", *quiet]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "ICM240" in [finding["code"] for finding in told["findings"]]  # the mapping still says simulated
    assert {row["rule"]: row["rows"] for row in told["quality"]["rules"]}["ratio_holds"] == 2


def test_absent_columns_are_left_out_with_all_that_is_made_of_them(
    shipped: tuple[TableExperiment, CompanyPanel],
) -> None:
    plan, _ = shipped
    findings = Findings()
    left = leave_out(plan, ("loss_ratio",), "e.toml", findings)
    assert [item.code for item in findings] == ["ICM097"]
    assert "loss_ratio_lag_1" in next(iter(findings)).found
    assert "loss_ratio" not in [item.code for item in left.column] and len(left.derived) == len(plan.derived) - 1
    leave_out(plan, ("solvency_ratio", "los_ratio"), "e.toml", findings)
    assert [item.code for item in findings] == ["ICM097", "ICM010", "ICM008"]


@pytest.mark.external
@pytest.mark.skipif(EXTERNAL is None, reason="INSCREDIT_EXTERNAL_DATA is not set")
def test_chinese_life_insurers_are_read_and_judged_honestly(tmp_path: Path) -> None:
    """607 rows; tiers add up in about 98 %, the ratio holds in about 82 %, as the data's description says."""
    table = Path(EXTERNAL) / "cn_insurer_solvency" / "cn_life_insurer_solvency_2022_2023.parquet"
    result = run(SOLVENCY, table=table, out=tmp_path, **QUIET)
    quality = result.content.quality_counts.set_index("rule")["rows"]
    assert 1 - quality["tiers_add_up"] / 607 == pytest.approx(0.98, abs=0.01)
    assert 1 - quality["ratio_holds"] / 607 == pytest.approx(0.82, abs=0.02)
    verdicts = result.league.query("split == 'out_of_time' and metric == 'auc' and model == 'scorecard'")["verdict"]
    assert verdicts.tolist() == ["not_evaluable"]


def test_companies_are_split_by_a_column_of_their_table(shipped: tuple[TableExperiment, CompanyPanel]) -> None:
    plan, panel = shipped
    plan = plan.model_copy(update={"split": plan.split.model_copy(update={"by": ("sector",)})})
    findings = Findings()
    mapping = read_mapping(SHIPPED / plan.mapping, findings)
    sector = GroupAttribute(code="sector", column="sector")
    groups = groups_of_panel((sector,), panel, mapping, SHIPPED / plan.table, findings)
    rows, kept = split_further(plan, make_rows(plan, panel, findings), groups, findings)
    assert not len(findings) and len(kept["sector"]) == len(rows.dataset.y)
    folds = [fold for fold in rows.folds if fold.split == "by_group"]
    assert len(folds) == 2 and set(kept["sector"]) == {"life", "property"}
    for fold in folds:
        assert not set(kept["sector"][fold.train]) & set(kept["sector"][fold.test])
        assert rows.dataset.as_of[fold.train].max() < np.datetime64("2022-03-31"), "purged as the headline is"
