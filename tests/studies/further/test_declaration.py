import pytest

from inscredit_models.catalogue.documents import structure
from inscredit_models.config import Experiment, TableExperiment
from inscredit_models.findings import Findings
from inscredit_models.studies.further.declaration import Further, GroupAttribute

REGION = {"code": "region", "column": "area"}


def findings_of(values):
    findings = Findings()
    structure(Further, values, "experiment.toml", findings)
    return [(finding.code, finding.where.partition(", ")[2]) for finding in findings]


def test_nothing_is_asked_by_default():
    assert all(value in (None, (), {}) for _, value in Further())


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"calibration": {"methods": ["platt"], "fold": 3}}, ("ICM003", "calibration.fold")),
        ({"calibration": {"methods": []}}, ("ICM006", "calibration.methods")),
        ({"calibration": {"methods": ["anchor"], "anchor": 1.5}}, ("ICM006", "calibration.anchor")),
        ({"stability": {"seeds": 1}}, ("ICM006", "stability")),
        ({"explanation": {"backgrounds": 1}}, ("ICM006", "explanation")),
        ({"decisions": {"cost_ratio": 0.0}}, ("ICM006", "decisions.cost_ratio")),
        ({"decisions": {"none_lost": 0.9, "all_lost": 0.2}}, ("ICM006", "decisions")),
        ({"checks": {"no_signal": ["shufled"]}}, ("ICM006", "checks.no_signal.0")),
        ({"fairness": {"groups": ["sex"]}, "group": [REGION]}, ("ICM006", "document")),
        ({"group": [REGION, REGION]}, ("ICM006", "document")),
        ({"group": [{"code": "r", "record": "profile"}]}, ("ICM006", "group.0")),
        ({"group": [{"code": "r", "record": "profile", "field": "sex", "column": "x"}]}, ("ICM006", "group.0")),
        ({"group": [{"code": "r", "column": "x", "cuts": [2.0, 1.0]}]}, ("ICM006", "group.0")),
    ],
)
def test_each_breach_is_named_by_its_key(values, expected):
    assert expected in findings_of(values)


def test_group_without_names_is_named_by_its_code():
    assert GroupAttribute(code="sex", column="sex").names == ("sex", "sex")
    assert GroupAttribute(code="sex", column="sex", zh="性别", en="Sex").names == ("性别", "Sex")


def test_both_kinds_of_experiment_take_the_same_keys():
    for kind in (Experiment, TableExperiment):
        assert set(Further.model_fields) <= set(kind.model_fields)


def test_an_experiment_gives_these_keys_alone():
    values = {"group": [REGION], "fairness": {"groups": ["region"]}}
    asked = Further.model_validate(values)
    assert Further.of(asked) == asked
