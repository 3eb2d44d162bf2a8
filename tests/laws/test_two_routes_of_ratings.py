"""A law over cards and rating systems: each public statistic has a test that computes it a second way.

A new public function in one of these files fails here until the test that holds it is named.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE, TESTS = ROOT / "inscredit_models", ROOT / "tests"
ROOMS = ("models/ratings", "models/migration", "evaluation/rating_system")

SECOND_ROUTE = {
    "models/woe.weight_of_evidence": (
        "test_woe_is_a_difference_of_log_odds_and_its_information_the_divergence_both_ways"
    ),
    "models/woe.information_value": "test_woe_is_a_difference_of_log_odds_and_its_information_the_divergence_both_ways",
    "models/points.points_of_bins": "test_points_add_up_to_the_scaled_log_odds",
    "models/ratings/single_factor.conditional_pd": "test_mean_over_the_factor_is_the_unconditional_probability",
    "models/ratings/single_factor.critical_rate": (
        "test_critical_rates_are_the_quantiles_of_a_simulated_endless_grade"
    ),
    "models/ratings/single_factor.probability_at_most": "test_probability_at_most_equals_adaptive_quadrature",
    "models/ratings/single_factor.binomial_at_most": "test_binomial_route_equals_scipy_and_knows_its_ends",
    "models/ratings/prudent.most_prudent": "test_closed_form_equals_a_search_on_the_binomial_distribution",
    "models/ratings/prudent.scale_to_mean": "test_scaled_probabilities_have_the_central_tendency_as_their_mean",
    "models/ratings/bayesian.bayesian_pd": (
        "test_correlated_mean_is_that_of_simulated_portfolios_with_as_many_defaults"
    ),
    "models/ratings/quasi_moments.implied_accuracy_ratio": (
        "test_implied_accuracy_ratio_is_the_gini_of_rows_that_default_as_stated"
    ),
    "models/ratings/quasi_moments.quasi_moments": "test_a_solver_of_two_equations_finds_the_same_curve",
    "models/ratings/master_scale.geometric_scale": (
        "test_borders_are_the_same_multiple_of_each_other_and_middles_are_geometric"
    ),
    "models/ratings/capital.asset_correlation": (
        "test_correlation_falls_from_24_to_12_percent_and_capital_rises_with_maturity"
    ),
    "models/ratings/capital.capital_requirement": (
        "test_capital_is_the_simulated_loss_of_a_fine_portfolio_less_the_expected_one"
    ),
    "models/migration/cohort.cohort_moves": "test_counts_equal_a_loop_over_subjects",
    "models/migration/duration.timed_moves": (
        "test_dated_histories_give_the_toy_to_the_day_and_a_default_of_the_best_grade_that_the_cohort_does_not_see"
    ),
    "models/migration/generator.matrix_over": "test_exponential_equals_small_steps_of_the_forward_equation",
    "models/migration/generator.generator_of": "test_matrix_of_the_generator_is_the_given_one",
    "evaluation/rating_system/grade_discrimination.grade_auc": (
        "test_auc_and_accuracy_ratio_of_five_grades_are_those_of_their_rows"
    ),
    "evaluation/rating_system/grade_discrimination.cumulative_profile": (
        "test_accuracy_ratio_is_the_area_under_the_profile_over_that_of_the_perfect_rating"
    ),
    "evaluation/rating_system/grade_discrimination.discrimination_drift": (
        "test_drift_is_the_one_sided_normal_test_of_the_supervisor"
    ),
    "evaluation/rating_system/pd_tests.jeffreys_p_value": (
        "test_jeffreys_is_the_share_of_the_posterior_below_the_stated_probability_in_a_simulation"
    ),
    "evaluation/rating_system/pd_tests.binomial_p_value": (
        "test_binomial_is_exact_and_counts_the_observed_number_itself"
    ),
    "evaluation/rating_system/pd_tests.correlated_p_value": (
        "test_a_bad_year_of_correlated_subjects_is_likelier_than_of_independent_ones"
    ),
    "evaluation/rating_system/pd_tests.critical_count": "test_critical_counts_are_the_first_that_are_unlikely",
    "evaluation/rating_system/pd_tests.normal_p_value": (
        "test_normal_test_over_years_is_the_t_statistic_on_the_normal_scale"
    ),
    "evaluation/rating_system/traffic_lights.traffic_lights": (
        "test_lights_come_as_often_as_their_levels_say_in_simulated_years"
    ),
    "evaluation/rating_system/concentration.concentration": "test_indices_equal_a_second_computation",
    "evaluation/rating_system/concentration.concentration_rise": (
        "test_rise_is_one_sided_and_equal_portfolios_have_none"
    ),
    "evaluation/rating_system/mobility.mobility": "test_mobility_is_the_mean_root_of_the_eigenvalues",
    "evaluation/rating_system/moves.weighted_bandwidth": "test_bandwidth_is_the_way_moved_over_the_farthest_way",
    "evaluation/rating_system/moves.neighbouring_cells": "test_variance_of_two_cells_is_that_of_simulated_subjects",
    "evaluation/rating_system/back_test.spiegelhalter_of_grades": ("test_spiegelhalter_of_counts_is_that_of_the_rows"),
}
"""By statistic: the test, in the file that mirrors its own, that holds the second way."""

NO_STATISTIC = {
    "models/points.build_system": "a document",
    "models/points.tabulate": "a table of statistics that stand above",
    "models/ratings/grades.check_order": "a guard",
    "models/ratings/grades.grade_table": "a table",
    "models/ratings/single_factor.check_correlation": "a guard",
    "models/migration/histories.read_histories": "a table",
    "models/migration/generator.check_matrix": "a guard",
    "evaluation/rating_system/back_test.judge_grades": "a table of statistics that stand above",
    "evaluation/rating_system/back_test.judge_system": "a table of statistics that stand above",
    "evaluation/rating_system/back_test.bound_grades": "a table of statistics that stand above",
}


def functions(path: Path) -> set[str]:
    """Names of the functions that a file defines at its top level."""
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def public_statistics() -> set[str]:
    files = [path for room in ROOMS for path in sorted((PACKAGE / room).glob("*.py"))]
    files += [PACKAGE / "models" / "woe.py", PACKAGE / "models" / "points.py"]
    return {
        f"{path.relative_to(PACKAGE).with_suffix('').as_posix()}.{name}"
        for path in files
        for name in functions(path)
        if not name.startswith("_")
    }


def test_every_statistic_of_cards_and_ratings_has_a_second_route():
    assert public_statistics() - set(SECOND_ROUTE) - set(NO_STATISTIC) == set(), "name the test that holds it"


def test_no_excuse_is_left_over():
    assert {*SECOND_ROUTE, *NO_STATISTIC} - public_statistics() == set()


@pytest.mark.parametrize(("statistic", "test"), SECOND_ROUTE.items(), ids=SECOND_ROUTE)
def test_named_test_is_there(statistic, test):
    folder, _, module = statistic.rpartition(".")[0].rpartition("/")
    assert test in functions(TESTS / folder / f"test_{module}.py")
