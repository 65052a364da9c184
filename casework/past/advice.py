"""For a new case: call first, or straight to appeal, from the office's own known outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from casework.past.facts import UNKNOWN, Decided, Past
from casework.past.rates import Rate, rate_of
from casework.records import Level


@dataclass(frozen=True, slots=True)
class Like:
    """The new case, by what past ones are compared on."""

    payer: str | None
    category: str | None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What the past says. ``choice`` is None where it says too little; ``basis`` names the
    cases that were compared."""

    choice: Literal["p2p", "appeal"] | None
    words: str
    basis: str | None = None
    p2p: Rate | None = None
    appeal: Rate | None = None


def advise(past: Sequence[Decided], like: Like, *, minimum: int) -> Advice:
    """Compare on the narrowest group that has ``minimum`` known outcomes of both ways.

    The call is advised unless the appeal was clearly better (its whole interval lies above): a
    lost call leaves the appeal open, and appeals were mostly of cases that a call did not win.
    """
    best: tuple[str, Rate, Rate] | None = None
    for basis, group in _groups(past, like):
        p2p = rate_of(each for each in group if each.level is Level.P2P)
        appeal = rate_of(each for each in group if each.level is Level.APPEAL)
        if min(p2p.known, appeal.known) >= minimum:
            return _compared(basis, p2p, appeal)
        best = best or (basis, p2p, appeal)
    if best is None:
        return Advice(None, "nothing is known of the payer or the ground of denial")
    basis, p2p, appeal = best
    words = (
        f"no advice: {basis}, {p2p.known} calls and {appeal.known} appeals have a known outcome; "
        f"at least {minimum} of each are needed"
    )
    return Advice(None, words, basis, p2p, appeal)


def before_request(past: Past, like: Like, *, minimum: int) -> tuple[str, ...]:
    """What the past says of a request that is not sent yet: denials, then what became of them."""
    payer, codes = (like.payer or "").casefold(), set(like.codes)
    of_payer = [each for each in past.denied if payer and each.payer.casefold() == payer]
    alike = [each for each in of_payer if codes & set(each.codes)] if codes else of_payer
    what = f" for {', '.join(sorted(codes))}" if codes else ""
    grounds = Counter(each.category.replace("_", " ") for each in alike)
    told = ", ".join(f"{ground} {number}" for ground, number in grounds.most_common())
    counted = f"denied by this payer{what} before: {len(alike)}" + (f" ({told})" if told else "")
    return counted, f"if it is denied: {advise(past.decided, like, minimum=minimum).words}"


def _groups(past: Sequence[Decided], like: Like) -> Iterator[tuple[str, list[Decided]]]:
    """Past outcomes that are alike, the narrowest group first."""
    payer, category = like.payer, like.category
    same_payer = [e for e in past if payer and e.denied.payer.casefold() == payer.casefold()]
    same_ground = [e for e in past if category and e.denied.category == category]
    ground = (category or UNKNOWN).replace("_", " ")
    if like.codes and same_payer:
        codes = set(like.codes)
        alike = [e for e in same_payer if codes & set(e.denied.codes)]
        yield f"of this payer for {', '.join(sorted(codes))}", alike
    if same_payer and category:
        alike = [e for e in same_payer if e.denied.category == category]
        yield f"of this payer on {ground}", alike
    if payer:
        yield "of this payer", same_payer
    if category:
        yield f"of all payers on {ground}", same_ground


def _compared(basis: str, p2p: Rate, appeal: Rate) -> Advice:
    numbers = f"{basis}: calls overturned {p2p.words}, appeals {appeal.words}"
    if appeal.low > p2p.high:
        words = f"straight to appeal; {numbers}. The difference is more than chance would give"
        return Advice("appeal", words, basis, p2p, appeal)
    why = "a lost call leaves the appeal open"
    if p2p.low > appeal.high:
        why = "calls did clearly better"
    return Advice("p2p", f"call first ({why}); {numbers}", basis, p2p, appeal)
