"""Whether a code outside of a table was requested: the words before it, its label, its heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from docextract.facts import CodeSystem
from docextract.letter.codes import CodeHit, ends_with_state
from docextract.letter.flow import flowing, runs
from docextract.letter.labels import labelled
from docextract.letter.spans import Span
from docextract.letter.tables import pieces
from docextract.letter.zones import Zone, zone_at, zones
from docextract.pages.text import Text
from docextract.rules import load

_LEAD = re.compile(
    r"[\s|•▪●■·*→\-–«»¢§'‘`_~]*(?:\(?[0-9]{1,2}[.)]?\s+|\(?[A-Za-z][.)]\s+)?[\s|•·*→\-–«»]*"
)
_LIST_GAP = re.compile(
    r"(?:[\s,;/&+]|\b(?:one|two|three|four|[0-9]{1,3})\sunits?\b|\band\b|\bwith\b|\bor\b|\bx\s?[0-9]{1,4}\b|\b[A-Z][A-Z0-9]\b|\bunits?\b"
    r"|\([0-9]{1,4}(?:\sunits?)?\)|\([^()]{3,80}\))*"
)
_ROW_REST = re.compile(
    r"(?:\s[A-Z0-9]{2}\b)?(?:\s?[x×]\s?[0-9]{1,4})?[\s,:.·|–-]*\(?[A-Za-z][A-Za-z/-]{2,}|\s*\Z"
)
_CODE_LIKE = re.compile(
    r"\s?\([A-Za-z0-9]|\s?[x×]\s?[0-9]|\s?[-–:]\s[A-Za-z]|,\s(?:[A-Z]{2,4}|[A-Za-z]{4,})\s[a-z]{2,}"
    r"|,?\s(?:and\s)?(?:[0-9]{5}|[A-Z][0-9]{4})\b|\s(?:[A-Z][A-Z0-9]\s){0,3}(?i:qty|quantity|units?)\b|,?\swith\smodifiers?\b"
    r"|\s[A-Z][a-z]+[\w ,/-]{3,70},\s[0-9]{1,4}\sunits?\b"
)
_LED_OVER = re.compile(r"(?:\b(?:NDC|CPT|HCPCS|codes?|and|or)|[,(])\s*\Z")
"""A line that ends so leaves its code to the next line."""
_LED_BY_FOR = re.compile(
    r"(?<!earlier )(?<!another )(?<!previous )(?<!separate )(?<!different )(?<!prior )(?<!other )"
    r"\b(?:request|order|claim|coverage|authorization|approval|denial|precertification|appeal|review)"
    r"(?:s|ed)?\b[^.;:]{0,40}\b(?:for|of)\s\Z"
)
"""What was asked for is a bare code: "your request for 45385 is approved"."""
_IN_BRACKET = re.compile(r"(?:[A-Za-z]{3,}|\b[0-9]{1,2})\s\((?:[^()]{0,40}[,;]\s|[^()]{0,12})\Z")
"""Words with an opened bracket: "sleeve gastrectomy (43775)"."""
_COUNTED_OF = re.compile(r"\b(?:visits?|units?|sessions?|doses?|treatments?|hours?)\sof\s\Z")
_BESIDE_WORDS = re.compile(r"[a-z]{4,}\s[a-z]{4,},\s\Z")
"""Words with their code beside them: "a hiatal hernia repair, 43281, was asked for"."""
_SIDE = re.compile(r"\s?(?:RT|LT|50|TC|26|NU|RR)\b\s?[,.;)]")
"""A modifier alone behind a code: "knee replacement, 27447 RT, at"."""
_LED_BY_REQUEST = re.compile(r"(?:\brequest\s?[–—-]\s|(?:\A|[.;\n]\s?)For\s)\Z")
"""What was asked for or decided begins a sentence: "For 22633 the denial stays"."""
_LED_BY_WORDS = re.compile(r"[A-Za-z]{3,}\)?\s?[–—:,-]\s\Z")
"""A line ends with the code of its words: "Fluoroscopic guidance – 77001"."""
_AMOUNT = re.compile(r"(?<![\w.,])\$?[0-9]{1,3}(?:,?[0-9]{3})*\.[0-9]{2}(?![\d.])")
_DATE = re.compile(r"\b[0-9]{1,2}[/-][0-9]{1,2}(?:[/-][0-9]{2,4})?\b|\b[0-9]{6}\b")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|may|can|must|should|does|do|did)\b", re.I
)
_OF_BEFORE = re.compile(
    r"\W*(?:prior|previous|earlier|past|former|last|related)\s(?!auth|cert|approv)(?:\w+\s)?"
    r"(?:requests?|cases?|reviews?|claims?|events?|stays?|admissions?|services?|decisions?)\b"
    r"(?:\s(?:no|number|id|#))?\s?[.:\t]",
    re.I,
)
"""A line of the head that tells an earlier request."""
_ALIGNED = 3.0
"""Cells of one column begin within so many points of one another."""
_HEADING_WORDS = 10
_HEADING_REACH = 1500


@dataclass(frozen=True, slots=True)
class Context:
    """A letter cut up once for all questions about its codes."""

    text: Text
    sentences: tuple[Span, ...]
    segments: tuple[Span, ...]
    labelled: tuple[Span, ...]
    starts: tuple[int, ...]
    zones: tuple[Zone, ...]

    def sentence(self, at: int) -> Span:
        """The sentence, list item or cell that an offset lies in."""
        k = bisect_right([s.start for s in self.sentences], at) - 1
        if k >= 0 and at < self.sentences[k].end:
            return self.sentences[k]
        return Span(at, at + 1)

    def segment(self, at: int) -> Span:
        """The paragraph, list item or cell that an offset lies in."""
        k = bisect_right(self.starts, at) - 1
        if k >= 0 and at < self.segments[k].end:
            return self.segments[k]
        return Span(at, at + 1)


def context_of(text: Text) -> Context:
    """Cut a letter up for the questions about its codes."""
    whole = runs(text)
    label = rules()["whole_label"]
    values = tuple(p.value_span for p in labelled(text) if label.match(p.label))
    return Context(text, flowing(text), whole, values, tuple(s.start for s in whole), zones(text))


def alone_in_paragraph(context: Context, hit: CodeHit, every: Iterable[CodeHit]) -> bool:
    """True where no other code of ``every`` stands in the paragraph of a code."""
    paragraph = context.segment(hit.start)
    inside = (one for one in every if paragraph.start <= one.start < paragraph.end)
    return all(one.code == hit.code for one in inside)


def in_margin(context: Context, hit: CodeHit) -> bool:
    """True where a code stands in a footer, a tagline or a line of copies."""
    return zone_at(context.zones, hit.start) in ("running", "fax_header", "taglines", "copies")


def opens_row(context: Context, hit: CodeHit) -> bool:
    """True where a line begins with the code and goes on as in a list of services."""
    text = context.text
    line = text.line_at(hit.start)
    bullet = max(text.plain.rfind(mark, line.start, hit.start) for mark in "•▪●■")
    if not _LEAD.fullmatch(text.plain, max(line.start, bullet), hit.start):
        return False
    if context.segment(hit.start).start < line.start and _LED_OVER.search(
        text.plain[max(0, line.start - 20) : line.start]
    ):
        return False
    rest = text.plain[hit.tail : line.end]
    if not rest.strip() and re.fullmatch(r"[0-9]{5}", hit.code):
        return False
    return _ROW_REST.match(rest) is not None or len(pieces(text, line)) > 1


def in_money_row(context: Context, hit: CodeHit) -> bool:
    """True where a code stands between amounts or dates of its line, as on a remittance."""
    text = context.text
    line = text.line_at(hit.start)
    rest = text.plain[line.start : hit.start] + " " + text.plain[hit.tail : line.end]
    amounts = len(_AMOUNT.findall(rest))
    return amounts >= 2 or (amounts == 1 and _DATE.search(rest) is not None)


def in_same_list(text: Text, previous: CodeHit, hit: CodeHit) -> bool:
    """True where only the words of a list stand between two codes."""
    if hit.start - previous.tail > 140:
        return False
    between = text.plain[previous.tail : hit.start]
    opened = text.plain.rfind("(", max(0, previous.start - 80), previous.start)
    if opened > text.plain.rfind(")", 0, previous.start) and not re.search(r"[().;]", between):
        return True
    return _LIST_GAP.fullmatch(text.plain, previous.tail, hit.start) is not None


def named_as_code(context: Context, hit: CodeHit) -> bool:
    """True where a label or the words right before a code call it one."""
    if any(v.start <= hit.start < v.end for v in context.labelled):
        return True
    sentence = context.sentence(hit.start)
    before = context.text.plain[max(sentence.start, hit.start - 60) : hit.start]
    said = rules()["code_cue"].search(before) or rules()["label"].search(before)
    return said is not None


def asked_for(context: Context, hit: CodeHit) -> bool:
    """True where the words before a code, its label or its sentence speak of a request."""
    if named_as_code(context, hit):
        return True
    plain = context.text.plain
    sentence = context.sentence(hit.start)
    if hit.system not in (CodeSystem.CPT, CodeSystem.HCPCS):
        return True
    if rules()["counted"].match(plain, hit.tail) is not None or _names_only(plain, sentence, hit):
        return True
    if _bare_name(context, sentence, hit):
        return True
    if hit.code.isdigit() and not _told_as_code(plain, hit):
        return False
    request = rules()["request"]
    if request.search(plain, sentence.start, sentence.end) is not None:
        return True
    asked = _question_before(context, sentence)
    if asked is not None and request.search(plain, *asked) is not None:
        return True
    heading = heading_above(context, hit.start)
    return heading is not None and request.search(plain, *heading) is not None


def _names_only(plain: str, sentence: Span, hit: CodeHit) -> bool:
    """True for a sentence that is but a code and its words: "45378 colonoscopy, outpatient."."""
    opens = not plain[sentence.start : hit.start].strip(" \t\n•*-(")
    words = plain[hit.tail : sentence.end]
    return opens and _ROW_REST.match(words) is not None and _VERB.search(words) is None


def _bare_name(context: Context, sentence: Span, hit: CodeHit) -> bool:
    """True for a line of the head that only names services with their codes in brackets."""
    plain = context.text.plain
    words = plain[sentence.start : sentence.end]
    if zone_at(context.zones, hit.start) not in ("reference", "letterhead", "body"):
        return False
    bracketed = re.search(r"[a-z]{3,}\s\(\Z", plain[: hit.start][-40:]) is not None
    short = len(words.split()) <= 16 and _VERB.search(words) is None
    return bracketed and short and plain[hit.tail : hit.tail + 1] == ")"


def _question_before(context: Context, sentence: Span) -> Span | None:
    """The question that a sentence answers: "What did your doctor ask for?"."""
    k = bisect_right([s.start for s in context.sentences], sentence.start) - 2
    before = context.sentences[k] if k >= 0 else None
    asks = before is not None and context.text.plain[before.start : before.end].rstrip()[-1:] == "?"
    return before if asks else None


def _told_as_code(plain: str, hit: CodeHit) -> bool:
    """True where a bare number is set like a code: a modifier, a bracket, a count, words."""
    if hit.modifiers or _CODE_LIKE.match(plain, hit.tail) is not None:
        return True
    before, after = plain[max(0, hit.start - 60) : hit.start], plain[hit.tail : hit.tail + 8]
    if _BESIDE_WORDS.search(before) and _SIDE.match(plain, hit.tail):
        return True
    led = _LED_BY_FOR.search(before) and re.match(r"\s(?:is|was|has|are|at|on)\b|[.,;]", after)
    if led or _COUNTED_OF.search(before) or _LED_BY_REQUEST.search(before):
        return True
    if _LED_BY_WORDS.search(before) and not plain[hit.tail : _line_end(plain, hit)].strip(" .;,)"):
        return True
    if _IN_BRACKET.search(before):
        return plain[hit.tail : hit.tail + 1] in (")", ",", ";", " ")
    return _BESIDE_WORDS.search(before) is not None and plain[hit.tail : hit.tail + 1] in ",.;"


def _line_end(plain: str, hit: CodeHit) -> int:
    end = plain.find("\n", hit.tail)
    return end if end >= 0 else len(plain)


def not_requested(context: Context, hit: CodeHit) -> bool:
    """True where the sentence or the heading over it speaks of an alternative, of history or of
    another claim, or where a code-shaped ZIP code goes on from the line above."""
    if says_other(context.text.plain, context.sentence(hit.start)):
        return True
    line = context.text.line_at(hit.start)
    if _OF_BEFORE.match(context.text.plain, line.start, hit.start) or _is_zip(context.text, hit):
        return True
    heading = heading_above(context, hit.start)
    return heading is not None and says_other(context.text.plain, heading)


def _is_zip(text: Text, hit: CodeHit) -> bool:
    """True for a number that opens a cell under one that ends with a state: "Riverside, CA"."""
    home = text.line_at(hit.start)
    own = next((c for c in pieces(text, home) if c.start == hit.start), None)
    if own is None or re.fullmatch(r"[0-9]{5}", hit.code) is None:
        return False
    at = text.lines.index(home)
    above = [c for line in text.lines[max(0, at - 2) : at] for c in pieces(text, line)]
    return any(ends_with_state(text.plain[c.start : c.end]) and _under(text, c, own) for c in above)


def _under(text: Text, upper: Span, lower: Span) -> bool:
    """True where two cells begin at one distance from the edge, or nothing tells where."""
    first, second = (text.words_in(*span)[0].word.box for span in (upper, lower))
    return first is None or second is None or abs(first[0] - second[0]) < _ALIGNED


def says_other(plain: str, span: Span) -> bool:
    """True where words tell of something that was not requested."""
    words = plain[span.start : span.end]
    found = rules()["not_requested"].search(words)
    return found is not None and rules()["after_all"].search(words) is None


def heading_above(context: Context, at: int) -> Span | None:
    """The heading or the opening words ("… are denied:") that a list at an offset stands under."""
    return next(headings_above(context, at), None)


def headings_above(context: Context, at: int) -> Iterator[Span]:
    """The headings over an offset, nearest first, up to the last paragraph of running text."""
    plain = context.text.plain
    home = context.segment(at)
    for span in reversed(context.segments[: bisect_right(context.starts, home.start) - 1]):
        if at - span.end > _HEADING_REACH:
            return
        words = plain[span.start : span.end].rstrip()
        if _lists_code(words) or not re.search(r"[A-Za-z]{3}", words):
            continue
        if words.endswith(":") or _is_heading(context.text, span, words):
            yield span
        elif words.endswith("."):
            if len(words.split()) > _HEADING_WORDS:
                return
            yield span


def _lists_code(words: str) -> bool:
    return re.search(r"\b(?:[0-9]{5}|[0-9]{4}[A-Z]|[A-Z][0-9]{4})\b", words) is not None


def _is_heading(text: Text, span: Span, words: str) -> bool:
    """True for a short line that stands alone and ends without a point."""
    line = text.line_at(span.start)
    alone = line.start == span.start and line.end <= span.end
    return alone and len(words.split()) <= _HEADING_WORDS and words[-1:] not in ".;,"


@cache
def rules() -> dict[str, re.Pattern[str]]:
    """The cues of ``rules/services.yaml`` that place a code."""
    rows: dict[str, Any] = load("services")

    def any_of(name: str, shape: str = r"(?<!\w)(?:{})") -> re.Pattern[str]:
        return re.compile(shape.format("|".join(rows[name])), re.I)

    return {
        "code_cue": any_of("code_cues", r"\b(?:{})\b[\s:.#(\-]*(?:is\s|are\s|as\s|number\s)?\Z"),
        "label": any_of("labels", r"(?:\A|\n|\t|\.\s)\W*(?:{})\s?[.:]+[^.;]{{0,60}}\Z"),
        "whole_label": any_of("labels", r"\W*(?:[0-9]{{1,2}}[.)]\s*)?(?:{})\W*\Z"),
        "request": any_of("request_words"),
        "counted": any_of("quantity_words", r"(?:\s?\([^()]{{3,60}}\))?,\s[0-9]{{1,4}}\s(?:{})\b"),
        "not_requested": any_of("not_requested"),
        "after_all": any_of("requested_after_all"),
    }
