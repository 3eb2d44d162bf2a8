"""Hostile model files: every one is refused by name, and nothing in any of them runs.

Each case starts from a folder that `save_model` wrote and makes one thing of it hostile, mostly with a digest that is
right again. A payload that ran would leave a canary file; an audit hook listens for processes, sockets and unpickling.
"""

from __future__ import annotations

import base64
import io
import json
import marshal
import os
import pickle
import shutil
import sys
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from inscredit_models.digest import canonical_json, digest_bytes, digest_value
from inscredit_models.findings import Refused
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.custom import CustomClassifier
from inscredit_models.models.forest import RandomForest
from inscredit_models.models.scorecard import Scorecard
from inscredit_models.models.stored import load_model, save_model
from tests.models.samples import FEATURES, make_table

Make = Callable[[Path, Path], None]
"""Makes the folder hostile; the second path is the canary a payload would leave."""

_LOUD = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.", "pickle.find_class", "shutil.")
_heard: list[str] = []
_listening = False


def _listen(event: str, _arguments: Any) -> None:
    if _listening and event.startswith(_LOUD):
        _heard.append(event)


sys.addaudithook(_listen)


class Payload:
    """Leaves the canary when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple:
        return os.system, (f"touch {self.canary}",)


class PayloadByExec(Payload):
    """The same through builtins, which many scanners let pass."""

    def __reduce__(self) -> tuple:
        return exec, (f"open({str(self.canary)!r}, 'w').close()",)


MODELS = {
    "boosting": lambda: Boosting(FEATURES, rounds=3),
    "custom": lambda: CustomClassifier(LogisticRegression(), FEATURES),
    "forest": lambda: RandomForest(FEATURES, trees=2),
    "scorecard": lambda: Scorecard(FEATURES),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> dict[str, Path]:
    folders = {}
    for kind, make in MODELS.items():
        folders[kind] = tmp_path_factory.mktemp(kind)
        save_model(make().fit(*make_table()), folders[kind], kind)
    return folders


def replaced(content: Callable[[Path], bytes]) -> tuple[str, Make]:
    """Replace the whole head by other bytes."""
    return "boosting", lambda folder, canary: (folder / "model.json").write_bytes(content(canary)) and None


def edited(kind: str, edit: Callable[[dict[str, Any], Path], None]) -> tuple[str, Make]:
    """Change the head and give it a right digest again."""

    def make(folder: Path, canary: Path) -> None:
        head = json.loads((folder / "model.json").read_bytes())
        edit(head, canary)
        head["digest"] = digest_value({key: value for key, value in head.items() if key != "digest"})
        (folder / "model.json").write_bytes(canonical_json(head))

    return kind, make


def text_changed(old: str, new: str) -> tuple[str, Make]:
    """Change the text of the head as it stands."""

    def make(folder: Path, _canary: Path) -> None:
        text = (folder / "model.json").read_text()
        assert old in text
        (folder / "model.json").write_text(text.replace(old, new, 1))

    return "boosting", make


def booster(content: Callable[[bytes, Path], bytes]) -> tuple[str, Make]:
    """Replace the booster and name its right digest."""

    def make(folder: Path, canary: Path) -> None:
        data = content((folder / "booster.txt").read_bytes(), canary)
        (folder / "booster.txt").write_bytes(data)

        def name_it(head: dict[str, Any], _canary: Path) -> None:
            head["files"]["booster.txt"] = digest_bytes(data)

        edited("boosting", name_it)[1](folder, canary)

    return "boosting", make


def archive(content: Callable[[bytes, Path], bytes]) -> tuple[str, Make]:
    """Replace the skops archive of a user's own model."""

    def edit(head: dict[str, Any], canary: Path) -> None:
        state = head["document"]["state"]
        state["skops"] = base64.b64encode(content(base64.b64decode(state["skops"]), canary)).decode()

    return edited("custom", edit)


def node(**more: Any) -> Callable[[bytes, Path], bytes]:
    """Make an archive whose root is another node."""
    return lambda data, canary: _zip({"schema.json": json.dumps({"protocol": _protocol(data), **more}).encode()})


def schema(edit: Callable[[dict[str, Any], Path], None]) -> Callable[[bytes, Path], bytes]:
    """Change the schema of an archive that skops wrote."""

    def content(data: bytes, canary: Path) -> bytes:
        members = _members(data)
        tree = json.loads(members["schema.json"])
        edit(tree, canary)
        return _zip(members | {"schema.json": json.dumps(tree).encode()})

    return content


