"""A fax machine's report that something was sent, as it comes back into the inbox."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TITLE = re.compile(
    r"\b(?:(?:transmission|tx|send|sending|fax|broadcast)\s+(?:verification\s+|result\s+|status\s+)?"
    r"(?:report|confirmation|result)|confirmation\s+(?:report|of\s+fax))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\d)(?:\+?1[\s.-]?)?\(?(\d{3})\)?[\s.-]?(\d{3})[\s.-]?(\d{4})(?!\d)")
_TO = re.compile(
    r"\b(?:fax\s*(?:no|number|#)|to|dest(?:ination)?|remote\s*(?:station|id|csid)?|dialed|"
    r"dialled|telephone|tel|address|recipient|called)\b[^\n\d(+]{0,20}",
    re.IGNORECASE,
)
_GOOD = re.compile(r"\b(?:ok|success(?:ful(?:ly)?)?|delivered|sent|complete[d]?)\b", re.IGNORECASE)
_BAD = re.compile(
    r"\b(?:busy|no\s+answer|fail(?:ed|ure)?|error|ng|not\s+sent|cancel(?:l?ed)?|incomplete|"
    r"unsuccessful|undelivered)\b",
    re.IGNORECASE,
)
_HEAD = 400
"""A report has its title among the first characters, after the machine's own header line."""
_MOST_WORDS = 400
"""A report is a page of few words; a letter that speaks of a fax report is none."""


@dataclass(frozen=True, slots=True)
class FaxReport:
    """What a report says; ``number`` is the one dialled, ten digits."""

    number: str | None
    delivered: bool


def read_fax_report(text: str) -> FaxReport | None:
    """The report of a text; None where it is none. Any sign of a failure is a failure."""
    title = _TITLE.search(text[:_HEAD])
    if title is None or len(text.split()) > _MOST_WORDS:
        return None
    body = text[: title.start()] + text[title.end() :]
    good, bad = _GOOD.search(body), _BAD.search(body)
    if good is None and bad is None:
        return None
    return FaxReport(_dialled(body), delivered=bad is None)


def _dialled(body: str) -> str | None:
    """The number after a label of the other side, else the only number there is."""
    for label in _TO.finditer(body):
        number = _NUMBER.match(body, label.end())
        if number is not None:
            return "".join(number.groups())
    numbers = {"".join(found.groups()) for found in _NUMBER.finditer(body)}
    return numbers.pop() if len(numbers) == 1 else None
