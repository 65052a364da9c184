"""What was decided about a line: its cell, its label, its sentence, its heading, the letter."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from docextract.facts import CodeSystem, DocumentType, ServiceStatus
from docextract.letter.service_context import Context, alone_in_paragraph, headings_above
from docextract.letter.service_counts import quantity
from docextract.letter.service_decisions import cell_status, clause_at, cue_in
from docextract.letter.service_lines import Line
from docextract.letter.spans import Span
from docextract.rules import load

_DEFAULT = {
    DocumentType.DENIAL: ServiceStatus.DENIED,
    DocumentType.APPEAL_UPHELD: ServiceStatus.DENIED,
    DocumentType.PARTIAL_DENIAL: ServiceStatus.DENIED,
    DocumentType.APPROVAL: ServiceStatus.APPROVED,
    DocumentType.APPEAL_OVERTURNED: ServiceStatus.APPROVED,
    DocumentType.INFORMATION_REQUEST: ServiceStatus.PENDING,
}
_ELSEWHERE = re.compile(
    r"\b(?:approved|authorized|certified)\b[^.]{0,80}\b(?:outpatient|ambulatory|setting)\b"
    r"|\b(?:outpatient|ambulatory|setting)\b[^.]{0,60}\b(?:is|was|are)\s(?:approved|authorized)",
    re.I,
)
_PLACE_REFUSED = re.compile(
    r"\b(?:no\sto|not\s(?:approv|cover|authoriz|certif|medically)\w*|den(?:y|ied)|cannot|can't)\b[^.;]{0,90}"
    r"\b(?:hospital\soutpatient|outpatient\shospital|hospital(?:-based)?\s(?:setting|site|department)"
    r"|(?:requested|this|that)\s(?:setting|site|place|location)|site\sof\s(?:care|service))\b"
    r"|\b(?:hospital\soutpatient|outpatient\shospital|hospital)\s(?:setting|site|department|location)\b"
    r"[^.;]{0,40}\bnot\s(?:approved|covered|authorized|certified|medically)\b",
    re.I,
)
"""A place of service that is not allowed."""
_HEADINGS = 6
"""So many headings above a line are asked for its decision."""
_SHORT = 20
"""A heading of more words is a sentence: "whether imaging is medically necessary …:" decides
nothing."""
_EXCEPT = re.compile(
    r"\b(?:except(?:ing|\sfor)?|other\sthan|with\sthe\sexception\sof|excluding|apart\sfrom)\b", re.I
)
_REST = re.compile(
    r"\b(?:all(?:\s(?:of\sthe|the|your|other|remaining))?|the\s(?:rest|remaining|other))\s"
    r"(?:of\sthe\s)?(?:\w+\s){0,2}?(?:services?|codes?|items?|procedures?|lines?|tests?|drugs?|requests?)\b",
    re.I,
)
_COUNT_BEFORE = re.compile(r"\b[0-9]{1,4}\s(?:[a-z-]+\s){0,2}\Z")
_LABEL = re.compile(r"(?:\A|(?<=[\n.;|•]))\s*(?P<words>(?:[\w'-]+,? ){0,16}[\w'-]+)\s?:\s")
_LESS = re.compile(
    r"\b(?:approved|authorized|certified|covered|allowed|granted)\b[^.;]{0,100}?"
    r"(?:\b(?:and|but),?\snot\s(?:at|in|for|when|by)\b|,\snot\s(?:at|in)\b"
    r"|\b(?:instead\sof|rather\sthan)\s(?:the\s)?(?:[0-9]|two|three|four|five|six|seven|eight|nine|ten|twelve"
    r"|hospital|inpatient|requested))",
    re.I,
)
"""Approved at another place, or less of it, than was asked for."""
_UNTOUCHED = re.compile(
    r"\b(?:approved|authorized|certified|denied|decided)\b.{0,60}?\b(?:is|are|was|were|remains?|stays?)\s"
    r"(?:not\s(?:touched|affected|changed|part|at\sissue|in\squestion|the\ssubject)"
    r"|un(?:touched|affected|changed))\b"
    r"|\b(?:letter|notice|message|decision|note)\sdoes\snot\s(?:change|touch|affect|concern)\b",
    re.I | re.S,
)
"""What another letter decided, and this one leaves as it is."""


def decided(
    context: Context,
    lines: list[Line],
    document_type: DocumentType | None,
    *,
    type_doubted: bool = False,
) -> list[Line]:
    """The lines, each with its decision.

    A decision printed in the row is kept. Letters that decide all lines alike give theirs; in a
    mixed letter the sentence that names the code, then the heading over it, decides. Where the
    kind of letter is doubted, so are the decisions that follow from it.
    """
    mixed = document_type in (None, DocumentType.PARTIAL_DENIAL) or _tells_apart(context, lines)
    if document_type is DocumentType.DENIAL and not mixed:
        mixed = _words_tell_apart(context, lines)
    found = [
        _with_own(context, line, lines) if mixed and line.status is None else line for line in lines
    ]
    rest = _of_the_rest(context) if mixed and len(found) > 1 else None
    if rest is not None:
        found = [line if line.status else replace(line, status=rest) for line in found]
    default = _DEFAULT.get(document_type) if document_type is not None else None
    if default is None:
        return found
    if document_type is DocumentType.PARTIAL_DENIAL and not _any_allowed(found):
        elsewhere = _ELSEWHERE.search(context.text.plain) is not None
        return [_in_part(line, found, elsewhere=elsewhere) for line in found]
    if document_type is DocumentType.PARTIAL_DENIAL and len(found) == 1:
        return [_in_part(line, found, elsewhere=False) for line in found]
    if document_type is DocumentType.PARTIAL_DENIAL and _elsewhere_only(context, found):
        return [_in_part(line, found, elsewhere=False) for line in found]
    guessed = document_type is DocumentType.PARTIAL_DENIAL or type_doubted
    return [
        line
        if line.status
        else replace(
            line,
            status=(default, line.extent),
            doubtful=line.doubtful or guessed or _contradicted(context, line, lines, default),
        )
        for line in found
    ]


def _tells_apart(context: Context, lines: list[Line]) -> bool:
    """True where cells, or headings over tables, allow some lines and refuse others."""
    said = [line.status or _by_heading(context, line) for line in lines if line.via == "table"]
    told = {one[0] for one in said if one is not None}
    return ServiceStatus.APPROVED in told and bool(told & {ServiceStatus.DENIED})


def _words_tell_apart(context: Context, lines: list[Line]) -> bool:
    """True where sentences that name a line by its code, or the rest of its paragraph, allow some
    and refuse others."""
    said = [
        _by_label(context, line)
        or _by_sentence(context, line)
        or _by_paragraph(context, line, lines)
        for line in lines
        if line.hit is not None and line.status is None
    ]
    told = {one[0] for one in said if one is not None}
    return ServiceStatus.APPROVED in told and len(told) > 1


def _contradicted(context: Context, line: Line, lines: list[Line], default: ServiceStatus) -> bool:
    """True where the words about a line decide otherwise than its letter does."""
    own = _with_own(context, line, lines).status
    return own is not None and own[0] is not default


def _elsewhere_only(context: Context, lines: list[Line]) -> bool:
    """True where no line is refused but the place that was asked for is: what is allowed is allowed
    elsewhere."""
    told = {line.status[0] for line in lines if line.status is not None}
    refused = told & {ServiceStatus.DENIED, ServiceStatus.MODIFIED}
    return not refused and _PLACE_REFUSED.search(context.text.plain) is not None


def _any_allowed(lines: list[Line]) -> bool:
    allowed = (ServiceStatus.APPROVED, ServiceStatus.MODIFIED)
    return any(line.status is not None and line.status[0] in allowed for line in lines)


def _in_part(line: Line, lines: list[Line], *, elsewhere: bool) -> Line:
    """In a letter that allows something, a line that no words deny outright was allowed in part.

    Where a stay and a procedure were asked for and the procedure may be done ``elsewhere``, it
    is the stay that was refused.
    """
    if line.via == "table" and line.status is not None:
        return line
    span = line.status[1] if line.status is not None else line.extent
    systems = {o.hit.system for o in lines if o.hit is not None}
    room = line.hit is not None and line.hit.system is CodeSystem.REV
    stay = elsewhere and room and len(systems) > 1
    status = ServiceStatus.DENIED if stay else ServiceStatus.MODIFIED
    return replace(line, status=(status, span), doubtful=True)


def _by_name(context: Context, line: Line, lines: list[Line]) -> tuple[ServiceStatus, Span] | None:
    """The decision of a clause that calls a line by a word of its description only."""
    plain = context.text.plain
    names = _names(plain, line)
    for other in lines:
        if other is not line:
            names -= _names(plain, other)
    for name in sorted(names):
        for match in re.finditer(rf"\b{re.escape(name)}\b", plain, re.I):
            if line.extent.start <= match.start() < line.extent.end:
                continue
            clause = clause_at(plain, context.sentence(match.start()), match.start())
            said = cue_in(plain, clause)
            if said is not None:
                counted = _COUNT_BEFORE.search(plain, clause.start, match.start())
                told = (
                    Span(counted.start(), match.start())
                    if counted
                    else Span(match.end(), match.end())
                )
                return _lowered(plain, line, said, told)
    return None


def untouched_left_out(context: Context, lines: list[Line]) -> list[Line]:
    """The lines without those of which a sentence says that this letter does not concern them:
    "The second drug was approved on July 29 and is not touched by this message."."""
    plain = context.text.plain
    said = [s for s in context.sentences if _UNTOUCHED.search(plain, *s)]
    left = [line for line in lines if not any(_calls(plain, s, line, lines) for s in said)]
    return left or lines


def _calls(plain: str, sentence: Span, line: Line, lines: list[Line]) -> bool:
    """True where a sentence names a line and no other, by its code or by a word of its own."""
    words = plain[sentence.start : sentence.end].lower()
    named = [one for one in lines if _in_words(words, one, plain, lines)]
    return named == [line]


def _in_words(words: str, line: Line, plain: str, lines: list[Line]) -> bool:
    if line.hit is not None and line.hit.code.lower() in words:
        return True
    others = [_names(plain, other) for other in lines if other is not line]
    return any(name in words for name in _names(plain, line).difference(*others))


def _names(plain: str, line: Line) -> set[str]:
    """The distinctive words of a line's description."""
    if line.description is None:
        return set()
    words = re.findall(r"[a-z]{5,}", plain[line.description.start : line.description.end].lower())
    return set(words) - set(load("services")["common_words"])


