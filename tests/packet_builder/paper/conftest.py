"""An invented case with an invented chart: a digital PDF, a scanned TIFF and a text file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pdfplumber
import pypdfium2 as pdfium
import pytest
import weasyprint

from docextract.facts import (
    Anchor,
    Assertion,
    ChartDocument,
    CodeSystem,
    Contacts,
    CriteriaSource,
    Criterion,
    Deadline,
    DeadlineKind,
    DeadlineUnit,
    DenialCategory,
    DocumentType,
    Evidence,
    Fact,
    Letter,
    OrderingProvider,
    Party,
    Patient,
    PlanType,
    Reviewer,
    ReviewType,
    Route,
    Service,
    ServiceStatus,
    Source,
    Urgency,
)
from docextract.limits import Limits
from docextract.pages.page import Document, Line, Page, Word
from packet_builder.case import (
    Case,
    CaseChart,
    FailedTreatment,
    Finding,
    LeadFact,
    Limitation,
    Passage,
    Status,
    TalkingPoint,
)
from packet_builder.exhibits import ExhibitFile, ExhibitSource
from packet_builder.locate import letters_of, locate

REASON = (
    "Your doctor asked for a trial of a nerve stimulator for back and leg pain. We cannot approve "
    "this request. The records do not show a mental health evaluation, and they do not show that "
    "at least six months of other treatment was tried and did not help."
)
NEED_TRIED = (
    "At least 6 months of other treatment, including physical therapy, without lasting relief"
)
NEED_MIND = "A mental health evaluation within 12 months before the trial"
NEED_SMOKE = "No tobacco use in the 6 weeks before surgery"
NEED_SCORE = "Average pain of 6 or more out of 10 on two visits"
P2P = (
    "To discuss this decision with a medical director, your doctor may call 1-800-555-0142, "
    "option 4, within 14 calendar days of the date of this letter."
)
APPEAL = "You may ask for an appeal within 180 days of receiving this letter."

LETTER_HTML = f"""
<h2>Blue Mesa Health Plan</h2><p>PO Box 5550, Tucson, AZ 85701</p>
<p>March 3, 2026</p><p>Member: Rosalind T. Okunbeam &nbsp; Date of birth: 07/09/1961<br>
Member ID: BMH 4410 2288<br>Reference number: UM-26-0099117<br>
Requested by: Imre Solano, NPI 1003000126, Saguaro Pain Center<br>
L8680, 2 units: Trial of a spinal nerve stimulator, electrodes. Diagnosis: M96.1</p>
<p>{REASON}</p><p>Our policy PM-214 (2025) asks for:</p>
<ul><li>{NEED_TRIED}</li><li>{NEED_MIND}</li><li>{NEED_SMOKE}</li><li>{NEED_SCORE}</li></ul>
<p style="page-break-before: always">{P2P}</p><p>{APPEAL}</p>
<p>Appeals: PO Box 5551, Tucson, AZ 85702; fax 602-555-0177</p>
<p>Dana Whitlow, MD, Medical Director, Anesthesiology</p>
"""
TRIED = "24 supervised visits from 06/02/2025 to 09/12/2025 without lasting relief of leg pain."
MELOXICAM = "Meloxicam stopped 08/2025: black stools."
WALK = "She cannot stand longer than ten minutes to cook and needs a cart to walk through a store."
PAIN_1 = "Average pain this month 8/10 (VAS)."
PAIN_2 = "Average pain 7/10, unchanged."
SMOKE = "Cotinine 02/20/2026: 214 ng/mL, positive. Patient reports about five cigarettes a day."
FILLS = "08/14/2025  gabapentin 300 mg  #90  stopped 11/2025 sedation"


@dataclass(frozen=True)
class Folder:
    """The files of the invented case."""

    case: Case
    source: ExhibitSource


def page_pdf(html: str) -> bytes:
    body = (
        f'<style>@page{{size:letter;margin:1in}}body{{font:11pt "Liberation Serif"}}</style>{html}'
    )
    return weasyprint.HTML(string=body).write_pdf()


def scan_of(pdf: bytes) -> bytes:
    """A bilevel TIFF at 200 dpi of the PDF's pages."""
    opened = pdfium.PdfDocument(pdf)
    images = [opened[i].render(scale=200 / 72).to_pil().convert("1") for i in range(len(opened))]
    out = io.BytesIO()
    images[0].save(
        out, "TIFF", save_all=True, append_images=images[1:], compression="group4", dpi=(200, 200)
    )
    return out.getvalue()


