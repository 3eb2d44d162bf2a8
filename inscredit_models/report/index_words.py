"""The words on the page of an index that was questioned (指数问答用词), in Chinese and English."""

from __future__ import annotations

from inscredit_models.report.words import COLUMNS, VERDICTS, Pair

INDEX_COLUMNS: dict[str, Pair] = COLUMNS | {
    "apparent": ("表观代价", "apparent price"),
    "as_of": ("评价时点", "as of"),
    "auc": ("AUC", "AUC"),
    "basis": ("依据", "rests on"),
    "best_auc": ("最优权重的AUC", "AUC of the best weights"),
    "best_weight": ("最优权重", "best weight"),
    "better": ("较好等级", "better grade"),
    "cause": ("原因", "cause"),
    "change": ("变动", "change"),
    "claim": ("说法", "claim"),
    "correlation": ("与指数的相关", "correlation with the index"),
    "difference": ("差异", "difference"),
    "effective": ("有效权重", "effective weight"),
    "equalising": ("使影响等于名义权重的权重", "weight that would equalise"),
    "estimate": ("估计", "estimate"),
    "factor": ("选择", "choice"),
    "first_changed": ("首位改变", "first place changed"),
    "grade": ("等级", "grade"),
    "importance": ("重要性", "importance"),
    "interval_method": ("区间方法", "interval by"),
    "largest_shift": ("最大变动", "largest shift"),
    "level": ("水平", "level"),
    "mdd": ("最小可检差异", "min. detectable"),
    "mean": ("平均", "mean"),
    "mean_shift": ("平均排名变动", "mean rank shift"),
    "measure": ("量", "measure"),
    "median": ("中位数", "median"),
    "metric": ("指标", "metric"),
    "n": ("个数", "number"),
    "nominal": ("名义", "nominal"),
    "option": ("选项", "option"),
    "p_adjusted": ("校正p值", "adjusted p"),
    "p_value": ("p值", "p"),
    "pairs": ("对数", "pairs"),
    "period": ("时点", "period"),
    "periods": ("期数", "periods"),
    "price": ("代价（AUC）", "price (AUC)"),
    "rate": ("事件率", "event rate"),
    "ratio": ("有效÷名义", "effective ÷ nominal"),
    "reversed": ("逆转对数", "pairs reversed"),
    "runs": ("重建次数", "rebuilds"),
    "s1": ("一阶指数", "first order"),
    "s1_high": ("一阶上限", "first order, high"),
    "s1_low": ("一阶下限", "first order, low"),
    "says": ("可否说", "may be said"),
    "score": ("得分", "score"),
    "st": ("总指数", "total"),
    "st_high": ("总指数上限", "total, high"),
    "st_low": ("总指数下限", "total, low"),
    "unit": ("单位", "unit"),
    "unscored": ("无得分行数", "rows without score"),
    "verdict": ("结论", "verdict"),
    "worse": ("较差等级", "worse grade"),
}

SAYS: dict[str, Pair] = {
    "can": ("可以说", "can be said"),
    "cannot": ("不能说", "cannot be said"),
    "not_evaluable": ("不可评估", "not evaluable"),
}

MEASURES: dict[str, Pair] = {
    "repeat_correlation": ("相邻两期的秩相关", "rank correlation with the period before"),
    "score_error": ("一个得分的误差", "error of one score"),
    "least_difference": ("可分辨的最小差别", "least difference that tells two units apart"),
    "detectable_difference": ("最小可检差异（检验力80%）", "minimum detectable difference (power 80 %)"),
    "pairs_apart": ("差别大于可分辨差别的次序对占比", "share of pairs further apart than that"),
    "spearman": ("与植入次序的秩相关", "rank correlation with the planted order"),
    "kendall": ("与植入次序的Kendall相关", "Kendall's correlation with the planted order"),
    "top_overlap": ("前六分之一的重合", "overlap of the first sixth"),
    "firm_pairs_true": ("站得住的次序与植入次序一致", "firm pairs that stand in the planted order"),
}

FACTORS: dict[str, Pair] = {
    "aggregation": ("汇总", "aggregation"),
    "imputation": ("插补", "imputation"),
    "inclusion": ("指标取舍", "inclusion"),
    "normalisation": ("标准化", "normalisation"),
    "treatment": ("异常值处理", "treatment of outliers"),
    "weights": ("权重", "weights"),
}

