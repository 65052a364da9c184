"""Postal addresses: from the street or the box to the ZIP code, without the addressee."""

from __future__ import annotations

import re

from docextract.letter.labels import labelled
from docextract.letter.spans import Span
from docextract.pages.text import Text

REACH = 150
"""An address is no longer than this."""
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|"
    "S[CD]|T[NX]|UT|V[AIT]|W[AIVY]"
)
_STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|"
    "Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|"
    "Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|"
    "New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|"
    "Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|"
    "West Virginia|Wisconsin|Wyoming|District of Columbia|Puerto Rico"
)
_ZIP = re.compile(rf"\b(?:{_STATES}|{_STATE_NAMES})\b\.?,?\s+\d{{5}}(?:-\s?\d{{4}})?(?!\d)")
_BOX = r"\bP\.?\s?[O0]\.?\s?Box\s+[\w-]+|\bPost Office Box\s+[\w-]+|\bBox\s+\d{2,6}"
_STREET = (
    r"(?<![\d-])\b\d{1,6}(?:-\d+)?\s+(?:[NSEW]{1,2}\.?\s+)?(?:[A-Z][\w.'-]*\s+|\d+(?:st|nd|rd|th)\s+)"
    r"{1,4}(?:St(?:reet)?|Ave(?:nue)?|Blvd|Boulevard|R(?:oa)?d|Dr(?:ive)?|L(?:a)?ne?|Way|Pl(?:ace|aza)?"
    r"|Pkwy|Parkway|C(?:our)?t|Cir(?:cle)?|H(?:igh)?wy|Highway|Square|Sq|Ter(?:race)?|Turnpike|Pike|"
    r"Loop|Center|Row|Tower|Broadway|Circle|Campus)\b\.?"
)
_START = re.compile(rf"(?:{_BOX}|{_STREET})", re.IGNORECASE)
_BOX_TOO = re.compile(rf",?\s+(?:{_BOX})", re.IGNORECASE)
"""A box that belongs to the street before it: "500 Third Street, Box 12"."""
_NAME = r"[A-Z][\w.'-]*"
_ROOM = r"(?:(?:Suite|Ste\.?|Floor|Unit|Room|Bldg\.?)[ ][\w-]+,?\s+)?"
_TOWN = rf"{_NAME}(?:[ ]{_NAME}){{0,3}},\s+(?:{_STATES}|{_STATE_NAMES})\b\.?,?\s+\d{{5}}"
_UNNAMED = re.compile(
    rf"(?<![\w#.,-])(?<![A-Z] )\d{{1,6}}(?:[ ]{_NAME}){{1,4}},?\s+{_ROOM}(?={_TOWN})"
)
"""A number and capitalised words right before the town, whatever the street is called."""


def find_addresses(text: Text) -> list[Span]:
    """Addresses in reading order; one that its column's neighbours interrupt ends at its line."""
    found: list[Span] = []
    plain = text.plain
    starts = sorted([*_START.finditer(plain), *_UNNAMED.finditer(plain)], key=re.Match.start)
    for match in starts:
        if found and match.start() < found[-1].end:
            continue
        zip_code = _ZIP.search(plain, match.end(), match.end() + REACH)
        between = plain[match.end() : zip_code.start()] if zip_code else ""
        other = _START.search(between)
        apart = other is not None and _BOX_TOO.match(between) is None
        broken = zip_code is None or "\f" in between or apart or "\t" in between
        if zip_code is not None and not broken:
            found.append(Span(match.start(), zip_code.end()))
    return found + _from_cells(text, found)


def _from_cells(text: Text, known: list[Span]) -> list[Span]:
    """Addresses that fill a table's cell over several lines."""
    more = []
    for pair in labelled(text):
        start, end = pair.value_span
        match = _START.search(text.plain, start, end)
        zip_code = _ZIP.search(text.plain, match.end(), end) if match else None
        if match is None or zip_code is None:
            continue
        if not any(k.start <= match.start() < k.end for k in known):
            more.append(Span(match.start(), zip_code.end()))
    return more
