import numpy as np


def test_parts_of_the_brier_score_add_up_for_every_model(dated):
    parts = dated.frame("brier_parts").pivot(index="model", columns="part", values="estimate")
    total = parts["reliability"] - parts["resolution"] + parts["uncertainty"]
    total += parts["within_variance"] - parts["within_covariance"]
    np.testing.assert_allclose(total, parts["brier"], atol=1e-9)
    league = dated.league[(dated.league["metric"] == "brier") & (dated.league["split"] == "out_of_time")]
    np.testing.assert_allclose(league.set_index("model")["estimate"].reindex(parts.index), parts["brier"], atol=1e-9)


def test_tests_hold_the_observed_share_against_the_predicted_one(dated):
    tests = dated.frame("calibration_tests").set_index("model")
    np.testing.assert_allclose(tests["observed"] - tests["predicted"], tests["difference"], atol=1e-9)
    assert tests["spiegelhalter_p"].between(0, 1).all() and tests["hosmer_lemeshow_p"].between(0, 1).all()


def test_rows_that_repeat_subjects_have_no_hosmer_lemeshow_test(small_result):
    assert small_result.frame("calibration_tests")["hosmer_lemeshow"].isna().all()
