"""Where to call for a talk and where an appeal is sent, among all the numbers of a letter.

Every number and address is found first, with what the text around it speaks of; then the best
one for each question is chosen. A letter prints many lines that are none of these: relay and
language lines, other offices, the sender's own fax.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from docextract.facts import Contacts, DocumentType, Fact, Reading
from docextract.letter.clock_text import line_hours, loose
from docextract.letter.deadlines_cues import has, perhaps_talk
from docextract.letter.deadlines_sentence import until_then
from docextract.letter.deadlines_subject import Topic, subject_of
from docextract.letter.deadlines_units import is_heading, units
from docextract.letter.grid import label_of
from docextract.letter.labels import labelled
from docextract.letter.postal import find_addresses
from docextract.letter.spans import Span, fact
from docextract.letter.zones import zone_at, zones
from docextract.pages.page import Page
from docextract.pages.text import Text, text_of
from docextract.rules import load

Channel = Literal["phone", "fax", "address"]
_PHONE = re.compile(
    r"(?<![\w-])(?:\+?[1Il]\s?[-. ]\s?)?\(?(?P<area>[2-9][0-9OIl]{2})\)?\s?[-. \n]\s?"
    r"(?P<office>[0-9OIlSB]{3})\s?[-. ]\s?\n?\s?(?P<line>[0-9OIlSB]{4})(?![\d-]|/\d)"
)
_DIGITS = str.maketrans("OIl|SB", "011158")
LABEL_REACH = 45
FAST_REACH = 70
"""So many characters before a number tell whether it is for the fast appeal."""
ABOVE = 42.0
"""A column's head stands at most so many points above its cell."""
_CLAUSE = re.compile(r"[;,]\s|\s(?:or|and)\s(?=(?:for|if|to)\b)")
_BEHIND = re.compile(
    r"\)?,?\s(?:(?:by|via)\s)(?:(?P<fax>fax|facsimile)|(?:tele)?phone|voice)\b", re.IGNORECASE
)
"""The channel behind a number: "937-555-0100 by fax"."""
NO_CONTACTS = {
    DocumentType.APPEAL_OVERTURNED, DocumentType.OTHER,
}  # fmt: skip
NOTHING_DENIED = (DocumentType.APPROVAL, DocumentType.INFORMATION_REQUEST)
NAMED, ITSELF = 5, 6
"""So much speaks for a number where the sentence before it names its right, or its own does."""
PERHAPS = "perhaps a talk"
"""The subject of a number in words that only may be of a talk; a person looks."""
FINAL = ("external_review", "fair_hearing")
_HOUR = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon)(?: o'clock)?"
    r"(?: in the (?:morning|afternoon|evening)| at night)?"
)
_WHEN = (
    r"(?:[\s,]*(?:\(?(?:eastern|central|mountain|pacific|[ECMP][SD]?T|local)\)?(?: time)?|(?:on )?"
    r"(?:all |any )?(?:weekdays|working days|business days|m\s?-\s?f|daily|every day)|monday "
    r"(?:to|through) \w+day))"
)
_SPELLED = (
    rf"(?:\b(?:weekdays|daily|monday (?:to|through) \w+day),? )?\b(?:from |between )?{_HOUR} "
    rf"(?:to|until|till|and|through) {_HOUR}"
    rf"(?:{_WHEN}+|(?<=morning)|(?<=afternoon)|(?<=evening)|(?<=o'clock))"
)
"""Hours told in words: "from 9 in the morning to 4 in the afternoon, Eastern"."""
_STATES_OFFICE = re.compile(
    r"\bAppeals\s+(?:Division|Bureau|Board|Section)\b|\b(?:Office|Bureau|Division)\s+of\s+(?:\w+\s+(?:and\s+)?)?Appeals\b"
)
"""What states call the office that holds the hearing; plans have a unit or a department."""
_OF_LINE = re.compile(
    r"\b(?:line|phones?|calls|desk)\b[^.;]{0,30}?\b(?:staffed|open|answered|taken|manned)\b",
    re.IGNORECASE,
)
"""What tells the hours of a line without saying whose."""
_HOURS = re.compile(
    r"(?:(?:weekdays|m\s?-\s?f|mon\w*\.?\s?(?:-|to|through|thru)\s?(?:fri|sat|sun)\w*|daily|"
    r"every day|any day|between|from)[,:]?\s+)*"
    r"(?<![\d-])\d{1,2}(?::\d\d)?\s*(?:[ap]\.?\s?m\.?)?\s*(?:to|-|until|"
    r"and|through)\s*\d{1,2}(?![\d-])(?::\d\d)?\s*(?:[ap]\.?\s?m\.?)?(?:[\s,(]*(?:eastern|central|mountain|"
    r"pacific|[ECMP][SD]?T|local|standard|daylight|time|weekdays|on|m\s?-\s?f|mon\w*\.?\s?(?:-|to|"
    r"through|thru)\s?(?:fri|sat|sun)\w*|seven days a week|7 days a week|daily|every day)\b\)?)*"
    rf"|{_SPELLED}"
    r"|\b(?:24\s?/\s?7|(?:answered )?(?:7|seven) days a week|day or night|weekdays and weekends)",
    re.IGNORECASE,
)


