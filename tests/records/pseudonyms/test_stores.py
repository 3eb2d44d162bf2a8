"""A store under pseudonyms names nobody; a rotation ends under one key, whatever happens on the way."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.exchange.export import Terms, export_package
from inscredit_models.records.pseudonyms.pseudonym import key_marks, pseudonym
from inscredit_models.records.pseudonyms.stores import identifying_columns, pseudonymise_store, rotate_store
from inscredit_models.records.store import RecordStore
from inscredit_models.records.store_check import check_store
from inscredit_models.studies.panel_file import write_panel
from inscredit_models.studies.subject_file import credit_file
from tests.records.failing_disk import failing_disk
from tests.records.pseudonyms.attack import SPECIMEN, candidates, hits, texts_of
from tests.records.pseudonyms.keys import FIRST, SECOND
from tests.records.rights.rights_store import CONSENT, tax, violation, write_rights_store
from tests.records.small_store import write_store

DAY = dt.date(2026, 11, 1)
OLD, NEW = FIRST.project("trial"), SECOND.project("trial")
CONSUMERS = Path(__file__).parents[3] / "data_samples" / "simulated" / "consumer"


def source_store(path: Path) -> Path:
    said = {"sequence": 2, "status": "disputed", "known_date": "2020-03-01", "reason": "本人张某的陈述"}
    return write_rights_store(
        path, violations=[violation(1), violation(1, **said), violation(2)], taxes=[tax(1)], consents=[CONSENT]
    ).path


def names_in(path: Path) -> set[str]:
    """All values of identifying columns in all Parquet files of a folder."""
    found: set[str] = set()
    for file in path.rglob("*.parquet"):
        table = pq.read_table(file)
        for column in ("subject_id", "record_id", "basis"):
            if column in table.column_names:
                found |= {value for value in table.column(column).to_pylist() if value is not None}
    return found


def test_no_plain_identifier_no_identity_and_no_free_text_remains(tmp_path: Path) -> None:
    write_store(tmp_path / "named")
    pseudonymise_store(tmp_path / "named", tmp_path / "out", OLD)
    assert RecordStore.open(tmp_path / "out").side_table("identity") is None
    pseudonymise_store(source_store(tmp_path / "s"), tmp_path / "o", OLD)
    names = names_in(tmp_path / "o")
    assert names and key_marks(names) == {OLD.id} and not names & {"P1", "P2", "v1", "v2", "t1", "C1"}
    data = b"".join(file.read_bytes() for file in (tmp_path / "o").rglob("*") if file.is_file())
    assert "张某".encode() not in data


def test_rows_belong_together_as_before_and_the_store_is_sound(tmp_path: Path) -> None:
    store = pseudonymise_store(source_store(tmp_path / "s"), tmp_path / "o", OLD)
    assert not len(check_store(store))
    with store.connect() as connection:
        joined = connection.execute(
            "SELECT v.subject_id, count(*) FROM violation v JOIN tax t USING (subject_id) GROUP BY 1"
        ).fetchall()
    assert joined == [(pseudonym(OLD, "P1"), 2)]
    assert store.side_table("consent").column("subject_id").to_pylist() == [pseudonym(OLD, "P1")]


def test_the_order_of_rows_is_that_of_the_pseudonyms_not_of_the_source(tmp_path: Path) -> None:
    source = write_rights_store(tmp_path / "s", violations=[violation(number) for number in range(12)]).path
    orders = []
    for name, key in (("a", OLD), ("b", NEW)):
        store = pseudonymise_store(source, tmp_path / name, key)
        held = pq.read_table(store.head.paths_of("violation", store.path)[0]).column("subject_id").to_pylist()
        assert held == sorted(held)
        orders.append([[pseudonym(key, f"P{number}") for number in range(12)].index(who) for who in held])
    assert orders[0] != orders[1]


def test_sellers_of_consumer_records_are_named_as_practitioners_are() -> None:
    assert identifying_columns("policy")["seller_id"] == "subject"


def test_the_seed_of_a_simulated_world_stays_behind(tmp_path: Path) -> None:
    world = {"name": "practitioner", "seed": 1}
    path = write_rights_store(tmp_path / "s", violations=[violation(1)], world=world).path
    assert pseudonymise_store(path, tmp_path / "o", OLD).head.world is None


@pytest.mark.slow
def test_a_simulated_world_leaves_its_seed_and_its_truth_behind(tmp_path: Path) -> None:
    store = pseudonymise_store(CONSUMERS, tmp_path / "o", OLD)
    assert store.head.world is None and RecordStore.open(CONSUMERS).head.world is not None
    assert not (tmp_path / "o" / "truth").exists() and not len(check_store(store))


def test_pseudonyms_are_not_made_of_pseudonyms(tmp_path: Path) -> None:
    pseudonymise_store(source_store(tmp_path / "s"), tmp_path / "o", OLD)
    with pytest.raises(Refused, match="ICM195"):
        pseudonymise_store(tmp_path / "o", tmp_path / "again", NEW)
    assert not (tmp_path / "again").exists()


def test_a_rotation_equals_a_store_made_with_the_new_key(tmp_path: Path) -> None:
    source = source_store(tmp_path / "s")
    old = pseudonymise_store(source, tmp_path / "o", OLD)
    new = pseudonymise_store(source, tmp_path / "n", NEW)
    rotated = rotate_store(tmp_path / "o", source, OLD, NEW, on=DAY)
    assert names_in(tmp_path / "o") == names_in(tmp_path / "n") and key_marks(names_in(tmp_path / "o")) == {NEW.id}
    assert {part.content for part in rotated.head.parts} == {part.content for part in new.head.parts}
    assert [(item.by, item.digest) for item in rotated.head.superseded] == [("pseudonyms", old.digest)]


def test_a_rotation_that_fails_at_any_write_leaves_one_key_only(tmp_path: Path) -> None:
    source = source_store(tmp_path / "s")
    pseudonymise_store(source, tmp_path / "o", OLD)
    for fails_at in range(1, 60, 2):
        with failing_disk(fails_at) as disk:
            try:
                rotate_store(tmp_path / "o", source, OLD, NEW, on=DAY)
            except Refused as refusal:
                assert refusal.findings[0].code in ("ICM078", "ICM195")
        store = RecordStore.open(tmp_path / "o")
        with store.connect() as connection:
            names = {row[0] for row in connection.execute("SELECT subject_id FROM violation").fetchall()}
        names |= set(store.side_table("consent").column("subject_id").to_pylist())
        assert len(key_marks(names)) == 1
        if key_marks(names) == {NEW.id} or disk.calls < fails_at:
            break
    assert fails_at > 5 and key_marks(names) == {NEW.id}


def test_a_rotation_from_a_wrong_key_or_source_changes_nothing(tmp_path: Path) -> None:
    source = source_store(tmp_path / "s")
    digest = pseudonymise_store(source, tmp_path / "o", OLD).digest
    other = write_rights_store(tmp_path / "other", violations=[violation(5)]).path
    for given, found in (
        ((source, NEW, OLD), "pseudonyms of another key"),
        ((source, FIRST.project("another"), NEW), "pseudonyms of another key"),
        ((other, OLD, NEW), "names that the source does not give"),
    ):
        with pytest.raises(Refused) as refusal:
            rotate_store(tmp_path / "o", *given, on=DAY)
        assert refusal.value.findings[0].code == "ICM195" and found in str(refusal.value)
    assert RecordStore.open(tmp_path / "o").digest == digest


def outputs(folder: Path, people: list[str]) -> Path:
    """Everything that leaves of a store of persons named by identity numbers: store, package, report, log, panel."""
    rows = [violation(n, subject_id=who, act_ended="2024-03-31", event_date="2024-01-15", known_date="2024-02-01")
            for n, who in enumerate(people)]  # fmt: skip
    notices = [{"subject_id": who, "category": "violation", "notified": DAY, "way": who} for who in people]
    source = write_rights_store(folder / "kept" / "s", violations=rows, notices=notices).path
    out = folder / "out"
    out.mkdir()
    store = pseudonymise_store(source, out / "store", OLD)
    usual = {
        "role": "researcher",
        "purpose": "research",
        "legal_basis": "y",
        "on": DAY,
        "expires": DAY,
        "pseudonyms": OLD,
    }
    export_package(source, out / "p.zip", Terms(sender="A", receiver="B", **usual))
    settings = {"edition": "regulator", "asked_by": "Li", "purpose": "duty"}
    for who in names_in(store.path) & {pseudonym(OLD, name) for name in people}:
        credit_file(store.path, who, dt.date(2026, 10, 31), out=out / "file", replace=True, **settings)
    write_panel(store.path, out / "panel.csv", subject="practitioner", as_of=[dt.date(2025, 12, 31)])
    return out


def test_the_attack_on_all_outputs_finds_nothing(tmp_path: Path) -> None:
    people = [SPECIMEN, *candidates()[:3]]
    out = outputs(tmp_path, people)
    names = {path.relative_to(out).parts[0] for path in out.rglob("*")}
    assert {"store", "store.access", "p.zip", "file", "panel.csv"} <= names
    assert hits(texts_of(out)) == set()
    assert FIRST.secret.hex() not in "".join(texts_of(out))


def test_the_same_attack_finds_one_number_and_one_unkeyed_digest_in_any_output(tmp_path: Path) -> None:
    assert set(candidates()[:3]) <= hits(texts_of(write_rights_store(
        tmp_path / "plain", violations=[violation(n, subject_id=who) for n, who in enumerate(candidates()[:3])]
    ).path))  # fmt: skip
    weak = hashlib.sha256(SPECIMEN.encode()).hexdigest()
    (tmp_path / "x").mkdir()
    with zipfile.ZipFile(tmp_path / "x" / "p.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", f'{{"who": "{weak}"}}')
    assert hits(texts_of(tmp_path / "x")) == {weak[:26]}


def test_notices_go_along_without_what_was_written_in_them(tmp_path: Path) -> None:
    notice = {"subject_id": "P1", "category": "violation", "notified": DAY, "way": "letter to 张某"}
    source = write_rights_store(tmp_path / "s", violations=[violation(1)], notices=[notice]).path
    (row,) = pseudonymise_store(source, tmp_path / "o", OLD).side_table("notice").to_pylist()
    assert row == notice | {"subject_id": pseudonym(OLD, "P1"), "way": None}
    rotate_store(tmp_path / "o", source, OLD, NEW, on=DAY)
    (row,) = RecordStore.open(tmp_path / "o").side_table("notice").to_pylist()
    assert row["subject_id"] == pseudonym(NEW, "P1")
