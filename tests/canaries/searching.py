"""Search every file of a tree for planted values, in whatever form they stand (搜索)."""

from __future__ import annotations

import base64
import gzip
import io
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.canaries.planting import CERTIFICATE, CONTACT, NAME, NUMBER, SUBJECT, Planted

DEEPEST = 4
_AMOUNT = re.compile(rb"(?<![\d.])1[3-9]\d{3}\.\d{1,2}(?!\d)")
_DIGEST = re.compile(rb"(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-f])")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")


@dataclass(frozen=True)
class Hit:
    """One planted value in a place: the file, what kind of value it is, and in which form it stands."""

    file: str
    kind: str
    form: str


def forms_of(mark: str) -> dict[str, bytes]:
    """Give the bytes of a mark in every encoding that text goes through."""
    text = mark.encode()
    forms = {
        "plain": text,
        "utf-16-le": mark.encode("utf-16-le"),
        "utf-16-be": mark.encode("utf-16-be"),
        "gb18030": mark.encode("gb18030"),
        "hex": text.hex().encode(),
        "json": mark.encode("ascii", "backslashreplace"),
        "html": "".join(f"&#{ord(character)};" for character in mark).encode(),
        "percent": urllib.parse.quote(mark).encode(),
    }
    for shift in range(3):
        # The inner characters of a base64 text do not depend on what stands around the mark.
        code = base64.b64encode(b"\0" * shift + text).rstrip(b"=")
        forms[f"base64+{shift}"] = code[(shift * 8 + 5) // 6 : len(code) - 1]
    seen: dict[bytes, str] = {}
    for name, value in forms.items():
        if len(value) >= 5:
            seen.setdefault(value, name)
    return {name: value for value, name in seen.items()}


class Search:
    """A search for everything that was planted."""

    def __init__(self, planted: Planted, *, subjects: bool = True) -> None:
        marks = {"name or words": NAME, "identity number": NUMBER, "certificate": CERTIFICATE, "contact": CONTACT}
        if subjects:
            marks["subject token"] = planted.kind.letter + SUBJECT
        self._forms = [(kind, form, value) for kind, mark in marks.items() for form, value in forms_of(mark).items()]
        self._digests = planted.digests()
        self._amounts = {amount.rstrip("0").rstrip(".") for amount in planted.amounts} | set(planted.amounts)

    def tree(self, root: Path, *, allowed: tuple[Path, ...] = ()) -> list[Hit]:
        """Give every hit below a folder, outside the allowed places."""
        hits: list[Hit] = []
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            if not any(file.is_relative_to(place) for place in allowed):
                hits += self.file(file, root)
        return hits

    def file(self, file: Path, root: Path) -> list[Hit]:
        """Give every hit of one file, and of its own name."""
        name = file.relative_to(root).as_posix()
        found = {Hit(name, kind, f"file name, {form}") for kind, form in self._in(name.encode())}
        found |= {Hit(name, kind, form) for kind, form in self.content(file.read_bytes())}
        return sorted(found, key=lambda hit: (hit.file, hit.kind, hit.form))

    def content(self, data: bytes, depth: int = 0) -> set[tuple[str, str]]:
        """Give (kind, form) of everything found in bytes and in what is packed into them."""
        found = set(self._in(data))
        if depth < DEEPEST:
            for form, inner in unpacked(data):
                found |= {(kind, f"{form} › {within}") for kind, within in self.content(inner, depth + 1)}
        return found

    def _in(self, data: bytes) -> Iterator[tuple[str, str]]:
        for kind, form, value in self._forms:
            if value in data:
                yield kind, form
        if any(match.group().decode() in self._amounts for match in _AMOUNT.finditer(data)):
            yield "amount", "plain"
        if any(match.group().decode() in self._digests for match in _DIGEST.finditer(data)):
            yield "digest of an identifier", "plain"


def unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Give what is packed into bytes: members of archives, values and statistics of Parquet, base64, gzip, zlib."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield f"zip {member}", archive.read(member)
    elif data[:4] == b"PAR1":
        yield "parquet", _parquet_text(data)
    elif data[:2] == b"\x1f\x8b":
        yield "gzip", gzip.decompress(data)
    elif data[:6] == data[-6:] == b"ARROW1":
        yield "arrow", _table_text(pa.ipc.open_file(io.BytesIO(data)).read_all())
    for match in _BASE64.finditer(data) if len(data) < 20_000_000 else ():
        text = match.group()
        try:
            inner = base64.b64decode(
                text + b"=" * (-len(text) % 4), altchars=b"-_" if b"-" in text or b"_" in text else None
            )
        except ValueError:
            continue
        yield "base64", inner
        if inner[:1] == b"x":
            try:
                yield "zlib", zlib.decompress(inner)
            except zlib.error:
                continue


def _parquet_text(data: bytes) -> bytes:
    """Give all values, and the statistics and notes of the footer, as text."""
    return _table_text(pq.ParquetFile(io.BytesIO(data)).read()) + b"\n" + footer_text(data)


def footer_text(data: bytes) -> bytes:
    """Give the statistics and notes of the footer of a Parquet file as text."""
    file, lines = pq.ParquetFile(io.BytesIO(data)), []
    for group in range(file.metadata.num_row_groups):
        for column in range(file.metadata.num_columns):
            statistics = file.metadata.row_group(group).column(column).statistics
            if statistics is not None and statistics.has_min_max:
                lines.append(f"{statistics.min}\n{statistics.max}".encode())
    notes = file.metadata.metadata or {}
    return b"\n".join([*lines, *(key + b"=" + value for key, value in notes.items())])


def _table_text(table: pa.Table) -> bytes:
    columns = (table.column(name).to_pylist() for name in table.column_names)
    return "\n".join(str(value) for column in columns for value in column if value is not None).encode()
