"""Tables for a spreadsheet, as CSV or XLSX; no cell of them can be a formula.

Words come from faxes: a cell that begins like a formula would run in the reader's spreadsheet
(CWE-1236). Such a cell gets an apostrophe before it, in CSV and in XLSX.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | datetime | None

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_WIDEST = 60
_MOST_CHARACTERS = 32_000
"""A spreadsheet's cell holds 32,767."""


def harmless(cell: Cell) -> str | int | float | None:
    """A cell that no spreadsheet takes for a formula; a moment as ``2026-03-17 17:00``."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", cell)[:_MOST_CHARACTERS]
    return f"'{text}" if text.lstrip().startswith(_STARTS) or text.startswith(_STARTS) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file with a byte-order mark, so that spreadsheets read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """An XLSX file of one sheet: a fixed head row, a filter, columns as wide as their words."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.append(list(heads))
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    for column, head in enumerate(heads, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        values = (sheet.cell(row, column).value for row in range(2, sheet.max_row + 1))
        longest = max([len(head), *(len(str(value or "")) for value in values)])
        sheet.column_dimensions[get_column_letter(column)].width = min(longest, _WIDEST) + 2
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
