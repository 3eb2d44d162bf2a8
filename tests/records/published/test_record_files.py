"""Published figures as record files: what is written, what the door accepts, and what is kept apart."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Refused
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.records.delivery import examine_delivery
from inscredit_models.records.published.record_files import RecordFiles, write_record_files
from inscredit_models.records.published.table import list_published, load_published
from inscredit_models.records.published.written import UNMATCHED
from inscredit_models.records.store import RecordStore
from inscredit_models.records.taking_in import IntakeOptions, take_in
from tests.records.published.small_table import HEAD, ROWS, write_small


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> RecordFiles:
    return write_record_files(tmp_path_factory.mktemp("published") / "out")


def _own_records(written: RecordFiles, subject: str) -> list[str]:
    known = {code: load_catalogue().record_type(code) for code in written.rows["record"] if code}
    return [code for code, record in known.items() if record is not None and record.subject == subject]


def test_every_row_is_written_or_counted(written: RecordFiles) -> None:
    rows = written.rows
    assert set(rows["table"]) == set(list_published())
    parts = rows["written"] + rows["undated"] + rows["unmatched"] + rows["aggregate"]
    assert (rows["rows"] == parts).all()
    assert rows["written"].sum() > 500 and rows["undated"].sum() > 300


@pytest.mark.parametrize("subject", ["enterprise", "regulator"])
def test_the_door_takes_every_row_of_a_delivery(written: RecordFiles, subject: str) -> None:
    report = examine_delivery(written.folders[subject])
    part = written.rows[written.rows["record"].isin(_own_records(written, subject))]
    assert list(report.findings) == []
    assert sum(counts[2] for counts in report.rows.values()) == 0
    assert sum(len(table) for table in report.statements.values()) == part["written"].sum() > 0


def test_a_row_without_a_publication_date_lies_apart_in_the_same_form(written: RecordFiles) -> None:
    named = {finding.where for finding in written.findings if finding.code == "ICM160"}
    assert named == set(written.rows.loc[written.rows["undated"] > 0, "table"])
    assert "complaints_2012h1_property_full" in named
    apart = [pd.read_csv(path, dtype=str) for path in sorted(written.undated.glob("*.csv"))]
    assert sum(len(part) for part in apart) == written.rows["undated"].sum()
    assert all(part["known_date"].isna().all() for part in apart)
    kept = pd.read_csv(written.folders["enterprise"] / "published_complaint.csv", dtype=str)
    assert kept["known_date"].notna().all()
    assert list(kept.columns) == list(pd.read_csv(written.undated / "published_complaint.csv", dtype=str).columns)


def test_an_undated_row_is_taken_once_its_day_is_written(written: RecordFiles, tmp_path: Path) -> None:
    shutil.copytree(written.folders["enterprise"], tmp_path / "delivery")
    apart = pd.read_csv(written.undated / "published_solvency.csv", dtype=str)
    target = tmp_path / "delivery" / "published_solvency-found.csv"
    apart.to_csv(target, index=False)
    assert {finding.code for finding in examine_delivery(tmp_path / "delivery").findings} == {"ICM007"}
    apart.assign(known_date="2023-08-31").to_csv(target, index=False)
    assert list(examine_delivery(tmp_path / "delivery").findings) == []


def test_names_without_a_match_are_listed_once_with_the_names_near(written: RecordFiles) -> None:
    names = written.unmatched
    assert not names.duplicated(["name", "sector"]).any()
    assert names["rows"].sum() == written.rows["unmatched"].sum()
    row = names.set_index("name").loc["人保"]
    assert "人保财险" in row["near"] and "claims_service_jiangxi" in row["tables"]
    on_disk = pd.read_csv(written.folders["enterprise"].parent / UNMATCHED, keep_default_na=False)
    assert on_disk["name"].tolist() == names["name"].tolist()


def test_the_class_of_who_keeps_the_records_stands_in_every_row(tmp_path: Path) -> None:
    report = write_record_files(
        tmp_path / "o", names=["governance_scores_company_2017"], operator_class="credit_agency"
    )
    rows = pd.read_csv(report.folders["enterprise"] / "published_governance.csv", dtype=str)
    assert set(rows["operator_class"]) == {"credit_agency"} and report.undated is None


def test_a_grade_is_known_from_the_day_of_its_bulletin_on(written: RecordFiles, tmp_path: Path) -> None:
    take_in(written.folders["enterprise"], tmp_path / "store", IntakeOptions("enterprise", "regulator"))
    store = RecordStore.open(tmp_path / "store")
    grades = Indicator(
        code="service_evaluations_count",
        zh="服务评价次数",
        en="service evaluations",
        subject="enterprise",
        category="credit_grade",
        compute={
            "kind": "count",
            "record": "published_evaluation",
            "where": [{"field": "measure", "is": "service_class"}],
            "window": {"months": 36},
        },
        direction="none",
        unit="case",
        source="plan-16",
    )
    dates = [dt.date(2017, 11, 23), dt.date(2017, 11, 24)]
    counts = compute_panel(store, [grades], dates).frame.groupby("as_of")["service_evaluations_count"].sum()
    assert counts.tolist()[0] == 0 and counts.tolist()[1] > 10


def test_an_evaluation_published_within_its_year_happens_on_that_day(written: RecordFiles) -> None:
    rows = pd.read_csv(written.folders["enterprise"] / "published_governance.csv", dtype=str)
    assert set(rows["event_date"]) == set(rows["known_date"]) == {"2017-09-30"}
    assert set(rows["period_to"]) == {"2017-12-31"}


def test_money_is_written_in_yuan(written: RecordFiles) -> None:
    rows = pd.read_csv(written.folders["regulator"] / "published_duty.csv", dtype=str)
    recovered = rows[(rows["measure"] == "recovered") & rows["record_id"].str.contains("-2013-")]
    frame = load_published("regulator_complaint_handling").frame
    printed = frame[(frame["measure"] == "recovered") & (frame["period"] == "2013")]
    assert recovered["unit"].tolist() == ["元"] and printed["unit"].tolist() == ["万元"]
    assert float(recovered["value"].iloc[0]) == pytest.approx(printed["value"].iloc[0] * 10_000, abs=0.005)


def test_codes_of_the_catalogue_are_those_of_the_heads() -> None:
    catalogue = load_catalogue()
    regimes = {item.code: (item.zh, item.en) for item in catalogue.code_list("published_regime")}
    for name in list_published():
        head = load_published(name).head
        if head.record is None:
            continue
        codes = catalogue.record_type(head.record).field("measure").codes
        measures = {item.code: (item.zh, item.en) for item in catalogue.code_list(codes)}
        for measure in head.measures:
            assert measures.get(measure.code, (measure.zh, measure.en)) == (measure.zh, measure.en), name
        for regime in head.regimes:
            assert regimes.get(regime.code, (regime.zh, regime.en)) == (regime.zh, regime.en), name


def test_an_unknown_record_type_table_or_full_folder_is_refused(tmp_path: Path) -> None:
    folder, out = tmp_path / "tables", tmp_path / "out"
    folder.mkdir()
    write_small(folder, *ROWS[:2], head=HEAD.replace("rows = 3", 'rows = 3\nrecord = "published_complaints"'))
    (folder / "insurers.csv").write_text(
        "id,name,valid_from,valid_to,sector,licence,predecessor,successor,alias_basis,succession_basis\n"
        "P001,甲乙财险,,,property,,,,printed,\n",
        encoding="utf-8",
    )
    with pytest.raises(Refused, match="did you mean 'published_complaint'"):
        write_record_files(out, folder=folder)
    with pytest.raises(Refused, match="ICM008"):
        write_record_files(out, names=["smal"], folder=folder)
    with pytest.raises(Refused, match="ICM006"):
        write_record_files(folder, folder=folder)
    assert not out.exists()
