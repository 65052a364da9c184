"""How long before a request something was, in the words that ``models/evidence_reader`` reads."""

from __future__ import annotations

from datetime import date

from docextract.dates import find_dates

_DAYS, _WEEKS, _MONTHS = 14, 70, 730
"""From so many days on an age is told in weeks, in months, in years."""
_FAR = 36_500
"""A date further away is no date of the patient's care."""


def age_words(days: int) -> str:
    """An age of so many days; what lies after the request is "later".

    >>> age_words(0), age_words(40), age_words(-9)
    ('now', '6 weeks ago', 'later')
    """
    if days < -1:
        return "later"
    if days <= 1:
        return "now"
    if days < _DAYS:
        return f"{days} days ago"
    if days < _WEEKS:
        return f"{round(days / 7)} weeks ago"
    if days < _MONTHS:
        return f"{round(days / 30.4)} months ago"
    return f"{round(days / 365.25)} years ago"


def aged(text: str, request: date) -> str:
    """A text with its full dates told as their ages on the day of the request.

    >>> aged("PT since 11/12/25.", date(2026, 3, 4))
    'PT since (4 months ago).'
    """
    told = text
    for found in reversed(find_dates(text)):
        days = (request - found.value).days
        if abs(days) < _FAR:
            told = f"{told[: found.start]}({age_words(days)}){told[found.end :]}"
    return told
