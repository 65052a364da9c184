"""Foreign text made fit for paper: printable characters only, and cut to length where asked."""

from __future__ import annotations

import re
import unicodedata

_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")

_OPENING = re.compile('(?:(?<![^\\s(\\[]))"|[\u201c\u201e]')
_CLOSING = re.compile('["\u201d]')

_LISTED = re.compile("^(?:\\(?\\d{1,2}[.)]|[\u2022\u25aa\u25e6*])\\s+(?=[A-Za-z])")
_SALUTATION = re.compile(r"^Dear\s+[\w.'’ /-]{2,40}[:,]\s+(?=\w)", re.IGNORECASE)

REPLACEMENT = "\ufffd"

BREAK_AFTER, LONGEST_WORD = 48, 240
"""A run without a space gets a place to break after so many characters, and ends after so many:
a layout engine takes minutes over a word that no line can hold."""

LONGEST_TEXT = 4000
"""The most characters of one text that a paper shows; the exhibit holds the rest."""


def clean(text: str) -> str:
    """The text on one line without control, direction and invisible characters.

    White space and control characters become single spaces. Format characters (direction
    marks, zero-width characters, soft hyphens) vanish, so that words stand in the order that
    they are stored in. What has no character assigned becomes U+FFFD.
    """
    kept: list[str] = []
    for char in text:
        category = unicodedata.category(char)
        if category == "Cc" or category.startswith("Z"):
            kept.append(" ")
        elif category in {"Cs", "Co", "Cn"}:
            kept.append(REPLACEMENT)
        elif category != "Cf":
            kept.append(char)
    return " ".join("".join(kept).split())


def clip(text: str, limit: int) -> tuple[str, bool]:
    """The cleaned text in at most ``limit`` characters, and whether it was cut.

    It is cut between words where a space lies in the last third, and ends in an ellipsis.
    """
    whole = clean(text)
    if len(whole) <= limit:
        return whole, False
    head = whole[: limit - 1]
    space = head.rfind(" ")
    if space > limit * 2 // 3:
        head = head[:space]
    return head.rstrip(" ,;:.") + "…", True


def breakable(text: str) -> str:
    """The cleaned text, cut to what a paper shows, with zero-width spaces in very long words."""
    return " ".join(_breakable_word(word) for word in clip(text, LONGEST_TEXT)[0].split(" "))


def _breakable_word(word: str) -> str:
    if len(word) <= BREAK_AFTER:
        return word
    short, _ = clip(word, LONGEST_WORD)
    return "\u200b".join(short[i : i + BREAK_AFTER] for i in range(0, len(short), BREAK_AFTER))


def sentence(text: str) -> str:
    """A note of the case as a sentence: a capital first, a full stop last, dates as
    03/17/2026."""
    whole = _ISO_DATE.sub(r"\2/\3/\1", clean(text))
    if not whole:
        return whole
    whole = whole[0].upper() + whole[1:]
    return whole if whole.endswith((".", "!", "?", "…")) else f"{whole}."


def clause(text: str) -> str:
    """A note of the case as a sentence that follows a colon: it begins as the note does."""
    return clean(text)[:1] + sentence(text)[1:]


def quoted(text: str) -> str:
    """The cleaned text in typographic quotation marks; none are doubled."""
    return "“" + clean(text).strip('"“”') + "”"


def inner(text: str) -> str:
    """Words to be set in double quotation marks: their own double marks as single ones, without
    the number or bullet of the list that they stood in, and the salutation before them."""
    words = _SALUTATION.sub("", _LISTED.sub("", clean(text)))
    return _CLOSING.sub("\u2019", _OPENING.sub("\u2018", words))
