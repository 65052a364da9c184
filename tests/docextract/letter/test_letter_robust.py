"""Any pages are read: parts of letters in any order, cut anywhere, with anything missing."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from docextract.facts import Received, Source
from docextract.letter import read_letters
from docextract.office import Office
from docextract.pages.page import Document, Line, Page, Word

LETTERS = Path(__file__).parents[2] / "letters" / "develop"
AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
RECEIVED = Received(at=AT, source="option")
SOURCE = Source(
    path="made.pdf", sha256="0" * 64, pages=1, received_at=AT.isoformat(), received_from="option"
)


def _parts() -> list[str]:
    """The lines of the open letters, as their HTML has them."""
    found: set[str] = set()
    for path in LETTERS.glob("*.html"):
        body = re.sub(r"(?s)<style.*?</style>|<head.*?</head>", "", path.read_text())
        for piece in re.split(r"(?i)</?(?:p|div|td|th|tr|li|h\d|br|table)[^>]*>", body):
            words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", piece)).split())
            if words:
                found.add(words[:300])
    return sorted(found)


@settings(max_examples=150)
@given(st.data())
def test_parts_of_letters_in_any_order_are_read(data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=25))
    seen = data.draw(st.sampled_from([1.0, 0.93, 0.5]))
    lines, top = [], 40.0
    for block, row in enumerate(rows):
        top += 12.0
        cut = data.draw(st.integers(0, 3)) == 0
        words = row.split()[: 1 + len(row) // 12] if cut else row.split()
        placed = [
            Word(w, (40.0 + 30 * i, top, 68.0 + 30 * i, top + 10), seen)
            for i, w in enumerate(words)
        ]
        lines.append(Line(tuple(placed), block // 2))
    page = Page(1, 612.0, 792.0, tuple(lines), "text" if seen == 1.0 else "ocr")
    document = Document("made.pdf", "0" * 64, "pdf", (page,))
    told = read_letters(document, source=SOURCE, received=RECEIVED, office=Office())
    assert all(result.pages == (1,) for result in told)


_PARTS = _parts()
