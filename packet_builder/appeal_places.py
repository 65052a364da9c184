"""Where the words of a letter stand in the record: citations of exhibits, quotes as controls."""

from __future__ import annotations

from docx.document import Document as Docx

from docextract.facts import Evidence
from packet_builder.case import Case, Passage, Quote
from packet_builder.docx_controls import Told
from packet_builder.docx_parts import QUOTE, remark, say
from packet_builder.plain import clean, inner
from packet_builder.when import short_date

LETTER_EXHIBIT = 1


def said(text: str) -> str:
    """Words of the letter or the record in typographic quotation marks."""
    return f"\u201c{inner(text)}\u201d"


def cite(cited: Quote) -> str:
    """Where the record says it: exhibit and page, or the file for one that was not placed."""
    if cited.exhibit is None:
        return f" ({clean(cited.document)}, page {cited.page})"
    return f" (Exhibit {cited.exhibit}, page {cited.exhibit_page})"


def letter_cite(case: Case, evidence: tuple[Evidence, ...]) -> str:
    """Where the payer's letter says it; nothing for words of another file."""
    if not evidence or evidence[0].page not in case.pages:
        return ""
    return f" (Exhibit {LETTER_EXHIBIT}, page {case.pages.index(evidence[0].page) + 1})"


def quote(draft: Docx, tag: str, title: str, cited: Quote) -> None:
    """Words of the record as one control: day, quotation and place."""
    dated = f"{short_date(cited.date)}: " if cited.date else ""
    block = say(draft, Told(tag, title, f"{dated}{said(cited.text)}{cite(cited)}"), style=QUOTE)
    if isinstance(cited, Passage) and cited.needs_review:
        remark(draft, block, "Hard to read: compare these words with the page before sending.")
