"""One reader a format: how many pages a file has, and what is on each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from docextract.errors import LimitExceededError, UnreadableFileError
from docextract.limits import Limits
from docextract.pages import email, flowing
from docextract.pages.ccda import ccda_rows
from docextract.pages.encoding import decode
from docextract.pages.fhir import fhir_rows
from docextract.pages.intake import Source, media_of
from docextract.pages.ocr import Engine
from docextract.pages.page import Page
from docextract.pages.pdf import opened
from docextract.pages.raster import count_images
from docextract.pages.reader import read_image_page, read_pdf_page, unread


@dataclass(frozen=True, slots=True)
class _Part:
    """A file inside an e-mail: how many pages, or why it is not read."""

    source: Source | None
    pages: int
    note: str | None = None


def count_pages(source: Source, limits: Limits, password: str | None) -> int:
    """How many pages a file has; opens it, so that a damaged one is found here.

    Raises:
        UnreadableFileError: and its kinds, as :func:`docextract.pages.inspect_file` tells.
    """
    if source.media == "pdf":
        with opened(source, password) as document:
            return len(document)
    if source.media == "image":
        return count_images(source)
    if source.media == "email":
        return 1 + sum(part.pages for part in _parts(source, limits))
    rows_of(source, limits)
    return 1


def read(source: Source, number: int, engine: Engine, limits: Limits, password: str | None) -> Page:
    """Page ``number`` (from 1); an unread page with its reason where that fails."""
    if source.media == "pdf":
        return read_pdf_page(source, number, engine, limits, password)
    if source.media == "image":
        return read_image_page(source, number, engine, limits)
    try:
        if source.media == "email" and number > 1:
            return _read_part(source, number, engine, limits)
        return flowing.page_of(rows_of(source, limits))
    except UnreadableFileError as error:
        return unread(number, str(error))


def rows_of(source: Source, limits: Limits) -> list[str]:
    """The rows of text of a file without pages of its own (of an e-mail: its body).

    Raises:
        UnreadableFileError: the file is damaged, or nested beyond all reason.
    """
    data = source.data()
    try:
        match source.media:
            case "docx":
                return flowing.docx_rows(data, source.name, limits)
            case "rtf":
                return flowing.rtf_rows(data, source.name)
            case "html":
                return flowing.html_rows(data, source.name)
            case "ccda":
                return ccda_rows(data, source.name)
            case "fhir":
                return fhir_rows(data, source.name)
            case "email":
                return _mail_rows(data, source.name, limits)
            case _:
                return flowing.text_rows(decode(data) or "")
    except RecursionError as error:
        raise UnreadableFileError(
            f"{source.name} is not a document we can read: its parts are nested too deeply. "
            "Save it as PDF."
        ) from error


def _mail_rows(data: bytes, name: str, limits: Limits) -> list[str]:
    mail = email.read_mail(data, name, limits)
    body = flowing.html_rows(mail.html, name) if mail.html else flowing.text_rows(mail.body)
    return [*mail.headers, "", *body]


def _parts(source: Source, limits: Limits) -> list[_Part]:
    """The attachments of an e-mail, those that cannot be read as one page with the reason."""
    parts = []
    for attachment in email.read_mail(source.data(), source.name, limits).attachments:
        try:
            media = media_of(attachment.data, attachment.name)
            if media == "email":
                raise UnreadableFileError(
                    f"{attachment.name} is an e-mail inside an e-mail: save it as its own file"
                )
            inner = Source(attachment.name, media, attachment.data)
            parts.append(_Part(inner, count_pages(inner, limits, None)))
        except UnreadableFileError as error:
            parts.append(_Part(None, 1, f"attachment {attachment.name}: {error}"))
        if sum(part.pages for part in parts) > limits.pages:
            raise LimitExceededError(
                f"{source.name} has more than {limits.pages:,} pages with its attachments. "
                "Save them one by one, or raise the setting limits.pages."
            )
    return parts


def _read_part(source: Source, number: int, engine: Engine, limits: Limits) -> Page:
    first, part = _part_at(source, number, limits)
    if part.source is None:
        return unread(number, part.note or "")
    return replace(read(part.source, number - first + 1, engine, limits, None), number=number)


def part_of(source: Source, number: int, limits: Limits) -> tuple[Source | None, int]:
    """The attachment that holds page ``number`` of an e-mail, and the page's number in it;
    None for an attachment that could not be read."""
    first, part = _part_at(source, number, limits)
    return part.source, number - first + 1


def _part_at(source: Source, number: int, limits: Limits) -> tuple[int, _Part]:
    first = 2
    for part in _parts(source, limits):
        if number < first + part.pages:
            return first, part
        first += part.pages
    return first, _Part(None, 1, f"{source.name} has no page {number}")
