"""The outside systems as a page, Chinese and English side by side; written by ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path

from inscredit_models.catalogue.pages import CONFIDENCES, markdown_page, markdown_table
from inscredit_models.durable import write_text
from inscredit_models.records.exchange.partners import load_partners

DIRECTIONS = {"in": "接收 in", "out": "提供 out", "both": "双向 both"}


def pages() -> dict[str, str]:
    """Give every page as Markdown, by file name."""
    return {"partners.md": partners_page()}


def partners_page() -> str:
    """Give the page of the outside systems of the plan （十八）."""
    head = (
        "系统 system",
        "方向 direction",
        "角色 role",
        "提供 to it",
        "接收 from it",
        "标识 identifier",
        "格式 format",
        "依据 legal basis",
        "注 note",
        "可靠度 confidence",
    )
    rows = [
        (
            f"{item.zh} {item.en} (`{item.code}`)",
            DIRECTIONS[item.direction],
            item.role,
            ", ".join(f"`{code}`" for code in item.received_records()),
            ", ".join(f"`{code}`" for code in item.sent_records()),
            item.identifier,
            item.format,
            item.legal_basis,
            item.note,
            CONFIDENCES[item.confidence],
        )
        for item in load_partners()
    ]
    text = (
        "计划（十八）列出的对接系统。其接口多不公开：此表说明提供与接收哪些记录、依据为何；"
        "字段映射由双方约定（见 `docs/exchange.md`）。\n"
        "The outside systems that the plan （十八） names. Most of their interfaces are not public: the table says "
        "which records go and come and on which law; columns are mapped as both sides agree (`docs/exchange.md`).\n"
    )
    return markdown_page("对接系统 Outside systems", text, markdown_table(head, rows))


def write_pages(folder: Path) -> None:
    """Write every page into a folder."""
    for name, text in pages().items():
        write_text(folder / name, text)


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
