"""Bytes → pages of words with boxes.

``inspect_file`` says what a file is, ``read_page`` reads one page (in any process), ``assemble``
joins them, ``read_document`` does all in order, ``as_pdf`` gives pages as exhibits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from docextract.errors import LimitExceededError, UnreadableFileError
from docextract.limits import Limits
from docextract.pages.exhibit import exhibit_pdf
from docextract.pages.formats import count_pages, read
from docextract.pages.intake import FileInfo, Source, load, media_of, sha256_of
from docextract.pages.ocr_library import best_engine
from docextract.pages.page import Document, Page

__all__ = ["FileInfo", "as_pdf", "assemble", "inspect_file", "read_document", "read_page"]


def inspect_file(path: Path, *, limits: Limits, password: str | None = None) -> FileInfo:
    """What a file is, by its content, and how many pages it has.

    Raises:
        PasswordNeededError: an encrypted PDF; the message names ``--password-file``.
        LimitExceededError: too large, or too many pages; the message names the setting.
        UnreadableFileError: empty, damaged or of a kind that we do not read.
    """
    data = load(path, limits)
    media = media_of(data, path.name)
    count = count_pages(Source(path.name, media, path), limits, password)
    if count > limits.pages:
        raise LimitExceededError(
            f"{path.name} has {count:,} pages; the limit is {limits.pages:,}. "
            "Split the file, or raise the setting limits.pages."
        )
    if count == 0:
        raise UnreadableFileError(f"{path.name} is not a document we can read: it has no pages.")
    return FileInfo(path.name, sha256_of(data), media, count, media in ("pdf", "image"))


def read_page(
    path: Path, info: FileInfo, number: int, *, limits: Limits, password: str | None = None
) -> Page:
    """Page ``number`` (from 1) of a file; an unread page, with its reason, where that fails."""
    return read(Source(info.name, info.media, path), number, best_engine(), limits, password)


def assemble(info: FileInfo, pages: Iterable[Page]) -> Document:
    """The pages of a file, in any order, as one document."""
    ordered = tuple(sorted(pages, key=lambda page: page.number))
    return Document(info.name, info.sha256, info.media, ordered, info.paged)


def read_document(
    path: Path, *, limits: Limits | None = None, password: str | None = None
) -> Document:
    """Inspect a file and read its pages one after another; raises as :func:`inspect_file`."""
    within = limits or Limits()
    info = inspect_file(path, limits=within, password=password)
    numbers = range(1, info.page_count + 1)
    return assemble(
        info, [read_page(path, info, n, limits=within, password=password) for n in numbers]
    )


def as_pdf(
    path: Path,
    pages: Sequence[int],
    *,
    document: Document,
    limits: Limits,
    password: str | None = None,
) -> bytes:
    """Pages (numbers from 1) of a file as a PDF: upright, at true size, boxes as in ``document``.

    Links, scripts and attached files are left out. OCRed pages carry their words as invisible
    text; a file without pages of its own is typeset and may fill several PDF pages.

    Raises:
        UnreadableFileError: and its kinds: the file changed, is damaged or needs its password.
    """
    source = Source(document.name, document.media, path)
    return exhibit_pdf(source, pages, document, limits, password)
