"""Whether a sentence tells of a decision of another day than its letter's.

"In April we said no", "on March 3 we pended it", "was denied on 2/12" recount; the letter itself
decides something else. A year is seldom printed there: the latest such day before the letter's
own is meant. What was received or asked for on a day says nothing of when it was decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

SAME = timedelta(days=3)
"""A decision so few days before its letter is the letter's own."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = (
    r"(?:(?P<name>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
    r"(?: (?P<day>\d{1,2})(?!\d))?(?:,? (?P<year>20\d\d))?"
    r"|(?P<month2>\d{1,2})/(?P<day2>\d{1,2})(?:/(?P<year2>(?:20)?\d\d))?)(?!\w)"
)
_ON = re.compile(rf"^\W*(?:back )?(?:on|in) {_DAY}", re.IGNORECASE)
_PAPER = re.compile(
    r"^\W*(?:(?:by|in|as told in) )?(?:our|the|a|an|we \w+ (?:you )?(?:\w+ )?in our) (?:\w+ ){0,2}"
    r"(?:letter|notice|fax|determination|decision|denial|approval|notification)(?: \w+)?"
    rf" (?:of|dated|on|from|sent) {_DAY}",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"^[^.;,:(]{{0,60}}?\b(?:on|in|dated|of) {_DAY}", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:receiv|ask|request|submit|admi|need|order)", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:will|shall|may|effective|begin\w*|start\w*|(?:is|are) being|ends?|stops?)\b",
    re.IGNORECASE,
)


def is_of_another_day(sentence: str, match: re.Match[str], letter_date: date | None) -> bool:
    """True where a day before the letter's is told of the decision that ``match`` names."""
    if letter_date is None:
        return False
    told = list(_days_told(sentence, match))
    return any(day < letter_date - SAME for one in told for day in _days(one, letter_date))


def _days_told(sentence: str, match: re.Match[str]) -> Iterator[re.Match[str]]:
    """The days that open the sentence, or stand right behind the decision."""
    paper = _PAPER.search(sentence)
    if paper is not None:
        yield paper
    opens = _ON.search(sentence)
    if opens is not None and not _ASKED.search(sentence, opens.end(), match.start()):
        yield opens
    behind = _BEHIND.search(sentence[match.end() :])
    if behind is not None and not _TO_COME.search(sentence, 0, match.end()):
        words = behind.group()
        if not _ASKED.search(words) and not _TO_COME.search(words):
            yield behind


def _days(told: re.Match[str], letter_date: date) -> Iterator[date]:
    """The day that is meant; of a bare month its last, none where it is the letter's own month."""
    name = told["name"]
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(told["month2"])
    year = int(told["year"] or told["year2"] or 0)
    year += 2000 * (0 < year < 100)
    day = int(told["day"] or told["day2"] or 0)
    if not 1 <= month <= 12 or (day == 0 and month == letter_date.month):
        return
    year = year or letter_date.year - ((month, day) > (letter_date.month, letter_date.day))
    try:
        yield date(year, month, day or 28)
    except ValueError:
        return
