"""The second reader's word beside that of the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from docextract.facts import (
    DeadlineKind,
    DenialCategory,
    DocumentType,
    Fact,
    Letter,
    OrderingProvider,
    Patient,
    Received,
)
from docextract.letter.deadlines import DeadlineContext, read_deadlines
from docextract.letter.deadlines_heard import heard_limits
from docextract.letter.payer_names import bare_name
from docextract.letter.second import hear
from docextract.letter.second_lists import with_heard_unmet
from docextract.letter.second_names import alike, figures, heard
from docextract.letter.second_word import with_second_word
from docextract.letter.spans import fact
from docextract.office import Office
from docextract.pages.text import Text
from tests.docextract.letter.second_reader import told_of

LETTER = """Cedar Valley Health Plan
Reviewed by Oakmont Imaging Review for the plan
Ordering: Dr. ODALYS M. BRENNICK, MD
Case 2026-QX-4471 and fax 555-0144
You may talk to us within 5 days of this letter.
The notes do not show six weeks of supervised therapy or a recent film."""


def letter_of(text: Text, payer: str | None, **more: object) -> Letter:
    words = fact(text, 0, 0, payer, confidence=0.6, needs_review=True)
    return Letter(
        document_type=Fact[DocumentType](value=DocumentType.DENIAL),
        payer=words if payer else Fact[str](needs_review=True),
        patient=Patient(),
        reference_number=Fact[str](),
        ordering_provider=OrderingProvider(),
        **more,
    )


def test_words_next_to_each_other_are_one_thing_until_another_begins(typed):
    text = typed("alpha beta, gamma (delta) end")
    told = told_of(text, ("alpha beta,", "unmet", 0.9), ("gamma (delta)", "unmet", 0.8))
    assert [(told.plain(r), round(r.sure, 1)) for r in told.runs("unmet")] == [
        ("alpha beta", 0.9),
        ("gamma (delta)", 0.8),
    ]
    assert told.runs("unmet", least=3) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Cedar Valley", "CEDAR VALLEY HEALTH PLAN", True),
        ("QX-4471", "QX 4471", True),
        ("Cedar Valley", "Cedar Ridge", False),
        ("Inc", "Cedar Inc", False),
        ("", "x", False),
    ],
)
def test_a_name_and_its_short_form_are_alike(one, other, same):
    assert alike(one, other) is same


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Serviced by Campus Care Administrators", "Campus Care Administrators"),
        ("Kestrel Rx Prior Authorization", "Kestrel Rx"),
        ("Northmark Review's", "Northmark Review"),
        ("Standby Health Partners", "Standby Health Partners"),
    ],
)
def test_a_companys_name_stands_without_its_desk(printed, name):
    assert bare_name(printed) == name


def test_figures_are_those_of_the_number_without_its_extension():
    assert figures("(205) 555-0114 ext. 9") == "2055550114"


def test_the_form_that_is_longer_is_the_value_and_all_forms_speak_for_it(typed):
    text = typed(LETTER)
    told = told_of(
        text,
        ("Cedar Valley Health Plan", "payer", 0.7),
        ("the plan", "payer", 0.9),
        ("ODALYS M. BRENNICK, MD", "ordering", 0.9),
        ("2026-QX-4471", "ref", 0.8),
    )
    best, *others = heard(told, "payer", "name")
    assert (best.value, others[0].value) == ("the plan", "Cedar Valley Health Plan")
    assert [one.value for one in heard(told, "ordering", "person")] == ["Odalys M. Brennick"]
    assert [one.value for one in heard(told, "ref", "id")] == ["2026-QX-4471"]
    assert heard(told, "vendor", "name") == []


@pytest.mark.parametrize(
    ("payer", "sure", "value", "asks", "kept"),
    [
        ("Cedar Valley", 0.9, "Cedar Valley", False, []),
        ("Oakmont", 0.9, "Cedar Valley Health Plan", True, ["Oakmont"]),
        ("Oakmont", 0.45, "Oakmont", True, []),
        (None, 0.9, "Cedar Valley Health Plan", True, []),
        (None, 0.45, None, True, []),
    ],
)
def test_what_both_say_asks_nobody_and_what_one_says_does(typed, payer, sure, value, asks, kept):
    text = typed(LETTER)
    said = told_of(text, ("Cedar Valley Health Plan", "payer", sure))
    told = with_second_word(letter_of(text, payer), said).payer
    assert (told.value, told.needs_review) == (value, asks)
    assert [one.value for one in told.others] == kept


@pytest.mark.parametrize(
    ("path", "tag", "words", "wins"),
    [
        ("payer", "payer", "Cedar Valley Health Plan", False),
        ("ordering_provider", "ordering", "ODALYS M. BRENNICK, MD", True),
    ],
)
def test_a_value_that_the_rules_are_sure_of_seldom_yields_but_is_asked_about(
    typed, path, tag, words, wins
):
    text = typed(LETTER)
    sure = Fact[str](value="Ansel Whitaker")
    provider = OrderingProvider(name=sure)
    letter = letter_of(text, None).model_copy(update={"payer": sure, "ordering_provider": provider})
    told = getattr(with_second_word(letter, told_of(text, (words, tag, 0.9))), path)
    leaf = told if isinstance(told, Fact) else told.name
    assert leaf.needs_review
    assert (leaf.value == "Ansel Whitaker") is not wins
    assert len(leaf.others) == 1


def test_a_faint_name_is_confirmed_though_both_say_it(typed):
    text = typed(LETTER, 0.7)
    said = told_of(text, ("Cedar Valley Health Plan", "payer", 0.9))
    assert with_second_word(letter_of(text, "Cedar Valley"), said).payer.needs_review


def test_a_value_that_only_the_second_reader_tells_has_its_place(view):
    seen = view(LETTER)
    said = told_of(seen.text, ("2026-QX-4471", "ref", 0.9))
    told = with_second_word(letter_of(seen.text, None), said).reference_number
    assert (told.value, told.evidence[0].text) == ("2026-QX-4471", "2026-QX-4471")
    assert told.evidence[0].bbox is not None


def unmet(text: Text, words: str, asks: bool = True) -> Fact[str]:
    start = text.plain.index(words)
    return fact(text, start, start + len(words), words, confidence=0.7, needs_review=asks)


def test_doubted_requirements_that_are_not_heard_go_and_surely_heard_ones_come(typed):
    text = typed(LETTER)
    said = told_of(text, ("six weeks of supervised therapy", "unmet", 0.95))
    letter = letter_of(text, None, unmet_criteria=(unmet(text, "talk to us within 5 days"),))
    told = with_heard_unmet(letter, said)
    assert [one.value for one in told.unmet_criteria] == ["six weeks of supervised therapy"]
    assert told.unmet_criteria[0].needs_review
    assert told.review == ("unmet_criteria",)


@pytest.mark.parametrize(("sure", "asks"), [(0.9, False), (0.3, True), (0.0, True)])
def test_a_requirement_that_the_rules_are_sure_of_stays_and_is_doubted_unless_heard(
    typed, sure, asks
):
    text = typed(LETTER)
    own = unmet(text, "six weeks of supervised therapy", asks=False)
    said = told_of(text, (own.value or "", "unmet", sure))
    (one,) = with_heard_unmet(letter_of(text, None, unmet_criteria=(own,)), said).unmet_criteria
    assert (one.value, one.needs_review) == (own.value, asks)


@pytest.mark.parametrize(
    "update",
    [
        {"document_type": Fact[DocumentType](value=DocumentType.APPROVAL)},
        {"denial_category": Fact[DenialCategory](value=DenialCategory.TIMELY_FILING)},
    ],
)
def test_letters_without_requirements_are_given_none(typed, update):
    text = typed(LETTER)
    said = told_of(text, ("six weeks of supervised therapy", "unmet", 0.95))
    letter = letter_of(text, None).model_copy(update=update)
    assert with_heard_unmet(letter, said).unmet_criteria == ()


def deadlines_of(text: Text, *marks: tuple[str, str, float]) -> list[tuple[object, ...]]:
    """The limits of a denial of 4 May 2026 with what a second reader hears."""
    context = DeadlineContext(
        letter_date=date(2026, 5, 4),
        decision_date=None,
        received=Received(at=datetime(2026, 5, 5, 12, tzinfo=UTC), source="option"),
        office=Office(),
        document_type=DocumentType.DENIAL,
        plan_type=None,
        p2p_hours=None,
        confidence=1.0,
    )
    found, _ = read_deadlines(text, context, heard_limits(told_of(text, *marks)))
    return [(one.kind.value, one.due.value, one.needs_review) for one in found]


@pytest.mark.parametrize(
    ("line", "words", "tag", "kind", "due"),
    [
        ("Colloquy slot: 5 days of this letter.", "5 days of", "talk", "p2p", "2026-05-09"),
        (
            "Outside panel, 60 days of this letter.",
            "60 days",
            "external",
            "external_review",
            "2026-07-03",
        ),
        (
            "Hearing room 4, 60 days of this letter.",
            "60 days",
            "external",
            "fair_hearing",
            "2026-07-03",
        ),
    ],
)
def test_a_limit_of_a_right_that_no_rule_found_is_worked_out_and_asks(
    typed: Callable[..., Text], line: str, words: str, tag: str, kind: str, due: str
):
    text = typed(f"May 4, 2026\n{line}")
    found = deadlines_of(text, (words, tag, 0.9))
    assert [(one.value, day, asks) for one, day, asks in found if one == kind] == [
        (kind, due, True)
    ]


@pytest.mark.parametrize(
    ("sure", "kind", "asks"),
    [(0.95, DeadlineKind.P2P, True), (0.7, DeadlineKind.INTERNAL_APPEAL, False)],
)
def test_a_limit_in_a_line_with_an_appeal_that_is_surely_heard_as_a_talk_is_one(
    typed, sure, kind, asks
):
    text = typed("May 4, 2026\nAppeals and Dr. Vint: 555-0101, within 6 days of this letter.")
    found = deadlines_of(text, ("within 6 days of this", "talk", sure))
    assert deadlines_of(text) == [(DeadlineKind.INTERNAL_APPEAL, "2026-05-10", False)]
    assert found == [(kind, "2026-05-10", asks)]


def test_a_talk_in_the_sentence_of_an_appeal_is_told_apart_and_both_ask(typed):
    line = "Appeal within 60 days of this letter, colloquy 5 days of this letter."
    text = typed(f"May 4, 2026\n{line}")
    assert deadlines_of(text) == [(DeadlineKind.INTERNAL_APPEAL, "2026-05-09", True)]
    assert deadlines_of(text, ("5 days of this", "talk", 0.95)) == [
        (DeadlineKind.INTERNAL_APPEAL, "2026-07-03", True),
        (DeadlineKind.P2P, "2026-05-09", True),
    ]


def test_a_letter_is_heard_once(typed):
    text = typed(LETTER)
    assert hear(text) is hear(text)
    assert len(hear(text).told.tags) == len(text.words)
