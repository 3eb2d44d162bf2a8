import pytest

from inscredit_models.evaluation.metrics import find_metric
from inscredit_models.evaluation.verdict import SplitVerdict, in_language

NAMES = {"expert": ("专家指数", "expert index"), "card": ("评分卡", "scorecard"), "boost": ("梯度提升", "boosting")}


def verdict(**changes):
    fields = {
        "split": "out_of_time",
        "reference": "expert",
        "metric": find_metric("auc"),
        "margin": 0.03,
        "n": 12_345,
        "events": 321,
        "estimate": (0.75, 0.72, 0.78),
        "verdicts": {"card": "equivalent", "boost": "better"},
        "differences": {"card": 0.011, "boost": 0.042},
        "mdd": (0.019, 0.021),
        "causes": {},
        "ceiling": 0.82,
    }
    return SplitVerdict(**{**fields, **changes})


def test_english_sentence_says_what_the_data_tell_and_what_they_cannot():
    assert verdict().sentence("en", NAMES) == (
        "Out of time (12,345 rows, 321 events): the reference “expert index” has AUC 0.750 "
        "(95 % interval 0.720 to 0.780). Better than it: boosting (+0.042). "
        "Equivalent to it within ±0.03: scorecard (+0.011). "
        "With 80 % power these data would find a difference of 0.019 to 0.021, by model; smaller ones may go unseen. "
        "The planted truth reaches 0.820."
    )


def test_chinese_sentence_says_the_same():
    assert verdict().sentence("zh", NAMES) == (
        "时间外样本（12345行，321个事件）：参照模型“专家指数”的AUC（ROC曲线下面积）为0.750（95%区间0.720至0.780）。"
        "优于参照模型：梯度提升（+0.042）。在等效界值±0.03内与其等效：评分卡（+0.011）。"
        "这些数据能以80%的把握发现的最小差异为0.019至0.021（视模型而定）；更小的差异可能不被发现。模拟真值可达0.820。"
    )


@pytest.mark.parametrize(
    ("verdicts", "zh", "en"),
    [
        (
            {"card": "equivalent", "boost": "better"},
            "优于“专家指数”的模型：梯度提升。",
            "Better than “expert index”: boosting.",
        ),
        (
            {"card": "inconclusive", "boost": "worse"},
            "没有模型被证明优于“专家指数”；对2个模型中的1个，现有数据不能定论。",
            "No model is shown to be better than “expert index”; on 1 of 2 these data cannot tell.",
        ),
        (
            {"card": "equivalent", "boost": "worse"},
            "没有模型被证明优于“专家指数”。",
            "No model is shown to be better than “expert index”.",
        ),
        (
            {"card": "not_evaluable", "boost": "not_evaluable"},
            "这些数据不足以评判任何模型。",
            "These data cannot judge any model.",
        ),
    ],
)
def test_headline_claims_no_more_than_the_verdicts(verdicts, zh, en):
    assert (verdict(verdicts=verdicts).headline("zh", NAMES), verdict(verdicts=verdicts).headline("en", NAMES)) == (
        zh,
        en,
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages_carry_the_same_numbers_and_models(language):
    text = verdict(verdicts={"card": "worse", "boost": "inconclusive"}).sentence(language, NAMES)
    for number in ("321", "0.750", "0.720", "0.780", "+0.011", "+0.042", "0.019", "0.021", "0.820"):
        assert number in text


def test_not_evaluable_names_the_cause_in_its_language_and_cannot_be_dropped():
    cause = "事件过少 / too few events"
    blind = verdict(
        estimate=(0.7, float("nan"), float("nan")),
        verdicts={"card": "not_evaluable", "boost": "not_evaluable"},
        causes={"card": cause, "boost": "did not converge"},
        mdd=(),
        ceiling=None,
    )
    english, chinese = blind.sentence("en", NAMES), blind.sentence("zh", NAMES)
    assert english.endswith(
        "has AUC 0.700. Not evaluable: scorecard (too few events). Not evaluable: boosting (did not converge)."
    )
    assert "不可评估：评分卡（事件过少）。" in chinese
    assert "nan" not in english + chinese


def test_failed_reference_is_said_with_its_cause():
    failed = verdict(
        estimate=(float("nan"),) * 3,
        verdicts={"card": "not_evaluable"},
        causes={"expert": "singular matrix", "card": "无 / none"},
        mdd=(),
    )
    assert "the reference “expert index” has no result (singular matrix)." in failed.sentence("en", NAMES)
    assert "参照模型“专家指数”没有结果（singular matrix）。" in failed.sentence("zh", NAMES)


def test_reference_alone_has_nothing_to_be_compared_with():
    alone = verdict(verdicts={}, differences={}, mdd=(), ceiling=None)
    assert alone.sentence("en", NAMES).endswith("There is no other model to compare.")
    assert alone.sentence("zh", NAMES).endswith("没有其他模型可比。")


def test_unknown_model_is_called_by_its_code():
    assert "card (+0.011)" in verdict().sentence("en", {})


def test_one_minimum_detectable_difference_is_said_once():
    assert "a difference of 0.020;" in verdict(mdd=(0.02, 0.0201)).sentence("en", NAMES)


def test_cause_in_one_language_stays_whole():
    assert in_language("ValueError: x", "zh") == "ValueError: x"
