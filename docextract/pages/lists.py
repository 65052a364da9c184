"""Marks for the items of lists in web pages and plain text, so that nesting outlives the layout.

Lines of such files have no boxes: an item's depth is told by its mark alone, as a browser shows
it for bullets (a dot, a circle, a square), and by the parent's number for numbers ("2.1").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

_BULLETS = "•◦▪"
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+•]|\d{1,2}[.)])(?P<rest>[ \t]+\S.*)")
_DEEPEST = 12
"""Lists that are nested deeper come from a generator's mistake, or from somebody hostile."""
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")


def html_mark(item: html.HtmlElement) -> str:
    """The mark of a ``<li>``: its number or letter in an ``<ol>``, else a bullet by its depth."""
    parent = item.getparent()
    depth = sum(1 for above in item.iterancestors("ul", "ol")) - 1
    if parent is None or parent.tag != "ol" or depth > _DEEPEST:
        return _BULLETS[max(0, min(depth, len(_BULLETS) - 1))]
    number = _number(item, parent)
    kind = parent.get("type") or "1"
    if kind in "aA" and 1 <= number <= 26:
        return f"{chr(ord(kind) + number - 1)}."
    if kind in "iI" and 1 <= number <= len(_ROMAN):
        return f"{_ROMAN[number - 1] if kind == 'i' else _ROMAN[number - 1].upper()}."
    outer = next(iter(item.iterancestors("li")), None)
    before = html_mark(outer) if outer is not None else ""
    return f"{before}{number}." if re.fullmatch(r"[\d.]+", before) else f"{number}."


def _number(item: html.HtmlElement, parent: html.HtmlElement) -> int:
    """An item's number in its list: its own ``value``, else by its place and the list's start."""
    count = 0
    for before in item.itersiblings("li", preceding=True):
        count += 1
        if (told := _whole(before.get("value"))) is not None:
            return told + count
    own = _whole(item.get("value"))
    start = _whole(parent.get("start"))
    return own if own is not None else (1 if start is None else start) + count


def _whole(told: str | None) -> int | None:
    return int(told) if told and re.fullmatch(r"\d{1,3}", told.strip()) else None


@dataclass(frozen=True, slots=True)
class _Open:
    """An open item of a plain text's list: its indentation, its mark as printed and as given."""

    indent: int
    printed: str
    given: str


def nested_rows(rows: Sequence[str]) -> list[str]:
    """Rows of a plain text; an item that is indented below one with a like mark gets another."""
    found: list[str] = []
    path: list[_Open] = []
    blank = True
    for row in rows:
        item = _ITEM.fullmatch(row)
        if item is None:
            if blank and row.strip() and not row[:1].isspace():
                path = []
            blank = not row.strip()
            found.append(row)
            continue
        blank = False
        indent = len(item["indent"].expandtabs(4))
        path = [each for each in path if each.indent < indent][:_DEEPEST]
        mark = _below(item["mark"], path)
        path.append(_Open(indent, item["mark"], mark))
        found.append(f"{item['indent']}{mark}{item['rest']}")
    return found


def _below(mark: str, path: Sequence[_Open]) -> str:
    """The mark of an item below the open ones."""
    like = [each for each in path if each.printed[-1] == mark[-1]]
    if not like:
        return mark
    if mark[:1].isdigit():
        return like[-1].given.rstrip(".)") + "." + mark
    return _BULLETS[min(len(like), len(_BULLETS) - 1)]
