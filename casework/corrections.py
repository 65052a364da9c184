"""A person's corrections of a letter's fields: checked, applied, and told as such."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import JsonValue, ValidationError

from casework.exits import UsageError
from casework.redate import redated
from docextract.facts import Evidence, Fact, Letter, LetterResult
from docextract.office import Office

_DATES = frozenset(
    {"dob", "letter_date", "decision_date", "request_date", "service_from", "service_through",
     "valid_from", "valid_through"}
)  # fmt: skip
_MOMENTS = frozenset({"due", "act_by"})

BY_A_PERSON = "corrected by a person"


def corrected(
    result: LetterResult, corrections: Mapping[str, JsonValue], office: Office
) -> LetterResult:
    """The letter with a person's values in place of what was read, and its deadlines redone.

    What was read before is kept with the leaf, among its other readings.

    Raises:
        UsageError: there is no such field, or its value is of the wrong kind.
    """
    letter = result.letter
    for field, value in corrections.items():
        letter = _with(letter, field, value, page=result.pages[0] if result.pages else 1)
    received = datetime.fromisoformat(result.source.received_at)
    return result.model_copy(
        update={"letter": redated(letter, corrections.keys(), received, office)}
    )


def reading_at(letter: Letter, field: str) -> JsonValue:
    """The value that was read for a field, before any correction.

    Raises:
        UsageError: there is no such field.
    """
    leaf, _ = _leaf(letter.model_dump(mode="json"), field)
    value: JsonValue = leaf["value"]
    return value


def _leaf(tree: dict[str, Any], field: str) -> tuple[dict[str, Any], str]:
    """The leaf of a letter's tree that a field names, and its last name."""
    node: Any = tree
    *way, last = field.split(".")
    try:
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node[step]
        leaf = node[int(last)] if isinstance(node, list) else node[last]
        Fact[JsonValue].model_validate(leaf)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        message = f"there is no field {field!r} in this letter; fields are in docs/letter.md"
        raise UsageError(message) from error
    return leaf, last


def _with(letter: Letter, field: str, value: JsonValue, *, page: int) -> Letter:
    tree: dict[str, Any] = letter.model_dump(mode="json")
    leaf, last = _leaf(tree, field)
    if last in _DATES or last in _MOMENTS:
        _check_date(field, value, may_have_time=last in _MOMENTS)
    leaf.update(
        value=value, raw=None, confidence=1.0, needs_review=False, others=_readings(leaf),
        evidence=[Evidence(page=page, bbox=None, text=BY_A_PERSON).model_dump(mode="json")],
    )  # fmt: skip
    try:
        return Letter.model_validate(tree)
    except ValidationError as error:
        kinds = "; ".join(fault["msg"] for fault in error.errors(include_url=False))
        raise UsageError(
            f"the correction of {field!r} is not of the right kind: {kinds}"
        ) from error


def _check_date(field: str, value: JsonValue, *, may_have_time: bool) -> None:
    """Refuse what is no ISO date (or date-time with its offset); null takes a value away."""
    if value is None:
        return
    try:
        if may_have_time and "T" in str(value):
            fits = datetime.fromisoformat(str(value)).tzinfo is not None
        else:
            fits = date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        fits = False
    if not fits:
        raise UsageError(f"the correction of {field!r} is no ISO date such as 2026-03-03")


def _readings(leaf: dict[str, Any]) -> list[dict[str, Any]]:
    others: list[dict[str, Any]] = leaf["others"]
    if leaf["value"] is None:
        return others
    before = {
        "value": str(leaf["value"]),
        "raw": leaf["raw"] or "",
        "reason": "read before the correction",
        "evidence": leaf["evidence"],
    }
    return [before, *others]
