"""OCR engines behind one interface: an upright image in, words with boxes out."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pytesseract
from PIL import Image

from docextract.facts import Box

GreyImage = npt.NDArray[np.uint8]
"""Height x width, 0 black to 255 white."""
INSTALL = "sudo apt-get install tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd"


class OcrWord(NamedTuple):
    """A word as an engine read it; ``box`` in pixels of the image, ``confidence`` 0..1,
    ``line`` the same number for the words of one printed line."""

    text: str
    box: Box
    confidence: float
    line: int


class OcrError(Exception):
    """The engine did not read a page; the message says why and what mends it."""


class Engine(Protocol):
    """A program that reads images.

    Both methods take an 8-bit grey image with dark text on light ground and raise
    :class:`OcrError`, and nothing else, where the program fails.
    """

    def read(self, image: GreyImage, *, dpi: int, seconds: float) -> list[OcrWord]:
        """The words of an upright page, in any order."""

    def quarter_turns(self, image: GreyImage, *, dpi: int, seconds: float) -> int:
        """How often to turn the page clockwise by 90 degrees to stand upright; 0 if unsure."""


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Tesseract as the distribution installs it.

    Automatic page segmentation without orientation detection (psm 3): psm 6 loses boxed
    tables. Images go through as PGM, since compressing a PNG costs more than it saves.
    """

    language: str = "eng"
    psm: int = 3

    def read(self, image: GreyImage, *, dpi: int, seconds: float) -> list[OcrWord]:
        """See :class:`Engine`."""
        config = f"--psm {self.psm} --dpi {dpi} -c tessedit_create_tsv=1"
        output = self._run(image, config, "tsv", seconds)
        try:
            table = output.decode("utf-8")
        except UnicodeDecodeError as error:
            raise OcrError(
                f"tesseract printed text that is not UTF-8: {INSTALL} updates it"
            ) from error
        return parse_table(table)

    def quarter_turns(self, image: GreyImage, *, dpi: int, seconds: float) -> int:
        """See :class:`Engine`; needs the ``osd`` model, 0 where the page has too little text."""
        try:
            report = self._run(image, f"--psm 0 --dpi {dpi}", "osd", seconds, language="osd")
        except OcrError:
            return 0
        lines = report.decode("utf-8", "replace").splitlines()
        values = dict(line.split(":", 1) for line in lines if ":" in line)
        turn = values.get("Rotate", "0").strip()
        return int(turn) // 90 % 4 if turn.isdigit() else 0

    def _run(
        self, image: GreyImage, config: str, kind: str, seconds: float, language: str = ""
    ) -> bytes:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        picture = Image.fromarray(np.ascontiguousarray(image))
        picture.format = "PPM"
        try:
            output = pytesseract.pytesseract.run_and_get_output(
                picture,
                extension=kind,
                lang=language or self.language,
                config=config,
                timeout=max(1.0, seconds),
                return_bytes=True,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise OcrError(f"tesseract is not installed: {INSTALL}") from error
        except pytesseract.TesseractError as error:
            raise OcrError(_failure(error)) from error
        except UnicodeDecodeError as error:
            raise OcrError(
                f"tesseract failed and printed text that is not UTF-8: {INSTALL} updates it"
            ) from error
        except RuntimeError as error:
            raise OcrError(
                f"tesseract took longer than {seconds:.0f} s: raise the setting limits.page_seconds"
            ) from error
        except OSError as error:
            raise OcrError(f"tesseract could not be run: {error}") from error
        return bytes(output)


def _failure(error: pytesseract.TesseractError) -> str:
    message = str(error.message)
    if "traineddata" in message or "loading language" in message:
        return f"tesseract lacks its English model: {INSTALL}"
    if error.status < 0:
        return f"tesseract crashed on this page (signal {-error.status}): {INSTALL} updates it"
    return f"tesseract failed on this page (exit code {error.status}): {INSTALL} updates it"


def parse_table(table: str) -> list[OcrWord]:
    """The words of tesseract's TSV (level 5); its columns are named in the first row."""
    words: list[OcrWord] = []
    lines: dict[tuple[str, str, str], int] = {}
    try:
        for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
            content = (row["text"] or "").strip()
            if row["level"] != "5" or not content:
                continue
            left, top = float(row["left"]), float(row["top"])
            box = (left, top, left + float(row["width"]), top + float(row["height"]))
            line = lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), len(lines))
            words.append(OcrWord(content, box, max(0.0, float(row["conf"])) / 100, line))
    except (KeyError, TypeError, ValueError) as error:
        raise OcrError(
            f"tesseract printed a table we do not understand: {INSTALL} updates it"
        ) from error
    return words
