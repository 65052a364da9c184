"""Which right a stretch of a letter speaks of, and what its running text is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from docextract.letter import deadlines_cues as cues
from docextract.letter.clock_text import loose
from docextract.letter.deadlines_limits import find_events
from docextract.letter.spans import Span
from docextract.rules import load

RANK = ("continuation_of_benefits", "fair_hearing", "external_review", "expedited_appeal", "p2p",
        "reopening", "internal_appeal", "information")  # fmt: skip
"""Where a sentence names several rights, the more special one is its subject."""
OUTSIDE = ("external_review", "fair_hearing")
"""Rights whose own names ("appeal") are those of the plan's appeal too."""
PAST_KINDS = ("p2p", "internal_appeal", "reopening")
"""Rights that a clause such as "if the appeal is denied," only looks back at."""
_LEADING = re.compile(
    r"^\W*(?:\w+\W+){0,2}?(?:after|once|if|when|unless|before|until|where|should)\b[^,;]*?"
    r"(?:,|(?=\b(?:you|he|she|they|member|enrollee|participant|provider)\s+(?:can|may)\b))",
    re.I,
)
_ONLY_NAMES = re.compile(
    r"\W*(?:this|that|it|such \w+) (?:is|are) (?:called|known|named|also)\b", re.I
)
"""A sentence that gives the right before it another name."""
_DECIDED = re.compile(
    r"den(?:y|ied|ies)|uphold|upheld|finish|complet|(?<!go )(?<!going )(?<!talk )\bover\b|decided|"
    r"turned? down|\blose\b|"
    r"disagree with (?:the|our) (?:appeal|grievance)|unsuccessful|still (?:say|no)|not go your way|"
    r"exhaust|answer|process|\bnot\b|\bno\b|unless|\bmiss|\bfail|without|"
    r"does not (?:change|succeed)|"
    r"after (?:the|an|our|your|that) (?:\w+ )?(?:appeal|grievance)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Topic:
    """What the running text speaks of: the heading's right and the last sentence's.

    ``opened`` until a sentence under the heading names a right of its own.
    """

    section: str | None = None
    sentence: str | None = None
    provider: bool = False
    second: bool = False
    opened: bool = False

    def head(self, plain: str, span: Span) -> None:
        """A heading begins a new subject, or none of ours; a contact block's label neither."""
        if _neutral().search(plain[span.start : span.end]) and (
            subject_of(plain, span.start, span.end) is None
        ):
            return
        self.section = subject_of(plain, span.start, span.end)
        self.sentence = None
        self.opened = True
        self.provider = cues.has(plain, span.start, span.end, "provider_right")
        self.second = cues.has(plain, span.start, span.end, "second_level")

    def tell(self, plain: str, span: Span, *, heading: bool = False) -> None:
        """A sentence that names a right (or a foreign matter) sets what follows."""
        subject = subject_of(plain, span.start, span.end)
        if self.sentence in OUTSIDE and _ONLY_NAMES.match(plain, span.start, span.end):
            return
        if subject is None or (subject in PAST_KINDS and self._only_first(plain, span)):
            return
        self.opened = self.opened and heading
        if subject != self.sentence:
            self.provider = self.second = False
        self.sentence = subject
        self.provider = self.provider or cues.has(plain, span.start, span.end, "provider_right")
        self.second = self.second or cues.has(plain, span.start, span.end, "second_level")

    def _only_first(self, plain: str, span: Span) -> bool:
        """True for "you must finish our appeal first" in a text about what opens after it."""
        about = self.sentence or self.section
        later = about in ("external_review", "fair_hearing")
        return later and cues.has(plain, span.start, span.end, "prerequisite")


@cache
def _neutral() -> re.Pattern[str]:
    return loose("|".join(load("contact_cues")["neutral"]["cues"]))


def subject_of(plain: str, start: int, end: int, mask: Span | None = None) -> str | None:
    """The right that a stretch speaks of, "reject" for a foreign matter, None for neither."""
    named = kinds_of(plain, start, end, mask)
    if named:
        return named
    foreign = cues.cues_in(plain, start, end, "reject")
    return "reject" if foreign else None


def kinds_of(
    plain: str, start: int, end: int, mask: Span | None = None, at: int | None = None
) -> str | None:
    """The most special right named outside anchors and outside clauses about what came before.

    A clause that holds the limit itself (``at``) is not about what came before.
    """
    masks = [Span(e.start, e.end) for e in find_events(plain, start, end)]
    masks += [Span(c.start, c.end) for c in cues.cues_in(plain, start, end, "not_the_right")]
    masks += [mask] if mask else []
    named = cues.kinds_in(plain, start, end)
    found = [c for c in named if not any(_in(c, m) for m in masks)]
    leading = _LEADING.match(plain[start:end])
    if leading and not (at is not None and at < start + leading.end()):
        head = Span(start, start + leading.end())
        past = _DECIDED.search(plain[head.start : head.end]) is not None
        found = [c for c in found if not (past and c.name in PAST_KINDS and _in(c, head))]
    fast = [Span(c.start, c.end) for c in found if c.name == "expedited_appeal"]
    if any(c.name == "internal_appeal" and not any(_in(c, f) for f in fast) for c in found):
        # "a standard or a fast appeal within 60 days" is the limit of both
        found = [c for c in found if c.name != "expedited_appeal"]
    for name in RANK:
        if any(c.name == name for c in found):
            return name
    return None


def _in(cue: cues.Cue, span: Span) -> bool:
    return span.start <= cue.start and cue.end <= span.end
