"""The second look at what a document is, beside the rules' word."""

# ruff: noqa: E501 - letters as they are printed
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from docextract.facts import DocumentType, Fact, Received
from docextract.kind_words import KINDS
from docextract.letter import second_kind
from docextract.letter.kind import read_kind
from docextract.letter.second_kind import REFUSING, judged, with_second_kind
from docextract.letter.split import Part
from docextract.letter.story import read_letter
from docextract.letter.view import View, view_of
from docextract.office import Office
from docextract.pages.page import Page
from docextract.rows import Numbers

D, P, A, I, U, V, N = KINDS  # noqa: E741
CERTAIN, DOUBTFUL = 0.9, 0.5

PROSE = """Brookfield Family Health Plan
PO Box 1182, Fallon, OH 43999

March 9, 2026

Member: Ottilie Marchbanks    Member ID: BFH 2201 9937
Request number: 26-0441-772

Dear Dr. Prewitt:

Thank you for writing to us about the lumbar spine MRI (72148) for Ms. Marchbanks. Our physician read your notes
of February 20. At this point we are unable to extend coverage for the study. Our imaging guideline looks for six
weeks of supervised exercise and a recent examination of strength and reflexes, and neither appears in the notes.

If you see it otherwise, you have 180 days from the day you receive this letter to ask us to look at it again.
You may also speak with our reviewer at 800-555-0114 within 10 business days.

Sincerely,

Ansel Kirchner, MD, Orthopedic Surgery"""
CHART = """Fallon Orthopaedic Associates
Office visit, established patient

Patient: Ottilie Marchbanks    DOB: 04/19/1971    MRN: 448120
Date of service: 02/20/2026    Provider: Lionel Prewitt, MD

CC: low back pain, follow-up.
HPI: 54 y/o returns after six weeks of therapy. Pain 7/10 with standing. Her insurance denied the MRI in January
and our desk has asked for a peer to peer with the plan.
Exam: strength 5/5, reflexes symmetric, straight leg raise positive on the left at 40 degrees.
Assessment: lumbar radiculopathy.
Plan: continue home exercise, gabapentin 300 mg at night, return in four weeks.
Electronically signed by Lionel Prewitt, MD"""


def likely(**shares: float) -> Numbers:
    """Probabilities of the types by their letter above; the rest goes to the others evenly."""
    given = {"DPAIUVN".index(letter): share for letter, share in shares.items()}
    rest = (1.0 - sum(given.values())) / (len(KINDS) - len(given))
    return np.array([given.get(n, rest) for n in range(len(KINDS))], dtype=np.float32)


@pytest.mark.parametrize(
    ("ruled", "sure", "told", "kind", "asks"),
    [
        (D, CERTAIN, {"D": 0.8}, D, False),
        (D, CERTAIN, {"D": 0.5}, D, True),  # both the same, and the model barely
        (D, DOUBTFUL, {"D": 0.95}, D, False),  # settled
        (D, DOUBTFUL, {"D": 0.8}, D, True),
        (A, CERTAIN, {"I": 0.7}, I, True),
        (A, CERTAIN, {"I": 0.5}, A, True),  # too weak against certain rules: kept and doubted
        (A, DOUBTFUL, {"I": 0.5}, I, True),
        (N, CERTAIN, {"D": 0.25, "P": 0.2, "N": 0.5}, N, True),
        (A, CERTAIN, {"D": 0.2, "P": 0.3, "A": 0.4}, P, True),  # refusals together are likelier
        (I, CERTAIN, {"D": 0.2, "P": 0.25, "A": 0.46}, P, True),  # a refusal is not passed over
        (N, DOUBTFUL, {"N": 0.6, "D": 0.3}, N, True),
        (D, CERTAIN, {"N": 0.55, "D": 0.4}, D, True),
        (D, CERTAIN, {"N": 0.9}, N, True),
        (P, CERTAIN, {"D": 0.8, "P": 0.2}, P, True),  # a refusal either way: the rules count lines
        (P, CERTAIN, {"D": 0.95}, D, True),
    ],
)
def test_what_both_come_to(ruled, sure, told, kind, asks):
    fact = Fact[DocumentType](value=ruled, confidence=sure, needs_review=sure < 0.65)
    assert judged(fact, likely(**told), 300) == (kind, asks)


@pytest.mark.parametrize("ruled", [D, P, A, I, U, V])
def test_few_words_are_not_told_to_decide_nothing_against_the_rules(ruled):
    fact = Fact[DocumentType](value=ruled, confidence=CERTAIN)
    assert judged(fact, likely(N=0.97), 100) == (ruled, True)
    assert judged(fact, likely(N=0.97), 300) == (N, True)


