"""Diagnosis codes (ICD-10-CM) with their point, checked against the table of valid codes.

Near a cue ("Diagnosis", "Dx", "ICD-10") a code may be printed without its point and may be
misread by OCR; the grammar of the code then repairs it, and a person is asked to look.
Elsewhere only a code that is printed with its point and is in the table is believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product

from docextract.facts import Fact
from docextract.letter.icd_codes import is_billable, is_icd10cm
from docextract.letter.labels import labelled
from docextract.letter.spans import Span, fact
from docextract.pages.text import Text
from docextract.rules import load

_SHAPE = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?")
_LOOSE = re.compile(
    r"(?<![\w.$/-])[A-Z0-9|$[(][0-9OIlSBZ][0-9A-Za-z]"
    r"(?:(?:\s?[.,]\s?|\s(?=[0-9O]))[0-9OIlSBZGA-Z]{1,4}(?!\w)|[0-9A-Z]{1,4})?"
    r"(?![\w-]|/[0-9]|[.,][0-9])"
)
_STRICT = re.compile(r"(?<![\w.$/-])[A-TV-Z][0-9][0-9AB]\.[0-9A-TV-Z]{1,4}(?![\w-])")
_BRACKETED = re.compile(r"(?<=\()[A-TV-Z][0-9][0-9AB](?=\))")
_SPACED = re.compile(r"(?<![\w.])[A-TV-Z]\s?[0-9]\s?[0-9AB]\s?\.\s?[0-9A-Z]{1,4}(?!\w)")
_CODE_LIKE = r"[A-Z0-9|$][0-9A-Za-z][0-9A-Za-z.]{1,6}"
_ONLY_CODES = re.compile(rf"\W*{_CODE_LIKE}(?:[\s,;/|]+{_CODE_LIKE})*\W*")
_UNREAD = re.compile(r"(?<![\w.$/-])(?:[A-Z0-9|$]{0,2}[0-9]{1,3}[.,][0-9A-Z]{1,4})(?![\w%/-])")
_TEXT_LAYER = 1.0
"""The confidence of words that were not read by OCR."""
_CLEAN = re.compile(r"[A-Z0-9.]+")
_MISREAD = re.compile(r"[a-z]{4,}\s\((?P<code>[12580][0-9]{2}\.[0-9]{1,3})\)")
_JOIN = re.compile(r"(?:[\s,;/&|]|\band\b|\bor\b)*")
_REACH = 170
"""How far after its cue a list of diagnoses may run, in characters."""

_AS_LETTER = {
    "1": "I",
    "|": "I",
    "[": "I",
    "(": "I",
    "3": "J",
    "5": "S",
    "$": "S",
    "0": "O",
    "2": "Z",
    "8": "B",
    "6": "G",
}
_AS_DIGIT = {"O": "0", "I": "1", "L": "1", "S": "5", "Z": "2", "B": "8", "G": "6"}


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    code: str
    near_cue: bool
    doubtful: bool


def lacks_diagnoses(text: Text) -> bool:
    """True where a list of diagnoses holds a token that could not be read as a code."""
    zones = _zones(text)
    read = {hit.start for hit in _hits_near_cues(text, zones)}
    for zone in zones:
        near = Span(zone.start, min(zone.end, zone.start + _REACH // 3))
        for match in _UNREAD.finditer(text.plain, *near):
            if match.start() not in read and not _is_other(text, match.start()):
                return True
    return False


def read_diagnoses(text: Text) -> tuple[Fact[str], ...]:
    """The diagnosis codes of a letter, each once, in the order printed.

    See :func:`lacks_diagnoses` for whether one may have been missed.
    """
    zones = _zones(text)
    hits = _hits_near_cues(text, zones)
    taken = [(hit.start, hit.end) for hit in hits]
    for pattern in (_STRICT, _BRACKETED):
        for match in pattern.finditer(text.plain):
            free = all(match.end() <= a or b <= match.start() for a, b in taken)
            if free and is_icd10cm(match[0]) and not _is_other(text, match.start()):
                hits.append(_Hit(*match.span(), dotted(match[0]), False, not is_billable(match[0])))
                taken.append(match.span())
    hits.extend(_misread_in_brackets(text, taken))
    hits.extend(_chained(text, hits))
    return tuple(_fact(text, hit) for hit in _once(sorted(hits, key=lambda h: h.start)))


def _misread_in_brackets(text: Text, taken: list[tuple[int, int]]) -> list[_Hit]:
    """Codes like "(135.0)" after a disease: I35.0 misread, for a person to confirm."""
    found = []
    for match in _MISREAD.finditer(text.plain):
        answer = repaired(match["code"])
        free = all(match.end("code") <= a or b <= match.start("code") for a, b in taken)
        misread = text.confidence(*match.span()) < _TEXT_LAYER
        if answer is not None and misread and free and not _is_other(text, match.start()):
            found.append(_Hit(*match.span("code"), answer[0], False, True))
    return found


def dotted(code: str) -> str:
    """A code in capitals with its point after the third character."""
    bare = re.sub(r"[^0-9A-Z]", "", code.upper())
    return bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}"


def repaired(token: str, *, sole: bool = False) -> tuple[str, bool] | None:
    """The diagnosis code that a token near a cue stands for, and whether it was changed.

    ``150.22`` is I50.22. None where no valid code is one misreading away, or several are.

    Args:
        token: the word as OCR read it.
        sole: it stands in a field for codes, so that ``1495`` may be I49.5.
    """
    plain = re.sub(r"\s", "", token).replace(",", ".")
    code = dotted(plain)
    if _SHAPE.fullmatch(code) and is_icd10cm(code):
        return code, not _CLEAN.fullmatch(token) or not is_billable(code)
    if plain[0] in _AS_LETTER and "." not in plain and not sole:
        return None
    variants = {v for v in _variants(plain) if _SHAPE.fullmatch(v) and is_icd10cm(v)}
    if len(variants) == 1:
        return variants.pop(), True
    return None


def _variants(plain: str) -> set[str]:
    """Readings of a token with letters where letters belong and digits where digits do."""
    first = {_AS_LETTER.get(plain[0], plain[0])}
    second = {_AS_DIGIT.get(plain[1].upper(), plain[1])}
    bare = re.sub(r"[^0-9A-Za-z]", "", plain[2:])
    rest = [{char.upper(), _AS_DIGIT.get(char.upper(), char.upper())} for char in bare]
    return {dotted("".join(letters)) for letters in product(first, second, *rest)}


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load('diagnoses')['cues'])})", re.I)


@cache
def _stop() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{'|'.join(load('diagnoses')['not_a_diagnosis_before'])})[\s:#.]*\Z", re.I
    )


def _zones(text: Text) -> list[Span]:
    """Where diagnoses are announced: after a cue up to the end of its run, and labels' values."""
    zones = []
    for match in _cue().finditer(text.plain):
        end = min(len(text.plain), match.end() + _REACH)
        stop = re.compile(r"\.\s+[A-Z][a-z]|\f").search(text.plain, match.end(), end)
        zones.append(Span(match.end(), stop.start() + 1 if stop else end))
    zones.extend(p.value_span for p in labelled(text) if _cue().search(p.label))
    return zones


