"""Read a panel of experts from its TOML head and the CSV of judgements beside it, with all findings at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from inscredit_models.catalogue.documents import read_csv_rows, read_toml, structure
from inscredit_models.findings import Findings, near_names
from inscredit_models.models.composite.judgement import check_best_worst, check_pairwise
from inscredit_models.models.expert_panel.answers import best_worst_vectors, pairwise_matrix
from inscredit_models.models.expert_panel.panel import METHOD_OF, ExpertPanel, Group, Judgement, PanelHead

PSEUDONYM = re.compile(r"^[a-z]{1,3}[0-9]{1,6}$")
"""One to three letters and a number (``e07``): never a name, an e-mail address or an identity number."""
SUM_TOLERANCE = 1e-9


def load_panel(path: Path) -> ExpertPanel:
    """Read and check a panel.

    Parameters
    ----------
    path : Path
        The TOML head (see `panel.PanelHead`). The judgements are the CSV file of the same name beside it, with the
        columns of `panel.Judgement`: expert, round, group, kind, item, against, value.

    Returns
    -------
    ExpertPanel

    Raises
    ------
    Refused
        With everything found: keys, names and values; experts who are not pseudonyms (ICM029, the value is not
        repeated), unknown groups and items (ICM008), a pair judged twice (ICM024), one answer with two methods
        or points off the budget (ICM006), judgements that contradict themselves (ICM110) or are too few (ICM111).
    """
    findings = Findings()
    values = read_toml(path, findings)
    head = structure(PanelHead, values, path.name, findings) if values is not None else None
    table = path.with_suffix(".csv")
    judgements = _read_judgements(table, findings)
    panel = None
    if head is not None and judgements is not None:
        panel = ExpertPanel(**head.model_dump(), judgement=tuple(judgements))
        check_panel(panel, findings, table.name)
    findings.refuse()
    return panel  # type: ignore[return-value]  # nothing was found, so there is one


def _read_judgements(table: Path, findings: Findings) -> list[Judgement] | None:
    rows = read_csv_rows(table, findings)
    if rows is None:
        return None
    judgements = []
    refused: dict[str, str] = {}
    for number, cells in enumerate(rows, start=2):
        where = f"{table.name}, row {number}"
        if not PSEUDONYM.match(cells.get("expert", "e0")):
            allowed = "one to three small letters and a number, such as e07"
            findings.add("ICM029", f"{where}, expert", "not a pseudonym", allowed, "give each expert a pseudonym")
            # one stand-in for each name, so that the rest of the answer is checked as well
            cells = cells | {"expert": refused.setdefault(cells["expert"], f"zzz{999999 - len(refused)}")}
        judgement = structure(Judgement, cells, where, findings, text_cells=True)
        if judgement is not None:
            judgements.append(judgement)
    return judgements


def check_panel(panel: ExpertPanel, findings: Findings, where: str = "panel") -> None:
    """Check the judgements of a panel against its head and against each other."""
    _check_names(panel, findings, where)
    groups = {group.code: group for group in panel.group}
    answers: dict[tuple[str, str, int], list[Judgement]] = {}
    for each in panel.judgement:
        group = groups.get(each.group)
        if group is not None and {each.item, each.against} - {None} <= set(group.items):
            answers.setdefault((each.group, each.expert, each.round), []).append(each)
    for (code, expert, round_), answer in sorted(answers.items()):
        _check_answer(
            panel, groups[code], answer, f"{where}, expert {expert}, group {code!r}, round {round_}", findings
        )


def _check_names(panel: ExpertPanel, findings: Findings, where: str) -> None:
    groups = {group.code: group for group in panel.group}
    for name, count in Counter(group.code for group in panel.group).items():
        if count > 1:
            findings.add("ICM024", f"{where}, group {name!r}", "declared twice", "unique codes", "rename one of them")
    for group in panel.group:
        for item, count in Counter(group.items).items():
            if count > 1:
                findings.add(
                    "ICM024", f"{where}, group {group.code!r}", f"{item!r} twice", "each item once", "remove one"
                )
    for each in panel.judgement:
        if each.group not in groups:
            _unknown("group", each.group, groups, findings, where)
        else:
            for item in {each.item, each.against} - {None}:
                if item not in groups[each.group].items:
                    _unknown(f"group {each.group!r}, item", str(item), groups[each.group].items, findings, where)


def _unknown(what: str, name: str, known: Iterable[str], findings: Findings, where: str) -> None:
    findings.add("ICM008", f"{where}, {what}", repr(name), ", ".join(known), near_names(name, known))


def _check_answer(panel: ExpertPanel, group: Group, answer: list[Judgement], where: str, findings: Findings) -> None:
    methods = {METHOD_OF[each.kind] for each in answer}
    if len(methods) > 1:
        found, allowed = " and ".join(sorted(methods)), "one method in one answer"
        findings.add("ICM006", where, found, allowed, "split the answer into groups or rounds")
        return
    before = len(findings)
    _check_places(answer, where, findings)
    if len(findings) > before:
        return
    method = methods.pop()
    if method == "budget":
        _check_budget(panel, group, answer, where, findings)
    elif method == "pairwise":
        check_pairwise(pairwise_matrix(group, answer), findings, where)
    else:
        _check_best_worst(group, answer, where, findings)
    if panel.joining == "judgements" and method != "pairwise":
        remedy = "choose weights_geometric or weights_arithmetic"
        findings.add("ICM006", where, f"{method} under joining 'judgements'", "pairwise judgements only", remedy)


def _check_places(answer: list[Judgement], where: str, findings: Findings) -> None:
    seen: set[frozenset[str]] = set()
    for each in answer:
        place = each.item if each.against is None else f"{each.item} : {each.against}"
        if (each.against is None) != (each.kind == "budget"):
            findings.add(
                "ICM006", f"{where}, {place}", f"kind {each.kind!r}", "'against' except for budget", "correct it"
            )
        elif each.kind in ("pairwise", "budget"):
            pair = frozenset({each.item, each.against or each.item})
            if pair in seen:
                findings.add("ICM024", f"{where}, {place}", "judged twice", "each pair once", "remove one of them")
            seen.add(pair)
        if each.kind == "pairwise" and each.item == each.against:
            findings.add("ICM006", f"{where}, {place}", "an item against itself", "two items", "remove the row")


def _check_budget(panel: ExpertPanel, group: Group, answer: list[Judgement], where: str, findings: Findings) -> None:
    total = sum(each.value for each in answer)
    if abs(total - panel.budget) > SUM_TOLERANCE:
        findings.add("ICM006", where, f"points add up to {total:.12g}", f"{panel.budget:.12g}", "correct the points")
    given = {each.item for each in answer if each.value > 0}
    if panel.joining == "weights_geometric" and given != set(group.items):
        nothing = ", ".join(item for item in group.items if item not in given)
        remedy = "choose weights_arithmetic: in a geometric mean one expert's 0 decides for all"
        findings.add("ICM006", where, f"no points for {nothing}", "points above 0 for each item", remedy)


def _check_best_worst(group: Group, answer: list[Judgement], where: str, findings: Findings) -> None:
    bests = {each.item for each in answer if each.kind == "best"}
    worsts = {str(each.against) for each in answer if each.kind == "worst"}
    if len(bests) != 1 or len(worsts) != 1:
        found = f"{len(bests)} best and {len(worsts)} worst items"
        findings.add("ICM006", where, found, "one best and one worst item", "compare all with the same two items")
        return
    to_others, to_worst, best, worst = best_worst_vectors(group, answer)
    check_best_worst(np.asarray(to_others), np.asarray(to_worst), best, worst, findings, where)
