"""Laws that hold for every shipped system and for one made of every kind of rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.scoring.direction import direction_of
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.hierarchy import leaves
from inscredit_models.scoring.shipped import load_shipped
from inscredit_models.scoring.system import Linear, ScoringSystem
from tests.scoring.examples import EVERY_KIND, leaf, random_rows, system_of, total

SYSTEMS = {
    "practitioner_conduct": load_shipped("practitioner_conduct"),
    "life_supervisory_rating_2024": load_shipped("life_supervisory_rating_2024"),
    "every_kind": EVERY_KIND,
    "every_kind_rounded": EVERY_KIND.model_copy(update={"places": 3}),
}
each_system = pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)


def improved(system: ScoringSystem, rows: pd.DataFrame, columns: list[str], seed: int) -> pd.DataFrame:
    better = rows.copy()
    rng = np.random.default_rng(seed)
    for node in leaves(system):
        if node.column in columns and direction_of(node):
            step = rng.exponential(rows[node.column].std(), len(rows))
            better[node.column] = rows[node.column] + direction_of(node) * step
    return better


@each_system
def test_score_never_falls_when_one_value_improves(system: ScoringSystem) -> None:
    rows = random_rows(system, 300, seed=1)
    before = evaluate(system, rows).score
    for node in leaves(system):
        after = evaluate(system, improved(system, rows, [node.column], seed=2)).score
        assert (after >= before - 1e-12).all(), node.code
        assert direction_of(node) == 0 or (after > before).any(), node.code


@each_system
def test_a_row_that_is_better_everywhere_has_no_lower_score(system: ScoringSystem) -> None:
    rows = random_rows(system, 500, seed=3)
    every = [node.column for node in leaves(system)]
    assert (evaluate(system, improved(system, rows, every, 4)).score >= evaluate(system, rows).score - 1e-12).all()


@each_system
def test_order_of_rows_changes_no_bit(system: ScoringSystem) -> None:
    rows = random_rows(system, 200, seed=5, missing=0.1)
    order = np.random.default_rng(6).permutation(200)
    np.testing.assert_array_equal(evaluate(system, rows.iloc[order]).score, evaluate(system, rows).score[order])


@each_system
def test_a_row_alone_gives_the_bits_of_the_batch(system: ScoringSystem) -> None:
    rows = random_rows(system, 60, seed=7, missing=0.1)
    batch = evaluate(system, rows)
    for row in range(60):
        alone = evaluate(system, rows.iloc[[row]])
        np.testing.assert_array_equal(alone.nodes.to_numpy()[0], batch.nodes.to_numpy()[row])
        assert alone.grade[0] == batch.grade[row]


def test_a_row_alone_gives_the_bits_of_the_batch_under_a_geometric_mean() -> None:
    """Powers are computed in blocks; a lone row must take the same way."""
    system = system_of(total("geometric_mean"), leaf("a", weight=0.3), leaf("b", weight=0.5), leaf("c", weight=0.7))
    rows = random_rows(system, 203, seed=12)
    batch = evaluate(system, rows).score
    alone = [evaluate(system, rows.iloc[[row]]).score[0] for row in range(203)]
    np.testing.assert_array_equal(alone, batch)


@each_system
def test_order_of_siblings_changes_no_score(system: ScoringSystem) -> None:
    rows = random_rows(system, 200, seed=8, missing=0.1)
    turned = system.model_copy(update={"node": system.node[::-1]})
    tolerance = 0 if system.places is not None else 1e-10
    np.testing.assert_allclose(evaluate(turned, rows).score, evaluate(system, rows).score, rtol=0, atol=tolerance)


@each_system
def test_change_of_unit_in_values_and_goalposts_changes_no_score(system: ScoringSystem) -> None:
    rows = random_rows(system, 200, seed=9)
    nodes, scaled = [], rows.copy()
    for node in system.node:
        if isinstance(node.normalise, Linear):
            posts = Linear(kind="linear", worst=node.normalise.worst * 1000, best=node.normalise.best * 1000)
            node, scaled[node.column] = node.model_copy(update={"normalise": posts}), rows[node.column] * 1000
        nodes.append(node)
    other = system.model_copy(update={"node": tuple(nodes)})
    tolerance = 1e-9 if system.places is None else 10.0**-system.places
    np.testing.assert_allclose(evaluate(other, scaled).score, evaluate(system, rows).score, rtol=0, atol=tolerance)


def test_a_planted_reversed_goalpost_breaks_the_monotone_law() -> None:
    """The law must be able to fail: dominance is judged by the right system, the score by a wrong one."""
    right = SYSTEMS["practitioner_conduct"]
    first, second, *rest = right.node
    wrong = right.model_copy(
        update={"node": (first, second.model_copy(update={"normalise": Linear(kind="linear", worst=0, best=2)}), *rest)}
    )
    rows = random_rows(right, 100, seed=10)
    better = improved(right, rows, [second.column], 11)
    assert (evaluate(wrong, better).score < evaluate(wrong, rows).score).any()
