"""Whether a talk with the payer's clinician is offered, or closed: held, refused or run out.

A letter need not call it peer-to-peer: "Dr. Roe may ring the Plan's surgeon adviser at …" is an
offer. An offer names the talk, or who may talk to whom; a member who is told to talk with their
own doctor is offered none. What only holds once something has happened closes nothing.
"""

from __future__ import annotations

import re
from functools import cache

from docextract.facts import Fact
from docextract.letter.deadlines_subject import subject_of
from docextract.letter.reviewer import deciders
from docextract.letter.spans import Span, fact
from docextract.letter.view import View
from docextract.rules import filled, load

_PHONE = re.compile(r"\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}")
_UNTICKED = re.compile(r"\W{0,3}(?:[☐□❏❑]|\[\s?\]|\(\s\))")
_FAX = re.compile(r"(?<!this )\bfax", re.IGNORECASE)
FAX_REACH = 25
"""A number so many characters behind the word is a fax's."""
BEHIND = 40
"""A number so many characters behind an offer is still its own ("Telephone 615-555-0142")."""
REACH = 2
"""So many sentences under the talk's heading speak of it without naming it."""


def offers(view: View) -> tuple[Span, ...]:
    """The sentences that offer a talk which they do not close."""
    return tuple(s for s in _open_places(view) if _offers(view, s) and not _closes(view, s))


def early_offers(view: View) -> tuple[Span, ...]:
    """The talks that are offered before a decision; what is only offered after a refusal is not."""
    return tuple(s for s in offers(view) if not _row("later").search(view.words(s)))


def closing(view: View) -> Span | None:
    """The first sentence that says a talk is not offered, used up or over."""
    under, talked = 0, False
    for span in view.sentences:
        words = view.words(span)
        named = _row("term").search(words) is not None
        under = REACH + 1 if named and len(words.split()) <= 8 else max(0, under - 1)
        if view.zone(span.start) == "taglines" or _UNTICKED.match(words):
            continue
        follows = talked and not named and _row("follows").search(words) is not None
        if _closes(view, span) or (under and not named and _is_refused(words)):
            return span
        if follows and _row("closed").search(words) and not _row("conditional").search(words):
            return span
        talked = named
    return None


def _open_places(view: View) -> tuple[Span, ...]:
    return tuple(s for s in view.sentences if view.zone(s.start) not in ("taglines", "copies"))


def _offers(view: View, span: Span) -> bool:
    words = view.words(span)
    if len(words) > 700:
        return False
    named = _row("term").search(words) is not None
    over = _row("thanks").search(words) or _row("tried").search(words)
    if over or (named and _row("held").search(words)):
        return False
    if named or _names_reviewer(view, span) or _hears(view, span):
        return True
    own = _row("own").search(words)
    if own is not None and not re.search(_told("them"), words[: own.start()], re.IGNORECASE):
        return False
    if view.zone(span.start) in ("rights", "letterhead"):
        return False
    return _pattern().search(words) is not None


def _names_reviewer(view: View, span: Span) -> bool:
    """True where the sentence gives a number for a doctor by name who is not the one written to."""
    plain = view.text.plain
    end = min(len(plain), span.end + BEHIND)
    match = re.search(_told("named"), plain[span.start : span.end])
    if match is None or _PHONE.search(plain, span.start, end) is None:
        return False
    return _names_reader(view, {match["name"]}) is None


def _hears(view: View, span: Span) -> bool:
    """True where a sentence tells how to reach the one who decided ("Dr. Roe will take a call")."""
    words = view.words(span)
    reached = _PHONE.search(words) is not None and _row("other_lines").search(words) is None
    if not (reached or _row("invites").search(words)) or _row("held").search(words):
        return False
    names = {name for name in deciders(view) if re.search(rf"\b{re.escape(name)}\b", words, re.I)}
    return bool(names) and _names_reader(view, names) is None


