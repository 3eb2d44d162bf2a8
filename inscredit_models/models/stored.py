"""Fitted models on disk (模型保存): plain JSON with digests; reading one never runs code from the file."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from inscredit_models.digest import canonical_json, digest_bytes, digest_value
from inscredit_models.durable import write_bytes
from inscredit_models.findings import Finding, Findings, Refused, near_names
from inscredit_models.models.boosted_additive import BoostedAdditive
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.custom import CustomClassifier, NotStorable
from inscredit_models.models.forest import RandomForest
from inscredit_models.models.index import IndexClassifier
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.prevalence import Prevalence
from inscredit_models.models.risk_classifier import RiskClassifier
from inscredit_models.models.scorecard import Scorecard
from inscredit_models.models.single_best import SingleBest
from inscredit_models.models.tuning import Tuned

FORMAT = 1
HEAD, BOOSTER = "model.json", "booster.txt"
KINDS: dict[str, type[RiskClassifier]] = {
    "prevalence": Prevalence,
    "single_best": SingleBest,
    "index": IndexClassifier,
    "logistic": Logistic,
    "scorecard": Scorecard,
    "boosting": Boosting,
    "forest": RandomForest,
    "boosted_additive": BoostedAdditive,
    "tuned": Tuned,
    "custom": CustomClassifier,
}
"""Kind in a file → class. Only these are ever built from a file."""

LARGEST = 512 * 2**20
"""Bytes of one file of a model."""
DEEPEST = 100
"""Levels of nesting of the head."""
_KEYS = {"format", "code", "kind", "document", "files", "digest"}


def save_model(estimator: RiskClassifier, folder: Path, code: str) -> None:
    """Write a fitted model as ``model.json`` (and ``booster.txt``); the head comes last, so half a model is none.

    Parameters
    ----------
    estimator : RiskClassifier
        Fitted; of a class in ``KINDS``.
    folder : Path
        Made where it does not exist.
    code : str
        The model's name in the league.

    Raises
    ------
    NotStorable
        A user's classifier holds types that are not on the allow-list.
    """
    kind = next(kind for kind, known in KINDS.items() if type(estimator) is known)
    document = estimator.to_document()
    files: dict[str, str] = {}
    if "booster" in document["state"]:
        text = document["state"].pop("booster").encode()
        write_bytes(folder / BOOSTER, text)
        files[BOOSTER] = digest_bytes(text)
    head = {"format": FORMAT, "code": code, "kind": kind, "document": document, "files": files}
    write_bytes(folder / HEAD, canonical_json(head | {"digest": digest_value(head)}))


def load_model(folder: Path) -> RiskClassifier:
    """Read a fitted model; it predicts what the saved one did, to the last bit.

    Nothing in a file can run: the type is decided here, sizes and depth are limited, and everything is checked against
    its digest before a model is made of it.

    Raises
    ------
    Refused
        A file is missing (ICM001), is no model (ICM005), is of an unknown kind (ICM008), holds types that are not on
        the allow-list (ICM006), or is not what was written (ICM019).
    """
    head = _read_head(folder)
    _check_head(head, folder)
    document = head["document"]
    try:
        if BOOSTER in head["files"]:
            document["state"]["booster"] = (folder / BOOSTER).read_bytes().decode()
        return KINDS[head["kind"]].from_document(document)
    except NotStorable as error:
        allowed = "types on the allow-list"
        raise Refused([_finding("ICM006", folder / HEAD, error.reason, allowed)]) from error
    except Exception as error:  # whatever hostile content makes a reader raise, it is a refusal and no crash
        found = f"its content does not make a {head['kind']} model ({type(error).__name__})"
        raise Refused([_finding("ICM005", folder / HEAD, found, "a model that this version wrote")]) from error


def _read_head(folder: Path) -> dict[str, Any]:
    path = folder / HEAD
    try:
        head = json.loads(_read_plain(path), parse_constant=_no_constant)
    except OSError as error:
        raise Refused([_finding("ICM001", path, error.strerror or "cannot be read", "a readable file")]) from error
    except (ValueError, RecursionError) as error:
        raise Refused([_finding("ICM005", path, "no JSON", "a model that this package wrote")]) from error
    is_ours = isinstance(head, dict) and set(head) == _KEYS and head["format"] is not True
    if not is_ours or head["format"] != FORMAT or not _has_shape(head):
        raise Refused([_finding("ICM005", path, "no model of this format", f"format {FORMAT} with its keys")])
    return head


def _read_plain(path: Path) -> bytes:
    """Read a regular file of our own size: no link out of the folder, no pipe that never ends."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise ValueError("not a regular file")
    if path.stat().st_size > LARGEST:
        raise ValueError("too large")
    return path.read_bytes()


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _has_shape(head: dict[str, Any]) -> bool:
    """Check the outer form, without recursion, and that no number left the range of a float."""
    kinds = {"code": str, "kind": str, "document": dict, "files": dict, "digest": str}
    if not all(isinstance(head[name], kind) for name, kind in kinds.items()):
        return False
    if not isinstance(head["document"].get("state"), dict):
        return False
    level: list[Any] = [head]
    for _ in range(DEEPEST):
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
        if any(isinstance(child, float) and not math.isfinite(child) for child in level):
            return False
        level = [child for child in level if isinstance(child, dict | list)]
        if not level:
            return True
    return False


def _check_head(head: dict[str, Any], folder: Path) -> None:
    findings = Findings()
    path = folder / HEAD
    body = {key: value for key, value in head.items() if key != "digest"}
    if _digest(body) != head["digest"]:
        findings.extend([_finding("ICM019", path, "another digest than was written", "the file as it was written")])
    if head["kind"] not in KINDS:
        found = f"kind {head['kind'][:40]!r}"
        findings.add("ICM008", path.name, found, ", ".join(KINDS), near_names(head["kind"][:40], KINDS))
    for name, digest in head["files"].items():
        if name != BOOSTER:
            findings.extend([_finding("ICM008", path, f"file {name[:80]!r}", BOOSTER)])
        else:
            _check_file(folder / name, digest, findings)
    findings.refuse()


def _check_file(path: Path, digest: Any, findings: Findings) -> None:
    try:
        found = digest_bytes(_read_plain(path))
    except OSError:
        findings.extend([_finding("ICM001", path, "no such file", "the file that was written")])
    except ValueError as error:
        findings.extend([_finding("ICM005", path, str(error), "a regular file of at most 512 MB")])
    else:
        if found != digest:
            findings.extend([_finding("ICM019", path, "another digest", "the file as it was written")])


def _digest(body: dict[str, Any]) -> str | None:
    try:
        return digest_value(body)
    except (ValueError, TypeError, RecursionError):  # numbers or text that canonical JSON does not have
        return None


def _finding(code: str, path: Path, found: str, allowed: str) -> Finding:
    return Finding(code, path.name, found, allowed, "fit and save the model again")
