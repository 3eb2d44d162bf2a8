"""A law over all statistics of evaluation and explanation: each has a second route, and both agree on hostile rows.

A new public function in one of their modules fails here until a second route stands in `two_routes`, or the test that
holds it is named (`HELD_BY`), or it is said why it is no statistic (`NO_STATISTIC`).
"""

import ast
import itertools
from pathlib import Path

import numpy as np
import pytest

import inscredit_models.evaluation as evaluation_folder
from inscredit_models.evaluation import metrics
from inscredit_models.evaluation.calibrated import build_calibrator
from tests.laws.two_routes import of_numbers, of_predictions, of_samples, slow  # noqa: F401  (they register)
from tests.laws.two_routes.registry import HOSTILE, ROUTES, STATISTIC_MODULES, public_statistics

TESTS = Path(__file__).parents[1]

HELD_BY = {
    "calibration.compute_calibration": (
        "evaluation/test_calibration.py::test_frames_have_the_declared_columns_and_add_up"
    ),
    "calibration_tests.reliability_by_group": (
        "evaluation/test_calibration_tests.py::"
        "test_reliability_by_group_sees_the_group_that_is_off_and_is_silent_on_small_ones"
    ),
    "h_measure.h_bias": (
        "evaluation/test_h_measure.py::test_bias_from_halves_is_the_mean_excess_over_a_very_large_sample"
    ),
    "h_measure.prior_shapes": "evaluation/test_h_measure.py::test_priors_matter_and_have_the_declared_mode",
    "roc.compute_roc": "evaluation/test_roc.py::test_frame_names_model_and_split_and_takes_the_first_repeat",
    "stability.drift": "evaluation/test_stability.py::test_drift_names_the_column_and_the_date_that_moved_and_no_other",
    "additive.additive_contributions": "explain/test_additive.py::test_terms_add_up_to_the_score",
    "additive.centred": "explain/test_additive.py::test_centring_moves_the_mean_into_the_base_and_keeps_the_total",
    "exact_shapley.enumerate_contributions": (
        "explain/test_exact_shapley.py::test_contributions_of_additive_models_are_the_enumerated_ones"
    ),
    "shapley.shapley_contributions": "explain/test_shapley.py::test_contributions_equal_those_of_shap",
}
"""Statistics whose second route stands in a test of their own: a frame of others, or slower than these."""

NO_STATISTIC = {
    "additive.check_additivity": "a guard",
    "calibration_tests.why_no_claim": "words",
    "calibrators.Calibrator.fit": "each calibrator has its own",
    "calibrators.Calibrator.from_document": "storage",
    "calibrators.Calibrator.predict": "each calibrator has its own",
    "calibrators.Calibrator.to_document": "storage",
    "frozen_bins.FrozenBins.names": "words",
    "metrics.Metric.sign": "a declaration",
    "metrics.capture_metric": "a declaration",
    "metrics.cost_metric": "a declaration",
    "metrics.find_metric": "a look-up",
    "ranks.RankComparison.is_evaluable": "a guard",
    "ranks.RankComparison.sentence": "words",
    "refits.reseed_folds": "a plan of fits",
    "refits.resample_folds": "a plan of fits",
    "shapley.witness_contributions": "the second route itself",
    "stability.StabilityIndex.verdict": "words",
}

NO_STATISTIC_MODULES = {
    "best_weights", "choice_runs", "choice_sensitivity", "importance", "index_claims", "index_outcome",
    "index_precision", "index_rebuild", "method_recovery", "perturbation_plan", "planted_order", "price_of_judgement",
    "rank_reversal", "rank_robustness", "reweighting", "score_certainty", "weight_what_if",
    "calibrated", "compare", "estimates", "fold_pairs", "group_splits", "judged", "league", "leakage", "many_tables",
    "no_signal", "screening", "splits", "truth", "truth_files", "unknown_split", "unseen", "verdict", "world_table",
    "grade_agreement", "rating_system", "validation",
}  # fmt: skip
"""Modules of evaluation that put statistics together, make splits and checks, or question an index (with reference
cases of their own in tests/evaluation and tests/reference)."""


def test_every_statistic_has_a_second_route():
    missing = public_statistics() - set(ROUTES) - set(HELD_BY) - set(NO_STATISTIC)
    assert missing == set(), "give each a second route in tests/laws/two_routes"


def test_every_metric_and_calibrator_of_the_registries_has_a_second_route():
    for metric in metrics.ALL_METRICS:
        function = getattr(metric.function, "func", metric.function)
        assert f"{function.__module__.rpartition('.')[2]}.{function.__name__}" in ROUTES, metric.code
    for method in ("platt", "isotonic", "beta", "venn_abers", "anchor"):
        kind = type(build_calibrator(method))
        assert any(name.partition(".")[2].startswith(kind.__name__) for name in ROUTES), method


def test_no_excuse_is_left_over():
    known = public_statistics()
    inherited = {name for name in ROUTES if name.startswith("calibrators")}
    assert {*ROUTES, *HELD_BY, *NO_STATISTIC} - known - inherited == set()


@pytest.mark.parametrize(("statistic", "held_by"), HELD_BY.items(), ids=lambda each: each)
def test_named_test_is_there(statistic, held_by):
    path, _, name = held_by.partition("::")
    names = {node.name for node in ast.walk(ast.parse((TESTS / path).read_text())) if isinstance(node, ast.FunctionDef)}
    assert name in names


def test_every_module_of_evaluation_is_looked_at():
    files = {path.stem for path in Path(evaluation_folder.__file__).parent.iterdir() if not path.name.startswith("__")}
    looked_at = {name.partition(".")[2] for name in STATISTIC_MODULES}
    assert files - looked_at - NO_STATISTIC_MODULES == set(), "list it with the statistics, or say that it has none"


CASES = [
    pytest.param(check, rows, id=f"{name}: {title}")
    for name, checks in ROUTES.items()
    for check, on in checks
    for title, rows in on.items()
]


@pytest.mark.parametrize(("check", "rows"), CASES)
def test_both_routes_agree(check, rows):
    check(*rows)


def test_a_wrong_statistic_would_be_found():
    # The sum of weights instead of their squares, a tie counted whole, a bin end on the other side: each is seen.
    y, p, _ = HOSTILE["ties everywhere"]
    wrong = np.mean([a >= b for a, b in itertools.product(p[y == 1], p[y == 0])])
    assert abs(wrong - metrics.auc(y, p)) > 1e-3
    assert abs(np.abs(p - y).mean() - slow.calibration_error(y, p)) > 1e-3
