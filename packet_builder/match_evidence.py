"""Which passages a finding shows: what bears on it most, for and against, none twice.

A verdict rests on what it was decided by; a physician wants more in hand: every passage
that bears on the requirement, from each document that has one, also what speaks against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from docextract.facts import Assertion
from docextract.requirements import Kind
from packet_builder.case import Status
from packet_builder.match_bearing import Bearing
from packet_builder.match_course import cut_short
from packet_builder.match_fill import fillers
from packet_builder.match_judge import (
    Question,
    Stance,
    View,
    event_day,
    hits,
    no_fact,
    of_family,
    only_intended,
    site_conflict,
    turned,
    view,
)
from packet_builder.match_notes import Note
from packet_builder.match_rank import Index
from packet_builder.match_status import Verdict
from packet_builder.match_widen import widened

MOST = 6
"""How many passages a finding shows."""
BEARS = 0.5
"""What the model's word weighs beside that of the rules."""
_RESTED = 0.0
"""The rank that a passage which the verdict rests on has at least: it was shown after what the
model alone took for near, or not at all, where a fax had bent its words. On 513 criteria as
printed (2026-11-30) the first six held .48 of the evidence before this and the least rank, .49 with
both."""
_WORTH = 0.3
"""What a passage must weigh at least to fill a place that is left."""
DECIDED = 0.5
"""What a passage gains that the verdict rests on."""
_SILENT = 0.7
"""What a passage must weigh to be shown where the chart is silent on the thing itself."""
_HINTS = {"hinted", "related", "words", "symptom"}
"""Reasons of a passage that only hints at the subject."""
_NAMES = {"found", *_HINTS}
"""Reasons of a passage that names the subject without telling on which side it stands."""
SIDELESS = {"bears on it", *_HINTS}
_IDENTITY = re.compile(
    r"^\W*(?:patient\s+)?name\s*:|\b(?:DOB|MRN|date\s+of\s+birth|study\s+date|accession)\s*[:#\d]",
    re.IGNORECASE,
)
_HEAD_WORDS = 16
"""A shorter line that names the patient is the head of a page and tells nothing."""
PASSED_OVER = re.compile(
    r"\b(?:reviewed|discussed|obtained|attached|enclosed|noted|received|on\s+file|in\s+chart|"
    r"see\s+(?:report|above|below|scan\w*))\W*$",
    re.IGNORECASE,
)
"""A line that says of a paper only that somebody had it in hand."""
_MEASURED = re.compile(
    r"\b(?:objective|measur\w+|scores?|scales?|index|indices|quantif\w+)\b", re.I
)
_IN_HAND, _FIGURE, _STORY = 1.0, 0.8, 1.0
"""What a line in hand and a bare heading lose; where something measured is asked for, what a
figure gains and what the patient's account loses."""
_SIGNS = 0.1
"""What a line gains that tells the facts behind the thing's name."""
_LABEL = re.compile(
    r"\W*(?:test|exam\w*|study|procedure|instrument|panel|method|specimen|source)\s*"
    r"(?:performed|name|type|ordered)?\s*:|[^.;]*\bmean\s+(?:of\s+)?\d+,?\s+(?:standard\s+deviation|SD)\b",
    re.IGNORECASE,
)
"""A line that only tells what was tested, or how a score is built."""
_TITLE = 4
"""A line of fewer words without a figure is a heading."""
_SAME_DOCUMENT = 0.1
"""What a passage loses for each one already taken from the same document."""


def plain_view(question: Question, note: Note, near: float) -> View | None:
    """A note that bears on the subject, judged by how it is meant alone.

    What is denied, not done, declined or only intended speaks against a requirement that asks
    for a thing, and for one that asks for its absence.
    """
    if of_family(question, note) or site_conflict(question, note):
        return None
    if note.statement.assertion is Assertion.HYPOTHETICAL or no_fact(question, note):
        return None
    if "indication" in note.cues and not re.search(r"\d", note.text):
        return None
    event = event_day(note, None)
    undone = bool(note.cues & {"not_done", "declined", "never"}) or only_intended(note, None)
    denied = note.statement.assertion is Assertion.NEGATED
    absent = question.requirement.kind is Kind.ABSENCE
    if absent and (undone or not denied):
        return None
    clear = question.requirement.negative_result or turned(question, hits(note, question.family))
    wanted = absent or (denied and clear)
    stance: Stance = "contradicts" if (undone or denied) and not wanted else "supports"
    if undone and question.requirement.kind is Kind.PLAN:
        stance = "supports"
    return view(question, note, stance, near, event, "bears on it")


