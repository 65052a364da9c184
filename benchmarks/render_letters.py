"""Renders the letters of ``tests/letters`` as PDF, scan and faxes beside their truths.

``python -m benchmarks.render_letters OUT [NAME ...]``
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sample_docs.render import to_fax, to_pdf, to_scan

LETTERS = Path(__file__).resolve().parent.parent / "tests" / "letters"
GROUPS = ("develop", "judge")
_HEADERS = (
    "{moment:%m/%d/%Y %H:%M}  FROM: UTILIZATION MGMT  TO: PRIOR AUTH",
    "{month} {moment:%d %Y %H:%M}   FAX SERVER   ->  CLINIC",
    "{moment:%Y-%m-%d %I:%M%p}   INBOUND FAX",
)
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def fax_header(received_at: str, seed: int) -> str:
    """The line that a fax machine prints on top of a page.

    Args:
        received_at: The moment of receipt, ISO 8601 with its offset.
        seed: Chooses one of several forms.

    Returns:
        The line without its page count, in the office's local time.
    """
    moment = datetime.fromisoformat(received_at)
    form = _HEADERS[seed % len(_HEADERS)]
    return form.format(moment=moment, month=_MONTHS[moment.month - 1])


def render(source: Path, out: Path) -> None:
    """Writes the four renderings of one letter and a copy of its truth.

    Args:
        source: The letter's HTML file; its truth has the same stem.
        out: The folder that takes ``digital``, ``scan``, ``fax``, ``stdfax`` and ``truth``.
    """
    name = source.stem
    seed = zlib.crc32(name.encode())
    truth = source.with_suffix(".json")
    header = fax_header(json.loads(truth.read_text(encoding="utf-8"))["received_at"], seed)
    pdf = to_pdf(source.read_text(encoding="utf-8"))
    files = {
        f"digital/{name}.pdf": pdf,
        f"scan/{name}.pdf": to_scan(pdf, seed=seed),
        f"fax/{name}.tif": to_fax(pdf, resolution="fine", header=header, seed=seed),
        f"stdfax/{name}.tif": to_fax(pdf, resolution="standard", header=header, seed=seed),
    }
    for relative, data in files.items():
        path = out / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (out / "truth").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(truth, out / "truth" / truth.name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Renders all letters, or those named.

    Args:
        arguments: The command line; that of the process where None.

    Returns:
        The exit code: 0, or 2 where no letter has the name.
    """
    parser = argparse.ArgumentParser(prog="benchmarks.render_letters", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="*", help="stems of letters (all where none is given)")
    options = parser.parse_args(arguments)
    letters = [path for group in GROUPS for path in sorted((LETTERS / group).glob("*.html"))]
    if options.names:
        letters = [path for path in letters if path.stem in options.names]
    if not letters:
        print("no such letter", file=sys.stderr)
        return 2
    for path in letters:
        render(path, options.out)
        print(path.stem, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