def _with_own(context: Context, line: Line, lines: list[Line]) -> Line:
    said = (
        _by_label(context, line)
        or _by_sentence(context, line)
        or _by_what_follows(context, line, lines)
        or _by_heading(context, line)
        or _by_paragraph(context, line, lines)
        or _by_name(context, line, lines)
    )
    return replace(line, status=_lessened(context, said)) if said is not None else line


def _lessened(context: Context, said: tuple[ServiceStatus, Span]) -> tuple[ServiceStatus, Span]:
    """Modified, where the words that approve a line go on with what they do not approve."""
    if said[0] is not ServiceStatus.APPROVED:
        return said
    less = _LESS.search(context.text.plain, said[1].start, context.sentence(said[1].start).end)
    less = less if less is not None and less.start() < said[1].end else None
    less = less or _LESS.search(context.text.plain, *_around(context, said[1]))
    return (ServiceStatus.MODIFIED, said[1]) if less is not None else said


def _around(context: Context, words: Span) -> Span:
    """The clause of the words that decide."""
    return clause_at(context.text.plain, context.sentence(words.start), words.start)


def _by_label(context: Context, line: Line) -> tuple[ServiceStatus, Span] | None:
    """The decision of the label before a list in the same paragraph: "Not approved: 12345"."""
    plain = context.text.plain
    ends = [line.hit.start if line.hit is not None else line.extent.start]
    if line.hit is not None:
        ends += [m.start() for m in re.finditer(rf"\b{re.escape(line.hit.code)}\b", plain)]
    for end in ends:
        for label in reversed(list(_LABEL.finditer(plain, context.segment(end).start, end))):
            said = cell_status(plain, label.start("words"), label.end("words"))
            if said is not None:
                return _lowered(plain, line, said, Span(end, context.segment(end).end))
    return None


