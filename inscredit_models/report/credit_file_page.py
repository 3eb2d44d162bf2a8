"""The credit file as one self-contained HTML page (信用报告页面), made of the document and nothing else."""

from __future__ import annotations

from typing import Any

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.explain.wording import UNITS
from inscredit_models.records.credit_file.document import ANSWERED, WITHHELD
from inscredit_models.records.credit_file.editions import edition_of
from inscredit_models.records.purposes import purpose_names
from inscredit_models.report import words
from inscredit_models.report.coverage_page import STATE_WORDS, SUBJECTS
from inscredit_models.report.numbers import fixed
from inscredit_models.report.sheet import render_sheet

LISTED = 12
"""So many records of a category are open on the page; the others lie folded below them."""

OWN_STATES: dict[str, words.Pair] = {
    WITHHELD: ("不对该读者展示", "not shown to this reader"),
    ANSWERED: ("已收录或零报告", "recorded or nil return"),
}
"""States of a cell that only a credit file has."""

STANDINGS: dict[str, words.Pair] = {
    "standing": ("有效", "stands"),
    "disputed": ("异议中", "disputed"),
    "repaired": ("已修复", "repaired"),
    "withdrawn": ("已撤回", "withdrawn"),
}
STATUSES: dict[str, words.Pair] = {
    "asserted": ("断言", "asserted"),
    "corrected": ("更正", "corrected"),
    "disputed": ("异议", "disputed"),
    "withdrawn": ("撤回", "withdrawn"),
    "repaired": ("修复", "repaired"),
    "ended": ("终止", "ended"),
}
CONSENTS: dict[str, words.Pair] = {
    "consent_given": ("已同意", "given"),
    "consent_refused": ("已拒绝", "refused"),
    "consent_withdrawn": ("已撤回", "withdrawn"),
}
IDENTITY: dict[str, words.Pair] = {
    "id_number": ("公民身份号码", "identity number"),
    "credit_code": ("统一社会信用代码", "unified social credit code"),
    "certificate": ("执业证编号", "certificate"),
    "name": ("名称", "name"),
}
KEEPERS: dict[str, words.Pair] = {
    "regulator": ("监管机构", "a regulator"),
    "industry_body": ("行业组织", "an industry body"),
    "credit_agency": ("征信机构", "a credit agency"),
    "insurer": ("保险企业", "an insurer"),
}
COUNTED: dict[str, words.Pair] = {
    "person": ("人", "persons"),
    "page": ("页", "pages"),
    "meeting": ("次", "meetings"),
    "claim": ("件", "claims"),
    "commitment": ("项", "commitments"),
    "percent": ("%", "%"),
    "point": ("分", "points"),
    "inspection": ("次", "inspections"),
    "decision": ("件", "decisions"),
    "call": ("通", "calls"),
    "institution": ("家", "institutions"),
}
"""Units of fields of the catalogue that no indicator has."""

RULES: tuple[words.Pair, ...] = (
    (
        "只展示观察日已知的内容；不良信息自行为终止之日起满五年后不再展示（征信业管理条例第十六条）。",
        "Only what was known on the day is shown; adverse records leave five years after the act ended "
        "(征信业管理条例 Art. 16).",
    ),
    (
        "欺诈线索在处罚或判决前、投诉在查实处罚前不属不良信息，只对本人和监管展示"
        "（征信业管理条例第四十四条、保监发〔2011〕27号）。",
        "A lead of fraud is no adverse information before a penalty or judgment, nor a complaint before punishment; "
        "they are shown to the subject and a regulator only (Art. 44, 保监发〔2011〕27号).",
    ),
    (
        "有异议的记录仍计入并作标注，主体声明随记录一并展示。",
        "A disputed record still counts and is marked; the subject's own statement travels with it.",
    ),
    (
        "各版本展示哪些字段由查询权限表决定；信用报告与机器可读文件内容相同。",
        "The policy of query tiers decides which fields an edition shows; page and machine-readable twin say the same.",
    ),
    (
        "第三方查询个人信息须有登记的书面同意，且查询用途在约定用途之内，或有法律依据（征信业管理条例第十八、二十条）；"
        "不良信息须事先告知（第十五条）；每次查询均登记（第二十二条）。",
        "A third party needs a written consent on record that agreed to its purpose, or a law that allows it "
        "(Art. 18, 20), "
        "and a prior notice to the person for adverse records (Art. 15); each query is logged (Art. 22).",
    ),
)