@pytest.mark.parametrize("ruled", KINDS)
@pytest.mark.parametrize("sure", [CERTAIN, DOUBTFUL])
@pytest.mark.parametrize("heard", "DPAIUVN")
@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_where_they_differ_a_person_is_always_asked(ruled, sure, heard, share):
    fact = Fact[DocumentType](value=ruled, confidence=sure, needs_review=sure < 0.65)
    told = likely(**{heard: share})
    found = judged(fact, told, 300)
    assert found.asks or found.kind is ruled is KINDS[int(told.argmax())]
    assert found.kind in (ruled, KINDS[int(told.argmax())]) or found.kind in REFUSING


def _with(monkeypatch: pytest.MonkeyPatch, view: View, ruled: DocumentType, sure: float, **told):
    monkeypatch.setattr(second_kind, "likelihood", lambda *_: likely(**told))
    start = view.text.plain.index("unable")
    words = second_kind.fact(view.text, start, start + 16, ruled, confidence=sure)
    return words, with_second_kind(words, view)


def test_another_type_is_told_with_the_words_that_it_is_heard_in(monkeypatch, placed):
    view = view_of(placed(PROSE).pages)
    ruled, told = _with(monkeypatch, view, N, DOUBTFUL, D=0.95)
    assert (told.value, told.needs_review) == (D, True)
    assert told.evidence
    assert [(one.value, one.reason) for one in told.others] == [("other", "by the rules")]
    assert told.others[0].evidence == ruled.evidence


@pytest.mark.parametrize(("words", "kind"), [("Notice of Medicare Non-Coverage", D), ("Notice", N)])
def test_a_federal_notice_of_refusal_is_never_cleared(monkeypatch, placed, words, kind):
    monkeypatch.setattr(second_kind, "likelihood", lambda *_: likely(N=0.97))
    view = view_of(placed(f"{words}\n\n{PROSE}\n\n" + "Keep this page. " * 40).pages)
    told = with_second_kind(Fact[DocumentType](value=D, confidence=CERTAIN), view)
    assert (told.value, told.needs_review) == (kind, True)


def test_without_such_words_the_evidence_is_that_of_the_rules(monkeypatch, placed):
    view = view_of(placed(PROSE, CHART).pages)
    ruled, told = _with(monkeypatch, view, D, DOUBTFUL, N=0.95)
    assert (told.value, told.evidence, told.raw) == (N, ruled.evidence, ruled.raw)


def test_a_type_that_is_kept_shows_the_other_reading(monkeypatch, placed):
    view = view_of(placed(PROSE).pages)
    ruled, told = _with(monkeypatch, view, A, CERTAIN, I=0.5)
    assert (told.value, told.needs_review, told.evidence) == (A, True, ruled.evidence)
    assert told.confidence < ruled.confidence
    assert [(o.value, o.reason) for o in told.others] == [(I.value, "the second reader")]


@pytest.mark.parametrize(("print_", "asks"), [(1.0, False), (0.7, True)])
def test_a_settled_type_asks_no_one_where_the_print_is_clear(monkeypatch, typed, print_, asks):
    view = _view(typed, PROSE, print_)
    ruled = Fact[DocumentType](value=D, confidence=0.5, needs_review=True)
    monkeypatch.setattr(second_kind, "likelihood", lambda *_: likely(D=0.97))
    told = with_second_kind(ruled, view)
    assert told.value is D
    assert told.needs_review is asks


def _view(typed: Callable[..., object], words: str, sure: float) -> View:
    text = typed(words, sure)
    found = view_of(())
    return View(text, found.zones, found.pairs, found.sentences, found.dates)


def _read(pages: tuple[Page, ...], *, stray: bool = False):
    at = datetime(2026, 3, 12, 12, tzinfo=UTC)
    part = Part(pages, stray=stray)
    return read_letter(part, received=Received(at=at, source="option"), office=Office())


def test_a_refusal_in_prose_that_never_says_denied_is_one(placed):
    letter = _read(placed(PROSE).pages)
    assert letter.document_type.value is D
    assert "denied" not in PROSE
    assert letter.deadlines


def test_a_chart_page_that_speaks_of_a_denial_is_none(placed):
    view = view_of(placed(CHART).pages)
    assert with_second_kind(read_kind(view), view).value is N


def test_a_stray_page_stays_what_it_is(monkeypatch, placed):
    def heard(*_):
        raise AssertionError("a stray page was heard")

    monkeypatch.setattr("docextract.letter.story.with_second_kind", heard)
    assert _read(placed(PROSE).pages, stray=True).document_type.value is N
