"""Short statements of one printed line made one again: "Hawkins +. Empty can +. Drop arm -."

A reader cuts a line into its sentences; where these are a few words each, only the line as a
whole can be read and quoted.
"""

from __future__ import annotations

from collections.abc import Iterable

from docextract.facts import Assertion, Box, Statement

SHORT = 5
"""A statement of so many words or fewer is joined to a short neighbour."""
LONGEST = 28
_BELOW = 2.2
"""The next line begins so many heights of a line below this one, at most."""


def joined(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements in their order, runs of short ones on one line made one."""
    out: list[Statement] = []
    for statement in statements:
        if out and _belong(out[-1], statement):
            out[-1] = merged(out[-1], statement)
        else:
            out.append(statement)
    return tuple(out)


def _belong(one: Statement, two: Statement) -> bool:
    if (one.document, one.page, one.section, one.date) != (
        two.document, two.page, two.section, two.date,
    ):  # fmt: skip
        return False
    last = one.text.rsplit(". ", 1)[-1].split()
    if len(last) > SHORT or len(two.text.split()) > SHORT:
        return False
    if len(one.text.split()) + len(two.text.split()) > LONGEST or "\t" in one.text + two.text:
        return False
    if Assertion.FAMILY in (one.assertion, two.assertion) and one.assertion != two.assertion:
        return False
    return one.text.rstrip().endswith(".") and _one_line(one, two)


def _one_line(one: Statement, two: Statement) -> bool:
    """Whether the second begins on the line where the first ends, or right below it."""
    if not one.lines or not two.lines:
        return one.bbox is None and two.bbox is None
    last, first = one.lines[-1], two.lines[0]
    height = last[3] - last[1]
    return abs(first[1] - last[1]) < 0.6 * height


def printed_below(one: Statement, two: Statement) -> bool:
    """Whether the second goes on where the first ends: on its line, or on the line below."""
    if (one.document, one.page, one.section, one.date) != (
        two.document, two.page, two.section, two.date,
    ):  # fmt: skip
        return False
    if not one.lines or not two.lines:
        return one.bbox is None and two.bbox is None
    last, first = one.lines[-1], two.lines[0]
    return -0.6 < (first[1] - last[1]) / max(1.0, last[3] - last[1]) < _BELOW


def merged(one: Statement, two: Statement) -> Statement:
    """Two statements that are printed one after the other as one."""
    assertion = one.assertion if one.assertion is two.assertion else Assertion.AFFIRMED
    return one.model_copy(
        update={
            "text": f"{one.text.rstrip()} {two.text.strip()}",
            "bbox": _union(one.bbox, two.bbox),
            "lines": (*one.lines, *two.lines),
            "assertion": assertion,
            "confidence": min(one.confidence, two.confidence),
        }
    )


def _union(one: Box | None, two: Box | None) -> Box | None:
    if one is None or two is None:
        return None
    return (min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3]))
