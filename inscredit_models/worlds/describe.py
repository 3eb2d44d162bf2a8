"""A world in words (世界说明): every parameter with its mark and source, and the variants with what they are for."""

from __future__ import annotations

from typing import Any

from inscredit_models.worlds.parameters import DEFAULT, load_parameters, variants_of
from inscredit_models.worlds.subjects import check_subject

MARKS: dict[str, tuple[str, str]] = {
    "P": ("已公布", "published figure"),
    "L": ("法定", "law"),
    "A": ("本项目假定", "assumed here, no figure was found"),
    "V": ("已验证", "validated by trial runs"),
}
"""What the marks of parameters mean."""


def describe_world(subject: str, variant: str = DEFAULT) -> dict[str, Any]:
    """Give a world as plain values: parameters, marks, variants.

    Parameters
    ----------
    subject : str
        Subject type.
    variant : str
        ``default`` or one of the world's variants.

    Returns
    -------
    dict
        ``subject``, ``variant``, ``sample`` (subjects of the shipped sample), ``marks``, ``parameters`` (value, mark
        and source by dotted name) and ``variants`` (names, expectation, changes).

    Raises
    ------
    Refused
        ICM008 for an unknown subject type or variant.

    Examples
    --------
    >>> describe_world("practitioner", "noisy_frailty")["parameters"]["frailty.shape"]
    {'value': 0.5, 'mark': 'A', 'source': "variant 'noisy_frailty'"}
    """
    kind = check_subject(subject)
    return {
        "subject": subject,
        "variant": variant,
        "sample": kind.sample,
        "marks": {mark: {"zh": zh, "en": en} for mark, (zh, en) in MARKS.items()},
        "parameters": load_parameters(subject, variant).described(),
        "variants": [item.model_dump(mode="json") for item in variants_of(subject)],
    }


def description_text(description: dict[str, Any]) -> str:
    """Give the description as text, one line per parameter and variant."""
    lines = [f"{description['subject']} / {description['variant']}: simulated, evidence about methods only (模拟数据)"]
    lines += [f"  {mark}  {names['zh']} {names['en']}" for mark, names in description["marks"].items()]
    lines += ["", "parameters (参数)"]
    for name, item in description["parameters"].items():
        value = item["value"]
        shown = " ".join(f"{part}" for part in value) if isinstance(value, list) else f"{value}"
        lines.append(f"  {item['mark']}  {name} = {shown}   [{item['source']}]")
    lines += ["", "variants (变体)"]
    lines += [
        f"  {item['name']}  {item['zh']} {item['en']}: a sound method: {item['expectation']}"
        for item in description["variants"]
    ]
    return "\n".join(lines)
