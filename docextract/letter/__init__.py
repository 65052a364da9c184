"""Pages → letters → the facts of each letter, told in order by :func:`read_letters`."""

from __future__ import annotations

from docextract.facts import Letter, LetterResult, Received, Source
from docextract.letter.split import split
from docextract.letter.story import read_letter
from docextract.office import Office
from docextract.pages.page import Document

__all__ = ["read_letter", "read_letters"]


def read_letters(
    document: Document, *, source: Source, received: Received, office: Office
) -> tuple[LetterResult, ...]:
    """Every letter of a file, in the order of its pages.

    Stray chart pages come as a letter of their own of the type ``other``; a cover sheet belongs
    to the letter after it. A file without a readable word gives one letter whose leaves need
    review, never none.
    """
    results = []
    for part in split(document):
        letter: Letter = read_letter(part, received=received, office=office)
        results.append(LetterResult(source=source, pages=part.numbers, letter=letter))
    return tuple(results)
