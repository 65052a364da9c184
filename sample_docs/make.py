"""Make the sample inbox, charts and policies from their sources: ``python -m sample_docs.make``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from sample_docs import render
from sample_docs.sheets import Sheet, read_sheets, to_ccda, to_docx, to_html

HERE = Path(__file__).parent
SOURCES = HERE / "sources"


def _letter_pdf(name: str) -> bytes:
    path = SOURCES / "letters" / f"{name}.html"
    return render.to_pdf(path.read_text(encoding="utf-8"))


def sheet_bytes(sheet: Sheet, seed: int) -> bytes:
    """The finished file of one sheet."""
    if sheet.kind == "txt":
        return (sheet.body + "\n").encode()
    if sheet.kind == "docx":
        return to_docx(sheet)
    if sheet.kind == "ccda":
        return to_ccda(sheet)
    pdf = render.to_pdf(to_html(sheet))
    if sheet.kind == "scan":
        return render.to_scan(pdf, seed=seed)
    if sheet.kind == "fax":
        header = f"MAR-02-2026 10:0{seed % 10}  FROM:{sheet.options['from']}"
        return render.to_fax(pdf, resolution="fine", header=header, seed=seed)
    return pdf


def _inbox_bytes(entry: dict[str, Any], seed: int) -> bytes:
    """One file of the inbox as its manifest entry says."""
    if "stray" in entry:
        return _stray(entry["stray"], "fax", seed)
    if "text" in entry:
        source: Path = SOURCES / "letters" / entry["text"]
        return source.read_bytes()
    if "sheets" in entry:
        (sheet,) = read_sheets(SOURCES / entry["sheets"])
        return sheet_bytes(sheet, seed)
    pdf = render.join_pdfs([_letter_pdf(name) for name in entry["letters"]])
    made: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: pdf,
        "fine": lambda: _fax(entry, pdf, seed),
        "standard": lambda: _fax(entry, pdf, seed),
        "scan": lambda: render.to_scan(pdf, seed=seed, turn=entry.get("turn", 0)),
        "photo": lambda: render.to_photo(pdf, seed=seed),
        "mixed": lambda: render.join_pdfs([pdf, _stray("enclosure.pdf", "scan", seed)]),
        "email": lambda: render.to_email(
            pdf, subject="Determination 30714", attachment="determination.pdf"
        ),
    }
    return made[entry["as"]]()


def _fax(entry: dict[str, Any], pdf: bytes, seed: int) -> bytes:
    return render.to_fax(
        pdf,
        resolution=entry["as"],
        header=entry["header"],
        seed=seed,
        blank_after=entry.get("blank_after", 0),
    )


def _stray(name: str, kind: str, seed: int) -> bytes:
    sheets = {sheet.name: sheet for sheet in read_sheets(SOURCES / "charts" / "stray.txt")}
    sheet = sheets[name]
    return sheet_bytes(Sheet(sheet.name, kind, sheet.body, sheet.options), seed)


def manifest() -> dict[str, Any]:
    """The parsed ``manifest.yaml``: what the inbox holds and when each file came in."""
    data: dict[str, Any] = yaml.safe_load((HERE / "manifest.yaml").read_text(encoding="utf-8"))
    return data


def make(out: Path = HERE) -> list[Path]:
    """Write inbox, charts and policies below ``out``; the paths written, in order."""
    files: dict[Path, bytes] = {}
    for seed, (name, entry) in enumerate(manifest()["inbox"].items(), start=1):
        content = (
            _stray("stray.tif", "fax", seed) if "stray" in entry else _inbox_bytes(entry, seed)
        )
        files[out / "inbox" / name] = content
    seed = 100
    for source in manifest()["charts"]:
        for sheet in read_sheets(SOURCES / "charts" / f"{source}.txt"):
            seed += 1
            files[out / "charts" / source / sheet.name] = sheet_bytes(sheet, seed)
    for source in sorted((SOURCES / "policies").glob("*.txt")):
        for sheet in read_sheets(source):
            files[out / "policies" / sheet.name] = sheet_bytes(sheet, 0)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


if __name__ == "__main__":
    for made in make():
        print(made)
