"""The files of one finished unit and the digests that guard them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.digest import canonical_json, digest_file, digest_frame, digest_value
from inscredit_models.durable import flush
from inscredit_models.run.result import PREDICTION_COLUMNS, UnitResult
from inscredit_models.run.units import Unit

UNIT_NAME = "unit.json"
PREDICTIONS_NAME = "predictions.parquet"
MODEL_NAME = "model"


class DamagedUnit(Exception):
    """Raised when the files of a unit are not those that were written."""


def write_unit(folder: Path, result: UnitResult) -> None:
    """Write a unit into a new folder and bring every file to the disk.

    ``unit.json`` is written last. ``content`` says what the unit is and gives the digests of its files, ``digest`` is
    the digest of ``content`` (the seconds stay outside), ``check`` guards the document itself.
    """
    folder.mkdir()
    predictions_digest = ""
    if result.predictions is not None:
        predictions = _in_contract_order(result.predictions)
        predictions_digest = digest_frame(predictions)
        _write_file(folder / PREDICTIONS_NAME, _parquet_bytes(predictions))
    if result.write_model is not None and result.predictions is not None:
        (folder / MODEL_NAME).mkdir()
        result.write_model(folder / MODEL_NAME)
    content = {
        "unit": result.unit.as_dict(),
        "cause": result.cause,
        "details": dict(result.details),
        "predictions": predictions_digest,
        "files": _file_digests(folder),
    }
    document = {"content": content, "digest": digest_value(content), "seconds": result.seconds}
    _write_file(folder / UNIT_NAME, canonical_json({**document, "check": digest_value(document)}))
    for path in (*sorted(folder.rglob("*")), folder):
        flush(path)


def read_unit(folder: Path, unit: Unit) -> UnitResult:
    """Read a unit and check all its files.

    Raises
    ------
    DamagedUnit
        If a file is missing, added or changed, or if the folder holds another unit.
    """
    document = _read_document(folder / UNIT_NAME)
    content = document["content"]
    if content["unit"] != unit.as_dict():
        raise DamagedUnit(f"{UNIT_NAME} describes another unit")
    try:
        present = _file_digests(folder)
    except OSError as error:
        raise DamagedUnit(f"files cannot be read ({type(error).__name__})") from error
    changed = sorted(name for name in content["files"] | present if content["files"].get(name) != present.get(name))
    if changed:
        raise DamagedUnit("changed, missing or foreign: " + ", ".join(changed))
    predictions = _read_predictions(folder, content["predictions"]) if content["predictions"] else None
    return UnitResult(
        unit, predictions, content["cause"], content["details"], folder=folder, seconds=document["seconds"]
    )


def _read_document(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        document = json.loads(data)
        check = document.pop("check")
        # Compared as bytes too: a changed byte that leaves the parsed values equal is still damage.
        if check == digest_value(document) and data == canonical_json({**document, "check": check}):
            return document
    except FileNotFoundError:
        raise DamagedUnit(f"{UNIT_NAME} is missing") from None
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        raise DamagedUnit(f"{UNIT_NAME} cannot be read") from None
    raise DamagedUnit(f"{UNIT_NAME} does not match its own digest")


def _read_predictions(folder: Path, digest: str) -> pd.DataFrame:
    try:
        predictions = pd.read_parquet(folder / PREDICTIONS_NAME)
    except Exception as error:
        raise DamagedUnit(f"{PREDICTIONS_NAME} cannot be read ({type(error).__name__})") from error
    if digest_frame(predictions) != digest:
        raise DamagedUnit(f"{PREDICTIONS_NAME} holds other values")
    return predictions


def _in_contract_order(predictions: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in PREDICTION_COLUMNS if name not in predictions.columns]
    if missing:
        raise ValueError("predictions lack the columns " + ", ".join(missing))
    return predictions[list(PREDICTION_COLUMNS)].reset_index(drop=True)


def _parquet_bytes(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, write_page_checksum=True)
    return buffer.getvalue()


def _write_file(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)


def _file_digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): digest_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / UNIT_NAME
    }
