import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.ratings.grades import FORBIDDEN_ORDERS, grade_table


def codes(**changes):
    given = {"names": "ABC", "n": [10, 20, 30], "events": [0, 1, 2], "order": "best_first"} | changes
    with pytest.raises(Refused) as refused:
        grade_table(**given)
    return [finding.code for finding in refused.value.findings]


def test_worst_first_is_turned_so_that_the_best_grade_stands_first():
    table = grade_table("CBA", [30, 20, 10], [2, 1, 0], order="worst-first", pd=[0.3, 0.2, 0.1])
    assert table.names == ("A", "B", "C")
    assert (table.n.tolist(), table.events.tolist(), table.pd.tolist()) == ([10, 20, 30], [0, 1, 2], [0.1, 0.2, 0.3])


@pytest.mark.parametrize("order", [None, "", "ascending", 1])
def test_an_order_that_is_not_stated_is_refused(order):
    assert codes(order=order) == ["ICM255"]


@pytest.mark.parametrize("order", FORBIDDEN_ORDERS)
def test_an_order_read_off_the_defaults_is_refused(order):
    assert codes(order=order) == ["ICM256"]


def test_probabilities_that_do_not_rise_towards_the_worse_grades_are_refused_with_the_grades():
    with pytest.raises(Refused, match="A → B, B → C") as refused:
        grade_table("ABC", [10, 20, 30], [0, 1, 2], order="best_first", pd=[0.3, 0.2, 0.1])
    assert refused.value.findings[0].code == "ICM257"
    assert codes(pd=[0.1, 0.1, 0.2]) == ["ICM257"]
    assert codes(pd=[0.0, 0.1, 0.2]) == ["ICM079"]


def test_everything_that_is_wrong_is_said_at_once():
    assert codes(names="AAC", events=[11, 0.5, 2], order=None) == ["ICM255", "ICM024", "ICM079", "ICM079"]
    assert codes(n=[0, 0, 0], events=[0, 0, 0]) == ["ICM006"]
    assert codes(names="A", n=[3], events=[1]) == ["ICM006"]
    assert codes(events=[0, 1]) == ["ICM006"]


def test_an_empty_grade_has_no_rate_and_shares_add_up():
    table = grade_table("ABC", [10, 0, 30], [1, 0, 3], order="best_first")
    np.testing.assert_allclose(table.rates, [0.1, np.nan, 0.1])
    assert table.shares.sum() == 1