def lines_of(page) -> tuple[Line, ...]:
    """The page's words with their boxes, as a reader would give them."""
    rows = page.extract_text_lines(return_chars=False)
    words = page.extract_words()
    return tuple(
        Line(
            tuple(
                Word(w["text"], (w["x0"], w["top"], w["x1"], w["bottom"]))
                for w in words
                if row["top"] <= (w["top"] + w["bottom"]) / 2 <= row["bottom"]
            ),
            i,
        )
        for i, row in enumerate(rows)
    )


def document_of(name: str, pdf: bytes, media: str = "pdf", paged: bool = True) -> Document:
    source = "ocr" if media == "image" else "text"
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        pages = tuple(
            Page(number, float(page.width), float(page.height), lines_of(page), source)
            for number, page in enumerate(opened.pages, start=1)
        )
    return Document(name, "0" * 64, media, pages, paged)


def leaf(value, raw=None, **more):
    return Fact(value=value, raw=raw or str(value), **more)


@pytest.fixture(scope="session")
def said() -> SimpleNamespace:
    """The sentences of the invented letter and chart, and the means to print others."""
    sentences = {name: value for name, value in globals().items() if name.isupper()}
    return SimpleNamespace(**sentences, page_pdf=page_pdf)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return build_folder(tmp_path_factory.mktemp("case"))


