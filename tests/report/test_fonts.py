"""A Chinese font is found and registered by its file; without one, figures are English and say so."""

from pathlib import Path

import pytest
from matplotlib import font_manager

from inscredit_models.report import fonts


@pytest.fixture
def no_fonts(monkeypatch):
    fonts.chinese_family.cache_clear()
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    yield
    fonts.chinese_family.cache_clear()


def test_without_a_chinese_font_labels_fall_back_to_english(no_fonts):
    assert fonts.chinese_family() is None
    assert fonts.drawn_language("zh") == "en"


def test_the_fallback_says_so_in_both_languages():
    zh, en = fonts.NO_CHINESE_FONT
    assert "字体" in zh and "font" in en


def test_registered_file_gives_its_own_family_where_the_expected_is_not_in_it():
    file = Path(str(font_manager.findfont("DejaVu Sans")))
    assert fonts.register(file, "No Such Family") == "DejaVu Sans"


def test_regular_simplified_face_is_preferred(monkeypatch):
    fonts.chinese_family.cache_clear()
    files = ["/f/wqy-zenhei.ttc", "/f/NotoSansCJK-Bold.ttc", "/f/NotoSansCJK-Regular.ttc"]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: files)
    monkeypatch.setattr(fonts, "register", lambda file, family: f"{file.name} {family}")
    assert fonts.chinese_family() == "NotoSansCJK-Regular.ttc Noto Sans CJK SC"
    fonts.chinese_family.cache_clear()
