"""Takes out of a case what a check found without ground, and says so.

A claim that its page does not bear out is withheld from packet and letter; a value of the letter
that cannot be found in it again asks for a person. Nothing is put in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from docextract.facts import Fact, Letter
from packet_builder.case import (
    Case,
    Course,
    Finding,
    LibraryPassage,
    Measure,
    Passage,
    Quote,
)
from packet_builder.ground import Fault, Kind, of_letter
from packet_builder.ground_case import BY_HAND
from packet_builder.ground_text import uncut
from packet_builder.ground_words import dates_in, days_shown, fold
from packet_builder.history import course_records, shown_courses, shown_measures
from packet_builder.labels import UNCHECKED
from packet_builder.plain import sentence
from packet_builder.shown import show

Row = TypeVar("Row")


def withheld(case: Case, faults: Iterable[Fault]) -> Case:
    """The case without what the faults name; each is told among its warnings.

    A number or side of what is told of the letter as a whole, which no leaf accounts for, is
    handed to a person among the warnings. Any other fault that no part of the case accounts for
    changes nothing: the next check finds it again.
    """
    rows = tuple(faults)
    heads = [(row, tuple(f for f in rows if _of_head(row, f))) for row in case.library]
    of_heads = {fault for _, found in heads for fault in found}
    told_rows, rows = rows, tuple(f for f in rows if f not in of_heads)
    quotes = frozenset(fold(uncut(f.words)) for f in rows if f.kind == "quote")
    update: dict[str, object] = {
        "criteria": tuple(_finding(f, i, rows, quotes) for i, f in enumerate(case.criteria, 1)),
        "lead_facts": _kept(case.lead_facts, _but_asked(rows, case), ("fact", "lead")),
        "talking_points": _kept(case.talking_points, rows, ("point",)),
        "failed_treatments": _cited(case.failed_treatments, "treatment", rows, quotes),
        "functional_limitations": _cited(case.functional_limitations, "limitation", rows, quotes),
        "courses": _sound_courses(case, rows, quotes),
        "measures": _sound_measures(case, rows, quotes),
        "letter": _letter(case.letter, rows, quotes),
        "library": tuple(row for row, f in heads if not (f or _cites_any(row, quotes))),
    }
    if any(f.section == "peer" for f in rows):
        update["ordering_specialty"] = None
    changed = case.model_copy(update=update)
    if changed == case:
        told_rows = tuple(f for f in rows if f.kind in ("number", "side") and of_letter(f.section))
    told = tuple(
        f"{BY_HAND if of_letter(f.section) else 'Left out. '}{sentence(str(f))}"
        for f in merged(told_rows)
    )
    new = tuple(line for line in dict.fromkeys(told) if line not in case.warnings)
    return changed.model_copy(update={"warnings": (*case.warnings, *new)})


def merged(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """The faults as a person reads them: those of one kind in one place as one."""
    rows: dict[tuple[str, Kind], dict[str, None]] = {}
    for fault in faults:
        rows.setdefault((fault.section, fault.kind), {})[fault.words] = None
    return tuple(Fault(section, kind, ", ".join(words)) for (section, kind), words in rows.items())


def _of_head(row: LibraryPassage, fault: Fault) -> bool:
    """Whether a faulty number, date or side is of a work's source or date."""
    days = days_shown(dates_in(row.whence).days)
    words = fault.words.strip("().,;")
    return fault.kind != "quote" and (words in days or words.casefold() in row.whence.casefold())


def _cites_any(row: LibraryPassage, quotes: frozenset[str]) -> bool:
    return _hit(row.text, quotes) or _hit(row.title, quotes)


def _named(faults: tuple[Fault, ...], names: tuple[str, ...], number: int) -> list[Fault]:
    sections = {f"{name}-{number}" for name in names}
    return [fault for fault in faults if fault.section in sections]


def _kept(
    rows: tuple[Row, ...], faults: tuple[Fault, ...], names: tuple[str, ...]
) -> tuple[Row, ...]:
    """The rows without any whose section has a fault."""
    return tuple(r for i, r in enumerate(rows, 1) if not _named(faults, names, i))


