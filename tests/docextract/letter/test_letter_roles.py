"""What the trained model sees of a letter, and what its word changes in what is read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docextract.facts import DocumentType
from docextract.letter.role_words import stems, units
from docextract.letter.roles import ground_weight, roles, with_missed
from docextract.letter.spans import Span, fact, sentences

LETTER = """
Notice of determination

Why we said no

We cannot approve the brace because the notes do not show that a simpler one was tried.

We did not find:

- six weeks of use of a soft brace

- an X-ray taken while standing

How to appeal

You may appeal within 180 days of the date of this letter.

PO Box 4410, Dayton, OH 45401
"""


def place(text, words):
    start = text.plain.index(words)
    return Span(start, start + len(words))


def likeliest(text, role):
    best = max(roles(text), key=lambda found: getattr(found, role))
    return text.plain[best.span.start : best.span.end]


def test_the_model_tells_ground_requirement_and_right_apart(typed):
    text = typed(LETTER)
    assert likeliest(text, "reason").startswith("We cannot approve the brace because")
    unmet = {text.plain[r.span.start : r.span.end] for r in roles(text) if r.unmet > 0.4}
    assert unmet == {"- six weeks of use of a soft brace", "- an X-ray taken while standing"}


def test_the_ground_weighs_more_than_a_right_or_an_address(typed):
    text = typed(LETTER)
    ground = ground_weight(text, place(text, "We cannot approve the brace because"))
    for other in ("You may appeal within", "PO Box 4410"):
        assert ground > 2.0 > ground_weight(text, place(text, other))


def test_what_only_the_model_sees_is_an_entry_for_a_person(typed):
    found, lacks = with_missed(typed(LETTER), (), False, DocumentType.DENIAL)
    assert [one.value for one in found] == [
        "six weeks of use of a soft brace",
        "an X-ray taken while standing",
    ]
    assert lacks
    assert all(one.needs_review and one.evidence for one in found)


def told(text, words, sure):
    return fact(text, *place(text, words), words, confidence=sure, needs_review=sure < 0.8)


def test_what_the_rules_found_is_neither_repeated_nor_changed(typed):
    text = typed(LETTER)
    found = tuple(
        told(text, words, 0.92)
        for words in ("six weeks of use of a soft brace", "an X-ray taken while standing")
    )
    assert with_missed(text, found, False, DocumentType.DENIAL) == (found, False)


def test_a_sure_requirement_in_which_the_model_hears_none_is_doubted(typed):
    text = typed(LETTER)
    found = (told(text, "PO Box 4410, Dayton, OH 45401", 0.92),)
    (one, *_), _ = with_missed(text, found, False, DocumentType.DENIAL)
    assert one.needs_review
    assert one.confidence < found[0].confidence


def test_where_one_requirement_was_found_in_prose_another_may_lack(typed):
    text = typed("We cannot approve it. The notes do not show six weeks of a soft brace.")
    found = (told(text, "six weeks of a soft brace", 0.72),)
    assert with_missed(text, found, False, DocumentType.DENIAL)[1]


@pytest.mark.parametrize("kind", [DocumentType.APPROVAL, DocumentType.OTHER])
def test_letters_that_refuse_nothing_get_no_requirement(typed, kind):
    assert with_missed(typed(LETTER), (), False, kind) == ((), False)


def test_an_empty_letter_has_no_roles(typed):
    assert roles(typed("")) == ()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Documented and documentation", ("docume", "and")),
        ("within 180 days, by 4/9/26", ("within", "0", "days", "by")),
        ("-----", ()),
    ],
)
def test_stems(said, expected):
    assert stems(said) == expected


def test_a_list_item_sees_the_words_that_open_its_list_and_the_heading(typed):
    text = typed(LETTER)
    (item,) = (u for u in units(text) if "X-ray" in text.plain[u.span.start : u.span.end])
    assert {"O_find", "O_not", "H_why", "K_bullet"} <= set(item.around)
    (right,) = (u for u in units(text) if "180" in text.plain[u.span.start : u.span.end])
    assert "H_appeal" in right.around
    assert not any(word.startswith("O_") for word in right.around)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.text(alphabet="ab;:(1) .-•\t", max_size=40), max_size=12))
def test_units_stand_in_order_apart_and_inside_of_the_text(typed, lines):
    text = typed("\n\n".join(lines))
    spans = [unit.span for unit in units(text)]
    assert all(0 <= a.start < a.end <= len(text.plain) for a in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    covered = sum(b.end - b.start for b in spans)
    assert covered <= sum(s.end - s.start for s in sentences(text)) + len(text.lines)
