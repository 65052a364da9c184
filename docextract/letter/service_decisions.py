"""What was decided on a line, by the words in its cell, beside it, or by the counts it tells."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from docextract.facts import ServiceStatus
from docextract.letter.flow import unticked
from docextract.letter.service_counts import number
from docextract.letter.spans import Span
from docextract.rules import load

REACH = 300
"""How far below a code its own labels may stand, in characters."""
_CLAUSE = re.compile(r";|,?\s(?:but|while|whereas|however)\s|,\sand\s(?:we|have|has)\s", re.I)


def cell_status(plain: str, start: int, end: int) -> tuple[ServiceStatus, Span] | None:
    """The decision that a cell or a row tells, with its words."""
    plain = _ticked(plain, start, end)
    for name, pattern in _status():
        match = pattern.search(plain, start, end)
        if match is not None:
            return (ServiceStatus(name), Span(*match.span())) if name != "other" else None
    return None


def _ticked(plain: str, start: int, end: int) -> str:
    """The words with the options of a row of boxes that nobody ticked blanked out."""
    for option in unticked(plain, Span(start, end)):
        blank = " " * (option.end - option.start)
        plain = plain[: option.start] + blank + plain[option.end :]
    return plain


def labelled_status(plain: str, start: int, end: int) -> tuple[ServiceStatus, Span] | None:
    """The decision that a label below a code tells ("Decision: Not approved")."""
    label = "|".join(load("services")["status_labels"])
    shape = rf"(?:\A|[\n\t;|])\W*(?:{label})\s*[:\t.]+\s*(?P<said>[^\n\t]{{2,60}})"
    match = re.search(shape, plain[start : min(end, start + REACH)], re.I)
    if match is None:
        return None
    return cell_status(plain, start + match.start("said"), start + match.end("said"))


def counted_status(plain: str, start: int, end: int) -> tuple[ServiceStatus, Span] | None:
    """The decision of two labels below a code: "Units requested: 12", "Units approved: 4"."""
    stop = min(end, start + REACH)
    asked, allowed = (pattern.search(plain, start, stop) for pattern in _labelled_counts())
    if asked is None or allowed is None:
        return None
    return compared(number(asked["n"]), number(allowed["n"])), Span(*allowed.span())


def compared(asked: float | int, allowed: float | int) -> ServiceStatus:
    """Denied, modified or approved, by the counts asked for and allowed."""
    if allowed == 0:
        return ServiceStatus.DENIED
    return ServiceStatus.MODIFIED if allowed < asked else ServiceStatus.APPROVED


@cache
def _labelled_counts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(load("services")["quantity_words"])
    count = rf"(?:{words}|quantity|qty|amount|number(?:\sof\s(?:{words}))?)"
    n = r"\s*[:=\t]\s*(?P<n>[0-9]{1,5})\b(?![/.-][0-9])"

    def label(verbs: str) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{count}\s(?:{verbs})|(?:{verbs})(?:\s{count})?){n}", re.I)

    return (
        label("requested|asked(?:\\sfor)?|submitted|ordered"),
        label("approved|authorized|(?:pre-?)?certified|allowed|granted"),
    )


def closing_status(plain: str, start: int, end: int) -> tuple[ServiceStatus, Span] | None:
    """The decision that closes the words of a code: "27447-RT, knee replacement - approved.",
    "25 fractions: approved"."""
    said = re.compile(
        r"(?:\s[–—-]|:)\s(?P<said>[^.;:,–—-]{3,40})(?:,[^.;:]{0,60})?[.;]?\s*\Z"
    ).search(plain, start, end)
    return cell_status(plain, *said.span("said")) if said is not None else None


def split_status(plain: str, start: int, end: int) -> tuple[ServiceStatus, Span] | None:
    """Modified, where the words below a code grant one count and refuse another."""
    stop = min(end, start + REACH)
    granted, refused = (pattern.search(plain, start, stop) for pattern in _split())
    lowered = _lowered().search(plain, start, stop)
    if lowered is not None and number(lowered["less"]) < number(lowered["n"]):
        return ServiceStatus.MODIFIED, Span(*lowered.span())
    share = _share().search(plain, start, stop)
    if share is not None:
        return ServiceStatus.MODIFIED, Span(*share.span())
    if granted is None or refused is None:
        return None
    spans = sorted([granted.span(), refused.span()])
    return ServiceStatus.MODIFIED, Span(spans[0][0], spans[1][1])


@cache
def _share() -> re.Pattern[str]:
    """A part of what was asked for: "we can approve 4 of the 12 visits"."""
    words = "|".join(load("services")["quantity_words"])
    verbs = (
        r"(?:approve[ds]?|(?:pre-?)?certif(?:y|ied)|authorized?|cover(?:ed)?|allow(?:ed)?|pay\sfor)"
    )
    return re.compile(
        rf"\b{verbs}\s(?:only\s)?[1-9][0-9]*\s(?:out\s)?of\s(?:the\s|your\s)?[0-9]+\s(?:{words})\b"
        rf"|\b[1-9][0-9]*\s(?:{words})\s(?:are\s|is\s|were\s)?{verbs}\s(?:out\s)?of\s(?:the\s)?[0-9]+\b",
        re.I,
    )


@cache
def _lowered() -> re.Pattern[str]:
    """A count that goes down: "from 160 to 96 units a week"."""
    words = "|".join(load("services")["quantity_words"])
    n, less = r"(?P<n>[0-9][0-9,]*)", r"(?P<less>[0-9][0-9,]*)"
    return re.compile(
        rf"\bfrom\s{n}\s(?:(?:{words})\s)?(?:(?:an?|per|each)\s\w+\s)?(?:down\s)?to\s{less}\s(?:{words})\b",
        re.I,
    )


@cache
def _split() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A granted count ("Covered: 3 days", "approved 5") and a refused one."""
    rules: dict[str, Any] = load("services")
    words, spelled = "|".join(rules["quantity_words"]), "|".join(rules["number_words"])
    count = (
        rf"(?:\s(?:now|today))?(?:\s?:)?\s(?:only\s|for\s)?(?:[1-9][0-9]*|{spelled})\b"
        rf"(?:\s(?:{words})|\b(?!\s?[/.-]\s?[0-9]))"
    )
    verbs = r"(?:approved|(?:pre-?)?certified|authorized|covered|allowed|granted)"
    return (
        re.compile(rf"(?<!not\s)(?<!non-)\b{verbs}{count}", re.I),
        re.compile(rf"\b(?:not\s{verbs}|non-?{verbs}|denied|refused){count}", re.I),
    )