def _but_asked(faults: tuple[Fault, ...], case: Case) -> tuple[Fault, ...]:
    """The faults without faulty quotations of what is asked for, which a fact only answers."""
    asked = [fold(finding.text) for finding in case.criteria]
    return tuple(
        f for f in faults
        if f.kind != "quote" or not any(fold(uncut(f.words)) in a for a in asked)
    )  # fmt: skip


def _hit(text: str, quotes: frozenset[str]) -> bool:
    """Whether a faulty quotation is of this text, whole, cut, or without its number in a list."""
    folded = fold(text)
    return any(quote and quote in folded for quote in quotes)


def _finding(
    finding: Finding, number: int, faults: tuple[Fault, ...], quotes: frozenset[str]
) -> Finding:
    """A requirement without faulty passages; one whose numbers are faulty says only that."""
    update: dict[str, Any] = {
        "evidence": tuple(p for p in finding.evidence if not _hit(p.text, quotes))
    }
    if _hit(finding.text, quotes):
        update["source_evidence"] = ()
    own = [f for f in _named(faults, ("criterion",), number) if f.kind != "quote"]
    days = {f.words for f in own if f.kind == "date"}
    update["evidence"] = tuple(_undated(p, days) for p in update["evidence"])
    if own:
        update |= {"why": UNCHECKED, "calculation": None, "remedy": None}
    return finding.model_copy(update=update)


def _undated(passage: Passage, days: set[str]) -> Passage:
    """The passage without its day where that day is among the faulty ones."""
    year, _, rest = (passage.date or "").partition("-")
    shown = f"{rest.replace('-', '/')}/{year}"
    return passage.model_copy(update={"date": None}) if shown in days else passage


def _cited(
    rows: tuple[Any, ...], name: str, faults: tuple[Fault, ...], quotes: frozenset[str]
) -> tuple[Quote, ...]:
    kept: list[Quote] = []
    for number, row in enumerate(rows, start=1):
        if _hit(row.text, quotes):
            continue
        own = _named(faults, (name,), number)
        if any(fault.kind != "date" for fault in own):
            continue
        kept.append(row.model_copy(update={"date": None}) if own else row)
    return tuple(kept)


def _sound_courses(
    case: Case, faults: tuple[Fault, ...], quotes: frozenset[str]
) -> tuple[Course, ...]:
    """The treatments without those that are shown with a fault."""
    faulty = [
        course
        for i, course in enumerate(shown_courses(case), 1)
        if _named(faults, ("course",), i)
        or any(_hit(q.text, quotes) for q in course_records(course))
    ]
    return tuple(course for course in case.courses if course not in faulty)


def _sound_measures(
    case: Case, faults: tuple[Fault, ...], quotes: frozenset[str]
) -> tuple[Measure, ...]:
    """The measures without those that are shown with a fault."""
    faulty = [
        measure
        for i, (measure, points) in enumerate(shown_measures(case), 1)
        if _named(faults, ("measure",), i) or any(_hit(p.evidence.text, quotes) for p in points)
    ]
    return tuple(measure for measure in case.measures if measure not in faulty)


def _letter(letter: Letter, faults: tuple[Fault, ...], quotes: frozenset[str]) -> Letter:
    """The letter with every leaf that a fault names marked for a person."""
    words = frozenset(fold(f.words) for f in faults if f.kind != "quote") - {""}
    marked = _marked(letter, words, quotes)
    return marked if isinstance(marked, Letter) else letter


def _marked(value: object, words: frozenset[str], quotes: frozenset[str]) -> object:
    if isinstance(value, Fact):
        if not isinstance(value.value, str):
            return value
        if _hit(value.value, quotes):
            return value.model_copy(update={"needs_review": True, "evidence": ()})
        shown = fold(f"{value.value} {show(value).text}")
        held = any(word in shown for word in words)
        return value.model_copy(update={"needs_review": True}) if held else value
    if isinstance(value, tuple):
        return tuple(_marked(each, words, quotes) for each in value)
    fields = getattr(type(value), "model_fields", None)
    if fields is None or not hasattr(value, "model_copy"):
        return value
    return value.model_copy(
        update={name: _marked(getattr(value, name), words, quotes) for name in fields}
    )
