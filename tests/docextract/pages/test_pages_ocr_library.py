"""The library engine: its choice, its failures told in words, and a page read for real."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from docextract.pages import ocr_library
from docextract.pages.ocr import OcrError, Tesseract
from docextract.pages.ocr_library import TesseractLibrary, best_engine

PAGE = np.full((300, 900), 255, np.uint8)


class FakeApi:
    """What the engine asks of the library; ``finishes`` and ``raises`` decide how it goes."""

    def __init__(self, *, finishes: bool = True, raises: bool = False) -> None:
        self.finishes, self.raises = finishes, raises

    def SetImage(self, image: Image.Image) -> None:  # noqa: N802 - the library's name
        if self.raises:
            raise RuntimeError("broken")

    def SetSourceResolution(self, dpi: int) -> None:  # noqa: N802
        self.dpi = dpi

    def Recognize(self, milliseconds: int) -> bool:  # noqa: N802
        return self.finishes

    def GetTSVText(self, page: int) -> str:  # noqa: N802
        return "5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t91.5\tDenied\n"


def with_api(monkeypatch: pytest.MonkeyPatch, api: FakeApi) -> TesseractLibrary:
    monkeypatch.setattr(ocr_library, "_loaded", lambda models, language: api)
    return TesseractLibrary(Path("/nowhere"))


def test_words_of_the_table(monkeypatch: pytest.MonkeyPatch):
    (word,) = with_api(monkeypatch, FakeApi()).read(PAGE, dpi=300, seconds=5)
    assert (word.text, word.box) == ("Denied", (10.0, 20.0, 40.0, 32.0))
    assert word.confidence == pytest.approx(0.915)


def test_a_page_that_takes_too_long_names_the_setting(monkeypatch: pytest.MonkeyPatch):
    engine = with_api(monkeypatch, FakeApi(finishes=False))
    with pytest.raises(OcrError, match=r"longer than 3 s.*limits\.page_seconds"):
        engine.read(PAGE, dpi=300, seconds=3)


def test_an_error_of_the_library_names_the_mending_command(monkeypatch: pytest.MonkeyPatch):
    engine = with_api(monkeypatch, FakeApi(raises=True))
    with pytest.raises(OcrError, match="sudo apt-get install"):
        engine.read(PAGE, dpi=300, seconds=3)


@pytest.mark.parametrize("lacking", ["library", "model"])
def test_the_program_serves_where_library_or_model_is_missing(
    monkeypatch: pytest.MonkeyPatch, lacking: str
):
    if lacking == "library":
        monkeypatch.setattr(ocr_library, "_library", lambda: None)
    else:
        monkeypatch.setattr(ocr_library, "_models", lambda: None)
    assert best_engine() == Tesseract()


def test_models_are_looked_for_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "eng.traineddata").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    engine = best_engine()
    assert isinstance(engine, TesseractLibrary)
    assert engine.models == tmp_path


def test_a_drawn_line_is_read():
    image = Image.new("L", (1500, 200), 255)
    font = ImageFont.truetype("LiberationSans-Regular.ttf", 60)
    ImageDraw.Draw(image).text((40, 60), "Reference number 4471", fill=0, font=font)
    words = best_engine().read(np.asarray(image), dpi=300, seconds=30)
    assert [word.text for word in words] == ["Reference", "number", "4471"]
