"""The words of the report (用词) in Chinese and English: splits, metrics, verdicts, columns."""

from __future__ import annotations

from collections.abc import Mapping

from inscredit_models.evaluation.metrics import ALL_METRICS
from inscredit_models.evaluation.verdict import SPLIT_NAMES, in_language

Pair = tuple[str, str]
"""A text in Chinese and in English."""

SPLITS: dict[str, Pair] = SPLIT_NAMES

VERDICTS: dict[str, Pair] = {
    "better": ("更好", "better"),
    "equivalent": ("等效", "equivalent"),
    "worse": ("更差", "worse"),
    "inconclusive": ("尚无定论", "inconclusive"),
    "not_evaluable": ("不可评估", "not evaluable"),
}

ORIGINS: dict[str, Pair] = {
    "simulated": ("模拟数据", "simulated"),
    "recorded": ("真实记录", "recorded"),
    "public table": ("公开数据表", "public table"),
}

UNITS: dict[str, Pair] = {"points": ("分", "points"), "log_odds": ("对数几率", "log-odds")}

SIDES: dict[str, Pair] = {
    "better": ("数值越高，信用越好", "higher is more creditworthy"),
    "more_risk": ("数值越高，风险越高", "higher is more risk"),
}

BARE_UNITS: dict[str, Pair] = {
    "flag": ("是/否", "yes / no"),
    "ratio": ("比率", "ratio"),
    "share": ("占比", "share"),
    "source": ("来源", "source"),
    "": ("无", "none"),
}
"""Units that stand behind no number, as a table of indicators names them."""

DIRECTIONS: dict[str, Pair] = {
    "higher_is_better": ("越高越好", "higher is better"),
    "lower_is_better": ("越低越好", "lower is better"),
    "none": ("未声明", "none declared"),
    "1": ("越高越好", "higher is better"),
    "-1": ("越低越好", "lower is better"),
    "0": ("未声明", "none declared"),
}

SEVERITIES: dict[str, Pair] = {"error": ("错误", "error"), "warning": ("警告", "warning")}

COLUMNS: dict[str, Pair] = {
    "as_of": ("评价时点", "as of"),
    "band": ("区间", "band"),
    "bin": ("分箱", "bin"),
    "category": ("取值", "category"),
    "coefficient": ("系数", "coefficient"),
    "best": ("最好值", "best"),
    "column": ("列", "column"),
    "count": ("行数", "rows"),
    "kind": ("类型", "kind"),
    "event_rate": ("事件率", "event rate"),
    "rate_low": ("事件率下限", "event rate, low"),
    "rate_high": ("事件率上限", "event rate, high"),
    "companies": ("公司数", "companies"),
    "company": ("公司", "company"),
    "events": ("事件数", "events"),
    "expected": ("应为", "expected"),
    "found": ("实为", "found"),
    "feature": ("指标", "indicator"),
    "fold": ("折", "fold"),
    "from": ("自", "from"),
    "high": ("上限", "high"),
    "indicator": ("指标", "indicator"),
    "interval": ("区间", "interval"),
    "iv": ("信息价值", "information value"),
    "label": ("取值", "value"),
    "low": ("下限", "low"),
    "missing": ("缺失规则", "missing rule"),
    "n": ("行数", "rows"),
    "node": ("节点", "node"),
    "of": ("检查行数", "rows checked"),
    "normalise": ("标准化", "normalisation"),
    "normalisation": ("标准化", "normalisation"),
    "parent": ("上级", "parent"),
    "part": ("部分", "part"),
    "period": ("报告期", "period"),
    "points": ("分值", "points"),
    "price": ("权重代价", "price"),
    "disputed": ("其中有异议", "with a disputed statement"),
    "reason": ("原因", "reason"),
    "rows": ("行数", "rows"),
    "rule": ("规则", "rule"),
    "share": ("占比", "share"),
    "source": ("来源", "source"),
    "subjects": ("主体数", "subjects"),
    "term": ("项", "term"),
    "to": ("至", "to"),
    "unit": ("单位", "unit"),
    "value": ("取值", "value"),
    "weight": ("权重", "weight"),
    "woe": ("WOE", "WOE"),
    "worst": ("最差值", "worst"),
}

