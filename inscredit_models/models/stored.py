"""Fitted models on disk (模型保存): plain JSON with digests; reading one never runs code from the file."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from inscredit_models.digest import canonical_json, digest_bytes, digest_value
from inscredit_models.durable import write_bytes
from inscredit_models.findings import Finding, Findings, Refused, near_names
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.custom import CustomClassifier, NotStorable
from inscredit_models.models.index import IndexClassifier
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.prevalence import Prevalence
from inscredit_models.models.risk_classifier import RiskClassifier
from inscredit_models.models.scorecard import Scorecard
from inscredit_models.models.single_best import SingleBest

FORMAT = 1
HEAD, BOOSTER = "model.json", "booster.txt"
KINDS: dict[str, type[RiskClassifier]] = {
    "prevalence": Prevalence,
    "single_best": SingleBest,
    "index": IndexClassifier,
    "logistic": Logistic,
    "scorecard": Scorecard,
    "boosting": Boosting,
    "custom": CustomClassifier,
}
"""Kind in a file → class. Only these are ever built from a file."""

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

    Raises
    ------
    Refused
        A file is missing (ICM001), is no model (ICM005), is of an unknown kind (ICM008), holds types that are not on
        the allow-list (ICM006), or is not what was written (ICM019).
    """
    head = _read_head(folder)
    _check_head(head, folder)
    document = head["document"]
    if BOOSTER in head["files"]:
        document["state"]["booster"] = (folder / BOOSTER).read_bytes().decode()
    try:
        return KINDS[head["kind"]].from_document(document)
    except NotStorable as error:
        allowed = "types on the allow-list"
        raise Refused([_finding("ICM006", folder / HEAD, error.reason, allowed)]) from error
    except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        found = f"its content does not make a {head['kind']} model ({type(error).__name__})"
        raise Refused([_finding("ICM005", folder / HEAD, found, "a model that this version wrote")]) from error


def _read_head(folder: Path) -> dict[str, Any]:
    path = folder / HEAD
    try:
        head = json.loads(path.read_bytes())
    except OSError as error:
        raise Refused([_finding("ICM001", path, error.strerror or "cannot be read", "a readable file")]) from error
    except ValueError as error:
        raise Refused([_finding("ICM005", path, "no JSON", "a model that this package wrote")]) from error
    if not isinstance(head, dict) or set(head) != _KEYS or head["format"] != FORMAT:
        raise Refused([_finding("ICM005", path, "no model of this format", f"format {FORMAT} with its keys")])
    return head


def _check_head(head: dict[str, Any], folder: Path) -> None:
    findings = Findings()
    path = folder / HEAD
    body = {key: value for key, value in head.items() if key != "digest"}
    if digest_value(body) != head["digest"]:
        findings.extend([_finding("ICM019", path, "another digest than was written", "the file as it was written")])
    if head["kind"] not in KINDS:
        found = f"kind {head['kind']!r}"
        findings.add("ICM008", path.name, found, ", ".join(KINDS), near_names(str(head["kind"]), KINDS))
    for name, digest in dict(head["files"]).items():
        if name != BOOSTER:
            findings.extend([_finding("ICM008", path, f"file {name!r}", BOOSTER)])
        elif not (folder / name).is_file():
            findings.extend([_finding("ICM001", folder / name, "no such file", "the file that was written")])
        elif digest_bytes((folder / name).read_bytes()) != digest:
            findings.extend([_finding("ICM019", folder / name, "another digest", "the file as it was written")])
    findings.refuse()


def _finding(code: str, path: Path, found: str, allowed: str) -> Finding:
    return Finding(code, path.name, found, allowed, "fit and save the model again")
