"""Files without pages of their own: their text in reading order, tables as tabs."""

from __future__ import annotations

import base64
import io
import json
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from PIL import Image

from docextract.limits import Limits
from docextract.pages import inspect_file, read_document
from docextract.pages.text import text_of

SHARED = Path(__file__).parents[4] / "shared" / "corpora"

CCDA = """<?xml version="1.0"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Visit summary</title>
<effectiveTime value="20260203101500-0500"/>
<recordTarget><patientRole><id extension="M-77"/><patient>
<name><given>Ann</given><given>Q</given><family>Example</family></name>
<administrativeGenderCode displayName="Female"/><birthTime value="19510209"/></patient>
</patientRole></recordTarget>
<author><assignedAuthor><assignedPerson><name><given>Bo</given><family>Sample</family>
<suffix>MD</suffix></name></assignedPerson></assignedAuthor></author>
<componentOf><encompassingEncounter><effectiveTime><low value="20260131"/></effectiveTime>
</encompassingEncounter></componentOf>
<component><structuredBody><component><section><title>Results</title><text>
<table><thead><tr><th>Test</th><th>Value</th></tr></thead>
<tbody><tr><td>A1c</td><td>8.1 <br/>percent</td></tr></tbody></table>
<paragraph>Fasting &lt; 8 h</paragraph><list><item>one</item><item>two</item></list>
</text></section></component></structuredBody></component></ClinicalDocument>"""


def text(tmp_path: Path, data: bytes, name: str = "file") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    document = read_document(path)
    assert all(w.box is None for p in document.pages for line in p.lines for w in line.words)
    return text_of(document.pages).raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_in_any_usual_encoding(tmp_path: Path, encoding: str):
    data = "Name:  Ann Señor\tDOB: 1/2/1950\r\nsecond line\r\n\r\n- item\r\n- next\r\n"
    expected = "Name:\tAnn Señor\tDOB: 1/2/1950\nsecond line\n\n- item\n\n- next"
    assert text(tmp_path, data.encode(encoding)) == expected


def test_ccda_tells_who_when_and_what(tmp_path: Path):
    assert text(tmp_path, CCDA.encode()) == (
        "Visit summary\n\nPatient: Ann Q Example\nDate of birth: 02/09/1951\nSex: Female\n"
        "Patient ID: M-77\nDocument date: 02/03/2026\nDate of service: 01/31/2026\n"
        "Author: Bo Sample, MD\n\nResults\n\nTest\tValue\n\nA1c\t8.1 percent\n\n"
        "Fasting < 8 h\n\n• one\n\n• two"
    )


def test_fhir_bundle(tmp_path: Path):
    note = base64.b64encode(b"Knee is stable.").decode()
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"resource": {"resourceType": "Patient", "birthDate": "1951-02-09",
                          "name": [{"use": "old", "family": "Prior"},
                                   {"use": "official", "given": ["Ann"], "family": "Example"}]}},
            {"resource": {"resourceType": "Observation", "status": "final",
                          "code": {"text": "Weight"}, "effectiveDateTime": "2026-01-05T10:00:00Z",
                          "valueQuantity": {"value": 81.50, "unit": "kg"}}},
            {"resource": {"resourceType": "DocumentReference", "date": "2026-01-06",
                          "type": {"text": "Note"},
                          "content": [{"attachment": {"contentType": "text/plain",
                                                      "data": note}}]}},
        ],
    }  # fmt: skip
    found = text(tmp_path, json.dumps(bundle).encode())
    assert found.startswith("Patient: Ann Example\nDate of birth: 02/09/1951")
    assert "01/05/2026\tWeight\t81.5 kg\tfinal" in found
    assert "01/06/2026\tNote\nKnee is stable." in found


def test_docx_in_order_with_tables_and_headers(tmp_path: Path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Example Clinic"
    document.add_paragraph("Seen on 01/02/2026.")
    table = document.add_table(rows=2, cols=2)
    for cell, value in zip(table._cells, ("Drug", "Dose", "Exampline", "5 mg"), strict=True):
        cell.text = value
    document.add_paragraph("Plan: continue.")
    stream = io.BytesIO()
    document.save(stream)
    assert text(tmp_path, stream.getvalue()) == (
        "Example Clinic\n\nSeen on 01/02/2026.\n\nDrug\tDose\n\nExampline\t5 mg\n\nPlan: continue."
    )


def test_rtf_and_html(tmp_path: Path):
    rtf = rb"{\rtf1\ansi Dear Bo,\par the \b claim\b0  is paid.\par}"
    assert text(tmp_path, rtf) == "Dear Bo,\nthe claim is paid."
    page = b"<html><head><title>no</title><script>alert(1)</script></head><body><h1>Policy</h1>"
    page += (
        b"<ul><li>first<li>second</ul><table><tr><td>a</td><td>b</td></tr></table></body></html>"
    )
    assert text(tmp_path, page) == "Policy\n\n• first\n\n• second\n\na\tb"


def test_mail_with_attachments_that_can_and_cannot_be_read(tmp_path: Path):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Denial"
    mail.set_content("Please see attached.")
    blank = io.BytesIO()
    Image.new("1", (850, 1100), 1).save(blank, "TIFF", dpi=(100, 100))
    mail.add_attachment(blank.getvalue(), maintype="image", subtype="tiff", filename="fax.tif")
    mail.add_attachment(b"\0\1\2" * 99, maintype="application", subtype="x", filename="odd.bin")
    mail.add_attachment("the note", filename="note.txt")
    path = tmp_path / "mail.eml"
    path.write_bytes(mail.as_bytes())
    info = inspect_file(path, limits=Limits())
    assert (info.media, info.page_count, info.paged) == ("email", 4, False)
    pages = read_document(path).pages
    assert [p.number for p in pages] == [1, 2, 3, 4]
    assert [p.status for p in pages] == ["read", "blank", "unread", "read"]
    assert pages[0].text.endswith("Subject: Denial\nPlease see attached.")
    assert "odd.bin" in (pages[2].note or "")
    assert pages[3].text == "the note"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpora are not here")
@pytest.mark.parametrize("kind", ["ccda", "fhir"])
def test_records_of_many_vendors_open(kind: str):
    files = sorted((SHARED / kind).iterdir())
    assert files
    for path in files:
        document = read_document(path)
        assert document.media == kind
        assert "Patient: " in document.pages[0].text
