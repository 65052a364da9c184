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
    ``words`` the stems of the words before (or after) the bound that name it.
    """

    threshold: Threshold
    concepts: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One criterion, taken apart. ``text`` is as printed; offsets refer to ``body``.

    ``core`` are the concepts of its
    main clause, before what explains or lists them. ``body`` is the demand without ``condition`` (for whom it holds) and ``exception`` (what
    excuses from it); ``otherwise`` is a second way to meet it. ``concepts`` are those of the body; ``content`` those that a report must
    show. ``count`` is "at least two of"; ``duration`` and ``sessions`` what a treatment must
    have come to; ``any_value`` tells that one of the demands is enough. ``parsed`` is False
    where nothing was understood and only the words can be compared.
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
