"""A panel knows its rounds and whose last answer counts."""

import pytest
from pydantic import ValidationError

from inscredit_models.models.expert_panel.panel import Judgement

from .panels import CONSISTENT, build_panel, pairs


def test_the_last_answer_of_each_expert_counts():
    panel = build_panel([*pairs("e1", CONSISTENT), *pairs("e1", ("3", "3", "1"), 2), *pairs("e2", CONSISTENT)])
    assert panel.rounds == (1, 2)
    assert panel.experts == ("e1", "e2")
    rounds = {expert: {each.round for each in rows} for (_, expert), rows in panel.last_answers().items()}
    assert rounds == {"e1": {2}, "e2": {1}}
    assert {each.round for each in panel.last_answers(1)["conduct", "e1"]} == {1}


def test_ratios_may_be_written_as_fractions():
    row = {"expert": "e1", "group": "g", "kind": "pairwise", "item": "a", "against": "b"}
    assert Judgement(**row, value="1/4").value == 0.25
    for wrong in ("1/0", "a few", "-2", "nan"):
        with pytest.raises(ValidationError):
            Judgement(**row, value=wrong)
