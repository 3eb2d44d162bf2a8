"""The one strict door for documents (TOML heads, CSV tables): unknown keys refused, all findings at once."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import tomllib
import types
import typing
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from inscredit_models.catalogue.breaches import CODE_PATTERN, what_is_allowed, what_to_do
from inscredit_models.findings import Findings, near_names

_LONG_NUMBER = re.compile(r"[0-9]{11}")
"""Looks like a telephone or identity number: never repeated in a finding."""

Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN, max_length=63)]
"""A name in code: lower snake case, ASCII, stable for ever."""


class Declaration(BaseModel):
    """Base of everything declared in documents: frozen, unknown keys refused, no silent conversion of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)


D = TypeVar("D", bound=Declaration)


def read_toml(path: Path, findings: Findings) -> dict[str, Any] | None:
    """Read a TOML file as plain values; what is wrong becomes a finding and the answer ``None``."""
    data = read_file(path, findings)
    if data is None:
        return None
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        findings.add("ICM009", f"{path.name}, byte {error.start}", "not UTF-8", "UTF-8", "save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        if "overwrite" in message or "twice" in message or "duplicate" in message.lower():
            findings.add("ICM004", f"{path.name}, {_place(message)}", message, "each key once", "remove one of the two")
        else:
            findings.add("ICM005", f"{path.name}, {_place(message)}", message, "TOML 1.0", "correct the line")
    return None


def read_csv_rows(path: Path, findings: Findings) -> list[dict[str, str]] | None:
    """Read a UTF-8 CSV table of text cells; empty cells are left out of a row's dictionary."""
    data = read_file(path, findings)
    if data is None:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.add("ICM009", f"{path.name}, byte {error.start}", "not UTF-8", "UTF-8", "save the file as UTF-8")
        return None
    rows = list(csv.reader(io.StringIO(text)))
    header, body = rows[0], rows[1:]
    for name in sorted({name for name in header if header.count(name) > 1}):
        findings.add("ICM028", f"{path.name}, header", f"{name!r} twice", "each column once", "rename one of them")
    result = []
    for number, row in enumerate(body, start=2):
        if not row:
            continue
        if len(row) != len(header):
            findings.add(
                "ICM012", f"{path.name}, row {number}", f"{len(row)} cells", f"{len(header)} cells", "check the commas"
            )
            continue
        result.append({name: cell for name, cell in zip(header, row, strict=True) if cell != ""})
    return result


def read_file(path: Path, findings: Findings) -> bytes | None:
    """Read a file's bytes; a missing, unreadable or empty file becomes a finding."""
    try:
        data = path.read_bytes()
    except OSError as error:
        findings.add("ICM001", str(path), error.strerror or "cannot be read", "a readable file", "check the path")
        return None
    if not data.strip():
        findings.add("ICM002", str(path), f"{len(data)} bytes", "a file with content", "check how it was written")
        return None
    return data


def structure(model: type[D], values: Any, where: str, findings: Findings, *, text_cells: bool = False) -> D | None:
    """Turn plain values into a declaration; every breach becomes a finding with its key path.

    Parameters
    ----------
    model : type
        The declaration class.
    values : object
        Plain values, as read from a document.
    where : str
        File (and table) they came from.
    findings : Findings
        Collector.
    text_cells : bool
        True for rows of a CSV table, where numbers and dates are text. In TOML a number in quotes is refused.

    Returns
    -------
    object or None
        The declaration, ``None`` when it cannot be read. Unknown keys are findings, and the declaration is read without
        them, so that whatever else is wrong with it is found too: the caller refuses once, at the end.
    """
    try:
        return _validate(model, values, text_cells)
    except ValidationError as errors:
        found = errors.errors(include_url=False)
        for error in found:
            _explain(model, error, where, findings, text_cells)
    unknown = [error["loc"] for error in found if error["type"] == "extra_forbidden"]
    if not unknown:
        return None
    try:
        return _validate(model, _without(values, unknown), text_cells)
    except ValidationError as errors:
        told, left_out = {error["loc"] for error in found}, {place[-1] for place in unknown}
        for error in errors.errors(include_url=False):
            # a key that one kind of a union forbids and another needs was left out by us, not by the document
            if error["loc"] not in told and not (error["type"] == "missing" and error["loc"][-1] in left_out):
                _explain(model, error, where, findings, text_cells)
        return None


def structure_partly(model: type[D], values: dict[str, Any], where: str, findings: Findings) -> D:
    """Do as `structure`; where the document cannot be read as a whole, give what of it can.

    Only for documents that are refused later if anything was found: fields that cannot be read on their own are not set
    on the answer (``model_fields_set`` says which are), so that names in the others can still be looked up.
    """
    whole = structure(model, values, where, findings)
    return model.model_construct(**_readable_fields(model, values)) if whole is None else whole


def _validate(model: type[D], values: Any, text_cells: bool) -> D:
    if text_cells:
        return model.model_validate(values)
    return model.model_validate_json(json.dumps(values, default=str), strict=True)


def _without(values: Any, places: list[tuple[Any, ...]]) -> Any:
    """Copy plain values without the keys at these paths; parts that name a kind of a union are passed over."""
    if isinstance(values, list):
        return [_without(item, [place[1:] for place in places if place[0] == n]) for n, item in enumerate(values)]
    if not isinstance(values, dict):
        return values
    places = [place[1:] if len(place) > 1 and place[0] not in values else place for place in places]
    dropped = {place[0] for place in places if len(place) == 1}
    return {
        key: _without(item, [place[1:] for place in places if place[0] == key])
        for key, item in values.items()
        if key not in dropped
    }


def _readable_fields(model: type[BaseModel], values: dict[str, Any]) -> dict[str, Any]:
    """Read each field on its own and keep those that can be."""
    fields = {}
    for name, field in model.model_fields.items():
        given = values.get(field.alias or name)
        if given is None:
            continue
        reader = TypeAdapter(Annotated[field.annotation, field])
        with contextlib.suppress(ValidationError):
            fields[name] = reader.validate_json(json.dumps(given, default=str), strict=True)
    return fields


def _explain(model: type[BaseModel], error: Any, where: str, findings: Findings, text_cells: bool) -> None:
    """Name one breach in plain words; what may be personal data is not repeated."""
    path = ".".join(str(part) for part in error["loc"]) or "document"
    place = f"{where}, {path}"
    kind, key = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        known = sorted(_keys_at(model, error["loc"][:-1]))
        findings.add("ICM003", place, f"key {key!r}", ", ".join(known) or "no key here", near_names(key, known))
    elif kind == "missing":
        findings.add("ICM007", place, "nothing", f"a value for {key!r}", "add it")
    else:
        given = repr(error.get("input"))[:80]
        may_be_personal = text_cells or _LONG_NUMBER.search(given) is not None
        found = "a value that cannot be read as such" if may_be_personal else given
        findings.add("ICM006", place, found, what_is_allowed(error), what_to_do(error))


def _keys_at(model: Any, loc: Iterable[Any]) -> set[str]:
    """Give the keys allowed at a path of a pydantic error, walking through unions, lists and tags."""
    places = {model}
    for part in loc:
        places = {child for place in places for child in _children(place, part)}
    return {key for place in places if _is_model(place) for key in _names(place)}


def _children(place: Any, part: Any) -> set[Any]:
    if not _is_model(place):
        return set()
    if isinstance(part, int):
        return {place}
    for name, field in place.model_fields.items():
        if part in (name, field.alias):
            return set(_models_in(field.annotation))
    return {place}  # the tag of a union: the walk stays where it is


def _models_in(annotation: Any) -> set[Any]:
    if _is_model(annotation):
        return {annotation}
    if isinstance(annotation, types.GenericAlias | types.UnionType) or typing.get_origin(annotation) is not None:
        return {model for argument in typing.get_args(annotation) for model in _models_in(argument)}
    return set()


def _is_model(place: Any) -> bool:
    return isinstance(place, type) and issubclass(place, BaseModel)


def _names(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def _place(message: str) -> str:
    match = re.search(r"line \d+", message)
    return match.group(0) if match else "whole file"
