"""What a user's own classifier is (自带模型的身份): its class as written and all its parameters."""

from __future__ import annotations

import uuid
from dataclasses import fields, is_dataclass
from types import CodeType, FunctionType
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.digest import digest_bytes, digest_value

LIBRARIES = ("sklearn", "lightgbm", "numpy", "scipy", "pandas", "builtins")
"""Their classes are known by name; the lock says which version."""

_THIS_PROCESS = uuid.uuid4().hex


def describe_estimator(estimator: Any) -> str:
    """Give the digest of an estimator: the code of its classes and all its parameters.

    What cannot be described (an object compiled outside an installed library) is known only within this process, so
    that its results are computed anew in the next one instead of being taken for another's.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> describe_estimator(LogisticRegression()) == describe_estimator(LogisticRegression())
    True
    >>> describe_estimator(LogisticRegression()) == describe_estimator(LogisticRegression(C=2))
    False
    """
    return digest_value(_describe(estimator))


def _describe(value: Any) -> Any:
    if hasattr(value, "get_params") and not isinstance(value, type):
        parameters = {name: _describe(item) for name, item in sorted(value.get_params(deep=False).items())}
        return [[_source(cls) for cls in type(value).__mro__[:-1]], parameters]
    if isinstance(value, np.ndarray):
        return [str(value.dtype), list(value.shape), digest_bytes(np.ascontiguousarray(value).tobytes())]
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.to_json()
    if isinstance(value, dict):
        return [[str(name), _describe(item)] for name, item in value.items()]
    if isinstance(value, list | tuple):
        return [_describe(item) for item in value]
    if isinstance(value, bool | int | float | str | None):
        return repr(value)
    if is_dataclass(value) and not isinstance(value, type):
        return [_source(type(value)), {field.name: _describe(getattr(value, field.name)) for field in fields(value)}]
    return [_source(type(value)), _source(value) if callable(value) else _THIS_PROCESS]


def _source(item: Any) -> Any:
    """Give what a class or function does: its compiled code, since a notebook keeps no source that could be read."""
    name = f"{getattr(item, '__module__', '')}.{getattr(item, '__qualname__', type(item).__qualname__)}"
    if name.split(".")[0] in LIBRARIES:
        return name
    if isinstance(item, FunctionType):
        return [name, _code(item.__code__), _describe(item.__defaults__)]
    if isinstance(item, type):
        parts = {key: value for key, value in vars(item).items() if not (key.startswith("__") and key != "__init__")}
        return [name, {key: _member(value) for key, value in sorted(parts.items())}]
    return [name, _THIS_PROCESS]


def _member(value: Any) -> Any:
    plain = value.__func__ if isinstance(value, classmethod | staticmethod) else value
    if isinstance(plain, property):
        return [_member(part) for part in (plain.fget, plain.fset) if part is not None]
    return _source(plain) if isinstance(plain, FunctionType) else _describe(plain)


def _code(code: CodeType) -> Any:
    constants = [_code(item) if isinstance(item, CodeType) else repr(item) for item in code.co_consts]
    return [code.co_code.hex(), list(code.co_names), constants]
