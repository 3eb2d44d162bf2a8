"""What an exchange package says of itself (交换包): for whom, what for, until when, and the digest of each file."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.documents import Declaration
from inscredit_models.catalogue.record_types import OperatorClass, RecordType, Subject
from inscredit_models.digest import canonical_json, digest_value
from inscredit_models.records.pseudonyms.key import ProjectKey
from inscredit_models.records.rights.queries import Reader

HEAD, CATALOGUE = "package.json", "catalogue.json"
FORMAT: Literal[2] = 2
"""Version of the form; in the first one consents named no purposes."""
Said = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Member(Declaration):
    """One file of a package."""

    path: str
    rows: int
    size: int
    sha256: str


class Left(Declaration):
    """What was not handed over of one record type, and why."""

    record: str
    fields: tuple[str, ...] = ()
    rows: int = 0
    why: str


class Package(Declaration):
    """The head of a package.

    Parameters
    ----------
    format : int
        Version of the form.
    sender, receiver, purpose, legal_basis : str
        Who hands over to whom, what for, on which law.
    role : str
        Role of the receiver; decides what was handed over.
    made_on, expires : datetime.date
        Day it was made, and the last day on which it may be imported and used.
    subject, operator_class, origin, records_from, records_to, extract_date
        As in the manifest of the store it came from.
    store_digest : str
        Digest of that store.
    catalogue : str
        Digest of the slice of the catalogue it was made with.
    pseudonyms : str
        Mark of the key, where subjects have pseudonyms; else empty.
    members : tuple of Member
        Every file of the package but the head itself.
    left : tuple of Left
        What was not handed over.
    seal : str
        HMAC of all the rest under a key that sender and receiver share; empty without one.
    """

    format: Literal[1, 2] = FORMAT
    sender: Said
    receiver: Said
    role: Reader
    purpose: Said
    legal_basis: Said
    made_on: dt.date
    expires: dt.date
    subject: Subject
    operator_class: OperatorClass
    origin: str
    records_from: dt.date
    records_to: dt.date
    extract_date: dt.date
    store_digest: str
    catalogue: str
    pseudonyms: str = ""
    members: tuple[Member, ...]
    left: tuple[Left, ...] = ()
    seal: str = ""

    def text(self) -> bytes:
        """Give the head as it is written."""
        return canonical_json(self.model_dump(mode="json"))

    def digest(self) -> str:
        """Give the digest of the package: that of its head, which names the digest of every file."""
        return hashlib.sha256(self.text()).hexdigest()

    def sealed(self, key: ProjectKey) -> Package:
        """Give the package with the seal of a shared key."""
        return self.model_copy(update={"seal": self._seal(key)})

    def is_sealed_by(self, key: ProjectKey) -> bool:
        """Say whether the seal is that of a key."""
        return hmac.compare_digest(self.seal, self._seal(key))

    def _seal(self, key: ProjectKey) -> str:
        return key.digest("exchange package", self.model_copy(update={"seal": ""}).text().decode()).hex()


def catalogue_slice(codes: list[str]) -> dict[str, Any]:
    """Give the part of the catalogue that some record types rest on: their declarations and code lists.

    Examples
    --------
    >>> sorted(catalogue_slice(["tax"]))
    ['codes', 'records']
    """
    catalogue = load_catalogue()
    records = [record for code in sorted(codes) if (record := catalogue.record_type(code)) is not None]
    lists = sorted({field.codes for record in records for field in record.fields if field.codes is not None})
    return {
        "records": {record.code: _declared(record) for record in records},
        "codes": {name: [item.model_dump(mode="json") for item in catalogue.code_list(name)] for name in lists},
    }


def slice_digest(codes: list[str]) -> str:
    """Give the digest of the slice of some record types, as this installation knows them."""
    return digest_value(catalogue_slice(codes))


def _declared(record: RecordType) -> dict[str, Any]:
    return json.loads(record.model_dump_json())
