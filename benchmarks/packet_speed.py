"""How long a packet with many exhibit pages takes beyond reading, and how large it gets.

    python -m benchmarks.packet_speed [--pages 60] [--scanned 20] [--appeal]

Made of invented text: digital pages and bilevel fax pages, each with a passage that a requirement
cites. Reading is done before the clock starts.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from pathlib import Path

import pypdfium2 as pdfium
import weasyprint

from docextract.facts import (
    Assertion,
    ChartDocument,
    DocumentType,
    Evidence,
    Fact,
    Letter,
    Patient,
    Route,
    Source,
)
from docextract.limits import Limits
from docextract.pages import read_document
from docextract.pages.page import Document
from packet_builder.appeal import draft_appeal
from packet_builder.case import Case, CaseChart, Finding, Passage, Status
from packet_builder.exhibits import ExhibitFile, ExhibitSource
from packet_builder.packet import write_packet

NEED = "Documented course of care"


def main() -> None:
    """Make the files, read them, and time the packet."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=60)
    options.add_argument("--scanned", type=int, default=20)
    options.add_argument("--appeal", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case, source = build(folder, digital=asked.pages - asked.scanned, scanned=asked.scanned)
        begun, busy = time.perf_counter(), time.process_time()
        shown = write_packet(case, source, folder / "packet.pdf")
        seconds, busy = time.perf_counter() - begun, time.process_time() - busy
        megabytes = (folder / "packet.pdf").stat().st_size / 1e6
        print(f"packet: {asked.pages} exhibit pages, {asked.scanned} of them scans: "
              f"{seconds:.2f} s ({busy:.2f} s of the processor), {megabytes:.2f} MB")  # fmt: skip
        if asked.appeal:
            begun = time.perf_counter()
            draft_appeal(shown, source, folder)
            print(f"appeal with its enclosures: {time.perf_counter() - begun:.2f} s")


def build(folder: Path, *, digital: int, scanned: int) -> tuple[Case, ExhibitSource]:
    """An invented case whose every chart page is cited once."""
    letter = _file(folder / "letter.pdf", _pdf([f"Reason: not shown: {NEED}."]))
    charts = {
        "visits.pdf": _file(folder / "visits.pdf", _pdf([_note(i) for i in range(digital)])),
        "scans.pdf": _file(
            folder / "scans.pdf", _scan(_pdf([_note(i) for i in range(digital, digital + scanned)]))
        ),
    }
    evidence = [
        _passage(name, page, number)
        for number, (name, page) in enumerate(
            [("visits.pdf", i + 1) for i in range(digital)]
            + [("scans.pdf", i + 1) for i in range(scanned)]
        )
    ]
    findings = tuple(
        Finding(
            id=f"c{i // 6 + 1}", text=NEED, origin="letter", cite=None,
            source_evidence=(Evidence(page=1, bbox=None, text=NEED),), status=Status.SUPPORTED,
            why="see the words of the record", evidence=tuple(evidence[i : i + 6]),
        )
        for i in range(0, len(evidence), 6)
    )  # fmt: skip
    rows = tuple(
        ChartDocument(document=name, sha256="0" * 64, kind="progress_note", date=None,
                      pages=len(file.document.pages), included=True)
        for name, file in charts.items()
    )  # fmt: skip
    case = Case(
        schema=1, prepared_at="2026-03-04T11:02:00-05:00", timezone="America/New_York",
        source=Source(path="letter.pdf", sha256="0" * 64, pages=1, received_from="file_time",
                      received_at="2026-03-04T09:00:00-05:00"),
        pages=(1,), letter=_letter(), chart=CaseChart(documents=rows), criteria=findings,
    )  # fmt: skip
    return case, ExhibitSource(letter, charts, Limits())


def _letter() -> Letter:
    return Letter(
        document_type=Fact(value=DocumentType.DENIAL),
        route=Fact(value=Route.P2P),
        patient=Patient(name=Fact(value="Odalys Finch")),
    )


def _note(number: int) -> str:
    filler = "Seen in clinic; the plan was reviewed and the home program continued. " * 40
    return f"Odalys Finch. Visit {number}: pain {number % 10}/10 after the course. {filler}"


def _passage(document: str, page: int, number: int) -> Passage:
    return Passage(
        document=document, page=page, bbox=None, stance="supports", date=None, confidence=0.9,
        text=f"Visit {number}: pain {number % 10}/10 after the course.",
        assertion=Assertion.AFFIRMED,
    )  # fmt: skip


def _pdf(pages: list[str]) -> bytes:
    html = "".join(f"<p style='page-break-after: always'>{text}</p>" for text in pages)
    style = '<style>@page{size:letter;margin:1in}body{font:11pt "Liberation Serif"}</style>'
    data: bytes = weasyprint.HTML(string=style + html).write_pdf()
    return data


def _scan(pdf: bytes) -> bytes:
    """The pages as bilevel images at 200 dpi, as a scanner makes them."""
    opened = pdfium.PdfDocument(pdf)
    images = [page.render(scale=200 / 72).to_pil().convert("1") for page in opened]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return out.getvalue()


def _file(path: Path, data: bytes) -> ExhibitFile:
    path.write_bytes(data)
    document: Document = read_document(path, limits=Limits())
    return ExhibitFile(path, document)


if __name__ == "__main__":
    main()
