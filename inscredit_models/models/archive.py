"""Archives of scikit-learn estimators (skops 存档): written and read under an allow-list of our own.

An archive is looked at before skops sees it: its size, its members, its depth, the loaders and the types it names.
Nothing is imported or built before all of that is in order, and an archive cannot widen the list.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import zipfile
from typing import Any

import skops.io

ALLOWED_TYPES = (
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.tree._tree.Tree",
)
"""Types that may be rebuilt from a stored file beyond scikit-learn's estimators and numpy's arrays; no others."""

REFUSED_LOADERS = frozenset({"FunctionNode", "MethodNode", "OperatorFuncNode", "PartialNode"})
"""Loaders that rebuild something callable: no fitted estimator of the league needs them."""

ALLOWED_ROOTS = frozenset({"builtins", "collections", "numpy", "scipy", "sklearn", "skops"})
"""Packages a type may come from."""

LARGEST_ARCHIVE, LARGEST_CONTENT = 256 * 2**20, 1024 * 2**20
"""Bytes of an archive, and of all its members unpacked."""
MOST_MEMBERS, DEEPEST = 20_000, 200
_MEMBER_ENDINGS = (".npy", ".npz", ".bin")


class ModelFailed(Exception):
    """A model broke its contract; ``reason`` says how, in one line."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotStorable(ModelFailed):
    """A fitted model cannot be stored without trusting unknown code; the study goes on without its file."""


class ArchiveDamaged(ValueError):
    """An archive is not one that this package writes; nothing of it was built."""


def write_archive(estimator: Any) -> str:
    """Give a fitted estimator as a skops archive in base64.

    Raises
    ------
    NotStorable
        skops cannot write it, or it holds types or loaders that are not allowed.
    """
    try:
        data = skops.io.dumps(estimator)
    except Exception as error:
        raise NotStorable(f"skops cannot write it: {type(error).__name__}: {first_line(error)}") from error
    check_archive(data)
    return base64.b64encode(data).decode("ascii")


def read_archive(text: str) -> Any:
    """Rebuild an estimator from `write_archive`.

    Raises
    ------
    ArchiveDamaged
        It is not an archive that this package writes.
    NotStorable
        It names something that is not allowed; nothing of it was built.
    """
    if not isinstance(text, str) or len(text) > LARGEST_ARCHIVE * 4 // 3 + 4:
        raise ArchiveDamaged("the archive is no text, or too large")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ArchiveDamaged("the archive is no base64 text") from error
    check_archive(data)
    return skops.io.loads(data, trusted=list(ALLOWED_TYPES))


def check_archive(data: bytes) -> None:
    """Refuse an archive that is damaged, too large, too deep, or names what is not allowed.

    Raises
    ------
    ArchiveDamaged, NotStorable
        With the first cause.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive.infolist())
            schema = json.loads(archive.read("schema.json"))
    except (zipfile.BadZipFile, KeyError, ValueError, RecursionError, NotImplementedError, RuntimeError) as error:
        raise ArchiveDamaged(f"the archive cannot be read ({type(error).__name__})") from error
    _check_schema(schema)
    unknown = sorted(set(skops.io.get_untrusted_types(data=data)) - set(ALLOWED_TYPES))
    if unknown:
        raise NotStorable(f"types that are not on the allow-list: {', '.join(unknown)}")


def first_line(error: Exception) -> str:
    """Give the first line of an error's message."""
    return (str(error).strip().splitlines() or ["no message"])[0]


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS or len(set(names)) < len(names):
        raise ArchiveDamaged("the archive has too many members, or one twice")
    if sum(member.file_size for member in members) > LARGEST_CONTENT:
        raise ArchiveDamaged("the archive is too large when unpacked")
    for name in names:
        is_plain = name == "schema.json" or name.endswith(_MEMBER_ENDINGS)
        if not is_plain or "/" in name or "\\" in name or ":" in name:
            raise ArchiveDamaged("the archive holds a member with a name that skops does not write")


def _check_schema(schema: Any) -> None:
    """Walk the tree of nodes without recursion: a deep one must not exhaust the stack."""
    own = json.loads(zipfile.ZipFile(io.BytesIO(skops.io.dumps(0))).read("schema.json"))
    if not isinstance(schema, dict) or schema.get("protocol") != own["protocol"]:
        raise ArchiveDamaged("the archive is of another protocol: its loaders are not those that are checked")
    waiting = [(schema, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise ArchiveDamaged("the archive is nested too deeply")
        if isinstance(node, dict):
            _check_node(node)
            waiting += [(child, depth + 1) for child in node.values()]
        elif isinstance(node, list):
            waiting += [(child, depth + 1) for child in node]


def _check_node(node: dict[str, Any]) -> None:
    if "__loader__" in node and node["__loader__"] in REFUSED_LOADERS:
        raise NotStorable(f"types that are not on the allow-list: {node['__loader__']}")
    module = node.get("__module__", "builtins")
    if not isinstance(module, str) or module.split(".")[0] not in ALLOWED_ROOTS:
        raise NotStorable(f"types that are not on the allow-list: {module}.{node.get('__class__')}")
