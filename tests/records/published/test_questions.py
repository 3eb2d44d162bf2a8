"""Questions to published figures: each kind has its parts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from inscredit_models.records.published.questions import Recomputation

HEAD = {"code": "a", "zh": "甲", "en": "A", "table": "t", "printed": "p"}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"kind": "ratio", "parts": ("x",)}, "a ratio has 2 of 'parts'"),
        ({"kind": "share"}, "a share has 1 of 'parts'"),
        ({"kind": "weighted", "parts": ("x", "y"), "weights": (0.4,)}, "as many weights as parts"),
        ({"kind": "weighted"}, "as many weights as parts"),
    ],
)
def test_a_recomputation_without_its_parts_is_refused(more: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Recomputation.model_validate(HEAD | more)


def test_a_rank_needs_no_parts() -> None:
    assert Recomputation.model_validate(HEAD | {"kind": "rank"}).decimals == 2
