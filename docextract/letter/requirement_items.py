"""Single requirements: what can be one, how an enumeration falls apart, which two mean the same.

Lists and sentences both propose words; here they are cut into entries, and what no chart could
show (an address, a telephone line, a heading, a row of services, a right) is turned away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from docextract.letter.spans import BULLET, Span
from docextract.pages.text import Text
from docextract.rules import load

MOST_WORDS = 60
"""A requirement of more words is a paragraph of the letter."""
_MARKS = re.compile(
    r"(?<![\w(])\(?(?P<mark>[1-9]|[a-h]|[ivx]{1,4})\)\s+(?=[A-Za-z0-9])"
    r"|(?<!\w)(?P<word>first|second|third|fourth|fifth)(?:ly)?[,:]\s+",
    re.I,
)
_TAIL = re.compile(r"(?:[;,.:\s–—-]|[;,]?\s+(?:and|or|nor|but))+\Z")
_LEAD = re.compile(
    r"\s*(?:[-–—,:;]\s*)?(?:(?:and|or|nor|but|plus)\s+)?(?:as\s(?:to|for|regards)\s[^,.;]{3,30},\s+)?(?:(?:as\sof\s(?:today|this\s\w+)|at\sthis\stime|to\sdate|in\saddition"
    r"|also|further(?:more)?|however|finally|moreover|additionally|likewise|second(?:ly)?|lastly),?\s+)?"
    r"(?:(?:for|of)\s+(?=(?:an?|the|any|your|his|her)\s))?(?:(?:that(?:,\s[^,;.]{3,40},)?|when|if|once)\s+(?=\w+\s\w))?\s*",
    re.I,
)
_RELATIVE = re.compile(
    r",?\s+(?:which|as|that)\s+(?:\w+\s){0,4}?(?:polic(?:y|ies)|guidelines?|criteria|rules?|plan|we|LCD|NCD|is|are)"
    r"\s[^,;]{0,60}?\b(?:require[sd]?|asks?|asked|needs?|needed|calls?|wants?|expects?)\b[^,;]*\Z",
    re.I,
)
COMMENT = re.compile(
    r",\s+(?:unless|though|although|which)\s+[^;]*\Z|"
    r",?\s+(?:which|where|but|though|although|while|whereas|and)\s+(?:(?:the|your|our|his|her|their)\s+(?:\w+\s+){0,2}?"
    r"(?:records?|notes?|charts?|file|documentation|letter|form|request|report|reviewer)|we|you|none|nothing|it|he|she)\b[^;]*\Z"
    r"|:\s+(?=[a-z])(?!(?:that|whether|how|why|an?\s)\b)[^:;]*\b(?:was|were|is|are|has|had|have|did|does|put|took|went)\b[^:]*\Z"
    r"|\s+\((?:we\s|it\s|they\s|none|no|not|ours|yours|yes|only|values?|found|seen|missing|absent)\b[^()]*\)\W*\Z",
    re.I,
)
"""What a letter says behind a requirement: ", which the record does not describe", "(none)"."""
_NAMED = re.compile(
    r"(?:points?|criteri(?:on|a)|items?|requirements?|elements?|conditions?|rules?)\s+(?:no\.?\s+)?(?:[0-9]{1,2}|[A-H])\s*\((?P<what>[^()]{6,})\)?\W*",
    re.I,
)
"""A requirement that a number names and a bracket tells: "Requirement 2 (an eye exam)"."""
_COMMAS = re.compile(r",\s+(?:and\s+|or\s+|nor\s+)?|\s+(?:and|or|nor)\s+(?=[^,]*\Z)")
_SERIAL = re.compile(r",\s+(?:and|or|nor)\s")
_LISTED = re.compile(r",\s+(?:and\s+|or\s+|nor\s+)?")
_CLAUSES = re.compile(
    r",?\s+(?:and|or)\s+(?:when|if|that|once|after|whether|where|whose|who)\s+"
    r"|,\s+(?:when|if|where|whose|who|that)\s+|,\s+(?:and|or)\s+(?=\S+\s+\S+)"
    r"|\s+or\s+(?=(?:an?|the|his|her|their|your)\s\w+(?:\s\w+)?\s(?:would|is|are|was|were|has|have|cannot|must)\b)",
    re.I,
)
"""Where a second condition begins: "when A, and when B", "requires A, or requires B"."""
_TWO = re.compile(
    r",?\s+nor\s+(?=\w+\s*\w)|,?\s+(?:and|plus|as\swell\sas)\s+(?=(?:an?|the|your|his|her|their|any|at\sleast|that|of|proof"
    r"|evidence|documentation|results?|records?|has|have|must|no|is|are|was|were|for|one|two|three|four)\s)",
    re.I,
)
_EITHER = re.compile(
    r",?\s+or\s+(?=(?:an?|the|one|two|three|four|at\sleast|proof|evidence|documentation|that)\s)",
    re.I,
)
_DENIED = re.compile(
    r",\s+(?:or|and|nor)\s+(?:of\s+|for\s+)?(?=\w+\s+\w+)"
    r"|\s+(?:or|and|nor)\s+(?:of\s+)?(?=(?:that|whether|how|why|when|what|if|which)\s)"
    r"|\s+(?:or|and|nor)\s+(?:for|of)\s+(?=\w+\s+\w)"
    r"|,\s+(?=(?:how|why|whether|when|what)\s)|\s+(?:or|nor)\s+(?=(?:an?|the|any|your|his|her)\s)",
    re.I,
)
"""Where a second thing begins that the same denial holds for: "no note of A, or of B"."""
_EITHER_WORD = re.compile(r"\W*either\s+", re.I)
_OR = re.compile(r",?\s+or\s+", re.I)
_EXCUSE = re.compile(
    r",?\s+or\s+(?=(?:an?\s|the\s)?(?:\w+\s)?(?:reasons?|contraindications?|intolerance)\b)",
    re.I,
)
_APPOSED = re.compile(
    r"\s*(?:such\sas|e\.g\.|i\.e\.|including|for\sexample|like|unless|when|with)\b", re.I
)
"""What goes on with the entry before it, though a comma stands between."""
_BELOW = re.compile(
    r"[^:;]{0,120}\b(?:following|these|those|both|all|each|either|any|one|two|three|four|things|points"
    r"|conditions|criteria)\b[^:;]{0,60}:\s+",
    re.I,
)
"""What introduces entries of its own: "one of these has to be present: A, B, or C"."""
_APPOSED_IN = re.compile(r"\b(?:such\sas|e\.g\.|i\.e\.|including|for\sexample|like)\b", re.I)
_COUNT = (
    "1 a i first", "2 b ii second", "3 c iii third", "4 d iv fourth", "5 e v fifth", "6 f vi",
    "7 g vii", "8 h viii",
)  # fmt: skip
_DENIES = (
    r"(?:not|un|in)[-\s]?(?:yet\s|all\s|clearly\s|fully\s)?(?:met|satisfied|shown|documented|confirmed|fulfilled|submitted|received"
    r"|provided|present|demonstrated|established|seen|found|sent|on\sfile|in\s(?:the\s)?(?:file|chart|records?|packet)|evident|included"
    r"|recorded|reported|tried|done|verified|supported|addressed|stated|noted|answered|available|attempted|completed?|enclosed|attached"
    r"|supplied|clear|known|sufficient|adequate|performed|obtained|tested|signed|legible|current|listed|described)"
    r"|missing|absent|lacking|fail(?:s|ed)?|deficient|insufficient|none(?:\s(?:found|seen|received|documented|shown|sent|recorded|reported|on\sfile))?"
    r"|nothing(?:\s\w+)?|blank|outstanding|open|pending|partial(?:ly\smet)?|cannot\s(?:tell|confirm|verify|be\s\w+)|unable\sto\s\w+"
    r"|(?:does|did|do)\snot(?:\smeet)?|no(?:\s(?:record|evidence|documentation|mention|entry|note|proof|report|result|data|answer|reply|(?:\w+\s){1,2}(?:found|seen|sent|received|recorded|reported|submitted|shown|given|on\sfile)))?|n|\u2717|\u2718|\u2610|\u25cb"
)
_GRANTS = (
    r"(?:yet\s)?(?:met|satisfied|shown|documented|confirmed|fulfilled|submitted|received|provided|present|demonstrated|established|seen"
    r"|found|sent|on\sfile|in\s(?:the\s)?(?:file|chart|records?|packet)|evident|included|recorded|reported|verified|supported|accepted|complete"
    r"|adequate|sufficient|enclosed|attached|supplied|attested|true)|yes|y|pass(?:ed|es)?|ok(?:ay)?|\u2713|\u2714|\u2611|\u2612|does"
)
_VERDICT = re.compile(
    rf"(?:[\s.:;|(]*[.:;|(?\t–—=→-][\s.:;|(…_>→=-]*|\s{{2,}}|(?<=\))\s|\s(?=(?-i:[A-Z]{{2,}})))(?P<said>(?P<no>{_DENIES})|{_GRANTS})(?!\w)\)?"
    r"(?:\s*[(,;:–—-][^\n]{0,120})?[\s.;,)]*\Z",
    re.I,
)
_ALONE = re.compile(
    rf"[\s(\[]*(?:(?P<no>{_DENIES}|x(?=\W*\Z))|{_GRANTS})(?!\w)[)\]]?(?:\s*[(,;:.–—-].{{0,120}})?[\s.]*",
    re.I | re.S,
)
_BEFORE = re.compile(
    rf"\W*(?:(?:reasons?|rationale|findings?|review|results?|basis|why):\s+)?(?P<said>(?P<no>{_DENIES})|{_GRANTS})(?!\w)\s?(?:[:|\t]|\s?[–—]|\s-)\s*(?=[A-Za-z0-9])",
    re.I,
)
_LABEL = re.compile(
    r"\s*(?:requirement|criterion|criteria|rule|item|element|condition)s?\s*(?:no\.?\s*)?"
    r"(?:[0-9]{1,2}|[A-H])?\s*[:.)–—-]\s+(?=\w)",
    re.I,
)


def verdict(words: str) -> bool | None:
    """True for "… - met" and "Met: …", False for "… (not met)", None without a verdict."""
    found = _BEFORE.match(words) or _closing_verdict(words, 0, len(words))
    return None if found is None else found["no"] is None


def _closing_verdict(plain: str, start: int, end: int) -> re.Match[str] | None:
    """The verdict behind a requirement; where all is in capitals, they alone part none from it."""
    found = _VERDICT.search(plain, start, end)
    loud = found is not None and plain[found.start()].isspace() and plain[start:end].isupper()
    return None if loud else found


def verdict_alone(words: str) -> bool | None:
    """The verdict of words that are nothing else: "NOT MET.", "Yes", "Not shown (3.1 mm)"."""
    found = _ALONE.fullmatch(words.strip())
    return None if found is None else found["no"] is None


def bare(text: Text, span: Span) -> Span:
    """A requirement without joining words, its number, its verdict and marks at its edges."""
    plain = text.plain
    start, end = span
    bullet = BULLET.match(plain, start, end)
    start = bullet.end() if bullet is not None and not plain[start].isalnum() else start
    before = _BEFORE.match(plain, start, end)
    start = before.end() if before is not None else start
    for _ in range(2):
        mark = _MARKS.match(plain, start, end) or _LABEL.match(plain, start, end)
        start = mark.end() if mark is not None else start
        lead = _LEAD.match(plain, start, end)
        start = lead.end() if lead is not None else start
    said = _closing_verdict(plain, start, end)
    end = said.start() if said is not None and said.start() > start + 2 else end
    for pattern in (COMMENT, _RELATIVE, _TAIL):
        tail = pattern.search(plain, start, end)
        end = tail.start() if tail is not None and tail.start() > start + 2 else end
    named = _NAMED.fullmatch(plain, start, end)
    return Span(*named.span("what")) if named is not None else Span(start, end)


def enumerated(
    text: Text,
    what: Span,
    *,
    alternatives: bool = False,
    conditions: bool = False,
    denied: bool = False,
) -> list[Span]:
    """The parts of "(a) …; (b) …", "A; B; and C", "A, B, and C" or "an A and a B".

    Two things joined by "or" stay one unless ``alternatives``: then a verdict ("Neither was
    found") denies each of them; ``conditions``: a second one may begin with ", or" or "and when".
    ``denied``: the words before deny each of two things joined by ", or" or "or whether".
    Where parts carry verdicts of their own, the denied ones count.
    """
    below = _BELOW.match(text.plain, *what)
    rest = Span(below.end(), what.end) if below is not None else what
    parts = _parts(text.plain, rest, alternatives=alternatives, conditions=conditions)
    if len(parts) < 2 and denied:
        parts = _halves(text.plain, rest)
    if len(parts) < 2 and below is not None:
        parts = _parts(text.plain, what, alternatives=alternatives, conditions=conditions)
    told = [verdict(text.plain[p.start : p.end]) for p in parts]
    if False in told:
        parts = [part for part, said in zip(parts, told, strict=True) if said is False]
    elif True in told and len(parts) > 1:
        parts = [part for part, said in zip(parts, told, strict=True) if said is None]
    found = [bare(text, part) for part in parts]
    found = [half for part in found for half in _cut(text.plain, part, _EXCUSE)]
    found = [half for part in found for half in _either(text.plain, part)]
    return [part for part in found if _weighty(text.plain[part.start : part.end])]


def _weighty(words: str) -> bool:
    """True for two words or one long one: "audiogram"."""
    return len(words.split()) > 1 or len(words) > 8


def excused(plain: str, span: Span) -> bool:
    """True for "A, or a reason it cannot be used", which are two alternatives."""
    return _EXCUSE.search(plain, *span) is not None


def _parts(plain: str, what: Span, *, alternatives: bool, conditions: bool) -> list[Span]:
    marks = _in_order(list(_MARKS.finditer(plain, *what)))
    if len(marks) > 1:
        edges = [*(mark.end() for mark in marks)]
        ends = [*(mark.start() for mark in marks[1:]), _sentence_end(plain, edges[-1], what.end)]
        return [Span(a, b) for a, b in zip(edges, ends, strict=True)]
    serial = _SERIAL.search(plain, *what) is not None
    for pattern, least in ((re.compile(r";\s*"), 2), (_LISTED if serial else _COMMAS, 3)):
        parts = _cut(plain, what, pattern)
        if len(parts) >= least and _alike(plain, parts, joined=least == 3):
            return parts
    if alternatives or conditions:
        parts = _cut(plain, what, _CLAUSES)
        if len(parts) > 1 and not any(_APPOSED.match(plain, *part) for part in parts):
            return parts
    parts = _cut(plain, what, _TWO)
    if len(parts) == 1 and alternatives:
        parts = _cut(plain, what, _EITHER)
    return parts if all(_weighty(plain[p.start : p.end].strip(" .,")) for p in parts) else [what]


def _either(plain: str, what: Span) -> list[Span]:
    """The two things of "either A or B"."""
    word = _EITHER_WORD.match(plain, *what)
    parts = _cut(plain, Span(word.end(), what.end), _OR) if word is not None else []
    two = len(parts) == 2 and all(len(plain[p.start : p.end].split()) > 1 for p in parts)
    return parts if two else [what]


def _halves(plain: str, what: Span) -> list[Span]:
    """The things that one denial is about; the stretch itself where a part is too short."""
    parts = _cut(plain, what, _DENIED)
    whole = all(len(plain[p.start : p.end].split()) > 1 for p in parts)
    example = _APPOSED_IN.search(plain, *what)
    return parts if whole and example is None else [what]


def _sentence_end(plain: str, start: int, end: int) -> int:
    """Where the last entry of an enumeration ends: with its sentence."""
    stop = re.compile(r"(?<=[a-z)])\.\s+(?=[A-Z])").search(plain, start + 4, end)
    return stop.start() if stop is not None else end


def numbered(plain: str, span: Span) -> Span | None:
    """The stretch of a sentence in which it numbers its own entries; None where it does not."""
    marks = _in_order(list(_MARKS.finditer(plain, *span)))
    return Span(marks[0].start(), span.end) if len(marks) > 1 else None


def _in_order(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that count up from the first one."""
    kept: list[re.Match[str]] = []
    for mark in marks:
        said = (mark["mark"] or mark["word"]).lower()
        if len(kept) < len(_COUNT) and said in _COUNT[len(kept)].split():
            kept.append(mark)
    return kept


def _cut(plain: str, what: Span, pattern: re.Pattern[str]) -> list[Span]:
    """The stretch cut at every match that stands outside brackets."""
    edges, at = [], what.start
    for match in pattern.finditer(plain, *what):
        inside = plain.count("(", what.start, match.start()) - plain.count(
            ")", what.start, match.start()
        )
        if inside == 0 and match.start() > at:
            edges.append(Span(at, match.start()))
            at = match.end()
    return [*edges, Span(at, what.end)] if at < what.end else edges


def _alike(plain: str, parts: Sequence[Span], *, joined: bool) -> bool:
    """True where parts are entries of one list: words each, and a joining word before the last."""
    words = [plain[part.start : part.end].split() for part in parts]
    if any(_APPOSED.match(plain, *part) for part in parts) and not _parallel(plain, parts):
        return False
    if not joined:
        return all(len(w) > 1 or w[0][0].isalpha() for w in words if w)
    last = re.search(r"\b(?:and|or|nor)\s*\Z", plain[parts[-2].end : parts[-1].start])
    return (
        last is not None
        and sum(len(w) > 1 for w in words) >= min(len(words), max(3, len(words) / 2))
        and "," in plain[parts[0].end : parts[1].start]
    )


def _parallel(plain: str, parts: Sequence[Span]) -> bool:
    """True where the entries after the first begin with one word that the first holds too."""
    heads = {plain[p.start : p.end].split()[0].lower() for p in parts[1:]}
    return len(heads) == 1 and heads <= set(plain[parts[0].start : parts[0].end].lower().split())


def plausible(words: str, *, asks: bool = False) -> bool:
    """True where words can be a requirement that a chart could show.

    ``asks``: the letter asks for information, so that a question is one.

    Not: an address, a telephone line, a question, a row of services, somebody with credentials, a
    right or a step of the process, words of a heading, a whole paragraph.
    """
    said = " ".join(words.split())
    if not 2 <= len(said.split()) <= MOST_WORDS and not re.fullmatch(r"[A-Za-z-]{5,}", said):
        return False
    if _junk().search(said) or (said.endswith("?") and not asks):
        return False
    return re.search(r"[A-Za-z]{3}", said) is not None and not _titled(said)


def _titled(said: str) -> bool:
    """True for three or more words that all are capitalised: a name of a place or an office."""
    words = re.findall(r"[A-Za-z][\w'-]*", said)
    small = {"of", "and", "the", "for", "in", "on", "at", "to"}
    own = [w for w in words if w not in small]
    return (
        len(own) >= 3
        and all(w[0].isupper() and not w.isupper() for w in own)
        and not re.search(r"\d", said)
    )


@cache
def _junk() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{cue})" for cue in load("unmet")["not_plausible"]))


@lru_cache(maxsize=1024)
def content(words: str) -> frozenset[str]:
    """The words that tell one requirement from another, cut to their stems."""
    stop = _common()
    found = re.findall(r"[a-z]+|[0-9]+", words.lower())
    return frozenset(
        _stem(word) for word in found if word not in stop and (len(word) > 2 or word.isdigit())
    )


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@cache
def _common() -> frozenset[str]:
    words: str = load("unmet")["common_words"]
    return frozenset(words.split())


def shared(one: str, other: str) -> float:
    """The share of the shorter one's telling words that the other holds too, 0..1."""
    a, b = content(one), content(other)
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def apart(spans: Sequence[Span]) -> list[Span]:
    """Spans in order of place, overlapping ones once."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
