"""Who pays and who reviews, in many letterheads, signatures, footers and sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from docextract.letter.payer import read_payer
from docextract.letter.payer_names import calmed
from docextract.letter.view import view_of
from docextract.pages.page import Document

ROWS: list[dict[str, str | None]] = [
    row
    for name in ("payer_letterheads.yaml", "payer_heads.yaml", "payer_delegations.yaml")
    for row in yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]
LETTER = """{head}

Member: Odile Marchetti     DOB 3/4/1961
Member ID: QZT440118
Reference: RV-20417

Dear Dr. Ostrow:

The request for 63650 is denied because no psychological evaluation was sent.

{tail}
You may appeal within 180 days of the date of this letter.
"""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join((row["head"] or "").split())[:60])
def test_who_pays_and_who_reviews(
    row: dict[str, str | None], placed: Callable[[str], Document]
) -> None:
    letter = LETTER.format(head=row["head"], tail=row.get("tail", ""))
    payer, vendor = read_payer(view_of(placed(letter).pages))
    assert (payer.value, vendor.value) == (row["payer"], row["vendor"])


def test_capitals_are_calmed_without_moving_a_word() -> None:
    told = calmed("ORCHID REVIEW FOR CEDARPATH HEALTH\nDear Dr. OSTROW:\n")
    assert told == "Orchid Review for Cedarpath Health\nDear Dr. OSTROW:\n"
