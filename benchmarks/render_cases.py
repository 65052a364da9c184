"""Renders the cases of ``tests/cases``: letter, chart, policy and truth of each.

``python -m benchmarks.render_cases OUT [NAME ...]``
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import yaml

from benchmarks.render_letters import fax_header
from sample_docs.make import sheet_bytes
from sample_docs.render import join_pdfs, to_fax, to_pdf, to_scan
from sample_docs.sheets import Sheet, read_sheets, to_html

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
GROUPS = ("develop", "judge")
PAGE_BREAK = "%%%"
"""A body line that starts a new page."""

_PAGELESS = ("txt", "docx", "ccda")
_STANCES = {"+": "supports", "-": "contradicts"}
_LOOKS = {
    "plain": "",
    "dense": 'body{font:9pt/1.25 "Liberation Sans"} h1{font-size:12pt} h2{font-size:9.5pt;'
    "background:#ddd;padding:1pt 3pt} p{margin:1.5pt 0} td{padding:1pt 5pt}",
    "serif": 'body{font:10.5pt/1.35 "Liberation Serif"} h1{text-align:center;font-size:15pt}'
    " h2{text-transform:uppercase;font-size:10pt} td{border:none;border-bottom:.5pt solid #777}",
    "mono": 'body{font:9pt/1.3 "Liberation Mono"} h1,h2{font-size:9.5pt} td{border:none;'
    "padding:0 9pt 0 0}",
    "form": 'body{font:10pt/1.45 "Liberation Sans"} h1{border-bottom:2pt solid #000} p{border-'
    "bottom:.4pt dotted #999} td{padding:3pt 6pt}",
}


def page_texts(sheet: Sheet) -> list[str]:
    """The pages of a source document; one for DOCX, TXT and XML, which have no pages.

    Args:
        sheet: A document of ``chart.txt`` or ``policy.txt``.

    Returns:
        The markup of each page, in order.
    """
    pages: list[list[str]] = [[]]
    for line in sheet.body.splitlines():
        if line.strip() == PAGE_BREAK:
            pages.append([])
        else:
            pages[-1].append(line)
    return ["\n".join(lines) for lines in pages]


def _page_pdf(sheet: Sheet, body: str, foot: str) -> bytes:
    """One page; raises ``ValueError`` where its text runs over the page."""
    look = _LOOKS[sheet.options.get("look", "plain")]
    footer = f"@page{{@bottom-right{{content:'{foot}';font-size:7.5pt}}}}"
    pdf = to_pdf(to_html(replace(sheet, body=body)) + f"<style>{look}{footer}</style>")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if len(document.pages) != 1:
            raise ValueError(f"{sheet.name}: {foot} does not fit on one page")
    return pdf


def document_bytes(sheet: Sheet, seed: int) -> bytes:
    """The finished file of one chart or policy document.

    Args:
        sheet: The source; its option ``look`` chooses the type, ``header`` is a fax's line.
        seed: Makes the noise of a scan or fax.

    Returns:
        The bytes of a PDF, TIFF, DOCX, TXT or XML file.

    Raises:
        ValueError: Where the text of a page does not fit on one page.
    """
    if sheet.kind in _PAGELESS:
        return sheet_bytes(sheet, seed)
    bodies = page_texts(sheet)
    foots = [f"Page {number} of {len(bodies)}" for number in range(1, len(bodies) + 1)]
    pdf = join_pdfs([_page_pdf(sheet, b, f) for b, f in zip(bodies, foots, strict=True)])
    if sheet.kind == "scan":
        return to_scan(pdf, seed=seed)
    if sheet.kind == "fax":
        return to_fax(pdf, resolution="fine", header=sheet.options["header"], seed=seed)
    return pdf


def _rows(text: str, width: int) -> list[tuple[dict[str, Any], list[str]]]:
    """The lines ``FILE:PAGE | … | quote`` of a block: passage and the cells between.

    A line has ``width`` cells; the quote may hold bars of its own.
    """
    rows = []
    for line in filter(str.strip, text.splitlines()):
        where, *between, quote = (cell.strip() for cell in line.split("|", width - 1))
        document, page = where.rsplit(":", 1)
        rows.append(({"document": document, "page": int(page), "quote": quote}, between))
    return rows


def _labelled(text: str, label: str) -> list[dict[str, Any]]:
    return [{**passage, label: cell} for passage, (cell,) in _rows(text, 3)]


def _evidence(text: str) -> list[dict[str, Any]]:
    return [
        {**passage, "stance": _STANCES[stance], "date": date}
        for passage, (stance, date) in _rows(text, 4)
    ]


def read_truth(case: Path) -> dict[str, Any]:
    """The truth of a case in the form that the scorer reads.

    Args:
        case: The case's folder; the lines of its ``truth.yaml`` are spelled out here.

    Returns:
        The object of ``truth.json``.
    """
    data: dict[str, Any] = yaml.safe_load((case / "truth.yaml").read_text(encoding="utf-8"))
    for criterion in data["criteria"]:
        criterion.setdefault("origin", "letter")
        criterion["evidence"] = _evidence(criterion["evidence"])
        criterion["traps"] = _labelled(criterion["traps"], "why")
    data["functional_limitations"] = [p for p, _ in _rows(data["functional_limitations"], 2)]
    data["failed_treatments"] = _labelled(data["failed_treatments"], "treatment")
    return data


def _letter(case: Path, truth: dict[str, Any], seed: int) -> tuple[str, bytes]:
    pdf = to_pdf((case / "letter.html").read_text(encoding="utf-8"))
    if truth["letter_as"] == "scan":
        return "letter.pdf", to_scan(pdf, seed=seed)
    if truth["letter_as"] == "fax":
        header = fax_header(truth["received_at"], seed)
        return "letter.tif", to_fax(pdf, resolution="fine", header=header, seed=seed)
    return "letter.pdf", pdf


def render(case: Path, out: Path) -> None:
    """Writes one case: ``letter.*``, ``chart/``, ``policy/`` where it has one, ``truth.json``.

    Args:
        case: The folder of the case's sources.
        out: The folder that takes a folder of the case's name.
    """
    truth = read_truth(case)
    seed = zlib.crc32(case.name.encode())
    name, letter = _letter(case, truth, seed)
    files = {name: letter, "truth.json": json.dumps(truth, indent=1, ensure_ascii=False).encode()}
    for folder in ("chart", "policy"):
        if (case / f"{folder}.txt").exists():
            for number, sheet in enumerate(read_sheets(case / f"{folder}.txt"), start=1):
                files[f"{folder}/{sheet.name}"] = document_bytes(sheet, seed + number)
    for relative, data in files.items():
        path = out / case.name / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def case_folders() -> list[Path]:
    """The folders of all cases, ``develop`` before ``judge``."""
    return [path.parent for g in GROUPS for path in sorted((CASES / g).glob("*/truth.yaml"))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Renders all cases, those of a group, or those named.

    Args:
        arguments: The command line; that of the process where None.

    Returns:
        The exit code: 0, or 2 where no case has the name.
    """
    parser = argparse.ArgumentParser(prog="benchmarks.render_cases", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="*", help="cases or groups (all where none is given)")
    options = parser.parse_args(arguments)
    wanted = set(options.names)
    cases = [c for c in case_folders() if not wanted or wanted & {c.name, c.parent.name}]
    if not cases:
        print("no such case", file=sys.stderr)
        return 2
    for case in cases:
        render(case, options.out)
        print(case.name, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
