"""The packet: one first page, links that land, highlights on the words, hostile text as text."""

from __future__ import annotations

import hashlib
import io

import jinja2
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from docextract.facts import (
    Contacts,
    Deadline,
    DeadlineKind,
    DocumentType,
    Fact,
    LegalDue,
    Party,
    Reviewer,
    Route,
    Service,
)
from packet_builder.case import LeadFact, Status
from packet_builder.claims import answered
from packet_builder.locate import letters_of, locate
from packet_builder.packet import write_packet
from packet_builder.routes import template_of
from packet_builder.sheets import mount, page_sizes, sheet_for
from packet_builder.typeset import environment, render, to_pdf

HOSTILE = (
    "<img src=file:///etc/passwd><script>alert(1)</script> {{ 7*7 }} {% include 'x' %} "
    "\u202eevil\u202c \x00\x07\x1b[31m </style><style>*{display:none} " + "W" * 10_000
)


def written(case, folder, tmp_path, name="packet.pdf"):
    out = tmp_path / name
    write_packet(case, folder.source, out)
    return out.read_bytes()


def page_texts(data):
    opened = pdfium.PdfDocument(data)
    return [" ".join(p.get_textpage().get_text_range().split()) for p in opened]


def with_letter(case, **leaves):
    return case.model_copy(update={"letter": case.letter.model_copy(update=leaves)})


@pytest.fixture(scope="module")
def packet(folder, tmp_path_factory):
    return written(folder.case, folder, tmp_path_factory.mktemp("packet"))


def test_page_one_says_what_matters(packet):
    front = page_texts(packet)[0]
    for words in (
        "Tue, March 17, 2026, 5:00 PM EDT",
        "13 days 5 hours from preparation",
        "1-800-555-0142",
        "option 4",
        "UM-26-0099117",
        "Trial of a spinal nerve stimulator",
        "The records do not show a mental health evaluation",
        "CHECK: printed “BMH 44l0 2288”",
        "24 supervised therapy visits",
        "Positive cotinine on 02/20/2026.",
    ):
        assert words in front


def test_same_case_same_bytes(folder, tmp_path, packet):
    again = written(folder.case, folder, tmp_path, "again.pdf")
    assert hashlib.sha256(again).digest() == hashlib.sha256(packet).digest()


def test_title_language_tags_and_fonts(packet):
    with pikepdf.open(io.BytesIO(packet)) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith("Peer-to-peer call packet")
        assert str(pdf.Root.Lang) == "en-US"
        assert pdf.Root.MarkInfo.Marked
        for font in pdf.pages[0].Resources.Font.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_links_land_on_their_exhibit(packet):
    texts = page_texts(packet)
    with pikepdf.open(io.BytesIO(packet)) as pdf:
        pages = {page.obj.objgen: i for i, page in enumerate(pdf.pages)}
        names = _destinations(pdf)
        landed = {
            str(a.Dest): texts[pages[names[str(a.Dest)].objgen]]
            for a in pdf.pages[0].get("/Annots", [])
            if "/Dest" in a
        }
    assert landed
    for name, text in landed.items():
        if name.startswith("x"):
            exhibit, page = name[1:].split("-")
            assert f"Ex. {exhibit}, p. {page} of" in text


def _destinations(pdf):
    tree = pikepdf.NameTree(pdf.Root.Names.Dests)
    return {
        str(key): value[0] if isinstance(value, pikepdf.Array) else value.D[0]
        for key, value in tree.items()
    }


def test_highlights_lie_on_the_words(folder, packet, said):
    """The words under a highlight, read back from the finished page, are the passage."""
    index = next(i for i, t in enumerate(page_texts(packet)) if "Ex. 2, p. 1 of 1" in t)
    lines = _lines_on(packet, index, said.TRIED)
    marks = list(_marks(packet, index))
    assert lines
    for line in lines:
        assert any(_overlap(mark, line) > 0.9 for mark in marks)


def _lines_on(packet, index, text):
    with pikepdf.open(io.BytesIO(packet)) as pdf, pikepdf.new() as one:
        one.pages.append(pdf.pages[index])
        out = io.BytesIO()
        one.save(out)
    return locate(letters_of(out.getvalue()), text).lines


def _marks(packet, index):
    with pikepdf.open(io.BytesIO(packet)) as pdf:
        for note in pdf.pages[index].Annots:
            x0, y0, x1, y1 = (float(v) for v in note.Rect)
            yield (min(x0, x1), 792 - max(y0, y1), max(x0, x1), 792 - min(y0, y1))


