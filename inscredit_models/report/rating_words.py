"""Words of rating systems (评级体系用词) in Chinese and English."""

from __future__ import annotations

from inscredit_models.report.words import Pair

VERDICTS: dict[str, Pair] = {
    "too_low": ("偏低", "too low"),
    "too_high": ("偏高", "too high"),
    "not_refuted": ("未被否定", "not refuted"),
    "not_evaluable": ("不可评估", "not evaluable"),
}

LIGHTS: dict[str, Pair] = {"green": ("绿", "green"), "yellow": ("黄", "yellow"), "red": ("红", "red")}

METHODS: dict[str, Pair] = {
    "prudent": ("最审慎上界", "most prudent"),
    "prudent_correlated": ("最审慎上界（相关）", "most prudent, correlated"),
    "bayes": ("贝叶斯均值", "Bayesian mean"),
}

MEASURES: dict[str, Pair] = {
    "auc": ("AUC", "AUC"),
    "accuracy_ratio": ("准确率比", "accuracy ratio"),
    "auc_drift": ("区分能力下降（z）", "fall of discrimination (z)"),
    "hosmer_lemeshow": ("Hosmer–Lemeshow χ²", "Hosmer–Lemeshow χ²"),
    "spiegelhalter": ("Spiegelhalter z", "Spiegelhalter z"),
    "herfindahl": ("赫芬达尔指数", "Herfindahl index"),
    "concentration_rise": ("集中度上升（z）", "rise of concentration (z)"),
    "mobility_cohort": ("迁移活跃度，队列法", "mobility, by cohorts"),
    "mobility_duration": ("迁移活跃度，久期法", "mobility, by time spent"),
    "bandwidth_worse": ("加权带宽，向更差", "weighted bandwidth, towards worse"),
    "bandwidth_better": ("加权带宽，向更好", "weighted bandwidth, towards better"),
    "withdrawn": ("撤销评级数", "withdrawn ratings"),
}

RULES: tuple[Pair, ...] = (
    (
        "等级次序由用户声明，取自评级本身，从不取自违约；各表从最好的等级开始。",
        "The order of the grades is stated by the user and is that of the rating, never of the defaults; all tables "
        "begin with the best grade.",
    ),
    (
        "Jeffreys检验：Beta(违约+½, 未违约+½)在给定违约概率处的分布函数值；小表示概率偏低。"
        "多个等级按Holm校正后低于0.05才说偏低。",
        "Jeffreys: the distribution function of Beta(defaults + ½, survivors + ½) at the stated probability; small "
        "where it is too low. It is called so only where p is below .05 after Holm's adjustment for the grades.",
    ),
    (
        "二项检验与Jeffreys检验视主体相互独立；相关检验与红绿灯允许一个共同因子，坏年份不足以否定评级。"
        "红绿灯：相关系数0.05，95%以上为黄，99.9%以上为红（Tasche 2003）。",
        "Binomial and Jeffreys take subjects as independent; the correlated test and the lights allow one common "
        "factor: a bad year alone refutes no rating. Lights: correlation .05, yellow above 95 %, red above 99.9 % "
        "(Tasche 2003).",
    ),
    (
        "最审慎上界（Pluto–Tasche 2005）：每级与所有更差的等级合并；置信度是政策选择，不是统计结果。",
        "Most prudent bounds (Pluto and Tasche 2005): each grade is pooled with all worse ones; the confidence level "
        "is a choice of policy, not a result.",
    ),
    (
        "监管检验依公开文件写成，本页不声称符合任何监管要求。",
        "The supervisory tests follow published documents; this page claims conformity with no rule.",
    ),
)