def render_credit_file(document: dict[str, Any], *, origin: str = "", digest: str = "") -> str:
    """Give the page of a credit file; the same document gives the same text.

    Parameters
    ----------
    document : dict
        From `file_document`, already cut to what the reader may see. Its text may hold anything: it is escaped.
    origin : {"", "simulated", "recorded"}
        Where the records come from.
    digest : str
        Digest of the store.
    """
    edition = edition_of(document["edition"]["code"])
    names = {item.category: (item.zh, item.en) for item in load_catalogue().categories}
    agencies = {item.code: (item.zh, item.en) for item in load_catalogue().code_list("source_agency")}
    return render_sheet(
        "credit_file.html.j2",
        title=("信用报告", "Credit report"),
        file=document,
        parts=sorted(map(_arranged, document["categories"]), key=_without_adverse),
        origin=words.word(words.ORIGINS, origin) if origin else None,
        digest=digest,
        subject=words.word(SUBJECTS, document["subject"]),
        headline=_headline(document["counts"]),
        sentences=_sentences(document),
        shows_history=edition is not None and edition.history,
        shows_queries=edition is not None and edition.queries,
        shows_records=edition is not None and not edition.banded,
        listed=LISTED,
        keeper=words.word(KEEPERS, document["operator_class"]),
        names_of=_names_of,
        rules=RULES,
        state_words=lambda code: words.word(STATE_WORDS | OWN_STATES, code),
        standing_words=lambda code: words.word(STANDINGS, code),
        status_words=lambda code: words.word(STATUSES, code),
        consent_words=lambda code: words.word(CONSENTS, code),
        purpose_words=purpose_names,
        agreed_words=_agreed,
        identity_words=lambda code: words.word(IDENTITY, code),
        category_words=lambda code: words.word(names, code),
        absent=_absent,
        unit_pair=lambda code: words.word(UNITS | COUNTED, code),
        agency_words=lambda code: words.word(agencies, code),
    )


def _arranged(part: dict[str, Any]) -> dict[str, Any]:
    """Arrange a category: a card for each adverse or changed record, one table a record type for the plain ones."""
    plain = [entry for entry in part["entries"] if _is_plain(entry)]
    tables = [
        _table([entry for entry in plain if entry["record"] == code])
        for code in dict.fromkeys(entry["record"] for entry in plain)
    ]
    return part | {"cards": [entry for entry in part["entries"] if not _is_plain(entry)], "tables": tables}


def _is_plain(entry: dict[str, Any]) -> bool:
    """Say that a record needs no more than a line: it stands as it was first told, and is not adverse."""
    as_told = entry["last_news"] == entry["known_since"] and len(entry["history"]) <= 1
    quiet = not entry["adverse"] and not entry["unproven"] and entry["dispute"] is None
    return as_told and quiet and entry["standing"] == "standing"


