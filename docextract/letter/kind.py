"""What kind of letter this is, by weighing its decision sentences, headings and status cells.

``kind_signals`` finds what speaks for each kind. Here the rules are asked one after the other,
the one that needs the clearest words first. The evidence of the fact is the words that decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from docextract.facts import DocumentType, Fact
from docextract.letter.kind_signals import Signal, signals_of
from docextract.letter.kind_weak import likely_kind
from docextract.letter.spans import fact
from docextract.letter.view import View

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
REFUSALS = ("denial", "implied")
"""Words that refuse something, and rights that go with a refusal."""
DOUBTED = 0.8
"""A denial is suspected from this weight on: better one too many for a person to look at than a
denial that nobody saw."""


class Verdict(NamedTuple):
    """A type, the kinds of signals that decided it, and the weight of what spoke against it."""

    kind: DocumentType
    deciding: tuple[str, ...]
    rival: float = 0.0


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights of all kinds of signals, and what they come to for and against a request."""

    weights: Mapping[str, float]
    no: float
    yes: float

    def of(self, kind: str) -> float:
        """The weight of one kind of signals; 0 where the letter has none."""
        return self.weights.get(kind, 0.0)

    @property
    def ask(self) -> float:
        """What asks for information before anything is decided."""
        return self.of("information_request")

    @property
    def asks(self) -> bool:
        """True where the asking is not outweighed by a decision."""
        return self.ask > (0.6 if self.of("rights") == 0 else 1.2) * self.no

    @property
    def answerable(self) -> bool:
        """True where the letter tells how to answer it: by an appeal, or by a talk."""
        return self.of("rights") > 0 or self.talk

    @property
    def talk(self) -> bool:
        """True where a talk is offered about words that refuse."""
        return self.of("talk") > 0 and self.of("plain_denial") >= SAID

    @property
    def side_by_side(self) -> float:
        """What tells of lines or counts that were decided differently."""
        return self.of("partial_denial") + self.of("mixed_status")

    @property
    def of_payments(self) -> bool:
        """True for a notice of payments: its heading says so, or lines with their amounts."""
        return self.of("payment") + self.of("paid_line") > 0


def read_kind(view: View) -> Fact[DocumentType]:
    """The type of the letter; ``other`` where it decides nothing."""
    signals = list(signals_of(view))
    score = {kind: _total(signals, kind) for kind in {s.kind for s in signals}}
    score["stated"] = score.get("denial", 0.0)
    score["denial"] = _total(signals, *REFUSALS)
    score["plain_denial"] = max((s.weight for s in signals if s.kind in REFUSALS), default=0.0)
    chosen, deciding, rival = _choose(score)
    best = max((s for s in signals if s.kind in deciding), key=lambda s: s.weight, default=None)
    if best is None:
        return likely_kind(view) or _without_evidence(view, chosen)
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


def _total(signals: list[Signal], *kinds: str) -> float:
    """The weights of some kinds' signals with diminishing returns."""
    weights = sorted((s.weight for s in signals if s.kind in kinds), reverse=True)
    return sum(weight * 0.5**rank for rank, weight in enumerate(weights[:5]))


def _choose(weights: Mapping[str, float]) -> Verdict:
    """What the weights come to: the first rule that has an answer gives it."""
    scale = Scale(
        weights,
        no=weights.get("denial", 0.0) + weights.get("unauthorized", 0.0),
        yes=weights.get("approval", 0.0),
    )
    rules: tuple[Callable[[Scale], Verdict | None], ...] = (_moot, _undecided, _of_appeal)
    first = next((v for rule in rules if (v := rule(scale)) is not None), None)
    if first is not None:
        return first
    scale = _looked_at_again(scale)
    rules = (_asking, _unauthorized, _in_part, _of_payment, _no_decision)
    return next((v for rule in rules if (v := rule(scale)) is not None), None) or _plain(scale)


def _moot(scale: Scale) -> Verdict | None:
    """A request that was withdrawn, or a paper that nobody need answer."""
    moot = scale.of("moot")
    if moot < BOTH or scale.of("rights") > 0 or max(scale.no, scale.yes, scale.ask) > 1.5 * moot:
        return None
    return Verdict(DocumentType.OTHER, ("moot",), 0.5 * max(scale.no, scale.yes))


def _undecided(scale: Scale) -> Verdict | None:
    on_appeal = scale.of("upheld") + scale.of("overturned")
    if scale.ask < UNDECIDED or scale.ask <= on_appeal or not scale.asks:
        return None
    return Verdict(DocumentType.INFORMATION_REQUEST, ("information_request",), scale.no)


