"""Field names without their disguises: one plain form for letters, one for words, one for Chinese characters."""

from __future__ import annotations

import re
import unicodedata

_TRADITIONAL = str.maketrans(
    "歷曆診斷醫療遺傳紋種癥狀術體檢況藥證券價業險動產納稅資額單賠賬帳戶餘債買賣財務錄記結質數慢髒殘傷",
    "历历诊断医疗遗传纹种症状术体检况药证券价业险动产纳税资额单赔账账户余债买卖财务录记结质数慢脏残伤",
)
_LOOKALIKES = str.maketrans("аеорсухіѕјԁһκνοραετυ", "aeopcyxisjdhkvopaetu")
"""Cyrillic and Greek letters that look like Latin ones."""
_DIGITS = (str.maketrans("0134578@$!", "oieastbasi"), str.maketrans("0134578@$!", "oleastbasl"))
"""Digits and signs that stand for letters; the one is i or l."""
_FILLERS = {"of", "the", "a", "and", "in", "is", "has"}
_BASE = "一-鿿㐀-䶿"


def plain_text(name: str) -> str:
    """Fold width, case, accents, look-alike letters, hidden characters and traditional characters.

    Examples
    --------
    >>> plain_text("Ｄíѕease"), plain_text("診斷")
    ('Disease', '诊断')
    """
    folded = unicodedata.normalize("NFKD", name)
    shown = "".join(letter for letter in folded if unicodedata.category(letter) not in ("Mn", "Cf"))
    return shown.translate(_LOOKALIKES).translate(_TRADITIONAL)


def words_of(name: str) -> tuple[str, ...]:
    """Give the Latin words of a plain name: parted at separators, digits and capitals, singular, without fillers.

    Examples
    --------
    >>> words_of("typeOfBlood_2"), words_of("ICD10-codes")
    (('type', 'blood'), ('icd', 'code'))
    """
    parted = re.sub(r"([a-z])([A-Z])|([A-Z])([A-Z][a-z])", r"\1\3 \2\4", name)
    words = [singular(word) for word in re.findall(r"[a-z]+", parted.lower())]
    return tuple(word for word in words if word not in _FILLERS)


def singular(word: str) -> str:
    """Cut the plural s.

    Examples
    --------
    >>> singular("genes"), singular("illness")
    ('gene', 'illness')
    """
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def letters_of(name: str) -> str:
    """Give the Latin letters of a plain name in one piece.

    Examples
    --------
    >>> letters_of("d-i-s.e_a s e 7")
    'disease'
    """
    return re.sub(r"[^a-z]", "", name.lower())


def undigited(name: str) -> tuple[str, str]:
    """Read digits and signs that touch a letter as the letters they stand for, a one as i and as l.

    Examples
    --------
    >>> undigited("d1sease_2"), undigited("re1igion")[1]
    (('disease_2', 'dlsease_2'), 'religion')
    """
    pieces = re.split(r"([a-zA-Z0-9@$!]+)", name)
    first, second = (
        "".join(piece.translate(digits) if re.search("[a-zA-Z]", piece) else piece for piece in pieces)
        for digits in _DIGITS
    )
    return first, second


def characters_of(name: str) -> str:
    """Give the Chinese characters of a plain name in one piece.

    Examples
    --------
    >>> characters_of("疾_病 code")
    '疾病'
    """
    return re.sub(f"[^{_BASE}]", "", name)


def spelt_out(name: str, pinyin: dict[str, str]) -> str:
    """Write the known Chinese characters of a plain name in pinyin and give its letters in one piece.

    Examples
    --------
    >>> spelt_out("疾_Bing", {"疾": "ji"})
    'jibing'
    """
    return letters_of("".join(pinyin.get(character, character) for character in name))
