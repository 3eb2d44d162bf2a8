from inscredit_models.evaluation.rating_system.back_test import Assumptions, bound_grades, judge_grades, judge_system
from inscredit_models.report.rating_words import LIGHTS, MEASURES, METHODS, RULES, VERDICTS
from tests.evaluation.rating_system.examples import five_grades


def test_every_code_that_a_page_may_show_has_words_in_both_languages():
    table = five_grades()
    grades = judge_grades(table, Assumptions(), [table, table])
    assert set(grades["verdict"]) <= set(VERDICTS) and set(grades["light"]) <= set(LIGHTS)
    assert set(judge_system(table, [table])["measure"]) <= set(MEASURES)
    assert set(bound_grades(table, Assumptions())["method"]) == set(METHODS)
    for words in (VERDICTS, LIGHTS, MEASURES, METHODS, dict(enumerate(RULES))):
        assert all(zh and en for zh, en in words.values())
