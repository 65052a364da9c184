"""Rights in many wordings, each read in a whole letter."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from docextract.facts import Received, Source
from docextract.letter import read_letters
from docextract.office import Office
from docextract.pages import read_document
from sample_docs.render import to_pdf

LAYOUTS = yaml.safe_load(Path(__file__).with_name("deadline_layouts.yaml").read_text("utf-8"))
ROWS = yaml.safe_load(Path(__file__).with_name("deadline_wordings.yaml").read_text("utf-8"))
OFFICE = Office(zone="America/Chicago")
RECEIVED = Received(at=datetime(2026, 3, 5, 9, 15, tzinfo=OFFICE.tz), source="option")
LETTER = """Ridgeway Health Plan
PO Box 1182, Dayton, OH 45401

March 3, 2026

Robin Achterberg, MD
Lakeside Spine Associates
410 Harbor Rd
Toledo, OH 43604

RE: Denise Farrow   DOB: 02/11/1968   Member ID: QX5510982
Reference number: A26-771203
Requested service: 72148 MRI lumbar spine

Dear Dr. Achterberg:

We reviewed the request for the service above and it is denied as not medically necessary. The
records do not show six weeks of physical therapy.

{rights}

Sincerely,
Utilization Management
"""


def rights_of(path: Path) -> list[str]:
    document = read_document(path)
    source = Source(
        path=path.name,
        sha256=document.sha256,
        pages=len(document.pages),
        received_at=RECEIVED.at.isoformat(timespec="seconds"),
        received_from=RECEIVED.source,
    )
    (result,) = read_letters(document, source=source, received=RECEIVED, office=OFFICE)
    return [f"{one.kind.value} {one.due.value}" for one in result.letter.deadlines]


@pytest.mark.parametrize("row", ROWS, ids=[str(number) for number in range(len(ROWS))])
def test_the_rights_of_a_letter_and_their_last_days(row, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text(LETTER.format(rights=row["text"]), "utf-8")
    assert sorted(rights_of(path)) == sorted(row["rights"])


@pytest.mark.slow
@pytest.mark.parametrize("border", ["1px solid #000", "none"])
@pytest.mark.parametrize("row", LAYOUTS, ids=lambda row: row["name"])
def test_rights_in_tables_lists_and_columns(row, border, tmp_path):
    head, rest = LETTER.split("{rights}")
    body = "".join(f"<p>{part}</p>" for part in head.strip().split("\n\n"))
    style = (
        f"<style>table{{width:100%}}td,th{{border:{border};padding:4px;text-align:left}}</style>"
    )
    path = tmp_path / "letter.pdf"
    path.write_bytes(to_pdf(style + body + row["html"] + rest.replace("\n", "<br>")))
    assert sorted(rights_of(path)) == sorted(row["rights"])
