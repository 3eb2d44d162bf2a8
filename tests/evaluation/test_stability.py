import datetime as dt

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chisquare

from inscredit_models.evaluation.stability import StabilityIndex, drift, stability_index
from inscredit_models.findings import Refused

E, A = np.array([0.1, 0.2, 0.4, 0.2, 0.1]), np.array([0.08, 0.18, 0.38, 0.22, 0.14])


def panel(seed=0, *, subjects=400, shift=0.0):
    """A steady column and one that moves at the last of four dates, with its rows' dates and subjects."""
    rng = np.random.default_rng(seed)
    dates = np.repeat(np.array(["2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31"], "datetime64[D]"), subjects)
    moved = rng.normal(size=len(dates)) + shift * (dates == dates[-1])
    return pd.DataFrame({"steady": rng.normal(size=len(dates)), "moved": moved}), dates


def test_index_gives_the_reference_value():
    assert stability_index(E, A, n=1000, m=1000).psi == pytest.approx(0.0229610403, abs=5e-11)


def test_index_is_symmetric_and_zero_for_equal_shares():
    assert stability_index(A, E).psi == pytest.approx(stability_index(E, A).psi)
    assert stability_index(E, 7 * E).psi == pytest.approx(0, abs=1e-15)


def test_mean_and_critical_value_hold_where_nothing_shifts():
    rng = np.random.default_rng(0)
    shares = np.full(10, 0.1)
    found = [stability_index(rng.multinomial(800, shares), rng.multinomial(500, shares)) for _ in range(2000)]
    values = np.array([index.psi for index in found])
    assert values.mean() == pytest.approx(found[0].expected, rel=0.05)
    assert (values > found[0].critical()).mean() == pytest.approx(0.05, abs=0.02)
    assert np.mean([index.p_value < 0.05 for index in found]) == pytest.approx(0.05, abs=0.02)


def test_index_of_a_small_shift_is_nearly_the_chi_square_statistic():
    reference, present = 1e6 * E, 1e6 * (E + 1e-3 * np.array([1, -1, 1, -1, 0]))
    index = stability_index(reference, present)
    statistic = chisquare(present, reference).statistic / 1e6
    assert index.psi == pytest.approx(statistic, rel=0.01)


def test_rule_of_thumb_alone_would_raise_false_alarms_in_small_samples():
    index = StabilityIndex(psi=0.30, n=60, m=60, bins=10, floored=0)
    assert index.expected == pytest.approx(0.3)
    assert index.verdict() == "inconclusive"
    assert StabilityIndex(0.30, 6000, 6000, 10, 0).verdict() == "shifted"
    assert StabilityIndex(0.02, 60_000, 60_000, 10, 0).verdict() == "slight"
    assert StabilityIndex(0.001, 6000, 6000, 10, 0).verdict() == "stable"


def test_bin_that_is_empty_in_one_sample_is_floored_and_counted():
    index = stability_index(np.array([50, 50, 0, 0]), np.array([40, 40, 20, 0]))
    assert (index.bins, index.floored) == (3, 1)
    assert np.isfinite(index.psi)


def test_one_bin_cannot_shift():
    index = stability_index(np.array([50.0]), np.array([10.0]))
    assert (index.psi, index.p_value, index.critical()) == (0.0, 1.0, 0.0)


def test_drift_names_the_column_and_the_date_that_moved_and_no_other():
    values, dates = panel(shift=0.8)
    frame = drift(values, dates, reference_to=dt.date(2022, 12, 31))
    verdicts = frame.set_index(["name", "as_of"])["verdict"]
    last = pd.Timestamp("2024-12-31")
    assert verdicts["moved", last] == "shifted"
    assert set(verdicts.drop(("moved", last))) == {"stable"}
    assert (frame["p_adjusted"] >= frame["p_value"]).all()


def test_repeated_rows_of_a_subject_claim_no_certainty():
    values, dates = panel(shift=0.25, subjects=100)
    many = pd.concat([values] * 20, ignore_index=True)
    subject = np.tile(np.arange(len(values)), 20)
    frames = [
        drift(many[["moved"]], np.tile(dates, 20), reference_to=dt.date(2023, 12, 31), subject_id=subjects)
        for subjects in (None, subject)
    ]
    assert frames[0]["verdict"].item() in ("shifted", "slight")
    assert frames[1]["verdict"].item() in ("stable", "inconclusive")
    assert frames[1]["m"].item() == 100


def test_missing_cells_are_a_bin_and_their_share_is_shown():
    values, dates = panel()
    values.loc[dates == dates[-1], "steady"] = np.nan
    frame = drift(values, dates, reference_to=dt.date(2023, 12, 31)).set_index("name")
    assert frame.loc["steady", "missing_now"] == 1.0
    assert frame.loc["steady", "verdict"] == "shifted"


def test_few_subjects_make_no_claim():
    values, dates = panel(subjects=20, shift=3)
    frame = drift(values, dates, reference_to=dt.date(2023, 12, 31))
    assert set(frame["verdict"]) == {"not_evaluable"}
    assert frame["p_adjusted"].isna().all()
    assert frame["cause"].str.endswith("20 subjects, fewer than 30").all()


def test_bad_input_is_named():
    values, dates = panel(subjects=5)
    with pytest.raises(Refused, match="no row after"):
        drift(values, dates, reference_to=dt.date(2030, 1, 1))
    with pytest.raises(Refused, match="5 and 4 bins"):
        stability_index(E, A[:4])
    with pytest.raises(Refused, match="counts, present"):
        stability_index(E, -A)
