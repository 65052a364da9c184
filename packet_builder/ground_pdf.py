"""A finished packet, read back: its own text by section, and its exhibit pages by number."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_STRIP = re.compile(r"Ex\.\s*(\d+),\s*p\.\s*(\d+)\s*of\s*(\d+)")
_STRIP_HEIGHT, _FOOT_HEIGHT = 34.0, 44.0
"""The band above an exhibit, and the one below our own pages, in points."""

_PARTS = re.compile(
    r"(?:front|call|asked|against|mind|reason|criteria|criterion-\d+|points|fact-\d+|point-\d+|treatments|treatment-\d+|"
    r"course-\d+|measurements|measure-\d+|limitations|limitation-\d+|alternatives|peer|order|questions|outcome|deadlines|"
    r"deadline-\d+|kept-out|references|exhibits|warnings|lead-\d+)$"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the packet's own pages: the anchor it starts at, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Exhibited:
    """An exhibit page as it is in the file: what its strip says, and the page's own text."""

    strip: str
    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A packet: its sections in order, and its exhibit pages by exhibit and page."""

    sections: tuple[Section, ...]
    exhibits: dict[tuple[int, int], Exhibited]


def read_back(data: bytes) -> Finished:
    """Read a finished packet from its bytes alone."""
    opened = pdfium.PdfDocument(data)
    try:
        exhibits: dict[tuple[int, int], Exhibited] = {}
        own: list[list[tuple[float, str]]] = []
        for index in range(len(opened)):
            page = opened[index]
            chars = _chars(page)
            strip = "".join(c for top, c in chars if top < _STRIP_HEIGHT)
            found = _STRIP.search(" ".join(strip.split()))
            if found:
                rest = "".join(c for top, c in chars if top >= _STRIP_HEIGHT)
                exhibits[int(found[1]), int(found[2])] = Exhibited(" ".join(strip.split()), rest)
                own.append([])
            else:
                foot = page.get_height() - _FOOT_HEIGHT
                own.append([(top, char) for top, char in chars if top < foot])
        return Finished(_sections(data, own), exhibits)
    finally:
        opened.close()


def _chars(page: pdfium.PdfPage) -> list[tuple[float, str]]:
    """Every character in the order of the page's content, with how far from the top it stands.

    Characters without a box (the breaks that the reader puts in) stand where the last one did.
    """
    text = page.get_textpage()
    height = page.get_height()
    box = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = box
    found: list[tuple[float, str]] = []
    last = 0.0
    for i in range(text.count_chars()):
        char = chr(pdfium_c.FPDFText_GetUnicode(text.raw, i))
        if not char.isspace() and pdfium_c.FPDFText_GetCharBox(
            text.raw, i, left, right, bottom, top
        ):
            last = height - (top.value + bottom.value) / 2
        found.append((last, char))
    return found


def _sections(data: bytes, own: list[list[tuple[float, str]]]) -> tuple[Section, ...]:
    """The text of the packet's own pages, cut at the anchors."""
    places = _anchors(data)
    keys = [place for place, _ in places]
    texts: dict[str, list[str]] = {}
    for index, chars in enumerate(own):
        for top, char in chars:
            at = bisect_right(keys, (index, top)) - 1
            name = places[at][1] if at >= 0 else "front"
            texts.setdefault(name, []).append(char)
    return tuple(Section(name, "".join(chars)) for name, chars in texts.items())


def _anchors(data: bytes) -> list[tuple[tuple[int, float], str]]:
    """Where each part starts: page and points from its top, in reading order."""
    with pikepdf.open(BytesIO(data)) as pdf:
        numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        tree = pikepdf.NameTree(pdf.Root.Names.Dests) if "/Names" in pdf.Root else {}
        found = []
        for name, value in tree.items():
            target = value if isinstance(value, pikepdf.Array) else value.D
            page = numbers.get(target[0].objgen)
            if page is not None and _PARTS.match(str(name)):
                height = float(pdf.pages[page].mediabox[3])
                found.append(((page, height - float(target[3])), str(name)))
    return sorted(found)
