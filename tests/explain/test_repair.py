"""What to repair, against indicators computed by hand and against a store that really holds the repair."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from inscredit_models.explain.repair import REPAIR_COLUMNS, what_to_repair
from inscredit_models.findings import Refused
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.contributions import Contributions
from inscredit_models.models.features import Feature
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.scorecard import Scorecard
from inscredit_models.records.tables import TableStore, read_tables
from tests.explain.conftest import Additive

AS_OF = dt.date(2024, 6, 30)
CODES = ("violation_serious_count_36m", "violation_minor_count_36m", "award_count_36m")
INDICATORS = [item for item in load_registry().indicators if item.code in CODES]


def statements() -> dict[str, list[dict]]:
    """Give subject s with two serious and one minor violation, an award, and a stranger."""
    violations = [
        ("serious", "2023-05-02", "2023-06-01"),
        ("serious", "2022-02-01", None),
        ("minor", "2023-11-11", "2023-11-12"),
    ]
    rows = [
        {"record_id": f"v{n}", "subject_id": "s", "severity": kind, "event_date": day, "act_ended": ended}
        for n, (kind, day, ended) in enumerate(violations)
    ]
    stranger = {"record_id": "x", "subject_id": "t", "severity": "serious", "event_date": "2023-05-02"}
    late = rows[2] | {"sequence": 2, "status": "withdrawn", "known_date": "2024-09-01"}
    return {
        "violation": [*rows, stranger, late],
        "award": [
            {
                "record_id": "a",
                "subject_id": "s",
                "event_date": "2023-01-01",
                "level": "reg_or_gov",
                "sales_weight_over_half": False,
            }
        ],
    }


def store_of(rows: dict[str, list[dict]], operator_class: str = "credit_agency") -> TableStore:
    return TableStore(read_tables(rows, subject="practitioner"), operator_class=operator_class)


class Points(Additive):
    """Score = 600 − 50 serious − 10 minor + 5 awards."""

    features_ = tuple(Feature(code) for code in CODES)
    weights = np.array([-50.0, -10.0, 5.0])

    def contributions(self, X):
        return Contributions(X[list(CODES)] * self.weights, 600.0, "points", "better")

    def credit_score(self, X):
        return 600 + (X[list(CODES)] * self.weights).sum(axis=1).to_numpy()


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return what_to_repair(store_of(statements()), INDICATORS, "s", AS_OF, Points())


def test_each_record_moves_the_score_by_its_points_the_most_helpful_first(table):
    assert tuple(table.columns) == REPAIR_COLUMNS
    assert table["rank"].tolist() == list(range(1, 7))
    assert set(table["before"]) == {600 - 100 - 10 + 5}
    repaired = table[table["action"] == "repaired"].set_index("record_id")
    assert repaired["effect"].to_dict() == {"v0": 50.0, "v1": 50.0, "v2": 10.0}
    assert table["effect"].is_monotonic_decreasing
    assert repaired.loc["v2", "indicators"] == "violation_minor_count_36m"


def test_expiry_says_when_a_record_leaves_by_itself(table):
    expired = table[table["action"] == "expired"].set_index("record_id")
    assert expired["effect"].to_dict() == {"v0": 50.0, "v1": 50.0, "v2": 10.0}
    assert expired.loc["v0", "leaves_on"] == pd.Timestamp(2028, 6, 2)
    assert pd.isna(expired.loc["v1", "leaves_on"])


def test_sentences_name_the_record_and_the_score(table):
    first = table.iloc[0]
    assert first["en"] == "Violation of 2022-02-01 expired: score 495 → 545, higher by 50 points"
    assert first["zh"] == "违法违规（2022-02-01）到期退出后：评分由495变为545，提高50分"


def test_the_number_after_is_what_a_store_with_the_repair_gives(table):
    for place, name in enumerate(("v0", "v1", "v2")):
        rows = statements()
        repair = rows["violation"][place] | {"sequence": 2, "status": "repaired", "known_date": str(AS_OF)}
        rows["violation"] = [*[row for row in rows["violation"] if row.get("sequence") != 2], repair]
        frame = compute_panel(store_of(rows), INDICATORS, [AS_OF]).frame
        own = frame[frame["subject_id"] == "s"]
        after = table[(table["record_id"] == name) & (table["action"] == "repaired")]["after"].item()
        assert after == Points().credit_score(own)[0]


def test_a_keeper_without_retention_offers_no_expiry():
    table = what_to_repair(store_of(statements(), "regulator"), INDICATORS, "s", AS_OF, Points())
    assert set(table["action"]) == {"repaired"}


def test_repaired_and_retired_records_are_not_offered_again():
    rows = statements()
    rows["violation"].append(rows["violation"][0] | {"sequence": 2, "status": "repaired", "known_date": "2024-01-01"})
    rows["violation"].append(
        {
            "record_id": "old",
            "subject_id": "s",
            "severity": "serious",
            "event_date": "2022-01-05",
            "act_ended": "2018-01-01",
        }
    )
    table = what_to_repair(store_of(rows), INDICATORS, "s", AS_OF, Points())
    assert set(table["record_id"]) == {"v1", "v2"}


def test_good_records_are_looked_at_on_request():
    table = what_to_repair(store_of(statements()), INDICATORS, "s", AS_OF, Points(), adverse_only=False)
    award = table[table["record"] == "award"]
    assert award[["action", "effect"]].to_numpy().tolist() == [["withdrawn", -5.0]]
    assert award["rank"].item() == len(table)


@pytest.mark.parametrize("make", [Scorecard, Logistic, Boosting])
def test_fitted_models_are_read_in_their_own_unit(make):
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.poisson(1.0, (400, 3)).astype(float), columns=list(CODES))
    events = (random.random(400) < 1 / (1 + np.exp(2 - frame[CODES[0]]))).astype(int)
    features = (*(Feature(code, direction=-1) for code in CODES[:2]), Feature(CODES[2], direction=1))
    model = make(features).fit(frame, events)
    table = what_to_repair(store_of(statements()), INDICATORS, "s", AS_OF, model)
    top = table.iloc[0]
    assert top["record_id"] in ("v0", "v1")
    assert top["unit"] == ("points" if make is Scorecard else "log_odds")
    assert (top["effect"] > 0) == (make is Scorecard)


def test_what_cannot_be_computed_is_refused_by_name():
    store = store_of(statements())
    with pytest.raises(Refused, match="ICM026"):
        what_to_repair(store, INDICATORS, "nobody", AS_OF, Points())
    with pytest.raises(Refused, match="award_count_36m"):
        what_to_repair(store, [item for item in INDICATORS if item.code != CODES[2]], "s", AS_OF, Points())
    with pytest.raises(Refused, match="ICM023"):
        what_to_repair(replace(store, extract_date=dt.date(2024, 1, 1)), INDICATORS, "s", AS_OF, Points())
