"""The key of pseudonyms (密钥): from a file that only its owner reads, or from the environment; never from nowhere."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from inscredit_models.findings import Finding, Refused
from inscredit_models.records.writing import writing

KEY_VARIABLE = "INSCREDIT_PSEUDONYM_KEY"
"""Environment variable that may hold the key; it is taken out of the environment when it is read."""

LEAST_BYTES = 32
LEAST_KINDS = 16
"""Different bytes that a key must have: a random one of 32 bytes practically always has more."""


@dataclass(frozen=True)
class Key:
    """A secret; it does not show itself when printed.

    Examples
    --------
    >>> Key(bytes(range(32)))
    Key()
    """

    secret: bytes = field(repr=False)

    def project(self, name: str) -> ProjectKey:
        """Derive the key of one project; from it neither this key nor that of another project can be found.

        Raises
        ------
        Refused
            ICM007 for a project without a name.
        """
        plain = unicodedata.normalize("NFKC", name).strip()
        if not plain:
            raise Refused([Finding("ICM007", "project", "no name", "a name", "name the project, as in --project")])
        return ProjectKey(hmac.new(self.secret, b"inscredit project\x1f" + plain.encode(), hashlib.sha256).digest())


@dataclass(frozen=True)
class ProjectKey:
    """The key of one project."""

    secret: bytes = field(repr=False)

    def digest(self, kind: str, text: str) -> bytes:
        """Give the HMAC-SHA-256 of a text of a kind."""
        return hmac.new(self.secret, f"{kind}\x1f{text}".encode(), hashlib.sha256).digest()

    @property
    def id(self) -> str:
        """Six hexadecimal digits that tell keys apart and give nothing of them away."""
        return self.digest("key id", "").hex()[:6]


def load_key(path: Path | None = None) -> Key:
    """Read the key: from a file or, without one, from the environment.

    Parameters
    ----------
    path : pathlib.Path, optional
        A file with 64 or more hexadecimal digits that only its owner may read (mode 600; not checked on Windows).

    Raises
    ------
    Refused
        ICM194 without any key, for one that others may read, that is too short or not random, or that cannot be
        read. There is no other way to get pseudonyms.
    """
    if path is not None:
        return _key_from(_read_file(path), path.name)
    text = os.environ.pop(KEY_VARIABLE, None)
    if text is None:
        remedy = f"make one with `inscredit pseudonymise --new-key FILE`, or set {KEY_VARIABLE}"
        raise Refused([_finding("key", "no key", "a key file or variable; nothing is made without", remedy)])
    return _key_from(text, KEY_VARIABLE)


def new_key(path: Path) -> None:
    """Write a new random key into a file that only its owner may read; a file that is there stays (ICM194)."""
    with writing(path):
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            remedy = "choose another name: with the old key gone its pseudonyms can not be made again"
            raise Refused([_finding(path.name, "a file is there", "a file that does not exist", remedy)]) from error
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(LEAST_BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())


def check_outside(path: Path | None, folders: tuple[Path, ...]) -> None:
    """Refuse a key file that lies in a folder of data: it would travel with them (ICM194)."""
    for folder in folders:
        if path is not None and path.resolve().is_relative_to(folder.resolve()):
            remedy = "move it to a place of its own"
            raise Refused([_finding(path.name, "a key among the data", "a key outside the data", remedy)])


def _read_file(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if os.name != "nt" and stat.S_IMODE(mode) & 0o077:
            found = f"mode {stat.S_IMODE(mode):o}: others may read it"
            raise Refused([_finding(path.name, found, "mode 600", f"chmod 600 {path.name}")])
        return path.read_text(encoding="ascii")
    except OSError as error:
        found = error.strerror or "cannot be read"
        raise Refused([_finding(path.name, found, "a readable key file", "check the path")]) from error
    except UnicodeDecodeError as error:
        raise Refused([_finding(path.name, "no hexadecimal digits", "64 or more", "make a key file anew")]) from error


def _key_from(text: str, where: str) -> Key:
    remedy = "make one with `inscredit pseudonymise --new-key FILE`"
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError as error:
        raise Refused([_finding(where, "no hexadecimal digits", "64 or more", remedy)]) from error
    if len(secret) < LEAST_BYTES:
        raise Refused([_finding(where, f"{len(secret)} bytes", f"at least {LEAST_BYTES} bytes", remedy)])
    if len(set(secret)) < LEAST_KINDS:
        raise Refused([_finding(where, "a key that is not random", "a random key", remedy)])
    return Key(secret)


def _finding(where: str, found: str, allowed: str, remedy: str) -> Finding:
    return Finding("ICM194", where, found, allowed, remedy)
