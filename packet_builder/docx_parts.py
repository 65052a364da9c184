"""Building blocks of the appeal draft: styles, fields, tables and notes of a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import docx
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import _Footer, _Header
from docx.shared import Inches, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from packet_builder.docx_controls import Told, add_control
from packet_builder.plain import clean

BODY, HEAD = "Times New Roman", "Arial"
"""Fonts of every office; LibreOffice sets Liberation in the same widths."""

NOTE, QUOTE, MARK = "Writer Note", "Record Quote", "Draft Mark"
UNDECIDED = "[Writer decides: "
AUTHOR = "Peer-to-Peer Prep"
_WIDTH = Inches(6.5)


class Bold(str):
    """Words to be set bold."""

    __slots__ = ()


def new_draft(title: str, made: datetime, base: Docx | None = None) -> Docx:
    """An empty US Letter file with the draft's styles and fixed properties.

    ``base`` is the practice's own letterhead: its page, its styles and what it holds are kept.
    """
    draft = base or docx.Document()
    if base is None:
        section = draft.sections[0]
        section.page_width, section.page_height = Inches(8.5), Inches(11)
        section.left_margin = section.right_margin = Inches(1)
        section.top_margin, section.bottom_margin = Inches(1), Inches(0.9)
        _set_styles(draft)
    _own_styles(draft)
    core = draft.core_properties
    core.title, core.author, core.language = clean(title), "", "en-US"
    core.comments = ""
    core.created = core.modified = made.replace(tzinfo=None)
    return draft


def header_and_footer(draft: Docx, left: Part, right: Part) -> None:
    """The draft mark and the reference on every page, and "Page 1 of 3" below."""
    section = draft.sections[0]
    headers = [section.header]
    if section.different_first_page_header_footer:
        headers.append(section.first_page_header)
    heads = [_mark(header, left, right) for header in headers]
    footer = section.footer
    foot = footer.paragraphs[0] if not _holds(footer) else footer.add_paragraph()
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("Confidential: protected health information. Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    for paragraph in heads:
        paragraph.style = draft.styles[MARK]
    for run in foot.runs:
        run.font.name, run.font.size = HEAD, Pt(8.5)


def _mark(header: _Header, left: Part, right: Part) -> Paragraph:
    """The draft mark and the reference, above what a letterhead holds."""
    first = header.paragraphs[0]
    head: Paragraph = first.insert_paragraph_before() if _holds(header) else first
    for inherited in (Inches(3.25), Inches(3), Inches(6)):
        head.paragraph_format.tab_stops.add_tab_stop(inherited, WD_TAB_ALIGNMENT.CLEAR)
    head.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    add(head, left)
    head.add_run("\t")
    add(head, right)
    _rule_below(head)
    return head


def _holds(part: _Header | _Footer) -> bool:
    """Whether a header or footer shows anything."""
    return bool(part.tables or any(p.text.strip() for p in part.paragraphs)) or any(
        True for _ in part._element.iter(qn("w:drawing"))
    )


Part = str | Told
"""What stands in a paragraph: the letter's own words, or a fact of the case."""


def say(draft: Docx, *parts: Part, style: str | None = None) -> Paragraph:
    """A paragraph of runs; a :class:`Bold` part is bold, a fact is a content control."""
    paragraph = draft.add_paragraph(style=style)
    add(paragraph, *parts)
    return paragraph


def add(paragraph: Paragraph, *parts: Part) -> None:
    """Runs at the end of a paragraph; the parts are cleaned, spaces at their ends kept."""
    for part in parts:
        if isinstance(part, Told):
            add_control(paragraph, part)
            continue
        lead = " " if part[:1] == " " else ""
        tail = " " if part[-1:] == " " and part.strip() else ""
        run = paragraph.add_run(lead + clean(part) + tail)
        run.bold = True if isinstance(part, Bold) else None


def note(draft: Docx, text: str) -> Paragraph:
    """A place that the writer has to fill or delete before sending, shaded and in brackets."""
    return say(draft, Bold(UNDECIDED), text, Bold("]"), style=NOTE)


def remark(draft: Docx, paragraph: Paragraph, text: str) -> None:
    """A comment to the writer on a paragraph's first words; it is dated as the draft is."""
    runs = paragraph.runs or [paragraph.add_run("")]
    comment = draft.add_comment(runs[0], clean(text), author=AUTHOR, initials="P2P")
    made = draft.core_properties.created
    if made is not None:
        comment._comment_elm.set(qn("w:date"), f"{made:%Y-%m-%dT%H:%M:%SZ}")


