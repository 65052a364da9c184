"""Conditions and tests of further service lines, as payers and charts name them."""

from __future__ import annotations

import pytest

from docextract.requirements import parse_requirement
from docextract.requirements.concepts import lexicon, mentions


@pytest.mark.parametrize(
    ("asked", "key", "charted"),
    [
        ("Pulmonary arterial hypertension by catheterization", "pulmonary_hypertension", "mPAP 41"),
        (
            "Usual interstitial pneumonia pattern on CT",
            "interstitial_lung",
            "honeycombing at bases",
        ),
        ("Eosinophilic esophagitis", "eosinophilic_esophagitis", "rings and furrows"),
        ("Gastroparesis by emptying study", "gastroparesis", "GES: 62% retention at 2 h"),
        ("Nephrotic syndrome", "nephrotic", "UPCR 5.1"),
        ("Cushing syndrome", "cushing", "midnight cortisol 14"),
        ("Severe hemophilia A", "hemophilia", "ABR 6, target joint L knee"),
        ("Pain crises in sickle cell disease", "sickle_cell", "HbSS, admitted for VOC"),
        ("Absolute neutrophil count of 1,500 or more", "neutrophils", "ANC 1.6"),
        ("Adequate organ function", "organ_function", "adequate marrow function"),
        ("Two endocrine regimens", "fulvestrant", "fulvestrant 500 mg"),
        ("Generalized myasthenia gravis", "myasthenia", "ptosis, AChR 14.2"),
        ("Spinal muscular atrophy", "muscular_atrophy", "SMN2 3 copies"),
        ("Hidradenitis Hurley stage II", "hidradenitis", "draining tunnels"),
        ("Giant cell arteritis", "vasculitis", "jaw claudication, ESR 98"),
        ("Neovascular macular degeneration", "macular_disease", "OCT subretinal fluid OD"),
        ("Global developmental delay", "developmental_delay", "Bayley 62"),
        ("Osteomyelitis of the foot", "osteomyelitis", "probes to bone"),
        ("Wound area not reduced", "wound_area", "3.2 x 2.5 x 1.1 cm"),
        ("Wagner 3 diabetic foot ulcer", "foot_ulcer", "DFU L plantar"),
        ("A structured suicide risk screen", "cssrs", "C-SSRS low"),
        ("Complex regional pain syndrome", "crps", "allodynia to the wrist"),
    ],
)
def test_a_requirement_and_a_chart_line_meet_in_one_concept(
    asked: str, key: str, charted: str
) -> None:
    lex = lexicon()
    family = {k for c in parse_requirement(asked).concepts for k in lex.family(c)}
    assert key in family
    assert key in {m.key for m in mentions(charted)}
