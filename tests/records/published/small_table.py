"""A small published table in a folder, to be spoilt by the tests."""

from __future__ import annotations

from pathlib import Path

HEAD = """title_zh = "小表"
title_en = "Small table"
rows = 3

[[measures]]
code = "ratio"
zh = "比率"
en = "ratio"
unit = "%"
kind = "number"
minimum = 0.0

[[measures]]
code = "class"
zh = "类别"
en = "class"
unit = "类"
kind = "grade"
grades = ["A", "B"]

[[regimes]]
code = "old"
zh = "旧口径"
en = "the old definition"

[[regimes]]
code = "new"
zh = "新口径"
en = "the new definition"

[sources]
s1 = "a bulletin"
"""
COLUMNS = (
    "period,subject_kind,subject,sector,measure,value,grade,rank,unit,statistic,regime,censoring,published,basis,"
    "confidence,source"
)
ROWS = (
    "2015,insurer,甲乙财险,property,ratio,1.5,,1,%,,old,top_2,2016-02-01,printed,high,s1",
    "2016,insurer,甲乙财险,property,ratio,2.5,,2,%,,old,top_2,2017-02-01,printed,high,s1",
    "2016,insurer,甲乙财险,property,class,,A,,类,,old,named,,printed,,s1",
)


def write_small(folder: Path, *rows: str, head: str = HEAD, columns: str = COLUMNS) -> Path:
    """Write the small table with these rows (its own ones without any) and a head that counts them."""
    lines = rows or ROWS
    (folder / "small.toml").write_text(head.replace("rows = 3", f"rows = {len(lines)}"), encoding="utf-8")
    (folder / "small.csv").write_text("\n".join([columns, *lines]) + "\n", encoding="utf-8")
    return folder
