"""What worker processes are asked to do; everything that opens a file from outside is here.

Each function takes and gives picklable values. The readers are imported inside the functions:
they are loaded in the workers, so that the command itself starts fast.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docextract.facts import LetterResult, Received, Source
from docextract.limits import Limits
from docextract.office import Office

if TYPE_CHECKING:
    from docextract.pages import FileInfo
    from docextract.pages.page import Document, Page


def inspect(path: Path, limits: Limits, password: str | None) -> FileInfo:
    """What the file is, and how many pages it has."""
    from docextract.pages import inspect_file

    return inspect_file(path, limits=limits, password=password)


def page(path: Path, info: FileInfo, number: int, limits: Limits, password: str | None) -> Page:
    """One page of the file."""
    from docextract.pages import read_page

    return read_page(path, info, number, limits=limits, password=password)


def letters(
    document: Document,
    path: str,
    *,
    option: datetime | None,
    inbox: datetime | None,
    known: Received | None,
    file_time: datetime,
    office: Office,
) -> tuple[LetterResult, ...]:
    """The letters of a document; ``path`` is the file as the person named it.

    ``known`` is the moment of receipt that an earlier run found; the earlier of the two counts,
    for a copy of a file must not move a deadline back.
    """
    from docextract.letter.received import moment_of_receipt

    from docextract.letter import read_letters

    received = moment_of_receipt(
        document, option=option, inbox=inbox, file_time=file_time, office=office
    )
    if option is None and known is not None and known.at < received.at:
        received = known
    source = Source(
        path=path,
        sha256=document.sha256,
        pages=len(document.pages),
        received_at=received.at.isoformat(timespec="seconds"),
        received_from=received.source,
    )
    return read_letters(document, source=source, received=received, office=office)
