from inscredit_models.evaluation.calibration_tests import GROUP_COLUMNS
from inscredit_models.evaluation.fairness import FAIRNESS_COLUMNS, MEASURES
from inscredit_models.evaluation.fold_pairs import FOLD_PAIR_COLUMNS
from inscredit_models.evaluation.stability import DRIFT_COLUMNS
from inscredit_models.explain.agreement import AGREEMENT_COLUMNS
from inscredit_models.explain.stability import STABILITY_COLUMNS
from inscredit_models.report.exhibit_words import CELLS, HEADS
from inscredit_models.report.words import COLUMNS
from inscredit_models.studies.further.calibrated import BY_GROUP_COLUMNS, CALIBRATED_COLUMNS
from inscredit_models.studies.further.calibration import TEST_COLUMNS
from inscredit_models.studies.further.decisions import DECISION_COLUMNS
from inscredit_models.studies.further.no_signal import NO_SIGNAL_COLUMNS
from inscredit_models.studies.further.rating import RATING_COLUMNS, RATING_SYSTEM_COLUMNS
from inscredit_models.studies.further.stability import SPREAD_COLUMNS

SHOWN = (
    *GROUP_COLUMNS,
    *FAIRNESS_COLUMNS,
    *FOLD_PAIR_COLUMNS,
    *AGREEMENT_COLUMNS,
    *STABILITY_COLUMNS,
    *CALIBRATED_COLUMNS,
    *BY_GROUP_COLUMNS,
    "groups_judged",
    "groups_off",
    "largest_gap",
    *TEST_COLUMNS,
    *DECISION_COLUMNS,
    *NO_SIGNAL_COLUMNS,
    *SPREAD_COLUMNS,
    *RATING_COLUMNS,
    *RATING_SYSTEM_COLUMNS,
)


def test_every_column_that_a_page_may_show_has_a_head_in_both_languages():
    known = HEADS | COLUMNS
    assert [column for column in dict.fromkeys(SHOWN) if column not in known] == []
    assert {"kind", "name", "as_of", "psi", "critical", "verdict"} <= set(DRIFT_COLUMNS) | {"kind"}
    assert all(zh and en for zh, en in HEADS.values())


def test_every_measure_and_verdict_has_words():
    assert set(MEASURES) <= set(CELLS["measure"])
    assert {"below", "above", "differs", "shifted", "slight", "stable", "passed", "failed"} <= set(CELLS["verdict"])


def test_every_way_to_an_interval_has_words():
    methods = {"delong", "obuchowski", "cluster_robust", "subject_bootstrap", "bootstrap", "nadeau_bengio"}
    for column in ("method", "interval_method"):
        assert methods <= set(CELLS[column])
