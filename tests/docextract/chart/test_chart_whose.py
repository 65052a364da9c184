"""Whose chart a folder is, where no letter says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.chart.whose import patient_of
from docextract.facts import Identity
from docextract.pages.page import Document


@pytest.mark.parametrize(
    ("pages", "born"),
    [
        (["DOB: 07/09/1961\nOffice visit", "Date of birth 07/09/1961\nLabs"], "1961-07-09"),
        (["DOB: 07/09/1961", "DOB: 07/09/1961", "DOB: 07/09/1966"], "1961-07-09"),
        (["DOB: 07/09/1961", "DOB: 07/09/1966"], None),  # as many for the one as for the other
        (["Office visit"], None),
    ],
)
def test_the_patient_of_most_documents(
    document: Callable[..., Document], pages: list[str], born: str | None
) -> None:
    found = patient_of([document(page, name=f"{i}.pdf") for i, page in enumerate(pages)])
    assert found == Identity(dob=born)
