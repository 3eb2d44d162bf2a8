"""The attacker of pseudonyms: has the code and all outputs, knows district and birthday, and tries every number."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from tests.records.pseudonyms.keys import FIRST

SPECIMEN = "11010519491231002X"
"""Printed in GB 11643-1999 as its own example."""
LENGTH = 26
"""Characters of a guess, as many as a pseudonym has after its mark."""
KNOWN = [b"", b"trial", b"inscredit", b"secret", bytes(32), FIRST.project("trial").id.encode()]
KNOWN += [b"inscredit project\x1ftrial"]
"""Keys that an attacker with the code and all outputs can try."""


@cache
def candidates() -> tuple[str, ...]:
    """Give all identity numbers of one district and birthday: what an attacker has to try who knows both."""
    bodies = [f"11010519491231{number:03d}" for number in range(1000)]
    weights = [2**power % 11 for power in range(17, 0, -1)]
    marks = [sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11 for body in bodies]
    return tuple(body + "10X98765432"[mark] for body, mark in zip(bodies, marks, strict=True))


def guesses(identifier: str, known: list[bytes]) -> Iterator[str]:
    """Give everything an attacker without the key can compute of an identifier, as it might stand in a file."""
    for text in (identifier, identifier.lower(), f"subject\x1f{identifier}"):
        data = text.encode()
        digests = [hashlib.new(name, data).digest() for name in ("md5", "sha1", "sha256", "sha512", "blake2b")]
        digests += [hmac.new(key, data, hashlib.sha256).digest() for key in known]
        for digest in digests:
            yield digest.hex()[:LENGTH]
            yield base64.b32encode(digest).decode().lower()[:LENGTH]
            yield base64.b32encode(digest[:16]).decode().lower().rstrip("=")
            yield base64.b64encode(digest).decode()[:LENGTH]


@cache
def all_guesses() -> frozenset[str]:
    """Give every guess for every candidate, and the candidates themselves."""
    tried = {guess for candidate in candidates() for guess in guesses(candidate, KNOWN)}
    return frozenset(tried | set(candidates()) | {item.lower() for item in candidates()})


def hits(texts: Iterator[str]) -> set[str]:
    """Give every guess that stands somewhere in some texts, also inside a longer word."""
    found: set[str] = set()
    for text in texts:
        for word in set(re.findall(r"[0-9A-Za-z+/=]{18,}", text)):
            for size in (18, 22, LENGTH):
                pieces = {word[start : start + size] for start in range(len(word) - size + 1)}
                found |= pieces & all_guesses()
    return found


def texts_of(folder: Path) -> Iterator[str]:
    """Give what every file below a folder holds: Parquet decoded, archives looked into, the rest as text."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from _texts(path.name, path.read_bytes())


def _texts(name: str, data: bytes) -> Iterator[str]:
    yield name
    yield data.decode("latin-1")
    if name.endswith(".parquet"):
        yield pq.read_table(io.BytesIO(data)).to_pandas().to_csv()
    elif zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from _texts(inner, archive.read(inner))
