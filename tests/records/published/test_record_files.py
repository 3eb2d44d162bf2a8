"""Published figures as record files: what is written, what the door accepts, and what it puts aside."""

from __future__ import annotations

import datetime as dt
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
from inscredit_models.records.store import RecordStore
from inscredit_models.records.taking_in import IntakeOptions, take_in
from tests.records.published.small_table import HEAD, ROWS, write_small


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> RecordFiles:
    return write_record_files(tmp_path_factory.mktemp("published") / "out")


def test_every_row_is_written_or_counted(written: RecordFiles) -> None:
    rows = written.rows
    assert set(rows["table"]) == set(list_published())
    assert (rows["rows"] == rows["written"] + rows["unmatched"] + rows["aggregate"]).all()
    assert rows["written"].sum() > 800


@pytest.mark.parametrize("subject", ["enterprise", "regulator"])
def test_the_door_puts_aside_exactly_the_rows_without_a_publication_date(written: RecordFiles, subject: str) -> None:
    report = examine_delivery(written.folders[subject])
    records = {code: load_catalogue().record_type(code) for code in written.rows["record"] if code}
    own = [code for code, record in records.items() if record is not None and record.subject == subject]
    part = written.rows[written.rows["record"].isin(own)]
    aside = sum(counts[2] for counts in report.rows.values())
    assert aside == part["undated"].sum() > 0
    assert {finding.code for finding in report.findings} == {"ICM007"}
    assert all("'known_date'" in finding.where for finding in report.findings)
    assert sum(len(table) for table in report.statements.values()) == part["written"].sum() - aside


def test_undated_tables_are_named_before_the_door(written: RecordFiles) -> None:
    named = {finding.where for finding in written.findings if finding.code == "ICM160"}
    assert named == set(written.rows.loc[written.rows["undated"] > 0, "table"])
    assert "complaints_2012h1_property_full" in named


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
