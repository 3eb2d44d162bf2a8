import pandas as pd

from inscredit_models.models.logistic import Logistic
from inscredit_models.studies.further.explanation import agreement_exhibit, stability_exhibit
from tests.models.samples import FEATURES, make_table


def test_agreement_and_stability_are_frames_of_a_run(dated):
    assert dated.frame("agreement")[["a", "b"]].values.tolist() == [["logistic", "scorecard"]]
    stability = dated.frame("explanation_stability")
    assert set(stability["over"]) == {"backgrounds", "seeds"} and set(stability["model"]) == {"logistic", "scorecard"}
    assert stability["lowest"].le(stability["mean"] + 1e-9).all()


def test_one_model_explained_with_two_like_fits_is_stable():
    frame, y = make_table(200, 1)
    fitted = {seed: Logistic(features=FEATURES).fit(frame, y) for seed in (0, 1)}
    found = stability_exhibit({}, {"logistic": fitted}, frame, frame, backgrounds=0, seed=0)
    assert found.frame["lowest"].eq(1).all() and set(found.frame["over"]) == {"seeds"}


def test_nothing_to_hold_against_each_other_is_no_exhibit():
    assert (
        stability_exhibit({}, {}, pd.DataFrame({"x": [1.0]}), pd.DataFrame({"x": [1.0]}), backgrounds=0, seed=0) is None
    )


def test_lead_names_how_many_columns_are_looked_at(dated):
    assert "前5项" in agreement_exhibit(dated.content.explanations).lead[0] or len(FEATURES) < 5