def choose(
    question: Question, verdict: Verdict, views: Sequence[View], index: Index, bearing: Bearing
) -> list[View]:
    """The passages to show, best first: the verdict's own, then what else bears on it.

    Args:
        question: the requirement.
        verdict: how the requirement stands, with the views that it rests on.
        views: every note that bears on the requirement, as it was judged.
        index: the notes of the chart.
        bearing: how the model sees them.
    """
    views = [_aligned(verdict, _sided(question, verdict, v, bearing)) for v in views]
    if verdict.status is not Status.SUPPORTED:
        views = [_ended(question, v) for v in views]
        verdict = replace(verdict, shown=tuple(_ended(question, v) for v in verdict.shown))
    by_index = {v.note.index: v.note for v in (*views, *verdict.shown)}
    decided = [v for v in verdict.shown if not _heads(v)] or verdict.shown
    own = {v.note.index for v in verdict.shown}
    silent = verdict.status is Status.GAP and not any(v.stance == "missing" for v in views)
    worth = {v.note.index: v.weight for v in views if _fits(question, verdict, v, silent=silent)}
    worth |= {v.note.index: v.weight + DECIDED for v in decided}
    rested = {v.note.index for v in decided}
    ranks = {at: bearing.rank(by_index[at]) for at in worth}
    ranks |= {at: max(ranks[at], _RESTED) for at in rested}
    worth = {
        at: w + _telling(question, by_index[at]) + BEARS * ranks[at] for at, w in worth.items()
    }
    rest = [v for v in views if v.note.index in worth and v.note.index not in own]
    filled = [v for v in fillers(question, verdict, index, bearing) if not _heads(v)]
    filled = [v for v in filled if v.note.index not in {*worth, *verdict.barred}]
    worth |= {v.note.index: BEARS * bearing.rank(v.note) for v in filled}
    rest += filled
    rest = [*(_aligned(verdict, v) if v.why in _HINTS else v for v in decided), *rest]
    place = {id(v): at for at, v in enumerate(rest)}
    pool, used = {v.note.index: v for v in views}, set[int]()
    taken: list[View] = []
    while rest and len(taken) < MOST:
        shown = Counter(t.note.statement.document for t in taken)
        ranked = sorted(rest, key=lambda v: _loss(v, shown) - worth[v.note.index])
        new = (at for at, v in enumerate(ranked) if not any(_same(v.note, t.note) for t in taken))
        at = next(new, None)
        if at is None:
            break
        taken.append(widened(question, ranked[at], pool, index.notes, used))
        left = [v for v in ranked[at + 1 :] if v.note.index not in used]
        rest = sorted(left, key=lambda v: place[id(v)])  # those before say the same
    return taken


def _sided(question: Question, verdict: Verdict, seen: View, bearing: Bearing) -> View:
    """A view that only bears on the subject, on the side that words and model tell together."""
    wanted_not = turned(question, hits(seen.note, question.family))
    if seen.why not in SIDELESS or wanted_not or not bearing.of(seen.note):
        return seen
    told = bearing.side(question, verdict.status, seen)
    return replace(seen, stance="supports" if told > 0 else "contradicts")


def _ended(question: Question, seen: View) -> View:
    """A course that was cut short speaks against the time that is asked for."""
    return replace(seen, stance="contradicts") if cut_short(question, seen) else seen


def _telling(question: Question, note: Note) -> float:
    """What a note gains or loses by how much it tells of the thing that it names."""
    heading = len(note.text.split()) < _TITLE and not re.search(r"\d", note.text)
    heading = heading or bool(_LABEL.match(note.text))
    gain = -_IN_HAND if heading or PASSED_OVER.search(note.text) else 0.0
    gain += _SIGNS * bool(note.named("sign", "clear") & question.family)
    if _MEASURED.search(question.requirement.body):
        figure = bool(re.search(r"\d", note.text)) and not note.days
        named = bool(note.named("name", "sign") & question.family)
        gain += _FIGURE if figure and named else -_STORY if note.limit and not figure else 0.0
    return gain


def _aligned(verdict: Verdict, seen: View) -> View:
    """A view on the side of the verdict where its own words do not tell the side.

    What merely bears on the subject is judged by its grammar alone; beside a requirement that is
    met, words that only deny something ("no progress and worse with exercise") go with what meets
    it, and beside one that fails, what only names its subject ("ulcer with a clean base", where a
    bleeding one is asked for) goes with what fails it.
    """
    failed = verdict.status is Status.CONTRADICTED and not verdict.absence
    if failed and seen.stance == "supports" and seen.why in _NAMES:
        return replace(seen, stance="contradicts")
    if seen.why == "sign present" and verdict.absence and verdict.status is Status.SUPPORTED:
        return replace(seen, stance="supports")
    if seen.why != "bears on it":
        return seen
    if verdict.status is Status.CONTRADICTED and seen.stance == "supports":
        return replace(seen, stance="contradicts")
    told = not seen.note.cues & {"not_done", "declined", "never"}
    if verdict.status is Status.SUPPORTED and told and not only_intended(seen.note, None):
        return replace(seen, stance="supports")
    return seen


def _fits(question: Question, verdict: Verdict, seen: View, *, silent: bool) -> bool:
    """Whether a passage may stand beside the verdict: what would support a thing that the chart
    says is not there, or deny one that is, would only mislead. Where the chart is ``silent``, a
    person may see more in its words than the program does."""
    if (
        _heads(seen)
        or seen.note.index in verdict.barred
        or seen.weight < max(_WORTH, verdict.worth)
    ):
        return False
    if seen.stance != "supports":
        return True
    against = verdict.absence and verdict.status is Status.CONTRADICTED
    if verdict.status is Status.GAP and not (silent and seen.weight >= _SILENT):
        return False
    late = verdict.status is Status.PARTIAL and (
        not seen.event or seen.event >= question.part_opens
    )
    return (seen.inside or late) and not against


_COLUMN_HEADS = re.compile(r"^\W*(?:date|day|time)\b(?:\W+[A-Za-z]\w*|\W+[O0]2){2,14}\W*$", re.I)
"""The first line of a table: "Date Time SpO2 O2 Pulse"."""


def _heads(seen: View) -> bool:
    """Whether a passage only tells whose page it is, or what the columns of a table are."""
    text = seen.note.text
    if _COLUMN_HEADS.match(text):
        return True
    return len(text.split()) < _HEAD_WORDS and bool(_IDENTITY.search(text))


def _loss(seen: View, shown: Counter[str]) -> float:
    return _SAME_DOCUMENT * shown[seen.note.statement.document]


def _words(note: Note) -> set[str]:
    return set(re.findall(r"\w+", note.text.lower()))


def _same(one: Note, two: Note) -> bool:
    if one.index == two.index:
        return True
    a, b = _words(one), _words(two)
    return len(a & b) >= 0.9 * max(len(a), len(b), 1)
