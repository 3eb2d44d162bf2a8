from dataclasses import dataclass, field

import numpy as np

from inscredit_models.findings import Findings
from inscredit_models.studies.further.declaration import Further
from inscredit_models.studies.further.repair import repair_exhibit


@dataclass
class FakeContest:
    asked: Further
    repair_source: object = None
    folders: dict = field(default_factory=dict)


def ask(**values):
    return Further.model_validate({"explanation": values})


def test_the_worst_subjects_of_a_study_on_records_have_their_records_named(small_result):
    frame = small_result.frame("repair")
    assert set(frame["model"]) == {"scorecard"} and frame["row"].nunique() <= 3 and len(frame)
    assert np.allclose(frame["after"] - frame["before"], frame["effect"], atol=1e-9)
    assert frame["effect"].gt(0).all(), "repair of an adverse record does not harm"
    assert frame["zh"].str.contains("评分由").all() and set(frame["unit"]) == {"points"}
    page = small_result.report.read_text(encoding="utf-8")
    assert frame["en"].iloc[0] in page and frame["record_id"].iloc[0] not in page


def test_a_table_has_no_records_to_repair_and_says_so():
    findings = Findings()
    assert repair_exhibit(FakeContest(ask(repair=2)), {}, np.arange(2), findings) is None
    assert [(finding.code, finding.found) for finding in findings] == [("ICM212", "no records behind the columns")]


def test_nobody_asked_nothing_said():
    findings = Findings()
    assert repair_exhibit(FakeContest(Further()), {}, np.arange(2), findings) is None
    assert repair_exhibit(FakeContest(ask(backgrounds=2)), {}, np.arange(2), findings) is None
    assert not list(findings)
