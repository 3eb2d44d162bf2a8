"""Judgements become weights as the sources print them; what contradicts itself is refused by name."""

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.composite.judgement import (
    best_worst_weights,
    eigenvector_weights,
    group_judgements,
    least_squares_weights,
    limit_weights,
    pairwise_from_upper,
    random_index,
)

NAN = float("nan")
DRINKS = [9, 5, 2, 1, 1, 1 / 2]
DRINKS += [1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9]
DRINKS += [1 / 3, 1 / 4, 1 / 3, 1 / 9]
DRINKS += [1 / 2, 1, 1 / 3, 2, 1 / 2, 1 / 3]
"""Saaty (2008), Decision making with the analytic hierarchy process, IJSS 1(1): consumption of drinks, table 2."""


def codes(refused):
    return [finding.code for finding in refused.value.findings]


def test_drinks_of_saaty_have_the_printed_weights_and_ratio():
    found = eigenvector_weights(pairwise_from_upper(DRINKS, 7))
    printed = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert found.weights == pytest.approx(printed, abs=0.0005)
    full = [0.177457, 0.019149, 0.041831, 0.116417, 0.189572, 0.128781, 0.326793]
    assert found.weights == pytest.approx(full, abs=5e-7)
    assert found.eigenvalue == pytest.approx(7.1766290, abs=5e-8)
    assert found.index == pytest.approx(0.0294382, abs=5e-8)
    assert found.ratio == pytest.approx(0.0223016, abs=5e-8)
    assert found.table == "Saaty (1980)"


def test_geometric_mean_of_rows_differs_from_the_eigenvector():
    found = least_squares_weights(pairwise_from_upper(DRINKS, 7))
    full = [0.178723, 0.018461, 0.042234, 0.116498, 0.191136, 0.128625, 0.324323]
    assert found.weights == pytest.approx(full, abs=5e-7)


def test_choosing_a_leader_joins_two_levels():
    """The example of the ahpy documentation; rows are Moll, Nell, Sue."""
    criteria = eigenvector_weights(pairwise_from_upper([4, 3, 7, 1 / 3, 3, 5], 4))
    local = [
        eigenvector_weights(pairwise_from_upper(upper, 3))
        for upper in ([1 / 4, 4, 9], [3, 1 / 5, 1 / 7], [5, 9, 4], [1 / 3, 5, 9])
    ]
    assert criteria.weights[:2] == pytest.approx([0.548, 0.127], abs=0.0005)
    assert local[0].weights == pytest.approx([0.217, 0.717, 0.066], abs=0.0005)
    # the print divides the index by 0.5245, another table's mean for three items; by Saaty's 0.58 it is .032 and .056
    assert [local[0].index / 0.5245, local[1].index / 0.5245] == pytest.approx([0.035, 0.062], abs=0.0005)
    assert [local[0].ratio, local[1].ratio] == pytest.approx([0.0318, 0.0559], abs=0.0001)
    total = sum(weight * each.weights for weight, each in zip(criteria.weights, local, strict=True))
    # the print adds up to 1.001: it joins weights that are already rounded
    assert total == pytest.approx([0.358, 0.493, 0.150], abs=0.001)


@pytest.mark.parametrize("weigh", [eigenvector_weights, least_squares_weights])
def test_missing_judgements_of_a_consistent_expert_cost_nothing(weigh):
    truth = np.array([0.4, 0.3, 0.2, 0.1])
    matrix = truth[:, None] / truth
    matrix[0, 2] = matrix[2, 0] = matrix[1, 3] = matrix[3, 1] = NAN
    found = weigh(matrix)
    assert found.weights == pytest.approx(truth)
    assert (found.missing, round(found.ratio, 9)) == (2, 0.0)


def test_harker_weights_solve_the_completed_matrix():
    matrix = pairwise_from_upper([3, NAN, 2, 4, 1 / 2, 3], 4)
    found = eigenvector_weights(matrix)
    completed = np.where(np.isnan(matrix), found.weights[:, None] / found.weights, matrix)
    assert completed @ found.weights == pytest.approx(found.eigenvalue * found.weights)


def test_order_of_items_only_permutes_weights():
    matrix = pairwise_from_upper(DRINKS, 7)
    order = np.array([3, 0, 6, 1, 5, 2, 4])
    assert eigenvector_weights(matrix[np.ix_(order, order)]).weights == pytest.approx(
        eigenvector_weights(matrix).weights[order]
    )


