"""A letter that a person edits: its prose survives a refresh, and changed facts are found."""

from __future__ import annotations

import re
import shutil
import subprocess

import docx
import pytest
from docx.oxml.ns import qn

from docextract.errors import UnreadableFileError
from docextract.facts import Fact, PlanType
from packet_builder.appeal import DRAFT, write_appeal
from packet_builder.appeal_order import AppealOrder
from packet_builder.appeal_review import order_in, refresh_appeal, verify_appeal
from packet_builder.docx_controls import Control, controls_in, packed, replaced, unpacked
from packet_builder.docx_scan import scan
from packet_builder.outcome import Approval, CallOutcome, Level, Voice
from packet_builder.placing import place_exhibits

MINE = "My patient has waited since the spring; \u201cenough\u201d & more, <so to say>."


@pytest.fixture
def placed(folder):
    return place_exhibits(folder.case, folder.source)


@pytest.fixture
def edited(placed, tmp_path):
    """The draft as a person left it: a sentence added, one deleted, a fact typed over."""
    path = tmp_path / "appeal.docx"
    write_appeal(placed, path)
    letter = docx.Document(str(path))
    letter.paragraphs[3].insert_paragraph_before(MINE)
    salutation = next(p for p in letter.paragraphs if p.text.startswith("To the appeals"))
    salutation.text = "To Dr. Whitlow:"
    for text in letter.element.body.iter(qn("w:t")):
        if text.text == "UM-26-0099117":
            text.text = "UM-26-0099171"
    letter.save(str(path))
    return path


def outside_controls(data):
    """Every byte of the letter's text parts but the contents of controls."""
    kept = {}
    for name, part in unpacked(data).items():
        if name.startswith(("word/document", "word/header", "word/footer")):
            for found in reversed(scan(part)):
                part = part[: found.start] + part[found.end :]
        kept[name] = part
    return kept


def test_a_refresh_changes_facts_and_no_byte_of_prose(placed, edited, tmp_path):
    letter = placed.letter.model_copy(update={"payer": Fact(value="Blue & Mesa <Health>")})
    new = tmp_path / "appeal-2.docx"
    before = edited.read_bytes()
    done = refresh_appeal(edited, placed.model_copy(update={"letter": letter}), new)
    assert edited.read_bytes() == before
    assert outside_controls(new.read_bytes()) == outside_controls(before)
    assert {c.title for c in done.changed} == {"Reference number", "Plan"}
    told = {c.tag: c.text for c in controls_in(new.read_bytes())}
    assert told["plan"] == "Blue & Mesa <Health>"
    assert told["reference"] == "UM-26-0099117"
    assert MINE in [p.text for p in docx.Document(str(new)).paragraphs]


def test_a_refreshed_letter_is_found_equal(placed, edited, tmp_path):
    refresh_appeal(edited, placed, tmp_path / "b.docx")
    left = verify_appeal(tmp_path / "b.docx", placed)
    assert {d.kind for d in left} == {"undecided"}


def test_a_changed_fact_is_told_with_both_readings(placed, edited):
    (found,) = [d for d in verify_appeal(edited, placed) if d.kind == "differs"]
    assert (found.letter, found.case) == ("UM-26-0099171", "UM-26-0099117")
    assert found.title == "Reference number"


def test_a_fact_that_was_cut_out_is_told(placed, tmp_path):
    path = tmp_path / "appeal.docx"
    write_appeal(placed, path)
    letter = docx.Document(str(path))
    quote = next(p for p in letter.paragraphs if p.style.name == "Record Quote")
    quote._p.getparent().remove(quote._p)
    letter.save(str(path))
    (found,) = [d for d in verify_appeal(path, placed) if d.kind == "removed"]
    assert found.title == "Reason 1, record 1"
    done = refresh_appeal(path, placed, tmp_path / "b.docx")
    assert [c.tag for c in done.missing] == ["p1.e1"]


def test_every_page_says_draft_until_a_name_approves(placed, tmp_path):
    path, new = tmp_path / "a.docx", tmp_path / "b.docx"
    write_appeal(placed, path)
    head = {c.tag: c.text for c in controls_in(path.read_bytes())}["draft"]
    assert head == DRAFT
    order = AppealOrder(approval=Approval(name="Imre Solano", at="2026-03-06"))
    refresh_appeal(path, placed, new, order)
    head = {c.tag: c.text for c in controls_in(new.read_bytes())}["draft"]
    assert head == "Approved by Imre Solano, 03/06/2026"


