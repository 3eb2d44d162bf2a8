"""Rules, access and the query tiers as pages, Chinese and English side by side; written by ``make docs``."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from inscredit_models.catalogue.pages import CONFIDENCES, markdown_page, markdown_table
from inscredit_models.durable import write_text
from inscredit_models.records.rights.access import TIERS, load_access
from inscredit_models.records.rights.registry import load_rules
from inscredit_models.records.rights.rule import RightsRule
from inscredit_models.records.rights.table_rows import load_table_rows

TOPICS = {
    "scope": "适用范围 Scope",
    "collection": "采集 Collection",
    "consent": "同意 Consent",
    "notice": "告知 Notice",
    "retention": "保存期限 Retention",
    "statement": "本人说明 Statement of the subject",
    "report": "信用报告 Reports",
    "query": "查询 Queries",
    "objection": "异议 Objections",
    "evaluation": "评价 Evaluation",
    "penalty": "行政处罚 Penalties",
    "repair": "信用修复 Repair",
    "list": "名单与惩戒 Lists and sanctions",
    "practitioner": "从业人员 Practitioners",
    "consumer": "消费者 Consumers",
    "personal_information": "个人信息 Personal information",
    "coverage": "收录率 Coverage",
}
"""Names of the topics, in the order of the page."""

ROW_KINDS = {
    "rules": "规则 rules",
    "measure": "收录率 measure of coverage",
    "parameter": "法定参数 legal parameter",
    "code_list": "代码表 code list",
    "none": "不是规则 no rule",
}
"""Names of what carries a row out."""


def pages() -> dict[str, str]:
    """Give every page as Markdown, by file name."""
    return {"rules.md": rules_page(), "rows.md": rows_page(), "access.md": access_page()}


def rules_page() -> str:
    """Give the page of rules, by topic."""
    head = (
        "规则 rule",
        "中文",
        "English",
        "方式 kind",
        "约束 binds",
        "有效期 in force",
        "出处 source",
        "可靠度 confidence",
    )
    order = list(TOPICS)
    rules = sorted(load_rules().values(), key=lambda rule: order.index(rule.topic))
    sections = [
        "每条规则可用 `inscredit rights rule ID 事实=值` 判定，其边界用例在 `tests/decks/rights`；"
        "标明未核实的不得用于冻结的标准。\n"
        "Each rule can be put to `inscredit rights rule ID FACT=VALUE`, its boundary deck is in `tests/decks/rights`; "
        "what is marked unverified must not be frozen into a standard.\n"
    ]
    for topic, group in groupby(rules, key=lambda rule: rule.topic):
        sections.append(f"## {TOPICS[topic]}\n\n{markdown_table(head, [_cells(rule) for rule in group])}")
    return markdown_page("权益与合规规则 Rules of rights and duties", *sections)


def rows_page() -> str:
    """Give the page of rows of the tables that are several rules, something else, or none."""
    text = (
        "法规表中一行即一条同名规则的，见 [规则](rules.md)；其余各行由何者执行、或为何不是规则，见下表。\n"
        "A row of the tables that is one rule stands under its id in the [rules](rules.md); of every other row this "
        "page says what carries it out, or why it is no rule.\n"
    )
    rows = [
        (f"`{row.row}`", ROW_KINDS[row.kind], ", ".join(f"`{name}`" for name in row.names()), row.zh, row.en)
        for row in load_table_rows()
    ]
    head = ("行 row", "归属 kind", "执行者 carried out by", "中文", "English")
    return markdown_page("法规表各行 Rows of the tables", text, markdown_table(head, rows))


def access_page() -> str:
    """Give the page of query tiers: role × action × tier."""
    head = (
        "角色 role",
        "行为 action",
        *(f"{tier} 级 tier {tier}" for tier in TIERS),
        "中文",
        "English",
        "出处 source",
        "可靠度",
    )
    rows = [
        (
            row.role,
            row.action,
            *(row.grant(tier) for tier in TIERS),
            row.zh,
            row.en,
            row.source,
            CONFIDENCES[row.confidence],
        )
        for row in load_access()
    ]
    text = (
        "级别按 JR/T 0197（1 公开至 4 最敏感）。allowed 可；consent 须本人同意并约定用途；pseudonym 仅假名；"
        "special 须特殊申请并由两人批准；denied 不可。未列明的一律不可。\n"
        "Tiers follow JR/T 0197 (1 public to 4 most sensitive). `consent` needs the consent of the subject and an "
        "agreed purpose, `special` a special request that two others approved. What is not named is denied.\n"
    )
    return markdown_page("分类分级与查询权限 Query tiers", text, markdown_table(head, rows))


def _cells(rule: RightsRule) -> tuple[str, ...]:
    return (
        f"`{rule.id}`",
        rule.zh,
        f"{rule.en}; {rule.note}" if rule.note else rule.en,
        rule.kind,
        ", ".join(rule.binds) or rule.region or "",
        f"{rule.valid_from} – {rule.valid_to or ''}".strip(),
        rule.article(),
        CONFIDENCES[rule.confidence],
    )


def write_pages(folder: Path) -> None:
    """Write every page into a folder."""
    for name, text in pages().items():
        write_text(folder / name, text)


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