def _names_reader(view: View, names: set[str]) -> re.Match[str] | None:
    """Where the letter is addressed to a doctor of one of these family names."""
    last = "|".join(map(re.escape, sorted(names)))
    addressed = rf"\b(?:dear|to:|attn\S*)\s+(?:dr\.?|doctor)[^\n]{{0,40}}\b(?:{last})\b"
    return re.search(addressed, view.text.plain, re.IGNORECASE)


def _closes(view: View, span: Span) -> bool:
    """True where a sentence about the talk says that there is none any more."""
    words = view.words(span)
    named = _row("term").search(words) is not None
    spoken = named or _about_talk().search(words) is not None
    if _row("final").search(words) and not _row("conditional").search(words):
        return True
    if not spoken or (_PHONE.search(words) and not _row("over").search(words)):
        return False
    match = _row("closed").search(words)
    return match is not None and not _row("conditional").search(words[: match.start()])


def _is_refused(words: str) -> bool:
    """True for the words under a talk's heading that refuse it ("Not available for …")."""
    match = _row("closed").search(words)
    return match is not None and match.start() < 40 and not _row("conditional").search(words)


@cache
def _row(name: str) -> re.Pattern[str]:
    return re.compile(_told(name), re.IGNORECASE)


def _told(name: str) -> str:
    return _filled(str(load("talks")[name]))


def _filled(pattern: str) -> str:
    """A pattern with the rows that it names by ``{NAME}``."""
    return filled(pattern, {**load("talks"), "phone": _PHONE.pattern})


@cache
def _pattern() -> re.Pattern[str]:
    """Who may talk to whom, either way round, or a talk on a line that is named."""
    return re.compile("|".join(_filled(way) for way in load("talks")["ways"]), re.IGNORECASE)


@cache
def _about_talk() -> re.Pattern[str]:
    """A talk that is spoken of without its name ("a talk between doctors is not offered")."""
    return re.compile(
        rf"\b(?:talk|call|conversation|discussion)s?\b.{{0,40}}\b(?:doctors|physicians|directors?|"
        rf"reviewers?)\b|(?:directors?|reviewers?|physicians?)\b.{{0,30}}\b{_told('verb')}\b"
        rf"|\b{_told('verb')}\b.{{0,20}}{_told('them')}"
        r"|\b(?:no|another|second|further) (?:\w+ )?(?:talks?|calls?|conversations?|discussions?)\b"
        r"|\b(?:offer|time|window|step|line|opportunity|chance)\b.{0,15}\b(?:call|talk|speak|discuss\w*|conversation)\b",
        re.IGNORECASE,
    )


def line_of(view: View) -> Fact[str]:
    """The number printed in the sentence that offers a talk, right behind it, or in the next ones.

    For offers in wordings that name no peer-to-peer; never a fax, never the line of another
    matter, and never where the talk is closed.
    """
    if closing(view) is not None:
        return Fact[str]()
    plain = view.text.plain
    for span in offers(view):
        match = _voice(plain, span.start, min(len(plain), span.end + BEHIND))
        match = match or _voice_after(view, span)
        if match is None:
            continue
        told = " ".join(match.group().split())
        told = told if ")" in told else told.lstrip("(")
        return fact(view.text, match.start(), match.end(), told, confidence=0.85)
    return Fact[str]()


def _voice(plain: str, start: int, end: int) -> re.Match[str] | None:
    """The first number of a stretch, unless it is a fax's."""
    match = _PHONE.search(plain, start, end)
    if match is None or _FAX.search(plain, max(start, match.start() - FAX_REACH), match.start()):
        return None
    return match


def _voice_after(view: View, offer: Span) -> re.Match[str] | None:
    """The number in the sentences behind an offer ("He can be reached at …"), up to another
    matter's."""
    for span in [s for s in view.sentences if s.start >= offer.end][:REACH]:
        if subject_of(view.text.plain, span.start, span.end) not in (None, "p2p", "information"):
            return None
        match = _voice(view.text.plain, span.start, span.end)
        if match is not None:
            return match
    return None
