"""Cleaning of scanned pages: small drawn images with known faults."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from docextract.limits import Limits
from docextract.pages import as_pdf, inspect_file, read_document
from docextract.pages.bars import without_bars
from docextract.pages.choose import choose, seen
from docextract.pages.intake import Source
from docextract.pages.ocr import OcrWord
from docextract.pages.page import Line, Word
from docextract.pages.pdf import TextLayer
from docextract.pages.raster import Picture, image_page
from docextract.pages.runs import Placed, Rules
from docextract.pages.scan import CleanPage, clean, is_blank, skew_of, without_rules
from docextract.pages.tidy import legible, line_boxes, tidy


def sheet(lines: int = 12, size: tuple[int, int] = (1700, 2200)) -> Image.Image:
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for i in range(lines):
        draw.text((150, 150 + 90 * i), "The request was not approved", fill=0, font_size=44)
    return image


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image, dtype=np.uint8)


def test_a_standard_fax_gets_square_pixels(tmp_path: Path):
    fax = sheet(size=(1728, 1078)).convert("1")
    fax.save(tmp_path / "fax.tif", compression="group4", dpi=(204, 98))
    picture = image_page(Source("fax.tif", "image", tmp_path / "fax.tif"), 1, Limits())
    assert picture.size == pytest.approx((610, 792), abs=1)
    page = clean(picture)
    assert page.image.shape == pytest.approx((3300, 2541), abs=4)
    assert (page.width, page.height) == pytest.approx((610, 792), abs=1)


@pytest.mark.parametrize(
    ("mode", "kind", "compression"),
    [("1", "TIFF", "group3"), ("1", "TIFF", "group4"), ("L", "TIFF", "tiff_lzw"),
     ("I;16", "TIFF", None), ("P", "PNG", None), ("RGBA", "PNG", None), ("CMYK", "JPEG", None)],
)  # fmt: skip
def test_any_depth_is_read_as_dark_on_light(tmp_path: Path, mode: str, kind: str, compression):
    image = Image.new("L", (300, 200), 255)
    ImageDraw.Draw(image).rectangle((50, 50, 249, 149), fill=0)
    if mode == "I;16":
        deep = np.asarray(image, dtype=np.uint16) * 257
        image = Image.fromarray(deep)
    else:
        image = (
            image.convert("RGB").convert(mode) if mode in ("CMYK", "RGBA") else image.convert(mode)
        )
    extra = {"compression": compression} if compression else {}
    image.save(tmp_path / "page", kind, dpi=(100, 100), **extra)
    grey = image_page(Source("page", "image", tmp_path / "page"), 1, Limits()).grey
    assert grey.shape == (200, 300)
    assert grey[100, 150] < 40
    assert grey[10, 10] > 215


@pytest.mark.parametrize("angle", [-3.0, -1.2, 0.0, 0.7, 2.4])
def test_skew_is_found_and_undone(angle: float):
    upright = pixels(sheet())
    high, wide = upright.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -angle, 1.0)
    askew = cv2.warpAffine(upright, turn, (wide, high), borderValue=255).astype(np.uint8)
    assert skew_of(askew) == pytest.approx(angle, abs=0.2)
    page = clean(Picture(askew, 200, 200))
    assert abs(skew_of(page.image)) <= 0.2


def test_boxes_go_back_to_where_the_words_are_on_the_skewed_page():
    image = np.full((3300, 2550), 255, np.uint8)
    page = CleanPage(image, image, 300, 612.0, 792.0, 0, 2.0, Rules())
    middle = Line((Word("x", (300.0, 390.0, 312.0, 402.0)),), 0)
    assert page.skewed(middle).box == pytest.approx((300, 390, 312, 402), abs=0.01)
    right = Line((Word("x", (500.0, 390.0, 512.0, 402.0)),), 0)
    box = page.skewed(right).box
    assert box is not None
    assert box[1] == pytest.approx(397, abs=0.2)


@pytest.mark.parametrize(
    ("image", "blank"),
    [
        (Image.new("L", (1700, 2200), 255), True),
        (Image.new("L", (1700, 2200), 180), True),
        (Image.new("L", (1700, 2200), 0), True),
        (sheet(1), False),
        (sheet(), False),
    ],
)
def test_blank_pages(image: Image.Image, blank: bool):
    assert is_blank(Picture(pixels(image), 200, 200)) is blank


def test_rules_and_streaks_are_wiped_and_print_stays():
    image = pixels(sheet(4)).copy()
    before = image[150:200, 150:800].copy()
    image[600:603, 100:1500] = 0
    image[200:500, 1200:1203] = 0
    image[:, 1600:1602] = 0
    clear, rules = without_rules(image)
    assert np.count_nonzero(clear[604:, 100:1500] < 128) == 0 or clear[601, 1300] == 255
    assert clear[300, 1201] == 255
    assert clear[1500, 1600] == 255
    assert (clear[150:200, 150:800] == before).all()
    assert len(rules.across) == 1
    assert len(rules.down) == 1, "the streak down the whole sheet is no rule"


def test_a_slanting_streak_is_wiped_alone_and_not_the_print_beside_it():
    image = sheet(20, size=(2550, 3300))
    plain = pixels(image).copy()
    ImageDraw.Draw(image).line((300, 0, 336, 3299), fill=0, width=3)
    clear, _ = without_rules(pixels(image))
    lost = (plain < 128) & (clear >= 128)
    assert np.count_nonzero(lost) < 0.005 * np.count_nonzero(plain < 128)
    between = clear[:140, :]
    assert np.count_nonzero(between < 128) == 0, "the streak is gone where there is no print"


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("more", [0, 1, 2])
def test_lines_up_to_the_last_row_and_column_are_wiped(dpi: int, more: int):
    image = np.full((11 * dpi + more, 8 * dpi + more), 255, np.uint8)
    image[:, -4:] = 0
    image[-4:] = 0
    image[:, dpi : dpi + 3] = 0
    clear, rules = without_rules(image, dpi)
    assert clear.shape == image.shape
    assert clear[5 * dpi, dpi + 1] == 255
    assert len(rules.across) == 1


def test_a_fine_fax_is_read_at_its_own_resolution_and_a_scan_at_the_readers():
    fax = pixels(sheet(size=(1728, 2156)).convert("1").convert("L"))
    page = clean(Picture(fax, 204, 196))
    assert page.dpi == 200
    assert page.image.shape == pytest.approx((2200, 1694), abs=4)
    assert (page.width, page.height) == pytest.approx((610, 792), abs=1)
    assert clean(Picture(pixels(sheet()), 200, 200)).dpi == 300


def test_white_print_on_a_dark_bar_becomes_dark_print():
    image = sheet(6, size=(2550, 3300))
    plain = pixels(image).copy()
    draw = ImageDraw.Draw(image)
    draw.rectangle((140, 800, 2000, 880), fill=0)
    draw.line((140, 800, 140, 1400), fill=0, width=4)  # the frame that hangs from the bar
    draw.text((170, 815), "5. APPEAL", fill=255, font_size=44)
    out, bars = without_bars(pixels(image), 300)
    assert bars == [pytest.approx((140, 800, 2000, 880), abs=4)]
    bar = out[806:874, 150:1990]
    assert 0 < np.count_nonzero(bar < 128) < 0.1 * bar.size
    assert (out[:780] == plain[:780]).all()
    assert without_bars(plain, 300) == (plain, []), "print on light ground is left alone"
    across = clean(Picture(pixels(image), 300, 300)).rules.across
    lines = [r[1] for r in across]
    for edge in (192, 211):
        assert any(abs(y - edge) < 2 for y in lines), "a bar parts what is above and below"


def test_a_row_of_dots_is_a_rule_and_full_stops_are_none():
    image = sheet(3, size=(2550, 3300))
    draw = ImageDraw.Draw(image)
    for x in range(200, 1400, 18):
        draw.rectangle((x, 600, x + 3, 603), fill=0)
    draw.rectangle((900, 242, 904, 246), fill=0)
    clear, rules = without_rules(pixels(image))
    assert np.count_nonzero(clear[590:615] < 128) <= 16, "all but a dot at its end"
    assert clear[244, 902] == 0
    assert [round(r[1] / 72 * 300, -1) for r in rules.across] == [600]


def test_a_speck_boxed_with_a_word_makes_its_cell_no_higher():
    line = [
        OcrWord(t, (60.0 * i, 20, 60.0 * i + 50, 42), 0.9, 0)
        for i, t in enumerate("gbd dyf ghd".split())
    ]
    line.append(OcrWord("Approved", (400, 0, 500, 46), 0.9, 0))
    boxes = line_boxes(line)
    assert boxes[-1][1] > 5
    assert boxes[-1][3] - boxes[-1][1] == pytest.approx(boxes[0][3] - boxes[0][1], abs=1)


@pytest.mark.parametrize("code", ["30140-50", "J9271", "Denied"])
@pytest.mark.parametrize("font", [20.0, 30.0, 45.0])
def test_a_cell_with_specks_above_and_below_stays_in_its_row(code: str, font: float):
    base, cap = 100.0, 0.72 * font
    line = [OcrWord(code, (0, base - 1.4 * cap, 60, base + 0.4 * cap), 0.9, 0)]
    line += [
        OcrWord(t, (200 + 90 * i, base - cap, 270 + 90 * i, base), 0.9, 0)
        for i, t in enumerate("submitted balloon dilation".split())
    ]
    cell, row = line_boxes(line)[:2]
    assert (cell[1], cell[3]) == pytest.approx((row[1], row[3]), abs=0.1 * font)


def test_dotted_lines_read_as_letters_are_no_words():
    words = [
        OcrWord("Member", (0, 0, 60, 20), 0.9, 0),
        OcrWord("eennemee", (0, 30, 60, 34), 0.1, 1),
        OcrWord("-", (70, 10, 75, 12), 0.9, 0),
        OcrWord("number", (80, 4, 140, 20), 0.9, 0),
    ]
    assert [w.text for w in legible(words)] == ["Member", "-", "number"]
    assert legible([]) == []


@pytest.mark.parametrize("specks", [".", ",", "|", "— — —", "_ ‘ —", ": :"])
def test_a_line_of_specks_parts_no_paragraph(specks: str):
    words = [OcrWord("fragility", (0, 0, 60, 20), 0.9, 0)]
    words += [OcrWord(t, (9 * i, 30, 9 * i + 4, 33), 0.4, 1) for i, t in enumerate(specks.split())]
    words += [OcrWord("fracture", (0, 40, 60, 60), 0.9, 2), OcrWord("•", (0, 70, 9, 79), 0.9, 3)]
    assert [w.text for w in tidy(words)] == ["fragility", "fracture", "•"]


def layer(words: list[Placed], *, invisible: float = 0.0, unmapped: float = 0.0) -> TextLayer:
    return TextLayer(612, 792, tuple(words), 100, invisible, unmapped, Rules())


@pytest.mark.parametrize(
    ("words", "faults", "way"),
    [
        ("all", {}, "text"),
        ("all", {"invisible": 1.0}, "ocr"),
        ("all", {"unmapped": 0.4}, "ocr"),
        ("none", {}, "ocr"),
        ("header", {}, "ocr"),
        ("half", {}, "both"),
    ],
)
def test_text_layer_or_ocr(words: str, faults: dict[str, float], way: str):
    image = np.asarray(sheet(20).resize((850, 1100)), dtype=np.uint8)
    scale = 72 / 100
    lines = [
        Placed(
            f"w{i}", (70 * scale, (70 + 45 * i) * scale, 420 * scale, (110 + 45 * i) * scale), 1.0
        )
        for i in range(20)
    ]
    chosen = {"all": lines, "none": [], "header": lines[:1], "half": lines[:10]}[words]
    assert choose(layer(chosen, **faults), image) == way


def test_words_that_nobody_sees_are_left_out():
    image = np.full((1100, 850), 255, np.uint8)
    image[140:150, 140:200] = 0
    inked = Placed("seen", (100, 100, 150, 110), 1.0)
    white = Placed("hidden", (100, 300, 150, 310), 1.0)
    off = Placed("off", (900, 100, 950, 110), 1.0)
    assert seen(layer([inked, white, off]), image).words == (inked,)


def test_ocr_words_get_the_height_of_their_line():
    words = [OcrWord("see", (10, 25, 40, 37), 0.9, 0), OcrWord("Ply", (50, 20, 80, 42), 0.9, 0),
             OcrWord("-", (90, 29, 95, 31), 0.9, 0)]  # fmt: skip
    boxes = [w.box for w in tidy(words)]
    assert len({(b[1], b[3]) for b in boxes}) == 1
    assert boxes[0][1] < 20
    assert boxes[0][3] > 41


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["e", "six", "weeks"], "• six weeks"),
        (["«", "six"], "• six"),
        (["*", "six"], "• six"),
        (["[x]", "Denied", "[_]", "Approved"], "☒ Denied ☐ Approved"),
        (["|", "am", "sure"], "I am sure"),
        (["ID", "|", "Order"], "ID | Order"),
        (["A", "e", "B"], "A e B"),
        (["180", "days.", "from", "receipt."], "180 days from receipt."),
        (["your", "letter.", "if", "we"], "your letter. if we"),
        (["approx.", "two", "dept.", "heads"], "approx. two dept. heads"),
        (["26-@308-IP", "@206,", "15@.23"], "26-0308-IP 0206, 150.23"),
        (["um4@plan.example", "@", "@home"], "um4@plan.example @ @home"),
    ],
)
def test_marks_that_engines_misread(texts: list[str], expected: str):
    words = [OcrWord(t, (20.0 * i, 0, 20.0 * i + 17, 10), 1.0, 0) for i, t in enumerate(texts)]
    assert " ".join(w.text for w in tidy(words)) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("turn", "degrees"),
    [
        (Image.Transpose.ROTATE_180, 180),
        (Image.Transpose.ROTATE_90, 90),
        (Image.Transpose.ROTATE_270, 270),
    ],
)
def test_a_turned_fax_is_read_and_its_exhibit_stands_upright(tmp_path: Path, turn, degrees: int):
    path = tmp_path / "fax.tif"
    turned = sheet(14).transpose(turn).convert("1")
    turned.save(path, compression="group4", dpi=(200, 200))
    assert inspect_file(path, limits=Limits()).page_count == 1
    document = read_document(path)
    (page,) = document.pages
    assert page.rotation == degrees
    assert "The request was not approved" in page.text
    first = page.lines[0].box
    assert first is not None
    assert first[0] == pytest.approx(54, abs=6)
    assert first[1] == pytest.approx(57, abs=8)
    exhibit = as_pdf(path, [1], document=document, limits=Limits())
    (tmp_path / "exhibit.pdf").write_bytes(exhibit)
    again = read_document(tmp_path / "exhibit.pdf").pages[0]
    assert again.rotation == 0
    assert "The request was not approved" in again.text
