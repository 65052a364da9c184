"""Pages of any file as PDF pages for a packet: at true size, upright, and harmless.

A PDF page is drawn onto an empty page, so that its links, scripts, forms and attached files
stay behind; what its annotations and form fields show is kept. A page that was read by OCR
gets its words as invisible text; a file without pages of its own is typeset.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pikepdf
from PIL import Image, ImageOps

from docextract.errors import PasswordNeededError, UnreadableFileError
from docextract.limits import Limits
from docextract.pages import formats
from docextract.pages.intake import Source
from docextract.pages.page import Document, Page, Word
from docextract.pages.raster import check_pixels, opened_image, resolution
from docextract.pages.typeset import typeset

JPEG_QUALITY = 85
_FONT = "/HiddenWords"
_WIDTH_OF_LETTER = 0.6
"""Of Courier, which the invisible words are set in: a part of the font's size."""


def exhibit_pdf(
    source: Source, numbers: Sequence[int], document: Document, limits: Limits, password: str | None
) -> bytes:
    """The pages ``numbers`` (from 1) of a file as one PDF, in that order.

    A file without pages of its own may take more pages than one for each number.

    Raises:
        UnreadableFileError: the file changed or is damaged, or the password is missing.
    """
    known = {page.number: page for page in document.pages}
    with pikepdf.new() as out:
        for number in numbers:
            if number not in known:
                raise UnreadableFileError(f"{source.name} has no page {number}.")
            _add_page(out, source, number, known[number], limits, password)
        out.remove_unreferenced_resources()
        stream = io.BytesIO()
        out.save(stream, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stream.getvalue()


def _add_page(
    out: pikepdf.Pdf, source: Source, number: int, page: Page, limits: Limits, password: str | None
) -> None:
    if source.media == "email" and number > 1:
        part, inner = formats.part_of(source, number, limits)
        if part is None:
            _append(out, typeset([page]))
        else:
            _add_page(out, part, inner, page, limits, None)
    elif source.media == "pdf":
        with _pdf(source, password) as pdf:
            _copy(out, pdf, number, page)
    elif source.media == "image":
        with pikepdf.open(io.BytesIO(_image_pdf(source, number, limits))) as pdf:
            _copy(out, pdf, 1, page)
    else:
        _append(out, typeset([page]))


@contextmanager
def _pdf(source: Source, password: str | None) -> Iterator[pikepdf.Pdf]:
    content = source.content
    opened = io.BytesIO(content) if isinstance(content, bytes) else content
    try:
        with pikepdf.open(opened, password=password or "") as pdf:
            pdf.flatten_annotations("screen")
            yield pdf
    except pikepdf.PasswordError as error:
        raise PasswordNeededError(
            f"{source.name} is encrypted. Give its password with --password-file."
        ) from error
    except pikepdf.PdfError as error:
        raise UnreadableFileError(
            f"{source.name} is not a document we can read: the PDF is damaged. Ask for it again."
        ) from error


def _copy(out: pikepdf.Pdf, pdf: pikepdf.Pdf, number: int, read: Page) -> None:
    """Draw a page, turned upright as it was read, onto an empty page of its size."""
    page = pdf.pages[number - 1]
    if read.rotation:
        page.rotate(read.rotation, relative=True)
    width, height = _shown_size(page)
    target = out.add_blank_page(page_size=(width, height))
    _draw(out, target, page, pikepdf.Rectangle(0, 0, width, height))
    if read.source == "ocr":
        _add_words(out, target, read, width, height)


def _draw(
    out: pikepdf.Pdf, target: pikepdf.Page, page: pikepdf.Page, place: pikepdf.Rectangle
) -> None:
    """The page as a form of a fixed name: pikepdf's own overlay draws a random one each time."""
    form = out.copy_foreign(page.as_form_xobject())
    name = pikepdf.Name("/Shown")
    target.add_resource(form, pikepdf.Name.XObject, name)
    target.contents_add(
        target.calc_form_xobject_placement(
            form, name, place, invert_transformations=True, allow_shrink=True, allow_expand=True
        ),
        prepend=False,
    )


def _shown_size(page: pikepdf.Page) -> tuple[float, float]:
    box = [float(v) for v in page.cropbox]
    width, height = abs(box[2] - box[0]), abs(box[3] - box[1])
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return (height, width) if turned else (width, height)


def _append(out: pikepdf.Pdf, data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        out.pages.extend(pdf.pages)


def _image_pdf(source: Source, number: int, limits: Limits) -> bytes:
    """One page of an image file as a PDF: black and white as fax code, others as JPEG."""
    with opened_image(source) as image:
        image.seek(number - 1)
        check_pixels(*image.size, limits)
        dpi_x, dpi_y = resolution(image)
        turned = ImageOps.exif_transpose(image) or image
        if image.getexif().get(0x0112, 1) in (5, 6, 7, 8):
            dpi_x, dpi_y = dpi_y, dpi_x
        flat = turned if turned.mode in ("1", "L", "RGB") else _flat(turned)
        quality = {} if flat.mode == "1" else {"quality": JPEG_QUALITY}
        stream = io.BytesIO()
        flat.save(stream, "PDF", dpi=(dpi_x, dpi_y), **quality)
    return stream.getvalue()


def _flat(image: Image.Image) -> Image.Image:
    """Without transparency, in the nearest of the colour modes that a PDF holds."""
    if image.mode.startswith(("I", "F")):
        return image.convert("L")
    rgba = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")


def _add_words(
    out: pikepdf.Pdf, target: pikepdf.Page, read: Page, width: float, height: float
) -> None:
    """Lay the words that OCR read over the page, invisible, for search and copying."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Courier,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    target.add_resource(out.make_indirect(font), pikepdf.Name.Font, pikepdf.Name(_FONT))
    scale = (width / read.width, height / read.height)
    words = (w for line in read.lines for w in line.words)
    shown = b"\n".join(piece for word in words for piece in _show(word, scale, height))
    target.contents_add(b"q BT 3 Tr\n" + shown + b"\nET Q")


def _show(word: Word, scale: tuple[float, float], height: float) -> Iterator[bytes]:
    if word.box is None:
        return
    left, right = word.box[0] * scale[0], word.box[2] * scale[0]
    size = max(1.0, (word.box[3] - word.box[1]) * scale[1])
    base = height - word.box[3] * scale[1] + 0.2 * size
    natural = _WIDTH_OF_LETTER * size * len(word.text)
    stretch = 100 * max(0.1, right - left) / natural
    coded = word.text.encode("cp1252", "replace") + b" "
    text = coded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    yield (
        f"{_FONT} {size:.2f} Tf {stretch:.2f} Tz 1 0 0 1 {left:.2f} {base:.2f} Tm (".encode()
        + text
        + b") Tj"
    )
