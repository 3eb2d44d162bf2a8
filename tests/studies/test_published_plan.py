"""The experiment file of a study on published figures: strict, with every name looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.config import read_experiment
from inscredit_models.findings import Findings
from inscredit_models.records.published.table import list_published, load_published
from inscredit_models.studies.published_plan import PublishedExperiment

EXPERIMENT = Path(__file__).parents[2] / "experiments" / "010_insurer_service"
SMALL = """
question = "q"
published = "tables"
[[indicator]]
code = "a"
zh = "甲"
en = "A"
table = "t"
measure = "m"
direction = "none"
"""


def _read(folder: Path, text: str) -> tuple[PublishedExperiment | None, list[str]]:
    (folder / "experiment.toml").write_text(text, encoding="utf-8")
    findings = Findings()
    plan = read_experiment(folder, findings)
    return plan, [str(finding) for finding in findings]


def test_the_shipped_experiment_is_read_as_one_on_published_figures() -> None:
    findings = Findings()
    plan = read_experiment(EXPERIMENT, findings)
    assert isinstance(plan, PublishedExperiment) and not findings.items
    assert len(plan.indicator) == 151 and len(plan.agreement) == 13


NOT_ASKED = {"insurers", "institutions"}
"""How many were counted: the n of another figure, and no figure about anybody."""


def test_every_published_figure_is_asked_for_by_some_indicator() -> None:
    plan = read_experiment(EXPERIMENT, Findings())
    asked = {code: [item for item in plan.indicator if item.table == code] for code in list_published()}
    for code in list_published():
        frame = load_published(code).frame
        frame = frame[~frame["measure"].isin(NOT_ASKED)]
        if code == "claims_service_beijing_2016":  # its rows of the industry stand in the table of the industry too
            frame = frame[frame["subject_kind"] != "industry"]
        keys = ["measure", "subject_kind", "sector", "statistic"]
        for measure, kind, sector, statistic in frame[keys].drop_duplicates().itertuples(index=False):
            assert any(
                (item.measure, item.subject_kind) == (measure, kind)
                and item.sector in (None, sector)
                and item.statistic in (None, statistic)
                for item in asked[code]
            ), (code, measure, kind, sector, statistic)


def test_every_indicator_of_the_shipped_experiment_has_figures() -> None:
    for item in read_experiment(EXPERIMENT, Findings()).indicator:
        frame = load_published(item.table).frame
        chosen = frame[(frame["measure"] == item.measure) & (frame["subject_kind"] == item.subject_kind)]
        assert item.sector is None or (chosen["sector"] == item.sector).any(), item.code
        assert len(chosen) and (item.statistic is None or (chosen["statistic"] == item.statistic).any()), item.code


def test_a_row_of_the_table_of_indicators_is_named_when_it_is_wrong(tmp_path: Path) -> None:
    head = "code,zh,en,table,measure,direction\n"
    (tmp_path / "i.csv").write_text(f"{head}b,乙,B,t,m,none\nc,丙,C,t,m,upwards\n", encoding="utf-8")
    plan, found = _read(tmp_path, SMALL.replace('published = "tables"', 'published = "tables"\nindicators = "i.csv"'))
    assert plan is None and len(found) == 1 and "i.csv, row 3" in found[0]
    (tmp_path / "i.csv").write_text(f"{head}b,乙,B,t,m,none\n", encoding="utf-8")
    plan, found = _read(tmp_path, SMALL.replace('published = "tables"', 'published = "tables"\nindicators = "i.csv"'))
    assert not found and [item.code for item in plan.indicator] == ["b", "a"]
    _, found = _read(tmp_path, SMALL.replace('published = "tables"', 'published = "tables"\nindicators = "j.csv"'))
    assert any("ICM001" in each for each in found)


def test_a_small_one_needs_one_indicator_only(tmp_path: Path) -> None:
    plan, found = _read(tmp_path, SMALL)
    assert isinstance(plan, PublishedExperiment) and not found


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ('[[agreement]]\nindicator = "a"\nperiod = "2016"\ngrade = "b"\ngrade_period = "2016"\n', "'b'"),
        (SMALL[SMALL.index("[[indicator]]") :], "stand twice: a"),
        ("[split]\n", "split"),
    ],
)
def test_an_unknown_or_repeated_name_is_refused(tmp_path: Path, more: str, part: str) -> None:
    _, found = _read(tmp_path, SMALL + more)
    assert any(part in each and each.startswith("error") for each in found)
