"""Which of two readings of the same print is the likelier one.

Words of the language and the shapes that figures are printed in count before what an engine says
of itself: its confidence tells only whether a word is worth a doubt.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from docextract.rules import load

AGREED = 0.97
"""Confidence of what two readers read alike: on standard faxes 1 figure in 250 is wrong then."""
SAME_LETTERS = 0.9
"""Confidence where they differ in spaces and marks only."""
SETTLED = 0.86
"""Confidence where they differ and only the chosen reading is made of known words."""
DISPUTED = 0.65
"""Confidence of other words that they differ in."""
DISPUTED_FIGURES = 0.45
"""Confidence of a token with a figure that they differ in: a person has to look."""
SURE = 0.85
"""The first reader's confidence from which its reading stands against an equally likely one."""
LOST = 0.5
"""The first reader's confidence below which the second may be right in having fewer letters."""
RARE = 100_000
"""A word that was counted less often is not taken for a known one."""

_DAY, _MONTH = r"(0?[1-9]|[12]\d|3[01])", r"(0?[1-9]|1[0-2])"
_SHAPES = re.compile(
    rf"""\$?\d{{1,3}}(,\d{{3}})+(\.\d\d)?|\$?\d+(\.\d{{1,2}})?%?|\d+(st|nd|rd|th)|\d{{4}}[TUFM]|A1[Cc]
    |{_MONTH}[/-]{_DAY}[/-](\d{{2}}|\d{{4}})|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}|\d{{1,2}}:\d\d([ap]m)?
    |(1-)?\(?\d{{3}}\)?[-.]?\d{{3}}[-.]\d{{4}}|\d{{5}}-\d{{4}}|\d{{5}}-[A-Z0-9]{{2}}
    |[A-TV-Z]\d[0-9A-Z](\.[0-9A-Z]{{1,4}})?|[A-V]\d{{4}}|(?!O\d)[A-Z]{{1,5}}-?\d{{2,}}[A-Z]{{0,2}}
    |\d{{2,}}[A-Z]{{1,2}}\d{{2,}}|\d+-[a-z]+
    |(?!\d{{3}}-\d{{3}}-\d{{0,3}}$)([A-Z0-9]*[A-Z]|\d+)(-([A-Z]+|\d+))+""",
    re.VERBOSE,
)
_EDGES = "\"'“”‘’()[]{},.;:!?*§"
_SHORT = frozenset(
    "dr mr mrs ms md np npi id dob cpt icd hcpcs dx rx um mri ct pet llc inc".split()
)
"""Abbreviations of letters on health care that no list of English has."""
_LETTERS = re.compile(r"[^\W\d_]+")


class Reading(NamedTuple):
    """Some words as one reader read them, and how sure it is of the worst of them (0..1)."""

    text: str
    confidence: float


class Choice(NamedTuple):
    """Whether the second reading was chosen, and how sure that is (0..1)."""

    second: bool
    confidence: float


def likelier(first: Reading, second: Reading) -> Choice:
    """Choose between what two readers say of the same print."""
    if first.text == second.text:
        return Choice(second=False, confidence=max(first.confidence, AGREED))
    one, two = sense(first.text), sense(second.text)
    takes = two > one if abs(two - one) > 0.01 else _surer(first, second)
    if not _skeleton(first.text) and len(second.text) == 1:
        takes = second.confidence > SURE  # a speck or a bar, or is it a figure 1?
    if _skeleton(first.text) == _skeleton(second.text):
        return Choice(takes, max(SAME_LETTERS, first.confidence))
    if any(c.isdigit() for c in first.text + second.text):
        return Choice(takes, DISPUTED_FIGURES)
    best, other = (two, one) if takes else (one, two)
    return Choice(takes, SETTLED if best > 0.99 > other else DISPUTED)


def speck_after(word: str, following: str) -> bool:
    """Whether the full stop of a word is a speck: it ends no abbreviation, and goes on small.

    A small ``i`` or ``l`` may be a misread capital, which does open a sentence.
    """
    core = word[:-1]
    small = following[:1].islower() and following[0] not in "il"
    short = len(core) < 4 or core.lower() in load("abbreviations")["never_end"]
    return small and word.endswith(".") and not short and core.isalpha() and _known(core)


def sense(words: str) -> float:
    """How much of some words, by letters, is made of known words and printed shapes, 0..1."""
    good = every = 0.0
    for word in words.split():
        core = word.strip(_EDGES)
        every += max(1, len(core))
        if any(c.isdigit() for c in core):
            good += len(core) if _SHAPES.fullmatch(core) else 0.0
        elif parts := _LETTERS.findall(core):
            known = sum(len(part) for part in parts if _known(part))
            good += known if known else 0.5 * len(core) * _named(core)
    return good / every if every else 0.0


def _surer(first: Reading, second: Reading) -> bool:
    one, two = _skeleton(first.text), _skeleton(second.text)
    spaces = second.text.count(" ") - first.text.count(" ")
    if one == two and spaces:
        return spaces > 0  # the second reader joins words, neither parts them
    if len(two) < len(one) and _within(two, one):
        return first.confidence < LOST
    return first.confidence < SURE and second.confidence > first.confidence - 0.2


def _within(short: str, long: str) -> bool:
    """Whether the letters of one word stand in the other in the same order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def _skeleton(words: str) -> str:
    return "".join(c for c in words if c.isalnum())


def _named(word: str) -> bool:
    """Whether a word is set like a name or an abbreviation."""
    return word[0].isupper() and (word[1:].islower() or word.isupper())


def _known(word: str) -> bool:
    return word.lower() in _english() and (word.islower() or word.isupper() or word.istitle())


@cache
def _english() -> frozenset[str]:
    """Some 54,000 words of English, from symspellpy's frequency list.

    Rarer words (``thana``) are likelier misread ones; so are single letters that are no words.
    """
    listed = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    rows = (line.split() for line in listed.read_text("utf-8-sig").splitlines())
    words = {word for word, count in rows if int(count) >= RARE}
    return frozenset(word for word in words if len(word) > 1 or word in "ai") | _SHORT
