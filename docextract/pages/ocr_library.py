"""Tesseract as a library: the model is loaded once a process, not once a page.

On a fine fax the library takes about two thirds of the program's time for a page. Where the
library or its model is missing the program is used instead, which also tells what to install.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from PIL import Image

from docextract.pages.ocr import (
    INSTALL,
    Engine,
    GreyImage,
    OcrError,
    OcrWord,
    Tesseract,
    parse_table,
)

_COLUMNS = "level page_num block_num par_num line_num word_num left top width height conf text"
_HEADER = "\t".join(_COLUMNS.split()) + "\n"
_MODEL_FOLDERS = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata")


@dataclass(frozen=True, slots=True)
class TesseractLibrary:
    """Tesseract inside this process; orientation is left to the program.

    ``models`` is the folder of the ``.traineddata`` files. A crash of the library ends the
    process: it is meant for worker processes that may be lost.
    """

    models: Path
    language: str = "eng"
    program: Engine = field(default_factory=Tesseract)

    def read(self, image: GreyImage, *, dpi: int, seconds: float) -> list[OcrWord]:
        """See :class:`docextract.pages.ocr.Engine`."""
        try:
            api = _loaded(self.models, self.language)
            api.SetImage(Image.fromarray(np.ascontiguousarray(image)))
            api.SetSourceResolution(dpi)
            finished = api.Recognize(int(max(1.0, seconds) * 1000))
            table: str = api.GetTSVText(0) if finished else ""
        except RuntimeError as error:
            raise OcrError(f"tesseract failed on this page: {INSTALL} updates it") from error
        if not finished:
            raise OcrError(
                f"tesseract took longer than {seconds:.0f} s: raise the setting limits.page_seconds"
            )
        return parse_table(_HEADER + table)

    def quarter_turns(self, image: GreyImage, *, dpi: int, seconds: float) -> int:
        """See :class:`docextract.pages.ocr.Engine`."""
        return self.program.quarter_turns(image, dpi=dpi, seconds=seconds)


def best_engine() -> Engine:
    """The library where it and its English model are installed, else the program."""
    models = _models()
    return (
        TesseractLibrary(models) if models is not None and _library() is not None else Tesseract()
    )


@cache
def _library() -> ModuleType | None:
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # read when the library is loaded
    try:
        import tesserocr
    except ImportError:
        return None
    module: ModuleType = tesserocr
    return module


def _models() -> Path | None:
    """The first folder that holds the English model; TESSDATA_PREFIX goes before the usual ones."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(f) for f in ((named,) if named else ()) + _MODEL_FOLDERS]
    return next((f for f in folders if (f / "eng.traineddata").is_file()), None)


@cache
def _loaded(models: Path, language: str) -> Any:  # noqa: ANN401 - the library has no types
    library = _library()
    if library is None:
        raise OcrError(f"tesseract's library is not installed: {INSTALL}")
    return library.PyTessBaseAPI(path=str(models), lang=language, psm=library.PSM.AUTO)