def weighed(
    plain: str,
    status: tuple[ServiceStatus, Span] | None,
    asked: tuple[float | int, Span] | None,
    end: int,
) -> tuple[ServiceStatus, Span] | None:
    """Fewer approved than asked for ("Approved for 2") is modified."""
    if status is None or asked is None or status[0] is not ServiceStatus.APPROVED:
        return status
    allowed = re.compile(r"\s(?:for\s)?(?:only\s)?(?P<n>[0-9]{1,4})\b(?!/)").match(
        plain, status[1].end, end
    )
    if allowed is not None and number(allowed["n"]) < asked[0]:
        return ServiceStatus.MODIFIED, Span(status[1].start, allowed.end())
    return status


@cache
def _status() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules: dict[str, list[str]] = load("services")["status"]
    order = ("other", "modified", "denied", "pending", "approved")
    return tuple((n, re.compile(rf"\b(?:{'|'.join(rules[n])})", re.I)) for n in order)


def clause_at(plain: str, sentence: Span, at: int) -> Span:
    """The part of a sentence between semicolons or contrasting words that holds an offset."""
    cuts = [m.span() for m in _CLAUSE.finditer(plain, sentence.start, sentence.end)]
    start = max((end for _, end in cuts if end <= at), default=sentence.start)
    end = min((begin for begin, _ in cuts if begin >= at), default=sentence.end)
    return Span(start, end)


def cue_in(plain: str, span: Span) -> tuple[ServiceStatus, Span] | None:
    """The decision that running words tell, the refusals first."""
    for name, pattern in _cues().items():
        match = pattern.search(plain, span.start, span.end)
        if match is not None:
            return ServiceStatus(name), Span(*match.span())
    return None


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    """Decisions in running words, in the order they are asked for."""
    rules: dict[str, list[str]] = load("services")["prose_status"]
    return {name: re.compile(rf"\b(?:{'|'.join(words)})", re.I) for name, words in rules.items()}