def _overlap(a, b):
    width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    return width * height / ((b[2] - b[0]) * (b[3] - b[1]))


def test_outline_names_exhibits(packet):
    with pikepdf.open(io.BytesIO(packet)) as pdf, pdf.open_outline() as outline:
        titles = [str(item.title) for top in outline.root for item in (top, *top.children)]
    assert "Criterion by criterion" in titles
    assert "Ex. 2: PT discharge.pdf" in titles


def test_kept_out_documents_are_listed_with_their_reason(packet, said):
    text = " ".join(page_texts(packet))
    assert "another patient: the date of birth on page 1" in text
    assert said.APPEAL in text
    assert said.FILLS.split()[1] in text


@pytest.mark.slow
def test_page_one_is_one_page_for_the_longest_case(folder, tmp_path):
    long = "Every word of this sentence is needed and none can be left out of it. " * 12
    case = folder.case
    service = case.letter.services[0]
    wordy = service.model_copy(update={"description": Fact[str](value=long)})
    case = with_letter(
        case,
        services=(wordy,) * 12,
        denial_reason=Fact[str](value=long, raw=long),
        payer=Fact[str](value=long, needs_review=True, raw=long + "x"),
        facility=Fact[str](value=long),
        patient=case.letter.patient.model_copy(update={"name": Fact[str](value=long)}),
        contacts=case.letter.contacts.model_copy(
            update={n: Fact[str](value=long) for n in ("p2p_option", "p2p_hours", "p2p_who")}
        ),
    )
    findings = tuple(
        case.criteria[2].model_copy(update={"text": long, "why": long, "status": Status.GAP})
        for _ in range(8)
    )
    facts = tuple(LeadFact(text=long, evidence=f.evidence) for f in case.lead_facts * 2)
    case = case.model_copy(
        update={"criteria": findings, "lead_facts": facts, "warnings": (long,) * 8}
    )
    texts = page_texts(written(case, folder, tmp_path))
    assert "SAY FIRST" in texts[0].upper()
    assert texts[1].startswith("Why it was denied")
    assert "→ p." in texts[0]


@pytest.mark.slow
def test_hostile_text_is_text(folder, tmp_path):
    case = with_letter(
        folder.case,
        payer=Fact[str](value=HOSTILE, raw=HOSTILE, needs_review=True),
        denial_reason=Fact[str](value=HOSTILE, raw=HOSTILE),
        reference_number=Fact[str](value=HOSTILE),
        services=(Service(description=Fact[str](value=HOSTILE), code=Fact[str](value=HOSTILE)),),
        facility=Fact[str](value=HOSTILE),
        patient=folder.case.letter.patient.model_copy(update={"name": Fact[str](value=HOSTILE)}),
    )
    findings = tuple(
        f.model_copy(update={"text": HOSTILE, "why": HOSTILE, "cite": HOSTILE, "remedy": HOSTILE})
        for f in case.criteria
    )
    case = case.model_copy(
        update={"criteria": findings, "warnings": (HOSTILE,), "questions": (HOSTILE,)}
    )
    data = written(case, folder, tmp_path)
    text = " ".join(page_texts(data))
    assert "<img src=file:///etc/passwd>" in text
    assert "{{ 7*7 }}" in text
    assert "evil" in text
    assert "49" not in page_texts(data)[0]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
        for page in pdf.pages:
            for note in page.get("/Annots", []):
                assert "/URI" not in note.get("/A", {})


def test_values_are_never_compiled():
    template = environment().from_string("{{ value }}")
    assert template.render(value="{{ 7*7 }} <b>") == "{{ 7*7 }} &lt;b&gt;"


def test_a_missing_value_is_a_defect_of_the_template():
    with pytest.raises(ValueError, match="missing"):
        environment().from_string("{{ value }}").render(value=None)


