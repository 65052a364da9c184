"""PDF pages through pypdfium2: the words of the text layer, and what the page is made of."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from docextract.errors import PasswordNeededError, UnreadableFileError
from docextract.facts import Box
from docextract.pages.intake import Source
from docextract.pages.page import within
from docextract.pages.runs import Placed, Rules

_INVISIBLE = pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
_HYPHENS = {"\x02", "\ufffe", "\u00ad"}
"""What pdfium gives for a hyphen at the end of a line, and the soft hyphen itself."""
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
LETTER_ROOM = 0.13
"""This share of a typewriter letter's width is empty on either side of its ink."""
_FIXED_PITCH = 1
"""The flag of a PDF font descriptor (ISO 32000-1, table 123, bit 1)."""
_BOLD = re.compile(rb"bold|black|heavy|demi", re.I)
WORD_GAP = 0.6
"""A gap of this many font sizes inside a word means that a space was not drawn."""
THIN = 2.5
"""Points; a path no thicker is a drawn line."""
TICKS = frozenset(("X", "x", "✓", "✔", "✗", "✘", "☒", "☑"))
"""What a form's square is ticked with."""
SHORTEST_RULE = 12.0
"""Points; shorter dashes are no line between rows."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The text layer of one page, upright, in points from its top left.

    ``invisible`` is the share of characters drawn invisibly, as OCR programs do above a scan;
    ``unmapped`` the share that stands for no character (private use, U+FFFD, ``(cid:…)``).
    """

    width: float
    height: float
    words: tuple[Placed, ...]
    characters: int
    invisible: float
    unmapped: float
    rules: Rules


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    box: Box
    size: float
    invisible: bool
    upright: bool
    bold: bool


@contextmanager
def opened(source: Source, password: str | None = None) -> Iterator[pdfium.PdfDocument]:
    """A PDF for reading.

    Raises:
        PasswordNeededError: it is encrypted, and the password is missing or wrong.
        UnreadableFileError: it is damaged.
    """
    try:
        document = pdfium.PdfDocument(source.content, password=password)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            wrong = "the password is wrong" if password else "it is encrypted"
            raise PasswordNeededError(
                f"{source.name} cannot be opened: {wrong}. Give its password with --password-file."
            ) from error
        raise UnreadableFileError(
            f"{source.name} is not a document we can read: the PDF is damaged or cut off. "
            "Ask for it again."
        ) from error
    try:
        yield document
    finally:
        document.close()


def shown_page(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """Page ``number`` (from 1) with what its form fields and stamps show as part of it."""
    page = document[number - 1]
    if pdfium_c.FPDFPage_GetAnnotCount(page.raw):
        pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number - 1]
    return page


def read_text_layer(page: pdfium.PdfPage) -> TextLayer:
    """The words of a page's text layer; see :class:`TextLayer`."""
    width, height = page.get_size()
    chars = list(_chars(page))
    drawn = [c for c in chars if c is not None]
    bad = sum(1 for c in drawn if _is_unmapped(c.text))
    words = [word for group in _words(chars) for word in _placed(group)]
    rules, marks = _drawn(page)
    words = [*_checkboxes(marks, words), *_bullets(marks, words)]
    cid = sum(len("(cid:00)") for w in words if w.text.startswith("(cid:"))
    total = max(1, len(drawn))
    return TextLayer(
        width=width,
        height=height,
        words=tuple(words),
        characters=len(drawn),
        invisible=sum(1 for c in drawn if c.invisible) / total,
        unmapped=min(1.0, (bad + cid) / total),
        rules=rules,
    )


def _is_unmapped(char: str) -> bool:
    code = ord(char[0])
    return code == 0xFFFD or 0xE000 <= code <= 0xF8FF or code < 32


def _chars(page: pdfium.PdfPage) -> Iterator[_Char | None]:
    """Every character in the order of the file; None for a space or a line's end."""
    text = page.get_textpage()
    raw, place = text.raw, _placing(page)
    turn = page.get_rotation()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = pdfium_c.FS_RECTF()
    for i in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(raw, i)
        char = chr(code) if code <= 0x10FFFF else "\ufffd"
        if char in _HYPHENS:
            char = "" if char == "\u00ad" else "-"
        if not char or char.isspace() or (code < 32 and char != "-"):
            yield None
            continue
        pdfium_c.FPDFText_GetCharBox(raw, i, left, right, bottom, top)
        pdfium_c.FPDFText_GetLooseCharBox(raw, i, loose)
        angle = round(pdfium_c.FPDFText_GetCharAngle(raw, i) * 57.29578) + turn
        tight = place(left.value, bottom.value, right.value, top.value)
        roomy = place(loose.left, loose.bottom, loose.right, loose.top)
        size = float(pdfium_c.FPDFText_GetFontSize(raw, i)) or 10.0
        bold, fixed = _font(raw, i)
        yield _Char(
            char.translate(_LIGATURES),
            _char_box(tight, roomy, size, fixed=fixed),
            roomy[3] - roomy[1] if 0 < roomy[3] - roomy[1] < 200 else size,
            _mode(raw, i) == _INVISIBLE,
            min(angle % 360, -angle % 360) < 30,
            bold,
        )
    text.close()


def _mode(raw: object, index: int) -> int:
    item = pdfium_c.FPDFText_GetTextObject(raw, index)
    return int(pdfium_c.FPDFTextObj_GetTextRenderMode(item)) if item else 0


def _font(raw: object, index: int) -> tuple[bool, bool]:
    """Whether a character's font is bold and whether all its letters have one width.

    By the font's name: the weight that pdfium gives is a guess from its stems.
    """
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(raw, index, name, 128, flags)
    return bool(_BOLD.search(name.value)), bool(flags.value & _FIXED_PITCH)