_CLOCKLIKE = re.compile(r"[ap]\.?\s?m\b|[a-z]{3}|\b[ECMP][SD]?T\b", re.IGNORECASE)
"""Words that make two bare numbers hours: "a.m.", a weekday, a zone."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A number or address ``[start, end)`` with what the text speaks of where it stands."""

    start: int
    end: int
    channel: Channel
    subject: str | None
    weight: int
    sentence: Span
    in_head: bool


@dataclass(frozen=True, slots=True)
class Sending:
    """Where records that were asked for go, as printed; no part of ``letter.json``."""

    fax: Fact[str]
    address: Fact[str]


def read_contacts(
    text: Text, document_type: DocumentType | None = None, *, talk_line: str | None = None
) -> Contacts:
    """The contacts of the standard appeal and of the talk between physicians.

    After a final internal decision they are those of the external review. Letters that leave
    nothing to ask for have none. ``talk_line`` is a number known to be the
    talk's: no appeal is made there.
    """
    if document_type in NO_CONTACTS:
        return Contacts()
    upheld = document_type is DocumentType.APPEAL_UPHELD
    undecided = document_type in NOTHING_DENIED
    spots = [
        s
        for s in find_spots(text, final=upheld)
        if talk_line is None or _value(text, s) != talk_line
    ]
    subjects = FINAL if upheld else ("internal_appeal",)
    fast: tuple[str, ...] = ("internal_appeal",) if upheld else ("expedited_appeal",)
    if undecided:  # an appeal that may come later: only where its own lines are printed
        spots = [s for s in spots if s.weight >= (ITSELF if s.subject == "p2p" else NAMED)]
        fast = ()
    phone = _choose(text, spots, "phone", ("p2p",), () if undecided else (PERHAPS,))
    return Contacts(
        p2p_phone=phone,
        p2p_option=_option(text, spots, phone),
        p2p_hours=_hours(text, spots, phone),
        p2p_who=_who(text, spots, phone),
        appeal_fax=_choose(text, spots, "fax", subjects, fast),
        appeal_phone=_choose(text, spots, "phone", subjects, fast),
        appeal_address=_choose(text, spots, "address", subjects, fast),
    )


def sending_of(pages: Iterable[Page], document_type: DocumentType | None) -> Sending:
    """Where the records go that the payer asks for: not where an appeal goes.

    A request for information that names no place beside the records asked for is answered at the
    one fax number that it prints; a person compares it.
    """
    text = text_of(pages)
    spots = list(find_spots(text))
    fax = _choose(text, spots, "fax", ("information",))
    if fax.value is None and document_type is DocumentType.INFORMATION_REQUEST:
        fax = _sole_fax(text, spots)
    return Sending(fax=fax, address=_choose(text, spots, "address", ("information",)))


def _sole_fax(text: Text, spots: Sequence[Spot]) -> Fact[str]:
    faxes = {_key(text, s): s for s in spots if s.channel == "fax"}
    if len(faxes) != 1:
        return Fact[str](needs_review=bool(faxes))
    (spot,) = faxes.values()
    value = _value(text, spot)
    return fact(text, spot.start, spot.end, value, confidence=0.6, needs_review=True)


def find_spots(text: Text, *, final: bool = False) -> Iterator[Spot]:
    """Every number and address of a letter in reading order.

    ``final`` where the plan's own appeal is over: then the state's lines are the next step's.
    """
    topic = Topic()
    roles = _labelled_roles(text)
    addresses = find_addresses(text)
    parts = zones(text)
    for span in units(text):
        if is_heading(text, span):
            topic.head(text.plain, span)
        whole = subject_of(text.plain, span.start, span.end)
        spots = list(_in_unit(text, span, roles, addresses))
        for start, end, channel in spots:
            lead = subject_of(text.plain, span.start, start)  # what is named behind it is another's
            led = whole if lead in (None, "reject") else lead
            own = _of_clause(text.plain, span, start, [s for s, *_ in spots]) or led
            row = label_of(text, start) if own is None else ""
            own = own or subject_of(row, 0, len(row))
            subject, weight = _subject(
                text, span, start, own, topic, roles.get(start, ""), final=final
            )
            zone = zone_at(parts, start)
            in_head = zone in ("letterhead", "running")
            if zone == "taglines" and own in (None, "reject"):
                subject, weight = None, 0
            yield Spot(start, end, channel, subject, weight - in_head, span, in_head)
        topic.tell(text.plain, span)


