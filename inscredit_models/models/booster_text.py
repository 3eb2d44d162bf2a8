"""The text of a booster, looked at before LightGBM reads it (提升树文本检查).

LightGBM trusts the numbers in its own text: sizes, columns and child positions are used as they stand. A text from a
file is therefore checked here, so that no number leads outside the arrays it belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence

_INNER = ("split_feature", "threshold", "decision_type", "left_child", "right_child", "split_gain")
_INNER_TOO = ("internal_value", "internal_weight", "internal_count")
_LEAF = ("leaf_value", "leaf_weight", "leaf_count")
_MOST_LEAVES = 100_000


class BoosterDamaged(ValueError):
    """The text does not describe trees that can be read safely."""


def check_booster_text(text: str, width: int) -> None:
    """Refuse a text whose numbers lead outside their arrays.

    Parameters
    ----------
    text : str
        A model in LightGBM's text format, with one class and one tree a round.
    width : int
        Number of columns.

    Raises
    ------
    BoosterDamaged
        With the first cause.
    """
    if not isinstance(text, str) or not text.startswith("tree\n") or not text.isascii() or "\0" in text:
        raise BoosterDamaged("no text of a booster")
    start, end = text.find("Tree=0\n"), text.find("end of trees\n")
    if end < 0:
        raise BoosterDamaged("the trees have no end")
    head = _pairs(text[: start if 0 <= start < end else end])
    expected = {"num_class": "1", "num_tree_per_iteration": "1", "max_feature_idx": str(width - 1)}
    if any(head.get(name) != value for name, value in expected.items()):
        raise BoosterDamaged("another number of classes, trees a round or columns than the model has")
    if head.get("objective", "").split(" ")[0] != "binary":
        raise BoosterDamaged("another objective than binary")
    for block in _blocks(text, start, end, _whole(head.get("tree_sizes", ""))):
        _check_tree(_pairs(block), width)


def _blocks(text: str, start: int, end: int, sizes: Sequence[int]) -> list[str]:
    """Cut the text at the declared sizes, which is how LightGBM finds the trees."""
    blocks = []
    for place, size in enumerate(sizes):
        if size <= 0 or start + size > end or not text.startswith(f"Tree={place}\n", start):
            raise BoosterDamaged("the declared sizes of the trees are not theirs")
        blocks.append(text[start : start + size])
        start += size
    if (sizes and text[start:end].strip()) or text.count("\nTree=") != len(sizes):
        raise BoosterDamaged("there are trees without a declared size")
    return blocks


def _check_tree(tree: dict[str, str], width: int) -> None:
    leaves, sets = _count(tree, "num_leaves"), _count(tree, "num_cat")
    if not 1 <= leaves <= _MOST_LEAVES or tree.get("is_linear", "0") != "0":
        raise BoosterDamaged("a tree without leaves, with too many, or with models in them")
    for name, size in [*((name, leaves - 1) for name in (*_INNER, *_INNER_TOO)), *((name, leaves) for name in _LEAF)]:
        if name in tree and len(tree[name].split()) != size and not (leaves == 1 and name != "leaf_value"):
            raise BoosterDamaged(f"{name} has another length than the tree")
    if "leaf_value" not in tree or (leaves > 1 and any(name not in tree for name in _INNER)):
        raise BoosterDamaged("a tree lacks a part")
    if leaves == 1:
        return
    columns = _whole(tree["split_feature"])
    if not all(0 <= column < width for column in columns):
        raise BoosterDamaged("a split asks a column that is not there")
    for side in ("left_child", "right_child"):
        for node, child in enumerate(_whole(tree[side])):
            if not (node < child < leaves - 1 or -leaves <= child < 0):
                raise BoosterDamaged("a node leads outside the tree or backwards")
    _check_sets(tree, sets)


def _check_sets(tree: dict[str, str], sets: int) -> None:
    """Check the sets of categories that categorical splits point to."""
    kinds, thresholds = _whole(tree["decision_type"]), tree["threshold"].split()
    pointed = [float(value) for kind, value in zip(kinds, thresholds, strict=True) if kind & 1]
    if not all(0 <= value < sets and value == int(value) for value in pointed):
        raise BoosterDamaged("a split points to a set of categories that is not there")
    if sets:
        borders, words = _whole(tree.get("cat_boundaries", "")), _whole(tree.get("cat_threshold", ""))
        is_rising = borders == sorted(borders)
        if len(borders) != sets + 1 or borders[0] != 0 or not is_rising or borders[-1] != len(words):
            raise BoosterDamaged("the sets of categories are not in order")


def _pairs(block: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line in block.splitlines():
        name, sign, value = line.partition("=")
        if sign and name in pairs:
            raise BoosterDamaged(f"{name} is there twice")
        if sign:
            pairs[name] = value
    return pairs


def _count(tree: dict[str, str], name: str) -> int:
    numbers = _whole(tree.get(name, ""))
    if len(numbers) != 1 or numbers[0] < 0:
        raise BoosterDamaged(f"{name} is no number")
    return numbers[0]


def _whole(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split()]
    except ValueError as error:
        raise BoosterDamaged("text where a whole number belongs") from error
