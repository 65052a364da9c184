"""The source pages read anew, for comparing finished papers with them.

A page with a text layer is read again from the file itself; for a page that was OCRed the words
as they were read are all there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pypdfium2 as pdfium

from packet_builder.case import Case
from packet_builder.exhibits import ExhibitFile, ExhibitSource
from packet_builder.ground_words import Dates, dates_in, fold, numbers_in, without_dates


@dataclass(frozen=True)
class PageText:
    """One page of a source: its words as read, and as its own text layer gives them."""

    read: str
    layer: str

    def holds(self, passage: str) -> bool:
        """Whether the passage stands here, letter for letter; space and points do not count."""
        wanted = fold(passage)
        return not wanted or any(wanted in folded for folded in self._folded)

    @cached_property
    def _folded(self) -> tuple[str, str]:
        return fold(self.read), fold(self.layer)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of the page, those written out as well."""
        return numbers_in(without_dates(self.words), in_words=True)

    @property
    def words(self) -> str:
        """All that the page says, by either reading."""
        return f"{self.read}\n{self.layer}"


@dataclass(frozen=True)
class SourceText:
    """A file: its name, and its pages by number."""

    name: str
    pages: dict[int, PageText]

    @cached_property
    def words(self) -> str:
        """What all pages say."""
        return "\n".join(page.words for page in self.pages.values())

    @cached_property
    def dates(self) -> Dates:
        """The dates of all pages, and those in the file's name."""
        return dates_in(f"{self.name}\n{self.words}")

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of all pages."""
        return numbers_in(self.words, in_words=True)


def letter_text(case: Case, source: ExhibitSource) -> SourceText:
    """The pages of the payer's letter."""
    return _read("", source.letter, frozenset(source_pages(source.letter)) - set(case.pages))


def chart_texts(case: Case, source: ExhibitSource) -> dict[str, SourceText]:
    """Every chart document of this patient, without the pages that are kept out."""
    return {
        row.document: _read(row.document, source.chart[row.document], frozenset(row.excluded_pages))
        for row in case.chart.documents
        if row.included is True and row.document in source.chart
    }


def library_name(document: str) -> str:
    """What a work of the library is called among the sources: never what a chart's file is."""
    return f"library\0{document}"


def library_texts(case: Case, source: ExhibitSource) -> dict[str, SourceText]:
    """The works of the library that the case cites."""
    cited = dict.fromkeys(row.document for row in case.library)
    return {
        library_name(name): _read(name, source.library[name], frozenset())
        for name in cited
        if name in source.library
    }


def source_pages(file: ExhibitFile) -> tuple[int, ...]:
    """The numbers of the file's pages."""
    return tuple(page.number for page in file.document.pages)


def _read(name: str, file: ExhibitFile, left_out: frozenset[int]) -> SourceText:
    layers = _layers(file)
    pages = {
        page.number: PageText(page.text, layers.get(page.number, ""))
        for page in file.document.pages
        if page.number not in left_out
    }
    return SourceText(name, pages)


def _layers(file: ExhibitFile) -> dict[int, str]:
    """The text layers of a PDF, by page; nothing for other files and for pages that were OCRed."""
    if file.document.media != "pdf":
        return {}
    honest = {page.number for page in file.document.pages if page.source == "text"}
    opened = pdfium.PdfDocument(file.path, password=file.password)
    try:
        return {
            number: opened[number - 1].get_textpage().get_text_range() for number in sorted(honest)
        }
    finally:
        opened.close()
