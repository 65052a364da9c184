"""The lines of a payment notice: which were paid, told by their amounts alone.

A voucher's columns are named in many ways. A line with one amount that is charged and nothing
but zeros beside it was refused; a line with other amounts, or without a zero, was allowed.
"""

from __future__ import annotations

import re
from decimal import Decimal

from docextract.letter.codes import find_codes
from docextract.letter.spans import Span
from docextract.pages.text import Text

_AMOUNT = re.compile(r"(?<![\w.,-])\$?(\d{1,3}(?:,\d{3})+|\d+)\.(\d\d)(?![\w.]|,\d)")


def paid_lines(text: Text) -> tuple[Span, ...]:
    """The lines with a procedure code of which something was allowed, in reading order."""
    lines = {text.line_at(hit.start).start: text.line_at(hit.start) for hit in find_codes(text)}
    return tuple(
        Span(line.start, line.end)
        for _, line in sorted(lines.items())
        if _is_paid(text.plain[line.start : line.end])
    )


def _is_paid(words: str) -> bool:
    amounts = [Decimal(f"{m[1].replace(',', '')}.{m[2]}") for m in _AMOUNT.finditer(words)]
    told = {one for one in amounts if one > 0}
    return len(amounts) > 1 and (len(told) > 1 or (bool(told) and min(amounts) > 0))
