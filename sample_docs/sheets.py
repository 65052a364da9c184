"""The plain markup in which the sample charts are written, and what it becomes.

A source file holds several documents, each headed ``=== FILE NAME | kind | key=value``. A body
line starting ``#`` or ``##`` is a heading, ``|`` a table row; every other line is a paragraph.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import docx

_CSS = """body{font:10.5pt/1.4 "Liberation Sans"} h1{font-size:14pt;margin:0 0 4pt}
h2{font-size:11pt;margin:9pt 0 2pt} p{margin:3pt 0} table{border-collapse:collapse;margin:5pt 0}
td{border:.7pt solid #444;padding:2.5pt 7pt} .gap{margin-left:2.5em}"""


@dataclass(frozen=True)
class Sheet:
    """One sample document: its file name, how it is made, its options and its body."""

    name: str
    kind: str
    body: str
    options: dict[str, str] = field(default_factory=dict)


def read_sheets(path: Path) -> Iterator[Sheet]:
    """The documents of one source file, in order."""
    for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
        head, body = part.split("\n", 1)
        name, kind, *rest = (piece.strip() for piece in head.split("|"))
        yield Sheet(name, kind, body.strip("\n"), dict(piece.split("=", 1) for piece in rest))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def to_html(sheet: Sheet) -> str:
    """A page for WeasyPrint."""
    parts = [f"<title>{html.escape(sheet.name)}</title><style>{_CSS}</style>"]
    for is_table, lines in groupby(sheet.body.splitlines(), key=lambda s: s.startswith("|")):
        if is_table:
            rows = ("".join(f"<td>{html.escape(c)}</td>" for c in _cells(row)) for row in lines)
            parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
            continue
        for line in lines:
            marks = len(line) - len(line.lstrip("#"))
            tag = {0: "p", 1: "h1"}.get(marks, "h2")
            text = html.escape(line[marks:].strip()).replace("    ", "<span class=gap></span>")
            parts.append(f"<{tag}>{text}</{tag}>" if text else "")
    return "".join(parts)


def to_docx(sheet: Sheet) -> bytes:
    """The same document as Word would save it."""
    document = docx.Document()
    for line in sheet.body.splitlines():
        if line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            document.add_heading(line[level:].strip(), level)
        else:
            document.add_paragraph(line)
    document.core_properties.created = document.core_properties.modified = datetime(2026, 3, 2)  # noqa: DTZ001 - OOXML times carry no zone here
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_times(buffer)


def _without_times(archive: io.BytesIO) -> bytes:
    """The same ZIP with one fixed time for all members, so that its bytes do not change."""
    out = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename), old.read(member), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def to_ccda(sheet: Sheet) -> bytes:
    """A small C-CDA document: the patient in its header, a table for each section."""
    option = {key: escape(value) for key, value in sheet.options.items()}
    sections = []
    for block in sheet.body.split("## ")[1:]:
        title, *rows = block.strip().splitlines()
        table = "".join(
            "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in _cells(row)) + "</tr>" for row in rows
        )
        sections.append(
            f"<component><section><title>{escape(title)}</title><text><table><tbody>{table}"
            "</tbody></table></text></section></component>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">'
        f"<title>Summary of care</title><effectiveTime value='{option['date']}'/>"
        "<recordTarget><patientRole>"
        f"<id root='2.16.840.1.113883.19.5' extension='{option['mrn']}'/>"
        f"<patient><name><given>{option['given']}</given><family>{option['family']}</family></name>"
        f"<birthTime value='{option['birth']}'/></patient></patientRole></recordTarget>"
        f"<component><structuredBody>{''.join(sections)}</structuredBody></component>"
        "</ClinicalDocument>\n"
    ).encode()
