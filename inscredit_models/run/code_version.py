"""Which code and which libraries a result was made with, as digests that go into the key of every unit."""

from __future__ import annotations

import functools
from importlib import metadata
from pathlib import Path

from inscredit_models.digest import digest_bytes, digest_value

PACKAGE = Path(__file__).resolve().parents[1]
DISTRIBUTION = "inscredit-models"
SOURCES = (".py", ".toml", ".csv", ".j2", ".css")

# What a numerical result can depend on. Everything else in the lock only draws, serves or tests.
KEY_LIBRARIES = ("duckdb", "lightgbm", "numpy", "pandas", "pyarrow", "scikit-learn", "scipy", "shap", "sqlglot")


@functools.cache
def code_version() -> str:
    """Give the digest of the package's own sources (code and shipped declarations) and its version.

    The sources are read, not only the version number: a researcher who edits an indicator gets its units done again.
    """
    return digest_value({"sources": digest_sources(PACKAGE), "version": installed_version(DISTRIBUTION)})


def digest_sources(folder: Path) -> str:
    """Give the digest of all source files below a folder, equal for Unix and Windows line ends."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in SOURCES and path.is_file())
    return digest_value(
        [
            [path.relative_to(folder).as_posix(), digest_bytes(path.read_bytes().replace(b"\r\n", b"\n"))]
            for path in files
        ]
    )


@functools.cache
def lock_digest() -> str:
    """Give the digest of the lock file, where the project has one, and of the key libraries that really run.

    The lock says what should be installed, the versions say what is: an upgrade past the lock changes the digest too.
    """
    return digest_environment(PACKAGE.parent)


def digest_environment(project: Path) -> str:
    """Give the digest of ``requirements.lock`` in a project folder (or its absence) and of the installed versions."""
    lock = project / "requirements.lock"
    text = lock.read_bytes().replace(b"\r\n", b"\n") if lock.is_file() else b""
    return digest_value({"lock": digest_bytes(text), "installed": library_versions()})


def library_versions() -> dict[str, str]:
    """Give the installed version of each key library.

    Examples
    --------
    >>> sorted(library_versions())[:2]
    ['duckdb', 'lightgbm']
    """
    return {name: installed_version(name) for name in KEY_LIBRARIES}


def installed_version(distribution: str) -> str:
    """Give the version of an installed distribution, or ``"not installed"``.

    Examples
    --------
    >>> installed_version("no-such-distribution-anywhere")
    'not installed'
    """
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"
