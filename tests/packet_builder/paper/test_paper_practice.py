"""The practice's own templates: used before ours, in a sandbox, with errors that say where."""

from __future__ import annotations

import docx
import pypdfium2 as pdfium
import pytest

from docextract.errors import TemplateFaultError
from packet_builder.appeal import DRAFT, write_appeal
from packet_builder.appeal_order import AppealOrder
from packet_builder.docx_controls import controls_in
from packet_builder.packet import write_packet


def letterhead(folder, *lines, header="Saguaro Pain Center, 602-555-0110"):
    base = docx.Document()
    base.sections[0].header.paragraphs[0].text = header
    for line in lines:
        base.add_paragraph(line)
    base.save(str(folder / "appeal.docx"))


def test_the_letterhead_stays_and_its_fields_are_filled(folder, tmp_path):
    letterhead(tmp_path, "Our patient: {{ case.letter.patient.name.value }}", "A plain line.")
    out = tmp_path / "out.docx"
    write_appeal(folder.case, out, AppealOrder(templates=tmp_path))
    letter = docx.Document(str(out))
    assert letter.paragraphs[0].text == "Our patient: Rosalind T. Okunbeam"
    assert letter.paragraphs[1].text == "A plain line."
    header = [p.text for p in letter.sections[0].header.paragraphs]
    assert "Saguaro Pain Center, 602-555-0110" in header
    assert {c.tag: c.text for c in controls_in(out.read_bytes())}["draft"] == DRAFT
    assert not any("put the practice's letterhead" in p.text for p in letter.paragraphs)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{{ case.letter.payer.value", r"appeal\.docx, paragraph \d+, line 1: unexpected end"),
        ("{{ case.no_such_field }}", r"appeal\.docx, paragraph \d+, line 1: .*no_such_field"),
        ("{{ case.__class__.__mro__ }}", r"appeal\.docx, paragraph \d+.*unsafe"),
        ("{% include '/etc/passwd' %}", r"appeal\.docx, paragraph \d+"),
    ],
)
def test_a_wrong_field_is_told_by_its_paragraph(folder, tmp_path, line, told):
    letterhead(tmp_path, line)
    with pytest.raises(TemplateFaultError, match=told):
        write_appeal(folder.case, tmp_path / "out.docx", AppealOrder(templates=tmp_path))
    assert not (tmp_path / "out.docx").exists()


def test_a_file_that_is_no_word_file_is_told(folder, tmp_path):
    (tmp_path / "appeal.docx").write_bytes(b"not a zip")
    with pytest.raises(TemplateFaultError, match="no Word file"):
        write_appeal(folder.case, tmp_path / "out.docx", AppealOrder(templates=tmp_path))


def test_a_template_of_the_practice_goes_before_ours(folder, tmp_path):
    (tmp_path / "points.html").write_text("<section id='points'><h2>House rules of ours</h2>")
    out = tmp_path / "packet.pdf"
    write_packet(folder.case, folder.source, out, templates=tmp_path)
    texts = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(out)]
    assert any("House rules of ours" in text for text in texts)
    assert "Say first" in texts[0] or "SAY FIRST" in texts[0]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<p>\n{{ case.criteria[ }}</p>", r"points\.html, line 2"),
        ("<p>\n\n{{ no_such_value }}</p>", r"points\.html, line 3: .*no_such_value"),
        ("{{ case.__init__.__globals__ }}", "unsafe"),
        ("{% include '../../etc/passwd' %}", "passwd"),
    ],
)
def test_a_broken_template_is_told_by_its_line(folder, tmp_path, source, told):
    (tmp_path / "points.html").write_text(source)
    with pytest.raises(TemplateFaultError, match=told):
        write_packet(folder.case, folder.source, tmp_path / "packet.pdf", templates=tmp_path)
