"""Fairness of institutions, end to end: an insurer table through the command line, by owner, region and size."""

from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.cli import main
from tests.studies.further.institutions import write_insurers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def insurers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the finished run."""
    folder = write_insurers(tmp_path_factory.mktemp("insurers"))
    assert main(["run", str(folder), "--out", str(folder / "runs"), "--no-track", "--threads", "1"]) == 0
    (run,) = (folder / "runs").glob("*/*/run.json")
    return run.parent


def read(run: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(run / f"{name}.csv").fillna({"cause": "", "verdict": ""})


def test_owner_region_and_size_are_judged_with_intervals_and_a_least_cell(insurers):
    fairness = read(insurers, "fairness")
    assert set(fairness["attribute"]) == {"ownership", "region", "size"}
    bands = fairness.loc[fairness["attribute"] == "size", "group"]
    assert list(dict.fromkeys(bands)) == ["<60000", "60000–250000", "≥250000"]
    claimed = fairness[fairness["cause"] == ""]
    assert claimed["low"].notna().all() and (claimed["subjects"] >= 30).all()
    small = fairness[(fairness["group"] == "<60000") & (fairness["measure"] == "auc")].iloc[0]
    assert small["verdict"] == "not_evaluable" and "events, fewer than 10" in small["cause"]


def test_planted_injustice_against_one_kind_of_owner_is_found_and_no_other(insurers):
    fairness = read(insurers, "fairness")
    gap = fairness[fairness["measure"] == "calibration_gap"].set_index(["attribute", "group"])
    assert gap.loc[("ownership", "foreign"), "verdict"] == "differs"
    assert gap.loc[("ownership", "foreign"), "difference"] < 0, "their risk is overstated"
    others = gap.drop(("ownership", "foreign"))["verdict"]
    assert "differs" not in set(others)


def test_owner_that_no_model_was_trained_on_is_off_and_no_calibrator_mends_it(insurers):
    by_group = read(insurers, "calibrated_by_group")
    foreign = by_group[(by_group["attribute"] == "ownership") & (by_group["group"] == "foreign")]
    unseen = foreign[foreign["split"] == "by_group"].set_index("method")
    assert set(unseen.index) == {"none", "platt", "isotonic", "beta", "venn_abers", "anchor"}
    assert (unseen["high"] < -0.1).all()
    seen = foreign[foreign["split"] == "out_of_time"]
    assert (seen["difference"].abs() < 0.05).all()


def test_page_shows_the_groups_in_both_languages(insurers):
    page = (insurers / "report.html").read_text(encoding="utf-8")
    for words in (
        "分组公平性",
        "Fairness by group",
        "所有制",
        "Ownership",
        "规模（保费，万元）",
        "Size (premium, 10k CNY)",
    ):
        assert words in page
    assert page.index('id="fairness"') < page.index('id="calibrated_by_group"')
