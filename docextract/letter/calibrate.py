"""The one place where a leaf's confidence becomes a share of right ones, and asks for a person.

Readers say how much speaks for what they found, each on its own scale.
``rules/calibration.yaml`` holds, field by field, how often such a leaf was right on letters
that the rules had not seen, and which leaves a letter of a kind is expected to print.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from docextract.facts import Criterion, DeadlineKind, DocumentType, Fact, Frozen, Letter, Route
from docextract.letter.doubt import LISTS
from docextract.letter.kind_check import about_nobody
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
    "talk": lambda letter: (
        letter.route.value is Route.P2P
        or letter.document_type.value is DocumentType.INFORMATION_REQUEST
        or _unclear(letter)
    ),
    "rights": lambda letter: any(one.kind.value in _APPEALS for one in letter.deadlines),
    "unnamed": lambda letter: (
        letter.document_type.value in _DENYING and letter.reviewer.name.value is None
    ),
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
_OF_REFUSALS = (
    "denial_reason",
    "denial_category",
    "contacts.p2p_phone",
    "contacts.appeal_fax",
    "contacts.appeal_phone",
    "contacts.appeal_address",
    "reviewer.name",
    "reviewer.credentials",
    "reviewer.specialty",
)
"""What only refusals print: it was not looked for where the letter was taken for another."""
_BESIDE_REVIEWER = ("reviewer.credentials", "reviewer.specialty")
"""What is printed beside the reviewer's name, and is another's where the name is."""
_OF_DECISIONS = (
    "reference_number",
    "letter_date",
    "um_vendor",
    "review_type",
    "patient.member_id",
    "ordering_provider.name",
    "facility",
)
"""What any decision prints: it was not looked for where the letter seemed to decide nothing."""
_WITHOUT_DECISION = ("letter_date", "review_type", "urgency", "plan_type", "contacts.p2p_phone")
"""What is told of a decision, and wrong of a letter that may be none."""
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
        told = changed(told, path, partial(_said, steps=steps))
    told = _with_criteria(told, rules["entries"]["criteria"])
    for path, row in rules["empty"].items():
        expected = _WHEN[row["when"]](told)
        told = changed(told, path, partial(_empty, row=row, due=expected))
    if told.reviewer.name.needs_review:
        for path in _BESIDE_REVIEWER:
            told = changed(told, path, _doubted)
    if about_nobody(told):
        told = changed(told, "document_type", _doubted)
        for path in _WITHOUT_DECISION:
            told = changed(told, path, _doubted)
    told = _with_kind(told) if told.document_type.needs_review else told
    return _with_lists(told)


def _with_kind(letter: Letter) -> Letter:
    """The letter, what follows from its doubted kind doubted too: what was told because of it,
    and what was not looked for."""
    kind = letter.document_type.value
    for path in _FOLLOWING:
        letter = changed(letter, path, _doubted)
    for path in _OF_REFUSALS if kind not in _DENYING else ():
        letter = changed(letter, path, _unsought)
    for path in _OF_DECISIONS if kind is DocumentType.OTHER else ():
        letter = changed(letter, path, _unsought)
    services = tuple(
        one.model_copy(update={"status": _doubted(one.status), "needs_review": True})
        for one in letter.services
    )
    named = tuple(name for name in LISTS if name in (*letter.review, *_lists_of(kind)))
    return letter.model_copy(update={"services": services, "review": named})


def _with_criteria(letter: Letter, steps: list[list[float]]) -> Letter:
    """The letter, each policy that it cites as often right as such ones are."""
    criteria = tuple(_entry(one, steps) for one in letter.criteria)
    return letter.model_copy(update={"criteria": criteria})


def _with_lists(letter: Letter) -> Letter:
    """The letter, each list with a doubtful entry named: another may stand in its place."""
    named = {name for name in LISTS if any(one.needs_review for one in getattr(letter, name))}
    review = tuple(name for name in LISTS if name in named or name in letter.review)
    return letter.model_copy(update={"review": review})


def _entry(one: Criterion, steps: list[list[float]]) -> Criterion:
    """An entry with its source's share of right ones, doubtful as a whole below the threshold."""
    source = _said(one.source, steps)
    return one.model_copy(
        update={"source": source, "needs_review": one.needs_review or source.needs_review}
    )


def _lists_of(kind: DocumentType | None) -> tuple[str, ...]:
    """The lists that may lack an entry where the letter is of another kind than this."""
    both = ("services", "deadlines")
    return both if kind in _DENYING else (*both, "criteria", "unmet_criteria")


def _doubted(one: Fact[Any]) -> Fact[Any]:
    return one.model_copy(update={"needs_review": True})


def _unsought(one: Fact[Any]) -> Fact[Any]:
    """An empty leaf that may be printed all the same."""
    if one.value is not None:
        return one
    return one.model_copy(update={"needs_review": True, "confidence": 0.0})


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


def changed(letter: Letter, path: str, change: Callable[[Fact[Any]], Fact[Any]]) -> Letter:
    """The letter with the leaf at a dotted path changed."""
    group, _, leaf = path.rpartition(".")
    if not group:
        return letter.model_copy(update={leaf: change(getattr(letter, leaf))})
    inner: Frozen = getattr(letter, group)
    told = inner.model_copy(update={leaf: change(getattr(inner, leaf))})
    return letter.model_copy(update={group: told})
