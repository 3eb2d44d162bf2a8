"""What the validation table measures in each world (校验量): names, kinds, and who measures them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inscredit_models.evaluation.validation.bureaus import measure_bureaus
from inscredit_models.evaluation.validation.consumers import measure_consumers
from inscredit_models.evaluation.validation.insurers import measure_insurers
from inscredit_models.evaluation.validation.practitioners import measure_practitioners

Kind = Literal["auc", "rate", "number"]
"""AUC or rank correlation; a share of persons, cases or money; anything else."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a table: names and kind."""

    zh: str
    en: str
    kind: Kind


AUC_ROWS = {
    "expert": Measure("专家指数", "expert index", "auc"),
    "scorecard": Measure("评分卡", "scorecard", "auc"),
    "logistic": Measure("逻辑回归", "logistic regression", "auc"),
    "boosting": Measure("提升模型", "boosting", "auc"),
    "shuffled": Measure("打乱标签", "shuffled labels", "auc"),
}

MEASURES: dict[str, dict[str, Measure]] = {
    "practitioner": {
        "true": Measure("真实年事件率", "true rate of 12 months", "rate"),
        "recorded": Measure("收录年事件率", "recorded rate of 12 months", "rate"),
        "large_recorded": Measure("十大公司收录比例", "recorded part, ten largest insurers", "rate"),
        "other_recorded": Measure("其他公司收录比例", "recorded part, other insurers", "rate"),
        "rate_next": Measure("先知（未来强度）", "oracle, intensity of the year ahead", "auc"),
        "oracle": Measure("先知（对真实结果）", "oracle, against the true outcome", "auc"),
        "oracle_recorded": Measure("先知（对收录结果）", "oracle, against the recorded outcome", "auc"),
        **{name: AUC_ROWS[name] for name in ("expert", "scorecard", "boosting", "shuffled")},
        "expert_integrity": Measure(
            "专家指数与诚信的秩相关", "rank correlation of the expert index with integrity", "auc"
        ),
        "scorecard_integrity": Measure(
            "评分卡与诚信的秩相关", "rank correlation of the scorecard with integrity", "auc"
        ),
    },
    "consumer": {
        "claims": Measure("每人每年理赔", "claims per person and year", "number"),
        "fraud": Measure("欺诈占理赔", "fraud among claims", "rate"),
        "proven_claims": Measure("查实占理赔", "proven among claims", "rate"),
        "proven_suspected": Measure("查实占可疑", "proven among suspected", "rate"),
        "proof_rate": Measure("欺诈查实率", "fraud that is proven", "rate"),
        "proof_right": Measure("查实正确率", "proof that is right", "rate"),
        "fraud_amount": Measure("欺诈占金额", "fraud among amounts", "rate"),
        "ring_fraud": Measure("团伙占欺诈", "rings' share of fraud", "rate"),
        "motor_mean": Measure("车险平均理赔（元）", "mean motor claim, yuan", "number"),
        "true": Measure("真实年欺诈率", "true fraud of 12 months", "rate"),
        "proven": Measure("查实年欺诈率", "proven fraud of 12 months", "rate"),
        "oracle": Measure("先知（对真实欺诈）", "oracle, against true fraud", "auc"),
        "oracle_proven": Measure("先知（对查实欺诈）", "oracle, against proven fraud", "auc"),
        **{name: AUC_ROWS[name] for name in ("expert", "scorecard", "boosting", "shuffled")},
        "scorecard_true": Measure("评分卡（对真实欺诈）", "scorecard, against true fraud", "auc"),
        "boosting_true": Measure("提升模型（对真实欺诈）", "boosting, against true fraud", "auc"),
    },
    "enterprise": {
        "entry": Measure("每年转为不足", "becoming weak in a year", "rate"),
        "weak_before": Measure("2022年前不足占比", "weak before 2022", "rate"),
        "weak_after": Measure("2022年起不足占比", "weak from 2022 on", "rate"),
        "events": Measure("三个测试年的事件", "events in three test years", "number"),
        "comprehensive_before": Measure("2022年前综合充足率中位数", "median comprehensive ratio before 2022", "number"),
        "core_before": Measure("2022年前核心充足率中位数", "median core ratio before 2022", "number"),
        "comprehensive_after": Measure("2022年起综合充足率中位数", "median comprehensive ratio from 2022 on", "number"),
        "core_after": Measure("2022年起核心充足率中位数", "median core ratio from 2022 on", "number"),
        "below_line_2019": Measure(
            "2019年末综合充足率低于100%", "comprehensive ratio below 100 % at the end of 2019", "rate"
        ),
        "oracle": Measure("先知", "oracle", "auc"),
        **{name: AUC_ROWS[name] for name in ("expert", "logistic", "boosting", "shuffled")},
    },
    "regulator": {
        "best": Measure("样本内最优线性", "best linear index, in sample", "auc"),
        "equal": Measure("等权", "equal weights", "auc"),
        "entropy": Measure("熵权", "entropy weights", "auc"),
        "component": Measure("第一主成分", "first component", "auc"),
        "single": Measure("单项指标平均", "mean of single indicators", "auc"),
        "top": Measure("前六分之一重合", "first sixth recovered", "rate"),
    },
}
"""Measures of each subject type, in the order of the table."""

MEASURING: Mapping[str, Callable[[Path, str, int, int, int], dict[str, float]]] = {
    "practitioner": measure_practitioners,
    "consumer": measure_consumers,
    "enterprise": measure_insurers,
    "regulator": measure_bureaus,
}
"""Who measures a world: folder that does not exist yet, variant, subjects, seed, workers; gives values by measure."""
