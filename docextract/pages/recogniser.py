"""A second reader of printed lines: PP-OCR's recogniser, whose model lies in rapidocr's wheel.

It reads a strip of a page, one line high, by other means than tesseract: where the two agree on
a figure of a bad fax, it is right in 99 cases of 100. Only its recogniser is used, on the lines
that tesseract found: some 15 milliseconds a line against ten seconds for a page of its own.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from docextract.errors import MissingProgramError
from docextract.models import network_of
from docextract.pages.classes import BLANK, OtherModelError, cut
from docextract.pages.ocr import GreyImage

MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48
"""Pixels; what the model was trained at."""
STRETCH = 1.3
"""Wider than high, so that of two equal narrow letters neither is lost: the model tells at most
one letter for every 8 pixels."""
LONGEST = 3200
"""Pixels of a scaled strip, nearly twice a line of a page: what bounds memory for odd shapes."""
_MARKS = " •§®–—’‘“”☐☒☑"


class Strip(NamedTuple):
    """What was read in a strip of a page; for each character its confidence (0..1) and its place,
    as a share of the strip's width."""

    text: str
    confidences: tuple[float, ...]
    places: tuple[float, ...]


class LineReader(Protocol):
    """Reads a grey strip with one line of dark print on light ground."""

    def __call__(self, strip: GreyImage) -> Strip:
        """The line's text; empty where nothing was made out."""


class Recogniser:
    """PP-OCR's recogniser with one thread, kept to the characters of English print.

    Letters of other scripts are cut out of the model; accents and marks are weighed, so that
    what looks like none of ours is told with little confidence.
    """

    def __init__(self, model: Path) -> None:
        told, every = cut(model.read_bytes(), _weighed)
        self._session = network_of(told)
        self._kept = np.array([i for i, c in enumerate(every) if c == BLANK or _printed(c)])
        self._characters = [every[i] for i in self._kept]

    def __call__(self, strip: GreyImage) -> Strip:
        """See :class:`LineReader`."""
        high, wide = strip.shape
        if min(high, wide) < 4:
            return Strip("", (), ())
        size = (min(LONGEST, max(8, round(wide * HEIGHT / high * STRETCH))), HEIGHT)
        method = cv2.INTER_AREA if high > HEIGHT else cv2.INTER_CUBIC
        scaled = cv2.resize(strip, size, interpolation=method).astype(np.float32) / 127.5 - 1
        told = self._session.run(None, {"x": np.repeat(scaled[None, None], 3, axis=1)})[0][0]
        return self._decoded(told[:, self._kept])

    def _decoded(self, told: npt.NDArray[np.float32]) -> Strip:
        """The best character of each step; repeated ones count once, blanks part them (CTC)."""
        best = told.argmax(axis=1)
        steps = np.nonzero((best != 0) & (np.diff(best, prepend=-1) != 0))[0]
        return Strip(
            "".join(self._characters[best[i]] for i in steps),
            tuple(float(told[i, best[i]]) for i in steps),
            tuple(float(i + 0.5) / len(best) for i in steps),
        )


def _weighed(character: str) -> bool:
    """Whether it is no letter without cases, as those of Chinese are."""
    return not any(unicodedata.category(c) == "Lo" for c in character)


def _printed(character: str) -> bool:
    return character in _MARKS or (len(character) == 1 and "!" <= character <= "~")


@cache
def line_reader() -> LineReader:
    """The recogniser, loaded once a process.

    Raises:
        MissingProgramError: rapidocr, whose wheel holds the model, is not fully installed, or
            holds another model.
    """
    found = importlib.util.find_spec("rapidocr")  # not imported: that would take a second
    folders = found.submodule_search_locations if found else None
    models = [path for folder in folders or () if (path := Path(folder, "models", MODEL)).is_file()]
    if not models:
        raise MissingProgramError(
            f"the model {MODEL} of the package rapidocr is not installed: "
            "install peer-to-peer-prep again"
        )
    try:
        return Recogniser(models[0])
    except OtherModelError as error:
        raise MissingProgramError(
            f"rapidocr holds another {MODEL} than we know ({error}): "
            "install peer-to-peer-prep again"
        ) from error
