"""Models on disk."""

from __future__ import annotations

import json

import pytest

from inscredit_models.digest import canonical_json, digest_value
from inscredit_models.findings import Refused
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.stored import load_model, save_model
from tests.models.samples import FEATURES, make_table


@pytest.fixture
def folder(tmp_path):
    save_model(Boosting(FEATURES, rounds=5).fit(*make_table()), tmp_path / "m", "lightgbm")
    return tmp_path / "m"


def codes_of(folder) -> list[str]:
    with pytest.raises(Refused) as error:
        load_model(folder)
    return sorted(finding.code for finding in error.value.findings)


def rewrite(folder, *, keep_digest: bool = False, **changes) -> None:
    head = json.loads((folder / "model.json").read_bytes()) | changes
    if not keep_digest:
        head["digest"] = digest_value({key: value for key, value in head.items() if key != "digest"})
    (folder / "model.json").write_bytes(canonical_json(head))


def test_a_booster_is_lightgbms_own_text_beside_the_head(folder):
    assert sorted(path.name for path in folder.iterdir()) == ["booster.txt", "model.json"]
    assert (folder / "booster.txt").read_text().startswith("tree")
    assert "booster" not in json.loads((folder / "model.json").read_bytes())["document"]["state"]


def test_saving_leaves_the_model_as_it_was(tmp_path):
    frame, events = make_table()
    model = Boosting(FEATURES, rounds=5).fit(frame, events)
    before = model.p_event(frame).tolist()
    save_model(model, tmp_path, "lightgbm")
    assert model.p_event(frame).tolist() == before


def test_the_same_model_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        save_model(Logistic(FEATURES).fit(*make_table()), tmp_path / name, "logistic")
    assert (tmp_path / "a" / "model.json").read_bytes() == (tmp_path / "b" / "model.json").read_bytes()


def test_a_missing_folder_is_refused(tmp_path):
    assert codes_of(tmp_path / "none") == ["ICM001"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 99}'])
def test_what_is_no_model_is_refused(folder, text):
    (folder / "model.json").write_text(text)
    assert codes_of(folder) == ["ICM005"]


def test_a_changed_number_is_refused(folder):
    text = (folder / "model.json").read_text()
    (folder / "model.json").write_text(text.replace('"rounds":5', '"rounds":6'))
    assert codes_of(folder) == ["ICM019"]


def test_a_changed_and_a_missing_booster_are_refused(folder):
    booster = folder / "booster.txt"
    booster.write_text(booster.read_text().replace("leaf_value=", "leaf_value=1", 1))
    assert codes_of(folder) == ["ICM019"]
    booster.unlink()
    assert codes_of(folder) == ["ICM001"]


def test_an_unknown_kind_is_refused_even_with_a_right_digest(folder):
    rewrite(folder, kind="os.system")
    assert codes_of(folder) == ["ICM008"]


def test_all_findings_come_at_once(folder):
    (folder / "booster.txt").unlink()
    rewrite(folder, keep_digest=True, kind="bosting")
    assert codes_of(folder) == ["ICM001", "ICM008", "ICM019"]


def test_a_path_outside_the_folder_is_never_read(folder):
    rewrite(folder, files={"../secret": "0" * 64})
    assert codes_of(folder) == ["ICM008"]


def test_content_that_makes_no_model_is_refused(folder):
    head = json.loads((folder / "model.json").read_bytes())
    del head["document"]["classes"]
    rewrite(folder, document=head["document"])
    assert codes_of(folder) == ["ICM005"]
