"""The ground of a refusal in other words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from docextract.facts import DocumentType
from docextract.letter.category import read_category
from docextract.letter.view import view_of
from docextract.pages.page import Document
from docextract.pages.text import Text

WORDINGS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("category_wordings.yaml").read_text(encoding="utf-8")
)
LETTER = """Larkspur Health Plan

March 3, 2026

Member: Odile Marchetti
Reference: RV-20417

Dear Dr. Ostrow:

{words}

How to appeal

You may appeal this decision within 180 days after you receive this letter.
"""


@pytest.mark.parametrize(
    ("category", "words"), [(name, words) for name, rows in WORDINGS.items() for words in rows]
)
def test_the_ground_in_other_words(
    category: str, words: str, placed: Callable[[str], Document]
) -> None:
    letter = LETTER.format(words=textwrap.fill(words, 95))
    told = read_category(view_of(placed(letter).pages).text, document_type=DocumentType.DENIAL)
    assert told.value is not None
    assert told.value.value == category


FAR = """We cannot approve the brace because your doctor is far away.
An ambulatory surgery center is a lower-cost site of care."""
STEPS = (
    "The step therapy requirement was not met. You must try and fail the preferred drugs first. "
)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("We cannot approve the brace because it is not medically necessary.", False),
        (FAR, True),
        (
            f"We cannot approve it because skilled nursing is no longer needed.\n\n{4 * STEPS}",
            True,
        ),
    ],
)
def test_a_category_that_the_sentence_of_the_ground_does_not_bear_out_is_doubted(
    words: str, asked: bool, typed: Callable[[str], Text]
) -> None:
    told = read_category(typed(words), document_type=DocumentType.DENIAL)
    assert told.value is not None
    assert told.needs_review is asked