OPTIONS: dict[str, Pair] = {
    "declared": ("照声明", "as declared"),
    "nothing": ("不去除", "nothing left out"),
    "none": ("不处理", "none"),
    "min_max": ("极差标准化", "min–max"),
    "z_score": ("z分数", "z score"),
    "percentile": ("百分位", "percentile"),
    "rank": ("名次", "rank"),
    "mean": ("均值", "mean"),
    "median": ("中位数", "median"),
    "group_mean": ("组均值", "group mean"),
    "weighted_mean": ("加权算术平均", "weighted mean"),
    "geometric_mean": ("加权几何平均", "geometric mean"),
    "harmonic_mean": ("加权调和平均", "harmonic mean"),
    **{f"winsorise_{points}": (f"缩尾至多{points}点", f"winsorise up to {points}") for points in range(1, 11)},
    **{
        f"winsorise_{points}_then_log": (f"缩尾至多{points}点，不行则取对数", f"winsorise up to {points}, then log")
        for points in range(1, 11)
    },
}

PRICE_KINDS: dict[str, Pair] = {
    "weight": ("单个权重", "one weight"),
    "group": ("组内全部权重", "all weights of a group"),
    "all": ("全部权重", "all weights"),
}

PRICE_VERDICTS: dict[str, Pair] = {
    **VERDICTS,
    "worse": ("判断有代价", "judgement costs"),
    "equivalent": ("无实质代价", "no price that matters"),
    "better": ("优于可寻得的权重", "better than the search"),
    "in_order": ("次序正确", "in order"),
    "reversed": ("次序颠倒", "reversed"),
}

CODED: dict[str, dict[str, Pair]] = {
    "says": SAYS,
    "measure": MEASURES,
    "factor": FACTORS,
    "kind": PRICE_KINDS,
    "verdict": PRICE_VERDICTS,
}

ANSWERS: tuple[tuple[str, Pair, Pair], ...] = (
    (
        "claims",
        ("可以说与不能说的", "What can and cannot be said"),
        ("每一条附其依据。", "Each with what it rests on."),
    ),
    (
        "ranks",
        ("排名及其区间", "Ranks with their intervals"),
        (
            "全部选择同时变动；线内为90%的重建。",
            "All choices are varied at once; 90 % of the rebuilds lie inside the interval.",
        ),
    ),
    (
        "grade_shares",
        ("等级的把握", "How sure the grades are"),
        ("各等级在重建中所占的比例。", "Share of the rebuilds in which a unit has a grade."),
    ),
    (
        "precision",
        ("重复性与误差", "Repeatability and error"),
        (
            "由各期指数的变动估计；真实变动也计入误差。",
            "Estimated from the index of each period; true change counts as error too.",
        ),
    ),
    (
        "planted",
        ("与植入次序比较", "Against the planted order"),
        ("只有模拟世界有此一节。", "Only a simulated world has this section."),
    ),
    (
        "ranking",
        ("能否预见结果", "Does the index predict?"),
        ("与机会水平0.5比较。", "Against chance, 0.5."),
    ),
    (
        "grades",
        ("分等级的事件率", "Events by grade"),
        ("区间按主体计算。", "Intervals are by subject."),
    ),
    (
        "grade_order",
        ("相邻等级的次序", "Order of neighbouring grades"),
        ("较差等级的事件是否更多。", "Whether the worse grade has more events."),
    ),
    (
        "prices",
        ("判断的代价", "The price of judgement"),
        (
            "相对最优可行权重损失的AUC；低于0表示数据找不到更好的权重。",
            "AUC lost against the best admissible weights; below 0 the data found no better ones.",
        ),
    ),
    (
        "sensitivity",
        ("哪个选择影响最大", "Which choice matters most"),
        (
            "Sobol指数，对平均排名变动；总指数远高于一阶表示与其他选择共同作用。",
            "Sobol indices of the mean rank shift; a total well above the first order works together with others.",
        ),
    ),
    (
        "options",
        ("各选项的平均排名变动", "Mean rank shift by option"),
        ("相对名义排名。", "Against the nominal ranks."),
    ),
    (
        "perturbations",
        ("所做的扰动", "Perturbations that were made"),
        ("所要求的每一种扰动及其次数。", "Each perturbation that was asked for, with its number."),
    ),
    (
        "importance",
        ("有效权重与名义权重", "Effective against nominal weights"),
        (
            "指标对指数方差的作用不等于所设的权重。",
            "What an indicator does to the variance of the index is not the weight it was given.",
        ),
    ),
    (
        "reversals",
        ("去除一个单位后的次序逆转", "Reversals without one unit"),
        ("最多的在前，至多列出10行。", "Worst first, at most ten rows."),
    ),
    (
        "history",
        ("各期得分", "Scores of each period"),
        ("每期单独编制。", "Each period by itself."),
    ),
)
"""Frames that a page shows, in this order: name, title, one line of guidance."""

LONGEST_ANSWER = {"reversals": 10}
