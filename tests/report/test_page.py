"""The page: verdict first, nothing dropped, nothing loaded, nothing run, complete in both languages."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from inscredit_models.findings import Finding
from inscredit_models.models.features import Feature
from inscredit_models.report.page import render_report, write_report

from .example_content import CAUSE, build_content

VOID = {"meta", "input", "br", "image", "use", "path"}
HOSTILE = "<script>alert('x')</script>\u202e\"onload=\"y\" 'z' $x_1$"


class Visible(HTMLParser):
    """Collects text by language: inside ``zh``, inside ``en``, outside both; and the pairs of spans."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack, self.zh, self.en, self.neutral, self.spans = [], [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in VOID:
            return
        self.stack.append((tag, dict(attrs).get("class", "").split(), dict(attrs).get("lang")))
        if tag == "span" and self.stack[-1][1] in (["zh"], ["en"]):
            self.spans.append([self.stack[-1][1][0], ""])

    def handle_endtag(self, tag):
        if tag not in VOID:
            while self.stack and self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data):
        tags = [tag for tag, _, _ in self.stack]
        if not data.strip() or "style" in tags or "title" in tags:
            return
        languages = {language for _, _, language in self.stack if language} - {"zh"} | {
            language for tag, _, language in self.stack if language and tag != "html"
        }
        (self.zh if "zh" in languages else self.en if "en" in languages else self.neutral).append(data.strip())
        if self.stack and self.stack[-1][0] == "span" and self.stack[-1][1] in (["zh"], ["en"]):
            self.spans[-1][1] += data


@pytest.fixture(scope="module")
def visible(page) -> Visible:
    return Visible(page)


@pytest.fixture(scope="module")
def bare():
    """Content without figures, quick to render."""
    empty = pd.DataFrame()
    return build_content(
        league=empty,
        comparisons=empty,
        roc=empty,
        calibration=empty,
        calibration_summary=empty,
        explanations=(),
        points_tables={},
        reasons=empty,
        indicators=empty,
        data_counts=empty,
        findings=(),
        verdicts=(),
        unexplained={},
    )


def test_verdict_comes_before_everything_else(page, content):
    place = page.index(content.verdicts[0]["zh"])
    assert place < page.index('id="findings"') < page.index('id="league"') < page.index("<svg")
    assert content.verdicts[0]["en"].replace("'", "&#39;") in page


def test_sections_stand_in_the_order_of_reading(page):
    order = ["verdict", "findings", "league", "comparisons", "curves", "why", "indicators", "data", "provenance"]
    assert re.findall(r'<section id="(\w+)"', page) == order


def test_every_finding_is_shown_in_full(page, content):
    for finding in content.findings:
        for text in finding.as_dict().values():
            assert text.replace("'", "&#39;") in page


def test_every_cause_of_not_evaluable_is_shown(page):
    zh, _, en = CAUSE.partition(" / ")
    assert zh in page and en in page and "不可评估" in page


def test_nothing_is_loaded_and_nothing_runs(page):
    assert "://" not in page
    assert "<script" not in page.lower() and "javascript:" not in page and "@import" not in page
    assert not re.search(r"\son\w+=", page)
    assert "default-src 'none'" in page
    assert set(re.findall(r'(?:href|src)="([^#"][^"]{0,20})', page)) <= {"data:image/png;base64"}


def test_ids_are_unique(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_each_word_stands_in_both_languages(visible):
    languages = [language for language, _ in visible.spans]
    texts = [text for _, text in visible.spans]
    lonely = [text for (language, text) in visible.spans if text == "行" and language == "zh"]
    pairs = [item for item in visible.spans if item[1] not in lonely or item[0] == "en"]
    assert all(text.strip() for text in texts)
    assert languages.count("en") == sum(language == "zh" for language, _ in pairs)


def test_no_chinese_word_stands_outside_its_language(visible):
    codes_and_sources = "".join(visible.neutral)
    found = set(re.findall(r"[\u4e00-\u9fff]{2,}", codes_and_sources))
    assert found <= set(re.findall(r"[\u4e00-\u9fff]{2,}", "中文" + "".join(build_sources())))


def build_sources() -> list[str]:
    return build_content().indicators["source"].tolist()


def test_each_indicator_has_its_name_code_and_definition(page, content):
    for row in content.indicators.to_dict("records"):
        assert row["code"] in page and row["zh"] in page and row["definition_zh"] in page


def test_simulated_evidence_is_marked_at_the_top_and_at_the_end(page):
    assert page.count("never about the industry") == 2
    assert page.index("never about the industry") < page.index('id="verdict"')


def test_recorded_evidence_is_not_called_simulated(bare):
    page = render_report(replace(bare, origin="recorded"))
    assert "never about the industry" not in page


def test_two_renders_are_equal(page, content):
    assert render_report(content) == page


def test_a_report_with_nothing_in_it_says_so(bare):
    page = render_report(bare)
    for text in ("No verdict", "No warnings", "no models to list", "no pairs to compare", "no curves to draw"):
        assert text in page


def test_hostile_names_are_inert_and_visible(bare, content):
    league = content.league.query("model in ['index_expert', 'logistic'] and metric == 'auc'")
    league = league.assign(cause=HOSTILE, model=league["model"].replace({"logistic": HOSTILE}))
    hostile = replace(
        bare,
        league=league,
        title_zh=HOSTILE,
        title_en=HOSTILE,
        question=HOSTILE,
        verdicts=({"split": HOSTILE, "zh": HOSTILE, "en": HOSTILE, "headline_zh": HOSTILE, "headline_en": HOSTILE},),
        findings=(Finding("ICM008", HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        points_tables={HOSTILE: pd.DataFrame({HOSTILE: [HOSTILE]})},
        features=(Feature(HOSTILE),),
        provenance={HOSTILE: HOSTILE},
        tracking=HOSTILE,
    )
    page = render_report(hostile)
    assert "<script" not in page.lower() and "\u202e" not in page
    assert "&lt;script&gt;" in page
    assert not any(name.startswith("on") for name in attributes_of(page))


def attributes_of(page: str) -> set[str]:
    """Names of all attributes of all elements, as a browser would read them."""
    names: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            names.update(name for name, _ in attrs)

    Reader().feed(page)
    return names


def test_without_a_chinese_font_the_page_says_so(bare, monkeypatch):
    monkeypatch.setattr("inscredit_models.report.page.chinese_family", lambda: None)
    assert "the figures carry English labels" in render_report(bare)


def test_written_page_is_what_was_rendered(bare, tmp_path):
    write_report(bare, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == render_report(bare)