def _char_box(tight: Box, roomy: Box, size: float, *, fixed: bool) -> Box:
    """Sides from the ink, top and bottom from the font, unless the font exaggerates.

    Where all letters have one width, a comma or a bracket is as wide as they are: its ink leaves
    so much room that words would seem to stand apart.
    """
    if not 0 < roomy[3] - roomy[1] < 2.5 * (size if size > 3 else 14.0):
        return tight
    if not fixed:
        return (tight[0], roomy[1], tight[2], roomy[3])
    room = LETTER_ROOM * (roomy[2] - roomy[0])
    return (min(tight[0], roomy[0] + room), roomy[1], max(tight[2], roomy[2] - room), roomy[3])


def _placing(page: pdfium.PdfPage) -> _Place:
    """The way from PDF user space to points of the upright, cropped page."""
    width, height = page.get_size()
    fine = 1000

    def corner(x: float, y: float) -> tuple[float, float]:
        px, py = ctypes.c_int(), ctypes.c_int()
        size = (round(width * fine), round(height * fine))
        pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, px, py)
        return px.value / fine, py.value / fine

    return _Place(corner(0, 0), corner(100, 0), corner(0, 100))


class _Place:
    """An affine map from three corners; calling it gives an upright box."""

    def __init__(
        self, zero: tuple[float, float], right: tuple[float, float], up: tuple[float, float]
    ) -> None:
        self._zero = zero
        self._right = ((right[0] - zero[0]) / 100, (right[1] - zero[1]) / 100)
        self._up = ((up[0] - zero[0]) / 100, (up[1] - zero[1]) / 100)

    def __call__(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        xs, ys = [], []
        for x, y in ((x0, y0), (x1, y1)):
            xs.append(self._zero[0] + x * self._right[0] + y * self._up[0])
            ys.append(self._zero[1] + x * self._right[1] + y * self._up[1])
        return (min(xs), min(ys), max(xs), max(ys))


def _words(chars: list[_Char | None]) -> Iterator[list[_Char]]:
    """Characters in groups between spaces, line ends and undrawn gaps."""
    group: list[_Char] = []
    for char in chars:
        if char is None or (group and _apart(group[-1], char)):
            if group:
                yield group
            group = []
        if char is not None:
            group.append(char)
    if group:
        yield group


def _apart(before: _Char, here: _Char) -> bool:
    if before.upright != here.upright:
        return True
    if not here.upright:
        return False
    gap = max(here.box[0] - before.box[2], before.box[0] - here.box[2])
    middle = (here.box[1] + here.box[3]) / 2
    return gap > WORD_GAP * here.size or not before.box[1] <= middle <= before.box[3]


def _placed(group: list[_Char]) -> Iterator[Placed]:
    text = "".join(c.text for c in group)
    box = (
        min(c.box[0] for c in group),
        min(c.box[1] for c in group),
        max(c.box[2] for c in group),
        max(c.box[3] for c in group),
    )
    if text:
        yield Placed(text, box, 1.0, group[0].upright, all(c.bold for c in group))


def _drawn(page: pdfium.PdfPage) -> tuple[Rules, list[Box]]:
    """The drawn lines of a page, and the small marks that may be bullets or checkboxes."""
    place = _placing(page)
    across: list[Box] = []
    down: list[Box] = []
    marks: list[Box] = []
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=1):
        box = place(*item.get_bounds())
        wide, high = box[2] - box[0], box[3] - box[1]
        if high <= THIN and wide >= SHORTEST_RULE:
            across.append(box)
        elif wide <= THIN and high >= THIN * 2:
            down.append(box)
        elif 1.5 <= wide <= 16 and 1.5 <= high <= 16:
            marks.append(box)
        elif wide >= SHORTEST_RULE and high >= THIN * 2:
            across += [(box[0], y, box[2], y) for y in (box[1], box[3])]
            down += [(x, box[1], x, box[3]) for x in (box[0], box[2])]
    return Rules(tuple(across), tuple(down)), marks


def _checkboxes(marks: list[Box], words: list[Placed]) -> Iterator[Placed]:
    """The words, and each drawn square of a form as an empty or a ticked box.

    A square is ticked where a cross is typed or anything smaller is drawn inside.
    """
    squares = {m for m in marks if m[2] - m[0] >= 6.5 and abs(m[2] - m[0] - m[3] + m[1]) <= 2}
    inside = {s: [w for w in words if within(w.box, s)] for s in squares}
    for square, content in inside.items():
        if any(w.text not in TICKS for w in content):
            continue
        drawn = any(m not in squares and within(m, square) for m in marks)
        yield Placed("☒" if content or drawn else "☐", square, 1.0)
    ticks = [w for content in inside.values() for w in content if w.text in TICKS]
    yield from (w for w in words if w not in ticks)


def _bullets(marks: list[Box], words: list[Placed]) -> Iterator[Placed]:
    """The drawn dots that stand shortly before the first word of a line."""
    for dot in marks:
        wide, high = dot[2] - dot[0], dot[3] - dot[1]
        if max(wide, high) > 7 or not 0.7 <= wide / high <= 1.4:
            continue
        middle = (dot[1] + dot[3]) / 2
        line = [w.box for w in words if w.upright and w.box[1] < middle < w.box[3]]
        after = [b for b in line if b[0] >= dot[2] - 0.5]
        if not after or any(b[2] > dot[0] - 20 and b[0] < dot[2] for b in line):
            continue
        first = min(after)
        if first[0] - dot[2] < 3 * (first[3] - first[1]):
            yield Placed("•", (dot[0], first[1], dot[2], first[3]), 1.0)
