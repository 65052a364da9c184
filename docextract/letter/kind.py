"""What kind of letter this is, by weighing its decision sentences, headings and status cells.

Boilerplate decides nothing: sentences in the rights and the taglines, conditional ones ("may be
denied if") and those about earlier decisions do not count, or count little. The evidence of the
fact is the words that decided it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from docextract.facts import DocumentType, Fact
from docextract.letter.identifiers import id_value
from docextract.letter.payments import paid_lines
from docextract.letter.spans import Span, cells, fact, segments
from docextract.letter.view import View
from docextract.letter.zones import is_heading
from docextract.rules import load

PLACES = {
    "letterhead": 1.0,
    "reference": 1.0,
    "body": 1.0,
    "signature": 0.4,
    "rights": 0.7,
    "peer_to_peer": 0.7,
}
"""How much a sentence counts by its zone; zones that are not named count nothing."""
APPEAL = 2.2
"""From this weight on the letter answers an appeal."""
BOTH = 2.0
"""From this weight on each, an approval and a denial make a partial denial."""
SAID = 1.6
"""Below this weight nothing was decided."""
GRANTED = 1.2
"""From this weight on units, dates or a number say that something was granted for certain."""
STRONG = 3.0
"""From this weight on both, an approval and a denial stand side by side in the text alone."""
ASKED = 2.4
"""From this weight on the letter asks for what a decision needs."""
UNDECIDED = 5.0
"""From this weight on the letter says more than once that nothing was decided yet."""
AFTER_TALK = {"upheld": "p2p_upheld", "overturned": "approval"}
"""What a sentence about a talk between physicians says of the decision."""
DOUBTED = 0.8
"""A denial is suspected from this weight on: better one too many for a person to look at than a
denial that nobody saw."""


class Signal(NamedTuple):
    """Words that speak for a type, and how much."""

    kind: str
    start: int
    end: int
    weight: float


def read_kind(view: View) -> Fact[DocumentType]:
    """The type of the letter; ``other`` where it decides nothing."""
    signals = list(_signals(view))
    score = {kind: _total(signals, kind) for kind in {s.kind for s in signals}}
    score["plain_denial"] = max((s.weight for s in signals if s.kind == "denial"), default=0.0)
    chosen, deciding, rival = _choose(score)
    best = max((s for s in signals if s.kind in deciding), key=lambda s: s.weight, default=None)
    if best is None:
        return _without_evidence(view, chosen)
    strength = sum(score.get(kind, 0.0) for kind in deciding)
    sure = 0.97 - 0.4 / (1.0 + strength) - 0.3 * min(1.0, rival / max(strength, 0.1))
    return fact(
        view.text, best.start, best.end, chosen, confidence=max(0.3, sure), needs_review=sure < 0.65
    )


def _without_evidence(view: View, chosen: DocumentType) -> Fact[DocumentType]:
    if not view.text.lines:
        return Fact[DocumentType](value=chosen, confidence=0.3, needs_review=True)
    first = view.text.lines[0]
    return fact(view.text, first.start, first.end, chosen, confidence=0.6, needs_review=True)


def _choose(score: dict[str, float]) -> tuple[DocumentType, tuple[str, ...], float]:
    """The type, the kinds of signals that decided it, and the weight of what spoke against it."""

    def of(kind: str) -> float:
        return score.get(kind, 0.0)

    no, yes, part, ask = (
        of("denial"),
        of("approval"),
        of("partial_denial"),
        of("information_request"),
    )
    no += of("unauthorized")
    moot = of("moot")
    if moot >= BOTH and of("rights") == 0 and max(no, yes, ask) <= 1.5 * moot:
        return DocumentType.OTHER, ("moot",), 0.5 * max(no, yes)
    asks = ask > (0.6 if of("rights") == 0 else 1.2) * no
    if ask >= UNDECIDED and ask > of("upheld") + of("overturned") and asks:
        return DocumentType.INFORMATION_REQUEST, ("information_request",), no
    looked = 0.0 if of("talked") else 0.6 * of("second_look")
    if of("appeal") + looked >= APPEAL and max(of("upheld"), of("overturned"), no, yes) >= SAID:
        upheld, overturned = of("upheld") + 0.3 * no, of("overturned") + 0.3 * yes
        if upheld >= overturned:
            return DocumentType.APPEAL_UPHELD, ("upheld", "appeal"), overturned
        return DocumentType.APPEAL_OVERTURNED, ("overturned", "appeal"), upheld
    no += of("p2p_upheld")
    if max(no, yes) < SAID:  # a decision on a decision, but not on an appeal
        kept = of("upheld") >= of("overturned")
        no, yes = no + 0.8 * of("second_look") * kept, yes + 0.8 * of("second_look") * (not kept)
    decided = max(part, of("mixed_status")) >= BOTH  # lines approved and denied side by side
    if ask >= ASKED and asks and not decided:
        return DocumentType.INFORMATION_REQUEST, ("information_request",), no
    if of("unauthorized") >= BOTH and of("payment") == 0:
        return DocumentType.DENIAL, ("unauthorized", "denial"), yes
    granted = of("granted")
    mixed = of("mixed_status") + part >= BOTH or min(yes, no) >= STRONG
    mixed = mixed or (granted >= GRANTED and no >= BOTH)
    boilerplate = of("rights") == 0 and part == 0 and of("mixed_status") == 0 and yes > no
    boilerplate = boilerplate and of("plain_denial") < BOTH
    if mixed and max(no, part) >= SAID and max(yes, granted) + part >= SAID and not boilerplate:
        return DocumentType.PARTIAL_DENIAL, ("mixed_status", "partial_denial", "denial"), 0.0
    if of("payment") > 0.0 and no >= DOUBTED:
        return _of_payment(no, yes + of("paid_line"))
    if (
        of("other") + of("payment") >= 2.5
        and of("rights") == 0
        and (of("other") + of("payment") > max(no, yes, ask) * 0.6)
    ):
        return DocumentType.OTHER, ("other", "payment"), max(no, yes)
    if of("rights") == 0 and yes >= SAID and yes > 0.7 * no:
        return DocumentType.APPROVAL, ("approval", "overturned"), no
    if no >= SAID and no >= 0.55 * yes:
        return DocumentType.DENIAL, ("denial", "p2p_upheld", "upheld"), yes
    if yes >= SAID:
        return DocumentType.APPROVAL, ("approval", "overturned"), no
    if ask >= SAID:
        return DocumentType.INFORMATION_REQUEST, ("information_request",), max(no, yes)
    if no > DOUBTED:
        return DocumentType.DENIAL, ("denial",), no
    return DocumentType.OTHER, ("other",), max(no, yes)


def _of_payment(no: float, yes: float) -> tuple[DocumentType, tuple[str, ...], float]:
    """What a payment notice denies is denied, whatever it pays beside it."""
    if yes >= SAID:
        return DocumentType.PARTIAL_DENIAL, ("mixed_status", "denial"), 0.0
    return DocumentType.DENIAL, ("unauthorized", "denial"), yes


def _total(signals: list[Signal], kind: str) -> float:
    """The weights of a kind's signals with diminishing returns."""
    weights = sorted((s.weight for s in signals if s.kind == kind), reverse=True)
    return sum(weight * 0.5**rank for rank, weight in enumerate(weights[:5]))