def test_nothing_is_loaded(tmp_path, monkeypatch):
    """Even a template that names a file on this machine gets nothing of it."""
    secret = tmp_path / "secret.png"
    Image.new("RGB", (40, 40), "red").save(secret)
    loader = jinja2.DictLoader({"x.html": f"<p>words</p><img src='{secret.as_uri()}'>"})
    monkeypatch.setattr(environment(), "loader", loader)
    pdf = to_pdf(render("x.html", {}))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/XObject" not in opened.pages[0].Resources or not opened.pages[0].Resources.XObject


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "route", "template", "words"),
    [
        (DocumentType.DENIAL, Route.P2P, "packet.html", "Say first"),
        (DocumentType.DENIAL, Route.APPEAL, "packet.html", "No peer-to-peer is open"),
        (DocumentType.DENIAL, Route.CLAIM_CORRECTION, "worksheet.html", "Check, correct, send"),
        (DocumentType.INFORMATION_REQUEST, Route.SUBMIT_INFORMATION, "cover.html", "Asked for"),
        (DocumentType.APPROVAL, Route.NONE, "card.html", "The payer approves the request"),
        (DocumentType.APPEAL_OVERTURNED, Route.NONE, "card.html", "The appeal succeeded"),
        (DocumentType.OTHER, Route.NONE, "card.html", "This document denies nothing"),
    ],
)
def test_a_paper_for_each_route(folder, tmp_path, kind, route, template, words, caplog):
    case = with_letter(folder.case, document_type=Fact(value=kind), route=Fact(value=route))
    assert template_of(case) == template
    texts = page_texts(written(case, folder, tmp_path))
    assert words.casefold() in texts[0].casefold()
    assert [r.message for r in caplog.records if "No anchor" in r.message] == []
    shown = {name for name in ("PT discharge.pdf", "scan0031.tif") if name in " ".join(texts)}
    assert bool(shown) is (template in ("packet.html", "cover.html"))
    callable_now = route is Route.P2P
    assert ("Record of the call" in " ".join(texts)) is callable_now
    assert ("Ask the reviewer" in " ".join(texts)) is callable_now


@pytest.mark.slow
def test_a_worksheet_says_where_to_and_until_when(folder, tmp_path):
    """Each dated cure in order, the numbers to send to; a dispute of one's own is no claimant's."""
    law = LegalDue(due="2027-02-20", rule="r", cite="29 CFR 2560.503-1", confidence="V2")
    rows = [
        (DeadlineKind.INTERNAL_APPEAL, "2026-06-01", Party.PROVIDER),
        (DeadlineKind.INFORMATION, "2026-05-02", None),
    ]
    deadlines = tuple(
        Deadline(kind=Fact(value=k), due=Fact(value=d), party=Fact(value=p), legal_due=(law,))
        for k, d, p in rows
    )
    contacts = Contacts(appeal_fax=Fact(value="602-555-0177"), appeal_phone=Fact(needs_review=True))
    leaves = {
        "route": Fact(value=Route.CLAIM_CORRECTION),
        "reviewer": Reviewer(name=Fact(needs_review=True)),
        "um_vendor": Fact(needs_review=True),
    }
    case = with_letter(folder.case, deadlines=deadlines, contacts=contacts, **leaves)
    front, rest, *_ = (" ".join(t.split()) for t in page_texts(written(case, folder, tmp_path)))
    assert front.index("May 2, 2026: Sending information") < front.index("June 1, 2026: Dispute")
    assert "fax 602-555-0177 · phone not found" in front
    assert "Review company" not in front
    assert "Denied by" not in rest
    assert rest.count("29 CFR 2560.503-1") == 1


@pytest.mark.slow
def test_a_card_marks_a_doubtful_decision_and_has_no_empty_parts(folder, tmp_path):
    kind = Fact(value=DocumentType.APPROVAL, needs_review=True, confidence=0.5)
    leaves = {"document_type": kind, "denial_reason": Fact(needs_review=True)}
    case = with_letter(folder.case, deadlines=(), denial_category=Fact(needs_review=True), **leaves)
    front, rest, *_ = page_texts(written(case, folder, tmp_path))
    assert "compare with the letter" in " ".join(front.split())
    assert "until when" not in rest
    assert "look for it" not in rest


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (DocumentType.DENIAL, "the time to appeal runs on"),
        (DocumentType.INFORMATION_REQUEST, "a call comes later, if a denial follows"),
    ],
)
def test_a_cover_sheet_says_whether_the_request_is_denied(folder, tmp_path, kind, words):
    rows = tuple(
        Deadline(kind=Fact(value=k), due=Fact(value=d))
        for k, d in (
            (DeadlineKind.INFORMATION, "2026-04-02"),
            (DeadlineKind.INTERNAL_APPEAL, "2026-06-01"),
        )
    )
    leaves = {"route": Fact(value=Route.SUBMIT_INFORMATION), "document_type": Fact(value=kind)}
    case = with_letter(folder.case, deadlines=rows, **leaves)
    front = " ".join(page_texts(written(case, folder, tmp_path))[0].split())
    assert words in front
    assert "Then: Internal appeal by Mon, June 1, 2026" in front


