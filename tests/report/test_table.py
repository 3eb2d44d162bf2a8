"""The terminal league is aligned, complete, and in the wished language."""

from inscredit_models.report.table import aligned, league_text, width

from .example_content import NAMES


def test_each_model_stands_once_per_split_with_the_best_first(content):
    text = league_text(content.league, NAMES)
    lines = text.splitlines()
    assert lines[0].startswith("Out of time · AUC · 38,412 rows, 1,142 events")
    assert all(sum(f"  {en}  " in line for line in lines) == 2 for _, en in NAMES.values())
    assert "Planted truth" in lines[1] and "ceiling" in lines[1]
    assert "reference" in next(line for line in lines if "Expert index" in line)


def test_cause_of_what_is_not_evaluable_is_told(content):
    assert "not evaluable: fewer than 10 events" in league_text(content.league, NAMES)
    assert "不可评估: 事件少于10个" in league_text(content.league, NAMES, language="zh")


def test_columns_are_aligned_by_width_also_in_chinese(content):
    lines = league_text(content.league, NAMES, language="zh").split("\n\n")[0].splitlines()[1:]
    assert len({width(line[: line.index("[")]) for line in lines}) == 1


def test_foreign_names_cannot_steer_the_terminal():
    assert "\x1b" not in "".join(aligned([("a", "b")]))


def test_another_metric_has_its_own_decimals(content):
    assert "0.0279" in league_text(content.league, NAMES, metric="brier")
