"""The catalogue as pages (统一信用信息目录), Chinese and English side by side; written by ``make docs``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from inscredit_models.catalogue.catalogue import Catalogue, load_catalogue
from inscredit_models.catalogue.prohibited import EXEMPT, load_register
from inscredit_models.catalogue.record_types import CodeItem, Field, GradeBand, RecordType, mark_unverified
from inscredit_models.durable import write_text

SUBJECTS = {
    "regulator": ("监管机构", "Regulators"),
    "enterprise": ("保险企业", "Enterprises"),
    "practitioner": ("从业人员", "Practitioners"),
    "consumer": ("保险消费者", "Consumers"),
}
CHANNELS = {"industry": "业内 industry", "external": "业外 outside", "whistle_blower": "举报 whistle-blower"}
CONFIDENCES = {
    "high": "高 high",
    "medium": "中 medium",
    "low": "低 low",
    "derived": "推导 derived",
    "unverified": "未核实 unverified",
    "assumed": "本项目假定 assumed",
}
GENERATED = (
    "由目录数据生成，请勿手改；`make docs` 重新生成。\n"
    "Generated from the catalogue by `make docs`; do not edit by hand.\n"
)


def pages(catalogue: Catalogue) -> dict[str, str]:
    """Give every page of the catalogue as Markdown, by file name."""
    subjects = {f"{subject}.md": subject_page(catalogue, subject) for subject in SUBJECTS}
    return {
        "README.md": overview_page(catalogue),
        **subjects,
        "codes.md": codes_page(catalogue),
        "parameters.md": parameters_page(catalogue),
        "prohibited.md": prohibited_page(),
    }


def overview_page(catalogue: Catalogue) -> str:
    """Give the first page: the pairs of the plan （十六） and the record types that fill them."""
    rows = []
    for pair in catalogue.categories:
        records = [item for item in catalogue.records_of(pair.subject) if item.category == pair.category]
        links = ", ".join(f"[{item.code}]({pair.subject}.md#{item.code})" for item in records)
        zh, en = SUBJECTS[pair.subject]
        rows.append((f"{zh} {en}", f"`{pair.category}`", pair.zh, pair.en, links))
    head = ("主体 subject", "类别 category", "中文", "English", "记录类型 record types")
    text = (
        "计划（十六）的主体与类别，以及填充它们的记录类型。字段清单、时效与来源单位除注明出处者外均为本项目的建议。\n"
        "The subject–category pairs of the plan （十六） and the record types that fill them. Field lists, freshness "
        "limits and source agencies are proposals of this project unless a source is named.\n\n"
        "其他页 other pages: [代码表 codes](codes.md) · [法定参数 parameters](parameters.md) · "
        "[禁止采集 prohibited content](prohibited.md)\n"
    )
    return markdown_page("统一信用信息目录 Catalogue of credit information", text, markdown_table(head, rows))


def subject_page(catalogue: Catalogue, subject: str) -> str:
    """Give the page of one subject type: its record types, field by field."""
    zh, en = SUBJECTS[subject]
    return markdown_page(f"{zh} {en}", *(_record_section(record) for record in catalogue.records_of(subject)))


def _record_section(record: RecordType) -> str:
    facts = [
        f"类别 category: `{record.category}`",
        f"来源 channel: {CHANNELS[record.channel]}",
        f"不良信息 adverse: {_yes(record.adverse) or '否 no'}",
        f"出处 source: {record.source}",
        f"字段清单 field list: {CONFIDENCES[record.confidence]}",
    ]
    head = (
        "字段 field",
        "中文",
        "English",
        "类型 type",
        "代码表 codes",
        "必填 mandatory",
        "时效（天） fresh for (days)",
        "来源单位 agency",
        "分级 tier",
        "同意 consent",
        "禁止 prohibited for",
        "数据元 data element",
    )
    title = f'## <a id="{record.code}"></a>{record.zh} {record.en} (`{record.code}`)\n'
    return (
        f"{title}\n"
        + "\n".join(f"* {fact}" for fact in facts)
        + "\n\n"
        + markdown_table(head, map(_field_cells, record.fields))
    )


def _field_cells(field: Field) -> tuple[str, ...]:
    return (
        f"`{field.name}`",
        field.zh,
        field.en,
        f"{field.type}, {field.unit}" if field.unit else field.type,
        f"[{field.codes}](codes.md#{field.codes})" if field.codes else "",
        _yes(field.mandatory),
        str(field.freshness_days or ""),
        field.agency or "",
        str(field.tier),
        "书面 written" if field.consent == "written" else "",
        ", ".join(field.prohibited_for),
        field.data_element or "",
    )


def codes_page(catalogue: Catalogue) -> str:
    """Give the page of all code lists with the validity of each item, and the score bands of grades."""
    head = ("代码 code", "中文", "English", "自 from", "至 to", "出处 source", "可靠度 confidence")
    bands = {name: list(items) for name, items in groupby(catalogue.bands, key=lambda band: band.list)}
    sections = [
        f'## <a id="{name}"></a>`{name}`\n\n'
        + markdown_table(head, map(_code_cells, catalogue.code_list(name)))
        + (f"\n{_bands_table(bands[name])}" if name in bands else "")
        for name in catalogue.list_names()
    ]
    note = "“至”当日起不再有效。 An item is no longer in force on its day 'to'.\n"
    return markdown_page("代码表 Code lists", note, *sections)


def _code_cells(item: CodeItem) -> tuple[str, ...]:
    return (
        f"`{item.code}`",
        mark_unverified(item.zh, item.confidence),
        item.en,
        *_validity_cells(item),
        item.source,
        CONFIDENCES[item.confidence],
    )


def _bands_table(bands: Sequence[GradeBand]) -> str:
    head = ("等级 grade", "得分 score", "自 from", "至 to", "出处 source", "可靠度 confidence")
    rows = [
        (f"`{band.code}`", _range(band), *_validity_cells(band), band.source, CONFIDENCES[band.confidence])
        for band in bands
    ]
    return markdown_table(head, rows)


def _range(band: GradeBand) -> str:
    return band.interval.replace("lo", str(band.lower)).replace("hi", f" {band.upper}")


def parameters_page(catalogue: Catalogue) -> str:
    """Give the page of dated legal parameters."""
    head = (
        "参数 parameter",
        "适用 applies to",
        "值 value",
        "自 from",
        "至 to",
        "出处 source",
        "可靠度 confidence",
        "注 note",
    )
    rows = [
        (
            f"`{item.name}`",
            item.applies_to,
            item.shown(),
            *_validity_cells(item),
            item.source,
            CONFIDENCES[item.confidence],
            item.note,
        )
        for item in catalogue.parameters
    ]
    note = "未核实的参数不得用于冻结的标准。 A parameter marked unverified must not be frozen into a standard.\n"
    return markdown_page("法定参数 Dated legal parameters", note, markdown_table(head, rows))


def prohibited_page() -> str:
    """Give the page of content that a credit agency may not hold, or only with written consent."""
    register = load_register()
    rules = {"forbidden": "禁止 forbidden", "written_consent": "书面同意 written consent"}
    rows = [
        (
            f"{item.zh} {item.en}",
            rules[item.rule],
            "、".join(term.term for term in register.terms if term.kind == item.kind and term.language == "zh"),
            ", ".join(term.term for term in register.terms if term.kind == item.kind and term.language == "en"),
            item.source,
            CONFIDENCES[item.confidence],
        )
        for item in register.restrictions
    ]
    head = ("内容 content", "规则 rule", "中文名称", "English names", "出处 source", "可靠度 confidence")
    exempt = ", ".join(term.term for term in register.terms if term.kind == EXEMPT)
    text = (
        "字段名按去除伪装后的形式比较：大小写、分隔符、复数、词序、拼音、全角、形近字母、数字代字母、隐藏字符、繁体。\n"
        "Names are compared without their disguises: case, separators, plural, word order, pinyin, full width, "
        "look-alike letters, digits for letters, hidden characters, traditional characters.\n\n"
        f"不在此列 not meant: {exempt}\n"
    )
    return markdown_page(
        "禁止采集与须书面同意的内容 Prohibited and consent-only content", text, markdown_table(head, rows)
    )


def _validity_cells(item: CodeItem | GradeBand) -> tuple[str, str]:
    return (str(item.valid_from or ""), str(item.valid_to or ""))


def _yes(value: bool) -> str:
    return "是 yes" if value else ""


def markdown_page(title: str, *sections: str) -> str:
    """Give a page with its title, the note that it is generated, and its sections."""
    return f"# {title}\n\n{GENERATED}\n" + "\n".join(sections)


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]] | map) -> str:
    """Give a table; a bar inside a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def write_pages(folder: Path) -> None:
    """Write every page into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(load_catalogue()).items():
        write_text(folder / name, text)


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
