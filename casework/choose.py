"""Which letter of a file is prepared, and which chart is its patient's: found, or asked."""

from __future__ import annotations

from collections.abc import Sequence

from casework import tasks
from casework.exits import UsageError
from casework.folders import Folder
from casework.reading import Reader
from docextract.facts import DocumentType, LetterResult

ADVERSE = frozenset(
    {
        DocumentType.DENIAL,
        DocumentType.PARTIAL_DENIAL,
        DocumentType.APPEAL_UPHELD,
        DocumentType.INFORMATION_REQUEST,
    }
)
"""The documents that there is something to prepare for."""


def choose_letter(
    letters: Sequence[LetterResult], chart: Folder | None, reader: Reader, *, number: int | None
) -> int:
    """The number, from 1, of the letter to prepare.

    One that the person named; else the only one that denies something; else the only such one
    whose patient the chart belongs to.

    Raises:
        UsageError: only a person can choose; the message lists the letters.
    """
    if number is not None:
        if number > len(letters):
            raise UsageError(f"the file has {len(letters)} letters; there is no letter {number}")
        return number
    if len(letters) == 1:
        return 1
    adverse = [i for i, each in enumerate(letters, start=1) if is_adverse(each)]
    if len(adverse) > 1 and chart is not None:
        adverse = _of_the_chart(letters, adverse, chart, reader) or adverse
    if len(adverse) == 1:
        return adverse[0]
    listed = "\n".join(f"  --letter {i}: {_told(each)}" for i, each in enumerate(letters, start=1))
    raise UsageError(f"the file holds several letters; say which one to prepare:\n{listed}")


def is_adverse(result: LetterResult) -> bool:
    """Whether there is something to prepare for; False for approvals and other papers."""
    return result.letter.document_type.value in ADVERSE


def _of_the_chart(
    letters: Sequence[LetterResult], numbers: Sequence[int], chart: Folder, reader: Reader
) -> list[int]:
    patients = [tasks.identity_of(letters[number - 1].letter) for number in numbers]
    asked = reader.workers.start(tasks.owned, reader.limits.file_seconds, chart.documents, patients)
    return [
        number
        for number, owned in zip(numbers, asked.result(), strict=True)
        if any(each is True for each in owned)
    ]


def _told(result: LetterResult) -> str:
    letter = result.letter
    kind = str(letter.document_type.value or "document").replace("_", " ")
    pages = ", ".join(str(page) for page in result.pages)
    parts = (kind, letter.payer.value, letter.patient.name.value, letter.reference_number.value)
    return ", ".join(str(part) for part in parts if part) + f" (page {pages})"