def _protocol(data: bytes) -> int:
    return json.loads(_members(data)["schema.json"])["protocol"]


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _zip(members: dict[str, bytes], *, twice: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        warnings.simplefilter("ignore")  # the duplicate name is the point
        for name, content in members.items():
            file.writestr(name, content)
        if twice:
            file.writestr(twice, members[twice])
    return buffer.getvalue()


def _joblib(canary: Path, compress: Any) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(Payload(canary), buffer, compress=compress)
    return buffer.getvalue()


def _npy(canary: Path) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([PayloadByExec(canary)], dtype=object), allow_pickle=True)
    return buffer.getvalue()


def _tar(canary: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        info = tarfile.TarInfo("../" + canary.name)
        file.addfile(info, io.BytesIO())
    return buffer.getvalue()


def _set(*path: str, to: Any) -> Callable[[dict[str, Any], Path], None]:
    def edit(tree: dict[str, Any], canary: Path) -> None:
        for step in path[:-1]:
            tree = tree[step]
        tree[path[-1]] = to(canary) if callable(to) else to

    return edit


def _array_member(data: bytes, canary: Path) -> bytes:
    members = _members(data)
    name = next(name for name in members if name.endswith(".npy"))
    return _zip(members | {name: _npy(canary)})


def _in_a_link(folder: Path, canary: Path, name: str) -> None:
    outside = canary.parent / "outside"
    shutil.move(folder / name, outside)
    (folder / name).symlink_to(outside)


def _pipe(folder: Path, _canary: Path) -> None:
    (folder / "model.json").unlink()
    os.mkfifo(folder / "model.json")


def _directory(folder: Path, _canary: Path) -> None:
    (folder / "model.json").unlink()
    (folder / "model.json").mkdir()


def _deep(levels: int) -> bytes:
    return b'{"format":1,"document":' + b"[" * levels + b"]" * levels + b"}"


def _deep_head(head: dict[str, Any], _canary: Path) -> None:
    inner: Any = 0
    for _ in range(300):
        inner = [inner]
    head["document"]["state"]["more"] = inner


BUILTIN = {"__module__": "builtins", "__loader__": "FunctionNode"}

CASES: dict[str, tuple[str, Make]] = {
    # a pickle under our name
    **{
        f"pickle_{p}_as_head": replaced(lambda canary, p=p: pickle.dumps(Payload(canary), protocol=p)) for p in range(6)
    },
    **{
        f"pickle_{p}_by_exec_as_head": replaced(lambda canary, p=p: pickle.dumps(PayloadByExec(canary), protocol=p))
        for p in (0, 2, 5)
    },
    **{
        f"joblib_{name}_as_head": replaced(lambda canary, how=how: _joblib(canary, how))
        for name, how in {
            "plain": 0,
            "zlib": ("zlib", 3),
            "gzip": ("gzip", 3),
            "bz2": ("bz2", 3),
            "lzma": ("lzma", 3),
            "xz": ("xz", 3),
        }.items()
    },
    "object_array_as_head": replaced(_npy),
    "marshalled_code_as_head": replaced(
        lambda canary: marshal.dumps(compile(f"open({str(canary)!r}, 'w')", "x", "exec"))
    ),
    "python_as_head": replaced(lambda canary: f"open({str(canary)!r}, 'w')".encode()),
    "tar_as_head": replaced(_tar),
    "skops_as_head": replaced(lambda canary: skops.io.dumps(LogisticRegression())),
    "json_then_pickle": replaced(lambda canary: b"{}" + pickle.dumps(Payload(canary))),
    # JSON that is no model, or tries to exhaust the reader
    "deep_json": replaced(lambda canary: _deep(200_000)),
    "deep_document": edited("boosting", _deep_head),
    "huge_integer": replaced(lambda canary: b'{"format":' + b"9" * 100_000 + b"}"),
    "huge_exponent": text_changed('"rounds":3', '"rounds":1e99999'),
    "not_a_number": text_changed('"rounds":3', '"rounds":NaN'),
    "infinity": text_changed('"rounds":3', '"rounds":-Infinity'),
    "half_a_surrogate": text_changed('"code":"boosting"', '"code":"\\ud800"'),
    "true_as_format": edited("boosting", _set("format", to=True)),
    "another_format": edited("boosting", _set("format", to=2)),
    "one_key_more": edited("boosting", _set("loader", to="pickle")),
    "wrong_digest": text_changed('"rounds":3', '"rounds":4'),
    "no_digest": text_changed('"digest":"', '"digest":"0'),
    # the type is ours to decide
    "kind_os_system": edited("boosting", _set("kind", to="os.system")),
    "kind_is_a_list": edited("boosting", _set("kind", to=["boosting"])),
    "kind_of_another_model": edited("boosting", _set("kind", to="scorecard")),
    "kind_dunder": edited("boosting", _set("kind", to="__class__")),
    # paths
    **{
        f"file_{place}": edited("boosting", _set("files", to={name: "0" * 64}))
        for place, name in enumerate(
            ["../secret", "/etc/passwd", "C:\\secret", "booster.txt/../../secret", "booster.txt\x00.json", "..", ""]
        )
    },
    "files_is_a_list": edited("boosting", _set("files", to=["booster.txt"])),
    "files_names_no_digest": edited("boosting", _set("files", to={"booster.txt": None})),
    "head_is_a_link": ("boosting", lambda folder, canary: _in_a_link(folder, canary, "model.json")),
    "booster_is_a_link": ("boosting", lambda folder, canary: _in_a_link(folder, canary, "booster.txt")),
    "head_is_a_pipe": ("boosting", _pipe),
    "head_is_a_folder": ("boosting", _directory),
    # the document
    "document_is_a_list": edited("boosting", _set("document", to=[])),
    "state_is_text": edited("boosting", _set("document", "state", to="booster")),
    "unknown_parameter": edited("boosting", _set("document", "parameters", "__class__", to="os.system")),
    "endless_text_type": edited("boosting", _set("document", "classes", "dtype", to="<U999999999999")),
    "no_such_type": edited("boosting", _set("document", "classes", "dtype", to="O;os")),
    "feature_with_code": edited("boosting", _set("document", "features", to=[{"code": "x", "__reduce__": "os"}])),
    "endless_places": edited("scorecard", _set("document", "parameters", "places", to=10**9)),
    "endless_points": edited("scorecard", lambda head, _: _first_points(head).__setitem__(0, "1e999999999")),
    "points_not_a_number": edited("scorecard", lambda head, _: _first_points(head).__setitem__(0, "NaN")),
    # boosters
    "pickle_as_booster": booster(lambda text, canary: pickle.dumps(Payload(canary))),
    "booster_leads_outside": booster(lambda text, canary: text.replace(b"left_child=", b"left_child=9999999", 1)),
    "booster_asks_no_column": booster(lambda text, canary: text.replace(b"split_feature=", b"split_feature=99", 1)),
    "booster_of_wrong_sizes": booster(lambda text, canary: text.replace(b"tree_sizes=", b"tree_sizes=9", 1)),
    "booster_of_many_leaves": booster(lambda text, canary: text.replace(b"num_leaves=", b"num_leaves=99999999", 1)),
    # forests
    "forest_of_a_pickle": edited(
        "forest",
        _set("document", "state", "trees", "left", to=lambda c: base64.b64encode(pickle.dumps(Payload(c))).decode()),
    ),
    "forest_that_runs_in_a_circle": edited(
        "forest", lambda head, _: head["document"]["state"]["trees"].update(left=_zeros(head), right=_zeros(head))
    ),
    # archives
    **{
        f"pickle_{p}_as_archive": archive(lambda data, canary, p=p: pickle.dumps(Payload(canary), protocol=p))
        for p in range(6)
    },
    "joblib_as_archive": archive(lambda data, canary: _joblib(canary, ("zlib", 3))),
    "archive_is_no_text": edited("custom", _set("document", "state", "skops", to=[1])),
    "archive_is_no_base64": edited("custom", _set("document", "state", "skops", to="%%%")),
    "archive_calls_system": archive(
        node(__module__="os", __class__="system", __loader__="FunctionNode", content={"x": 1})
    ),
    "archive_calls_eval": archive(node(**BUILTIN, __class__="eval", content={"function": "eval"})),
    "archive_names_a_type": archive(node(__module__="builtins", __class__="eval", __loader__="TypeNode")),
    "archive_binds_a_method": archive(
        node(__module__="sklearn.base", __class__="x", __loader__="MethodNode", content={"func": "x", "obj": {}})
    ),
    "archive_makes_a_partial": archive(node(__module__="functools", __class__="partial", __loader__="PartialNode")),
    "archive_makes_an_operator": archive(
        node(__module__="operator", __class__="methodcaller", __loader__="OperatorFuncNode", attrs={})
    ),
    "archive_reduces": archive(
        node(__module__="os", __class__="system", __loader__="ConstructorFromReduceNode", content={})
    ),
    "archive_of_a_foreign_object": archive(schema(_set("__module__", to="evil.module"))),
    "archive_of_another_class": archive(schema(_set("__class__", to="_Evil"))),
    "archive_that_trusts_itself": archive(
        schema(lambda tree, _: tree.update(__module__="evil", trusted=True, __trusted__=["evil"]))
    ),
    "archive_of_an_old_protocol": archive(schema(_set("protocol", to=0))),
    "archive_of_an_unknown_loader": archive(schema(_set("__loader__", to="os.system"))),
    "archive_with_pickled_array": archive(_array_member),
    "archive_with_a_path": archive(lambda data, canary: _zip(_members(data) | {"../" + canary.name: b""})),
    "archive_with_a_module": archive(lambda data, canary: _zip(_members(data) | {"evil.py": b"import os"})),
    "archive_with_a_member_twice": archive(lambda data, canary: _zip(_members(data), twice="schema.json")),
    "archive_without_schema": archive(lambda data, canary: _zip({"x.npy": b""})),
    "archive_that_swells": archive(lambda data, canary: _swollen(data)),
    "archive_too_deep": archive(lambda data, canary: _zip({"schema.json": _deep(150_000)})),
    "archive_cut_short": archive(lambda data, canary: data[: len(data) // 2]),
}


def _first_points(head: dict[str, Any]) -> list[str]:
    return next(iter(head["document"]["state"]["points"].values()))


def _zeros(head: dict[str, Any]) -> str:
    size = len(base64.b64decode(head["document"]["state"]["trees"]["left"]))
    return base64.b64encode(bytes(size)).decode()


def _swollen(data: bytes) -> bytes:
    """Declare a member of 60 GB: what it says is all that may count, since unpacking it is the attack."""
    packed = bytearray(_zip(_members(data) | {"z.npy": b"0" * 1000}))
    entry = packed.rindex(b"z.npy") - 46  # central directory entry: the unpacked size is at byte 24
    packed[entry + 24 : entry + 28] = (0xF0000000).to_bytes(4, "little")
    return bytes(packed)


def test_there_are_at_least_sixty_hostile_files():
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_model_file_is_refused_and_nothing_in_it_runs(name, saved, tmp_path):
    global _listening
    kind, make = CASES[name]
    folder, canary = tmp_path / "model", tmp_path / "canary"
    shutil.copytree(saved[kind], folder)
    make(folder, canary)
    _heard.clear()
    _listening = True
    try:
        with pytest.raises(Refused) as error:
            load_model(folder)
    finally:
        _listening = False
    assert {finding.code for finding in error.value.findings} <= {"ICM001", "ICM005", "ICM006", "ICM008", "ICM019"}
    assert not canary.exists()
    assert _heard == []


def test_the_alarm_works(tmp_path):
    """A payload that is unpickled leaves the canary and is heard: the cases above could fail."""
    global _listening
    canary = tmp_path / "canary"
    data = pickle.dumps(Payload(canary))
    _heard.clear()
    _listening = True
    try:
        pickle.loads(data)
    finally:
        _listening = False
    assert canary.exists()
    assert "os.system" in _heard


@pytest.mark.parametrize("kind", MODELS)
def test_the_untouched_file_still_loads(kind, saved):
    frame, _ = make_table(20)
    assert np.isfinite(load_model(saved[kind]).p_event(frame)).all()


def test_the_package_never_unpickles():
    package = Path(__file__).parents[2] / "inscredit_models"
    forbidden = ("pickle.load", "joblib.load", "cloudpickle.load", "marshal.load", "allow_pickle=True")
    found = {
        (path.name, word)
        for path in package.rglob("*.py")
        for word in forbidden
        if word in path.read_text(encoding="utf-8")
    }
    assert found == set()
