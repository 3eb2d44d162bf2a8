"""征信业管理条例 Art. 14 by field name: each kind is found under every disguise, the harmless is let through."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.catalogue import prohibited as module
from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.prohibited import EXEMPT, consent_only_reason, load_register, prohibited_reason
from inscredit_models.findings import Refused

REGISTER = load_register()
FORBIDDEN = {item.kind for item in REGISTER.restrictions if item.rule == "forbidden"}
TERMS = [term for term in REGISTER.terms if term.kind in FORBIDDEN]

KINDS = {
    "宗教": "religion Religious_Belief zongjiao ZONG_JIAO 宗教信仰 客户宗教 re1igion",
    "基因": "gene GENE_CODE dnaProfile ji-yin 基因检测 genes geneticTest genome_id 遺傳 yichuan",
    "指纹": "指紋 finger_print FingerPrintHash f.i.n.g.e.r.p.r.i.n.t zhiwen print_finger thumbPrint",
    "血型": "xue_xing bloodGroup type_of_blood customerbloodtype bl00d_type BLOODTYPES 血-型 血xing ABO_TYPE",
    "疾病": "disease d1sease DISEASES jibing 疾_病 疾bing 診斷 diagnosis_code ICD10 icd_10_code illnessName 健康狀況"
    " dіsease jíbìng ｄｉｓｅａｓｅ dis​ease diag_cd symptom$ huanBing",
    "病史": "medicalHistory history_medical 病歷號 bing_shi pre-existing_condition Prescription 既往症"
    " patients_history",
}


@pytest.mark.parametrize(("zh", "name"), [(zh, name) for zh, names in KINDS.items() for name in names.split(" ")])
def test_disguised_prohibited_name_is_found_as_what_it_is(zh: str, name: str) -> None:
    reason = prohibited_reason(name)
    assert reason is not None
    assert zh in reason and "征信业管理条例 Art. 14" in reason


def disguises(term: str) -> set[str]:
    """Give a name in other clothes: case, separators, capitals, full width, a hidden character, a suffix."""
    words = term.split()
    return {
        term.upper(),
        "_".join(words),
        "-".join(words) + "_2",
        "".join(word.capitalize() for word in words),
        "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in term),
        term[0] + "​" + term[1:],
        "insured_" + "_".join(words),
    }


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term)
def test_every_term_is_found_in_every_clothing(term: module.Term) -> None:
    names = disguises(term.term) | (disguises(term.pinyin) if term.pinyin else set())
    assert [name for name in sorted(names) if prohibited_reason(name) is None] == []


HARMLESS = """
region general generation agent agency_id genre eugene premium claim_history medical_line hospital_token event_date
疾病保险保费 重大疾病险 jibingbaoxian_fee critical_illness_insurance_premium device_fingerprint 设备指纹 blood_relative
病毒 history records_from education diagram 保单 faithful good_faith 诚信 指标 文本 act_ended type group 10 _ x
"""


@pytest.mark.parametrize("name", HARMLESS.split())
def test_harmless_name_is_let_through(name: str) -> None:
    assert prohibited_reason(name) is None


def test_empty_name_is_let_through() -> None:
    assert prohibited_reason("") is None


def test_a_disguise_behind_an_exempt_name_is_still_found() -> None:
    assert prohibited_reason("疾病保险_诊断") is not None
    assert prohibited_reason("critical_illness_cover_diagnosis") is not None


@pytest.mark.parametrize(
    ("name", "zh"),
    [
        ("annual_income", "收入"),
        ("工资", "收入"),
        ("bankBalance", "存款"),
        ("SECURITIES", "有价证券"),
        ("policy_token", "商业保险"),
        ("保單號", "商业保险"),
        ("real-estate", "不动产"),
        ("納稅數額", "纳税数额"),
    ],
)
def test_consent_only_name_is_found_and_not_forbidden(name: str, zh: str) -> None:
    assert zh in consent_only_reason(name)
    assert prohibited_reason(name) is None


def test_the_register_has_the_six_and_six_of_the_law() -> None:
    """征信业管理条例 Art. 14: religion, genes, fingerprints, blood type, disease, medical history; six by consent."""
    rules = [item.rule for item in REGISTER.restrictions]
    assert (rules.count("forbidden"), rules.count("written_consent")) == (6, 6)
    assert {term.kind for term in REGISTER.terms} == {item.kind for item in REGISTER.restrictions} | {EXEMPT}


def test_no_field_of_the_catalogue_is_prohibited_unless_it_says_so() -> None:
    fields = [field for record in load_catalogue().record_types for field in record.fields]
    named = {field.name for field in fields if prohibited_reason(field.name)}
    assert named == {field.name for field in fields if field.prohibited_for} == {"diagnosis_code"}


def test_a_spoilt_register_is_refused_with_everything_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("prohibited.csv", "prohibited_terms.csv"):
        (tmp_path / name).write_bytes((module.DATA / name).read_bytes())
    with (tmp_path / "prohibited_terms.csv").open("a", encoding="utf-8") as stream:
        stream.write("no_kind,en,thing,\ndisease,zh,病痛,bing\n")
    monkeypatch.setattr(module, "DATA", tmp_path)
    with pytest.raises(Refused) as refusal:
        load_register.__wrapped__()
    assert [finding.code for finding in refusal.value.findings] == ["ICM008", "ICM006"]
