"""Pages → letters: cover sheets, several letters in one file, blank pages, stray chart pages.

A page opens a new letter only where it looks like a first page and the pages before it were a
whole letter of their own: numbered to their end, or about another person or another case. When
in doubt pages stay together: a letter cut in two would lose its deadlines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from docextract.letter.dates import find_dates
from docextract.letter.identifiers import id_value
from docextract.letter.labels import labelled
from docextract.letter.patient import name_in
from docextract.letter.zones import is_fax_line
from docextract.pages.page import Document, Page
from docextract.pages.text import text_of
from docextract.rules import load

Role = Literal["letter", "cover", "chart"]

_NUMBERED = re.compile(
    r"\b(?:page|pg\.?|p\.)\s*(\d{1,2})\s*(?:of|/)\s*(\d{1,2})\b|^\W*(\d{1,2})\s*(?:of|/)\s*(\d{1,2})\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_FAX_LINE = re.compile(r"\d{1,2}:\d{2}")
_SALUTATION = re.compile(
    r"^\s*(?:dear\b|hello\b|hi\s|to whom it may)", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of one letter. ``covers`` are cover sheets before it: they belong to it, but
    nothing is read from them."""

    pages: tuple[Page, ...]
    covers: tuple[Page, ...] = ()
    stray: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        """The pages' numbers in the file, covers first."""
        return tuple(p.number for p in (*self.covers, *self.pages))


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows of itself."""

    page: Page
    role: Role
    number: tuple[int, int] | None
    salutes: bool
    dates: frozenset[str]
    members: frozenset[str]
    cases: frozenset[str]
    squashed: str

    @property
    def opens(self) -> bool:
        """True where the page looks like the first of a letter."""
        first = self.number is None or self.number[0] == 1
        return first and (self.salutes or (bool(self.dates) and bool(self.members or self.cases)))


def split(document: Document) -> tuple[Part, ...]:
    """The letters of a file in order; blank pages belong to none of them.

    A file without a readable page gives one part with its unread pages, so that it is told.
    """
    looks = [_look(page) for page in document.pages if page.status != "blank" and page.lines]
    if not looks:
        return (Part(tuple(document.pages)),) if document.pages else ()
    parts: list[Part] = []
    run: list[Look] = []
    covers: list[Page] = []
    for look in looks:
        if look.role == "cover":
            _close(parts, run, covers)
            covers.append(look.page)
            continue
        if run and _breaks(run, look):
            _close(parts, run, covers)
        run.append(look)
    _close(parts, run, covers)
    if covers:
        parts.append(Part(tuple(covers)))
    return tuple(parts)


def _close(parts: list[Part], run: list[Look], covers: list[Page]) -> None:
    """End the run of pages as a part; it takes the cover sheets before it."""
    if not run:
        return
    stray = all(look.role == "chart" for look in run)
    parts.append(Part(tuple(look.page for look in run), tuple(covers), stray))
    run.clear()
    covers.clear()


def _breaks(run: list[Look], look: Look) -> bool:
    """True where ``look`` does not go on with the pages before it."""
    if (look.role == "chart") != (run[-1].role == "chart"):
        return not _numbered_on(run[-1], look)
    if look.role == "chart" or not look.opens or not any(one.opens for one in run):
        return False
    if _numbered_on(run[-1], look):
        return False
    if _differ(run, look, "members") or _differ(run, look, "cases"):
        return True
    was_whole = run[-1].number is not None and run[-1].number[0] == run[-1].number[1]
    restarts = look.number is not None and look.number[0] == 1
    return look.salutes and was_whole and restarts


def _numbered_on(before: Look, look: Look) -> bool:
    """True where the page number continues that of the page before."""
    if before.number is None or look.number is None:
        return False
    return look.number == (before.number[0] + 1, before.number[1])


def _differ(run: list[Look], look: Look, field: str) -> bool:
    """True where a page names people or cases of which the pages before it say nothing, and says
    nothing of theirs: a cover may tell the name, the letter the member id."""
    told = frozenset[str]().union(*(getattr(one, field) for one in run))
    new: frozenset[str] = getattr(look, field)
    known = any(_key(one) in before.squashed for one in new for before in run)
    known = known or any(_key(one) in look.squashed for one in told)
    return bool(told) and bool(new) and not told & new and not known


def _look(page: Page) -> Look:
    text = text_of((page,))
    plain = text.plain
    pairs = labelled(text)
    head = plain[: max(400, len(plain) // 2)]
    members = {_key(v) for p in pairs if p.role == "member_id" and (v := id_value(p.value))}
    names = {
        n[0].split()[-1].lower() for p in pairs if p.role == "member_name" and (n := name_in(p))
    }
    cases = {
        _key(v)
        for p in pairs
        if p.role in ("reference", "claim") and p.via != "prose" and (v := id_value(p.value))
    }
    return Look(
        page=page,
        role=_role(_without_fax_line(plain)),
        number=_number(plain),
        salutes=_SALUTATION.search(plain) is not None,
        dates=frozenset(d.value.isoformat() for d in find_dates(text, 0, len(head))),
        members=frozenset(members or names),
        cases=frozenset(cases),
        squashed=_key(plain),
    )


def _without_fax_line(plain: str) -> str:
    """The page without the line of the fax machine, which names sender, receiver and pages."""
    lines = plain.splitlines()
    return "\n".join(w for i, w in enumerate(lines) if i > 1 or not is_fax_line(w))


def _number(plain: str) -> tuple[int, int] | None:
    """The page's printed number and count; a fax machine's own count is not the letter's."""
    for line in plain.splitlines():
        match = _NUMBERED.search(line)
        if match is None or (_FAX_LINE.search(line) and match.start() > 20):
            continue
        first, last = (int(g) for g in match.groups() if g is not None)
        if 1 <= first <= last:
            return first, last
    return None


def _role(plain: str) -> Role:
    rules = load("pages_kinds")
    words = len(plain.split())
    payer = _hits(rules["payer"], plain)
    hits = _hits(rules["cover"], plain) + 1.5 * _hits(rules["cover"][:1], plain)
    if words <= rules["cover_words"] and hits >= 4 and _hits(rules["not_cover"], plain) == 0:
        return "cover"
    if _hits(rules["chart"], plain) >= 3 and payer <= 1 and _SALUTATION.search(plain) is None:
        return "chart"
    return "letter"


def _hits(patterns: Sequence[str], plain: str) -> int:
    """How many of the cues a page shows."""
    return sum(re.search(p, plain, re.IGNORECASE | re.MULTILINE) is not None for p in patterns)


def _key(value: str) -> str:
    return re.sub(r"\W", "", value.upper())
