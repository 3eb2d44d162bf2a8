"""Chinese fonts for figures (字体): find an installed one and register its file; without one, labels are English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matplotlib import font_manager

# (part of the file name without blanks and signs, preferred family in that file); simplified Chinese faces first.
KNOWN_FONTS: tuple[tuple[str, str], ...] = (
    ("notosanssc", "Noto Sans SC"),
    ("notosanscjk", "Noto Sans CJK SC"),
    ("sourcehansans", "Source Han Sans SC"),
    ("msyh", "Microsoft YaHei"),
    ("pingfang", "PingFang SC"),
    ("hiraginosansgb", "Hiragino Sans GB"),
    ("wqymicrohei", "WenQuanYi Micro Hei"),
    ("wqyzenhei", "WenQuanYi Zen Hei"),
    ("simhei", "SimHei"),
    ("notoserifcjk", "Noto Serif CJK SC"),
)

NO_CHINESE_FONT: tuple[str, str] = (
    "本机未安装中文字体，图中文字为英文。",
    "No Chinese font is installed here: the figures carry English labels.",
)
"""The one line a page shows where figures fell back to English."""


@cache
def chinese_family() -> str | None:
    """Give the family name of an installed Chinese font, registered with matplotlib, or None.

    The file is registered by its path: matplotlib's own list is cached and does not know fonts that were installed
    after the cache was written, which would show as boxes.
    """
    files = [Path(name) for name in sorted(font_manager.findSystemFonts())]
    for part, family in KNOWN_FONTS:
        matching = [file for file in files if part in _plain_name(file) and "bold" not in file.name.lower()]
        if matching:
            return register(matching[0], family)
    return None


def register(file: Path, family: str) -> str:
    """Register a font file; give ``family`` where the file holds it, else the first family of the file."""
    font_manager.fontManager.addfont(file)
    held = [entry.name for entry in font_manager.fontManager.ttflist if Path(entry.fname) == file]
    return family if family in held else held[0]


def drawn_language(language: str) -> str:
    """Give the language that figures can be drawn in: the wished one, or English where no Chinese font is installed.

    Examples
    --------
    >>> drawn_language("en")
    'en'
    """
    return language if language == "en" or chinese_family() is not None else "en"


def _plain_name(file: Path) -> str:
    return "".join(character for character in file.stem.lower() if character.isalnum())
