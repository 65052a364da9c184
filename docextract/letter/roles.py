"""What each sentence of a letter is for, as a trained model sees it: evidence beside the rules.

The model (``models/letter_roles``) was trained on letters of our own. It never decides alone.
It adds its weight to the cues by which the ground of a refusal is found; what it takes for an
unmet requirement and no rule found goes to a person, as an entry or by naming the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from docextract.facts import DocumentType, Fact
from docextract.letter.requirement_clauses import may_be
from docextract.letter.role_words import Unit, units
from docextract.letter.spans import BULLET, Span, fact
from docextract.letter.unmet_prose import find_in_prose
from docextract.letter.zones import zone_at, zones
from docextract.models import load_model
from docextract.pages.text import Text

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "letter_roles"
GROUND_WEIGHT = 6.0
"""What a certain ground weighs beside the cues of ``rules/reason.yaml``."""
MISSED = 0.4
"""From this probability on a unit that no rule found makes the list of requirements doubtful."""
PROPOSED = 0.8
"""From this probability on such a unit is an entry of the list, for a person to look at.
The two before it were chosen by cross-validation over letters that the model was trained on, this
one by the sums over letters and rationales that it was not: .7 and .9 gave fewer right fields."""
SETTLED = 0.75
"""Where tables and lists that a letter calls unmet gave every entry, so sure even from a fax, the
model adds none: it brought more wrong entries there than right ones (2026-11-29 and -30)."""
BORNE_OUT = 0.9
"""The confidence of what the rules found in prose and the model bears out."""
UNHEARD = 0.2
"""A requirement that the rules are sure of and the model hears less in goes to a person: of four
authors' letters at first sight (2026-11-30) 5 of 7 such were none, of 20 others each was one."""
AGREED = 0.985
"""From this probability on the model bears out what the rules found in prose: all 8 such were
right on those letters, of the others two of three."""
SURE = 0.85
"""Requirements less sure than this were found in prose: where one is, another may lack (half of
the letters that nothing else made doubtful)."""
BODY = ("letterhead", "reference", "body", "signature")
"""The zones in which a requirement may stand."""
WITHOUT = (DocumentType.APPROVAL, DocumentType.APPEAL_OVERTURNED, DocumentType.OTHER)
"""Letters that hold no unmet requirement."""
_CONTESTED = 0.6
_MARK = re.compile(rf"\s*(?:[☐☒☑]|\[[ xX_]{{0,2}}\]|{BULLET.pattern})\s*")


class Role(NamedTuple):
    """A unit with the probabilities that it tells the ground, or a requirement not met."""

    span: Span
    reason: float
    unmet: float


@lru_cache(maxsize=4)
def roles(text: Text) -> tuple[Role, ...]:
    """Every unit of a letter with the probabilities of its roles, in reading order."""
    found = units(text)
    told = probabilities(load_model(MODEL), found)
    return tuple(
        Role(unit.span, said["reason"], said["unmet"])
        for unit, said in zip(found, told, strict=True)
    )


def probabilities(nlp: Language, found: Sequence[Unit]) -> list[dict[str, float]]:
    """The probability of each role of each unit by a pipeline."""
    from spacy.tokens import Doc

    if not found:
        return []
    pipe: Any = nlp.get_pipe("textcat_multilabel")
    rows = pipe.predict([Doc(nlp.vocab, words=unit.words) for unit in found])
    return [dict(zip(pipe.labels, map(float, row), strict=True)) for row in rows]


def ground_weight(text: Text, span: Span) -> float:
    """How strongly the model takes a sentence for the ground, in the unit of the rules' cues."""
    told = [role.reason for role in roles(text) if _overlap(role.span, span)]
    return GROUND_WEIGHT * max(told, default=0.0)


def with_missed(
    text: Text, found: tuple[Fact[str], ...], lacks: bool, document_type: DocumentType | None
) -> tuple[tuple[Fact[str], ...], bool]:
    """The unmet requirements with those that only the model sees, and whether one may lack.

    Args:
        text: one letter.
        found: what the rules found.
        lacks: whether they may have missed one.
        document_type: what the letter is, where known; approvals have none.

    Returns:
        The requirements, those of the rules doubted where the model hears none in them; and
        whether one may lack.
    """
    if document_type in WITHOUT:
        return found, lacks
    settled = bool(found) and all(one.confidence >= SETTLED for one in found)
    prose = any(one.confidence < SURE for one in found)
    taken = [span for one in found for span in _places(text, one)]
    missed = [role for role in roles(text) if _is_missed(text, role, taken)]
    told = [
        fact(text, *span, _said(text, span), confidence=role.unmet, needs_review=True)
        for role in missed
        if role.unmet >= PROPOSED and not settled
        for span in find_in_prose(text, [role.span]) or [_bare(text, role.span)]
        if len(_said(text, span).split()) > 2
        and may_be(text, span)
        and not _said(text, span).endswith(":")
    ]
    heard = tuple(_heard(text, one) for one in found)
    return (*heard, *told), lacks or prose or bool(missed)


def _heard(text: Text, one: Fact[str]) -> Fact[str]:
    """A requirement that the rules found, as sure as the model leaves it."""
    places = _places(text, one)
    told = (r.unmet for r in roles(text) if any(_overlap(r.span, place) for place in places))
    unmet = max(told, default=UNHEARD)
    if one.confidence >= SURE and unmet < UNHEARD:
        return one.model_copy(update={"confidence": _CONTESTED, "needs_review": True})
    if one.confidence < SURE and unmet >= AGREED and places:
        return one.model_copy(update={"confidence": BORNE_OUT, "needs_review": False})
    return one


def _is_missed(text: Text, role: Role, taken: Sequence[Span]) -> bool:
    if role.unmet < MISSED or zone_at(zones(text), role.span.start) not in BODY:
        return False
    return not any(_overlap(role.span, span) for span in taken)


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _places(text: Text, found: Fact[str]) -> list[Span]:
    """Where the words of a fact stand, each time that they do."""
    words = (found.raw or "").split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    return [Span(*match.span()) for match in pattern.finditer(text.raw)]


def _bare(text: Text, span: Span) -> Span:
    """A unit without the mark before it and the points after it."""
    said = text.plain[span.start : span.end]
    mark = _MARK.match(said)
    start = span.start + (mark.end() if mark is not None else 0)
    return Span(start, max(start, span.start + len(said.rstrip(" \t\n.;,"))))


def _said(text: Text, span: Span) -> str:
    return " ".join(text.raw[span.start : span.end].split())
