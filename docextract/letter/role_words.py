"""The units of a letter that have a role each, and the words that a model sees of each of them.

A unit is a sentence, list item, heading or cell, cut at semicolons and at "(1) …, (2) …". The
model sees its words without figures and, marked by where they stand, those of the heading
above, of the words that open its list and of its neighbours, with the zone and the form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from docextract.letter.flow import flowing
from docextract.letter.spans import BULLET, Span
from docextract.letter.zones import Zone, is_heading, zone_at, zones
from docextract.pages.text import Text

STEM = 6
"""So many letters of a word are kept: "documented" and "documentation" are one to the model."""
OWN, NEIGHBOUR, OPENING, HEADING = 60, 12, 16, 8
"""So many words of a unit, of each neighbour, of the opening words and of the heading are seen."""
LIST = 9
"""A list without marks has at most so many units."""
_CUT = re.compile(
    r";\s+(?:and\s|or\s)?|,?\s+(?:and\s|or\s)?(?=\((?:[1-9]|[a-h]|[ivx]{1,4})\)\s)"
    r"|:\s+(?=\((?:1|a|i)\)\s)"
)
_MARK = re.compile(rf"\s*(?:[☐☒☑]|\[[ xX_]{{0,2}}\]|{BULLET.pattern})")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+|[?$]")


class Unit(NamedTuple):
    """A unit with the words that the model sees: its own, and those of what is around it."""

    span: Span
    own: tuple[str, ...]
    around: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """All words, as the model takes them."""
        return ["B_", *self.own, "E_", *self.around]


@dataclass(slots=True)
class _Above:
    """What stands over a unit: the last heading, and the words that open the list it is in."""

    heading: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    marked: bool = False
    items: int = 0


def units(text: Text) -> tuple[Unit, ...]:
    """The units of a letter in reading order."""
    spans = _spans(text)
    told = [text.plain[s.start : s.end] for s in spans]
    zoned = zones(text)
    above = _Above()
    found = []
    for k, (span, said) in enumerate(zip(spans, told, strict=True)):
        own = stems(said)[:OWN]
        before = stems(told[k - 1])[-NEIGHBOUR:] if k else ()
        after = stems(told[k + 1])[:NEIGHBOUR] if k + 1 < len(told) else ()
        _go_on(above, said)
        is_head = _is_head(text, span, said, above)
        around = [
            *_form(text, zoned, span, said, is_head=is_head, in_list=bool(above.opening)),
            *(f"H_{w}" for w in above.heading[:HEADING]),
            *(f"O_{w}" for w in above.opening),
            *(f"p_{w}" for w in before),
            *(f"n_{w}" for w in after),
        ]
        found.append(Unit(span, own, tuple(around)))
        if is_head:
            above.heading = own
        if _opens(said) and len(said.split()) > 2:
            above.opening, above.items = stems(said)[-OPENING:], 0
    return tuple(found)


def stems(said: str) -> tuple[str, ...]:
    """The words as the model knows them, each once: lower case, cut short, figures as one 0."""
    words = (w[:STEM] if not w[0].isdigit() else "0" for w in _WORD.findall(said.lower()))
    return tuple(dict.fromkeys(words))


def _spans(text: Text) -> list[Span]:
    found = []
    for whole in flowing(text):
        at = whole.start
        for cut in _CUT.finditer(text.plain, whole.start, whole.end):
            if cut.start() - at >= 8:
                found.append(Span(at, cut.start()))
                at = cut.end()
        if whole.end > at:
            found.append(Span(at, whole.end))
    return found


def _opens(said: str) -> bool:
    return said.rstrip().endswith((":", ":-", "—"))


def _go_on(above: _Above, said: str) -> None:
    """Forget the opening words where the list that they opened has ended."""
    if not above.opening:
        return
    marked = _MARK.match(said) is not None
    if above.items == 0:
        above.marked = marked
    other = marked != above.marked and not said[:1].islower()
    prose = not marked and (len(said.split()) > 40 or _opens(said))
    if above.items > 0 and (other or prose or above.items > LIST):
        above.opening = ()
    above.items += 1


def _is_head(text: Text, span: Span, said: str, above: _Above) -> bool:
    if above.opening or _opens(said) or _MARK.match(said) is not None or len(said) >= 90:
        return False
    return not _has_cells(text, span) and is_heading(text, span)


def _has_cells(text: Text, span: Span) -> bool:
    line = text.line_at(span.start)
    return "\t" in text.plain[line.start : line.end]


def _form(
    text: Text, zoned: tuple[Zone, ...], span: Span, said: str, *, is_head: bool, in_list: bool
) -> list[str]:
    """Where a unit stands and how it is set, as words."""
    end = said.rstrip()[-1:]
    marks = {
        "K_bullet": _MARK.match(said) is not None,
        "K_tab": _has_cells(text, span),
        "K_head": is_head,
        "K_upper": said.isupper(),
        "K_lower": said[:1].islower(),
        "K_item": in_list,
    }
    return [
        f"Z_{zone_at(zoned, span.start)}",
        f"P{6 * span.start // max(1, len(text.plain))}",
        f"L{min(4, len(said.split()) // 6)}",
        *(name for name, has in marks.items() if has),
        f"K_end{end if end in '.:;,?' else 'x'}",
    ]
