"""From what the notes say, each, to how the requirement stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import pairwise

from docextract.requirements import Kind
from docextract.requirements.concepts import lexicon, mentions
from packet_builder.case import Status
from packet_builder.labels import (
    DENIED_ON,
    NOT_FOUND,
    OPEN_STILL,
    OTHERWISE,
    RECORDED,
    SHOWS_IT,
    SILENT,
    UNREAD,
)
from packet_builder.match_judge import Question, View, asks_ever
from packet_builder.match_rank import GENERIC

Numbers = dict[str, str | int | float | None]
ENOUGH = 0.5
"""The weight from which a passage alone can carry a requirement."""
_NEEDS = {"hinted": 0.6, "words": 0.75}
"""The weight that a passage needs which only hints at what is asked or shares its words."""
WORDY = 1.1
"""The weight that a passage needs where a value is asked for and none was found."""


class Ground(Enum):
    """What a verdict rests on: all but :attr:`COUNTED` rest on words."""

    COUNTED = auto()
    """Counted, compared or dated."""
    NAMED = auto()
    """The thing is recorded by its name."""
    UNREAD = auto()
    """It is, where a number is asked for, and none was read."""
    NOT_FOUND = auto()
    HINTED = auto()
    """Nothing says so flatly; something bears on it."""
    SPOKEN_OF = auto()
    """A part of it is."""
    SILENT = auto()
    """Asked for an absence, the chart does not tell it."""
    OPEN = auto()
    """The chart says that it is not there yet."""
    OTHERWISE = auto()
    """A record says otherwise."""
    PLAINER = auto()
    """What speaks against it is plainer than what speaks for it."""


@dataclass(frozen=True)
class Verdict:
    """How a requirement stands: the views shown for it, in order, and the arithmetic.

    ``barred`` are the notes that must not fill the places left: other values of the measure.
    ``worth`` is the weight that what fills the places left needs at least.
    ``absence`` tells that it was asked whether something is not there.
    """

    status: Status
    why: str
    shown: tuple[View, ...] = ()
    calculation: Numbers | None = None
    remedy: str | None = None
    barred: frozenset[int] = frozenset()
    absence: bool = False
    worth: float = 0.0
    ground: Ground = Ground.COUNTED


def of(views: list[View], stance: str, *, inside: bool | None = None) -> list[View]:
    """The views of one stance, heaviest first; ``inside`` keeps those in or out of the window."""
    found = [v for v in views if v.stance == stance and (inside is None or v.inside == inside)]
    return sorted(found, key=lambda v: -v.weight)


def newest(views: list[View]) -> date:
    """The newest day that any view tells of."""
    return max((v.event for v in views if v.event), default=date.min)


def late(question: Question, views: list[View]) -> list[View]:
    """What supports but lies before the window, within the same work-up."""
    if question.requirement.window is None:
        return []
    return [
        v for v in of(views, "supports", inside=False)
        if v.event and v.event >= question.part_opens and v.weight >= ENOUGH
    ]  # fmt: skip


def by_absence(question: Question, views: list[View]) -> Verdict:
    """The status of a requirement that something is not there."""
    pro = of(views, "supports", inside=True)
    contra = [v for v in of(views, "contradicts", inside=True) if v.why == "present"]
    missing = of(views, "missing", inside=True)
    ever = asks_ever(question.requirement)
    if contra and (ever or (question.requirement.window and contra[0].weight >= ENOUGH)):
        return Verdict(
            Status.CONTRADICTED, f"the record of {newest(contra)}{SHOWS_IT}", tuple(contra)
        )
    if contra and (not pro or newest(contra) >= newest(pro)):
        why = f"the record of {newest(contra)}{SHOWS_IT}"
        return Verdict(Status.CONTRADICTED, why, tuple(contra))
    if pro:
        return Verdict(Status.SUPPORTED, f"{DENIED_ON}{newest(pro)}", tuple(pro))
    return Verdict(Status.GAP, SILENT, tuple(missing), ground=Ground.SILENT)


def by_stance(question: Question, views: list[View]) -> Verdict:
    """The status of a requirement from what speaks for it, against it and of its absence."""
    pro, contra = of(views, "supports", inside=True), of(views, "contradicts", inside=True)
    missing = of(views, "missing", inside=True)
    bar = WORDY if question.requirement.kind is Kind.VALUE else ENOUGH
    strong = [v for v in pro if v.weight >= max(bar, _NEEDS.get(v.why, 0.0))]
    if not any(_on_head(question, v) for v in strong):
        strong = []
    against = [v for v in contra if v.weight >= ENOUGH]
    if against and _outweighs(question, against, strong):
        return Verdict(
            Status.CONTRADICTED, f"the record of {newest(against)}{OTHERWISE}",
            tuple(against + pro[:1]), ground=Ground.OTHERWISE,
        )  # fmt: skip
    older = late(question, views)
    if older and not strong:
        return Verdict(
            Status.PARTIAL, f"of {newest(older)}, older than asked for", tuple(older + missing),
            remedy="a new record inside the time asked for",
        )  # fmt: skip
    if missing and _still_missing(question, missing, strong):
        return Verdict(Status.GAP, OPEN_STILL, tuple(missing), ground=Ground.OPEN)
    lacking = _lacking(question, pro)
    if strong and lacking:
        return Verdict(
            Status.PARTIAL, f"{RECORDED}{newest(strong)}, but nothing on {lacking}",
            (*pro[:4], *missing[:2], *pro[4:]), remedy=f"a record of {lacking}",
            ground=Ground.NAMED,
        )  # fmt: skip
    if strong:
        why, ground = f"{RECORDED}{newest(strong)}", Ground.NAMED
        if question.requirement.kind is Kind.VALUE:
            why, ground = f"{why}{UNREAD}", Ground.UNREAD
        return Verdict(_unless_multiple(question), why, tuple(pro), ground=ground)
    return Verdict(Status.GAP, NOT_FOUND, tuple(missing), ground=Ground.NOT_FOUND)


def _unless_multiple(question: Question) -> Status:
    """A multiple of a limit or a baseline is not met by a value alone."""
    multiple = any(demand.limit for demand in question.requirement.demands)
    return Status.PARTIAL if multiple else Status.SUPPORTED


def _on_head(question: Question, view: View) -> bool:
    """Whether a passage bears on the main thing asked for, not only on what goes with it."""
    core = [c for c in question.requirement.core if c not in GENERIC]
    if len(core) < 2 or question.requirement.alternatives:
        return True
    lex = lexicon()
    family = lex.family(core[0])
    near = frozenset(n for k in family for n in lex.near.get(k, frozenset()))
    named = view.note.named("name", "sign", "clear") | view.note.context
    return view.why in ("limit", "value") or bool(named & (family | near))


def _lacking(question: Question, pro: list[View]) -> str:
    """The half of an "and" that no passage bears on; "" where there is none."""
    requirement = question.requirement
    if requirement.alternatives or requirement.kind is Kind.VALUE or len(requirement.core) < 2:
        return ""
    lex = lexicon()
    told = frozenset(k for v in pro for k in v.note.named("name", "sign", "clear") | v.note.context)
    listed = _listed(requirement.body)
    for key in requirement.core[1:]:
        if lex.concepts[key].kind in ("response", "plan") or key not in listed:
            continue
        family = lex.family(key) | lex.near.get(key, frozenset())
        if not family & told:
            return lex.concepts[key].label
    return ""


_AND = re.compile(r"\b(?:and|plus|including|as\s+well\s+as)\b|&|,", re.IGNORECASE)


def _listed(body: str) -> frozenset[str]:
    """The concepts that stand after an "and": what only ends the name of another ("infection" in
    "hepatitis C infection") or tells more of it asks for nothing of its own."""
    named = [m for m in mentions(body) if m.role == "name"]
    return frozenset(
        two.key for one, two in pairwise(named) if _AND.search(body[one.end : two.start])
    )


def _outweighs(question: Question, against: list[View], strong: list[View]) -> bool:
    if not strong:
        return True
    concluded = [v for v in against if v.why == "adverse"]
    if concluded and newest(concluded) >= newest([v for v in strong if v.why != "adverse"]):
        return True
    strong = [v for v in strong if v.weight >= 0.6 * strong[0].weight]
    tested = [v for v in against if v.why == "positive"]
    if tested and question.requirement.negative_result:
        return newest(tested) > newest(strong)
    if question.requirement.kind is Kind.PLAN:
        return newest(against) >= newest(strong)
    return newest(against) > newest(strong) and against[0].weight > 0.6 * strong[0].weight


def _still_missing(question: Question, missing: list[View], strong: list[View]) -> bool:
    """Whether the chart's word that a thing is not there is its last word."""
    if not strong:
        return True
    said = [v for v in missing if v.why in ("not done", "declined")]
    if question.requirement.kind is Kind.FINDING or not said:
        return False
    return newest(said) >= newest(strong) and said[0].weight >= strong[0].weight
