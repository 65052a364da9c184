"""Letters, numbers, dates and sides of a text, for comparing what is written with its source.

Independent of what wrote the text: only characters are looked at.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_MONTHS = {name.casefold(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): i for i, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"

_DATES = (
    re.compile(rf"(?<!\d)(?P<y>{_YEAR})-(?P<m>\d\d?)-(?P<d>\d\d?)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<y>{_YEAR})(?P<m>[01]\d)(?P<d>[0-3]\d)(?:\d{{4,6}})?(?!\d)"),
    re.compile(r"(?<![\d/])(?P<m>\d\d?)[/.-](?P<d>\d\d?)[/.-](?P<y>\d{4}|\d\d)(?![\d/])"),
    re.compile(rf"\b(?P<n>{_MONTH})\.?\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y>{_YEAR})", re.I),
    re.compile(rf"\b(?P<d>\d\d?)[\s-]+(?P<n>{_MONTH})\.?,?[\s-]+(?P<y>{_YEAR}|\d\d)\b", re.I),
)
_MONTH_YEAR = (
    re.compile(rf"(?<![\d/])(?P<m>\d\d?)[/-](?P<y>{_YEAR})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<y>{_YEAR})-(?P<m>\d\d)(?![\d-])"),
    re.compile(rf"\b(?P<n>{_MONTH})\.?,?\s+(?:of\s+)?(?P<y>{_YEAR})\b", re.I),
)
_MONTH_DAY = (
    re.compile(r"(?<![\d/.-])(?P<m>\d\d?)[/-](?P<d>\d\d?)(?![\d/])"),
    re.compile(rf"\b(?P<n>{_MONTH})\.?\s+(?P<d>\d\d?)\b(?!,?\s+{_YEAR})", re.I),
)
_YEARS = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")
_TIME = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]\.?M\.?)?", re.I)
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+")
_MIXED = re.compile(r"(?<![\d/])(\d+)\s+([13])/([248])(?!\d)")
NUMBER_WORDS = dict(zip("one two three four five six seven eight nine ten eleven twelve".split(),
                  range(1, 13), strict=True))  # fmt: skip
_SIDES = {
    "left": "left", "lt": "left", "right": "right", "rt": "right", "bilateral": "both",
    "bilaterally": "both",
}  # fmt: skip
_NO_SIDE = re.compile(r"\b[Rr]ight\s+(?:to|of)\b|\b[A-Z]{2,}/[LR]\b")
"""A right to something, and credentials of therapists (OTR/L: licensed)."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Days, and parts of days, that a text names: ``(year, month, day)`` and so on."""

    days: frozenset[tuple[int, int, int]]
    months: frozenset[tuple[int, int]]
    month_days: frozenset[tuple[int, int]]
    years: frozenset[int]

    def hold(self, day: tuple[int, int, int]) -> bool:
        """Whether the text names the day, or a month or year that the day stands for."""
        year, month, number = day
        ends = (1, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else (1,)
        return (
            day in self.days
            or ((year, month) in self.months and number in ends)
            or (year in self.years and (month, number) in ((1, 1), (12, 31)))
            or ((month, number) in self.month_days and year in self.years)
        )


def fold(text: str) -> str:
    """The letters and digits alone, without case, accents and ligatures."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if char.isalnum())


def tokens(text: str) -> list[str]:
    """Runs of letters and digits, folded."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[^\W_]+", plain)


def dates_in(text: str) -> Dates:
    """All dates of a text, American order; a two-digit year is of this century up to 49."""
    days = frozenset(
        day for shape in _DATES for found in shape.finditer(text) if (day := _day(found))
    )
    months = frozenset(
        (int(found["y"]), month)
        for shape in _MONTH_YEAR
        for found in shape.finditer(text)
        if 1 <= (month := _month(found)) <= 12
    )
    month_days = frozenset(
        (month, int(found["d"]))
        for shape in _MONTH_DAY
        for found in shape.finditer(text)
        if 1 <= (month := _month(found)) <= 12 and 1 <= int(found["d"]) <= 31
    )
    years = frozenset(int(year) for year in _YEARS.findall(text)) | {day[0] for day in days}
    return Dates(days, months | {d[:2] for d in days}, month_days, years)


def days_shown(days: Iterable[tuple[int, int, int]]) -> tuple[str, ...]:
    """Days as papers print them, ``MM/DD/YYYY``, the earliest first."""
    return tuple(f"{month:02d}/{day:02d}/{year}" for year, month, day in sorted(days))


def joined(parts: Iterable[Dates]) -> Dates:
    """The dates of several texts."""
    rows = tuple(parts)
    return Dates(
        frozenset().union(*(r.days for r in rows)),
        frozenset().union(*(r.months for r in rows)),
        frozenset().union(*(r.month_days for r in rows)),
        frozenset().union(*(r.years for r in rows)),
    )


def without_dates(text: str) -> str:
    """The text with its full dates and clock times taken out."""
    for shape in (*_DATES, _TIME):
        text = shape.sub(" ", text)
    return text


def numbers_in(text: str, *, in_words: bool = False) -> frozenset[str]:
    """The numbers of a text as plain decimals; with ``in_words`` those written out as well."""
    found = {_plain(number) for number in _NUMBER.findall(text)}
    found |= {f"{int(whole) + int(part) / int(of):g}" for whole, part, of in _MIXED.findall(text)}
    if in_words:
        found |= {str(NUMBER_WORDS[word]) for word in tokens(text) if word in NUMBER_WORDS}
    return frozenset(found)


def sides_in(text: str) -> frozenset[str]:
    """The sides that a text names: left, right, both."""
    text = _NO_SIDE.sub(" ", text)
    found = {_SIDES[word] for word in tokens(text) if word in _SIDES}
    found |= {"left"} if re.search(r"(?<![\w'])L(?![\w'])", text) else set()
    found |= {"right"} if re.search(r"(?<![\w'])R(?![\w'])", text) else set()
    return frozenset(found)


def _plain(number: str) -> str:
    return f"{float(number.replace(',', '')):.10g}"


def _month(found: re.Match[str]) -> int:
    groups = found.groupdict()
    return _MONTHS[groups["n"].casefold()] if groups.get("n") else int(groups["m"])


def _day(found: re.Match[str]) -> tuple[int, int, int] | None:
    year = int(found["y"])
    if len(found["y"]) == 2:
        year += 2000 if year < 50 else 1900
    month, day = _month(found), int(found["d"])
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return year, month, day