def _lowered(
    plain: str, line: Line, said: tuple[ServiceStatus, Span], told: Span
) -> tuple[ServiceStatus, Span]:
    """Modified, where the words that approve a line tell a lower count than was asked for."""
    allowed = quantity(plain, *told) if line.units is not None else None
    if said[0] is not ServiceStatus.APPROVED or line.units is None or allowed is None:
        return said
    return (ServiceStatus.MODIFIED, said[1]) if allowed[0] < line.units[0] else said


def _by_heading(context: Context, line: Line) -> tuple[ServiceStatus, Span] | None:
    """The decision that the heading over a line tells: "What we approved"."""
    plain = context.text.plain
    for heading in islice(headings_above(context, line.extent.start), _HEADINGS):
        said = cue_in(plain, heading)
        if said is None and len(plain[heading.start : heading.end].split()) <= _SHORT:
            said = cell_status(plain, heading.start, heading.end)
        if said is not None:
            return said
    return None


def _by_sentence(context: Context, line: Line) -> tuple[ServiceStatus, Span] | None:
    """The decision of the clause that names the line's code, the nearest cue to it."""
    if line.hit is None:
        return None
    plain = context.text.plain
    for match in re.finditer(re.escape(line.hit.code), plain):
        sentence = context.sentence(match.start())
        said = _excepted(plain, sentence, match.start())
        said = said or cue_in(plain, clause_at(plain, sentence, match.start()))
        if said is not None:
            return said
    return None


