"""Documents of many vendors, which lie beside the repository: all of them open."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from docextract.chart import read_chart
from docextract.chart.whose import patient_of
from docextract.pages import read_document

SHARED = Path(os.environ.get("P2P_SHARED", Path(__file__).parents[4] / "shared"))
CORPORA = SHARED / "corpora"
STRUCTURED = sorted([*CORPORA.glob("ccda/*.xml"), *CORPORA.glob("fhir/*.json")])
NOTES = sorted(CORPORA.glob("notes/*.txt"))

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside us")
_SERVED = re.compile(
    r'<(?:serviceEvent|encompassingEncounter)[\s\S]{0,300}?value="\d{8}|"Encounter"'
)
"""A service with its day; some records leave it empty."""


@pytest.mark.parametrize("path", STRUCTURED, ids=lambda p: p.name)
def test_a_record_opens_with_its_patient_and_its_date(path: Path) -> None:
    document = read_document(path)
    patient = patient_of([document])
    assert patient.dob is not None
    chart = read_chart([document], patient)
    told = chart.documents[0]
    assert told.included is True
    assert chart.statements
    if _SERVED.search(path.read_text(encoding="utf-8", errors="replace")):
        assert told.date is not None


def test_every_note_opens() -> None:
    unread = [p.name for p in NOTES if not read_document(p).pages[0].text.strip()]
    assert NOTES
    assert unread == []
