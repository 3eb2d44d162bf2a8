"""Definitions (定义): full sentences generated from the declarations, so that text and computation cannot part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import Field, RecordType
from inscredit_models.indicators.declaration import (
    Authenticity,
    Condition,
    Constant,
    Contagion,
    Indicator,
    Operation,
    Outcome,
    PeerPercentile,
    Population,
    Reference,
    Window,
)
from inscredit_models.indicators.registry import load_registry, parts_of, references_of

Language = Literal["zh", "en"]

MEASURE_PHRASES: dict[str, dict[str, tuple[str, str]]] = {
    "zh": {
        "count": ("{records}数", "无记录为0"),
        "total": ("{records}的「{field}」合计", "无记录为0，缺失值不计入"),
        "average": ("{records}的「{field}」平均值", "只计有值的记录，无值则缺失"),
        "extreme.smallest": ("{records}的「{field}」最小值", "无值则缺失"),
        "extreme.largest": ("{records}的「{field}」最大值", "无值则缺失"),
        "distinct": ("{records}中「{field}」不同取值的个数", "无值为0"),
        "latest": ("{records}中最近一条的「{field}」", "先后依发生日、获知日、序号；无记录或该条无值则缺失"),
        "recency.last": ("{records}中最近一条的发生日至评价日的天数", "无记录则缺失"),
        "recency.first": ("{records}中最早一条的发生日至评价日的天数", "无记录则缺失"),
        "share": ("{records}{denominator}中，{numerator}的占比（0至1）", "分母无记录则缺失"),
        "flag.any": ("是否有{records}", "有为1，无为0"),
        "flag.latest": ("{records}中最近一条是否{where}", "是为1，否则或无记录为0"),
        "trend": ("{records}的「{field}」对发生日的最小二乘斜率（每年，365.25天）", "不足两个不同日期则缺失"),
        "dispersion.standard_deviation": ("{records}的「{field}」样本标准差（n−1）", "不足两个值则缺失"),
        "dispersion.coefficient_of_variation": (
            "{records}的「{field}」变异系数（样本标准差除以均值）",
            "不足两个值或均值不大于0则缺失",
        ),
    },
    "en": {
        "count": ("number of {records}", "0 where there is none"),
        "total": ("sum of {field} over {records}", "0 where there is none; missing values add nothing"),
        "average": ("mean of {field} over {records}", "only where it is present; missing where there is none"),
        "extreme.smallest": ("smallest {field} among {records}", "missing where there is none"),
        "extreme.largest": ("largest {field} among {records}", "missing where there is none"),
        "distinct": ("number of different values of {field} among {records}", "0 where there is none"),
        "latest": (
            "{field} of the latest of {records}",
            "latest by event date, known date, sequence; missing where there is no record or no value in it",
        ),
        "recency.last": ("days to the as-of date since the latest of {records}", "missing where there is none"),
        "recency.first": ("days to the as-of date since the first of {records}", "missing where there is none"),
        "share": (
            "share (0 to 1) of those {numerator} among {records}{denominator}",
            "missing where the denominator is empty",
        ),
        "flag.any": ("whether there are any {records}", "1 if so, else 0"),
        "flag.latest": ("whether the latest of {records} is one {where}", "1 if so, 0 if not or if there is none"),
        "trend": (
            "least-squares slope, per year of 365.25 days, of {field} over event dates of {records}",
            "missing under two different dates",
        ),
        "dispersion.standard_deviation": (
            "sample standard deviation (n − 1) of {field} over {records}",
            "missing under two values",
        ),
        "dispersion.coefficient_of_variation": (
            "coefficient of variation (sample standard deviation over mean) of {field} over {records}",
            "missing under two values or where the mean is not above zero",
        ),
    },
}
CONDITION_PHRASES = {
    "zh": {
        "is": "{field}为{value}",
        "in": "{field}为以下之一：{value}",
        "not_in": "{field}有值且不为以下任何一个：{value}",
        "at_least": "{field}不低于{value}",
        "at_most": "{field}不高于{value}",
        "above": "{field}高于{value}",
        "below": "{field}低于{value}",
    },
    "en": {
        "is": "with {field} {value}",
        "in": "with {field} one of {value}",
        "not_in": "with {field} present and none of {value}",
        "at_least": "with {field} at least {value}",
        "at_most": "with {field} at most {value}",
        "above": "with {field} above {value}",
        "below": "with {field} below {value}",
    },
}
DIRECTION_PHRASES = {
    "zh": {"higher_is_better": "越高越好。", "lower_is_better": "越低越好。", "none": "不设方向。"},
    "en": {
        "higher_is_better": "Higher is better.",
        "lower_is_better": "Lower is better.",
        "none": "No direction is declared.",
    },
}
ADVERSE_PHRASES = {
    "zh": "已修复或超过法定保存期的记录不计。",
    "en": "Repaired records and records past their legal retention do not count.",
}
AUTHENTICITY_PHRASES = {
    "zh": {
        "first_digit": "首位数字分布与本福特定律相比的{statistic}",
        "second_digit": "第二位数字分布与本福特定律相比的{statistic}",
        "heaping": "为{multiple}的整数倍者（按步长{step}均匀分布应占{share}）的{statistic}",
        "bunching": "在[{line}，{above}）内者占[{below}，{above}）内者的{statistic}",
        "mad": "平均绝对偏差",
        "chi_square": "卡方统计量",
        "p_value": "检验p值（越小越可疑）",
        "excess": "占比减去应占比例",
        "index": "堆积指数（100为无堆积）",
        "share": "占比（0至1）",
        "empty": "零与缺失不计，不计正负号；有效数值少于{minimum}个则缺失",
        "empty.bunching": "零与缺失不计；两侧合计少于{minimum}个则缺失",
    },
    "en": {
        "first_digit": "{statistic} of first digits against Benford's law",
        "second_digit": "{statistic} of second digits against Benford's law",
        "heaping": "{statistic} of multiples of {multiple} ({share} expected in steps of {step})",
        "bunching": "{statistic} of those in [{line}, {above}) among those in [{below}, {above})",
        "mad": "mean absolute deviation",
        "chi_square": "chi-square",
        "p_value": "p-value (small is suspicious)",
        "excess": "share less the expected share",
        "index": "heaping index (100 without heaping)",
        "share": "share (0 to 1)",
        "empty": "zeros and missing values left out, signs ignored; missing under {minimum} figures",
        "empty.bunching": "zeros and missing values left out; missing under {minimum} figures on both sides together",
    },
}
OPERATION_PHRASES = {
    "add": (" + ", " + "),
    "subtract": (" − ", " − "),
    "multiply": (" × ", " × "),
    "divide": (" ÷ ", " ÷ "),
    "smallest": ("最小值", "the smallest of "),
    "largest": ("最大值", "the largest of "),
}


def define(declaration: Indicator | Outcome | Population, language: Language) -> str:
    """Give the definition of an indicator, outcome or population as full sentences.

    Names of records, fields and codes come from the catalogue; everything that changes the value is said: record,
    conditions, window, what an empty or missing input gives, which direction is better.

    Parameters
    ----------
    declaration : Indicator, Outcome or Population
        Checked against the catalogue, as those in the registry are.
    language : {"zh", "en"}

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> serious = next(item for item in load_registry().indicators if item.code == "violation_serious_count_36m")
    >>> print(define(serious, "zh"))
    近36个月内严重程度为“严重”的违法违规记录数；无记录为0。已修复或超过法定保存期的记录不计。越低越好。
    >>> print(define(serious, "en"))  # doctest: +NORMALIZE_WHITESPACE
    Number of violation records with severity "serious" in the 36 months up to the as-of date; 0 where there is none.
    Repaired records and records past their legal retention do not count. Lower is better.
    """
    if isinstance(declaration, Outcome):
        return _define_outcome(declaration, language)
    if isinstance(declaration, Population):
        return _define_population(declaration, language)
    sentences = [_sentence(_computation(declaration, language), language)]
    if any(_record_type(record).adverse for record in _records_behind(declaration)):
        sentences.append(ADVERSE_PHRASES[language])
    sentences.append(DIRECTION_PHRASES[language][declaration.direction])
    return ("" if language == "zh" else " ").join(sentences)


def _define_outcome(outcome: Outcome, language: Language) -> str:
    record = _record_type(outcome.record)
    conditions = _conditions(outcome.where, record, language)
    horizon = _months(outcome.horizon, language)
    if language == "zh":
        side = "不良结果。" if outcome.adverse else "非不良结果。"
        which = f"{conditions}的" if conditions else ""
        return f"评价日后{horizon}内发生{which}{record.zh}记录为1，否则为0；已修复的仍计，已撤销的不计。{side}"
    side = "An adverse outcome." if outcome.adverse else "Not an adverse outcome."
    kinds = f"{_noun(record)} records {conditions}".rstrip()
    return (
        f"Whether any {kinds} have their event in the {horizon} after the as-of date: 1 if so, else 0; "
        f"repaired records count, withdrawn ones do not. {side}"
    )


def _define_population(population: Population, language: Language) -> str:
    flags = [_measure(flag, language)[0] for flag in population.flags]
    if language == "zh":
        return "按评价日所知，以下各项均为1的主体：" + "；".join(flags) + "。"
    return "Subjects for whom each of these is 1, as known at the as-of date: " + "; ".join(flags) + "."


def _computation(indicator: Indicator, language: Language) -> str:
    compute = indicator.compute
    if compute.kind == "ratio":
        return _ratio(compute, language)
    if compute.kind == "change":
        return _change(compute, language)
    if compute.kind == "formula":
        text = _expression(compute.expression, indicator.subject, language)
        empty = "任一项缺失或除以0则缺失" if language == "zh" else "missing where a part is missing or divided by 0"
        return _joined(text, empty, language)
    if compute.kind == "peer_percentile":
        return _peer_percentile(compute, indicator.subject, language)
    if compute.kind == "authenticity":
        return _authenticity(compute, language)
    if compute.kind == "contagion":
        return _contagion(compute, indicator.subject, language)
    return _joined(*_measure(compute, language), language)


def _peer_percentile(compute: PeerPercentile, subject: str, language: Language) -> str:
    of, number = _named(compute.of, subject, language), compute.minimum_peers
    alike = [(_record_type(peer.record), _field(_record_type(peer.record), peer.field)) for peer in compute.peers]
    populations = {item.code: item for item in load_registry().populations if item.subject == subject}
    among = populations[compute.among] if compute.among is not None else None
    if language == "zh":
        groups = [f"最近一条{record.zh}记录的「{field.zh}」相同" for record, field in alike]
        groups += [f"属于总体“{among.zh}”（{among.code}）"] if among is not None else []
        who = "且".join(groups) if groups else "评价日全部在库主体"
        return (
            f"{of}在同类主体中的百分位（0至1）：其余同类主体中低于本主体者的占比，相等者计一半；同类：评价日{who}；"
            f"本值缺失、不在任何一类或其余有值的同类主体少于{number}个则缺失"
        ).replace("评价日评价日", "评价日")
    groups = [f"the same {field.en} in the latest of {_noun(record)} records" for record, field in alike]
    groups += [f'membership of the population "{among.en}" ({among.code})'] if among is not None else []
    who = "peers share " + " and ".join(groups) if groups else "peers are all subjects in view"
    return (
        f"share (0 to 1) of the other subjects of the peer group that lie below in {of}, equal ones counted half; "
        f"{who} at the as-of date; missing without a value of its own, outside any group, or with fewer than "
        f"{number} others that have a value"
    )


def _authenticity(compute: Authenticity, language: Language) -> str:
    phrases = AUTHENTICITY_PHRASES[language]
    figures = [
        (_records(part, language), [_label(_field(_record_type(part.record), name), language) for name in part.fields])
        for part in compute.figures
    ]
    slots = {"statistic": phrases[compute.statistic], "multiple": compute.multiple, "step": compute.step}
    if compute.test == "heaping":
        slots["share"] = _number(compute.step / compute.multiple)
    if compute.test == "bunching":
        edges = (compute.line, compute.line - compute.width, compute.line + compute.width)
        slots |= dict(zip(("line", "below", "above"), map(_number, edges), strict=True))
    test = phrases[compute.test].format(**slots)
    empty = phrases["empty.bunching" if compute.test == "bunching" else "empty"].format(minimum=compute.minimum_figures)
    if language == "zh":
        where = "以及".join(f"{records}的{'、'.join(f'「{name}」' for name in names)}" for records, names in figures)
        return f"{where}中，{test}；{empty}"
    where = " and ".join(f"{', '.join(names)} of {records}" for records, names in figures)
    return f"{test}, over {where}; {empty}"


def _contagion(compute: Contagion, subject: str, language: Language) -> str:
    links, of, limit = compute.links, _named(compute.of, subject, language), _number(compute.above)
    records, field = _records(links, language), _label(_field(_record_type(links.record), links.field), language)
    weight = _label(_field(_record_type(links.record), links.weight), language) if links.weight else None
    most, least = links.largest_group, compute.minimum_links
    if language == "zh":
        how = f"以{records}的「{field}」" + ("指明的主体" if links.via == "named" else "相同的主体")
        how += f"（以「{weight}」合计加权，不大于0的不计）" if weight else ""
        how += f"（同一取值超过{most}个主体的不计）" if most else ""
        return (
            f"{how}为关联，其中{of}高于{limit}者的占比（0至1）；关联主体须评价日在库、非本主体且该指标有值；"
            f"关联少于{least}个则缺失"
        )
    how = "named in" if links.via == "named" else "with the same"
    how = f"{how} {field} of {records}"
    how += f" (weighted by the sum of {weight}, above zero only)" if weight else ""
    how += f" (values of more than {most} subjects left out)" if most else ""
    return (
        f"share (0 to 1) of linked subjects, {how}, whose {of} is above {limit}; only other subjects in view at the "
        f"as-of date that have a value there; missing under {least} such link{'s' if least > 1 else ''}"
    )


def _named(code: str, subject: str, language: Language) -> str:
    """Name an indicator with its code, in brackets of their own."""
    names = {item.code: item for item in load_registry().indicators if item.subject == subject}
    name = getattr(names.get(code), language, code)
    return f"〔{name}（{code}）〕" if language == "zh" else f"[{name} ({code})]"


def _measure(measure: Any, language: Language) -> tuple[str, str]:
    """Give what a measure is, and what empty or missing input gives."""
    variant = next((getattr(measure, key) for key in ("which", "since", "on", "form") if hasattr(measure, key)), None)
    head, empty = MEASURE_PHRASES[language][f"{measure.kind}.{variant}" if variant else measure.kind]
    record = _record_type(measure.record)
    field = getattr(measure, "field", None)
    where = _conditions(measure.where, record, language)
    slots = {"records": _records(measure, language), "where": where or ("存在" if language == "zh" else "on file")}
    if field is not None:
        slots["field"] = _label(_field(record, field), language)
    if measure.kind == "share":
        slots |= _share_parts(measure, record, language)
    return head.format(**slots), empty


def _records(measure: Any, language: Language) -> str:
    record, window = _record_type(measure.record), _period(measure, language)
    # A flag on the latest record puts its conditions to that record instead of choosing by them.
    on_latest = getattr(measure, "on", None) == "latest"
    conditions = "" if on_latest else _conditions(measure.where, record, language)
    if language == "zh":
        return f"{window}{conditions}的{record.zh}记录" if conditions else f"{window}{record.zh}记录"
    return " ".join(part for part in (_noun(record), "records", conditions, window) if part)


def _share_parts(share: Any, record: RecordType, language: Language) -> dict[str, str]:
    below = _conditions(share.denominator, record, language)
    without = [_condition(exclusion, record, language) for exclusion in share.exclusions]
    if language == "zh":
        notes = ([f"限{below}"] if below else []) + ([f"不含{'或'.join(without)}"] if without else [])
        denominator = f"（{'，'.join(notes)}）" if notes else ""
    else:
        notes = ([f"only {below}"] if below else []) + ([f"without those {' or '.join(without)}"] if without else [])
        denominator = f" ({', '.join(notes)})" if notes else ""
    return {"numerator": _conditions(share.numerator, record, language), "denominator": denominator}


def _ratio(ratio: Any, language: Language) -> str:
    above, below = (_bracketed(part, language) for part in (ratio.numerator, ratio.denominator))
    zero = ratio.when_denominator_zero == "zero"
    if language == "zh":
        scale = f"，乘以{_number(ratio.scale)}" if ratio.scale != 1 else ""
        return f"{above}除以{below}{scale}；任一部分缺失则缺失，分母为0则{'为0' if zero else '缺失'}"
    scale = f", times {_number(ratio.scale)}" if ratio.scale != 1 else ""
    return (
        f"{above} divided by {below}{scale}; missing where a part is missing, "
        f"{'0' if zero else 'missing'} where the denominator is 0"
    )


def _change(change: Any, language: Language) -> str:
    now, months = _bracketed(change.of, language), _months(change.of.window, language)
    relative = change.form == "relative"
    if language == "zh":
        verb = (
            "除以再往前{}的同一数值，减1；任一部分缺失或除数为0则缺失"
            if relative
            else "减去再往前{}的同一数值；任一部分缺失则缺失"
        )
        return now + verb.format(months) + "；两个时段均按评价日所知"
    verb = (
        "divided by the same over the {} before that, less 1" if relative else "less the same over the {} before that"
    )
    empty = "a part is missing or the divisor is 0" if relative else "a part is missing"
    return f"{now} {verb.format(months)}; missing where {empty}; both periods as known at the as-of date"


def _bracketed(measure: Any, language: Language) -> str:
    what, empty = _measure(measure, language)
    return f"{what}（{empty}）" if language == "zh" else f"{what} ({empty})"


def _expression(node: Operation | Reference | Constant, subject: str, language: Language) -> str:
    if isinstance(node, Constant):
        return _number(node.constant)
    if isinstance(node, Reference):
        return _named(node.indicator, subject, language)
    parts = [_expression(argument, subject, language) for argument in node.args]
    sign = OPERATION_PHRASES[node.op][language == "en"]
    if node.op in ("smallest", "largest"):
        return f"{sign}（{'，'.join(parts)}）" if language == "zh" else f"{sign}({', '.join(parts)})"
    inner = [
        f"({part})" if isinstance(argument, Operation) and _needs_brackets(node, argument, place) else part
        for place, (part, argument) in enumerate(zip(parts, node.args, strict=True))
    ]
    return sign.join(inner)


def _needs_brackets(outer: Operation, inner: Operation, place: int) -> bool:
    """Say whether leaving the brackets out would read as another expression."""
    if inner.op in ("smallest", "largest"):
        return False
    return not (inner.op in ("multiply", "divide") and outer.op in ("add", "subtract"))


def _conditions(conditions: Iterable[Condition], record: RecordType, language: Language) -> str:
    texts = [_condition(condition, record, language) for condition in conditions]
    return ("且" if language == "zh" else " and ").join(texts)


def _condition(condition: Condition, record: RecordType, language: Language) -> str:
    field, operand = _field(record, condition.field), condition.operand
    values = [_value(item, field, language) for item in (operand if isinstance(operand, tuple) else (operand,))]
    value = ("、" if language == "zh" else ", ").join(values)
    return CONDITION_PHRASES[language][condition.operator].format(field=_label(field, language), value=value)


def _value(value: Any, field: Field, language: Language) -> str:
    if isinstance(value, bool):
        text = {"zh": ("否", "是"), "en": ("no", "yes")}[language][value]
    elif isinstance(value, int | float):
        return _number(value)
    else:
        items = load_catalogue().code_items
        named = (item for item in items if item.list == field.codes and item.code == value)
        text = getattr(next(named, None), language, value)
    return f"“{text}”" if language == "zh" else f'"{text}"'


def _period(measure: Any, language: Language) -> str:
    window = _months(measure.window, language) if measure.window else ""
    lag = _months(measure.lag, language) if measure.lag else ""
    if language == "zh":
        if window:
            return f"截至评价日前{lag}的{window}内" if lag else f"近{window}内"
        return f"截至评价日前{lag}" if lag else "截至评价日"
    end = f"up to {lag} before the as-of date" if lag else "up to the as-of date"
    return f"in the {window} {end}" if window else end


def _months(window: Window, language: Language) -> str:
    if language == "zh":
        return f"{window.months}个月"
    return f"{window.months} month" + ("s" if window.months != 1 else "")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


def _joined(what: str, empty: str, language: Language) -> str:
    return f"{what}；{empty}" if language == "zh" else f"{what}; {empty}"


def _sentence(text: str, language: Language) -> str:
    return text + "。" if language == "zh" else text[0].upper() + text[1:] + "."


def _records_behind(indicator: Indicator) -> set[str]:
    by_code = {item.code: item for item in load_registry().indicators if item.subject == indicator.subject}
    made_of = [by_code[code] for code in references_of(indicator) if code in by_code]
    return {part.record for part in parts_of(indicator)}.union(*(_records_behind(item) for item in made_of))


def _record_type(code: str) -> RecordType:
    record = load_catalogue().record_type(code)
    if record is None:
        raise KeyError(f"{code!r} is no record type; check the declaration with registry.check_registry")
    return record


def _field(record: RecordType, name: str) -> Field:
    field = record.field(name)
    if field is None:
        raise KeyError(f"{name!r} is no field of {record.code}; check the declaration with registry.check_registry")
    return field


def _label(field: Field, language: Language) -> str:
    return field.zh if language == "zh" else field.en


def _noun(record: RecordType) -> str:
    """Give the English name inside a sentence, without what follows a colon."""
    name = record.en.partition(":")[0]
    return name[0].lower() + name[1:]
