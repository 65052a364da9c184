"""HTML → PDF, and a PDF → what a scanner, a fax machine or a phone makes of it.

All randomness is seeded, so that the same sources give the same pictures.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import weasyprint
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Grey = NDArray[np.uint8]

FAX_DPI = {"fine": (204, 196), "standard": (204, 98)}
_PAGE = "<meta charset=utf-8><style>@page{size:letter;margin:0.8in 0.85in}</style>"


def to_pdf(html: str) -> bytes:
    """A page or more with a text layer."""
    data: bytes = weasyprint.HTML(string=_PAGE + html).write_pdf(pdf_identifier=b"sample")
    return data


def join_pdfs(parts: Sequence[bytes]) -> bytes:
    """The pages of several PDFs in one."""
    out = pikepdf.new()
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as pdf:
            out.pages.extend(pdf.pages)
    buffer = io.BytesIO()
    out.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def rasters(pdf: bytes, dpi: int) -> list[Image.Image]:
    """The pages as grey pictures."""
    document = pdfium.PdfDocument(pdf)
    return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


def _skewed(page: Image.Image, degrees: float) -> Image.Image:
    return page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _speckled(page: Image.Image, rng: np.random.Generator, share: float) -> Image.Image:
    pixels: Grey = np.array(page)
    pixels[rng.random(pixels.shape) < share] = 0
    pixels[rng.random(pixels.shape) < share * 4] = 255
    return Image.fromarray(pixels)


def to_fax(pdf: bytes, *, resolution: str, header: str, seed: int, blank_after: int = 0) -> bytes:
    """A group 4 TIFF as a fax server stores it, a header line on top of every page.

    A blank page follows page ``blank_after`` (0: none), as when a sheet was fed the wrong way.
    """
    rng = np.random.default_rng(seed)
    dpi_x, dpi_y = FAX_DPI[resolution]
    pages = rasters(pdf, dpi_x)
    if blank_after:
        pages.insert(blank_after, Image.new("L", pages[0].size, 255))
    font = ImageFont.truetype("LiberationMono-Regular.ttf", 24)
    faxed = []
    for number, page in enumerate(pages, start=1):
        sheet = _skewed(page, float(rng.uniform(-0.5, 0.5)))
        ImageDraw.Draw(sheet).text(
            (60, 18), f"{header}   P.{number:03d}/{len(pages):03d}", fill=0, font=font
        )
        squeezed = sheet.resize((sheet.width, round(sheet.height * dpi_y / dpi_x)))
        noisy = _speckled(squeezed, rng, 0.0004)
        faxed.append(noisy.point(lambda v: 255 if v > 150 else 0).convert("1"))
    buffer = io.BytesIO()
    faxed[0].save(
        buffer,
        "TIFF",
        compression="group4",
        dpi=(dpi_x, dpi_y),
        save_all=True,
        append_images=faxed[1:],
    )
    return buffer.getvalue()


def to_scan(pdf: bytes, *, seed: int, turn: int = 0) -> bytes:
    """An image-only PDF as a flatbed scanner makes it, turned by ``turn`` degrees."""
    rng = np.random.default_rng(seed)
    pages = []
    for page in rasters(pdf, 200):
        skewed = _skewed(page, float(rng.uniform(-0.7, 0.7)))
        pages.append(_speckled(skewed, rng, 0.0002).rotate(turn, expand=True))
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", resolution=200, save_all=True, append_images=pages[1:], quality=60)
    return _dateless(buffer.getvalue())


def _dateless(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.docinfo
        buffer = io.BytesIO()
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def to_photo(pdf: bytes, *, seed: int) -> bytes:
    """A JPEG of the first page as a phone takes it: uneven light, a slight turn."""
    rng = np.random.default_rng(seed)
    page = _skewed(rasters(pdf, 170)[0], 1.1)
    light = (
        np.linspace(1.0, 0.82, page.width)[None, :] * np.linspace(1.0, 0.93, page.height)[:, None]
    )
    noisy = np.asarray(page) * light + rng.normal(0, 4, (page.height, page.width))
    buffer = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(
        buffer, "JPEG", quality=72, dpi=(170, 170)
    )
    return buffer.getvalue()


def to_email(pdf: bytes, *, subject: str, attachment: str) -> bytes:
    """A message with the PDF attached."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "determinations@alder-ridge.example"
    message["To"] = "priorauth@lakeshore.example"
    message["Date"] = "Mon, 09 Mar 2026 16:05:00 -0500"
    message["Subject"] = subject
    message["Message-ID"] = "<30714@alder-ridge.example>"
    message.set_content("A determination letter is attached.\n")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=attachment)
    message.set_boundary("sample-boundary")
    return message.as_bytes()