def _of_clause(plain: str, span: Span, start: int, starts: Sequence[int]) -> str | None:
    """What the clause of a number speaks of, in a sentence with several numbers: the words that
    lead to it ("to appeal call …, or for a peer-to-peer …")."""
    if len(starts) < 2:
        return None
    begin = max((s for s in starts if s < start), default=span.start)
    lead = plain[begin:start]
    cut = max((m.end() for m in _CLAUSE.finditer(lead)), default=0)
    return subject_of(plain, begin + cut, start)


def _in_unit(
    text: Text, span: Span, roles: dict[int, str], addresses: Sequence[Span]
) -> Iterator[tuple[int, int, Channel]]:
    before, last = span.start, None
    for match in _PHONE.finditer(text.plain, span.start, span.end):
        last = _channel(text, (before, match.start()), match.end(), last, roles)
        before = match.end()
        yield match.start(), match.end(), last
    for address in addresses:
        if span.start <= address.start < span.end:
            yield address.start, address.end, "address"


def _channel(
    text: Text, lead: tuple[int, int], end: int, last: Channel | None, roles: dict[int, str]
) -> Channel:
    """Fax or voice: by the nearest word since the number before, the label of its cell, or the
    word printed above it; a second number after one "fax" is a voice line."""
    begin, start = lead
    behind, taken = _BEHIND.match(text.plain, end), _BEHIND.match(text.plain, begin)
    if behind is not None and taken is not None:
        begin = taken.end()  # "A by telephone or B by fax"
    words = text.plain[max(begin, start - LABEL_REACH) : start]
    fax = max((m.end() for m in _cue("fax").finditer(words)), default=-1)
    phone = max((m.end() for m in _cue("phone").finditer(words)), default=-1)
    if max(fax, phone) >= 0:
        return "fax" if fax >= phone else "phone"
    if behind is not None:
        return "fax" if behind["fax"] else "phone"
    if last is not None:
        return "phone"
    label = roles.get(start) or _above(text, start, end)
    return "fax" if _cue("fax").search(label) else "phone"


def _above(text: Text, start: int, end: int) -> str:
    """The words printed right above a number, in its column."""
    words = text.words_in(start, end)
    box = words[0].word.box if words else None
    if box is None:
        return ""
    near = []
    for placed in text.words:
        other = placed.word.box
        if other is None or placed.page != words[0].page:
            continue
        over = other[0] < box[2] and box[0] < other[2]
        if over and 0 < box[1] - other[1] < ABOVE:
            near.append(placed.word.text)
    return " ".join(near)


def _labelled_roles(text: Text) -> dict[int, str]:
    """For each number that stands in a labelled cell, the label."""
    roles: dict[int, str] = {}
    for pair in labelled(text):
        for match in _PHONE.finditer(text.plain, *pair.value_span):
            roles.setdefault(match.start(), pair.label)
    return roles


def _subject(
    text: Text, span: Span, start: int, own: str | None, topic: Topic, label: str, *, final: bool
) -> tuple[str | None, int]:
    """What a number is for, and how much speaks for it."""
    plain = text.plain
    if _cue("text_relay").search(plain[max(span.start, start - 30) : start]):
        return None, 0
    named = own if own not in (None, "reject") else None
    lead = plain[span.start : start]
    about = topic.section if topic.sentence in (None, "reject") else topic.sentence
    if about in FINAL and not final and _STATES_OFFICE.search(lead):
        named = None
    if not final and _cue("regulators").search(lead):
        return None, 0
    if _cue("noise").search(lead) or (named is None and _cue("soft").search(lead)):
        return None, 0
    subject = named or topic.sentence or topic.section
    if subject is None and perhaps_talk(plain, span):
        return PERHAPS, 3
    held = until_then(plain, span, start)
    if subject == "reject" or (subject == "p2p" and has(plain, *held, "p2p_closed")):
        return None, 0
    near = f"{label} {plain[max(span.start, start - FAST_REACH) : start]}"
    fast = _cue("fast").search(near) and "standard" not in lead.lower()
    outside = named is None and not final and subject in FINAL
    if fast and (subject == "internal_appeal" or outside):
        subject = "expedited_appeal"
    weight = 6 if named else 5 if topic.sentence else 4
    if _cue("questions").search(lead):
        weight -= 2
    if has(plain, *span, "provider_right") or topic.provider:
        weight -= 2
    return subject, weight