def _table(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the plain records of one type as a table: its columns and lines."""
    first = entries[0]
    fields = [field | {"number": _all_numbers(entries, place)} for place, field in enumerate(first["fields"])]
    head = {"zh": first["zh"], "en": first["en"], "sources": first["source"] is not None}
    return head | {"withheld": first["withheld"], "fields": fields, "entries": entries}


def _all_numbers(entries: list[dict[str, Any]], place: int) -> bool:
    """Say that a column holds numbers, to be set flush right."""
    values = [entry["fields"][place]["value"] for entry in entries]
    return all(value is None or value.replace(".", "", 1).lstrip("-").isdigit() for value in values)


def _without_adverse(part: dict[str, Any]) -> bool:
    """Say that a category has no adverse record: those that have one come first on the page."""
    return not any(entry["adverse"] for entry in part["entries"])


def _absent(fields: list[dict[str, Any]]) -> words.Pair | None:
    """Name the fields that hold nothing, in one line; nothing where there are none."""
    empty = [field for field in fields if field["value"] is None]
    return _names_of(empty) if empty else None


def _names_of(fields: list[dict[str, Any]]) -> words.Pair:
    return "、".join(field["zh"] for field in fields), ", ".join(field["en"] for field in fields)


def _agreed(consent: dict[str, Any]) -> words.Pair:
    """Name the purposes of a consent; a withdrawal or refusal without any is of all of them."""
    named = [purpose_names(code) for code in consent["purposes"]]
    if not named:
        return ("未约定", "none agreed") if consent["state"] == "consent_given" else ("全部", "all")
    return "、".join(zh for zh, _ in named), ", ".join(en for _, en in named)


def _headline(counts: dict[str, Any]) -> words.Pair:
    zh = f"展示{counts['records']}条记录，其中有效的不良信息{counts['adverse']}条，异议中{counts['disputed']}条。"
    en = f"Records: {counts['records']}; adverse and standing: {counts['adverse']}; disputed: {counts['disputed']}."
    return zh, en


def _sentences(document: dict[str, Any]) -> list[words.Pair]:
    """Say what is not there: repaired, withdrawn and expired records, a missing consent, the range of a score."""
    sentences = []
    counts = document["counts"]
    if "expired" in counts:
        zh = f"已修复{counts['repaired']}条，已撤回{counts['withdrawn']}条；保留期满、不再展示{counts['expired']}条。"
        en = (
            f"Repaired: {counts['repaired']}; withdrawn: {counts['withdrawn']}; "
            f"past their retention and not shown: {counts['expired']}."
        )
        sentences.append((zh, en))
    if document["edition"]["code"] == "researcher":
        zh = "个案不逐条展示：仅有按十分段的记录数；0与少数不作区分。需要更多数据时，可提交特殊申请取得假名化交换包。"
        en = (
            "No record is shown by itself: only how many there are, in bands of ten; none and a few look the same. "
            "More comes as a package under pseudonyms, by special request."
        )
        sentences.append((zh, en))
    if document.get("free_report") is not None:
        sentences.append(_free_report(document["free_report"]))
    if document.get("score") is not None:
        sentences.append(_score(document["score"]))
    return sentences


def _free_report(report: dict[str, Any]) -> words.Pair:
    """Say which report of the year this is, and whether it is free."""
    zh = f"本年度（{report['year']}）第{report['number']}份本人信用报告，" + ("免费" if report["free"] else "可以收费")
    cost = "free of charge" if report["free"] else "may be charged for"
    en = f"Report {report['number']} of the year {report['year']} that the subject asked for itself: {cost}"
    return f"{zh}（每年前{report['allowed']}份免费）。", f"{en} (the first {report['allowed']} are)."


def _score(score: dict[str, Any]) -> words.Pair:
    """Say the score that the records support and how far it could reach."""
    low, high = fixed(score["score"], 1), fixed(score["high"], 1)
    zh = f"{score['zh']}：{low}分" + (f"（{score['grade']}级）" if score["grade"] else "")
    en = f"{score['en']}: {low}" + (f" (grade {score['grade']})" if score["grade"] else "")
    if score["unknown"]:
        zh += f"；{score['unknown']}项指标未采集，按最不利取值计，最高可至{high}分"
        en += f"; {score['unknown']} indicators were not collected and count at their least: at most it is {high}"
    return zh + "。", en + "."
