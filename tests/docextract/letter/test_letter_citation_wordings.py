"""Criteria in many wordings: source, identifier and edition of each, and nothing beside them."""
# ruff: noqa: E501 - letters are typed as they are printed

from __future__ import annotations

import re

import pytest

from docextract.facts import DocumentType
from docextract.letter.citations import read_citations

ROWS = [
    (
        "It is not necessary under 117 QMR 420.204. The tray is refused (117 QMR 411.417(b)).",
        [("statute", "117 QMR 420.204", None), ("statute", "117 QMR 411.417(b)", None)],
    ),
    (
        "The rule is NVSC 8.308.9.18, which counts the hours.",
        [("statute", "NVSC 8.308.9.18", None)],
    ),
    (
        "Administrative Rule EAR 471-12.06 lets us approve more hours only for need.",
        [("statute", "EAR 471-12.06", None)],
    ),
    ("Sodium was 132 MEQ 4.5 apart from the rest.", []),
    (
        "Sources: Medicare Benefit Policy Manual chapter 7, 40.1 and 40.2.",
        [("other", "chapter 7, 40.1 and 40.2", None)],
    ),
    (
        "We also looked at Chapter 1, section 110, of the Medicare Benefit Policy Manual.",
        [("other", "Chapter 1, section 110", None)],
    ),
    (
        "The policy is MP 2.04.117, Genome Sequencing for Rare Disease (reviewed January 2026).",
        [("payer_policy", "MP 2.04.117", "reviewed January 2026")],
    ),
    (
        "Our rule is Clinical Standard BH-ABA-2, Intensity of Treatment (March 2026).",
        [("payer_policy", "BH-ABA-2", "March 2026")],
    ),
    ("Exception rule EX-4 (Non-Listed Drugs, 2026) applies.", [("payer_policy", "EX-4", "2026")]),
    ("We used The ASAM Criteria, Fourth Edition.", [("ASAM", None, "Fourth Edition")]),
    (
        "We read the notes against MCG, Recovery Facility Care, 30th edition.",
        [("MCG", None, "30th edition")],
    ),
    (
        "Article IX, Section 9.22 of the Plan (restated January 1, 2024) pays only if it hangs.",
        [("plan_document", "Article IX, Section 9.22", "restated January 1, 2024")],
    ),
    ("Section 11.4 of the Plan requires that suit be filed within one year of this letter.", []),
    (
        "This decision is based on Section 1862(a)(1)(A) of the Social Security Act.",
        [("statute", "Section 1862(a)(1)(A) of the Social Security Act", None)],
    ),
    (
        "Section 1860D-2(e)(4) of the Act says what a medically accepted indication is.",
        [("statute", "Section 1860D-2(e)(4) of the Act", None)],
    ),
    ("You may sue under section 502(a) of the Employee Retirement Income Security Act.", []),
    (
        "See Title 22, California Code of Regulations, section 51303(a).",
        [("statute", "Title 22, California Code of Regulations, section 51303(a)", None)],
    ),
    (
        "The decision follows N.Y. Comp. Codes R. & Regs. tit. 18, § 505.2.",
        [("statute", "N.Y. Comp. Codes R. & Regs. tit. 18, § 505.2", None)],
    ),
    ("The request was checked against our rule PT-09.", [("payer_policy", "PT-09", None)]),
    (
        "We looked at the Ohio Medicaid Waiver (OMW) manual, section 12.4, for this decision.",
        [("payer_policy", "section 12.4", None)],
    ),
    (
        "The rule is in the Medicare Benefit Policy Manual, chapter 1, section 110.",
        [("other", "chapter 1, section 110", None)],
    ),
    (
        "The decision rests on the Idaho Medicaid Provider Handbook, Durable Medical Equipment, section 3.6.",
        [("payer_policy", "section 3.6", None)],
    ),
    (
        "We used the American Academy of Pediatrics clinical practice guideline on bronchiolitis.",
        [("other", None, None)],
    ),
    (
        "The American Diabetes Association Standards of Care (2026) were consulted.",
        [("other", None, "2026")],
    ),
    ("Criteria: American Society of Addiction Medicine, Level 3.7.", [("ASAM", "Level 3.7", None)]),
    (
        "Guideline: Meridian Spine Review, MSR-14, effective 02/01/2026.",
        [("payer_policy", "MSR-14", "effective 02/01/2026")],
    ),
    (
        "The reviewer used the Corvane Imaging Criteria, chapter UE-7 (Shoulder Pain).",
        [("payer_policy", "UE-7", None)],
    ),
    (
        "We used MCG Care Guidelines, 27th Edition, Inpatient & Surgical Care, Lumbar Fusion, ORG: S-820 (ISC).",
        [("MCG", "S-820", "27th Edition")],
    ),
    ("Criteria: MCG 29th ed., Cervical Laminectomy S-340.", [("MCG", "S-340", "29th ed.")]),
    (
        "We applied InterQual 2025 Procedures Criteria: Hysterectomy, Laparoscopic.",
        [("InterQual", None, "2025")],
    ),
    (
        "InterQual® Acute Adult Criteria, version 2025.1, were not met.",
        [("InterQual", None, "version 2025.1")],
    ),
    (
        "This decision is based on NCD 240.4 (Continuous Positive Airway Pressure).",
        [("NCD", "240.4", None)],
    ),
    (
        "Medicare Local Coverage Determination L33642, revised 10/1/2025, applies.",
        [("LCD", "L33642", "revised 10/1/2025")],
    ),
    (
        "Medical Policy SURG.00097 (eff. 1/1/2026) was used.",
        [("payer_policy", "SURG.00097", "eff. 1/1/2026")],
    ),
    (
        "See Clinical Coverage Guideline CCG-214, Hyperbaric Oxygen, effective March 1, 2026.",
        [("payer_policy", "CCG-214", "effective March 1, 2026")],
    ),
    (
        "The exclusion is in your member handbook, section 4.2.",
        [("plan_document", "section 4.2", None)],
    ),
    ("Regulation: 130 CMR 450.204.", [("statute", "130 CMR 450.204", None)]),
    (
        "Carelon Advanced Imaging Guidelines: Imaging of the Spine (effective 11/17/2025).",
        [("Carelon", None, "effective 11/17/2025")],
    ),
    (
        "eviCore Spine Imaging Guidelines V1.0.2026, section SP-6.2, was not met.",
        [("eviCore", "SP-6.2", "V1.0.2026")],
    ),
    (
        "eviCore healthcare guideline CMM-208 Radiofrequency Joint Ablations/Denervations, Version 1.0.2026.",
        [("eviCore", "CMM-208", "Version 1.0.2026")],
    ),
    (
        "Evolent Clinical Guideline 7263-1 for Cervical Facet Injection.",
        [("other", "7263-1", None)],
    ),
    (
        "We followed the ASAM Criteria, Fourth Edition, Level 3.7.",
        [("ASAM", "Level 3.7", "Fourth Edition")],
    ),
    (
        "Washington Administrative Code WAC 182-543-4100 sets the rules for wheelchairs.",
        [("statute", "WAC 182-543-4100", None)],
    ),
    (
        "Express Scripts TRICARE prior authorization criteria for growth hormone, May 2025.",
        [("payer_policy", None, "May 2025")],
    ),
    (
        "NCCN Clinical Practice Guidelines in Oncology: Breast Cancer, version 2.2026.",
        [("NCCN", None, "version 2.2026")],
    ),
    (
        "Your plan's Pharmacy Policy 5.01.612, last reviewed January 2026.",
        [("payer_policy", "5.01.612", "last reviewed January 2026")],
    ),
    (
        "The plan document, page 41, item 12, excludes it.",
        [("plan_document", "page 41, item 12", None)],
    ),
    ("Federal rule 42 CFR 409.42 defines homebound.", [("statute", "42 CFR 409.42", None)]),
    (
        "We also considered Medicare Benefit Policy Manual, Chapter 7, Section 30.1.1.",
        [("other", "Chapter 7, Section 30.1.1", None)],
    ),
    (
        "Kentucky Medicaid Preferred Drug List, effective January 1, 2026, was used.",
        [("payer_policy", None, "effective January 1, 2026")],
    ),
    (
        "Criteria used: Magellan Medical Necessity Criteria, 2025-2026.",
        [("other", None, "2025-2026")],
    ),
    ("Guideline: LOCUS, version 20.", [("LOCUS", None, "version 20")]),
    ("Criterion set: CALOCUS-CASII Version 2.0", [("CALOCUS", None, "Version 2.0")]),
    (
        "CPB 0743, Spinal Surgery: Laminectomy and Fusion, was applied.",
        [("payer_policy", "0743", None)],
    ),
    (
        "Coverage Policy Number 0147 (Cigna), effective 5/15/2025",
        [("payer_policy", "0147", "effective 5/15/2025")],
    ),
    (
        "Medical policy 7.01.143 Responsive Neurostimulation, revised 08/2025",
        [("payer_policy", "7.01.143", "revised 08/2025")],
    ),
    (
        "We used the 2026 InterQual Level of Care criteria (Long-Term Acute Care).",
        [("InterQual", None, "2026")],
    ),
    (
        "Policy: HUM-0587-012 Botulinum Toxin. Review date 02/26/2026.",
        [("payer_policy", "HUM-0587-012", "Review date 02/26/2026")],
    ),
    (
        "The criteria are in our policy Site of Care for Infusions, RX.014.007 (March 2026).",
        [("payer_policy", "RX.014.007", "March 2026")],
    ),
    (
        "Our Site of Care Policy, SOC-INF-3, edition of January 2026, makes exceptions.",
        [("payer_policy", "SOC-INF-3", "edition of January 2026")],
    ),
    (
        "We used policy 4.7, Ventilatory Support at Home (rev. 9/2025).",
        [("payer_policy", "4.7", "rev. 9/2025")],
    ),
    (
        "Halcyon Prairie Medical Policy 32, Knee Arthroplasty, was applied.",
        [("payer_policy", "32", None)],
    ),
    ("Guideline 11, Orthodontics (2026), was applied.", [("payer_policy", "11", "2026")]),
    (
        "Source: 2026 Larkfield Comprehensive Formulary, exceptions.",
        [("payer_policy", None, "2026")],
    ),
    ("CRITERIA: INTERQUAL ACUTE ADULT, HEART FAILURE, 2025", [("InterQual", None, None)]),
    ("It is excluded under Section 8.14 of the Plan.", [("plan_document", "Section 8.14", None)]),
    (
        "See Section 10 of the 2026 brochure, which defines the term.",
        [("plan_document", "Section 10", None)],
    ),
    (
        "The rule at 10 CCR 9505-10, section 9.076 applies.",
        [("statute", "10 CCR 9505-10, section 9.076", None)],
    ),
    ("This follows LAC 99:XV.6903 on braces.", [("statute", "LAC 99:XV.6903", None)]),
    (
        "Under Cal. Health & Safety Code § 9367.01 we used written criteria.",
        [("statute", "Cal. Health & Safety Code § 9367.01", None)],
    ),
    (
        "Reference: Northmere Utilization Standard US-17 (Home Oxygen).",
        [("payer_policy", "US-17", None)],
    ),
    ("Northmere has its own monitor rule, number 0388-M.", [("payer_policy", "0388-M", None)]),
    (
        "The plan's policy on the subject is number 7.01.99, and it has five conditions.",
        [("payer_policy", "7.01.99", None)],
    ),
    (
        "The Site of Care Policy for Infusions (SOC-2, revised March 2026) allows it.",
        [("payer_policy", "SOC-2", "revised March 2026")],
    ),
    (
        "Our reviewer used the Level of Care Guide for Skilled Nursing (LOC-SNF-3).",
        [("payer_policy", "LOC-SNF-3", None)],
    ),
    (
        "The guideline, ACR-C-12, Coronary CT (version 5.1), asks for more.",
        [("other", "ACR-C-12", "version 5.1")],
    ),
    ("Carelon's guideline on Advanced Imaging of the Spine was used.", [("Carelon", None, None)]),
    (
        "Under the criteria Dupilumab - Atopic Dermatitis (rev. 03/2026) a trial comes first.",
        [("payer_policy", None, "rev. 03/2026")],
    ),
    ("You are covered by policy 88-1102 issued to Harbor Freight Lines.", []),
    ("Standard: Larkfield Redeterminations, PO Box 60218, Wilmington, DE 19850", []),
    ("We wrote a new medical policy.\n\nDear Ms. Quill", []),
]


def bare(words: str | None) -> str:
    return re.sub(r"\W", "", words or "").lower()


@pytest.mark.parametrize(("cited", "expected"), ROWS, ids=[row[0][:40] for row in ROWS])
def test_each_wording_is_read(typed, cited, expected):
    letter = f"We reviewed the request.\n\n{cited}\n\nThe request is denied."
    found, _ = read_citations(typed(letter), document_type=DocumentType.DENIAL)
    told = [(c.source.value, bare(c.identifier.value)) for c in found]
    assert sorted(told) == sorted((source, bare(part)) for source, part, _ in expected)
    editions = {bare(c.edition.value) for c in found}
    assert all(
        any(bare(e) in have or (have and have in bare(e)) for have in editions)
        for *_, e in expected
    )
