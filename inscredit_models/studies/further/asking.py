"""What is asked of a plain table (表上的进一步评估): from options, values or a file to one declaration."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inscredit_models.catalogue.documents import read_toml, structure
from inscredit_models.findings import Findings
from inscredit_models.studies.further.declaration import Further

Asked = Further | Mapping[str, Any] | str | Path | None
_IS_CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")


def ask(
    asked: Asked, findings: Findings, *, groups: Sequence[str] = (), by: Mapping[str, str] | None = None
) -> Further:
    """Read what is asked beyond the league.

    Parameters
    ----------
    asked : Further, mapping, path or None
        The keys of `Further`, as values or as a TOML file.
    findings : Findings
        Gets every key or value that is not allowed; then the answer is empty.
    groups : sequence of str
        Columns of the table by whose groups fairness and reliability are judged.
    by : mapping of str to str, optional
        Attribute (region, insurer, or another) to the column that the table is split by.

    Examples
    --------
    >>> asked = ask({"decisions": {"cost_ratio": 5.0}}, Findings(), groups=["sex", "地区"])
    >>> [(item.code, item.column) for item in asked.group], asked.fairness.groups
    ([('sex', 'sex'), ('group_2', '地区')], ('sex', 'group_2'))
    """
    where = "further"
    if isinstance(asked, Further):
        values: dict[str, Any] = asked.model_dump(mode="json", exclude_defaults=True)
    elif isinstance(asked, str | Path):
        where = Path(asked).name
        values = read_toml(Path(asked), findings) or {}
    else:
        values = dict(asked or {})
    listed = (
        [dict(item) for item in values.get("group", ())] if isinstance(values.get("group", []), list | tuple) else []
    )
    listed += [{"code": code, "column": column} for code, column in (by or {}).items()]
    codes = []
    for number, column in enumerate(groups, start=1):
        known = next((item["code"] for item in listed if item.get("column") == column), None)
        code = known or (column if _IS_CODE.fullmatch(column) else f"group_{number}")
        codes.append(code)
        if known is None:
            listed.append({"code": code, "zh": column, "en": column, "column": column})
    if listed:
        values["group"] = listed
    if codes:
        rule = dict(values.get("fairness") or {})
        values["fairness"] = rule | {"groups": [*dict.fromkeys([*rule.get("groups", ()), *codes])]}
    return structure(Further, values, where, findings) or Further()
