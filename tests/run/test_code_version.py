from inscredit_models.run import code_version as code_version_module
from inscredit_models.run.code_version import (
    code_version,
    digest_environment,
    digest_sources,
    installed_version,
    library_versions,
    lock_digest,
)


def test_digest_changes_with_any_source_and_only_with_sources(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.toml").write_text("y = 1\n")
    before = digest_sources(tmp_path)
    (tmp_path / "c.pyc").write_bytes(b"compiled")
    assert digest_sources(tmp_path) == before
    (tmp_path / "deep" / "b.toml").write_text("y = 2\n")
    assert digest_sources(tmp_path) != before


def test_line_ends_of_windows_change_nothing(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    before = digest_sources(tmp_path)
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n")
    assert digest_sources(tmp_path) == before


def test_renamed_source_changes_the_digest(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    before = digest_sources(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert digest_sources(tmp_path) != before


def test_environment_digest_sees_the_lock(tmp_path):
    without = digest_environment(tmp_path)
    (tmp_path / "requirements.lock").write_text("numpy==1\n")
    assert digest_environment(tmp_path) != without


def test_environment_digest_sees_an_upgrade_past_the_lock(tmp_path, monkeypatch):
    before = digest_environment(tmp_path)
    monkeypatch.setattr(code_version_module, "installed_version", lambda name: "0")
    assert digest_environment(tmp_path) != before


def test_digests_of_this_package_are_stable_within_a_process():
    assert code_version() == code_version() and len(code_version()) == 64
    assert lock_digest() == lock_digest() and len(lock_digest()) == 64


def test_key_libraries_are_installed():
    assert "not installed" not in library_versions().values()
    assert installed_version("no-such-thing-at-all") == "not installed"
