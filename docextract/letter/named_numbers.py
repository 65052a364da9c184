"""Entries of a list that a sentence calls by their numbers: "items 2, 3 and 5 through 7"."""

from __future__ import annotations

import re

_COUNT = r"(?:[0-9]{1,2}|\([0-9a-h]{1,2}\))"
_JOINT = r"(?:\s?,\s?(?:(?:and|or)\s)?|\s(?:and|or|&|through|thru|to)\s|\s?[-–]\s?)"
_RANGE = re.compile(rf"({_COUNT})\s?(?:through|thru|to|[-–])\s?({_COUNT})")


def named_numbers(kinds: str) -> re.Pattern[str]:
    """What calls entries by their numbers, the numbers as its group "told".

    Args:
        kinds: what entries are called, as alternatives of a regular expression.
    """
    told = rf"{_COUNT}(?:{_JOINT}{_COUNT})*"
    return re.compile(rf"\b(?:{kinds})\s(?P<told>{told})(?![\w/]|\.\w)", re.IGNORECASE)


def counts_in(told: str) -> set[str]:
    """The numbers, or small letters in brackets, that such words name; ranges are filled."""
    found = {count.strip("()").lower() for count in re.findall(_COUNT, told)}
    for first, last in _RANGE.findall(told):
        if first.isdigit() and last.isdigit():
            found |= {str(n) for n in range(int(first), int(last) + 1)}
    return found
