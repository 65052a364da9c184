"""Files without pages of their own → one page of lines without boxes: text, RTF, HTML, DOCX."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator

import docx
from docx.oxml.ns import qn
from lxml import etree, html
from striprtf.striprtf import rtf_to_text

from docextract.errors import LimitExceededError, UnreadableFileError
from docextract.limits import Limits
from docextract.pages.encoding import decode
from docextract.pages.lists import html_mark, nested_rows
from docextract.pages.page import Line, Page, PageStatus, Word
from docextract.pages.runs import BULLET

WIDTH, HEIGHT = 612.0, 792.0
"""Points of the letter page that such a file is taken to be typeset on."""
_TAB = re.compile(r"\t+| {2,}")
_HTML_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figure footer form h1 h2 h3"
    " h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead title tr ul".split()
)
_HTML_HIDDEN = frozenset(("script", "style", "template", "noscript", "head"))


def page_of(rows: Iterable[str], number: int = 1) -> Page:
    """Rows of text → a page: an empty row starts a new block, a tab or two spaces is a tab."""
    lines: list[Line] = []
    block = 0
    for row in rows:
        words = tuple(_words(row))
        if len(words) > 1 and BULLET.match(words[0].text) and lines and lines[-1].block == block:
            block += 1
        if words:
            lines.append(Line(words, block))
        elif lines and lines[-1].block == block:
            block += 1
    status: PageStatus = "read" if lines else "blank"
    return Page(number, WIDTH, HEIGHT, tuple(lines), "text" if lines else "none", status)


def _words(row: str) -> Iterator[Word]:
    for number, cell in enumerate(c for c in _TAB.split(row) if c.strip()):
        for i, word in enumerate(cell.split()):
            yield Word(word, None, 1.0, tab=number > 0 and i == 0)


def text_rows(text: str) -> list[str]:
    """The rows of a text; the printer's form feed ends a block, lists keep their nesting."""
    return nested_rows(re.split(r"\r\n?|\n", text.lstrip("\ufeff").replace("\f", "\n\n")))


def rtf_rows(data: bytes, name: str) -> list[str]:
    """The rows of an RTF file; a table's cells are separated by tabs."""
    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, LookupError, RecursionError) as error:
        raise UnreadableFileError(
            f"{name} is not a document we can read: the RTF is damaged. Save it again as PDF."
        ) from error
    return [row.strip("|").replace("|", "\t") for row in str(text).splitlines()]


def html_rows(data: bytes, name: str) -> list[str]:
    """The visible text of an HTML page; no link or picture of it is followed."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, huge_tree=False)
    try:
        root = html.document_fromstring(decode(data) or "", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(
            f"{name} is not a document we can read: the web page is empty or damaged."
        ) from error
    return "".join(_html_text(root)).split("\n")


def _html_text(node: html.HtmlElement) -> Iterator[str]:
    if not isinstance(node.tag, str) or node.tag in _HTML_HIDDEN:
        yield _spaces(node.tail)
        return
    if node.tag in ("td", "th"):
        yield "\t"
    elif node.tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "table", "section"):
        yield "\n\n"
    elif node.tag in _HTML_BLOCKS:
        yield "\n"
    if node.tag == "li":
        yield f"{html_mark(node)} "
    yield _spaces(node.text)
    for child in node:
        yield from _html_text(child)
    if node.tag in _HTML_BLOCKS:
        yield "\n"
    yield _spaces(node.tail)


def _spaces(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def docx_rows(data: bytes, name: str, limits: Limits) -> list[str]:
    """The rows of a DOCX: headers first, paragraphs and tables in order, text boxes, footers.

    Raises:
        LimitExceededError: its parts unpack to more than ``limits.unpacked_mb``.
        UnreadableFileError: it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > limits.unpacked_mb * 1_000_000:
            raise LimitExceededError(
                f"{name} unpacks to {size / 1e6:,.0f} MB; the limit is {limits.unpacked_mb} MB. "
                "Save it as PDF, or raise the setting limits.unpacked_mb."
            )
        document = docx.Document(io.BytesIO(data))
        parts = [p for s in document.sections for p in (s.header, s.footer)]
        heads, feet = parts[::2], parts[1::2]
        rows = [row for part in _distinct(heads) for row in _docx_body(part)]
        rows += ["", *_docx_body(document.element.body), ""]
        rows += [row for part in _distinct(feet) for row in _docx_body(part)]
    except (KeyError, ValueError, OSError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(
            f"{name} is not a document we can read: the DOCX is damaged. Save it again as PDF."
        ) from error
    return rows


def _distinct(parts: Iterable[object]) -> Iterator[etree._Element]:
    """The elements of headers or footers, each text once though sections share it."""
    seen: set[str] = set()
    for part in parts:
        element = part._element  # type: ignore[attr-defined]
        text = "".join(element.itertext()).strip()
        if text and text not in seen:
            seen.add(text)
            yield element


def _docx_body(body: etree._Element) -> Iterator[str]:
    for child in body:
        if child.tag == qn("w:p"):
            yield from _docx_paragraph(child)
            yield ""
        elif child.tag == qn("w:tbl"):
            for row in child.iter(qn("w:tr")):
                cells = [" ".join(_docx_cell(cell)) for cell in row.findall(qn("w:tc"))]
                yield "\t".join(cell for cell in cells if cell.strip())
                yield ""
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
            yield from _docx_body(child)


def _docx_cell(cell: etree._Element) -> Iterator[str]:
    for paragraph in cell.iter(qn("w:p")):
        yield from _docx_paragraph(paragraph)


def _docx_paragraph(paragraph: etree._Element) -> Iterator[str]:
    """The rows of a paragraph; what stands in a text box follows as rows of its own."""
    boxes = [box for box in paragraph.iter(qn("w:txbxContent")) if not _fallback(box)]
    bullet = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    text = "".join(_docx_text(paragraph))
    yield from (f"• {row}" if bullet and row.strip() else row for row in text.split("\n"))
    for box in boxes:
        yield from _docx_body(box)


def _docx_text(node: etree._Element) -> Iterator[str]:
    for child in node:
        if child.tag in (qn("w:txbxContent"), qn("w:del"), qn("w:pPr"), qn("w:rPr")):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield "\t"
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        else:
            yield from _docx_text(child)


def _fallback(node: etree._Element) -> bool:
    """Whether a text box stands in the second copy that Word writes for old readers."""
    return any(str(a.tag).endswith("}Fallback") for a in node.iterancestors())
