"""A payer's words and a chart's words for one thing name the same concept, by service line."""

from __future__ import annotations

import pytest

from docextract.requirements.concepts import keys_of, lexicon
from docextract.requirements.parse import parse_requirement


def linked(criterion: str, line: str) -> set[str]:
    """The concepts of a criterion that a chart line names or hints at, members counted."""
    said = keys_of(line, "name", "sign", "clear")
    return {k for k in parse_requirement(criterion).concepts if lexicon().family(k) & said}


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
         "withdrawal_complications"),
        ("Maladaptive behavior such as elopement", "bolts from the house",
         "problem_behavior"),
        ("Parent training participation", "parent tx x 2 this week", "parent_training"),
        ("Adaptive behavior scores", "VB-MAPP 38/170", "skills_score"),
        ("Catatonia", "BFCRS 22, waxy", "catatonia"),
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
