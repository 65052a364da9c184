"""What goes with an appeal or a request: numbered pages, a portal's limits, a cover without PHI."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from docextract.errors import UngroundedError
from docextract.facts import DocumentType, Fact, Route
from packet_builder.appeal import draft_appeal
from packet_builder.appeal_close import enclosure_rows
from packet_builder.appeal_order import AppealOrder
from packet_builder.appeal_review import order_in
from packet_builder.case import Course, Quote, Status
from packet_builder.citations import citations, shown_passages
from packet_builder.docx_controls import controls_in
from packet_builder.enclosures import enclosure_files, fax_cover
from packet_builder.exhibits import plan_exhibits
from packet_builder.ground import Fault
from packet_builder.labels import UNCHECKED
from packet_builder.outcome import Level
from packet_builder.packet import write_packet
from packet_builder.papers import Papers
from packet_builder.placing import with_spots
from packet_builder.request import request_pdf


def texts(data):
    opened = pdfium.PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in opened]


@pytest.fixture(scope="module")
def plan(folder):
    return plan_exhibits(folder.case, folder.source)


@pytest.fixture(scope="module")
def placed(folder, plan):
    return with_spots(folder.case, plan)


def test_the_record_is_one_numbered_file(placed, plan):
    (data,) = enclosure_files(placed, plan, AppealOrder(), Papers())
    pages = texts(data)
    assert "Exhibit 1: the denial letter" in pages[0]
    assert "Exhibit 3: scan0031.tif, 02/11/2026" in pages[0]
    assert "Exhibit 1, page 1 of 2" in pages[1]
    assert "Enclosure p. 2 of" in pages[1]
    assert len(pages) == 1 + sum(len(x.pages) for x in plan.exhibits)


def colours(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return b"".join(page.Contents.read_bytes() for page in pdf.pages)


def test_what_speaks_against_us_is_not_marked_for_the_payer(folder, placed, plan, tmp_path):
    tint = b"1 0.882353 0.847059 rg"
    write_packet(folder.case, folder.source, tmp_path / "packet.pdf")
    assert tint in colours((tmp_path / "packet.pdf").read_bytes())
    (data,) = enclosure_files(placed, plan, AppealOrder(), Papers())
    assert tint not in colours(data)


@pytest.mark.parametrize(("pages", "parts"), [(150, 1), (5, 2)])
def test_a_portals_page_limit_splits_the_file(placed, plan, pages, parts):
    files = enclosure_files(placed, plan, AppealOrder(), Papers(portal_pages=pages))
    assert len(files) == parts
    assert all(len(texts(data)) <= pages for data in files)
    sheets = sum(len(texts(data)) - 1 for data in files)
    assert sheets == sum(len(x.pages) for x in plan.exhibits)
    if parts > 1:
        assert f"part 2 of {parts}" in texts(files[1])[0]


def test_the_fax_cover_names_no_patient(placed):
    (page,) = texts(fax_cover(placed, AppealOrder(), Papers(), 7))
    assert "602-555-0177" in page
    assert "7 pages, and the letter" in page
    assert "UM-26-0099117" in page
    for hidden in ("Okunbeam", "1961", "BMH", "M96.1", "stimulator"):
        assert hidden not in page


def test_the_request_has_the_payers_fields_on_one_page(folder):
    data = request_pdf(folder.case)
    (page,) = texts(data)
    for words in (
        "Tue, March 17, 2026, 5:00 PM EDT",
        "1-800-555-0142, option 4",
        "UM-26-0099117",
        "CHECK: printed “BMH 44l0 2288”",
        "1003000126",
        "Trial of a spinal nerve stimulator",
        "neither files nor replaces an appeal",
    ):
        assert words in page
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fields = {str(field.T) for field in pdf.Root.AcroForm.Fields}
    assert {"window_1", "window_2", "callback", "clinician"} <= fields


@pytest.mark.parametrize(
    ("vendor", "payer", "words"),
    [
        (Fact[str](value="Alder Review"), Fact[str](value="Tern Health"), "To Alder Review Plan"),
        (Fact[str](), Fact[str](value="Tern Health"), "The reviewer of Tern Health"),
        (Fact[str](needs_review=True), Fact[str](value="Tern Health"), "The reviewer of Tern"),
        (Fact[str](needs_review=True), Fact[str](needs_review=True), "The plan’s medical director"),
    ],
)
def test_the_request_is_addressed_to_somebody(folder, vendor, payer, words):
    letter = folder.case.letter.model_copy(update={"um_vendor": vendor, "payer": payer})
    (page,) = texts(request_pdf(folder.case.model_copy(update={"letter": letter})))
    assert words in " ".join(page.split())


@pytest.mark.parametrize(
    "leaves",
    [
        {"route": Fact(value=Route.APPEAL)},
        {"route": Fact(value=Route.CLAIM_CORRECTION)},
        {"document_type": Fact(value=DocumentType.APPROVAL)},
    ],
)
def test_no_request_where_nobody_is_to_call(folder, leaves):
    letter = folder.case.letter.model_copy(update=leaves)
    assert request_pdf(folder.case.model_copy(update={"letter": letter})) is None


def test_a_draft_comes_with_its_papers(folder, placed, tmp_path):
    written = draft_appeal(placed, folder.source, tmp_path)
    assert [path.name for path in written] == [
        "appeal.docx", "appeal-enclosures.pdf", "fax-cover.pdf",
    ]  # fmt: skip
    assert sorted(Path(tmp_path).iterdir()) == sorted(written)


def test_a_letter_goes_to_the_level_that_the_denial_leaves_open(folder, tmp_path):
    upheld = folder.case.letter.model_copy(
        update={"document_type": Fact(value=DocumentType.APPEAL_UPHELD), "deadlines": ()}
    )
    case = folder.case.model_copy(update={"letter": upheld})
    path, *_ = draft_appeal(case, folder.source, tmp_path)
    assert order_in(path).level is Level.EXTERNAL


def test_a_letter_leaves_out_what_has_no_ground(folder, placed, tmp_path):
    row = placed.criteria[3].model_copy(update={"why": "9/10 on 02/11/2026"})
    wrong = placed.model_copy(update={"criteria": (*placed.criteria[:3], row)})
    draft_appeal(wrong, folder.source, tmp_path)
    told = {c.tag: c.text for c in controls_in((tmp_path / "appeal.docx").read_bytes())}
    assert told["c4.why"] == "see the words quoted."
    assert UNCHECKED not in " ".join(told.values())


def test_what_only_a_course_cites_is_in_the_index_too(folder):
    first, second = folder.case.failed_treatments
    told = Quote.model_validate(second.model_dump(include=set(Quote.model_fields)))
    course = Course(
        name="gabapentin", group="drug", start="2025-10-01", last=None, stop=None, visits=None,
        outcome="not tolerated", evidence=(told,),
    )  # fmt: skip
    rows = (first, first.model_copy(update={"treatment": "gabapentin"}))
    case = folder.case.model_copy(update={"failed_treatments": rows, "courses": (course,)})
    plan = plan_exhibits(case, folder.source)
    tags = {tag for tag, *_ in enclosure_rows(with_spots(case, plan), AppealOrder())}
    assert tags == {f"x{exhibit.number}" for exhibit in plan.exhibits}
    assert any(exhibit.document == second.document for exhibit in plan.exhibits)


@pytest.mark.parametrize(
    ("status", "why", "days"),
    [
        (Status.GAP, "not found in the chart", ["01", "02", "03"]),
        (Status.CONTRADICTED, "FEV1 54 on 2026-03-05", ["01", "02", "03", "05"]),
        (Status.SUPPORTED, "recorded", ["01", "02", "03", "04", "05", "06"]),
        (Status.PARTIAL, "older than asked for", ["01", "02", "03", "04", "05", "06"]),
    ],
)
def test_of_a_shortfall_only_what_tells_it_is_shown(folder, status, why, days):
    (smoke,) = folder.case.criteria[2].evidence
    rows = tuple(
        smoke.model_copy(update={"date": f"2026-03-0{day}", "text": f"Row {day}."})
        for day in range(1, 7)
    )
    finding = folder.case.criteria[2].model_copy(
        update={"status": status, "why": why, "evidence": rows}
    )
    assert [row.date[-2:] for row in shown_passages(finding)] == days
    case = folder.case.model_copy(update={"criteria": (finding,)})
    cited = [row for anchor, row in citations(case) if anchor == "criterion-1"]
    assert cited == list(shown_passages(finding))


def test_a_letter_that_cannot_be_mended_is_not_written(folder, placed, tmp_path, monkeypatch):
    fault = Fault("somewhere", "quote", "words that no page has")
    monkeypatch.setattr("packet_builder.appeal.appeal_faults", lambda *args: (fault,))
    with pytest.raises(UngroundedError, match="words that no page has"):
        draft_appeal(placed, folder.source, tmp_path)
    assert list(tmp_path.iterdir()) == []
