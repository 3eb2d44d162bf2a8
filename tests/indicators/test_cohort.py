"""The cohort tier through the panel: who takes part, what depends on whom, what is refused, what is said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings, Refused
from inscredit_models.indicators.cohort_parts import is_cohort
from inscredit_models.indicators.definitions import define
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import Registry, check_registry, load_registry
from tests.indicators.small import AS_OF, indicator, store

TAXES = indicator("taxes", kind="total", record="tax", field="amount")
PEER = indicator("peer", kind="peer_percentile", of="taxes", minimum_peers=1)
SAME_SEX = {"peers": [{"record": "profile", "field": "sex"}]}


def taxed(*amounts: Any, **others: list[dict[str, Any]]) -> Any:
    rows = [{"event_date": "2024-01-01", "amount": a, "subject_id": f"s{n}"} for n, a in enumerate(amounts)]
    return store(tax=rows, **others)


def column(data: Any, *indicators: Any, as_of: dt.date = AS_OF, **others: Any) -> dict[str, float]:
    frame = compute_panel(data, indicators, [as_of], **others).frame
    return dict(zip(frame["subject_id"], frame.iloc[:, 2], strict=True))


def test_who_has_nothing_on_file_of_the_kind_is_a_peer_with_the_value_of_nothing() -> None:
    data = taxed(5, 7, registration=[{"event_date": "2024-01-01", "action": "enter", "subject_id": "idle"}])
    assert column(data, PEER, TAXES) == {"idle": 0, "s0": 0.5, "s1": 1}


def test_the_population_of_a_panel_does_not_change_a_percentile() -> None:
    (population,) = [item for item in load_registry().populations if item.code == "registered_3m_active"]
    entered = [{"event_date": "2020-01-01", "action": "enter", "subject_id": "s1"}]
    data = taxed(5, 7, 9, registration=entered)
    assert column(data, PEER, TAXES, population=population) == {"s1": 0.5}
    assert column(data, PEER, TAXES)["s1"] == 0.5


def test_what_it_is_made_of_is_computed_and_shown_only_if_listed() -> None:
    frame = compute_panel(taxed(1, 2), [PEER, TAXES], [AS_OF]).frame
    assert frame.columns.tolist() == ["subject_id", "as_of", "peer", "taxes"]
    made = indicator("one", kind="peer_percentile", of="conduct_weighted_case_count_36m", minimum_peers=1)
    assert column(taxed(1, 2), made) == {"s0": 0.5, "s1": 0.5}


def test_dates_are_cohorts_of_their_own() -> None:
    data = taxed(1, 2, 3)
    frame = compute_panel(data, [PEER, TAXES], [dt.date(2023, 12, 31), AS_OF]).frame
    assert frame["as_of"].dt.date.unique().tolist() == [AS_OF] and frame["peer"].tolist() == [0, 0.5, 1]


def test_too_few_peers_are_a_warning_that_counts_them() -> None:
    lonely = indicator("peer", kind="peer_percentile", of="taxes", minimum_peers=3)
    panel = compute_panel(taxed(1, 2, 3), [lonely, TAXES], [AS_OF])
    assert panel.frame["peer"].isna().all()
    (finding,) = panel.findings
    assert (finding.code, finding.severity, finding.where) == ("ICM175", "warning", "peer")
    assert finding.found.startswith("3 of 3 values missing: fewer than 3 peers")


def test_peer_fields_are_read_from_the_latest_record_known_then() -> None:
    says = [
        {"event_date": "2020-01-01", "sex": sex, "subject_id": f"s{n}", "record_id": f"a{n}"}
        for n, sex in enumerate(["male", "male", "female", "female"])
    ]
    says += [{"event_date": "2024-02-01", "known_date": "2024-03-01", "sex": "male", "subject_id": "s2"}]
    grouped = indicator("peer", kind="peer_percentile", of="taxes", minimum_peers=1, **SAME_SEX)
    data = taxed(1, 2, 3, 4, profile=says)
    assert column(data, grouped, TAXES) == {"s0": 0, "s1": 1, "s2": 0, "s3": 1}
    later = column(data, grouped, TAXES, as_of=dt.date(2024, 3, 31))
    assert later["s0"] == 0 and later["s1"] == 0.5 and later["s2"] == 1 and np.isnan(later["s3"])


def test_digits_of_several_fields_are_pooled() -> None:
    test = {"test": "heaping", "statistic": "excess", "multiple": 10, "minimum_figures": 4}
    figures = [
        {"record": "portfolio", "fields": ["policies_sold", "callbacks"]},
        {"record": "tax", "fields": ["amount"]},
    ]
    pooled = indicator("heap", kind="authenticity", figures=figures, **test)
    rows = [{"event_date": "2024-01-01", "policies_sold": 10, "callbacks": 11, "subject_id": "s0"}]
    assert column(taxed(30, 30.01, portfolio=rows * 1), pooled)["s0"] == pytest.approx(np.nan, nan_ok=True)
    rows += [{"event_date": "2024-02-01", "policies_sold": 0, "callbacks": 20, "subject_id": "s0"}]
    assert column(taxed(30, 30.01, portfolio=rows), pooled)["s0"] == pytest.approx(3 / 4 - 0.1)


def test_a_mark_of_dispute_reaches_what_a_subject_reported_itself() -> None:
    heap = indicator(
        "heap",
        kind="authenticity",
        test="heaping",
        statistic="excess",
        multiple=10,
        minimum_figures=1,
        figures=[{"record": "tax", "fields": ["amount"]}],
    )
    row = {"record_id": "r", "event_date": "2023-06-01", "amount": 10, "subject_id": "a"}
    data = store(
        tax=[
            {**row, "sequence": 1},
            {**row, "sequence": 2, "status": "disputed", "known_date": "2024-01-01"},
            {**row, "record_id": "q", "subject_id": "b"},
        ]
    )
    marks = compute_panel(data, [heap, PEER, TAXES], [AS_OF]).disputed
    assert set(zip(marks["subject_id"], marks["indicator"], strict=True)) == {
        ("a", "heap"),
        ("a", "peer"),
        ("a", "taxes"),
    }


@pytest.mark.parametrize(
    ("compute", "code", "word"),
    [
        ({"kind": "peer_percentile", "of": "nothing"}, "ICM008", "'nothing'"),
        ({"kind": "peer_percentile", "of": "peer"}, "ICM006", "peer_percentile over the peer_percentile"),
        ({"kind": "peer_percentile", "of": "it"}, "ICM006", "peer_percentile over the peer_percentile"),
        ({"kind": "peer_percentile", "of": "taxes", "among": "nobody"}, "ICM008", "'nobody'"),
        (
            {"kind": "formula", "expression": {"op": "add", "args": ({"constant": 1}, {"indicator": "peer"})}},
            "ICM006",
            "formula over the peer_percentile",
        ),
    ],
)
def test_circles_and_unknown_names_are_refused(compute: dict, code: str, word: str) -> None:
    bad = indicator("it", **compute)
    with pytest.raises(Refused) as refusal:
        compute_panel(taxed(1), [bad, PEER, TAXES], [AS_OF])
    assert code in {item.code for item in refusal.value.findings}
    assert any(word in item.found for item in refusal.value.findings)
    findings = Findings()
    check_registry(Registry((bad, PEER, TAXES), (), ()), load_catalogue(), findings)
    assert code in {item.code for item in findings} and any(word in item.found for item in findings)


@pytest.mark.parametrize(
    ("compute", "word"),
    [
        ({"kind": "peer_percentile", "of": "taxes", "peers": [{"record": "tax", "field": "amount"}]}, "peer field"),
        ({"kind": "peer_percentile", "of": "taxes", "peers": [{"record": "tax", "field": "sum"}]}, "field 'sum'"),
        ({"kind": "peer_percentile", "of": "taxes", "peers": [{"record": "claim", "field": "line"}]}, "'claim'"),
        (
            {
                "kind": "authenticity",
                "test": "first_digit",
                "statistic": "mad",
                "figures": [{"record": "violation", "fields": ["severity"]}],
            },
            "figures in the code field",
        ),
        (
            {"kind": "contagion", "of": "taxes", "links": {"record": "tax", "field": "amount", "via": "named"}},
            "links by the decimal field",
        ),
        (
            {"kind": "contagion", "of": "peer", "links": {"record": "tax", "field": "amount", "via": "named"}},
            "over the",
        ),
    ],
)
def test_what_does_not_fit_the_catalogue_is_found(compute: dict, word: str) -> None:
    findings = Findings()
    check_registry(Registry((indicator("it", **compute), PEER, TAXES), (), ()), load_catalogue(), findings)
    assert any(word in item.found for item in findings), [item.found for item in findings]


@pytest.mark.parametrize("item", [item for item in load_registry().indicators if is_cohort(item)], ids=lambda i: i.code)
def test_definitions_say_every_number_that_changes_the_value(item: Any) -> None:
    compute = item.compute
    limits = ("minimum_peers", "minimum_figures", "minimum_links", "multiple", "line", "largest_group", "above")
    for language in ("zh", "en"):
        text = define(item, language)
        for name in limits:
            value = getattr(compute, name, None) or getattr(getattr(compute, "links", None), name, None)
            assert value is None or f"{value:g}" in text, (name, text)
        assert getattr(compute, "of", "") in text and (getattr(compute, "among", None) or "") in text
        for peer in getattr(compute, "peers", ()):
            assert getattr(load_catalogue().record_type(peer.record).field(peer.field), language) in text
        for part in getattr(compute, "figures", ()):
            for name in part.fields:
                assert getattr(load_catalogue().record_type(part.record).field(name), language) in text


CHANGES = (
    {"minimum_peers": 12},
    {"of": "award_count_36m"},
    {"among": None},
    {"peers": ()},
    {"peers": ({"record": "profile", "field": "sex"},)},
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_change_in_a_percentile_changes_its_text(language: str) -> None:
    (base,) = [item for item in load_registry().indicators if item.code == "peer_persistency_percentile_24m"]
    texts = {define(base, language)}
    for change in CHANGES:
        compute = type(base.compute).model_validate(base.compute.model_dump() | change)
        texts.add(define(base.model_copy(update={"compute": compute}), language))
    assert len(texts) == len(CHANGES) + 1


def test_an_empty_store_gives_an_empty_frame() -> None:
    frame = compute_panel(store(), [PEER, TAXES], [AS_OF]).frame
    assert len(frame) == 0 and isinstance(frame, pd.DataFrame)
