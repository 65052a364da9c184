"""A page as a picture: PDF pages rendered, images decoded, within the limits."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from pi_heif import register_heif_opener
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from docextract.errors import LimitExceededError, UnreadableFileError
from docextract.limits import Limits
from docextract.pages.intake import Source
from docextract.pages.ocr import GreyImage

FORMATS = ("TIFF", "PNG", "JPEG", "BMP", "GIF", "WEBP", "HEIF")
RENDER_DPI = 300
register_heif_opener(thumbnails=False)
MIN_DPI = 60
"""A lower stated resolution (a phone's photo says 72) is no statement about the paper."""
LETTER_WIDTH = 8.5
"""Inches; what a page without a believable resolution is taken to measure across."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page's pixels as stored: ``dpi_x`` and ``dpi_y`` differ on a standard fax."""

    grey: GreyImage
    dpi_x: float
    dpi_y: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.grey.shape
        return width * 72 / self.dpi_x, height * 72 / self.dpi_y


def count_images(source: Source) -> int:
    """The pages of a TIFF (or frames of another image).

    Raises:
        UnreadableFileError: the image is damaged.
    """
    try:
        with opened_image(source) as image:
            return int(getattr(image, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise _damaged(source) from error


def image_page(source: Source, number: int, limits: Limits) -> Picture:
    """Decode page ``number`` (from 1) of an image file.

    Raises:
        LimitExceededError: the page has more than ``limits.page_megapixels``.
        UnreadableFileError: the page is damaged.
    """
    try:
        with opened_image(source) as image:
            image.seek(number - 1)
            check_pixels(*image.size, limits)
            dpi_x, dpi_y = resolution(image)
            grey = _grey(image)
            if image.getexif().get(0x0112, 1) in (5, 6, 7, 8):
                dpi_x, dpi_y = dpi_y, dpi_x
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise _damaged(source) from error
    return Picture(grey, dpi_x, dpi_y)


def render_pdf_page(page: pdfium.PdfPage, limits: Limits, dpi: int = RENDER_DPI) -> Picture:
    """Render a PDF page upright in grey; a huge page at the resolution that its limit allows.

    Raises:
        LimitExceededError: even at 100 dpi it has more than ``limits.page_megapixels``.
    """
    width, height = page.get_size()
    area = width * height / 72**2
    affordable = int((limits.page_megapixels * 1e6 / max(area, 1e-6)) ** 0.5)
    if affordable < min(100, dpi):
        check_pixels(int(width / 72 * 100), int(height / 72 * 100), limits)
    used = min(dpi, affordable)
    bitmap = page.render(scale=used / 72, grayscale=True, draw_annots=True, rev_byteorder=False)
    grey = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width).astype(np.uint8)
    bitmap.close()
    return Picture(grey, used, used)


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Refuse a page image over ``limits.page_megapixels``."""
    if width * height > limits.page_megapixels * 1_000_000:
        raise LimitExceededError(
            f"the page has {width * height / 1e6:,.0f} million pixels ({width:,} x {height:,}); "
            f"the limit is {limits.page_megapixels}: "
            "scan it at 300 dpi, or raise the setting limits.page_megapixels"
        )


def opened_image(source: Source) -> Image.Image:
    """Open an image file; our own limit replaces Pillow's, which knows no setting.

    A file that is cut off is damaged, never half a page that looks blank: WeasyPrint, loaded in
    the same process, tells Pillow otherwise.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = None
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            return Image.open(source.stream(), formats=FORMATS)
        except UnidentifiedImageError as error:
            raise _damaged(source) from error


def _grey(image: Image.Image) -> GreyImage:
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        deep = np.asarray(image, dtype=np.float64)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0
        return (deep / top * 255).clip(0, 255).astype(np.uint8)
    turned = ImageOps.exif_transpose(image) or image
    if "A" in turned.getbands() or "transparency" in turned.info:
        rgba = turned.convert("RGBA")
        turned = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    return np.asarray(turned.convert("L"), dtype=np.uint8)


def resolution(image: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down, as stated, else from a page of letter width.

    A fax program that states only 204x98 by its height (1,728 dots across, about 1,100 down)
    or states square dots for such a page is corrected by the shape: no letter is wider than high
    by so much.
    """
    width, height = image.size
    stated = image.info.get("dpi", (0, 0))
    try:
        dpi_x, dpi_y = (float(v) for v in stated)
    except (TypeError, ValueError):
        dpi_x = dpi_y = 0.0
    if not (MIN_DPI <= dpi_x <= 2400 and MIN_DPI <= dpi_y <= 2400):
        across = LETTER_WIDTH if height >= width else 11.0
        dpi_x = dpi_y = width / across
    if width == 1728 and height < 1400 and abs(dpi_x - dpi_y) < 0.2 * dpi_x:
        dpi_x, dpi_y = 204.0, 98.0
    return dpi_x, dpi_y


def _damaged(source: Source) -> UnreadableFileError:
    return UnreadableFileError(
        f"{source.name} is not a document we can read: the image is damaged. Ask for it again."
    )
