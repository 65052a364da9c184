"""Citations that only the second reader hears, and those that it does not hear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.facts import CriteriaSource, DocumentType, Fact, Letter, Patient
from docextract.letter.citation_words import cited_in
from docextract.letter.citations import read_citations
from docextract.letter.citations_heard import with_heard_criteria
from docextract.letter.spans import Span, fact
from docextract.pages.text import Text
from tests.docextract.letter.second_reader import told_of


def letter_of(text: Text, **more: object) -> Letter:
    criteria, _ = read_citations(text, document_type=DocumentType.DENIAL)
    return Letter(
        document_type=Fact[DocumentType](value=DocumentType.DENIAL),
        payer=fact(text, 0, 0, "Cedar Valley Health Plan", confidence=0.9),
        patient=Patient(),
        reference_number=Fact[str](),
        criteria=criteria,
        **more,
    )


def parts(plain: str, words: str) -> tuple[str | None, ...]:
    """Source, number, title and edition of some words of a letter."""
    start = plain.index(words)
    cited = cited_in(plain, Span(start, start + len(words)))
    assert cited is not None
    spans = (cited.identifier, cited.title, cited.edition)
    return (cited.source.value, *(plain[slice(*s)] if s else None for s in spans))


@pytest.mark.parametrize(
    ("words", "source", "number", "title", "edition"),
    [
        ("LCD L33796", "LCD", "L33796", None, None),
        ("L33797", "LCD", "L33797", None, None),
        ("NCD 280.4", "NCD", "280.4", None, None),
        ("A53026", "other", "A53026", None, None),
        ("WRN-MED-204 rev. 3", "payer_policy", "WRN-MED-204", None, "rev. 3"),
        ("Larch Knee Policy 2.04.61", "payer_policy", "2.04.61", "Larch Knee Policy", None),
        ("Alder Medical Standard 41 (grafts)", "payer_policy", "41", None, None),
        ("WBM-IMG-HIP, rev. 03/2026", "payer_policy", "WBM-IMG-HIP", None, "rev. 03/2026"),
        ("Larch PHARM 0712-K", "payer_policy", "PHARM 0712-K", None, None),
        ("Plan Document Art. VII, § 3.2(b)", "plan_document", "Art. VII, § 3.2(b)", None, None),
        ("SPD p. 31", "plan_document", "p. 31", None, None),
        (
            "Section 6, Exclusions, item 14",
            "plan_document",
            "Section 6, Exclusions, item 14",
            None,
            None,
        ),
        ("Medicare Benefit Policy Manual, Cap. / Ch. 15 § 40", "other", None, None, None),
        ("State Medicaid Rule 7.440.2.B", "statute", "State Medicaid Rule 7.440.2.B", None, None),
        ("ODG Shoulder, MR arthrogram, 2026", "other", None, "ODG Shoulder, MR arthrogram", "2026"),
        (
            "Nursing Acuity Grid, version 4",
            "payer_policy",
            None,
            "Nursing Acuity Grid",
            "version 4",
        ),
        ("InterQual 2025, CP:Imaging, Capsule Endoscopy", "InterQual", None, None, "2025"),
        ("Step Drug List 2026, Group 3", "payer_policy", None, None, "2026"),
    ],
)
def test_words_that_cite_are_told_apart(words, source, number, title, edition):
    told = parts(f"We went by {words}.", words)
    assert told[0] == source
    for said, true in zip(told[1:], (number, title, edition), strict=True):
        assert true is None or said == true


@pytest.mark.parametrize(
    "words",
    [
        "Local Coverage Determination (LCD)",
        "medical policy",
        "National Coverage Determination",
        "(G47.33)",
        "CO-197",
        "Form 27132-AD",
        "the plan brochure",
        "with",
    ],
)
def test_words_that_only_name_a_kind_of_paper_cite_nothing(words):
    assert cited_in(words, Span(0, len(words))) is None


@given(st.text(max_size=60))
def test_any_words_are_read_without_an_error_and_in_their_place(words):
    cited = cited_in(words, Span(0, len(words)))
    spans = (cited.span, cited.identifier, cited.title, cited.edition) if cited else ()
    assert all(0 <= s.start < s.end <= len(words) for s in spans if s is not None)


LETTER = """Cedar Valley Health Plan
We read the request against Larchgate SL-07 (2026), which follows LCD L33718.
Plan Booklet page 44 (Sleep) leaves it out too.
The Cedar Valley Health Plan list was Nursing Acuity Grid, version 4.
Home care is paid under
Number of this letter CV-FORM-22"""


def told(text: Text, *marks: tuple[str, float]) -> list[tuple[object, ...]]:
    heard = told_of(text, *((words, "guideline", sure) for words, sure in marks))
    letter = with_heard_criteria(letter_of(text), heard)
    return [
        (one.source.value, one.identifier.value, one.title.value, one.needs_review)
        for one in letter.criteria
    ]


def test_a_citation_that_only_the_second_reader_hears_goes_to_a_person(typed):
    text = typed(LETTER)
    said = told(text, ("Larchgate SL-07 (2026)", 0.9), ("LCD L33718", 0.9))
    assert [(s, n, asks) for s, n, _, asks in said] == [
        (CriteriaSource.PAYER_POLICY, "SL-07", True),
        (CriteriaSource.LCD, "L33718", False),
    ]


def test_the_list_is_named_and_the_evidence_is_the_words(typed):
    text = typed(LETTER)
    heard = told_of(text, ("Larchgate SL-07 (2026)", "guideline", 0.9), ("L33718", "law", 0.9))
    letter = with_heard_criteria(letter_of(text), heard)
    one = letter.criteria[0]
    assert letter.review == ("criteria",)
    assert one.source.raw == "Larchgate SL-07 (2026)"
    assert one.source.evidence
    assert one.source.confidence < 0.7


@pytest.mark.parametrize(
    ("words", "sure"),
    [
        ("Larchgate SL-07 (2026)", 0.4),
        ("Nursing Acuity Grid, version 4", 0.8),
        ("LCD", 0.99),
        ("Cedar Valley Health Plan", 0.99),
        ("CV-FORM-22", 0.99),
        ("Home care", 0.7),
    ],
)
def test_what_is_barely_heard_or_names_no_paper_is_no_citation(typed, words, sure):
    assert [n for _, n, _, _ in told(typed(LETTER), ("L33718", 0.9), (words, sure))] == ["L33718"]


def test_a_citation_of_the_rules_that_it_does_not_hear_asks_a_person(typed):
    text = typed("Cedar Valley Health Plan\nWe used LCD L33718 and Medical Policy SUR-14.")
    said = [(number, asks) for _, number, _, asks in told(text)]
    assert said == [("L33718", False), ("SUR-14", True)]  # nobody else numbers so


def test_where_both_say_the_same_the_letter_stays_as_it_is(typed):
    text = typed("Cedar Valley Health Plan\nWe used LCD L33718 to decide.")
    letter = letter_of(text)
    assert with_heard_criteria(letter, told_of(text, ("LCD L33718", "guideline", 0.9))) == letter


@pytest.mark.parametrize(
    ("line", "marks", "numbers"),
    [
        (
            "Rule: NCD 220.6 and Argent Guide ON-2.",
            ["NCD 220.6 and Argent Guide ON-2"],
            ["220.6", "ON-2"],
        ),
        ("Rule: ODG Neck, Facet joint blocks; then", ["ODG Neck,", "Facet joint blocks"], [None]),
        ("Rule: Argent Guide ON-2, ON-7 apply.", ["Argent Guide ON-2,", "ON-7"], ["ON-2", "ON-7"]),
        (
            "Rule: L33718 & Argent Hours Table now.",
            ["L33718 & Argent Hours Table"],
            ["L33718", None],
        ),
        (
            "Basis: Argent Site Norm 3; 42 CFR 412.3 too.",
            ["Argent Site Norm 3"],
            ["3", "42 CFR 412.3"],
        ),
        ("By LCD L33718, Oxygen Equipment. Then", ["LCD L33718,", "Oxygen Equipment"], ["L33718"]),
        ("Rule Fund Policy TG-\nEX-01, so", ["Policy TG-\nEX-01"], ["TG-EX-01"]),
    ],
)
def test_runs_are_joined_and_parted_into_the_papers_that_they_cite(typed, line, marks, numbers):
    text = typed(f"Cedar Valley Health Plan\n{line}\nSincerely, the plan")
    assert [n for _, n, _, _ in told(text, *((mark, 0.99) for mark in marks))] == numbers