def build_folder(tmp_path: Path) -> Folder:
    letter = page_pdf(LETTER_HTML)
    therapy = page_pdf(
        "<h3>Physical therapy discharge</h3><p>Okunbeam, Rosalind, DOB 07/09/1961</p>"
        f"<p style='page-break-before: always'>Course of care. {TRIED} Home program given.</p>"
    )
    visit = page_pdf(
        f"<h3>Pain clinic visit 02/11/2026</h3><p>{PAIN_1}</p><p>{WALK}</p><p>{MELOXICAM}</p>"
        f"<p>Prior visit 01/08/2026: {PAIN_2}</p><p>{SMOKE}</p>"
    )
    files = {
        "letter.pdf": letter,
        "PT discharge.pdf": therapy,
        "scan0031.tif": scan_of(visit),
        "fills.txt": f"PHARMACY FILLS\n\n{FILLS}\n".encode(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    documents = {
        "letter.pdf": document_of("letter.pdf", letter),
        "PT discharge.pdf": document_of("PT discharge.pdf", therapy),
        "scan0031.tif": document_of("scan0031.tif", visit, "image"),
        "fills.txt": document_of("fills.txt", page_pdf(FILLS), "text", paged=False),
    }
    chart = {n: ExhibitFile(tmp_path / n, documents[n]) for n in documents if n != "letter.pdf"}
    source = ExhibitSource(
        ExhibitFile(tmp_path / "letter.pdf", documents["letter.pdf"]), chart, Limits()
    )
    return Folder(_case(letter, therapy, visit), source)


def _case(letter: bytes, therapy: bytes, visit: bytes) -> Case:
    said = letters_of(letter)
    pages = {"PT discharge.pdf": letters_of(therapy), "scan0031.tif": letters_of(visit)}

    def quote(text):
        place = locate(said, text)
        return (Evidence(page=place.page, bbox=None, text=text, lines=place.lines),)

    def passage(document, text, date, stance="supports", **more):
        place = locate(pages[document], text) if document in pages else None
        return Passage(
            document=document,
            page=place.page if place else 1,
            bbox=None,
            lines=place.lines if place else (),
            text=text,
            stance=stance,
            assertion=Assertion.AFFIRMED,
            date=date,
            confidence=0.93,
            **more,
        )

    def row(kind, document, text, date, **more):
        p = passage(document, text, date)
        return kind(
            document=document, page=p.page, bbox=None, lines=p.lines, text=text, date=date, **more
        )

    tried = passage("PT discharge.pdf", TRIED, "2025-09-12")
    walk = passage("scan0031.tif", WALK, "2026-02-11")
    pain = passage("scan0031.tif", PAIN_1, "2026-02-11", needs_review=True)
    pain2 = passage("scan0031.tif", PAIN_2, "2026-01-08")
    smoke = passage("scan0031.tif", SMOKE, "2026-02-20", stance="contradicts")
    pill = passage("scan0031.tif", MELOXICAM, "2025-08-01")
    return Case(
        schema=1,
        prepared_at="2026-03-04T11:02:00-05:00",
        timezone="America/New_York",
        source=Source(
            path="letter.pdf",
            sha256="0" * 64,
            pages=2,
            received_at="2026-03-04T09:00:00-05:00",
            received_from="file_time",
        ),
        pages=(1, 2),
        letter=Letter(
            document_type=leaf(DocumentType.DENIAL),
            payer=leaf("Blue Mesa Health Plan"),
            patient=Patient(
                name=leaf("Rosalind T. Okunbeam"),
                dob=leaf("1961-07-09"),
                member_id=leaf("BMH 4410 2288", "BMH 44l0 2288", needs_review=True),
            ),
            reference_number=leaf("UM-26-0099117"),
            letter_date=leaf("2026-03-03"),
            review_type=leaf(ReviewType.PROSPECTIVE),
            urgency=leaf(Urgency.STANDARD),
            plan_type=leaf(PlanType.COMMERCIAL_ERISA),
            denial_category=leaf(DenialCategory.MEDICAL_NECESSITY),
            route=leaf(Route.P2P, evidence=quote(P2P)),
            denial_reason=leaf(REASON, evidence=quote(REASON)),
            unmet_criteria=tuple(leaf(t, evidence=quote(t)) for t in (NEED_TRIED, NEED_MIND)),
            services=(
                Service(
                    code=leaf("L8680"),
                    system=leaf(CodeSystem.HCPCS),
                    units=leaf(2),
                    description=leaf("Trial of a spinal nerve stimulator, electrodes"),
                    status=leaf(ServiceStatus.DENIED),
                ),
            ),
            diagnoses=(leaf("M96.1"),),
            criteria=(
                Criterion(
                    source=leaf(CriteriaSource.PAYER_POLICY),
                    identifier=leaf("PM-214"),
                    edition=leaf("2025"),
                ),
            ),
            deadlines=(
                Deadline(
                    kind=leaf(DeadlineKind.P2P),
                    quote=leaf(P2P, evidence=quote(P2P)),
                    amount=leaf(14),
                    unit=leaf(DeadlineUnit.CALENDAR_DAYS),
                    anchor=leaf(Anchor.LETTER_DATE),
                    due=leaf("2026-03-17"),
                    act_by=leaf("2026-03-17T17:00:00-04:00"),
                    party=leaf(Party.PROVIDER),
                ),
                Deadline(
                    kind=leaf(DeadlineKind.INTERNAL_APPEAL),
                    quote=leaf(APPEAL, evidence=quote(APPEAL)),
                    amount=leaf(180),
                    unit=leaf(DeadlineUnit.CALENDAR_DAYS),
                    anchor=leaf(Anchor.RECEIPT),
                    due=leaf("2026-08-31"),
                    act_by=leaf("2026-08-31T17:00:00-04:00"),
                    party=leaf(Party.EITHER),
                    level=leaf(1),
                ),
            ),
            contacts=Contacts(
                p2p_phone=leaf("1-800-555-0142"),
                p2p_option=leaf("option 4"),
                p2p_hours=leaf("Monday to Friday, 8 a.m. to 5 p.m. Mountain"),
                p2p_who=leaf("your doctor"),
                appeal_fax=leaf("602-555-0177"),
                appeal_address=leaf("PO Box 5551, Tucson, AZ 85702"),
            ),
            reviewer=Reviewer(
                name=leaf("Dana Whitlow"), credentials=leaf("MD"), specialty=leaf("Anesthesiology")
            ),
            ordering_provider=OrderingProvider(name=leaf("Imre Solano"), npi=leaf("1003000126")),
            facility=leaf("Saguaro Pain Center"),
        ),
        chart=CaseChart(
            documents=(
                ChartDocument(
                    document="PT discharge.pdf",
                    sha256="1" * 64,
                    kind="therapy_note",
                    date="2025-09-12",
                    pages=2,
                    included=True,
                ),
                ChartDocument(
                    document="scan0031.tif",
                    sha256="2" * 64,
                    kind="progress_note",
                    date="2026-02-11",
                    pages=1,
                    included=True,
                ),
                ChartDocument(
                    document="fills.txt",
                    sha256="3" * 64,
                    kind="medication_list",
                    date=None,
                    pages=1,
                    included=True,
                    paged=False,
                ),
                ChartDocument(
                    document="labs.pdf",
                    sha256="4" * 64,
                    kind="laboratory",
                    date="2026-01-02",
                    pages=2,
                    included=False,
                    reason="another patient: the date of birth on page 1 is 07/09/1966",
                ),
            )
        ),
        criteria=(
            Finding(
                id="c1",
                text=NEED_TRIED,
                origin="letter",
                cite="PM-214, A",
                source_evidence=quote(NEED_TRIED),
                status=Status.PARTIAL,
                why="24 visits from 06/02/2025 to 09/12/2025 are 15 weeks; 26 are asked for",
                calculation={"visits": 24, "weeks": 15, "from": "2025-06-02", "to": "2025-09-12"},
                remedy="records of the home program after 09/12/2025",
                evidence=(tried, pill),
            ),
            Finding(
                id="c2",
                text=NEED_MIND,
                origin="letter",
                cite="PM-214, B",
                source_evidence=quote(NEED_MIND),
                status=Status.GAP,
                why="no mental health evaluation is in the chart pages at hand",
                remedy="an evaluation dated on or after 03/04/2025",
            ),
            Finding(
                id="c3",
                text=NEED_SMOKE,
                origin="letter",
                cite="PM-214, C",
                source_evidence=quote(NEED_SMOKE),
                status=Status.CONTRADICTED,
                why="positive cotinine on 02/20/2026",
                evidence=(smoke,),
                remedy="a negative test six weeks after the last cigarette",
            ),
            Finding(
                id="c4",
                text=NEED_SCORE,
                origin="letter",
                cite="PM-214, D",
                source_evidence=quote(NEED_SCORE),
                status=Status.SUPPORTED,
                why="8/10 on 02/11/2026 and 7/10 on 01/08/2026",
                evidence=(pain, pain2),
            ),
        ),
        functional_limitations=(row(Limitation, "scan0031.tif", WALK, "2026-02-11"),),
        failed_treatments=(
            row(
                FailedTreatment,
                "scan0031.tif",
                MELOXICAM,
                "2025-08-01",
                treatment="meloxicam",
                outcome="not tolerated",
            ),
            row(
                FailedTreatment,
                "fills.txt",
                FILLS,
                "2025-11-01",
                treatment="gabapentin",
                outcome="not tolerated",
            ),
        ),
        lead_facts=(
            LeadFact(
                text="24 supervised therapy visits did not bring lasting relief.", evidence=(tried,)
            ),
            LeadFact(text="She cannot stand longer than ten minutes.", evidence=(walk,)),
            LeadFact(text="Pain 8/10, and 7/10 a month before.", evidence=(pain, pain2)),
            LeadFact(text="Meloxicam had to be stopped: black stools.", evidence=(pill,)),
        ),
        talking_points=(
            TalkingPoint(
                denial_point="at least six months of other treatment was tried and did not help",
                rebuttal="Therapy and two drugs were tried; the chart dates each.",
                evidence=(tried, pill),
            ),
        ),
        questions=(
            "Which edition of PM-214 did you apply, and will you send it?",
            "Which single document would change this decision?",
            "What is your specialty, and have you treated this condition within five years?",
        ),
        warnings=("Filing an appeal may end the right to a call: call first.",),
    )
