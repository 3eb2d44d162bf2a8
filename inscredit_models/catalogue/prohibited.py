"""What a credit agency must not collect, or only with written consent (征信业管理条例 Art. 14), found by field name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from inscredit_models.catalogue.documents import Code, D, Declaration, read_csv_rows, structure
from inscredit_models.catalogue.plain_names import (
    characters_of,
    letters_of,
    plain_text,
    spelt_out,
    undigited,
    words_of,
)
from inscredit_models.catalogue.record_types import Confidence
from inscredit_models.findings import Findings

DATA = Path(__file__).parent / "data"
EXEMPT = "exempt"
LONG_ENOUGH = {"zh": 6, "en": 7}
"""Letters from which a term (pinyin or English) is also found inside a longer run of letters."""


class Restriction(Declaration):
    """One kind of content that Art. 14 forbids or ties to written consent."""

    kind: Code
    rule: Literal["forbidden", "written_consent"]
    zh: str
    en: str
    source: str
    confidence: Confidence


class Term(Declaration):
    """One name under which restricted content appears; ``exempt`` terms only look like it.

    ``pinyin`` has one syllable a character, parted by blanks.
    """

    kind: Code
    language: Literal["zh", "en"]
    term: str
    pinyin: str = ""


@dataclass(frozen=True)
class Register:
    """The register of restricted content: the kinds, their names, and names that only look alike."""

    restrictions: tuple[Restriction, ...]
    terms: tuple[Term, ...]

    @cached_property
    def pinyin(self) -> dict[str, str]:
        """The syllable of each Chinese character that occurs in a term."""
        return {
            character: syllable
            for term in self.terms
            for character, syllable in zip(term.term, term.pinyin.split(), strict=False)
            if term.language == "zh"
        }


@cache
def load_register() -> Register:
    """Read the register shipped with the package; refuse it as a whole if anything in it is wrong."""
    findings = Findings()
    register = Register(
        _read(DATA / "prohibited.csv", Restriction, findings), _read(DATA / "prohibited_terms.csv", Term, findings)
    )
    kinds = {restriction.kind for restriction in register.restrictions} | {EXEMPT}
    for number, term in enumerate(register.terms, 2):
        where = f"prohibited_terms.csv, row {number}"
        if term.kind not in kinds:
            findings.add("ICM008", where, f"kind {term.kind!r}", ", ".join(sorted(kinds)), "name a kind that is there")
        if term.language == "zh" and len(term.pinyin.split()) != len(term.term):
            findings.add("ICM006", where, "pinyin and characters differ", "one syllable a character", "complete it")
    findings.refuse()
    return register


def prohibited_reason(field_name: str) -> str | None:
    """Say why a credit agency may not hold a field of this name; ``None`` where nothing forbids it.

    The name is read without its disguises: case, separators, plural, word order, pinyin, accents, full-width and
    look-alike letters, digits for letters, hidden and traditional characters.

    Parameters
    ----------
    field_name : str
        Name of a column or field, in Chinese or English.

    Returns
    -------
    str or None
        The kind of content and the rule, without the name that was asked about.

    Examples
    --------
    >>> prohibited_reason("Type.Of-Blood")
    '血型 blood type: forbidden (征信业管理条例 Art. 14 ¶1)'
    >>> prohibited_reason("region") is None
    True
    """
    return _reason(field_name, "forbidden")


def consent_only_reason(field_name: str) -> str | None:
    """Say why a credit agency needs written consent for a field of this name; ``None`` where it needs none.

    Examples
    --------
    >>> consent_only_reason("annual_income")
    '收入 income: written consent only (征信业管理条例 Art. 14 ¶2)'
    """
    return _reason(field_name, "written_consent")


@cache
def _reason(name: str, rule: str) -> str | None:
    register = load_register()
    kinds = _kinds_named(name)
    for item in register.restrictions:
        if item.rule == rule and item.kind in kinds:
            return f"{item.zh} {item.en}: {rule.replace('written_consent', 'written consent only')} ({item.source})"
    return None


@cache
def _kinds_named(name: str) -> frozenset[str]:
    register = load_register()
    plain = plain_text(name)
    forms = [_without_exempt(form) for form in {plain, *undigited(plain)}]
    return frozenset(
        term.kind for term in register.terms if term.kind != EXEMPT for form in forms if _is_named(term, form)
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """One reading of a name: its words, all runs of them in one piece, its letters and characters."""

    words: tuple[str, ...]
    runs: frozenset[str]
    letters: str
    characters: str
    spelt: str

    @classmethod
    def of(cls, plain: str) -> _Form:
        words, characters, letters = words_of(plain), characters_of(plain), letters_of(plain)
        runs = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
        spelt = spelt_out(plain, load_register().pinyin) if characters and letters else ""
        return cls(words, frozenset(runs), letters, characters, spelt)


def _without_exempt(plain: str) -> _Form:
    """Read a name after taking out what only looks restricted, such as the insurance against a disease."""
    form = _Form.of(plain)
    for term in load_register().terms:
        if term.kind == EXEMPT and _is_named(term, form):
            form = _Form.of(_without_zh(term, form) if term.language == "zh" else _without_en(term, form))
    return form


def _without_zh(term: Term, form: _Form) -> str:
    pinyin = term.pinyin.replace(" ", "")
    letters = form.letters.replace(pinyin, " ") if pinyin in form.letters else " ".join(form.words)
    return f"{form.characters.replace(term.term, ' ')} {letters}"


def _without_en(term: Term, form: _Form) -> str:
    return f"{form.characters} {' '.join(_words_left(form.words, _words_of_term(term.term)))}"


def _words_left(words: tuple[str, ...], term: tuple[str, ...]) -> tuple[str, ...]:
    for start in range(len(words) - len(term) + 1):
        if words[start : start + len(term)] == term:
            return words[:start] + words[start + len(term) :]
    return words


_words_of_term = cache(words_of)


def _is_named(term: Term, form: _Form) -> bool:
    """Find a term: in characters, in pinyin, in a mixture of both; or as neighbouring words in any order."""
    if term.language == "zh":
        pinyin = term.pinyin.replace(" ", "")
        return term.term in form.characters or _in_letters(pinyin, form, "zh") or pinyin in form.spelt
    wanted = _words_of_term(term.term)
    return _in_letters("".join(wanted), form, "en") or _are_neighbours(wanted, form.words)


def _are_neighbours(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    size = len(wanted)
    if size == 1 or not set(wanted) <= set(words):
        return False
    return any(sorted(words[start : start + size]) == sorted(wanted) for start in range(len(words) - size + 1))


def _in_letters(term: str, form: _Form, language: str) -> bool:
    """Find a term in one piece: as a run of whole words or, where it is long enough, anywhere in the letters."""
    return term in form.runs or (len(term) >= LONG_ENOUGH[language] and term in form.letters)


def _read(path: Path, model: type[D], findings: Findings) -> tuple[D, ...]:
    rows = read_csv_rows(path, findings) or []
    items = [structure(model, row, f"{path.name}, row {n}", findings, text_cells=True) for n, row in enumerate(rows, 2)]
    return tuple(item for item in items if item is not None)