@pytest.mark.parametrize(
    ("level", "title", "addressee"),
    [
        (Level.INTERNAL, "Appeal of an adverse determination", "Appeals Department"),
        (Level.EXPEDITED, "Request for an expedited appeal", "Expedited Appeals"),
        (Level.SECOND, "Second-level appeal", "Second-Level Appeals"),
        (Level.EXTERNAL, "Request for an external review", "External Review"),
    ],
)
def test_each_level_has_its_addressee(placed, tmp_path, level, title, addressee):
    path = tmp_path / "a.docx"
    write_appeal(placed, path, AppealOrder(level=level))
    letter = docx.Document(str(path))
    assert letter.tables[0].rows[0].cells[1].text == title
    assert any(p.text.startswith(addressee) for p in letter.paragraphs)
    assert order_in(path).level is level
    greeted = any(p.text == "To the external reviewer:" for p in letter.paragraphs)
    assert greeted is (level is Level.EXTERNAL)
    harm = any("Why this cannot wait" in p.text for p in letter.paragraphs)
    assert harm is (level is Level.EXPEDITED)


def test_the_call_stands_as_it_was_logged(placed, tmp_path):
    outcome = CallOutcome(
        result="upheld",
        held_at="2026-03-05T10:00:00-05:00",
        reviewer_name="Pat Fenwick",
        reviewer_specialty="Family Medicine",
        reference="CALL-8841",
        criteria_named=("PM-214",),
        reasons=("no mental health evaluation",),
        unaddressed=("the therapy discharge of 09/12/2025",),
    )
    path = tmp_path / "a.docx"
    write_appeal(placed, path, AppealOrder(outcome=outcome))
    told = {c.tag: c.text for c in controls_in(path.read_bytes())}
    assert told["call.reviewer"] == "Pat Fenwick, Family Medicine"
    assert told["call.date"] == "03/05/2026"
    assert told["call.reason.1"] == "no mental health evaluation"
    assert told["call.open.1"] == "the therapy discharge of 09/12/2025"
    assert told["x.call"] == "Record of the call of 03/05/2026"
    other = outcome.model_copy(update={"reasons": ("another",)})
    (found,) = [
        d for d in verify_appeal(path, placed, AppealOrder(outcome=other)) if d.kind == "differs"
    ]
    assert found.case == "another"


def test_a_tricare_letter_speaks_for_the_beneficiary(placed, tmp_path):
    letter = placed.letter.model_copy(update={"plan_type": Fact(value=PlanType.TRICARE)})
    path = tmp_path / "a.docx"
    write_appeal(placed.model_copy(update={"letter": letter}), path)
    told = {c.tag: c.text for c in controls_in(path.read_bytes())}
    assert told["signer"] == "Rosalind T. Okunbeam"
    assert "appointment of a representative" in told["x.form"]
    assert order_in(path).voice is Voice.MEMBER


def test_no_two_facts_share_a_tag_or_a_title(placed, tmp_path):
    path = tmp_path / "a.docx"
    write_appeal(placed, path)
    found = controls_in(path.read_bytes())
    assert len(found) == len({c.tag for c in found}) == len({c.title for c in found}) > 40


@pytest.mark.parametrize(
    "data",
    [
        b"no zip at all",
        b"PK\x03\x04 torn",
    ],
)
def test_what_is_no_letter_is_said_so(data):
    with pytest.raises(UnreadableFileError, match="no Word file"):
        controls_in(data)


def test_a_declared_document_type_is_refused():
    with pytest.raises(UnreadableFileError, match="document type"):
        scan(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')


def test_a_control_filled_with_paragraphs_is_left_alone(placed, tmp_path):
    path = tmp_path / "a.docx"
    write_appeal(placed, path)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<w:document xmlns:w="{word}"><w:body><w:sdt><w:sdtPr><w:tag w:val="plan"/></w:sdtPr>'
        "<w:sdtContent><w:p><w:r><w:t>One</w:t></w:r></w:p></w:sdtContent></w:sdt></w:body>"
        "</w:document>"
    ).encode()
    (found,) = scan(body)
    assert not found.inline
    parts = unpacked(path.read_bytes()) | {"word/document.xml": body}
    new, changed = replaced(packed(parts), [Control("plan", "Plan", "Two")])
    assert changed == ()
    assert unpacked(new)["word/document.xml"] == body


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_round_trip_through_libreoffice_keeps_facts_comments_and_prose(edited, placed, tmp_path):
    out = tmp_path / "lo"
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(edited)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    there = out / "appeal.docx"
    told, again = (
        {c.title: " ".join(c.text.split()) for c in controls_in(p.read_bytes())}
        for p in (edited, there)
    )
    assert again == told
    letter = docx.Document(str(there))
    assert len(list(letter.comments)) == len(list(docx.Document(str(edited)).comments))
    assert MINE in [p.text for p in letter.paragraphs]
    headings = [p.style.name for p in letter.paragraphs if re.match(r"Heading \d", p.style.name)]
    assert len(headings) >= 8
    (found,) = [d for d in verify_appeal(there, placed) if d.kind == "differs"]
    assert found.letter == "UM-26-0099171"
    refresh_appeal(there, placed, tmp_path / "b.docx")
    assert MINE in [p.text for p in docx.Document(str(tmp_path / "b.docx")).paragraphs]
