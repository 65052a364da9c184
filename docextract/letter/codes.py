"""Procedure, drug and revenue codes by their shape, each with the words around it.

Only shapes are known here; no table of codes is shipped. A five-digit number is a code only
where its surroundings say so: a ZIP code, a form number and a batch number look the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from docextract.facts import CodeSystem
from docextract.pages.text import Text
from docextract.rules import load

_MODIFIER = r"(?:[A-Z][A-Z0-9]|[0-9][0-9])"
_MODIFIERS = rf"(?:\s?[-–]\s?\n?|/){_MODIFIER}(?:(?:\s?[-,/]\s?){_MODIFIER})*(?![\w-])"
_FIVE = re.compile(
    r"(?<![\w$#/_.-])(?<![-_]\n)(?P<code>[0-9]{5}|[0-9]{4}[FTMU]|[A-CEGHJ-MP-V][0-9]{4})"
    rf"(?P<mods>{_MODIFIERS})?(?![\w$%]|[-_/][\w]|[.,][0-9])"
)
_SYSTEM_NAMED = re.compile(r"\W*(rev|ndc)(?:enue)?\b\.?[\s:#]", re.IGNORECASE)
"""The code set before a code in its own cell: "REV 0121"."""
_RANGE = re.compile(
    r"(?<![\w$#/_.-])(?P<first>[0-9]{5})\s?[-–]\s?(?P<last>[0-9]{5})(?![\w$%]|[-_/][\w]|[.,][0-9])"
)
_WIDEST = 6
"""A wider range is a chapter of codes, not a request."""
_DENTAL = re.compile(rf"(?<![\w.-])(?P<code>D[0-9]{{4}})(?P<mods>{_MODIFIERS})?(?![\w.])")
"""A dental code of HCPCS; diagnoses look alike, so that only a column of codes may hold one."""
_TEETH = re.compile(r"\b(?:dental|dentist\w*|orthodont\w+|tooth|teeth|CDT|endodont\w+)\b", re.I)
_GLUED = re.compile(
    rf"(?<![\w$#/_.-])(?P<code>[0-9]{{5}}|[A-CEGHJ-MP-V][0-9]{{4}})(?P<mods>{_MODIFIER})(?!\w)"
)
"""A code whose modifier lost the space before it."""
_MARKED = re.compile(r"(?<![\w.,$-])(?P<mark>[}\]){$£€])(?P<digits>[0-9]{4})(?![\w.,-])")
_AS_LETTER = {"}": "J", "]": "J", ")": "J", "{": "J", "$": "S", "£": "E", "€": "E"}
_REV = re.compile(r"(?<![\w$#/_.-])(?P<code>[0-9]{3,4})(?![\w$%:]|[-_/.,][0-9])")
_BRACKETED = re.compile(r"[a-z]\s\((?P<code>0[1-9][0-9]{2})\)")
_NDC = re.compile(r"(?<![\w-])(?P<code>[0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2}|[0-9]{11})(?![\w-])")
_DASHED_NDC = re.compile(
    r"(?<![\w-])(?:[0-9]{5}-[0-9]{4}-[0-9]{1,2}|[0-9]{4}-[0-9]{4}-[0-9]{2}|[0-9]{5}-[0-9]{3}-[0-9]{2})(?![\w-])"
)
_NDC_ABOVE = re.compile(r"\b(?:NDC|National\sDrug\sCode)\b", re.I)
_PCS = re.compile(
    r"(?<![\w-])(?P<code>(?=[0-9A-HJ-NP-Z]*[A-Z])(?=[A-Z]*[0-9])[0-9BCDFGHX][0-9A-HJ-NP-Z]{6})(?![\w-])"
)
_SYSTEM_CUES = {
    CodeSystem.REV: re.compile(
        r"(?:\brev(?:enue)?\b\.?\s*(?:codes?|cd|no)\b\.?|\brevenue|\b(?:bed|room)\s(?:type|level|code)"
        r"|\b(?:inpatient|admission|stay|bed|facility|rehab\w*|nursing|care|observation|residential)\srev\.?"
        r"|(?<!\d[ ])(?<![A-Za-z][ ])\brev\.?)[\s:#(]*\Z",
        re.I,
    ),
    CodeSystem.NDC: re.compile(r"\b(?:NDC|National\sDrug\sCode)[^\n]{0,40}\Z", re.I),
    CodeSystem.ICD10PCS: re.compile(
        r"(?:\bPCS\b[^.;]{0,60}|\b(?:codes?|procedures?)\b[\s:.#(]*)\Z", re.I
    ),
}
_PCS_AFTER = re.compile(r"[\s,(]{1,3}ICD-?\s?10-?\s?PCS\b", re.I)
_JOINED = re.compile(r"(?<![\w$#_.-])[0-9]{5}(?:/[0-9]{5})+(?![\w$%]|[-_/]\w|[.,][0-9])")
"""Codes set side by side with strokes only: "63047/63048/22612"."""


@dataclass(frozen=True, slots=True)
class CodeHit:
    """A code-shaped token: ``[start, end)`` is the code, ``tail`` the end of its modifiers.

    ``repaired``: its first letter was misread as a mark and put back.
    """

    start: int
    end: int
    tail: int
    code: str
    system: CodeSystem
    modifiers: tuple[str, ...] = ()
    repaired: bool = False


def find_codes(text: Text) -> tuple[CodeHit, ...]:
    """Every token with the shape of a service code that nothing before it explains otherwise."""
    plain = text.plain
    hits = [_five(m) for m in _FIVE.finditer(plain) if not explained(plain, m.start(), m.end())]
    for pattern, system in (
        (_REV, CodeSystem.REV),
        (_NDC, CodeSystem.NDC),
        (_PCS, CodeSystem.ICD10PCS),
    ):
        cue = _SYSTEM_CUES[system]
        hits.extend(
            CodeHit(*match.span(), match.end(), match["code"], system)
            for match in pattern.finditer(plain)
            if cue.search(plain, max(0, match.start() - 80), match.start())
            or (system is CodeSystem.ICD10PCS and _PCS_AFTER.match(plain, match.end()))
        )
    hits.extend(_joined(plain))
    hits.extend(_ranges(plain))
    hits.extend(_dental(plain))
    hits.extend(_bracketed(plain))
    hits.extend(_told_again(plain, hits))
    hits.extend(
        CodeHit(*match.span(), match.end(), match[0], CodeSystem.NDC)
        for match in _DASHED_NDC.finditer(plain)
        if _NDC_ABOVE.search(plain, max(0, match.start() - 300), match.start())
        and not any(hit.start < match.end() and match.start() < hit.end for hit in hits)
    )
    return tuple(sorted(_apart([*_misread(plain), *hits]), key=lambda hit: hit.start))


def _dental(plain: str) -> list[CodeHit]:
    """Dental codes in sentences of a letter on teeth; after the word diagnosis they are none."""
    if _TEETH.search(plain) is None:
        return []
    return [
        _five(match)
        for match in _DENTAL.finditer(plain)
        if not _patterns()["diagnosis_label"].search(
            plain[max(0, match.start() - 60) : match.start()]
        )
    ]


def _bracketed(plain: str) -> list[CodeHit]:
    """Revenue codes alone in brackets, in a letter that has told another as such."""
    told = re.search(r"\brev(?:enue)?\b", plain, re.I)
    if told is None:
        return []
    return [
        CodeHit(*match.span("code"), match.end("code"), match["code"], CodeSystem.REV)
        for match in _BRACKETED.finditer(plain, told.end())
    ]


def _told_again(plain: str, hits: list[CodeHit]) -> list[CodeHit]:
    """A revenue code that opens a line in a letter that called it one: "0111 Room and board"."""
    codes = {hit.code for hit in hits if hit.system is CodeSystem.REV and len(hit.code) == 4}
    return [
        CodeHit(*match.span("code"), match.end("code"), match["code"], CodeSystem.REV)
        for code in codes
        for match in re.finditer(rf"^\W{{0,4}}(?P<code>{code})\s+(?=[A-Za-z])", plain, re.M)
    ]


def _joined(plain: str) -> list[CodeHit]:
    """The codes that only strokes part, where nothing before them explains the numbers."""
    found = []
    for run in _JOINED.finditer(plain):
        if explained(plain, *run.span()):
            continue
        for code in re.finditer(r"[0-9]{5}", run[0]):
            start, end = run.start() + code.start(), run.start() + code.end()
            found.append(CodeHit(start, end, end, code[0], CodeSystem.CPT))
    return found


def _ranges(plain: str) -> list[CodeHit]:
    """The first and the last code of a short range ("64493-64495"), the two that are printed."""
    found = []
    for run in _RANGE.finditer(plain):
        if 0 < int(run["last"]) - int(run["first"]) <= _WIDEST and not explained(
            plain, *run.span()
        ):
            for name in ("first", "last"):
                start, end = run.span(name)
                found.append(CodeHit(start, end, end, run[name], CodeSystem.CPT))
    return found


def _misread(plain: str) -> list[CodeHit]:
    """HCPCS codes whose letter OCR took for a mark ("}1745"), where a cue tells of a code."""
    found = []
    for match in _MARKED.finditer(plain):
        before = plain[max(0, match.start() - 40) : match.start()]
        if _patterns()["drug_before"].search(before):
            code = _AS_LETTER[match["mark"]] + match["digits"]
            hit = CodeHit(*match.span(), match.end(), code, CodeSystem.HCPCS, repaired=True)
            found.append(hit)
    return found


def code_in(plain: str, start: int, end: int, system: CodeSystem | None) -> CodeHit | None:
    """The code that a table cell under a code heading begins with, or None.

    Args:
        plain: the text.
        start: where the cell begins.
        end: where it ends.
        system: the code set that the heading names; None where it only says "code".
    """
    named = _SYSTEM_NAMED.match(plain, start, end) if system is None else None
    system = CodeSystem[named[1].upper()[:3]] if named is not None else system
    patterns = {
        CodeSystem.REV: (_REV,),
        CodeSystem.NDC: (_NDC,),
        CodeSystem.ICD10PCS: (_PCS,),
    }.get(system or CodeSystem.CPT, (_FIVE, _DENTAL, _GLUED, _PCS))
    for pattern in patterns:
        match = pattern.search(plain, start, end)
        if match is None or plain[start : match.start()].strip(" |•·*-:#()\n").count(" ") > 2:
            continue
        if pattern in (_FIVE, _DENTAL, _GLUED):
            return _five(match)
        said = system or (CodeSystem.ICD10PCS if pattern is _PCS else CodeSystem.CPT)
        return CodeHit(*match.span(), match.end(), match["code"], said)
    return None


def explained(plain: str, start: int, end: int) -> bool:
    """True where the words around a number say that it is no service code."""
    before = plain[max(0, start - 60) : start]
    after = plain[end : end + 60]
    rules = _patterns()
    if plain[start].isalpha() and rules["diagnosis_label"].search(before):
        return True
    if rules["cue_before"].search(before):
        return False
    if rules["five_digits"].search(plain[start:end]):
        if rules["id_before"].search(before) or rules["id_after"].match(after):
            return True
        if rules["zip_before"].search(before) or rules["zip_after"].match(after):
            return True
        if goes_on_as_street(after) or rules["place_after"].match(after):
            return True
    if plain[start].isalpha() and rules["diagnosis_before"].search(before):
        return True
    return bool(rules["number_before"].search(before) or rules["unit_after"].match(after))


def ends_with_state(words: str) -> bool:
    """Whether words end with a state as an address writes it: "Riverside, CA"."""
    return re.search(r",\s+[A-Z]{2}\s*\Z", words) is not None and (
        _patterns()["zip_before"].search(words + " ") is not None
    )


def goes_on_as_street(after: str) -> bool:
    """Whether the words after a number are those of a street: "1200" + " Dells Parkway"."""
    return _patterns()["street_after"].match(after) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rules: dict[str, Any] = load("codes")
    states = "|".join(rules["states"])
    words = "|".join(rules["not_a_code_before"])
    streets = "|".join(rules["street_words"])
    return {
        "five_digits": re.compile(r"\A[0-9]{5}\b"),
        "zip_before": re.compile(rf"(?:\b(?:{states})\.?,?\s+)\Z"),
        "zip_after": re.compile(r"-\s?\n?[0-9]{4}\b"),
        "street_after": re.compile(
            rf"(?:\s+[NSEW]{{1,2}}\.?)?(?:\s+[\w'.]+){{0,4}}?(?!\n\s*Dr\b)\s+(?:{streets})\b"
        ),
        "place_after": re.compile(
            rf",\s+[A-Z][\w.' -]{{2,30}},\s+(?:{states})\b\.?,?\s+[0-9]{{5}}"
        ),
        "drug_before": re.compile(
            r"\b(?:CPT|HCPCS|codes?|drug|medication|item|procedure|service|requested)\b[^.;\n]{0,20}\Z",
            re.I,
        ),
        "cue_before": re.compile(
            r"\b(?:CPT|HCPCS|procedures?|(?<!IP\s)codes?)\b[^.;\n]{0,30}\Z", re.I
        ),
        "id_before": re.compile(r"(?<![\w,])[A-Z0-9-]*[0-9]{3,}[ ]\Z"),
        "id_after": re.compile(r"[ ][0-9]{3,}\b"),
        "diagnosis_label": re.compile(
            r"\b(?:diagnos[ie]s|dx|icd(?:-?10)?(?:-?cm)?)(?:\s?codes?)?(?:\s?\(s\))?\s?[:#]?\s?"
            r"(?:[A-Z][0-9][0-9A-Z]{1,2}\.?[0-9A-Z]{0,4}(?:\s?[,;/]\s?|[ \t]+))*\Z",
            re.I,
        ),
        "diagnosis_before": re.compile(r"\b(?:diagnos[ie]s|dx|icd)\b[^.;]{0,50}\Z", re.I),
        "number_before": re.compile(
            rf"\b(?:{words})[\s:.#('\"*~_]*(?:is\s|no\b\.?\s*|number\s)?(?-i:[A-Z]{{2,6}}[\s.-])?\Z",
            re.I,
        ),
        "unit_after": re.compile(rf"\s*(?:{'|'.join(rules['not_a_code_after'])})\b", re.I),
    }


def _five(match: re.Match[str]) -> CodeHit:
    code = match["code"]
    system = CodeSystem.HCPCS if code[0].isalpha() else CodeSystem.CPT
    modifiers = tuple(re.findall(_MODIFIER, match["mods"] or ""))
    return CodeHit(match.start("code"), match.end("code"), match.end(), code, system, modifiers)


def _apart(hits: list[CodeHit]) -> list[CodeHit]:
    """Of hits over the same words the one with its own cue, which comes later in the list."""
    return [
        hit
        for i, hit in enumerate(hits)
        if not any(other.start < hit.end and hit.start < other.end for other in hits[i + 1 :])
    ]
