"""Which of the dates on a page are dates of service, and how far each one reaches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import PurePath
from typing import NamedTuple

from docextract.chart.sections import kind_of_section
from docextract.chart.shortdates import short_dates
from docextract.dates import ChartDate, find_dates, month_end
from docextract.pages.page import Document, Page
from docextract.rules import load

TOP = 12
"""So many lines at the top of a page may hold its date without a label."""
_LEAD = 3
_TITLE_WORDS = 14
_HEAD_WORDS = 3
_LISTS = frozenset({"results", "history", "medications", "allergies", "plan"})
"""Sections whose lines begin with the date of an older event, not of a new entry."""
_RANGE = re.compile(r"\s*(?:\d{1,2}:\d\d\s*)?(?:-|to|thru|through|/)\s*$", re.IGNORECASE)
_AFTER_TITLE = re.compile(
    r"\W*(?:(?:at|@)?\W*\d{1,2}:?\d\d(?:\s*[ap]\.?m\.?)?)?[\s\d:-]*(?:\([^)]*\)?)?"
    r"(?:\W*(?:[A-Z][\w.'-]*,?|\d+|min|of|by|in|person)){0,8}\W*$"
)


class LineDate(NamedTuple):
    """A date of service on a line: ``lasts`` where the lines after it are of that day too."""

    value: date
    lasts: bool


@cache
def _label(group: str) -> re.Pattern[str]:
    words = "|".join(load("chart_dates")[group])
    return re.compile(rf"(?:^|(?<=[\s(|]))(?:{words})\s*[:#.(-]*\s*$", re.IGNORECASE)


@cache
def _entry() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(load('chart_dates')['entry'])})(?!\w)", re.IGNORECASE)


@cache
def _reports() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(load('chart_dates')['reports'])})(?!\w)")


class Context(NamedTuple):
    """What is known of the dates of a document: the patient's date of birth, which is never a
    date of service, and a day that dates without a year are near to."""

    birth: date | None = None
    around: date | None = None
    latest: date | None = None


NOWHERE = Context()


def own_dates(line: str, context: Context = NOWHERE) -> tuple[ChartDate, ...]:
    """The dates of a line that no label makes another day's: of birth, printing, a next visit."""
    never = _label("never")
    short = short_dates(line, context.around, context.latest) if context.around else ()
    return tuple(
        d
        for d in sorted((*find_dates(line), *short))
        if d.value != context.birth and not never.search(line[: d.start])
    )


def line_date(
    line: str, *, top: bool, section: str | None = None, context: Context = NOWHERE
) -> LineDate | None:
    """The date of service that a line sets, if it does.

    Args:
        line: the printed line; wide gaps are tabs.
        top: whether it stands at the top of its page.
        section: the heading it stands under.
        context: what is known of the document's dates.
    """
    found = own_dates(line, context)
    if not found:
        month = month_end(line)
        return LineDate(month, lasts=True) if month else None
    if _heads_columns(line, found):
        return LineDate(max(d.value for d in found), lasts=True)
    labelled = _labelled(line, found, "service")
    if labelled:
        return LineDate(labelled, lasts=True)
    lead = re.match(r"\W*", line)
    if found[0].start <= max(_LEAD, lead.end() if lead else 0):
        listed = kind_of_section(section) in _LISTS and not _entry().search(line)
        return LineDate(found[0].value, lasts=not listed)
    if _titles(line, found[0], top=top):
        return LineDate(found[0].value, lasts=True)
    return None


def _heads_columns(line: str, found: Sequence[ChartDate]) -> bool:
    """Whether a line is the head of a table whose columns are days."""
    return len(found) > 1 and "\t" in line and len(_without(line, found).split()) <= _HEAD_WORDS


def _without(line: str, found: Sequence[ChartDate]) -> str:
    """The line without its dates and clock times."""
    rest = line
    for each in reversed(found):
        rest = rest[: each.start] + rest[each.end :]
    return re.sub(r"\d{1,2}:\d\d|[\W_]+", " ", rest)


def cell_date(line: str, context: Context = NOWHERE) -> date | None:
    """The date that fills a cell of a table's row, where there is just one."""
    found = [
        each
        for each in own_dates(line, context)
        if not line[: each.start].rpartition("\t")[2].strip()
        and not re.sub(r"[\d:.\s]|[ap]\.?m\.?", "", line[each.end :].partition("\t")[0].lower())
    ]
    return found[0].value if len(found) == 1 else None


def _labelled(line: str, found: Sequence[ChartDate], group: str) -> date | None:
    """The first date right after a label, that of discharge before that of admission; the end of
    a range. A bare word is a label only where it begins its cell or has a colon."""
    first = None
    for i, each in enumerate(found):
        before = line[: each.start]
        label = _label(group).search(before)
        if label is None:
            continue
        begins = not line[: label.start()].rpartition("\t")[2].strip(" |(-")
        plain = ":" in label.group(0) or len(label.group(0).split()) > 1
        if not (begins or plain or "DOS" in label.group(0)):
            continue
        ranged = i + 1 < len(found) and _RANGE.match(line[each.end : found[i + 1].start])
        value = found[i + 1].value if ranged else each.value
        if "discharge" in label.group(0).lower():
            return value
        first = first or value
    return first


def _titles(line: str, found: ChartDate, *, top: bool) -> bool:
    """Whether the line is the title of an entry: words of one, a date, little after it."""
    before = line[: found.start]
    if len(line.split()) > _TITLE_WORDS or not _AFTER_TITLE.match(line[found.end :]):
        return False
    if re.search(r"[.;]\s", before):
        return False
    if before.isupper() and _reports().search(before):
        return True
    return bool(_entry().search(line)) and (top or before[:1].isupper())


def entry_dates(pages: Sequence[Page], context: Context = NOWHERE) -> tuple[date, ...]:
    """The dates of service of the entries of some pages, in reading order."""
    found: list[date] = []
    for page in pages:
        for i, line in enumerate(page.lines):
            told = line_date(line.text, top=i < TOP, context=context)
            if told and told.lasts and told.value not in found:
                found.append(told.value)
    return tuple(found)


def document_date(
    document: Document,
    pages: Sequence[Page],
    reference: date | None,
    birth: date | None = None,
) -> date | None:
    """The newest date of service of a document.

    Where none is printed: an unlabelled date at the top, the date of the result or signature,
    the date in the file's name. Dates after ``reference`` are no visits.
    """

    def past(values: Sequence[date]) -> list[date]:
        return [v for v in values if reference is None or v <= reference]

    context = Context(birth, reference)
    dated = past(entry_dates(pages, Context(birth))) or past(entry_dates(pages, context))
    if dated:
        return max(dated)
    tops = [d.value for p in pages[:1] for ln in p.lines[:TOP] for d in own_dates(ln.text, context)]
    second = [
        value
        for p in pages
        for ln in p.lines
        if (value := _labelled(ln.text, own_dates(ln.text, context), "secondary"))
    ]
    named = date_in_name(document.name)
    return next(iter([*past(tops)[:1], *past(second)[:1], *([named] if named else [])]), None)


def date_in_name(name: str) -> date | None:
    """A full date in a file name."""
    spaced = re.sub(r"_", " ", PurePath(name).stem)
    return next((d.value for d in find_dates(spaced)), None)
