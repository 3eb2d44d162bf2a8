"""Archives from elsewhere: no name leads out, no size is believed."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.exchange.archive import Limits, read_archive, write_archive

MEMBERS = {"package.json": b"{}", "data/violation.parquet": b"x" * 100}


def archive(path: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as written:
        for name, data in entries:
            written.writestr(name, data)
    return path


def codes(path: Path, limits: Limits | None = None) -> list[str]:
    findings = Findings()
    read = read_archive(path, findings, limits)
    assert not (len(findings) and read), "where anything is wrong nothing is given"
    return [finding.code for finding in findings]


def test_what_was_written_is_read_and_the_bytes_do_not_depend_on_the_day(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_archive(tmp_path / name, MEMBERS)
    findings = Findings()
    assert read_archive(tmp_path / "a.zip", findings) == MEMBERS and not len(findings)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.json",
        "/etc/passwd",
        "data/../../evil.json",
        "C:/evil.json",
        "data\\..\\evil.json",
        "data/deep/a.json",
        "data/.hidden.json",
        "evil.py",
        "data/",
        "data/a.json\n",
        "Data/A.json",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / "in" / "p.zip" if (tmp_path / "in").mkdir() is None else tmp_path, [(name, b"x")])
    before = sorted(tmp_path.rglob("*"))
    assert codes(path) == ["ICM198"]
    assert sorted(tmp_path.rglob("*")) == before


def test_links_doubles_and_too_many_files_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("data/a.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert codes(archive(tmp_path / "l.zip", [(link, b"/etc/passwd")])) == ["ICM198"]
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = archive(tmp_path / "d.zip", [("a.json", b"1"), ("a.json", b"2")])
    assert codes(twice) == ["ICM198", "ICM198"]
    many = archive(tmp_path / "m.zip", [(f"a{number}.json", b"") for number in range(11)])
    assert codes(many, Limits(members=10)) == ["ICM198"]


def test_a_bomb_is_refused_by_its_ratio_and_by_its_bytes(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "b.zip", [("data/a.parquet", bytes(8 << 20))])
    assert bomb.stat().st_size < 20_000 and codes(bomb) == ["ICM198"]
    wide = archive(tmp_path / "w.zip", [(f"a{n}.json", b"x" * 600) for n in range(4)], zipfile.ZIP_STORED)
    assert codes(wide, Limits(unpacked=2000)) == ["ICM198"] and codes(wide, Limits(unpacked=2400)) == []


def test_a_size_that_lies_gives_nothing(tmp_path: Path) -> None:
    path = archive(tmp_path / "p.zip", [("data/a.parquet", b"x" * 500_000)])
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + place
        data[at : at + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert codes(path, Limits(unpacked=1000)) == ["ICM005"]


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "p.zip", [("a.json", b"x")])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert codes(path) == ["ICM198"]


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + b"x" * 50])
def test_what_is_no_zip_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(data)
    assert codes(path) == ["ICM005"] and codes(tmp_path / "none.zip") == ["ICM001"]


def test_an_archive_cut_anywhere_gives_nothing(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        for name, data in MEMBERS.items():
            written.writestr(name, data)
    path = tmp_path / "p.zip"
    for length in range(0, len(buffer.getvalue()) - 1, 7):
        path.write_bytes(buffer.getvalue()[:length])
        assert codes(path)
