from __future__ import annotations

import pytest

from docextract.chart.kind import author_of, kind_of


@pytest.mark.parametrize(
    ("title", "name", "kind"),
    [
        ("Office Visit - Established", "scan1.pdf", "progress_note"),
        ("New Patient Consultation - Spine", "a.pdf", "consult"),
        ("Physical Therapy Daily Note", "a.pdf", "pt_ot"),
        ("MRI LUMBAR SPINE WITHOUT CONTRAST", "a.pdf", "imaging"),
        ("CLINICAL LABORATORY\nFINAL REPORT", "a.pdf", "lab"),
        ("OPERATIVE REPORT", "a.pdf", "op_note"),
        ("Nerve conduction study", "a.pdf", "emg"),
        ("Polysomnography report", "a.pdf", "sleep_study"),
        ("Emergency Department note", "a.pdf", "ed"),
        ("Discharge summary", "a.pdf", "discharge"),
        ("Telephone encounter", "a.pdf", "phone_message"),
        ("Oswestry questionnaire", "a.pdf", "questionnaire"),
        ("Treatment minutes by patient", "a.pdf", "therapy_log"),
        ("External fill history", "a.pdf", "medication_list"),
        ("Riverbend", "2026-01-05 ortho OV.pdf", "progress_note"),
        ("Riverbend", "x.pdf", "other"),
    ],
)
def test_kind_by_title_then_name(document, title, name, kind):
    assert kind_of(document(title + "\n\nText.", name=name)) == kind


def test_prose_at_the_top_is_no_title(document):
    prose = (
        "She keeps a headache diary and was seen in urgent care for the knee pain in the spring."
    )
    assert kind_of(document("Follow-up visit\n" + prose)) == "progress_note"


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Provider: Ana Q. Ode, MD", "Ana Q. Ode, MD"),
        ("Therapist: Lee Brandt, PT, DPT", "Lee Brandt, PT"),
        ("Electronically signed by R. Osei DO 02/10/2026", "R. Osei, DO"),
        ("Patient: Marisol Venkatesh", None),
    ],
)
def test_author(text, author):
    assert author_of(text) == author
