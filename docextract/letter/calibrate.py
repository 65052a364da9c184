"""The one place where a leaf's confidence becomes a share of right ones, and asks for a person.

Readers say how much speaks for what they found, each on its own scale.
``rules/calibration.yaml`` holds, field by field, how often such a leaf was right on letters
that the rules had not seen, and which leaves a letter of a kind is expected to print.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from docextract.facts import DeadlineKind, DocumentType, Fact, Frozen, Letter, Route
from docextract.rules import load

_DENYING = (DocumentType.DENIAL, DocumentType.PARTIAL_DENIAL, DocumentType.APPEAL_UPHELD)
_APPEALS = (DeadlineKind.INTERNAL_APPEAL, DeadlineKind.EXTERNAL_REVIEW)
_WHEN: dict[str, Callable[[Letter], bool]] = {
    "any": lambda letter: letter.document_type.value is not DocumentType.OTHER,
    "denial": lambda letter: letter.document_type.value in _DENYING,
    "approving": lambda letter: (
        letter.document_type.value in (DocumentType.APPROVAL, DocumentType.PARTIAL_DENIAL)
        or letter.document_type.needs_review
    ),
    "talk": lambda letter: letter.route.value is Route.P2P or _unclear(letter),
    "rights": lambda letter: any(one.kind.value in _APPEALS for one in letter.deadlines),
    "payer_doubted": lambda letter: letter.payer.needs_review,
    "never": lambda _: False,
}
"""The letters that a leaf is expected in."""
_FOLLOWING = (
    "route",
    "denial_category",
    "authorization.number",
    "authorization.valid_from",
    "authorization.valid_through",
)
"""What a letter says, or does not, because of its kind."""
ALWAYS = ("never", "payer_doubted")
"""An empty leaf of these has its share of right ones in every letter."""


def _unclear(letter: Letter) -> bool:
    """Whether it is doubted that this refusal offers no talk."""
    return letter.document_type.value in _DENYING and letter.route.needs_review


def calibrated(letter: Letter) -> Letter:
    """The same letter, each leaf with the share of such leaves that are right, 0..1.

    A leaf whose share is below the threshold needs review, and so does an empty one that
    letters of this kind print. Marks that a reader set stay.
    """
    rules = load("calibration")
    told = letter
    for path, steps in rules["fields"].items():
        told = _with(told, path, partial(_said, steps=steps))
    for path, row in rules["empty"].items():
        expected = _WHEN[row["when"]](told)
        told = _with(told, path, partial(_empty, row=row, due=expected))
    return _with_kind(told) if told.document_type.needs_review else told


def _with_kind(letter: Letter) -> Letter:
    """The letter, what follows from its doubted kind doubted too."""
    for path in _FOLLOWING:
        letter = _with(letter, path, _doubted)
    services = tuple(
        one.model_copy(update={"status": _doubted(one.status), "needs_review": True})
        for one in letter.services
    )
    return letter.model_copy(update={"services": services})


def _doubted(one: Fact[Any]) -> Fact[Any]:
    return one.model_copy(update={"needs_review": True})


def _said(one: Fact[Any], steps: list[list[float]]) -> Fact[Any]:
    if one.value is None:
        return one
    share = next((right for most, right in steps if one.confidence <= most), steps[-1][1])
    asks = one.needs_review or share < load("calibration")["review_below"]
    return one.model_copy(update={"confidence": share, "needs_review": asks})


def _empty(one: Fact[Any], row: dict[str, Any], due: bool) -> Fact[Any]:
    if one.value is not None or one.needs_review:
        return one
    share = float(row["right"]) if due or row["when"] in ALWAYS else one.confidence
    return one.model_copy(update={"confidence": share, "needs_review": due})


def _with(letter: Letter, path: str, change: Callable[[Fact[Any]], Fact[Any]]) -> Letter:
    """The letter with the leaf at a dotted path changed."""
    group, _, leaf = path.rpartition(".")
    if not group:
        return letter.model_copy(update={leaf: change(getattr(letter, leaf))})
    inner: Frozen = getattr(letter, group)
    changed = inner.model_copy(update={leaf: change(getattr(inner, leaf))})
    return letter.model_copy(update={group: changed})
