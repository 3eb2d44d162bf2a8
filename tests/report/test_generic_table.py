"""A table whose columns are not known beforehand."""

from __future__ import annotations

import pandas as pd

from inscredit_models.report.generic_table import generic_table

FRAME = pd.DataFrame(
    {
        "part": ["train"],
        "as_of": [pd.Timestamp("2024-06-30")],
        "node": ["a"],
        "share": [0.25],
        "cause": ["太少 / too few"],
        "verdict": ["worse"],
        "x": [1.5],
    }
)


def test_codes_are_named_and_numbers_aligned() -> None:
    table = generic_table(FRAME, lambda code: (f"名{code}", f"name {code}"))
    assert table["heads"][0] == ("部分", "part") and table["heads"][-1] == ("x", "x")
    assert table["numeric"] == [False, False, False, True, False, False, True]
    (row,) = table["rows"]
    assert row[0] == ("训练", "training") and row[2] == ("名a", "name a") and row[4] == ("太少", "too few")
    assert row[1] == ("2024-06-30", "2024-06-30") and row[5] == ("更差", "worse")
    assert row[3][0].startswith("25")


def test_a_page_may_bring_its_own_words() -> None:
    table = generic_table(FRAME, lambda _: ("", ""), heads={"x": ("甲", "A")}, coded={"part": {"train": ("乙", "B")}})
    assert table["heads"][-1] == ("甲", "A") and table["rows"][0][0] == ("乙", "B")
    assert table["rows"][0][5] == ("worse", "worse")
