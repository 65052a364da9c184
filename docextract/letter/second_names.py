"""Names, numbers and days that the second reader hears, each as the leaf that it would give."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from docextract.letter.dates import find_dates
from docextract.letter.identifiers import id_value
from docextract.letter.names import person_name
from docextract.letter.payer_names import bare_name, unshouted
from docextract.letter.second import Heard, Run, letters_of

SHORT = 4
"""A part of a name with fewer letters names nobody."""
FULL = 0.6
"""A longer form of a name is taken that was heard at least this share as surely."""
_PORTAL = re.compile(
    r"(?:\bPortal|\bProvider\s?(?:Link|Connect|Net|Web|Express|Hub))\b", re.IGNORECASE
)
_PHONE = re.compile(r"(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s./-]{0,3}\d{3}[\s.-]{1,3}\d{4}")


@dataclass(slots=True)
class Said:
    """A value, the run that gives it best, how sure its surest run is, and the sum of all."""

    value: str
    run: Run
    sure: float
    total: float


def heard(told: Heard, tag: str, form: str) -> list[Said]:
    """The values of a tag, the one that most runs speak for first.

    Args:
        told: what the second reader tells of the letter.
        tag: one of its tags.
        form: how words become a value: person, name, words, id, phone or date.
    """
    found: list[Said] = []
    for run in told.runs(tag):
        value = _FORMS[form](told, run)
        if value is None or len(letters_of(value)) < SHORT - 1:
            continue
        known = next((one for one in found if alike(one.value, value)), None)
        if known is None:
            found.append(Said(value, run, run.sure, run.sure))
            continue
        longer = len(letters_of(value)) > len(letters_of(known.value))
        if longer and run.sure > FULL * known.sure:
            known.value, known.run = value, run
        known.sure = max(known.sure, run.sure)
        known.total += run.sure
    return sorted(found, key=lambda one: -one.total)


def alike(one: str, other: str) -> bool:
    """Whether two printed values may be the same: alike in letters and figures, or the shorter is
    made of words of the longer."""
    if letters_of(one) == letters_of(other):
        return True
    few, many = sorted((one, other), key=lambda words: len(letters_of(words)))
    parts = re.findall(r"\w+", few.lower())
    return len(letters_of(few)) >= SHORT and set(parts) <= set(re.findall(r"\w+", many.lower()))


def figures(printed: str) -> str:
    """The last ten figures of a number, without an extension."""
    return re.sub(r"\D", "", re.split(r"(?i)ext|x\d", printed)[0])[-10:]


def _person(told: Heard, run: Run) -> str | None:
    return person_name(told.plain(run))


def _name(told: Heard, run: Run) -> str | None:
    """A company's name without what leads to it or the desk behind it; none for its web portal."""
    words = bare_name(unshouted(told.plain(run)))
    names = any(char.isalpha() for char in words) and not _PORTAL.search(words)
    return words if names else None


def _words(told: Heard, run: Run) -> str | None:
    words = told.plain(run)
    return words.title() if words.isupper() and len(words) > 6 else words


def _id(told: Heard, run: Run) -> str | None:
    return id_value(told.plain(run))


def _phone(told: Heard, run: Run) -> str | None:
    match = _PHONE.search(told.plain(run))
    return re.sub(r"-\s+", "-", match[0]) if match else None


def _date(told: Heard, run: Run) -> str | None:
    last = told.text.words[run.last - 1]
    days = find_dates(told.text, run.span.start, last.end)
    return days[0].value.isoformat() if days else None


_FORMS: dict[str, Callable[[Heard, Run], str | None]] = {
    "person": _person,
    "name": _name,
    "words": _words,
    "id": _id,
    "phone": _phone,
    "date": _date,
}