PARTS: dict[str, Pair] = {
    "train": ("训练", "training"),
    "test": ("检验", "test"),
    "unseen": ("检验（新主体）", "test (unseen subjects)"),
    "test_unseen": ("检验（新主体）", "test (unseen subjects)"),
    "excluded": ("排除", "excluded"),
}

BIN_KINDS: dict[str, Pair] = {
    "band": ("区间", "band"),
    "group": ("类别组", "group"),
    "missing": ("缺失", "missing"),
    "other": ("其他", "other"),
    "special": ("特殊值", "special"),
}

QUALITY_KINDS: dict[str, Pair] = {
    "sum": ("合计不符", "sum does not hold"),
    "ratio": ("比率不符", "ratio does not hold"),
    "jump": ("跳变", "jump"),
    "repeated": ("数值重复", "repeated value"),
    "unit": ("单位错误", "unit off"),
    "range": ("超出范围", "out of range"),
    "renamed": ("更名", "name changed"),
}

KINDS: dict[str, Pair] = BIN_KINDS | QUALITY_KINDS

PROVENANCE: dict[str, Pair] = {
    "result_digest": ("结果摘要", "result digest"),
    "run_id": ("运行编号", "run"),
    "data": ("数据摘要", "data digest"),
    "records": ("记录摘要", "records digest"),
    "store": ("记录库摘要", "store digest"),
    "panel": ("指标面板摘要", "panel digest"),
    "table": ("数据表摘要", "table digest"),
    "file": ("文件摘要", "file digest"),
    "outcome": ("结果变量摘要", "outcome digest"),
    "indicators": ("指标摘要", "indicators digest"),
    "experiment_file": ("实验文件摘要", "experiment file digest"),
    "scoring_system": ("评分体系摘要", "scoring system digest"),
    "declarations": ("声明摘要", "declarations digest"),
    "code": ("代码摘要", "code digest"),
    "lock": ("依赖锁摘要", "lock digest"),
    "seed": ("随机种子", "seed"),
    "world": ("模拟世界", "world"),
    "split": ("划分", "split"),
    "python": ("Python版本", "Python"),
    "version": ("软件版本", "version"),
    "experiment": ("实验", "experiment"),
    "origin": ("来源", "origin"),
    "tracking": ("跟踪", "tracking"),
    "threads": ("线程数", "threads"),
}

METRICS: dict[str, Pair] = {metric.code: (metric.zh, metric.en) for metric in ALL_METRICS}


def word(words: Mapping[str, Pair], code: object) -> Pair:
    """Give the pair of a code; an unknown code is its own word in both languages.

    Examples
    --------
    >>> word(VERDICTS, "better"), word(SPLITS, "by_hand")
    (('更好', 'better'), ('by_hand', 'by_hand'))
    """
    return words.get(str(code), (str(code), str(code)))


def metric_words(code: str) -> Pair:
    """Give the name of a metric in Chinese and English.

    Examples
    --------
    >>> metric_words("ks")
    ('KS值', 'KS')
    """
    return word(METRICS, code)


def provenance_words(key: str) -> Pair:
    """Give the name of an entry of the provenance; ``x digest`` is read as the digest of x.

    Examples
    --------
    >>> provenance_words("seed"), provenance_words("code digest"), provenance_words("numpy")
    (('随机种子', 'seed'), ('代码摘要', 'code digest'), ('numpy', 'numpy'))
    """
    topic, is_digest, _ = key.partition(" digest")
    if is_digest and topic in PROVENANCE:
        return PROVENANCE[topic][0], key
    return (f"{topic}摘要", key) if is_digest else word(PROVENANCE, key)


def both_halves(cause: str) -> Pair:
    """Split a cause written "中文 / English"; a cause in one language stands in both.

    Examples
    --------
    >>> both_halves("事件过少 / too few events"), both_halves("did not converge")
    (('事件过少', 'too few events'), ('did not converge', 'did not converge'))
    """
    return in_language(cause, "zh"), in_language(cause, "en")


def choose(pair: Pair, language: str) -> str:
    """Give one side of a pair.

    Examples
    --------
    >>> choose(("更好", "better"), "en")
    'better'
    """
    return pair[0] if language == "zh" else pair[1]
