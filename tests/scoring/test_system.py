"""What one node or rule refuses by itself."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from inscredit_models.scoring.system import MissingRule, Node, Normalisation


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "linear", "worst": 1, "best": 1}, "must differ"),
        ({"kind": "z_score", "mean": 0, "deviation": 0}, "greater than 0"),
        ({"kind": "percentile", "reference": [2, 1]}, "must be sorted"),
        ({"kind": "percentile", "reference": []}, "at least 1"),
        ({"kind": "bands", "cuts": [1, 1], "points": ["0", "1", "2"]}, "cuts must rise"),
        ({"kind": "bands", "cuts": [1], "points": ["0"]}, "one more point than cuts"),
        ({"kind": "linear", "worst": 0, "best": float("inf")}, "finite"),
    ],
)
def test_rules_that_make_no_sense_are_refused(values: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        TypeAdapter(Normalisation).validate_python(values)


@pytest.mark.parametrize("values", [{"rule": "points"}, {"rule": "refuse", "points": 1}])
def test_points_stand_exactly_where_the_rule_is_points(values: dict) -> None:
    with pytest.raises(ValidationError, match="exactly where"):
        MissingRule(**values)


def test_a_leaf_reads_its_indicator_or_its_own_code() -> None:
    assert Node(code="a", indicator="b").column == "b" and Node(code="a").column == "a"
