"""A document's pages as statements in place: sentences, table rows, list items.

Each statement carries the date of the visit or entry it was written in, the heading above
it and how it is meant. What only furnishes the page (the patient's header, page numbers,
lines repeated on each page) is no statement.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docextract.chart.assertion import assertion_of_statement
from docextract.chart.sections import kind_of_section
from docextract.chart.segments import Run, is_heading, runs, sentences
from docextract.chart.tables import Span, heads_of, opens_table, with_heads
from docextract.chart.when import TOP, Context, LineDate, cell_date, line_date, own_dates
from docextract.facts import Statement
from docextract.pages.page import Document, Page, union
from docextract.pages.text import Text, text_of

_EDGE = 5
_FURNITURE = re.compile(
    r"^\W*(?:page|pg\.?|p\.)?\s*\d{1,3}\s*(?:of|/)\s*\d{1,3}\W*$|\bpage \d{1,3} of \d{1,3}\b"
    r"|\bD\.?O\.?B\b|date of birth|\bMRN\b|\b(?:PG|P)\.?\s?\d{1,3}\s?(?:/|of)\s?\d{1,3}\b",
    re.IGNORECASE,
)
_BOX = re.compile(r"[☐❏❑□☒☑✓✔■]|\[[ xX✓]?\](?!\()")
_CHOICE = re.compile(r"\b(?:yes|no)\b", re.IGNORECASE)
_RUN_IN = re.compile(r"\s*(?P<label>[A-Za-z][A-Za-z/&() .-]{0,40}?)\s*:\s*")
_LEADING_DATE = 4
_DAY = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d")
_SAID_IN_CAPITALS = re.compile(
    r"\b(?:NOT|NONE|NEGATIVE|POSITIVE|PENDING|DETECTED|REFUSED|DENIED|NORMAL|ABNORMAL|CANCELL?ED|"
    r"UNABLE|DECLINED|ABSENT|PRESENT|REACTIVE)\b"
)
"""What makes a row in capitals a result and no heading."""


@dataclass(slots=True)
class _Place:
    """Where the reading stands: the section, the date of the entry, the heads of its table."""

    section: str | None = None
    date: dt.date | None = None
    fallback: dt.date | None = None
    birth: dt.date | None = None
    reference: dt.date | None = None
    heads: tuple[str, ...] = ()
    over: tuple[Span, ...] = ()

    @property
    def context(self) -> Context:
        """What is known of the dates here."""
        return Context(self.birth, self.date or self.fallback or self.reference, self.reference)


def read_statements(
    document: Document,
    excluded: Iterable[int] = (),
    *,
    fallback: dt.date | None = None,
    birth: dt.date | None = None,
    reference: dt.date | None = None,
) -> tuple[Statement, ...]:
    """The statements of a document's pages that are not excluded.

    Args:
        document: the file as pages.
        excluded: page numbers that are kept out.
        fallback: the date of statements before the first date of service.
        birth: the patient's date of birth, which is no date of service.
        reference: the day of the request, which dates without a year are near to.
    """
    skip = frozenset(excluded)
    pages = [p for p in document.pages if p.number not in skip]
    repeated = _repeated(pages)
    place = _Place(date=fallback, fallback=fallback, birth=birth, reference=reference)
    found: list[Statement] = []
    for page in pages:
        found.extend(_page_statements(document, page, repeated, place))
    return tuple(found)


def _page_statements(
    document: Document, page: Page, repeated: frozenset[str], place: _Place
) -> Iterable[Statement]:
    text = text_of([page])
    skip = _furniture(text, repeated)
    for i in sorted(skip):
        told = _head_date(text, i, place) if i < TOP else None
        place.date = told.value if told else place.date
        _head_of_table(text, text.lines[i].start, text.lines[i].end, place)
        for start, end in _encounter(text, i, repeated) if i < TOP else ():
            made = _statement(document, text, start, end, place, None)
            if made:
                yield made
    for run in runs(text, skip):
        plain = text.plain[run.start : run.end]
        top = text.plain.count("\n", 0, run.start) < TOP
        spoken = _run_date(plain.split("\n", maxsplit=1)[0], top, place)
        columns = None
        if run.kind == "row":
            spans = _spans(text, run.start, run.end)
            columns = with_heads(place.heads, plain.strip(), place.over, spans)
            _head_of_table(text, run.start, run.end, place)
        else:
            place.heads = ()
        if run.kind == "heading":
            place.section = plain.strip().rstrip(":")
            continue
        for start, end in _pieces(text, run):
            _enter(text.plain[start:end], place)
            made = _statement(document, text, start, end, place, spoken)
            if made:
                yield made.model_copy(update={"columns": columns}) if columns else made


def _head_of_table(text: Text, start: int, end: int, place: _Place) -> None:
    """Remember a row that heads a table, also one that stands on every page."""
    row = text.plain[start:end].strip()
    heads = heads_of(row)
    if heads and opens_table(place.heads, row):
        place.heads, place.over = heads, _spans(text, start, end)


def _spans(text: Text, start: int, end: int) -> tuple[Span, ...]:
    """How far the cells of a row reach across the page; none where a cell has no place."""
    found = []
    for cell in re.finditer(r"[^\t]+", text.plain[start:end]):
        words = text.words_in(start + cell.start(), start + cell.end())
        box = union([placed.word.box for placed in words])
        if box is None:
            return ()
        found.append((box[0], box[2]))
    return tuple(found)


_PERSON = re.compile(
    r"\bD\.?O\.?B\b|birth|\bMRN\b|\bPt\.?\s*(?:name|ID)\b|\bpatient\b|\bmember\b|\bacc(?:oun)?t\b|"
    r"\bphone\b|\bfax\b|\bpage\b|\bprinted\b|\b(?:sex|gender|age)\b|^\W*[MF]\W*$",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?:visit|seen|arriv\w+|admi(?:t|ssion)\w*|discharged?|encounter|procedure|start(?:ed)?|"
    r"evaluat\w+|in[- ]person|tele\w+|video|date\s+of\s+service|DOS|exam\w*)\b",
    re.IGNORECASE,
)


def _encounter(text: Text, index: int, repeated: frozenset[str]) -> Iterable[tuple[int, int]]:
    """The cells of a head line that tell of the meeting ("Visit 09/15/2026 (in person)") and not
    of who the patient is."""
    line = text.lines[index]
    plain = text.plain[line.start : line.end]
    if _key(plain) in repeated:
        return
    for cell in re.finditer(r"[^\t]+", plain):
        words = cell.group()
        if _MEETING.search(words) and _DAY.search(words) and not _PERSON.search(words):
            yield line.start + cell.start(), line.start + cell.end()


def _pieces(text: Text, run: Run) -> Sequence[tuple[int, int]]:
    plain = text.plain[run.start : run.end]
    boxes = [m.start() for m in _BOX.finditer(plain)]
    if boxes and not _CHOICE.search(plain):
        cuts = [run.start, *(run.start + b for b in boxes), run.end]
        return [(a, b) for a, b in pairwise(cuts) if text.plain[a:b].strip()]
    if run.kind == "row":
        return [(run.start, run.end)]
    return sentences(text.plain, run.start, run.end)


def _enter(plain: str, place: _Place) -> None:
    """Change the section where a statement begins with the name of one (``ROS: …``)."""
    found = _RUN_IN.match(plain)
    if found and kind_of_section(found["label"]):
        place.section = found["label"].strip()


def _statement(
    document: Document, text: Text, start: int, end: int, place: _Place, spoken: dt.date | None
) -> Statement | None:
    plain = re.sub(r"\s+", " ", text.plain[start:end]).strip()
    told = "\t" in text.plain[start:end] and _SAID_IN_CAPITALS.search(plain)
    if len(re.findall(r"\w+", plain)) < 2 or (is_heading(plain) and not told):
        return None
    evidence = text.evidence(start, end)
    if not evidence:
        return None
    spoken = _row_date(plain, place.context) or spoken or place.date
    return Statement(
        document=document.name,
        page=evidence[0].page,
        bbox=evidence[0].bbox,
        lines=evidence[0].lines,
        text=evidence[0].text,
        assertion=assertion_of_statement(plain, section=place.section),
        date=spoken.isoformat() if spoken else None,
        section=place.section,
        confidence=_confidence(text, start, end),
    )


def _confidence(text: Text, start: int, end: int) -> float:
    """The mean confidence of the words: one bad word does not spoil a sentence."""
    words = text.words_in(start, end)
    return round(sum(w.word.confidence for w in words) / max(1, len(words)), 3)


def _run_date(line: str, top: bool, place: _Place) -> dt.date | None:
    """The date of one run alone; a date that lasts is set in ``place``."""
    told = line_date(line, top=top, section=place.section, context=place.context)
    if told and told.lasts:
        if told.value != place.date:
            place.section = None
        place.date = told.value
        return None
    return told.value if told else cell_date(line, place.context)


def _head_date(text: Text, index: int, place: _Place) -> LineDate | None:
    line = text.lines[index]
    return line_date(text.plain[line.start : line.end], top=True, context=place.context)


def _row_date(plain: str, context: Context) -> dt.date | None:
    """The date that a row, log line or entry begins with."""
    found = own_dates(plain, context)
    return found[0].value if found and found[0].start <= _LEADING_DATE else None


def _furniture(text: Text, repeated: frozenset[str]) -> frozenset[int]:
    last = len(text.lines)
    found = set()
    for i, line in enumerate(text.lines):
        plain = text.plain[line.start : line.end]
        edge = i < _EDGE or i >= last - _EDGE
        if edge and (_FURNITURE.search(plain) or _key(plain) in repeated):
            found.add(i)
    return frozenset(found)


def _repeated(pages: Sequence[Page]) -> frozenset[str]:
    """Lines that stand at the edge of two pages or more: running heads and feet."""
    count: Counter[str] = Counter()
    for page in pages:
        edges = {_key(ln.text) for ln in (*page.lines[:_EDGE], *page.lines[-_EDGE:])}
        count.update(edges)
    return frozenset(k for k, n in count.items() if n > 1 and k)


def _key(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip().lower()
