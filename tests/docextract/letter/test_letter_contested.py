"""Limits that their own words speak against go to a person."""
# ruff: noqa: E501 - sentences are typed as they are printed

from __future__ import annotations

import pytest

from docextract.facts import Anchor, Criterion, Deadline, DeadlineKind, DocumentType, Fact
from docextract.letter.contested import second_look, with_addresses_doubted

DENIAL = DocumentType.DENIAL


def limit(quote: str, **told: object) -> Deadline:
    leaves = {
        "kind": DeadlineKind.INTERNAL_APPEAL,
        "due": "2026-09-01",
        "anchor": Anchor.LETTER_DATE,
        **told,
    }
    return Deadline(
        quote=Fact[str](value=quote), **{name: Fact(value=value) for name, value in leaves.items()}
    )


@pytest.mark.parametrize(
    ("quote", "asked"),
    [
        ("If we uphold our decision, you have 4 months after getting that letter to ask for an external review.", True),
        ("After our appeal decision a second appeal may be filed within 30 days of that decision.", True),
        ("Whenever a service is reduced, you have 180 days to appeal.", True),
        ("If the records do not arrive, the case is denied and may be discussed within 7 days.", True),
        ("Once the reconsideration decision is issued, you have 60 days to go on.", True),
        ("Should the plan deny the appeal, a hearing may be asked for within 120 days.", True),
        ("You may appeal within 180 days of the date of this letter.", False),
        ("If you disagree with this decision, appeal within 60 calendar days of receipt.", False),
        ("If you do not agree, write to us within 65 days of the date of this notice.", False),
        ("Your doctor may call within 7 business days of this denial.", False),
        ("Ask for a review within 4 months of the day you receive this final decision.", False),
        ("We must hear from you within 180 days after this letter is received.", False),
    ],
)  # fmt: skip
def test_a_limit_that_counts_from_what_is_still_to_come_is_doubted(quote, asked):
    (told,) = second_look([limit(quote)], DENIAL)
    assert told.needs_review is asked
    assert told.due.needs_review is asked


def test_such_a_limit_without_a_day_is_left_as_it_is():
    one = limit("After our appeal decision you have 30 days.", due=None, anchor=Anchor.OTHER)
    assert second_look([one], DENIAL) == (one,)


@pytest.mark.parametrize(
    ("kind", "asked"), [(DENIAL, True), (DocumentType.INFORMATION_REQUEST, False)]
)
def test_papers_that_a_decision_asks_for_by_a_day_are_doubted(kind, asked):
    one = limit("Send the notes within 15 days.", kind=DeadlineKind.INFORMATION)
    assert second_look([one], kind)[0].needs_review is asked


@pytest.mark.parametrize(
    ("quote", "asked"),
    [
        ("Send the operative note by fax within 60 days of this notice.", True),
        ("The form must be submitted within 10 business days.", True),
        ("Fax the form within 5 days to schedule a peer discussion.", False),
        ("Call our physician within 7 days of this letter.", False),
        ("The line is open until March 18.", False),
    ],
)
def test_a_talk_in_a_sentence_that_only_has_papers_sent_is_doubted(quote, asked):
    one = limit(quote, kind=DeadlineKind.P2P)
    assert second_look([one], DENIAL)[0].needs_review is asked


@pytest.mark.parametrize(
    ("identifier", "title", "asked"),
    [
        ("DE 19850", "Part D Redeterminations, PO Box 60218, Wilmington", True),
        ("OH 45401-2210", None, True),
        (None, "Clinical Review, Suite 400", True),
        ("CPB 0743", "Spinal Surgery", False),
        ("MM 10021", "Sleep Studies", False),
        ("L34567", None, False),
    ],
)
def test_a_policy_in_the_words_of_an_address_is_doubted(identifier, title, asked):
    one = Criterion(identifier=Fact[str](value=identifier), title=Fact[str](value=title))
    (told,) = with_addresses_doubted([one])
    assert (told.needs_review, told.source.needs_review) == (asked, asked)
