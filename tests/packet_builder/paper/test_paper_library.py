"""The office's own library: cited word for word, checked against its own pages, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docextract.facts import Evidence, Fact
from docextract.limits import Limits
from docextract.pages import read_document
from docextract.reference import Work, read_work
from packet_builder.appeal import grounded
from packet_builder.appeal_order import AppealOrder
from packet_builder.docx_controls import controls_in
from packet_builder.exhibits import ExhibitFile
from packet_builder.ground_case import appeal_faults, packet_faults
from packet_builder.ground_pdf import read_back
from packet_builder.library import cite_library
from packet_builder.packet import write_packet

BEARS = "Physical therapy of 6 months is enough before a trial when lasting pain relief is absent."
OTHER = "Screening colonoscopy is advised for every adult from the age of forty five years on."
WORK = f"""Title: Therapy before stimulation, 2nd edition
Source: College of Pain Medicine
Date: 2023

{BEARS}

{OTHER}
"""


@pytest.fixture(scope="module")
def shelf(folder, tmp_path_factory):
    """The case with its library, and the sources with the library's file."""
    path = tmp_path_factory.mktemp("references") / "stimulation.txt"
    path.write_text(WORK)
    document = read_document(path, limits=Limits())
    cited = cite_library(folder.case, [read_work(document)])
    source = replace(folder.source, made={}, library={document.name: ExhibitFile(path, document)})
    return folder.case.model_copy(update={"library": cited}), source


@pytest.fixture(scope="module")
def packet(shelf, tmp_path_factory):
    case, source = shelf
    path = tmp_path_factory.mktemp("packet") / "packet.pdf"
    return write_packet(case, source, path), path.read_bytes()


def changed(case, **update):
    rows = tuple(row.model_copy(update=update) for row in case.library)
    return case.model_copy(update={"library": rows})


def test_only_what_bears_on_a_requirement_is_cited(shelf):
    case, _ = shelf
    assert {row.text for row in case.library} == {BEARS}
    assert {row.finding for row in case.library} == {case.criteria[0].id}
    assert cite_library(case, []) == ()
    assert "library" not in case.model_dump(mode="json")


def test_the_packet_quotes_it_with_title_source_and_page(packet):
    written, data = packet
    assert written.library
    texts = {s.name: " ".join(s.text.split()) for s in read_back(data).sections}
    said = texts["criterion-1"]
    assert f"“{BEARS}” [Ref. 1, p. 1]" in said
    title = (
        "“Therapy before stimulation, 2nd edition” [Ref. 1, p. 1] (College of Pain Medicine, 2023)"
    )
    assert title in said
    assert title in texts["references"]


@pytest.mark.parametrize(
    ("need", "title", "passage", "cited"),
    [
        ("Physical therapy for 6 weeks", "Care of the knee",
         "Physical therapy is advised before knee replacement in most adults.", True),
        ("Physical therapy for 6 weeks", "Knee replacement in adults",
         "Physical therapy is advised for six weeks in most of them.", True),
        ("Physical therapy for 6 weeks", "Physical therapy in adults",
         "Physical therapy is advised for six weeks in most of them.", True),
        ("Physical therapy for 6 weeks", "Care after stroke",
         "Physical therapy is advised for six weeks in most of them.", False),
        ("Physical therapy for 6 weeks", "Knee replacement in adults",
         "Knee replacement is advised when the joint space is lost.", False),
        ("No active infection", "Knee replacement in adults",
         "Stopping tobacco four weeks before lowers the rate of infection.", False),
        ("HbA1c below 8%", "Knee replacement in adults",
         "Physical therapy is advised for six weeks in most of them.", False),
    ],
)  # fmt: skip
def test_what_bears_on_a_requirement(folder, need, title, passage, cited):
    row = folder.case.criteria[0].model_copy(update={"text": need})
    service = folder.case.letter.services[0].model_copy(
        update={"description": Fact(value="Total knee replacement")}
    )
    letter = folder.case.letter.model_copy(update={"services": (service,)})
    case = folder.case.model_copy(update={"criteria": (row,), "letter": letter})
    work = Work(
        document="w.txt", sha256="0" * 64, title=title, source="College", date="2023", head_page=1,
        passages=(Evidence(page=2, bbox=None, text=passage),),
    )  # fmt: skip
    assert bool(cite_library(case, [work])) is cited


FALSE = [
    ("quote", {"text": BEARS.replace("6 months", "9 months")}),
    ("quote", {"text": BEARS.replace("is enough", "is not enough")}),
    ("quote", {"text": BEARS.replace("pain relief", "left pain relief")}),
    ("quote", {"title": "Therapy before stimulation, 7th edition"}),
    ("quote", {"title": "Surgery before stimulation, 2nd edition"}),
    ("number", {"date": "2031"}),
    ("source", {"date": "2031"}),
    ("source", {"source": "Academy of Pain Medicine"}),
    ("source", {"source": "College of Pain Medicine, Spine Section"}),
]


@pytest.mark.parametrize(("kind", "update"), FALSE)
def test_a_false_citation_is_withheld_from_packet_and_letter(shelf, packet, kind, update):
    case, source = shelf
    data, _, _ = grounded(case, source, AppealOrder())
    good = {c.tag: c.text for c in controls_in(data)}["c1.r1"]
    assert BEARS in good
    assert "Reference 1, page 1" in good
    wrong = changed(packet[0], **update)
    faults = appeal_faults(altered(wrong), wrong, source)
    assert kind in {fault.kind for fault in faults}
    mended, case_left, _ = grounded(wrong, source, AppealOrder())
    assert appeal_faults(mended, case_left, source) == ()
    assert case_left.library == ()
    assert case_left.criteria == wrong.criteria


def altered(case):
    from packet_builder.appeal import appeal_bytes

    return appeal_bytes(case, AppealOrder())


def test_a_work_that_is_not_at_hand_is_not_cited(shelf, packet):
    written, data = packet
    faults = packet_faults(data, written, replace(shelf[1], library={}))
    assert "quote" in {fault.kind for fault in faults}