def table(
    draft: Docx, heads: Sequence[str], rows: Sequence[Sequence[Part]], inches: Sequence[float]
) -> None:
    """A ruled table whose head row repeats on each page and whose rows stay whole."""
    grid = draft.add_table(rows=1, cols=len(heads), style="Table Grid")
    grid.autofit = False
    for cell, text in zip(grid.rows[0].cells, heads, strict=True):
        add(cell.paragraphs[0], Bold(text))
        _shade(cell._tc.get_or_add_tcPr(), "E7ECF2")
    _row_flag(grid.rows[0]._tr, "w:tblHeader")
    for values in rows:
        row = grid.add_row()
        _row_flag(row._tr, "w:cantSplit")
        for cell, value in zip(row.cells, values, strict=True):
            add(cell.paragraphs[0], value)
    _columns(draft, grid, inches)
    draft.add_paragraph().paragraph_format.space_after = Pt(0)


def pairs(draft: Docx, rows: Sequence[tuple[str, Part]]) -> Table:
    """The RE: block: label and value side by side without rules."""
    grid: Table = draft.add_table(rows=len(rows), cols=2)
    grid.autofit = False
    for row, (name, value) in zip(grid.rows, rows, strict=True):
        cells = row.cells
        add(cells[0].paragraphs[0], Bold(name))
        add(cells[1].paragraphs[0], value)
    _columns(draft, grid, (1.5, 5.0))
    draft.add_paragraph().paragraph_format.space_after = Pt(0)
    return grid


def _columns(draft: Docx, grid: Table, inches: Sequence[float]) -> None:
    """Widths on the grid and on every cell: Word reads the one, LibreOffice the other."""
    for column, width in zip(grid.columns, inches, strict=True):
        column.width = Inches(width)
    for row in grid.rows:
        for cell, width in zip(row.cells, inches, strict=True):
            cell.width = Inches(width)
            for paragraph in cell.paragraphs:
                paragraph.style = draft.styles["Table Text"]


def _set_styles(draft: Docx) -> None:
    normal = draft.styles["Normal"]
    _font(normal, BODY, 11.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.08
    normal.paragraph_format.widow_control = True
    for name, size in (("Title", 15.0), ("Heading 1", 12.5), ("Heading 2", 11.0)):
        style = draft.styles[name]
        _font(style, HEAD, size)
        style.font.bold, style.font.color.rgb = True, RGBColor(0x17, 0x36, 0x5D)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(12 if name == "Heading 1" else 8)
        style.paragraph_format.space_after = Pt(4)


def _own_styles(draft: Docx) -> None:
    """The styles that no letterhead has; one that has them keeps its own."""
    normal = draft.styles["Normal"]
    known = {style.name for style in draft.styles}
    for name in ("Heading 1", "Heading 2", "List Bullet", "List Number"):
        if name not in known:
            plain = draft.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            plain.base_style = normal
            plain.font.bold = name.startswith("Heading")
            plain.paragraph_format.left_indent = Inches(0 if plain.font.bold else 0.25)
    if "Table Grid" not in known:
        draft.styles.add_style("Table Grid", WD_STYLE_TYPE.TABLE)
    if "Table Text" not in known:
        small = draft.styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
        small.base_style = normal
        small.font.size = Pt(10)
        small.paragraph_format.space_after = Pt(2)
    if QUOTE not in known:
        quote = draft.styles.add_style(QUOTE, WD_STYLE_TYPE.PARAGRAPH)
        quote.base_style = normal
        quote.paragraph_format.left_indent = Inches(0.3)
        quote.paragraph_format.space_after = Pt(4)
    if MARK not in known:
        mark = draft.styles.add_style(MARK, WD_STYLE_TYPE.PARAGRAPH)
        _font(mark, HEAD, 8.5)
        mark.font.bold = True
    if NOTE in known:
        return
    writer = draft.styles.add_style(NOTE, WD_STYLE_TYPE.PARAGRAPH)
    writer.base_style = normal
    _font(writer, HEAD, 9.5)
    _shade(writer.element.get_or_add_pPr(), "FFF2B3")


def _font(style: object, name: str, points: float) -> None:
    style.font.name, style.font.size = name, Pt(points)  # type: ignore[attr-defined]
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), name)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)


def _shade(properties: object, fill: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), fill)
    properties.append(shade)  # type: ignore[attr-defined]


def _row_flag(row: object, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))  # type: ignore[attr-defined]


def _rule_below(paragraph: Paragraph) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "3"), ("color", "444444")):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    after = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *after)


def _field(paragraph: Paragraph, code: str) -> None:
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = code
            run._r.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
