"""Records that the law protects beyond HIPAA: they wait for a person's word."""

from __future__ import annotations

import re

from docextract.pages.page import Document
from docextract.rules import load


def guarded_reason(document: Document, excluded: tuple[int, ...] = ()) -> str | None:
    """Why a document must not be used unasked; None for ordinary records.

    Sources: 42 CFR 2.12 and 2.32 (substance use disorder programs and the notice that goes
    with their records), 45 CFR 164.501 and 164.508(a)(2) (psychotherapy notes).
    """
    text = "\n".join(p.text for p in document.pages if p.number not in excluded)
    for row in load("chart_identity")["guarded"]:
        found = re.search(row["pattern"], text, re.IGNORECASE)
        if found and not re.search(
            row["unless"], text[max(0, found.start() - 120) : found.end()], re.IGNORECASE
        ):
            return str(row["reason"])
    return None
