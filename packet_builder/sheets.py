"""The Letter sheets that exhibit pages are mounted on, and the mounting."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium

from docextract.facts import Box

SHORT, LONG = 612.0, 792.0
"""US Letter in points."""

STRIP = 34.0
"""Height of the band above the exhibit that carries its number."""

GUTTER = 29.0
"""Width of the band at the left that carries the margin rules."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a page stands on its Letter sheet: points, origin top left."""

    wide: bool
    left: float
    top: float
    width: float
    height: float
    scale: float

    def place(self, box: Box) -> Box:
        """A box of the page as ``(left, top, width, height)`` on the sheet."""
        return (
            round(self.left + box[0] * self.scale, 2),
            round(self.top + box[1] * self.scale, 2),
            round((box[2] - box[0]) * self.scale, 2),
            round((box[3] - box[1]) * self.scale, 2),
        )


def sheet_for(width: float, height: float) -> Sheet:
    """The sheet for a page of this displayed size, as large as fits under the strip."""
    wide = width > height
    across, down = (LONG, SHORT) if wide else (SHORT, LONG)
    scale = min((across - GUTTER) / width, (down - STRIP) / height)
    left = GUTTER + (across - GUTTER - width * scale) / 2
    return Sheet(wide, round(left, 2), STRIP, width * scale, height * scale, scale)


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page as it is displayed, in points."""
    opened = pdfium.PdfDocument(pdf)
    try:
        return tuple(opened.get_page_size(i) for i in range(len(opened)))
    finally:
        opened.close()


def mount(body: bytes, exhibits: Sequence[tuple[bytes, int, tuple[float, float]]]) -> bytes:
    """Lay exhibit pages on the last sheets of ``body``, one each, in order.

    They are multiplied onto what the sheet shows: a highlight of the sheet tints the page's
    paper and leaves its ink black, so that the words survive a black-and-white fax.

    Args:
        body: the packet whose last ``len(exhibits)`` pages are prepared sheets.
        exhibits: for each sheet the exhibit's PDF, the page in it (from 0) and that page's
            displayed size.
    """
    out = BytesIO()
    with ExitStack() as stack:
        packet = stack.enter_context(pikepdf.open(BytesIO(body)))
        sources = {
            id(data): stack.enter_context(pikepdf.open(BytesIO(data))) for data, _, _ in exhibits
        }
        first = len(packet.pages) - len(exhibits)
        for offset, (data, index, size) in enumerate(exhibits):
            page = sources[id(data)].pages[index]
            for key in ("/TrimBox", "/ArtBox", "/BleedBox"):
                if key in page.obj:
                    del page.obj[key]
            name = pikepdf.Name(f"/Exhibit{offset}")
            _lay_on(packet, packet.pages[first + offset], page, size, name)
        _fill_in_helvetica(packet)
        packet.save(out, deterministic_id=True)
    return out.getvalue()


def _fill_in_helvetica(packet: pikepdf.Pdf) -> None:
    """Let viewers set what is filled in with a font that each of them has.

    The layout engine names its own embedded font, whose glyph numbers no viewer can type.
    """
    form = packet.Root.get("/AcroForm")
    if form is None:
        return
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    form.DR = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=packet.make_indirect(font)))
    for field in form.Fields:
        if field.get("/FT") == pikepdf.Name.Tx:
            field.DA = pikepdf.String("/Helv 9 Tf 0 g")


def _lay_on(
    packet: pikepdf.Pdf,
    target: pikepdf.Page,
    page: pikepdf.Page,
    size: tuple[float, float],
    name: pikepdf.Name,
) -> None:
    """One page onto its sheet, as a group, so that what it covers itself stays covered.

    ``name`` is the packet's only one: its pages share their resources. (pikepdf's own
    ``add_overlay`` draws a random one, and knows no blend mode.)
    """
    form = packet.copy_foreign(page.as_form_xobject())
    form.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, I=True)
    target.add_resource(form, pikepdf.Name.XObject, name)
    state = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, BM=pikepdf.Name.Multiply)
    multiplied = pikepdf.Name("/Multiplied")
    target.add_resource(state, pikepdf.Name.ExtGState, multiplied, replace_existing=True)
    rectangle = _rectangle(size, float(target.mediabox[3]))
    placed = target.calc_form_xobject_placement(
        form, name, rectangle, invert_transformations=True, allow_shrink=True, allow_expand=True
    )
    target.contents_add(b"q\n", prepend=True)
    target.contents_add(b"Q\nq /Multiplied gs\n" + placed + b"\nQ\n", prepend=False)
    target.contents_coalesce()


def _rectangle(size: tuple[float, float], sheet_height: float) -> pikepdf.Rectangle:
    sheet = sheet_for(*size)
    top = sheet_height - sheet.top
    return pikepdf.Rectangle(sheet.left, top - sheet.height, sheet.left + sheet.width, top)