def _of_appeal(scale: Scale) -> Verdict | None:
    """The decision on an appeal; a talk between physicians is none."""
    looked = 0.0 if scale.of("talked") else 0.6 * scale.of("second_look")
    upheld, overturned = scale.of("upheld"), scale.of("overturned")
    decided = max(upheld, overturned, scale.no, scale.yes) >= SAID
    if scale.of("appeal") + looked < APPEAL or not decided:
        return None
    upheld, overturned = upheld + 0.3 * scale.no, overturned + 0.3 * scale.yes
    if upheld >= overturned:
        return Verdict(DocumentType.APPEAL_UPHELD, ("upheld", "appeal"), overturned)
    return Verdict(DocumentType.APPEAL_OVERTURNED, ("overturned", "appeal"), upheld)


def _looked_at_again(scale: Scale) -> Scale:
    """With a decision on a decision that no appeal asked for: a talk, a second look."""
    no, yes = scale.no + scale.of("p2p_upheld"), scale.yes
    if max(no, yes) >= SAID:
        return replace(scale, no=no)
    again = 0.8 * scale.of("second_look")
    kept = scale.of("upheld") >= scale.of("overturned")
    return replace(scale, no=no + again * kept, yes=yes + again * (not kept))


def _asking(scale: Scale) -> Verdict | None:
    decided = max(scale.of("partial_denial"), scale.of("mixed_status")) >= BOTH
    if scale.ask < ASKED or not scale.asks or decided or scale.of("other") > scale.ask:
        return None
    return Verdict(DocumentType.INFORMATION_REQUEST, ("information_request",), scale.no)


def _unauthorized(scale: Scale) -> Verdict | None:
    if scale.of("unauthorized") < BOTH or scale.of_payments:
        return None
    return Verdict(DocumentType.DENIAL, ("unauthorized", "denial"), scale.yes)


def _in_part(scale: Scale) -> Verdict | None:
    """Something was refused, and something else granted."""
    if scale.of("whole") > 0:
        return None
    no, yes, part, granted = scale.no, scale.yes, scale.of("partial_denial"), scale.of("granted")
    mixed = scale.side_by_side >= BOTH or min(yes, no) >= STRONG
    mixed = mixed or (granted >= GRANTED and no >= (SAID if scale.talk else BOTH))
    boilerplate = not scale.answerable and scale.side_by_side == 0 and yes > no
    if boilerplate and scale.of("plain_denial") < BOTH:
        return None
    if not mixed or max(no, part) < SAID or max(yes, granted) + scale.side_by_side < SAID:
        return None
    return Verdict(DocumentType.PARTIAL_DENIAL, ("mixed_status", "partial_denial", "denial"))


def _of_payment(scale: Scale) -> Verdict | None:
    """What a payment notice denies is denied, whatever it pays beside it."""
    stated = scale.of("stated") + scale.of("unauthorized")
    if not scale.of_payments or stated < DOUBTED:
        return None
    yes = scale.yes + scale.of("paid_line")
    if yes >= SAID:
        return Verdict(DocumentType.PARTIAL_DENIAL, ("mixed_status", "denial"))
    return Verdict(DocumentType.DENIAL, ("unauthorized", "denial"), yes)


def _no_decision(scale: Scale) -> Verdict | None:
    other, decided = scale.of("other") + scale.of("payment"), max(scale.no, scale.yes)
    nothing_refused = scale.of("payment") > 0 and scale.of("stated") < DOUBTED
    if (
        other < 2.5
        or (scale.of("rights") > 0 and not nothing_refused)
        or other <= 0.6 * max(decided, scale.ask)
    ):
        return None
    return Verdict(DocumentType.OTHER, ("other", "payment"), decided)


def _plain(scale: Scale) -> Verdict:
    """One decision, or none."""
    no, yes, ask = scale.no, scale.yes, scale.ask
    allowed = Verdict(DocumentType.APPROVAL, ("approval", "overturned"), no)
    if not scale.answerable and yes >= SAID and yes > 0.7 * no:
        return allowed
    if no >= SAID and no >= 0.55 * yes:
        return Verdict(DocumentType.DENIAL, ("denial", "p2p_upheld", "upheld"), yes)
    if yes >= SAID:
        return allowed
    if ask >= SAID:
        asked = ("information_request",)
        return Verdict(DocumentType.INFORMATION_REQUEST, asked, max(no, yes))
    if no > DOUBTED:
        return Verdict(DocumentType.DENIAL, ("denial",), no)
    return Verdict(DocumentType.OTHER, ("other",), max(no, yes))
