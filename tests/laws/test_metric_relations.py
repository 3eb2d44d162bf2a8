"""What must hold between two runs of a metric (变形关系): at least six relations for each metric on the list."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings

from inscredit_models.evaluation.h_measure import hull_costs
from inscredit_models.evaluation.metrics import ALL_METRICS
from tests.laws.test_metric_laws import judged_rows

FEWEST_RELATIONS = 6
RANKING = {metric.code for metric in ALL_METRICS if metric.ranking}
MEANS = {"brier", "log_loss", "expected_cost"}
EVERY = {metric.code for metric in ALL_METRICS}


def close(a, b):
    return a == pytest.approx(b, abs=1e-9)


def permuted(f, y, p):
    order = np.random.default_rng(len(y)).permutation(len(y))
    return close(f(y[order], p[order]), f(y, p))


def repeated(f, y, p):
    return close(f(np.repeat(y, 3), np.repeat(p, 3)), f(y, p))


def of_another_type(f, y, p):
    return f(y.astype(bool), p) == f(y.astype(np.int8), p) == f(y.astype(float), p)


def transformed(f, y, p):
    return close(f(y, np.exp(2 * p) - 5), f(y, p))


def turned_with_the_outcome(f, y, p):
    return close(f(1 - y, 1 - p), f(y, p))


def of_twice_the_others(f, y, p):
    return close(f(np.append(y, y[y == 0]), np.append(p, p[y == 0])), f(y, p))


def of_twice_the_others_or_worse(f, y, p):
    return f(np.append(y, y[y == 0]), np.append(p, p[y == 0])) <= f(y, p) + 1e-12


def of_one_event_surer(metric):
    def improved(f, y, p):
        first = int(np.flatnonzero(y)[0])
        better = p.copy()
        better[first] = p[first] + 0.5 * (1 - p[first])
        return metric.sign * (f(y, better) - f(y, p)) >= -1e-12

    return improved


def put_together_of_both_classes(f, y, p):
    parts = [(y == value) for value in (0, 1)]
    return close(sum(f(y[part], p[part]) * part.sum() for part in parts) / len(y), f(y, p))


def between_its_bounds(f, y, p):
    return abs(p.mean() - y.mean()) - 1e-12 <= f(y, p) <= np.abs(p - y).mean() + 1e-12


def of_its_hull(f, y, p):
    return close(f(y, hull_costs(y, p)), f(y, p))


def of_both_sides(f, y, p):
    return close(f(y, p) * y.sum() + f(1 - y, p) * (1 - y).sum(), 0.1 * len(y))


def of_the_base_rate(f, y, p):
    return close(f(y, np.full(len(y), y.mean())), 0.0)


class Relation(NamedTuple):
    """A relation and the metrics it is claimed for."""

    name: str
    metrics: set[str]
    check: Callable


RELATIONS = [
    Relation("rows in another order", EVERY, permuted),
    Relation("every row three times", EVERY, repeated),
    Relation("outcome as bool, int8, float", EVERY, of_another_type),
    Relation("an increasing transform", RANKING, transformed),
    Relation("outcome and probability turned", {"auc", "gini", "ks", "brier", "log_loss"}, turned_with_the_outcome),
    Relation("non-events twice change nothing", {"auc", "gini", "ks"}, of_twice_the_others),
    Relation("non-events twice never help", {"average_precision"}, of_twice_the_others_or_worse),
    Relation("the mean of both classes", MEANS, put_together_of_both_classes),
    Relation("between bias and mean absolute error", {"ece"}, between_its_bounds),
    Relation("the base rate for everybody", {"ece"}, of_the_base_rate),
    Relation("that of the convex hull", {"h_measure"}, of_its_hull),
    Relation("events and others fill the top", {"capture"}, of_both_sides),
    *[
        Relation("an event surer never hurts", {metric.code}, of_one_event_surer(metric))
        for metric in ALL_METRICS
        # KS has no direction; average precision may fall where an event comes to share a non-event's risk; a mean gap
        # may grow where one error shrinks.
        if metric.code not in ("ks", "average_precision", "ece")
    ],
]


def relations_of(code):
    return [relation for relation in RELATIONS if code in relation.metrics]


# The declared range and the value of a perfect ranking are laws beside these: six together is the least.
LAWS_BESIDES = 2


@pytest.mark.parametrize("metric", ALL_METRICS, ids=lambda metric: metric.code)
def test_metric_has_enough_relations(metric):
    assert len(relations_of(metric.code)) + LAWS_BESIDES >= FEWEST_RELATIONS


@pytest.mark.parametrize(
    ("metric", "relation"),
    [(metric, relation) for metric in ALL_METRICS for relation in relations_of(metric.code)],
    ids=lambda each: getattr(each, "code", None) or each.name,
)
@settings(max_examples=25, deadline=None)
@given(rows=judged_rows())
def test_relation_holds(metric, relation, rows):
    assert relation.check(metric.function, *rows)