@pytest.mark.slow
def test_what_to_write_of_a_shortfall_is_told_once(folder, tmp_path):
    rows = tuple(f.model_copy(update={"status": Status.GAP}) for f in folder.case.criteria)
    case = with_letter(folder.case, route=Fact(value=Route.APPEAL))
    case = case.model_copy(update={"criteria": rows})
    text = " ".join(" ".join(page_texts(written(case, folder, tmp_path))).split())
    assert len(rows) > 1
    assert text.count("Do not say that it was done.") == 1


def test_a_fact_is_named_after_the_requirement_that_it_answers_best(folder):
    first, second = folder.case.criteria[:2]
    (best,) = [p for p in first.evidence if p.stance == "supports"][:1]
    own = best.model_copy(update={"text": "She walks one block."})
    rows = (
        first.model_copy(update={"evidence": (best, own)}),
        second.model_copy(update={"evidence": (own,)}),
    )
    case = folder.case.model_copy(update={"criteria": rows})
    assert answered(case, (own,)) == rows[1]
    assert answered(case, (best,)) == rows[0]
    assert answered(case, (own.model_copy(update={"text": "Said nowhere."}),)) is None


@pytest.mark.slow
@pytest.mark.parametrize(("review", "sure"), [((), True), (("unmet_criteria",), False)])
def test_support_is_not_called_whole_where_the_list_may_not_be(folder, tmp_path, review, sure):
    rows = tuple(f for f in folder.case.criteria if f.status is Status.SUPPORTED)
    case = with_letter(folder.case, review=review).model_copy(update={"criteria": rows})
    front = " ".join(page_texts(written(case, folder, tmp_path))[0].split())
    assert rows
    assert ("every criterion has support" in front) is sure
    assert ("among the criteria that were read" in front) is not sure


def test_page_one_says_which_requirement_a_fact_answers(packet, said):
    front = " ".join(page_texts(packet)[0].split())
    assert f"On “{said.NEED_TRIED[:20]}" in front


@pytest.mark.slow
def test_a_bare_case_still_makes_a_packet(folder, tmp_path, said):
    """Nothing was read but that it is a denial: the packet says so and asserts nothing."""
    bare = folder.case.letter.model_copy(
        update={
            n: f.default
            for n, f in type(folder.case.letter).model_fields.items()
            if n not in {"document_type", "route"}
        }
    )
    case = folder.case.model_copy(
        update={
            "letter": bare,
            "criteria": (),
            "lead_facts": (),
            "talking_points": (),
            "failed_treatments": (),
            "functional_limitations": (),
            "questions": (),
            "warnings": (),
        }
    )
    front = page_texts(written(case, folder, tmp_path))[0]
    assert "The letter does not state a P2P window" in front
    assert "Patient not named in the letter" in front
    assert said.REASON[:30] not in front


def test_a_page_that_turns_keeps_its_boxes(tmp_path, said):
    """A landscape page lies on a landscape sheet, and its words where the sheet says."""
    wide = said.page_pdf("<style>@page{size:11in 8.5in}</style><p>Sideways words here.</p>")
    ((width, height),) = page_sizes(wide)
    sheet = sheet_for(width, height)
    body = said.page_pdf("<style>@page{size:11in 8.5in;margin:0}</style>")
    mounted = mount(body, [(wide, 0, (width, height))])
    (before,) = locate(letters_of(wide), "Sideways words here").lines
    (after,) = locate(letters_of(mounted), "Sideways words here").lines
    left, top, across, down = sheet.place(before)
    assert sheet.wide
    assert after == pytest.approx((left, top, left + across, top + down), abs=0.6)


def test_the_record_of_the_call_can_be_filled_in(packet):
    with pikepdf.open(io.BytesIO(packet)) as pdf:
        names = {str(field.T) for field in pdf.Root.AcroForm.Fields}
    for name in ("call_date", "reviewer_name", "criteria_named", "reasons", "unaddressed"):
        assert name in names
    assert {f"result_{r}" for r in ("overturned", "partly", "upheld", "pending")} <= names


def test_the_timeline_is_drawn_and_tells_what_it_shows(packet):
    with pikepdf.open(io.BytesIO(packet)) as pdf:
        told = [str(node.get("/Alt", "")) for node in _nodes(pdf.Root.StructTreeRoot.K)]
    (words,) = [t for t in told if t.startswith("Timeline of treatments")]
    assert "meloxicam 08/01/2025: not tolerated" in words


def _nodes(node):
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from _nodes(each)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from _nodes(node.get("/K", pikepdf.Array()))


def test_who_denied_stands_beside_who_ordered(packet):
    text = " ".join(page_texts(packet))
    assert "Dana Whitlow, MD Printed specialty Anesthesiology" in text
    assert "Who ordered Imre Solano" in text
