"""What a letter decides, told in many words: with and without appeal rights below."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from docextract.letter.kind import read_kind
from docextract.letter.view import view_of
from docextract.pages.page import Document

WORDINGS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("decision_wordings.yaml").read_text(encoding="utf-8")
)
HEAD = """Larkspur Health Plan
PO Box 100, Dayton, OH 45401

March 3, 2026

Member: Odile Marchetti
Member ID: QZT440118
Reference: RV-20417

Dear Dr. Ostrow:

"""
RIGHTS = """

How to appeal

You may appeal this decision within 180 days after you receive this letter.
"""
APPEALABLE = ("denial", "partial_denial", "appeal_upheld")


def _said(words: str, placed: Callable[[str], Document]) -> str:
    kind = read_kind(view_of(placed(words).pages))
    assert kind.value is not None
    return kind.value.value


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, words) for kind, rows in WORDINGS.items() for words in rows]
)
def test_a_decision_in_other_words(
    kind: str, words: str, placed: Callable[[str], Document]
) -> None:
    letter = HEAD + textwrap.fill(words, 95)
    assert _said(letter, placed) == kind
    if kind in APPEALABLE:
        assert _said(letter + RIGHTS, placed) == kind
