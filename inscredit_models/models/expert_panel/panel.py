"""A panel of experts (专家小组) as one frozen declaration: who judged what, in which round, and how it is joined."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from inscredit_models.catalogue.documents import Code, Declaration

Kind = Literal["pairwise", "best", "worst", "budget"]
"""What one row says: ``pairwise`` item : against; ``best`` the best item : against; ``worst`` item : the worst;
``budget`` points given to the item."""
Method = Literal["pairwise", "best_worst", "budget"]
Joining = Literal["judgements", "weights_geometric", "weights_arithmetic"]
METHOD_OF: dict[str, Method] = {
    "pairwise": "pairwise",
    "best": "best_worst",
    "worst": "best_worst",
    "budget": "budget",
}


def _number(cell: object) -> object:
    """Read a ratio as experts write it: ``1/3``, or a plain number."""
    if not isinstance(cell, str):
        return cell
    over, slash, under = cell.partition("/")
    try:
        return float(over) / float(under) if slash else float(over)
    except (ValueError, ZeroDivisionError):
        return cell


class Judgement(Declaration):
    """One judgement of one expert (a row of the table).

    ``value`` is a ratio of importance above 0 (``1/3`` may be written), or points of the budget, 0 or more.
    """

    expert: str
    round: Annotated[int, Field(ge=1)] = 1
    group: Code
    kind: Kind
    item: Code
    against: Code | None = None
    value: Annotated[float, BeforeValidator(_number), Field(ge=0)]


class Group(Declaration):
    """Items judged against each other: the children of one node, in order."""

    code: Code
    items: Annotated[tuple[Code, ...], Field(min_length=2)]


class PanelHead(Declaration):
    """The TOML head of a panel; its judgements are the rows of the CSV file with the same name.

    ``joining`` says how the group's weights come about: ``judgements`` is the geometric mean of pairwise judgements,
    then one weighting; the other two are means of the experts' own weights. ``completion`` names the weighting of
    pairwise matrices, which also fills missing pairs: ``eigenvector`` (Harker 1987) or ``least_squares`` (Bozóki et al.
    2010). ``budget`` is what the points of one expert add up to.
    """

    code: Code
    zh: str
    en: str
    source: str
    joining: Joining = "weights_geometric"
    completion: Literal["eigenvector", "least_squares"] = "eigenvector"
    budget: Annotated[float, Field(gt=0)] = 100.0
    note: str = ""
    group: Annotated[tuple[Group, ...], Field(min_length=1)]


class ExpertPanel(PanelHead):
    """A whole panel: the head and every judgement of every round."""

    judgement: tuple[Judgement, ...]

    @property
    def rounds(self) -> tuple[int, ...]:
        """Numbers of the rounds, rising."""
        return tuple(sorted({each.round for each in self.judgement}))

    @property
    def experts(self) -> tuple[str, ...]:
        """Pseudonyms of all experts, sorted."""
        return tuple(sorted({each.expert for each in self.judgement}))

    def last_answers(self, round_: int | None = None) -> dict[tuple[str, str], list[Judgement]]:
        """Give the judgements that count by (group, expert): the last answer of each up to a round (default: all)."""
        latest: dict[tuple[str, str], int] = {}
        counted = [each for each in self.judgement if round_ is None or each.round <= round_]
        for each in counted:
            key = (each.group, each.expert)
            latest[key] = max(latest.get(key, 0), each.round)
        answers: dict[tuple[str, str], list[Judgement]] = {key: [] for key in sorted(latest)}
        for each in counted:
            if latest[each.group, each.expert] == each.round:
                answers[each.group, each.expert].append(each)
        return answers
