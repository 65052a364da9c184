"""Bytes of a text file → characters, without guessing a language."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAX_CONTROL = 0.01
"""Share of control characters from which bytes are no text. A printer's form feeds and
escape codes stay far below it; programs, sound and encrypted data are far above."""


def decode(data: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 or Windows-1252; None where it is no text.

    Windows-1252 is what most practice systems on Windows export; it reads any byte but five,
    so that it is tried last and the control characters decide.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data, encoding)
    guesses = ["utf-8", "cp1252", "latin-1"]
    zeros = (data[:4000:2].count(0), data[1:4000:2].count(0))
    if max(zeros) > len(data[:4000]) / 8:
        guesses.insert(0, "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le")
    for encoding in guesses:
        text = _checked(data, encoding)
        if text is not None:
            return text
    return None


def _checked(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    control = sum(1 for c in text if (c < " " and c not in "\t\n\r\f\x1b") or "\x7f" <= c < "\xa0")
    return None if control > MAX_CONTROL * len(text) else text
