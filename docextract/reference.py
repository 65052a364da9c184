"""A work of the office's own library (a guideline, an article): what it is, and its sentences.

Nothing is known of a work but what its file prints. A label in the first lines counts first
("Title: …", "Source: …", "Date: …", as a front matter has them), then how a printed work tells
it: the first line that is a name, a line with its publisher or journal, the first year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docextract.chart.segments import sentences
from docextract.facts import Evidence, Frozen
from docextract.pages.page import Document
from docextract.pages.text import Text, text_of

_HEAD_LINES = 20
_MARKS = re.compile(r"^[ \t]*#{1,6}[ \t]+|^[ \t]*[-*][ \t]+|\*\*|__")
_LABELS = {
    "title": re.compile(r"title\s*:\s*(\S.*)", re.IGNORECASE),
    "source": re.compile(
        r"(?:source|publisher|published (?:by|in)|journal|organi[sz]ation|issued by)\s*:\s*(\S.*)",
        re.IGNORECASE,
    ),
    "date": re.compile(
        r"(?:date|published|publication date|updated|effective(?: date)?|year)\s*:\s*(\S.*)",
        re.IGNORECASE,
    ),
}
_LABEL = re.compile(r"[A-Z][A-Za-z ]{1,24}:\s")
_PUBLISHER = re.compile(
    r"\b(?:Journal|Annals|Archives|Lancet|Academy|Association|Society|College|Institute|Agency|"
    r"Department|Ministry|Organi[sz]ation|Foundation|Committee|Task Force|Network|Press|doi)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATED = re.compile(
    r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)\s+(?:\d{1,2},\s+)?(?:19|20)\d\d|(?:19|20)\d\d(?:-\d\d){0,2})\b"
)
_FEW_WORDS, _MANY_WORDS = 6, 90
"""A sentence of fewer words is a heading or a label, one of more is no passage to quote."""


class Work(Frozen):
    """A work as its file prints it. ``head_page`` is the page that its title stands on, and
    ``passages`` are its sentences, in order."""

    document: str
    sha256: str
    title: str
    source: str
    date: str
    head_page: int
    passages: tuple[Evidence, ...]


def read_work(document: Document) -> Work | None:
    """The work in a document; None where the file does not print title, source and date."""
    text = text_of(document.pages)
    title, source, date = (_head(text, name) for name in ("title", "source", "date"))
    if title is None or source is None or date is None:
        return None
    return Work(
        document=document.name,
        sha256=document.sha256,
        title=title,
        source=source,
        date=date,
        head_page=text.lines[0].page,
        passages=tuple(_passages(text)),
    )


def _head(text: Text, name: str) -> str | None:
    """What the first lines print of a work's title, source or date."""
    lines = [_MARKS.sub("", text.plain[line.start : line.end]).strip()
             for line in text.lines[:_HEAD_LINES]]  # fmt: skip
    for line in lines:
        labelled = _LABELS[name].match(line)
        if labelled:
            return labelled[1].strip().strip("\"'")
    return _unlabelled(lines, name)


def _unlabelled(lines: Sequence[str], name: str) -> str | None:
    free = [line for line in lines if line and not _LABEL.match(line)]
    if name == "title":
        names = (x for x in free if 2 < len(x.split()) < 30 and not _PUBLISHER.search(x))
        return next(names, None)
    if name == "source":
        return next((line for line in free if _PUBLISHER.search(line)), None)
    dated = (found[0] for line in free if _YEAR.search(line) and (found := _DATED.search(line)))
    return next(dated, None)


def _passages(text: Text) -> Iterator[Evidence]:
    """Sentences that lie on one page, without the labels and headings between them."""
    for start, end in _paragraphs(text):
        for left, right in sentences(text.plain, start, end):
            words = text.plain[left:right].split()
            if not _FEW_WORDS <= len(words) <= _MANY_WORDS or _is_label(text, left):
                continue
            pieces = text.evidence(left, right)
            if len(pieces) == 1:
                yield pieces[0]


def _paragraphs(text: Text) -> Iterator[tuple[int, int]]:
    """Runs of lines of one block, which end where a heading or an item begins."""
    start = end = block = -1
    for line in text.lines:
        words = text.plain[line.start : line.end]
        if start >= 0 and (line.block != block or _MARKS.match(words)):
            yield start, end
            start = -1
        start = line.start if start < 0 else start
        end, block = line.end, line.block
    if start >= 0:
        yield start, end


def _is_label(text: Text, offset: int) -> bool:
    line = text.line_at(offset)
    words = _MARKS.sub("", text.plain[line.start : line.end]).strip()
    return any(label.match(words) for label in _LABELS.values())
