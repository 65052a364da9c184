"""What a window is counted from: the many ways to say it, each row invented."""

# ruff: noqa: E501 - one phrasing a row reads best on one line
from __future__ import annotations

import pytest

from docextract.facts import Anchor
from docextract.letter.deadlines_cues import anchor_after

RECEIPT = [
    "of the date you receive this notice", "after you receive this letter",
    "from the date of receipt of this letter", "following receipt of this determination",
    "after the date on which you got this notice", "from the day this letter reaches you",
    "of your receipt of this notice", "of the member's receipt of this denial",
    "after this notice is received", "after receiving this notification",
    "from when you get this letter", "upon receipt of this letter", "of getting this letter",
    "starting the day you receive this letter", "beginning on the date of receipt",
    "from the date this notice was received by you", "after delivery of this notice",
    "of the date you receive notice of this decision", "of the date the notice is received",
    "of the date you receive this adverse determination", "after your office receives this fax",
    "of receipt of denial", "of receiving notice of an adverse determination",
    "after you have received this denial letter", "from the date he or she receives this letter",
    "after the enrollee gets this written notice", "of receipt hereof",
    "from the date that you received the denial notice", "after it is delivered to you",
]  # fmt: skip
LETTER = [
    "of the date of this letter", "from the date on this letter", "of the date shown above",
    "from the date at the top of this notice", "after this letter's date",
    "of the postmark on this letter", "of the date this letter was mailed",
    "after we mailed this notice", "of the mailing of this notice",
    "of the date of this denial notice", "of the notice date",
    "from the date of issue of this letter",
    "of the date printed on the first page of this letter", "from the above date",
    "of the date in the upper right corner", "of this notice", "from the notification date",
    "of the date of this notice of denial", "following the date of the initial denial letter",
    "of the denial letter date", "of the date that this decision was mailed to you",
    "from the issue date of this notice", "of the date on page 1", "after the letter is mailed",
    "from the date stamped on this notice", "of the date of the notice of action",
    "from the date we sent you this notice", "of the date of this notice of adverse benefit determination",
    "following the date on the notice of denial of medical coverage", "after the date you see above",
]  # fmt: skip
DECISION = [
    "of the date of the determination", "of the denial", "from the date of our decision",
    "after the adverse determination", "of this determination", "of the denial date",
    "from the decision date", "of the initial adverse decision", "following our determination",
    "of the date we made this decision",
]  # fmt: skip
LATER = [
    "of the final decision", "after you receive our decision on your appeal",
    "of receiving the plan's final answer", "from the date of the appeal resolution notice",
    "after your internal appeal is denied", "of the date on the letter that answers your appeal",
    "from receipt of the final internal adverse benefit determination",
    "after the second level decision", "after you get our grievance answer",
    "of the date of our response to your appeal", "of completion of the internal appeals process",
    "after we decide your appeal", "of the notice of appeal decision",
    "of the date of the Notice of Resolution", "of the last decision that we send you",
    "from the date on the appeal decision letter", "of the day we tell you the result of your appeal",
    "after the plan upholds its denial", "of receipt of the reconsideration decision",
    "from the date you receive a final adverse determination", "of discharge",
    "after the date of the redetermination notice", "of the decision of the appeal panel",
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "anchor"),
    [(w, Anchor.RECEIPT) for w in RECEIPT]
    + [(w, Anchor.LETTER_DATE) for w in LETTER]
    + [(w, Anchor.DECISION_DATE) for w in DECISION]
    + [(w, Anchor.OTHER) for w in LATER],
)
def test_what_a_window_is_counted_from(words: str, anchor: Anchor) -> None:
    sentence = f"It may be requested within 30 days {words}."
    start = sentence.index("days") + 4
    assert anchor_after(sentence, start, len(sentence))[0] is anchor
