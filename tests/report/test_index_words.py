"""Every column, choice and measure of a questioned index has words in both languages."""

from __future__ import annotations

from inscredit_models.evaluation.choice_sensitivity import SENSITIVITY_COLUMNS
from inscredit_models.evaluation.importance import IMPORTANCE_COLUMNS
from inscredit_models.evaluation.index_claims import CLAIM_COLUMNS
from inscredit_models.evaluation.index_outcome import GRADE_COLUMNS, ORDER_COLUMNS, RANKING_COLUMNS
from inscredit_models.evaluation.index_precision import PRECISION_COLUMNS
from inscredit_models.evaluation.index_rebuild import MEANS, NOMINAL, SCALES, TREATMENTS
from inscredit_models.evaluation.price_of_judgement import PRICE_COLUMNS
from inscredit_models.evaluation.rank_reversal import REVERSAL_COLUMNS
from inscredit_models.report.index_words import ANSWERS, FACTORS, INDEX_COLUMNS, OPTIONS


def test_all_columns_have_heads() -> None:
    columns = {*SENSITIVITY_COLUMNS, *IMPORTANCE_COLUMNS, *CLAIM_COLUMNS, *GRADE_COLUMNS, *ORDER_COLUMNS}
    columns |= {*RANKING_COLUMNS, *PRECISION_COLUMNS, *PRICE_COLUMNS, *REVERSAL_COLUMNS}
    assert columns - set(INDEX_COLUMNS) == set()


def test_all_choices_have_names() -> None:
    assert {*NOMINAL, "weights", "inclusion"} == set(FACTORS)
    assert {*TREATMENTS, *SCALES, *MEANS, "declared", "nothing"} - set(OPTIONS) == set()


def test_words_are_in_two_languages() -> None:
    for zh, en in [*OPTIONS.values(), *FACTORS.values(), *(title for _, title, _ in ANSWERS)]:
        assert zh and en and any("\u4e00" <= letter <= "\u9fff" for letter in zh)