def _signals(view: View) -> Iterator[Signal]:
    yield from _sentence_signals(view)
    yield from _heading_signals(view)
    yield from _status_signals(view)
    yield from _rights_signal(view)
    yield from _appeal_labels(view)
    yield from (Signal("paid_line", *span, BOTH) for span in paid_lines(view.text)[:1])


def _rights_signal(view: View) -> Iterator[Signal]:
    """A letter that tells how to appeal has most likely denied something."""
    for span in view.sentences:
        words = view.words(span)
        if re.search(load("kinds")["rights"], words, re.IGNORECASE):
            yield Signal("denial", span.start, span.end, 1.2)
            yield Signal("rights", span.start, span.end, 1.0)
            return


def _appeal_labels(view: View) -> Iterator[Signal]:
    """Numbers and dates of an appeal in the head of a letter: it answers that appeal."""
    words = re.compile(load("kinds")["appeal_label"], re.IGNORECASE)
    days = {found.start for found in view.dates}
    for pair in view.pairs:
        early = view.zone(pair.label_span.start) in ("letterhead", "reference")
        told = id_value(pair.value) is not None or pair.value_span.start in days
        if early and told and pair.via != "prose" and words.search(pair.label):
            yield Signal("appeal", pair.label_span.start, pair.value_span.end, 1.5)


def _sentence_signals(view: View) -> Iterator[Signal]:
    rules = load("kinds")
    for span in view.sentences:
        place = PLACES.get(view.zone(span.start), 0.0)
        words = view.words(span)
        if place == 0.0 or len(words) < 5 or re.search(rules["empty_box"], words):
            continue
        if re.search(rules["of_rights"], words, re.IGNORECASE):
            place *= 0.25
        about_talk = re.search(rules["p2p"], words, re.IGNORECASE) is not None
        looked = 0.0
        for kind, pattern, weight in _patterns("sentences"):
            match = pattern.search(words)
            if match is None:
                continue
            told = AFTER_TALK.get(kind, kind) if about_talk else kind
            sure = weight * place * _doubt(words, match, kind, rules)
            yield Signal(told, span.start, span.end, sure)
            if told in ("upheld", "overturned") and re.search(rules["second_look"], words, re.I):
                looked = max(looked, sure)
            if kind == "approval" and re.search(rules["concrete"], words, re.IGNORECASE):
                yield Signal("granted", span.start, span.end, sure)
        if looked > 0.0:
            yield Signal("second_look", span.start, span.end, looked)
        if about_talk and re.search(rules["talked"], words, re.IGNORECASE):
            yield Signal("talked", span.start, span.end, 1.0)


