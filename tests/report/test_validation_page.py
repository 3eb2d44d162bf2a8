"""The page of a validation of worlds."""

from __future__ import annotations

import pandas as pd

from inscredit_models.evaluation.validation.agreement import UNIT_COLUMNS, check_orders, hold_against
from inscredit_models.report.validation_page import ValidationContent, draw_validation, render_validation


def content() -> ValidationContent:
    values = {"equal": 0.81, "best": 0.95, "single": 0.5, "top": 0.66}
    rows = [("a", "regulator", seed, name, value) for name, value in values.items() for seed in (1, 2)]
    units = pd.DataFrame(rows, columns=list(UNIT_COLUMNS))
    table = hold_against(units, {"a": {"equal": (0.839, 0.054), "best": (0.882,), "top": (0.67,)}})
    orders = check_orders(table, [("a", "best", "equal", 0.0), ("a", "single", "equal", 0.0)])
    return ValidationContent(
        headline=("两处相符", "Two agree"),
        question=("如所述？", "As <specified>?"),
        worlds={"a": ("监管机构", "Bureaus", "default, n = 36, seeds 1–2")},
        frames={"table": table, "orders": orders, "units": units},
        provenance={"code digest": "abc"},
    )


def test_the_page_says_everything_in_both_languages() -> None:
    page = render_validation(content())
    for text in (
        "两处相符",
        "Two agree",
        "等权",
        "equal weights",
        "0.839",
        "66.0%",
        "differs",
        "不成立",
        "does not hold",
    ):
        assert text in page
    assert page.count("<svg") == 2 and "Simulated evidence" in page


def test_text_is_harmless_and_the_page_is_the_same_again() -> None:
    page = render_validation(content())
    assert "As &lt;specified&gt;?" in page and page == render_validation(content())


def test_marks_stand_for_printed_values_only() -> None:
    axes = draw_validation(content(), "en")
    marks = [line for line in axes.lines if line.get_marker() in ("o", "s", "D")]
    assert len(marks) == 3
