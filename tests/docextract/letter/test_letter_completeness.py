"""Signs that a list of a letter lacks an entry."""
# ruff: noqa: E501 - letters are typed as they are printed

from __future__ import annotations

import pytest

from docextract.facts import Deadline, DeadlineKind, DocumentType, Fact, Route
from docextract.letter.completeness import (
    unread_criteria,
    unread_deadlines,
    unread_services,
    unread_talk,
    unread_unmet,
)
from docextract.letter.services import read_services

DENIAL = DocumentType.DENIAL


def entry(words: str) -> Fact[str]:
    return Fact[str](value=words, raw=words)


def test_a_code_that_no_line_tells_is_a_sign(typed):
    text = typed("The request for CPT 27447 and HCPCS L1832 is denied.")
    found = read_services(text, document_type=DENIAL).services
    assert not unread_services(text, found, DENIAL)
    assert unread_services(text, found[:1], DENIAL)


def test_a_code_in_a_sentence_that_does_not_ask_for_it_is_a_sign(typed):
    text = typed("We denied CPT 27447. Nothing was said of 29530 in your fax.")
    found = read_services(text, document_type=DENIAL).services
    assert [one.code.value for one in found] == ["27447"]
    assert unread_services(text, found, DENIAL)


def test_a_partial_denial_that_allows_nothing_is_a_sign(typed):
    text = typed("The request for CPT 27447 is denied.")
    found = read_services(text, document_type=DENIAL).services
    assert unread_services(text, found, DocumentType.PARTIAL_DENIAL)


@pytest.mark.parametrize(
    ("letter", "told", "lacks"),
    [
        ("The chart does not show a trial of a brace.", ["a trial of a brace"], False),
        ("The chart does not show a trial of a brace. No film was sent, and the film was never received.", ["a trial of a brace"], True),
        ("Two things are missing: a film and a note.", ["a film"], True),
        ("The criteria were not met.", [], False),
    ],
)  # fmt: skip
def test_a_missing_thing_that_no_entry_tells_is_a_sign(typed, letter, told, lacks):
    found = [entry(words) for words in told]
    assert unread_unmet(typed(letter), found, Fact[str]()) is lacks


def test_a_policy_that_no_entry_tells_is_a_sign(typed):
    letter = "Dear Dr. Ames:\n\nWe used our Sacral Stimulation Policy for this decision and read the notes."
    assert unread_criteria(typed(letter), (), None)


@pytest.mark.parametrize(
    ("letter", "kind", "lacks"),
    [
        ("The request is denied.", DENIAL, True),
        ("The request is approved.", DocumentType.APPROVAL, False),
        ("Call our reviewer within 5 days of this letter.", DocumentType.APPROVAL, True),
        ("We decide appeals within 30 days.", DocumentType.APPROVAL, False),
        ("A civil rights complaint may be filed within 180 days.", DocumentType.APPROVAL, False),
    ],
)
def test_a_limit_that_no_entry_tells_is_a_sign(typed, letter, kind, lacks):
    assert unread_deadlines(typed(letter), (), kind) is lacks


@pytest.mark.parametrize(
    ("kind", "route", "sure", "lacks"),
    [
        (DENIAL, Route.P2P, 0.9, True),
        (DENIAL, Route.APPEAL, 0.7, True),
        (DENIAL, Route.APPEAL, 0.93, False),
        (DocumentType.APPEAL_UPHELD, Route.APPEAL, 0.6, False),
    ],
)
def test_a_talk_whose_limit_is_told_nowhere_is_a_sign(kind, route, sure, lacks):
    assert unread_talk(kind, Fact[Route](value=route, confidence=sure), ()) is lacks
    told = Deadline(kind=Fact[DeadlineKind](value=DeadlineKind.P2P))
    assert not unread_talk(kind, Fact[Route](value=route, confidence=sure), (told,))


def test_a_refusal_that_rests_on_no_policy_is_a_sign(typed):
    text = typed("The request is denied.")
    assert unread_criteria(text, (), DENIAL)
    assert not unread_criteria(text, (), DocumentType.APPROVAL)
