"""Taking over: only what was sent, while it is good, for its purpose, by whom it was made for, with our catalogue."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inscredit_models.digest import canonical_json, digest_bytes, digest_value
from inscredit_models.findings import Refused
from inscredit_models.records.exchange.export import export_package
from inscredit_models.records.exchange.receive import EXCHANGE, import_package, verify_package
from inscredit_models.records.rights.basis import basis_of
from inscredit_models.records.rights.consents import consents_of
from inscredit_models.records.rights.sweep import sweep
from inscredit_models.records.store import StoreWriter
from inscredit_models.records.store_check import check_store
from inscredit_models.records.tables import read_tables
from tests.records.exchange.packages import DAY, EXPIRES, repack, store_to_share, terms
from tests.records.pseudonyms.keys import FIRST, SECOND

SEAL = FIRST.project("exchange")
USE = {"operator_class": "insurer", "purpose": "hiring"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "p.zip"
    export_package(store_to_share(tmp_path / "source"), path, terms(seal=SEAL))
    return path


def codes(call: Any, *given: Any, **named: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        call(*given, **named)
    return [finding.code for finding in refusal.value.findings]


def relisted(members: dict[str, bytes], **head: Any) -> dict[str, bytes]:
    """What a forger does: write the head anew so that it fits the changed files."""
    values = json.loads(members["package.json"]) | head
    rows = {item["path"]: item["rows"] for item in values["members"]}
    values["members"] = [
        {"path": name, "rows": rows.get(name, 0), "size": len(data), "sha256": digest_bytes(data)}
        for name, data in sorted(members.items())
        if name != "package.json"
    ]
    return members | {"package.json": canonical_json(values)}


def test_a_package_becomes_a_store_of_its_receiver(package: Path, tmp_path: Path) -> None:
    store = import_package(package, tmp_path / "t", DAY, seal=SEAL, **USE)
    assert store.operator_class == "insurer" and not len(check_store(store))
    origin = store.side_table(EXCHANGE).to_pylist()[0]
    assert (origin["sender"], origin["expires"], origin["imported_on"]) == ("A", EXPIRES, DAY)
    with store.connect() as connection:
        query = "SELECT record_id, status, reason, operator_class FROM violation ORDER BY sequence"
        assert connection.execute(query).fetchall() == [
            ("v1", "asserted", None, "insurer"),
            ("v1", "disputed", "我的陈述", "insurer"),
        ]
    assert {row["subject_id"] for row in store.side_table("consent").to_pylist()} == {"P1"}


@pytest.mark.parametrize(
    ("day", "good"), [(EXPIRES - dt.timedelta(days=1), True), (EXPIRES, True), (dt.date(2027, 1, 1), False)]
)
def test_a_package_is_good_until_its_last_day(package: Path, tmp_path: Path, day: dt.date, good: bool) -> None:
    if good:
        assert verify_package(package, day).head.expires == EXPIRES
    else:
        assert codes(import_package, package, tmp_path / "t", day, **USE) == ["ICM197"]
        assert not (tmp_path / "t").exists()


def test_a_store_that_was_handed_over_is_named_once_its_time_is_over(package: Path, tmp_path: Path) -> None:
    store = import_package(package, tmp_path / "t", DAY, **USE)
    assert "crr_art20_purpose_lock" not in {item.rule for item in sweep(store, EXPIRES)}
    assert "crr_art20_purpose_lock" in {item.rule for item in sweep(store, dt.date(2027, 1, 1))}


def test_what_was_handed_over_is_passed_on_for_its_purpose_only(package: Path, tmp_path: Path) -> None:
    store = import_package(package, tmp_path / "t", DAY, **USE).path
    onward = terms(role="regulator", purpose="supervision")
    assert codes(export_package, store, tmp_path / "q.zip", onward) == ["ICM197"]
    late = terms(role="regulator", on=dt.date(2027, 1, 1), expires=dt.date(2027, 1, 2))
    assert codes(export_package, store, tmp_path / "q.zip", late) == ["ICM197"]
    lawful = terms(role="regulator")
    assert codes(export_package, store, tmp_path / "q.zip", lawful) == ["ICM192"], "no notice came along"


def in_the_first_form(package: Path) -> None:
    """Write a package again as an installation without purposes wrote it."""

    def older(members: dict[str, bytes]) -> dict[str, bytes]:
        name = "tables/consent.parquet"
        buffer = io.BytesIO()
        pq.write_table(pq.read_table(io.BytesIO(members[name])).drop_columns("purposes"), buffer)
        data, head = buffer.getvalue(), json.loads(members["package.json"])
        head["format"] = 1
        for item in head["members"]:
            if item["path"] == name:
                item |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        return members | {name: data, "package.json": canonical_json(head)}

    repack(package, older)


def test_a_package_from_before_purposes_is_read_and_its_consents_carry_no_use(package: Path, tmp_path: Path) -> None:
    in_the_first_form(package)
    store = import_package(package, tmp_path / "t", DAY, **USE)
    assert consents_of(store).column("purposes").null_count == len(consents_of(store)) > 0
    with pytest.raises(Refused, match="ICM254"):
        basis_of(store, "P1", DAY, purpose="hiring")


def test_another_purpose_is_refused(package: Path, tmp_path: Path) -> None:
    other = USE | {"purpose": "marketing"}
    assert codes(import_package, package, tmp_path / "t", DAY, **other) == ["ICM197"]


def test_every_flipped_byte_is_found(package: Path) -> None:
    whole, chance = package.read_bytes(), random.Random(18)
    digest = verify_package(package, DAY).head.digest()
    for _ in range(150):
        place = chance.randrange(len(whole))
        package.write_bytes(whole[:place] + bytes([whole[place] ^ (1 + chance.randrange(255))]) + whole[place + 1 :])
        try:
            assert verify_package(package, DAY).head.digest() == digest, "only bytes that say nothing may change"
        except Refused as refusal:
            assert {finding.code for finding in refusal.findings} <= {"ICM005", "ICM196", "ICM198"}


def test_files_changed_taken_away_and_added_are_named(package: Path) -> None:
    whole = package.read_bytes()
    for change, name in (
        (lambda m: m | {"data/violation.parquet": m["data/violation.parquet"][:-1] + b"x"}, "data/violation.parquet"),
        (lambda m: {key: data for key, data in m.items() if key != "tables/consent.parquet"}, "tables/consent.parquet"),
        (lambda m: m | {"data/award.parquet": b"x"}, "data/award.parquet"),
        (lambda m: m | {"catalogue.json": b"{}"}, "catalogue.json"),
    ):
        package.write_bytes(whole)
        repack(package, change)
        with pytest.raises(Refused) as refusal:
            verify_package(package, DAY)
        assert {f.code for f in refusal.value.findings} == {"ICM196"} and name in str(refusal.value)


def test_a_forged_head_is_found_by_the_seal_and_by_the_digest_that_was_told(package: Path) -> None:
    digest = verify_package(package, DAY, seal=SEAL).head.digest()
    assert codes(verify_package, package, DAY, seal=SECOND.project("exchange")) == ["ICM196"]
    repack(package, lambda members: relisted(members, expires="2099-12-31"))
    assert verify_package(package, DAY).head.expires.year == 2099, "without a key or a digest nobody can tell"
    assert codes(verify_package, package, DAY, seal=SEAL) == ["ICM196"]
    assert codes(verify_package, package, DAY, expect=digest) == ["ICM196"]


def test_another_catalogue_is_refused_by_name(package: Path) -> None:
    def older(members: dict[str, bytes]) -> dict[str, bytes]:
        cut = json.loads(members["catalogue.json"])
        cut["records"]["violation"]["fields"][0]["en"] = "something else"
        cut["codes"]["a_list_of_tomorrow"] = []
        return relisted(members | {"catalogue.json": canonical_json(cut)}, catalogue=digest_value(cut))

    repack(package, older)
    with pytest.raises(Refused) as refusal:
        verify_package(package, DAY)
    assert {finding.code for finding in refusal.value.findings} == {"ICM199"}
    assert "record type 'violation', declared otherwise here" in str(refusal.value)
    assert "code list 'a_list_of_tomorrow', unknown here" in str(refusal.value)


def test_a_head_written_another_way_is_refused(package: Path) -> None:
    repack(package, lambda m: m | {"package.json": json.dumps(json.loads(m["package.json"]), indent=1).encode()})
    assert codes(verify_package, package, DAY) == ["ICM196"]


def test_a_newer_form_is_refused(package: Path) -> None:
    repack(package, lambda members: relisted(members, format=3))
    assert codes(verify_package, package, DAY) == ["ICM077"]


def test_unsafe_archives_never_reach_the_disk(package: Path, tmp_path: Path) -> None:
    repack(package, lambda members: members | {"../../evil.json": b"x"})
    assert codes(import_package, package, tmp_path / "t", DAY, **USE) == ["ICM198"]
    assert not (tmp_path / "t").exists() and not list(tmp_path.rglob("evil*"))


def test_a_small_parquet_file_that_claims_many_rows_is_refused_before_it_is_read(package: Path) -> None:
    def bomb(members: dict[str, bytes]) -> dict[str, bytes]:
        buffer = io.BytesIO()
        pq.write_table(pa.table({"a": pa.nulls(3_000_000, pa.int8())}), buffer)
        return relisted(members | {"data/violation.parquet": buffer.getvalue()})

    repack(package, bomb)
    assert codes(verify_package, package, DAY) == ["ICM196"]


def test_statements_that_break_the_rules_are_refused_though_the_digests_fit(package: Path) -> None:
    def wrong(members: dict[str, bytes]) -> dict[str, bytes]:
        table = pq.read_table(io.BytesIO(members["data/violation.parquet"]))
        place = table.column_names.index("severity")
        table = table.set_column(place, "severity", pa.array(["monstrous"] * len(table)))
        buffer = io.BytesIO()
        pq.write_table(table, buffer)
        return relisted(members | {"data/violation.parquet": buffer.getvalue()})

    repack(package, wrong)
    assert codes(verify_package, package, DAY) == ["ICM017"]


def test_a_credit_agency_without_a_consent_may_not_take_over_consent_only_fields(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s", consents=[])
    export_package(store, tmp_path / "p.zip", terms(role="subject", subjects=("P1",)))
    keeper = USE | {"operator_class": "credit_agency"}
    assert codes(import_package, tmp_path / "p.zip", tmp_path / "t", DAY, **keeper) == ["ICM073"]


def test_a_field_that_the_keeper_must_not_hold_is_refused(tmp_path: Path) -> None:
    row = {
        "record_id": "d1",
        "subject_id": "C1",
        "event_date": "2025-03-01",
        "known_date": "2025-03-02",
        "operator_class": "insurer",
        "claim_token": "K1",
        "confirmed": "true",
        "diagnosis_code": "X",
    }
    table = read_tables({"treatment_check": [row]}, subject="consumer")["treatment_check"]
    days = {"records_from": dt.date(2020, 1, 1), "records_to": DAY, "extract_date": DAY}
    with StoreWriter(tmp_path / "s", subject="consumer", origin="intake", operator_class="insurer", **days) as writer:
        writer.add_part("treatment_check", 0, table)
    export_package(tmp_path / "s", tmp_path / "p.zip", terms(role="subject", subjects=("C1",)))
    for keeper, code in (("credit_agency", "ICM072"), ("insurer", None)):
        use = USE | {"operator_class": keeper}
        if code:
            assert code in codes(import_package, tmp_path / "p.zip", tmp_path / keeper, DAY, **use)
        else:
            assert import_package(tmp_path / "p.zip", tmp_path / keeper, DAY, **use).subject == "consumer"


def test_messages_name_no_subject(package: Path) -> None:
    repack(package, lambda m: m | {"data/violation.parquet": m["data/violation.parquet"][:-1] + b"x"})
    with pytest.raises(Refused) as refusal:
        verify_package(package, DAY)
    assert "P1" not in str(refusal.value) and "v1" not in str(refusal.value)


def test_zip_with_nothing_in_it_is_no_package(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w"):
        pass
    assert codes(verify_package, path, DAY) == ["ICM196"]