def _doubt(words: str, match: re.Match[str], kind: str, rules: Any) -> float:  # noqa: ANN401
    """Less for conditional sentences and for those about something earlier."""
    if kind == "information_request":
        return 1.0
    before, after = words[: match.start()], words[match.end() :]
    void = rules["void"].get(kind)
    around = before[-40:] + match.group() + after[:12]
    if void and re.search(void, around, re.IGNORECASE):
        return 0.0
    void_before = rules["void_before"].get(kind)
    if void_before and re.search(void_before, before, re.IGNORECASE):
        return 0.0
    if re.search(rules["conditions"], before + match.group(), re.IGNORECASE):
        return 0.15
    if re.search(rules["conditions_after"], after, re.IGNORECASE):
        return 0.2
    if kind != "partial_denial" and re.search(rules["modals"], before, re.IGNORECASE):
        return 0.2
    may_be = re.search(rules["potential"], match.group(), re.IGNORECASE)
    if kind in ("approval", "denial") and may_be:
        return 0.2
    if re.search(rules["past"], words, re.IGNORECASE):
        return {"denial": 0.5, "approval": 0.3}.get(kind, 1.0)
    return 1.0


def _heading_signals(view: View) -> Iterator[Signal]:
    rules = load("kinds")
    for span in segments(view.text):
        zone = view.zone(span.start)
        if zone not in ("letterhead", "reference", "body") or not is_heading(view.text, span):
            continue
        words = view.words(span)
        if re.search(rules["empty_box"], words):
            continue
        for kind, pattern, weight in _patterns("headings"):
            match = pattern.search(words)
            if kind == "appeal" and zone == "body" and span.start > len(view.text.plain) / 5:
                continue
            void = rules["void"].get(kind)
            if kind == "approval" and re.search(rules["past"], words, re.IGNORECASE):
                continue
            if match and not (void and re.search(void, words[: match.end()], re.IGNORECASE)):
                yield Signal(kind, span.start, span.end, weight)


def _status_signals(view: View) -> Iterator[Signal]:
    """Status cells of tables and the values of decision labels; ticked boxes count, others not."""
    seen: dict[str, Span] = {}
    statuses = {kind: re.compile(p, re.IGNORECASE) for kind, p in load("kinds")["statuses"].items()}
    for line in view.text.lines:
        if view.zone(line.start) not in ("letterhead", "reference", "body"):
            continue
        spans = cells(view.text, line)
        told = [(s, k) for s in spans for k, p in statuses.items() if p.match(view.words(s))]
        choices = len({kind for _, kind in told}) > 1 and len(spans) > 2
        if (choices or len(spans) > 3) and not _is_row(view, spans):
            continue
        for span, kind in told:
            if len(view.words(span).split()) <= 5 and len(spans) > 1:
                seen.setdefault(kind, span)
    for pair in view.pairs_of("decision"):
        kinds = [k for k, p in statuses.items() if p.match(pair.value)]
        if kinds and pair.via != "prose" and len(pair.value.split()) <= 8:
            seen.setdefault(kinds[0], pair.value_span)
    yield from _ticked(view)
    names = {
        "denied": "denial",
        "approved": "approval",
        "pending": "information_request",
        "partial": "partial_denial",
    }
    for kind, span in seen.items():
        yield Signal(names.get(kind, kind), span.start, span.end, 2.5)
    if "denied" in seen and ("approved" in seen or "partial" in seen):
        yield Signal("mixed_status", seen["denied"].start, seen["denied"].end, 3.0)


def _is_row(view: View, spans: list[Span]) -> bool:
    """True for a table's row (it holds figures), False for a row of choices."""
    return any(re.search(r"\d", view.words(span)) for span in spans)


def _ticked(view: View) -> Iterator[Signal]:
    """Choices with a cross: ``[X] Denied``, ``X Denied``, ``☒ Denied``."""
    box = re.compile(r"(?:(?<![A-Za-z])[Xx]|\[\s?[Xx✓✔]\s?\]|[☒☑✓✔■])\s+(?=[A-Z])")
    statuses = {kind: re.compile(p, re.IGNORECASE) for kind, p in load("kinds")["statuses"].items()}
    names = {
        "denied": "denial",
        "approved": "approval",
        "pending": "information_request",
        "partial": "partial_denial",
    }
    for mark in box.finditer(view.text.plain):
        rest = view.text.plain[mark.end() : mark.end() + 40]
        for kind, pattern in statuses.items():
            if pattern.match(rest):
                yield Signal(
                    names.get(kind, kind),
                    mark.start(),
                    mark.end() + len(rest.split("\n")[0].split("\t")[0]),
                    3.0,
                )


@cache
def _patterns(part: str) -> tuple[tuple[str, re.Pattern[str], float], ...]:
    return tuple(
        (kind, re.compile(pattern, re.IGNORECASE), float(weight))
        for kind, rows in load("kinds")[part].items()
        for pattern, weight in rows
    )
