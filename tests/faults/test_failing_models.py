"""A model that loops, eats memory, crashes or gives nonsense is a result with its cause; the others go on."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing import resource_tracker

import numpy as np
import pandas as pd
import psutil
import pytest

from inscredit_models.config import read_experiment
from inscredit_models.findings import Findings, Refused
from inscredit_models.run.execute import execute
from inscredit_models.run.journal import Journal
from inscredit_models.run.limits import Limits
from inscredit_models.run.result import digest_results
from inscredit_models.run.units import Provenance, plan_units
from inscredit_models.study import bench
from tests.run.faulty_models import FAULTS, FOLD, Faulty, faulty_work
from tests.small_study import write_small_experiment

LIMITS = Limits(seconds=20, memory_mb=500)
LATE = "超出时限 / no result within the limit of 20 s"
LARGE = "超出内存限制 / more memory than the limit of 500 MB"
CAUSES = {
    "none": "",
    "gives_nan": "probabilities",
    "raises": "CannotTravel",
    "loops": LATE,
    "loops_in_c": LATE,
    "loops_deaf": LATE,
    "loops_in_a_child": LATE,
    "eats_memory": LARGE,
    "segfaults": "SIGSEGV",
}


def plan(*codes):
    shared = Provenance(data="d", outcome="o", code="c", lock="l")
    return plan_units({code: code for code in codes}, [FOLD], seeds=[0], provenance=shared)


def carry_out(folder, units, limits, workers=1):
    return execute(units, faulty_work(), Journal(folder), workers=workers, progress=False, limits=limits)


def children():
    # The tracker of shared memory starts with the first process of a kind and stays until this one ends.
    resource_tracker.ensure_running()
    return {child.pid for child in psutil.Process().children(recursive=True)}


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_every_fault_is_a_result_with_its_cause(tmp_path, workers):
    assert set(CAUSES) == set(FAULTS)
    before = children()
    results = carry_out(tmp_path / "journal", plan(*CAUSES), LIMITS, workers)
    for result, (code, cause) in zip(results, CAUSES.items(), strict=True):
        assert cause in result.cause and result.is_failed == bool(cause), (code, result.cause)
    assert multiprocessing.active_children() == [] and children() <= before
    assert list((tmp_path / "journal" / "units").glob(".*")) == []
    again = carry_out(tmp_path / "journal", plan(*CAUSES), Limits(), workers)
    assert digest_results(again) == digest_results(results)


@pytest.mark.slow
def test_stopped_unit_stands_until_it_is_asked_for_again(tmp_path):
    units = plan("loops")
    carry_out(tmp_path, units, Limits(seconds=0.5))
    started = time.monotonic()
    assert carry_out(tmp_path, units, Limits(seconds=60))[0].cause.endswith("0.5 s")
    assert time.monotonic() - started < 2
    (result,) = execute(units, faulty_work(), Journal(tmp_path), progress=False, retry_failed=True, limits=LIMITS)
    assert result.cause == LATE


@pytest.mark.slow
def test_limits_leave_the_digest_of_what_they_do_not_stop(tmp_path):
    units = plan("none", "gives_nan")
    free = carry_out(tmp_path / "free", units, Limits())
    bound = carry_out(tmp_path / "bound", units, Limits(seconds=60, memory_mb=4000))
    assert digest_results(free) == digest_results(bound)


def table():
    drawn = np.random.default_rng(0)
    x = drawn.normal(size=80)
    bad = (drawn.random(80) < 1 / (1 + np.exp(-x))).astype(float)
    return pd.DataFrame({"x": x, "day": np.arange(80.0), "bad": bad})


@pytest.mark.slow
def test_model_that_never_ends_is_a_row_of_the_league_and_of_the_report(tmp_path):
    models = ["logistic", ("endless", Faulty("loops")), ("greedy", Faulty("eats_memory"))]
    result = bench(
        table(), target="bad", time="day", test_from=40, models=models, out=tmp_path, track=False, progress=False,
        unit_seconds=20, unit_memory_mb=500,
    )  # fmt: skip
    league = result.league.query("metric == 'auc'").set_index("model")
    assert league.loc["endless", "verdict"] == league.loc["greedy", "verdict"] == "not_evaluable"
    assert "limit of 20 s" in league.loc["endless", "cause"] and "limit of 500 MB" in league.loc["greedy", "cause"]
    assert 0 < league.loc["logistic", "estimate"] < 1
    assert "limit of 20 s" in result.report.read_text(encoding="utf-8")
    assert {finding.code for finding in result.content.findings} >= {"ICM058"}


def test_limits_on_a_model_that_no_other_process_can_import_are_refused(tmp_path):
    class Local(Faulty):
        """Known to this function only."""

    with pytest.raises(Refused) as refusal:
        bench(table(), target="bad", models=[("mine", Local())], out=tmp_path, progress=False, unit_seconds=9)
    assert [finding.code for finding in refusal.value.findings if finding.severity == "error"] == ["ICM220"]
    assert list(tmp_path.iterdir()) == []


def test_limits_are_declared_in_the_experiment_file(tmp_path):
    folder = write_small_experiment(tmp_path)
    path = folder / "experiment.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n[limits]\nunit_seconds = 2.5\nunit_memory_mb = 900\n", encoding="utf-8")
    findings = Findings()
    plan = read_experiment(folder, findings)
    assert (plan.limits.unit_seconds, plan.limits.unit_memory_mb) == (2.5, 900) and not len(findings)
    path.write_text(text + "\n[limits]\nunit_seconds = 0\nunit_minutes = 3\n", encoding="utf-8")
    read_experiment(folder, findings)
    assert sorted(finding.code for finding in findings) == ["ICM003", "ICM006"]
