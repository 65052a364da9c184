"""Whose chart a folder is, where no letter says so: by the date of birth on most documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from docextract.chart.marks import find_marks
from docextract.facts import Identity
from docextract.pages.page import Document


def patient_of(documents: Sequence[Document]) -> Identity:
    """The patient that most documents are about; empty where no date of birth leads.

    The name is left to :func:`docextract.chart.identity.owners`, which takes it from the pages
    with that date of birth.
    """
    votes: Counter[date] = Counter()
    for document in documents:
        marks = (find_marks(page, None, None, None) for page in document.pages)
        votes.update({birth.value for each in marks for birth in each.births})
    leading = votes.most_common(2)
    if not leading or (len(leading) == 2 and leading[0][1] == leading[1][1]):
        return Identity()
    return Identity(dob=leading[0][0].isoformat())
