"""The content of a report names what it shows."""

from inscredit_models.models.features import Feature

from .example_content import build_content


def test_name_of_a_model_is_given_in_both_languages(content):
    assert content.name("scorecard") == ("评分卡", "Scorecard")


def test_name_of_a_column_comes_from_its_feature():
    content = build_content(features=(Feature("late", zh="逾期"),))
    assert content.name("late") == ("逾期", "late")


def test_unknown_code_is_its_own_name(content):
    assert content.name("mine") == ("mine", "mine")
