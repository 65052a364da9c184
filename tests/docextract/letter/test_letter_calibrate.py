"""Confidence as a share of right leaves, and which leaves ask for a person."""

from __future__ import annotations

from itertools import pairwise

import pytest

from docextract.facts import (
    CriteriaSource,
    Criterion,
    DocumentType,
    Fact,
    Letter,
    OrderingProvider,
    Patient,
    Reviewer,
    Route,
    Service,
    ServiceStatus,
)
from docextract.letter.calibrate import _WHEN, calibrated
from docextract.rules import load


def _letter(sure: float, kind: DocumentType = DocumentType.DENIAL) -> Letter:
    return Letter(
        document_type=Fact[DocumentType](value=kind, confidence=0.95),
        payer=Fact[str](value="Larkspur Health Plan", confidence=sure),
        patient=Patient(
            name=Fact[str](value="Odile Marchetti", confidence=0.88),
            member_id=Fact[str](value="QX-40881", confidence=0.9),
        ),
        reference_number=Fact[str](value="RV-20417", confidence=0.9),
        ordering_provider=OrderingProvider(),
        route=Fact[Route](value=Route.APPEAL, confidence=0.95),
    )


def test_a_weak_leaf_asks_for_a_person_and_a_strong_one_does_not() -> None:
    weak, strong = calibrated(_letter(0.6)).payer, calibrated(_letter(0.88)).payer
    assert weak.needs_review
    assert not strong.needs_review
    assert weak.confidence < strong.confidence


def test_a_readers_mark_stays() -> None:
    marked = _letter(0.88).model_copy(
        update={"payer": Fact[str](value="Larkspur", confidence=0.95, needs_review=True)}
    )
    assert calibrated(marked).payer.needs_review


def test_an_empty_leaf_that_such_letters_print_asks_for_a_person() -> None:
    assert calibrated(_letter(0.9)).ordering_provider.name.needs_review
    other = calibrated(_letter(0.9, DocumentType.OTHER))
    assert not other.ordering_provider.name.needs_review


@pytest.mark.parametrize("path", sorted(load("calibration")["fields"]))
def test_more_confidence_is_never_less_right_by_much(path: str) -> None:
    steps = load("calibration")["fields"][path]
    assert [most for most, _ in steps] == sorted(most for most, _ in steps)
    assert steps[-1][0] == 1.0
    assert all(0.0 <= right <= 1.0 for _, right in steps)
    assert all(later >= before - 0.05 for (_, before), (_, later) in pairwise(steps))


@pytest.mark.parametrize("path", sorted(load("calibration")["empty"]))
def test_each_row_of_empty_leaves_names_a_leaf_and_a_kind_of_letter(path: str) -> None:
    row = load("calibration")["empty"][path]
    assert row["when"] in _WHEN
    leaf: object = Letter()
    for part in path.split("."):
        leaf = getattr(leaf, part)
    assert isinstance(leaf, Fact)


def test_what_follows_from_a_doubted_kind_is_doubted_too() -> None:
    sure, weak = _letter(0.9), _letter(0.9)
    kind = Fact[DocumentType](value=DocumentType.DENIAL, confidence=0.6)
    line = Service(status=Fact[ServiceStatus](value=ServiceStatus.DENIED, confidence=0.9))
    weak = weak.model_copy(update={"document_type": kind, "services": (line,)})
    assert not calibrated(sure).route.needs_review
    doubted = calibrated(weak)
    assert doubted.route.needs_review
    assert doubted.services[0].status.needs_review


def test_a_number_for_a_talk_is_looked_for_where_it_is_doubted_that_none_is_offered() -> None:
    plain = calibrated(_letter(0.9))
    unclear = _letter(0.9).model_copy(
        update={"route": Fact[Route](value=Route.APPEAL, confidence=0.7)}
    )
    assert not plain.contacts.p2p_phone.needs_review
    assert calibrated(unclear).contacts.p2p_phone.needs_review


@pytest.mark.parametrize(
    ("kind", "asked", "named"),
    [
        (
            DocumentType.OTHER,
            {"um_vendor", "denial_reason", "contacts.appeal_fax"},
            {"services", "criteria", "unmet_criteria", "deadlines"},
        ),
        (
            DocumentType.APPEAL_OVERTURNED,
            {"denial_reason", "contacts.appeal_fax"},
            {"services", "criteria", "unmet_criteria", "deadlines"},
        ),
        (DocumentType.PARTIAL_DENIAL, set(), {"services", "deadlines"}),
    ],
)
def test_what_was_not_looked_for_because_of_a_doubted_kind_is_asked(
    kind: DocumentType, asked: set[str], named: set[str]
) -> None:
    paths = ("um_vendor", "denial_reason", "contacts.appeal_fax")

    def told(sure: float) -> tuple[set[str], set[str]]:
        letter = calibrated(
            _letter(0.9).model_copy(
                update={
                    "document_type": Fact[DocumentType](value=kind, confidence=sure),
                    "services": (Service(),),
                }
            )
        )
        return {path for path in paths if _leaf(letter, path).needs_review}, set(letter.review)

    assert told(0.6) == (asked, named)
    assert told(0.95) == (set(), set())


def _leaf(letter: Letter, path: str) -> Fact[str]:
    found: object = letter
    for part in path.split("."):
        found = getattr(found, part)
    assert isinstance(found, Fact)
    return found


@pytest.mark.parametrize(("sure", "asked"), [(0.8, True), (0.93, False)])
def test_a_weak_citation_is_doubted_and_another_may_lack(sure: float, asked: bool) -> None:
    source = Fact[CriteriaSource](value=CriteriaSource.PAYER_POLICY, confidence=sure)
    told = calibrated(_letter(0.9).model_copy(update={"criteria": (Criterion(source=source),)}))
    assert told.criteria[0].needs_review is asked
    assert ("criteria" in told.review) is asked


def test_a_decision_about_nobody_may_be_none() -> None:
    whose = _letter(0.9)
    nobodys = whose.model_copy(update={"patient": Patient(), "services": ()})
    assert not calibrated(whose).document_type.needs_review
    told = calibrated(nobodys)
    for leaf in (told.document_type, told.letter_date, told.urgency, told.plan_type):
        assert leaf.needs_review


def test_a_list_with_a_doubtful_entry_is_named() -> None:
    line = Service(status=Fact[ServiceStatus](value=ServiceStatus.DENIED), needs_review=True)
    told = calibrated(_letter(0.9).model_copy(update={"services": (line,)}))
    assert told.review == ("services",)


@pytest.mark.parametrize(("name", "asked"), [(None, True), ("Ilse Brandt, MD", False)])
def test_what_a_reviewer_is_goes_with_the_name(name: str | None, asked: bool) -> None:
    reviewer = Reviewer(name=Fact[str](value=name, confidence=0.95))
    told = calibrated(_letter(0.9).model_copy(update={"reviewer": reviewer})).reviewer
    assert (told.credentials.needs_review, told.specialty.needs_review) == (asked, asked)


def test_what_stands_beside_a_doubtful_reviewer_is_doubtful() -> None:
    reviewer = Reviewer(
        name=Fact[str](value="Ilse Brandt, MD", confidence=0.6),
        specialty=Fact[str](value="Neurology", confidence=0.95),
    )
    told = calibrated(_letter(0.9).model_copy(update={"reviewer": reviewer})).reviewer
    assert told.specialty.needs_review