def _choose(
    text: Text,
    spots: Sequence[Spot],
    channel: Channel,
    subjects: Sequence[str],
    fallback: Sequence[str] = (),
) -> Fact[str]:
    """The best spot for a question; its equals are kept as other readings."""
    pool = [s for s in spots if s.channel == channel]
    fitting = [s for s in pool if s.subject in subjects]
    earlier = not fitting and tuple(subjects) == FINAL  # the plan's own appeal, which is over
    fitting = fitting or [s for s in pool if s.subject in fallback]
    if not fitting:
        unclaimed = subjects != ("p2p",) and any(s.subject is None and s.weight > 0 for s in pool)
        return Fact[str](needs_review=True, confidence=0.5) if unclaimed else Fact[str]()
    best = max(fitting, key=lambda s: (s.weight, -s.start))
    value = _value(text, best)
    rivals = [s for s in fitting if _key(text, s) != _key(text, best)]
    equal = [s for s in rivals if s.weight == best.weight]
    others = tuple(
        Reading(value=_value(text, s), raw=text.raw[s.start : s.end], reason="printed as well",
                evidence=text.evidence(s.start, s.end))
        for s in rivals
    )  # fmt: skip
    unsure = bool(equal) or earlier or best.in_head or best.subject == PERHAPS
    faint = text.confidence(best.start, best.end) < 0.8
    return fact(
        text, best.start, best.end, value,
        confidence=0.7 if unsure else 0.94,
        needs_review=faint or unsure, others=others,
    )  # fmt: skip


def _value(text: Text, spot: Spot) -> str:
    printed = " ".join(text.plain[spot.start : spot.end].split())
    if spot.channel == "address":
        return printed
    printed = printed if ")" in printed else printed.lstrip("(")
    return re.sub(r"-\s+", "-", printed)


def _key(text: Text, spot: Spot) -> str:
    """What makes two printed numbers or addresses the same."""
    printed = text.plain[spot.start : spot.end]
    if spot.channel == "address":
        return re.sub(r"\W", "", printed.lower())
    return re.sub(r"\D", "", printed.translate(_DIGITS))[-10:]


def _near(text: Text, spots: Sequence[Spot], phone: Fact[str]) -> list[Span]:
    """The sentences about the talk, the one with its number first."""
    if phone.value is None:
        return []
    chosen = [s for s in spots if s.subject == "p2p" and _value(text, s) == phone.value]
    first = [s.sentence for s in chosen]
    topic, about, lines = Topic(), [], []
    for span in units(text):
        if is_heading(text, span):
            topic.head(text.plain, span)
        own = subject_of(text.plain, span.start, span.end)
        if (own or topic.sentence or topic.section) == "p2p":
            about.append(span)
        elif own is None and _OF_LINE.search(text.plain, *span):
            lines.append(span)
        topic.tell(text.plain, span)
    return first + [s for s in about + lines if s not in first]


def _option(text: Text, spots: Sequence[Spot], phone: Fact[str]) -> Fact[str]:
    for span in _near(text, spots, phone):
        match = _cue("option").search(text.plain[span.start : span.end])
        if match:
            start = span.start + match.start()
            return fact(text, start, span.start + match.end(), match.group(), confidence=0.95)
    return Fact[str]()


def _hours(text: Text, spots: Sequence[Spot], phone: Fact[str]) -> Fact[str]:
    for span in _near(text, spots, phone):
        for match in _HOURS.finditer(text.plain, span.start, span.end):
            words = " ".join(match.group().split())
            if _CLOCKLIKE.search(words) and line_hours(words) is not None:
                return fact(text, match.start(), match.end(), words, confidence=0.9)
    return Fact[str]()


def _who(text: Text, spots: Sequence[Spot], phone: Fact[str]) -> Fact[str]:
    for span in _near(text, spots, phone):
        match = _cue("who").search(text.plain[span.start : span.end])
        if match and not _cue("stop_who").search(match.group("who")):
            start = span.start + match.start("who")
            end = span.start + match.end("who")
            return fact(text, start, end, " ".join(match.group("who").split()), confidence=0.85)
    return Fact[str]()


def _cue(name: str) -> re.Pattern[str]:
    cues: list[str] = load("contact_cues")[name]["cues"]
    return loose("|".join(cues) if len(cues) > 1 else cues[0])