def _by_what_follows(
    context: Context, line: Line, lines: list[Line]
) -> tuple[ServiceStatus, Span] | None:
    """The decision of the sentences after a line's own, down to the next line or paragraph:
    "97110, 24 visits. Approved 12 visits."."""
    if line.via == "table" or line.hit is None or len(lines) < 2:
        return None
    plain, at = context.text.plain, line.hit.start
    stop = context.segment(at).end
    stop = min([stop, *(o.extent.start for o in lines if o.extent.start > at)])
    stop = min([stop, *(o.hit.start for o in lines if o.hit is not None and o.hit.start > at)])
    for sentence in context.sentences:
        if not context.sentence(at).end <= sentence.start < stop:
            continue
        opens = cell_status(plain, *sentence)
        said = opens if opens is not None and opens[1].start <= sentence.start + 2 else None
        if said is not None:
            return _lowered(plain, line, said, Span(said[1].end, sentence.end))
    return None


def _by_paragraph(
    context: Context, line: Line, lines: list[Line]
) -> tuple[ServiceStatus, Span] | None:
    """The decision of a later sentence of a paragraph that names no other line: "… (code S9124).
    Dr. Farrow asked for 1,040 hours. The plan will cover 520."."""
    if line.hit is None or line.via == "table":
        return None
    if not alone_in_paragraph(context, line.hit, (o.hit for o in lines if o.hit is not None)):
        return None
    plain, paragraph = context.text.plain, context.segment(line.hit.start)
    for sentence in context.sentences:
        if context.sentence(line.hit.start).end <= sentence.start < paragraph.end:
            said = cue_in(plain, sentence)
            if said is not None:
                return _lowered(plain, line, said, Span(said[1].end, sentence.end))
    return None


def _excepted(plain: str, sentence: Span, at: int) -> tuple[ServiceStatus, Span] | None:
    """The decision on a code that a sentence excepts: "all codes are approved except 15877"."""
    but = _EXCEPT.search(plain, sentence.start, at)
    said = cue_in(plain, Span(sentence.start, but.start())) if but is not None else None
    turned = {
        ServiceStatus.APPROVED: ServiceStatus.DENIED,
        ServiceStatus.DENIED: ServiceStatus.APPROVED,
    }
    return (turned[said[0]], said[1]) if said is not None and said[0] in turned else None


def _of_the_rest(context: Context) -> tuple[ServiceStatus, Span] | None:
    """The decision on all lines that no other words name: "the other services are approved"."""
    plain = context.text.plain
    for sentence in context.sentences:
        for match in _REST.finditer(plain, sentence.start, sentence.end):
            said = cue_in(plain, Span(match.start(), min(sentence.end, match.end() + 40)))
            if said is not None:
                return said
    return None
