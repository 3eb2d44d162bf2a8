"""The language of refusal (发现): what is wrong, where, what is allowed, what to do.

A finding is data. An ``error`` refuses the work (exit code 2), a ``warning`` lets it finish and is named in the
terminal and the report. Checks collect findings and never stop at the first one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A permanent rule: its code never changes meaning and is never used again for another rule."""

    code: str
    severity: Severity
    zh: str
    en: str


RULES: tuple[Rule, ...] = (
    # files and documents
    Rule("ICM001", "error", "文件不存在或不可读", "file missing or unreadable"),
    Rule("ICM002", "error", "文件为空", "empty file"),
    Rule("ICM003", "error", "未知的键", "unknown key"),
    Rule("ICM004", "error", "重复的键", "duplicate key"),
    Rule("ICM005", "error", "文档格式错误", "document cannot be parsed"),
    Rule("ICM006", "error", "值不被允许", "value not allowed"),
    Rule("ICM007", "error", "缺少必填项", "required key missing"),
    Rule("ICM008", "error", "未知的名称", "unknown name"),
    Rule("ICM009", "error", "编码与声明不符", "bytes are not in the declared encoding"),
    # tables and records
    Rule("ICM010", "error", "缺少列", "missing column"),
    Rule("ICM011", "error", "数值列中有文本", "text in a numeric column"),
    Rule("ICM012", "error", "行的列数不一致", "ragged row"),
    Rule("ICM013", "error", "标识号被浮点数损坏", "identifier damaged by a float"),
    Rule("ICM014", "error", "重复的陈述", "duplicate statement"),
    Rule("ICM015", "error", "获知日早于发生日", "known_date before event_date"),
    Rule("ICM016", "error", "日期无法识别", "date cannot be read"),
    Rule("ICM017", "error", "代码不在代码表中", "code not in its list"),
    Rule("ICM018", "error", "同一记录的获知日倒退", "known_date runs backwards within a record"),
    Rule("ICM019", "error", "存储部件与清单不符", "stored part does not match the manifest"),
    # studies
    Rule("ICM020", "error", "结果只有一个类别", "outcome has one class only"),
    Rule("ICM021", "error", "结果多于两个取值", "outcome has more than two values"),
    Rule("ICM022", "error", "同一组同时出现在训练与测试中", "group in train and test"),
    Rule("ICM023", "error", "日期超出记录范围", "dates outside the records"),
    Rule("ICM024", "error", "名称重复", "duplicate name"),
    Rule("ICM025", "error", "另一进程正在使用", "in use by another process"),
    Rule("ICM026", "error", "没有可训练的数据", "nothing to train on"),
    Rule("ICM027", "error", "数值非有限", "non-finite value"),
    Rule("ICM028", "error", "重复的列名", "duplicate column name"),
    Rule("ICM029", "error", "身份标识出现在不允许的位置", "identifier where none is allowed"),
    # warnings
    Rule("ICM050", "warning", "列泄露目标", "column gives the outcome away"),
    Rule("ICM051", "warning", "常数列", "constant column"),
    Rule("ICM052", "warning", "全部缺失的列", "all-missing column"),
    Rule("ICM053", "warning", "疑似标识列", "identifier-like column"),
    Rule("ICM054", "warning", "事件少于10个，不可评估", "fewer than 10 events: not evaluable"),
    Rule("ICM055", "warning", "窗口早于记录起点", "indicator window begins before the records"),
    Rule("ICM226", "warning", "从未报送的记录类型", "record type that was never delivered"),
    Rule("ICM056", "warning", "数据与声明方向相反", "data oppose the declared direction"),
    Rule("ICM057", "warning", "跟踪服务不可用", "tracking unavailable"),
    Rule("ICM058", "warning", "模型失败", "model failed"),
    Rule("ICM059", "warning", "模型缺少声明，未运行", "model needs declarations that are absent: not run"),
    Rule("ICM060", "warning", "按声明策略处理的取值", "values handled by declared policy"),
    Rule("ICM062", "warning", "模型未保存", "model not stored"),
    Rule("ICM063", "warning", "日志单元损坏，已搁置并重做", "journal unit damaged: set aside and done again"),
    # the catalogue
    Rule("ICM064", "error", "计划类别没有记录类型", "category of the plan without a record type"),
    Rule("ICM065", "error", "有效期重叠", "validity ranges overlap"),
    Rule("ICM066", "error", "禁止采集的内容未声明", "prohibited content not declared so"),
    Rule("ICM067", "error", "须书面同意的内容未声明", "consent-only content not declared so"),
    Rule("ICM068", "error", "有效期终止早于开始", "validity ends before it begins"),
    Rule("ICM069", "error", "等级区间重叠", "grade bands overlap"),
    # records at the door, the store, identity
    Rule("ICM070", "error", "标识号校验不通过", "identifier fails its check"),
    Rule("ICM071", "error", "标识号来源与存储不符", "simulated and real identifiers mixed"),
    Rule("ICM072", "error", "禁止采集的字段", "field that must not be collected"),
    Rule("ICM073", "error", "缺少书面同意依据", "no recorded basis for a consent-only field"),
    Rule("ICM074", "error", "止日早于起日", "end before start"),
    Rule("ICM075", "error", "变更没有相应的记录", "change of a record that is not there"),
    Rule("ICM076", "error", "操作主体类别不符", "another operator class"),
    Rule("ICM077", "error", "存储由更新的版本写成", "written by a newer version"),
    Rule("ICM078", "error", "无法写入", "cannot be written"),
    Rule("ICM079", "error", "数值超出允许范围", "number outside its range"),
    Rule("ICM080", "error", "先前陈述被隔离", "an earlier statement was put aside"),
    Rule("ICM081", "error", "文本受损", "damaged text"),
    Rule("ICM082", "error", "身份有效期冲突", "identities contradict each other"),
    Rule("ICM083", "warning", "名称相近，未合并", "near names, not merged"),
    # judgements of experts
    Rule("ICM100", "warning", "指标多于单位", "more indicators than units"),
    Rule("ICM101", "error", "单位没有任何取值", "unit without any value"),
    Rule("ICM102", "warning", "数据不足的单位，不予评价", "unit with too few values: left out"),
    Rule("ICM103", "error", "汇总方法不允许的取值", "value that the aggregation does not allow"),
    Rule("ICM104", "error", "判断矩阵不合格", "judgement matrix not in order"),
    Rule("ICM105", "error", "跨年相对标准化会改写历史", "relative normalisation over years would rewrite history"),
    Rule("ICM106", "error", "重演结果不一致", "replay differs from the log"),
    Rule("ICM107", "warning", "指数不能写成评分体系", "index cannot be written as a scoring system"),
    Rule("ICM108", "warning", "触发一票否决", "veto applied"),
    Rule("ICM109", "warning", "权重不再起作用", "weight that no longer acts"),
    Rule("ICM110", "error", "判断自相矛盾", "judgements contradict themselves"),
    Rule("ICM111", "error", "判断不足", "too few judgements to give weights"),
    Rule("ICM112", "warning", "判断不一致", "judgements are not consistent"),
    Rule("ICM200", "warning", "指标的数据不足，权重为0", "indicator that too few units have: weight 0"),
    # scorecards and models
    Rule("ICM130", "error", "分箱要求无法满足", "request on bins cannot be met"),
    Rule("ICM131", "warning", "未调参", "not tuned"),
    # the run
    Rule("ICM220", "error", "限制无法执行", "limit that cannot be enforced"),
    Rule("ICM221", "error", "未能同步到跟踪服务", "not synchronised with tracking"),
    # company panels
    Rule("ICM090", "error", "报告期无法识别", "period cannot be read"),
    Rule("ICM091", "error", "同一公司同一期间出现两次", "one company twice in a period"),
    Rule("ICM092", "error", "一个名称对应两家公司", "two companies under one name"),
    Rule("ICM093", "error", "声明为小数处出现百分数", "percent where a fraction is declared"),
    Rule("ICM094", "error", "数字写法不被接受", "number not written plainly"),
    Rule("ICM095", "error", "表头合并或多于一行", "merged or repeated header rows"),
    Rule("ICM097", "warning", "面板缺少声明的列", "declared column that the panel does not have: left out"),
    Rule("ICM240", "warning", "另一面板沿用了实验自带的映射", "another panel with the experiment's own mapping"),
    Rule("ICM096", "warning", "面板数据质量发现", "data-quality findings on a panel"),
    # published figures
    Rule("ICM150", "error", "口径变更，不可连成一列", "a series across a change of definition or rule"),
    Rule("ICM151", "error", "均值与中位数不可相接", "unlike statistics in one series"),
    Rule("ICM152", "error", "报告期长短不一", "periods of unequal length in one series"),
    Rule("ICM153", "error", "无公布日，不能按当时所知使用", "no publication date: not usable as known at a day"),
    Rule("ICM154", "warning", "名称未匹配", "name that means no known identity"),
    Rule("ICM161", "warning", "同一公司同期有不同数字，均不采用", "unlike figures of one insurer: none is used"),
    Rule("ICM162", "warning", "序列的回答与预期不同", "a series is not what was expected of it"),
    Rule("ICM160", "warning", "无公布日的行另存，不入库", "rows without a publication date: kept apart, in no store"),
    # coverage and credit files
    Rule("ICM180", "warning", "没有独立名册，主体覆盖率不可评估", "no independent register, no subject coverage"),
    Rule("ICM181", "warning", "没有采集状态，沉默不能算作零报告", "no table of collection: silence is no nil return"),
    Rule("ICM183", "error", "没有密钥，不能以假名提供", "no key: pseudonyms cannot be made"),
    Rule("ICM182", "warning", "采集状态不是最新季度", "the table of collection ends before the last closed quarter"),
    # indicators that look at other subjects
    Rule("ICM170", "error", "计算引擎未能完成", "the engine could not finish"),
    Rule("ICM175", "warning", "同类主体过少", "too few peers"),
    # leaks
    Rule("ICM120", "warning", "缺失与结果相关", "missing cells depend on the outcome"),
    Rule("ICM121", "warning", "疑似按类别填补", "a value looks imputed by class"),
    Rule("ICM122", "warning", "训练与测试有重复行", "the same row in train and test"),
    Rule("ICM123", "warning", "含有评估日之后的日期", "dates after as_of in a column"),
    Rule("ICM124", "warning", "疑似用结果编码的列", "column looks encoded with the outcome"),
    Rule("ICM125", "error", "在无信号的结果上得分", "the pipeline finds signal where there is none"),
    # rights, pseudonyms, exchange
    Rule("ICM190", "error", "登记链断裂或被改动", "chained log broken or changed"),
    Rule("ICM191", "error", "查询登记不完整", "entry of the query log incomplete"),
    Rule("ICM192", "error", "该角色无此权限", "not allowed for this role"),
    Rule("ICM193", "error", "特殊查询申请不成立", "special request does not stand"),
    Rule("ICM194", "error", "没有可用的密钥", "no key that may be used"),
    Rule("ICM195", "error", "假名出自不同密钥", "pseudonyms of different keys"),
    Rule("ICM196", "error", "交换包被改动或不完整", "exchange package changed or incomplete"),
    Rule("ICM197", "error", "交换包已过期或用途不符", "exchange package expired or for another purpose"),
    Rule("ICM198", "error", "压缩包不安全", "archive that is not safe to open"),
    Rule("ICM199", "error", "目录版本未知", "unknown version of the catalogue"),
    Rule("ICM250", "error", "信用修复早于最短公示期届满", "repair before the shortest publication has ended"),
    Rule("ICM251", "error", "查询个人信息缺少同意或法律依据", "no consent or lawful basis for the query"),
    Rule("ICM252", "warning", "工作日期限缺少节假日表", "term in working days without a table of holidays"),
    Rule("ICM253", "error", "用途未写明或不在用途表中", "no purpose, or one that is not of the list"),
    Rule("ICM254", "error", "用途超出同意约定的范围", "purpose outside what was agreed"),
    Rule("ICM267", "warning", "同意未约定用途", "consent that agreed to no purpose"),
    # rating systems
    Rule("ICM255", "error", "等级次序未声明", "order of the grades not stated"),
    Rule("ICM256", "error", "等级次序取自实际违约", "grades put in order by their defaults"),
    Rule("ICM257", "error", "违约概率与等级次序矛盾", "probabilities of default against the order of grades"),
    Rule("ICM258", "error", "不是迁移矩阵", "not a migration matrix"),
    Rule("ICM259", "warning", "矩阵没有生成元，已作调整", "a matrix without a generator: adjusted"),
    # the contest and its further evaluation
    Rule("ICM210", "warning", "没有一个模型完成", "no model finished"),
    Rule("ICM211", "warning", "训练集只有一个类别，不作评判", "training rows of one class: not judged"),
    Rule("ICM212", "warning", "所要求的评估不适用", "evaluation that was asked for does not apply"),
    Rule("ICM260", "warning", "折数过少，不给区间", "too few folds for an interval"),
    Rule("ICM265", "warning", "人工调整分箱", "manual edit of bins"),
    Rule("ICM266", "warning", "分箱次序在时期间颠倒，已合并", "bins whose order flips between periods were joined"),
)
_BY_CODE = {rule.code: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Parameters
    ----------
    code : str
        Code of a rule in ``RULES``.
    where : str
        File, row, column or key path. Never a personal value.
    found : str
        What was found. Never a personal value.
    allowed : str
        What is allowed.
    remedy : str
        What to do.

    Examples
    --------
    >>> print(Finding("ICM010", "t.csv", "no column 'class'", "a column named as --target", "check the header"))
    error ICM010 缺少列 missing column
      位置 where:   t.csv
      发现 found:   no column 'class'
      允许 allowed: a column named as --target
      处理 do:      check the header
    """

    code: str
    where: str
    found: str
    allowed: str
    remedy: str

    @property
    def rule(self) -> Rule:
        """The rule that was broken."""
        return _BY_CODE[self.code]

    @property
    def severity(self) -> Severity:
        """``error`` refuses, ``warning`` is named."""
        return self.rule.severity

    def __post_init__(self) -> None:
        if self.code not in _BY_CODE:
            raise KeyError(f"{self.code} is not a rule; add it to findings.RULES")

    def __str__(self) -> str:
        return (
            f"{self.severity} {self.code} {self.rule.zh} {self.rule.en}\n"
            f"  位置 where:   {self.where}\n  发现 found:   {self.found}\n"
            f"  允许 allowed: {self.allowed}\n  处理 do:      {self.remedy}"
        )

    def as_dict(self) -> dict[str, str]:
        """Give the finding as plain text fields, for JSON and tables."""
        return {
            "code": self.code,
            "severity": self.severity,
            "zh": self.rule.zh,
            "en": self.rule.en,
            "where": self.where,
            "found": self.found,
            "allowed": self.allowed,
            "remedy": self.remedy,
        }


class Refused(Exception):
    """Raised when at least one finding is an error; carries *all* findings made so far."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


@dataclass(slots=True)
class Findings:
    """A collector that checks pass along.

    Examples
    --------
    >>> findings = Findings()
    >>> findings.add("ICM051", "t.csv, column 'x'", "one value", "two or more values", "drop the column")
    >>> findings.refuse()          # only warnings so far: nothing happens
    >>> [finding.code for finding in findings]
    ['ICM051']
    """

    items: list[Finding] = field(default_factory=list)

    def add(self, code: str, where: str, found: str, allowed: str, remedy: str) -> None:
        """Add one finding; the same finding twice is kept once."""
        finding = Finding(code, where, found, allowed, remedy)
        if finding not in self.items:
            self.items.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add findings made elsewhere."""
        for finding in findings:
            if finding not in self.items:
                self.items.append(finding)

    def refuse(self, *, strict: bool = False) -> None:
        """Raise `Refused` with everything found if there is an error (or, when strict, anything at all)."""
        if any(strict or finding.severity == "error" for finding in self.items):
            raise Refused(self.items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def near_names(name: str, known: Iterable[str]) -> str:
    """Say which known names are near, as a half sentence for the remedy of a finding.

    Examples
    --------
    >>> near_names("scorcard", ["scorecard", "logistic"])
    "did you mean 'scorecard'?"
    """
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    if not near:
        return "check the spelling."
    return "did you mean " + " or ".join(repr(candidate) for candidate in near) + "?"
