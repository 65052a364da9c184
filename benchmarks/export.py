"""A chart export of many pages through ``p2p prepare``: time, memory, and the second run.

``python -m benchmarks.export --pages 1000 --out out/export``

Every second part of the export is scanned. The run is made twice; the second must find what the
first read. With ``--compare N`` an export of N pages is run first: memory must not grow with the
pages.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from html import escape
from pathlib import Path

import pikepdf

from sample_docs.render import to_pdf, to_scan

PART = 10
"""Pages of the export that are made at once."""
_PATIENT = "Patient: Ottilie R. Vandermolen &nbsp; DOB: 04/17/1959 &nbsp; MRN: 5550142"
_FIRST = date(2024, 1, 8)
_NOTES = (
    "Pain 7/10 with stairs. Cannot walk more than two blocks before she has to rest.",
    "Physical therapy visit {n}: therapeutic exercise 45 minutes, tolerated, no lasting relief.",
    "Meloxicam 15 mg daily stopped after 6 weeks, stomach upset and no benefit.",
    "BP 132/78, pulse 74, weight 182 lb, BMI 31.{d}.",
    "Right knee radiographs reviewed: medial joint space narrowing, Kellgren-Lawrence grade 3.",
    "No fever, no chills, skin intact, no sign of infection.",
    "Plan: continue home exercise program, return in four weeks.",
)
_LETTER = """<h1>Prairie Oak Health Plan</h1><p>March 16, 2026</p>
<p>Re: Ottilie R. Vandermolen, date of birth 04/17/1959, member ID POH 77120034,
reference 26-0316-4471</p>
<p>We have denied the request of March 9, 2026 for total knee arthroplasty, right (27447). It is not
medically necessary because the records do not show:</p>
<ul><li>At least 3 months of physical therapy within the last 12 months</li>
<li>Body mass index below 40</li><li>No active infection</li></ul>
<p>Your physician may ask for a peer-to-peer call within 14 days of this letter at
406-555-0118.</p>"""


def page_html(number: int) -> str:
    """One page of a visit note; ``number`` counts from 1 and sets its day."""
    day = _FIRST + timedelta(days=number // 2)
    notes = "".join(f"<p>{escape(text.format(n=number, d=number % 10))}</p>" for text in _NOTES * 2)
    return f"<p>{_PATIENT}</p><h2>Office visit</h2><p>Visit date: {day:%m/%d/%Y}</p>{notes}"


def parts(pages: int) -> Iterator[bytes]:
    """The export as PDFs of a few pages, every second one scanned."""
    for index, start in enumerate(range(1, pages + 1, PART)):
        numbers = range(start, min(start + PART, pages + 1))
        pdf = to_pdf('<div style="break-after:page"></div>'.join(map(page_html, numbers)))
        yield to_scan(pdf, seed=index) if index % 2 else pdf


def make_export(pages: int, folder: Path) -> tuple[Path, Path]:
    """Write the letter and the chart folder; their paths."""
    chart = folder / "chart"
    chart.mkdir(parents=True, exist_ok=True)
    out = pikepdf.new()
    for part in parts(pages):
        with pikepdf.open(io.BytesIO(part)) as pdf:
            out.pages.extend(pdf.pages)
    out.save(chart / "export.pdf", deterministic_id=True)
    letter = folder / "letter.pdf"
    letter.write_bytes(to_pdf(_LETTER))
    return letter, chart


def run(letter: Path, chart: Path, out: Path) -> tuple[float, float]:
    """Seconds and the largest process's memory in MB of one ``p2p prepare``."""
    command = [
        sys.executable, "-m", "casework", "prepare", str(letter), "--chart", str(chart),
        "--out", str(out), "--timezone", "America/Chicago", "--quiet",
    ]  # fmt: skip
    started = time.monotonic()
    child = os.posix_spawn(sys.executable, command, dict(os.environ))
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit("p2p prepare failed on the export")
    return time.monotonic() - started, usage.ru_maxrss / 1024


def measure(pages: int, folder: Path) -> tuple[float, float, float]:
    """Seconds of the first and of the second run, and the memory of the first in MB."""
    letter, chart = make_export(pages, folder)
    first, memory = run(letter, chart, folder / "case")
    second, _ = run(letter, chart, folder / "case")
    return first, second, memory


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the exports, run them, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--compare", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    for pages in filter(None, (options.compare, options.pages)):
        first, second, memory = measure(pages, options.out / str(pages))
        sys.stdout.write(
            f"{pages} pages: {first:.0f} s, again {second:.0f} s (1/{first / second:.0f}), "
            f"{memory:.0f} MB in the largest process\n"
        )


if __name__ == "__main__":
    main()