def test_a_group_is_the_geometric_mean_of_those_who_judged():
    one, two = pairwise_from_upper([2, NAN, 3], 3), pairwise_from_upper([8, NAN, NAN], 3)
    joined = group_judgements([one, two])
    assert joined[0, 1] == pytest.approx(4)
    assert joined[1, 2] == pytest.approx(3)
    assert np.isnan(joined[0, 2])
    assert group_judgements([one, two], [1, 0])[0, 1] == pytest.approx(2)
    whole = group_judgements([pairwise_from_upper(DRINKS, 7), pairwise_from_upper(DRINKS[::-1], 7)])
    assert whole * whole.T == pytest.approx(np.ones((7, 7)))


def test_best_worst_has_the_reference_weights():
    """Rezaei (2016), linear model; solved independently with HiGHS."""
    found = best_worst_weights([8, 2, 1], [1, 5, 8], best=2, worst=0)
    assert found.weights == pytest.approx([1 / 14, 9 / 28, 17 / 28])
    assert found.deviation == pytest.approx(1 / 28)
    found = best_worst_weights([2, 1, 4, 3, 8], [4, 8, 2, 3, 1], best=1, worst=4)
    assert found.weights == pytest.approx([0.229508, 0.448087, 0.114754, 0.153005, 0.054645], abs=5e-7)
    assert found.deviation == pytest.approx(0.010929, abs=5e-7)


def test_best_worst_takes_a_missing_judgement():
    found = best_worst_weights([1, NAN, 4], [4, 2, 1], best=0, worst=2)
    assert found.weights == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert found.deviation == pytest.approx(0, abs=1e-12)


def test_limit_of_a_network_is_its_stationary_share():
    """Saaty (1996); 29/111, 44/111, 38/111 solved by hand."""
    found = limit_weights(np.array([[0, 0.4, 0.3], [0.6, 0, 0.7], [0.4, 0.6, 0]]))
    assert found == pytest.approx([29 / 111, 44 / 111, 38 / 111])


def test_a_periodic_network_has_a_limit_in_the_mean():
    assert limit_weights(np.array([[0.0, 1.0], [1.0, 0.0]])) == pytest.approx([0.5, 0.5])


def test_mean_index_shrinks_with_missing_pairs_down_to_a_tree():
    assert random_index(4, 3)[0] == 0
    assert random_index(12)[1] == "Alonso & Lamata (2006)"
    assert 1.49 < random_index(12)[0] < 1.60
    tree = eigenvector_weights(pairwise_from_upper([2, NAN, 3], 3))
    assert tree.ratio == 0


def test_all_faults_of_a_matrix_are_named_at_once():
    matrix = np.array([[2.0, 3, NAN, NAN], [3, 1, NAN, NAN], [NAN, NAN, 1, 2], [NAN, NAN, NAN, 1]])
    with pytest.raises(Refused) as refused:
        eigenvector_weights(matrix)
    assert codes(refused) == ["ICM110", "ICM110", "ICM110", "ICM111"]


@pytest.mark.parametrize("matrix", [np.ones((2, 3)), [[1.0, -2.0], [-0.5, 1.0]], [[1.0, 0.0], [0.0, 1.0]]])
def test_what_is_no_pairwise_matrix_is_refused(matrix):
    with pytest.raises(Refused) as refused:
        eigenvector_weights(matrix)
    assert codes(refused) == ["ICM006"]


def test_faults_of_best_worst_judgements_are_named_at_once():
    with pytest.raises(Refused) as refused:
        best_worst_weights([1, 2, 0.5, NAN], [9, 2, 2, NAN], best=0, worst=2)
    assert codes(refused) == ["ICM006", "ICM110", "ICM110", "ICM111"]
    with pytest.raises(Refused) as refused:
        best_worst_weights([1, 2], [2, 1], best=0, worst=0)
    assert codes(refused) == ["ICM006"]


@pytest.mark.parametrize("matrix", [[[0.5, 0.5], [0.4, 0.5]], [[1.5, 0.0], [-0.5, 1.0]]])
def test_a_supermatrix_has_columns_of_shares(matrix):
    with pytest.raises(Refused) as refused:
        limit_weights(np.array(matrix))
    assert codes(refused) == ["ICM006"]
