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
