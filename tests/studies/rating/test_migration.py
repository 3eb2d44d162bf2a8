import datetime as dt

import numpy as np
import pytest

from inscredit_models.evaluation.rating_system.mobility import mobility
from inscredit_models.findings import Refused
from inscredit_models.studies.rating.migration import migrate
from tests.models.migration.examples import YEAR, toy

from .sample import GENERATOR, GRADES, build_histories


def test_both_methods_are_listed_and_only_duration_sees_a_default_of_the_best_grade():
    found = migrate(toy(), ("A", "B"), default="D", withdrawn=None, until=dt.date(2022, 1, 1))
    share = found.moves.set_index(["method", "from", "to"])["share"]
    assert share["cohort", "A", "D"] == 0
    assert share["duration", "A", "D"] == pytest.approx(0.0048, abs=1e-4)
    assert (found.start, found.end) == (YEAR, dt.date(2022, 1, 1))
    value = found.measures.set_index("measure")["value"]
    assert value["mobility_duration"] == pytest.approx(mobility(found.duration))


def test_planted_intensities_come_back_and_whole_years_are_cohorts():
    found = migrate(build_histories(), GRADES, default="D", withdrawn=None, until=dt.date(2025, 1, 1))
    whole = np.vstack([GENERATOR, np.zeros(7)])
    from scipy.linalg import expm

    np.testing.assert_allclose(found.duration, expm(whole), atol=0.025)
    np.testing.assert_allclose(found.cohort, expm(whole), atol=0.035)
    assert found.moves.query("method == 'cohort' and `from` == 'AAA'")["moves"].sum() == found.moves["at_risk"].iloc[0]


def test_a_grade_in_which_nobody_was_has_no_shares_and_no_mobility():
    found = migrate(toy(), ("AA", "A", "B"), default="D", withdrawn=None, until=dt.date(2022, 1, 1))
    assert np.isnan(found.duration[0]).all() and not np.isnan(found.duration[1]).any()
    assert found.measures.set_index("measure")["value"][["mobility_cohort", "mobility_duration"]].isna().all()


def test_less_than_a_year_is_refused_with_what_to_do():
    with pytest.raises(Refused, match="--until"):
        migrate(toy(), ("A", "B"), default="D", withdrawn=None, until=None)
