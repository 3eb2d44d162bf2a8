"""Groups of rows and splits by group: declared, looked up, dealt; refused by name where they cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Findings
from inscredit_models.models.dataset import Dataset
from inscredit_models.records.company_panel.declaration import Mapping
from inscredit_models.records.company_panel.intake import CompanyPanel
from inscredit_models.studies.further.declaration import GroupAttribute
from inscredit_models.studies.grouping import check_groups, groups_of_frame, groups_of_panel, split_by_groups


def codes(findings: Findings) -> list[str]:
    return [finding.code for finding in findings]


def test_records_and_fields_are_looked_up_with_near_names() -> None:
    findings = Findings()
    groups = [
        GroupAttribute(code="sex", record="profile", field="sx"),
        GroupAttribute(code="region", record="registraton", field="source_region"),
        GroupAttribute(code="area", column="area"),
        GroupAttribute(code="insurer", record="registration", field="source_insurer"),
    ]
    check_groups(groups, "practitioner", "experiment.toml", findings)
    assert codes(findings) == ["ICM008", "ICM008", "ICM006"]
    assert next(iter(findings)).remedy == "did you mean 'sex'?"


def test_columns_of_a_table_are_groups_and_what_is_not_there_is_named() -> None:
    frame = pd.DataFrame({"area": pd.Series(["n", None], dtype="str"), "size": [3.0, 30.0]})
    findings = Findings()
    groups = [
        GroupAttribute(code="area", column="area"),
        GroupAttribute(code="size", column="size", cuts=(10.0,)),
        GroupAttribute(code="gone", column="sizes"),
        GroupAttribute(code="text", column="area", cuts=(10.0,)),
        GroupAttribute(code="sex", record="profile", field="sex"),
    ]
    found = groups_of_frame(groups, frame, "t.csv", findings)
    assert {code: values.tolist() for code, values in found.items()} == {"area": ["n", None], "size": ["<10", "≥10"]}
    assert codes(findings) == ["ICM010", "ICM011", "ICM006"]


def test_a_panel_is_grouped_by_a_declared_column_or_by_text_of_its_table(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("id,q,kind,prem\nB,2020Q1,life,5\nA,2020Q1,nonlife,50\nA,2020Q2,nonlife,60\n", encoding="utf-8")
    mapping = Mapping.model_validate({"id": "id", "time": {"column": "q", "format": "YYYYQn", "every_months": 3}})
    frame = pd.DataFrame(
        {
            "company": pd.Series(["A", "A", "B"], dtype="str"),
            "period": pd.to_datetime(["2020-03-31", "2020-06-30", "2020-03-31"]).astype("datetime64[us]"),
            "premium": [50.0, 60.0, 5.0],
        }
    )
    groups = [
        GroupAttribute(code="sector", column="kind"),
        GroupAttribute(code="size", column="premium", cuts=(10.0,)),
    ]
    findings = Findings()
    found = groups_of_panel(groups, CompanyPanel(frame, 3), mapping, path, findings)
    assert not codes(findings)
    assert found["sector"].tolist() == ["nonlife", "nonlife", "life"]
    assert found["size"].tolist() == ["≥10", "≥10", "<10"]


def dataset(rows: int = 120) -> Dataset:
    return Dataset(pd.DataFrame({"x": np.arange(float(rows))}), np.arange(rows) % 2, ())


def test_each_group_is_judged_by_models_of_the_others_within_the_later_rows() -> None:
    data, region = dataset(), np.array(["n", "s", None], dtype=object)[np.arange(120) % 3]
    within = Fold("out_of_time", 0, 0, np.arange(60), np.arange(60, 120))
    findings = Findings()
    folds = split_by_groups(data, ("region",), {"region": region}, within=within, folds=5, seed=0, findings=findings)
    assert [fold.split for fold in folds] == ["by_region"] * 3 and not codes(findings)
    for fold in folds:
        assert set(fold.train) <= set(range(60)) and set(fold.test) <= set(range(60, 120))
        assert not {region[row] for row in fold.train} & {region[row] for row in fold.test}
    assert sorted(np.concatenate([fold.test for fold in folds])) == list(range(60, 120))


def test_many_groups_are_dealt_into_a_few_folds_and_stay_whole() -> None:
    insurer = np.array([f"i{row % 24}" for row in range(120)], dtype=object)
    folds = split_by_groups(
        dataset(), ("insurer",), {"insurer": insurer}, within=None, folds=4, seed=0, findings=Findings()
    )
    assert len(folds) == 4 and {fold.split for fold in folds} == {"by_insurer"}
    for fold in folds:
        assert not {insurer[row] for row in fold.train} & {insurer[row] for row in fold.test}


def test_one_group_cannot_be_split_by_and_is_named() -> None:
    findings = Findings()
    one = np.full(120, "only", dtype=object)
    assert split_by_groups(dataset(), ("kind",), {"kind": one}, within=None, folds=4, seed=0, findings=findings) == ()
    assert codes(findings) == ["ICM006"]
