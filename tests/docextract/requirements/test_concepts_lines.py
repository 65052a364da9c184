"""A payer's words and a chart's words for one thing name the same concept, by service line."""

from __future__ import annotations

import pytest

from docextract.requirements.concepts import keys_of, lexicon
from docextract.requirements.parse import parse_requirement


def linked(criterion: str, line: str) -> set[str]:
    """The concepts of a criterion that a chart line names or hints at: members and neighbors."""
    said = keys_of(line, "name", "sign", "clear")
    lex = lexicon()
    return {
        k for k in parse_requirement(criterion).concepts if (lex.family(k) | lex.near[k]) & said
    }


@pytest.mark.parametrize(
    ("criterion", "line", "key"),
    [
        ("Shoulder grooving from brassiere straps", "deep strap marks b/l", "shoulder_grooving"),
        ("Persistent intertrigo", "IM fold candidal rash, on nystatin", "intertrigo"),
        ("Peak urinary flow under 15 mL/s", "Qmax 7.8", "urine_flow"),
        ("Tubal patency", "HSG: bilateral spill", "tubal_patency"),
        ("Dislocation of the shoulder that recurs", "+ apprehension, Hill-Sachs on MRI",
         "shoulder_instability"),
        ("HLA-matched donor identified", "10/10 MUD", "donor_match"),
        ("Objective measure of strength or INCAT score", "grip dynamometer R 18 kg",
         "disability_score"),
        ("Reflexes reduced on examination, or areflexia", "DTRs 0 at ankles", "reduced_reflexes"),
        ("Drug-resistant epilepsy", "medically refractory epilepsy on 3 ASMs",
         "drug_resistant_epilepsy"),
        ("History of withdrawal seizures or delirium tremens", "DTs in 2021",
         "withdrawal_medical"),
        ("Maladaptive behavior such as elopement", "bolts from the house",
         "problem_behavior"),
        ("Parent training participation", "parent tx x 2 this week", "home_practice"),
        ("Adaptive behavior scores", "VB-MAPP 38/170", "skills_score"),
        ("Catatonia", "BFCRS 22, waxy", "catatonia"),
        ("Overjet of 5 mm or more", "ANB 8, retrognathia", "jaw_discrepancy"),
        ("Best aided sentence recognition of 50 percent or less", "AzBio 22% in quiet",
         "speech_score"),
        ("Cow's milk protein allergy", "CMPA, better on Elecare", "milk_allergy"),
        ("Results will change management", "would guide surveillance", "management_change"),
        ("Anaphylaxis with a prior infusion", "hives during 2nd infusion", "allergy_reaction"),
        ("Acute kidney injury", "AKI, Cr 3.4 from baseline 1", "kidney_disease"),
        ("Maximal inspiratory pressure under 60 cmH2O", "NIF -32", "respiratory_muscle"),
        ("Psoriatic arthritis with dactylitis", "sausage digit L 3rd toe", "psoriatic_arthritis"),
        ("Life expectancy of six months or less", "PPS 40%, bedbound", "terminal_prognosis"),
    ],
)  # fmt: skip
def test_a_chart_in_shorthand_names_what_a_payer_asks_for(
    criterion: str, line: str, key: str
) -> None:
    assert key in linked(criterion, line)


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("PE: lungs clear, abdomen soft", {"pulmonary_embolism"}),
        ("Seen in the ED on 3/4", {"hypogonadism", "erectile_dysfunction"}),
        ("Left AMA yesterday", {"fetal_risk"}),
        ("chest heaviness on exertion", {"vein_symptoms"}),
        ("MR with mild regurgitation", {"reflux_disease"}),
        ("Next steps were discussed; goal met", {"ureteral_stone"}),
        ("AV fistula with thrill", {"perianal_fistula"}),
        ("mitral valve prolapse", {"pelvic_prolapse"}),
        ("bypass surgery of the heart in 2019", {"bariatric_surgery"}),
        ("Joan Stone, RN", {"ureteral_stone"}),
        ("PSA 4.1 ng/mL", {"psoriatic_arthritis"}),
        (
            "Burlington, VT 05401; Fresno, CA 93650",
            {"cardiac_arrhythmia_vt", "malignancy"},
        ),
        ("ALK PHOS 88, PHOS 3.4", {"driver_mutation", "low_phosphate"}),
        ("PH 7.36, seen OCT 12", {"pulmonary_hypertension", "macular_fluid"}),
        ("LOW SALT DIET. No AD used for gait.", {"atopic_dermatitis"}),
        ("CPT 97153; PTA: lives alone", {"airway_clearance", "nerve_deafness"}),
        ("12 Elm Rd, 4L NC, MM 8", {"myeloma", "myeloma_lines"}),
        ("proton pump inhibitor", {"inhibitor"}),
        ("at that time the patient did act on it", {"act_score", "autism"}),
    ],
)
def test_a_short_word_with_another_meaning_names_nothing(line: str, keys: set[str]) -> None:
    assert not keys_of(line) & keys


def test_a_specialty_adds_words_to_a_concept_of_another_file() -> None:
    lex = lexicon()
    assert "zonisamide" in lex.family("anticonvulsant")
    assert lex.concepts["anticonvulsant"].kind == "drug"
    assert keys_of("screening mammo BI-RADS 1") == {"mammogram"}
    assert "shoulder_grooving" in lex.near["breast_hypertrophy"]


def test_what_the_same_words_name_twice_counts_once() -> None:
    """A class and its kind in one name are one thing asked for."""
    asked = parse_requirement("Chronic urticaria and an ASAM level of 3.7").concepts
    lex = lexicon()
    assert not any(a != b and a in lex.family(b) for a in asked for b in asked)
