"""A method-recovery experiment, reduced: worlds of bureaus, a few methods and seeds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.config import RecoveryExperiment, read_experiment
from inscredit_models.findings import Findings, Refused
from inscredit_models.studies.recovery_study import RecoveryRun, look_up_recovery, with_method
from inscredit_models.study import run

SHIPPED = Path(__file__).parents[2] / "experiments" / "050_method_recovery"


def reduced(folder: Path, *conditions: str, methods: tuple[str, ...] = ("equal_mean", "equal_harmonic")) -> Path:
    """A copy of the shipped experiment with few worlds, methods and seeds."""
    copy = folder / "recovery"
    shutil.copytree(SHIPPED, copy)
    path = copy / "experiment.toml"
    text = path.read_text(encoding="utf-8").replace("seeds = 10", "seeds = 3")
    blocks = [f"[[{block}" for block in text.split("[[")[1:]]
    kept = [
        block
        for block in blocks
        if block.startswith("[[source") or any(f'code = "{name}"\n' in block for name in (*conditions, *methods))
    ]
    path.write_text(text.split("[[")[0] + "".join(kept), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> RecoveryRun:
    folder = tmp_path_factory.mktemp("recovery")
    experiment = reduced(folder, "regulator_default", "regulator_gaming_on")
    return run(experiment, out=folder / "runs", track=False, threads=1, progress=False)


def test_every_method_is_judged_in_every_world(done: RecoveryRun) -> None:
    units = done.frame("units")
    assert len(units) == 2 * 2 * 3 and units["spearman"].between(0.3, 1).all()
    assert set(done.frame("methods")["scope"]) == {"regulator_default", "regulator_gaming_on"}
    assert set(done.frame("harm")["condition"]) == {"regulator_gaming_on"}
    assert done.content.headline[1].startswith("Over 2 worlds") and "equal weights" in done.text()


def test_gaming_takes_from_the_reference(done: RecoveryRun) -> None:
    harm = done.frame("harm").set_index("method")["change"]
    assert harm["equal_mean"] < 0


def test_the_folder_is_whole(done: RecoveryRun) -> None:
    names = {path.name for path in done.run_dir.iterdir()}
    wanted = {"units.csv", "overall.csv", "troubles.csv", "methods.csv", "harm.csv", "report.html", "run.json", "units"}
    assert wanted <= names
    record = json.loads((done.run_dir / "run.json").read_text(encoding="utf-8"))
    assert record["origin"] == "simulated" and record["result_digest"] == done.result_digest
    assert done.summary()["overall"][0]["method"] == "equal_mean"
    assert len(done.plot().get_yticklabels()) == 2


def test_a_killed_run_goes_on_where_it_was(done: RecoveryRun) -> None:
    kept = sorted((done.run_dir / "units").iterdir())
    kept[0].unlink()
    kept[1].write_text("[{", encoding="utf-8")
    before = kept[2].stat().st_mtime_ns
    (done.run_dir / "run.json").unlink()
    experiment = done.run_dir.parents[2] / "recovery"
    again = run(experiment, out=done.run_dir.parents[1], track=False, threads=1, progress=False)
    assert again.run_dir == done.run_dir and again.result_digest == done.result_digest
    assert kept[2].stat().st_mtime_ns == before and kept[0].exists()
    pd.testing.assert_frame_equal(again.frame("units"), done.frame("units"))


def test_worlds_share_their_random_numbers_across_methods(done: RecoveryRun) -> None:
    wide = done.frame("units").pivot_table(index=["condition", "seed"], columns="method", values="spearman")
    assert wide.corr().iloc[0, 1] > 0.5


def test_the_shipped_experiment_asks_enough() -> None:
    findings = Findings()
    plan = read_experiment(SHIPPED, findings)
    assert isinstance(plan, RecoveryExperiment) and not len(findings)
    sources = look_up_recovery(plan, SHIPPED, findings)
    assert not len(findings) and set(sources) == {"regulator", "practitioner"}
    variants = {(item.subject, item.variant, item.subjects) for item in plan.condition}
    assert len(variants) >= 20 and len(plan.method) >= 8 and plan.seeds >= 10
    assert {"reporting_bias", "sample_size", "drift", "gaming"} <= {item.trouble for item in plan.condition}


def test_a_method_replaces_only_its_sections() -> None:
    plan = read_experiment(SHIPPED, Findings())
    framework = look_up_recovery(plan, SHIPPED, Findings())["regulator"].framework
    method = next(item for item in plan.method if item.code == "equal_geometric")
    made = with_method(framework, method)
    assert made.aggregate.method == "geometric_mean" and made.impute == framework.impute


def test_records_for_simulated_worlds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ICM006"):
        run(SHIPPED, records=tmp_path, track=False, progress=False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('reference = "equal_mean"', 'reference = "equal"'),
        ('code = "regulator_noisy"', 'code = "regulator_default"'),
        ('code = "topsis"', 'code = "copeland"'),
        ('subject = "practitioner"\nframework', 'subject = "consumer"\nframework'),
    ],
)
def test_names_that_do_not_fit_are_refused(tmp_path: Path, old: str, new: str) -> None:
    text = (SHIPPED / "experiment.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "experiment.toml").write_text(text.replace(old, new), encoding="utf-8")
    findings = Findings()
    assert read_experiment(tmp_path, findings) is None and len(findings)


def test_unknown_variants_and_indicators_come_together(tmp_path: Path) -> None:
    experiment = reduced(tmp_path, "regulator_noisy", "practitioner_tiny")
    path = experiment / "experiment.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"b_noisy"', '"b_nosy"'), encoding="utf-8")
    table = experiment / "bureaus.csv"
    text = table.read_text(encoding="utf-8").replace("transparency_score_latest", "transparency_latest")
    table.write_text(text, encoding="utf-8")
    findings = Findings()
    look_up_recovery(read_experiment(experiment, findings), experiment, findings)
    assert [finding.code for finding in findings] == ["ICM008", "ICM008"]