def _hits_near_cues(text: Text, zones: list[Span]) -> list[_Hit]:
    hits: dict[int, _Hit] = {}
    for zone in zones:
        last = zone.start
        for match in _LOOSE.finditer(text.plain, zone.start, zone.end):
            if match.start() in hits:
                last = match.end()
                continue
            near = match.start() - last <= 90 and not _is_other(text, match.start())
            sole = near and _alone(text, zone)
            answer, end = _answer(match, sole) if near else (None, match.end())
            if answer is not None and _invented(text, match, answer):
                continue
            if answer is not None:
                hits[match.start()] = _Hit(match.start(), end, answer[0], True, answer[1])
                last = end
            elif near and _STRICT.fullmatch(match[0]):
                hits[match.start()] = _Hit(*match.span(), dotted(match[0]), True, True)
                last = match.end()
        for match in _SPACED.finditer(text.plain, zone.start, zone.end):
            free = not any(h.start < match.end() and match.start() < h.end for h in hits.values())
            answer = repaired(match[0]) if free else None
            if answer is not None and match.start() - zone.start <= _REACH // 2:
                hits[match.start()] = _Hit(*match.span(), answer[0], True, True)
    return list(hits.values())


def _invented(text: Text, match: re.Match[str], answer: tuple[str, bool]) -> bool:
    """True where a text layer, which no OCR misread, prints something else than the code."""
    printed = answer[0].replace(".", "") == re.sub(r"\W", "", match[0]).upper()
    return not printed and text.confidence(*match.span()) >= _TEXT_LAYER


def _answer(match: re.Match[str], sole: bool) -> tuple[tuple[str, bool] | None, int]:
    """The code of a token, with where it ends: "G43 009" is one code, "I10 E11.9" are two."""
    token = match[0]
    if not _looks_coded(token, sole):
        return None, match.end()
    whole = repaired(token, sole=sole)
    if whole is not None or not re.search(r"\s", token):
        return whole, match.end()
    first = token.split()[0].rstrip(".,")
    return repaired(first, sole=sole), match.start() + len(first)


def _alone(text: Text, zone: Span) -> bool:
    """True where a label's value holds nothing but tokens that may be codes."""
    return _ONLY_CODES.fullmatch(text.plain, *zone) is not None


def _looks_coded(token: str, sole: bool) -> bool:
    """True where a token has enough of a code's shape to be worth repairing."""
    return sum(c.isdigit() for c in token) >= 2 and (token[0].isalpha() or "." in token or sole)


def _is_other(text: Text, start: int) -> bool:
    """True where the words before a code say that it belongs to a policy or another claim."""
    return bool(_stop().search(text.plain[max(0, start - 50) : start]))


def _chained(text: Text, hits: list[_Hit]) -> list[_Hit]:
    """Codes without a point that follow another code in a list: "F84.0 and F82"."""
    found = []
    for hit in hits:
        at = hit.end
        while True:
            gap = _JOIN.match(text.plain, at)
            start = gap.end() if gap else at
            match = re.compile(r"[A-TV-Z][0-9][0-9AB](?:\.?[0-9A-Z]{1,4})?\b").match(
                text.plain, start
            )
            if match is None or start - at > 8 or not is_icd10cm(match[0]):
                break
            found.append(
                _Hit(*match.span(), dotted(match[0]), hit.near_cue, not is_billable(match[0]))
            )
            at = match.end()
    return found


def _once(hits: list[_Hit]) -> list[_Hit]:
    """Each code once: its best occurrence, in the place of the first."""
    best: dict[str, _Hit] = {}
    for hit in hits:
        known = best.get(hit.code)
        if known is None or (hit.near_cue, not hit.doubtful) > (known.near_cue, not known.doubtful):
            best[hit.code] = hit
    return list(best.values())


def _fact(text: Text, hit: _Hit) -> Fact[str]:
    sure = 0.6 if hit.doubtful else 0.97 if hit.near_cue else 0.88
    return fact(text, hit.start, hit.end, hit.code, confidence=sure, needs_review=hit.doubtful)
