"""A requirement as data: what a single criterion of a payer asks of the record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from docextract.requirements.amounts import Amount
from docextract.requirements.thresholds import Threshold
from docextract.requirements.windows import Window


class Kind(StrEnum):
    """What sort of thing would meet a requirement.

    ``TREATMENT``: something was tried (and, with ``must_fail``, did not help).
    ``VALUE``: a number on one side of a bound. ``ABSENCE``: something is not there.
    ``RESULT``: a test or paper is on file, perhaps with given contents.
    ``PLAN``: an intention is what is asked for. ``FINDING``: anything else that is to be so.
    """

    TREATMENT = "treatment"
    VALUE = "value"
    ABSENCE = "absence"
    RESULT = "result"
    PLAN = "plan"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Demand:
    """A value that is asked for: of which measure, and on which side of which bound.

    ``concepts`` are the measure's concepts, empty where it has no name in the vocabulary;
    ``words`` the stems of the words before (or after) the bound that name it. ``measure`` is its
    key in the table of measures, None where it is not there; ``change`` tells that a rise or a
    fall is asked for (a share of it where the bound is in percent);
    ``limit`` is "upper" or "lower" where the bound is a multiple of a limit of normal, "baseline"
    where it is one of the patient's own.
    """

    threshold: Threshold
    concepts: tuple[str, ...]
    words: tuple[str, ...]
    measure: str | None = None
    limit: str = ""
    change: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """One criterion, taken apart.

    Attributes:
        text: as printed; ``body`` is the demand without ``condition`` (for whom it holds),
            ``exception`` (what excuses from it) and ``otherwise`` (a second way to meet it).
        kind: what sort of thing would meet it.
        concepts: the concepts of the body; ``core`` those of its main clause, before what
            explains or lists them; ``content`` those that a report must show.
        words: the stems of the body's words that say something.
        window: the time accepted; ``windows`` pairs concepts with windows of their own where
            several are named.
        duration: what a treatment must have come to in time, ``sessions`` in number.
        count: "at least two of".
        demands: the values asked for; ``any_value`` tells that one of them is enough.
        alternatives: the body has an "or" or a list.
        must_fail: the treatment must have failed; ``negative_result``: the test must be negative.
        opposite_side: a comparison with the other side.
        parsed: False where nothing was understood and only the words can be compared.
    """

    text: str
    kind: Kind
    body: str
    condition: str | None
    exception: str | None
    otherwise: str | None
    concepts: tuple[str, ...]
    core: tuple[str, ...]
    content: tuple[str, ...]
    words: tuple[str, ...]
    window: Window | None
    windows: tuple[tuple[str, Window], ...]
    duration: Amount | None
    sessions: Amount | None
    count: int
    demands: tuple[Demand, ...]
    any_value: bool
    alternatives: bool
    must_fail: bool
    negative_result: bool
    opposite_side: bool
    parsed: bool
