"""How a note is judged for each kind of requirement: treatment, absence, result, finding."""

from __future__ import annotations

import re
from collections.abc import Callable

from docextract.facts import Assertion
from docextract.requirements import Kind
from docextract.requirements.concepts import Mention, lexicon, tokens_of
from packet_builder.match_absence import absence
from packet_builder.match_judge import (
    FILED,
    PAST,
    TREATS,
    Question,
    Stance,
    View,
    denied,
    event_day,
    family_only,
    hits,
    no_fact,
    of_family,
    only_intended,
    site_conflict,
    turned,
    view,
)
from packet_builder.match_notes import Note
from packet_builder.match_result import negative, result
from packet_builder.match_signs import by_number

_THERAPY = frozenset({"physical_therapy", "occupational_therapy", "conservative_care"})
_LACK = re.compile(
    r"\b(?:insufficient|inability|unable|cannot|lack\s+of|not\s+able|inadequate|limited|impaired)\b",
    re.IGNORECASE,
)
_BESIDE = 0.45
"""What a note weighs at most that names only neighbouring concepts: too little to decide."""
_SHARE = 0.3
_RELATED = 0.45
"""How near a note must be to be shown although it names nothing that was asked for."""
_UNSURE = 0.5
"""What a note loses that names a therapy without saying that it took place."""
_RECORDS = {"pt_ot", "procedure", "op_note", "therapy_log", "medication_list", "nutrition"}
_ATTENDED = re.compile(r"\b(?:attended|completed|seen|finished|took)\b", re.IGNORECASE)
_VISITS = re.compile(r"\b(?:visits?|sessions?)\b|\bdates?\s+of\s+service\b", re.IGNORECASE)
_ABLE = re.compile(
    r"\b(?:independent(?:ly)?|without\s+(?:difficulty|limitation|assistance)|no\s+(?:difficulty|"
    r"limitation|functional)|able\s+to\s+(?:walk|climb|work|perform)|returned?\s+to\s+work|WNL)\b",
    re.IGNORECASE,
)
_UNABLE = re.compile(
    r"\b(?:cannot|can't|can\s+not|unable|needs?\s+(?:help|assist\w*)|helps?\s+(?:him|her|them|with)|"
    r"difficulty|limited\s+to|only\s+\w+\s+(?:blocks?|minutes?|steps?)|before\s+(?:she|he)\s+has\s+to|"
    r"gave\s+up|stopped\s+\w+ing|mod\s+A|max\s+A|min\s+A|wakes?|missed|assist\w*)\b",
    re.IGNORECASE,
)


def treatment(question: Question, note: Note, near: float) -> View | None:
    """Whether a note tells that the treatment was used, how it went, or why it cannot be."""
    table = lexicon().concepts
    spots = [m for m in hits(note, question.family) if table[m.key].kind in TREATS]
    if not spots and "never" in note.cues:
        spots = hits(note, _classes(question))
    if not spots and not _implied(question, note):
        return _excuse_alone(question, note, near)
    if family_only(question, note, spots):
        return None
    spot = spots[0] if spots else None
    words, cues = note.near(spot)
    event = event_day(note, spot)
    good = bool(cues & {"failed", "intolerant"})
    if (
        "declined" in cues
        and spot
        and lexicon().concepts[spot.key].kind == "therapy"
        and ("failed" not in cues)
    ):
        return view(question, note, "missing", near, event, "declined")
    if good and _wants_harm(question) and "intolerant" not in cues:
        return view(question, note, "contradicts", near, event, "other reason")
    ruled_out = spot and denied(note, spots) and _BECAUSE.match(note.text[spot.end :])
    if ruled_out and "never" not in cues and _RULES_OUT.search(question.requirement.text):
        return view(question, note, "supports", near + 0.6, event, "excused")
    if "intolerant" in cues and spot and _excusable(question):
        return view(question, note, "supports", near + 0.6, event, "excused")
    if good and not only_intended(note, spot):
        return view(question, note, "supports", near + 0.5 + _told(note), event, "failed")
    if "never" in cues:
        return view(question, note, "contradicts", near + 0.2, event, "never used")
    if "declined" in cues:
        return view(question, note, "missing", near, event, "declined")
    if "not_done" in cues and not _ATTENDED.search(words):
        return view(question, note, "missing", near, event, "not done")
    if only_intended(note, spot):
        return view(question, note, "missing", near, event, "only intended")
    if denied(note, spots):
        return view(question, note, "contradicts", near, event, "denied")
    if spot and not _done(note, spot, words):
        near -= _UNSURE
    return view(question, note, "supports", near + _told(note), event, "used")


def _done(note: Note, spot: Mention, words: str) -> bool:
    """Whether a therapy or procedure is told as done; a drug on a list counts as taken."""
    if lexicon().concepts[spot.key].kind in ("drug", "device"):
        return True
    return note.kind in _RECORDS or bool(PAST.search(words) or note.amounts or note.days)


def _classes(question: Question) -> frozenset[str]:
    """The classes that include the demanded treatment: who had none of the class had not it."""
    table = lexicon().concepts
    return frozenset(p for k in question.core for p in table[k].parents)


def _told(note: Note) -> float:
    return 0.35 * bool(note.amounts) + 0.15 * ("summary" in note.cues) + 0.1 * bool(note.days)


def _excusable(question: Question) -> bool:
    return bool(question.requirement.exception) or "intolerance" in question.requirement.concepts


_WANT = re.compile(
    r"\b(?:fail\w*|inadequate\w*|ineffective|insufficient|refractory|unrespons\w+|non-?respon\w+|"
    r"(?:no|not|lack|poor|partial|want|without|little)\s+(?:of\s+)?(?:\w+\s+){0,2}"
    r"(?:response|effect|benefit|relief|improvement|control))\b",
    re.IGNORECASE,
)


_BECAUSE = re.compile(
    r"\s*(?:\w+\s+){0,2}(?:[:(\u2013]|-\s|due\s+to\b|d/t\b|because\b|given\b|2/2\b|secondary\s+to\b|(?:as|since)\s+(?:s?he|pt|they)\b|"
    r"with\s+(?:his|her|their)\b|on\s+account\s+of\b)\s*(?=\w)",
    re.IGNORECASE,
)
"""The reason why a treatment was not given, right behind it ("No MTX: cirrhosis")."""


_RULES_OUT = re.compile(r"\bcontraindicat\w+|\bunless\b|\breason\b|\bexcept\b", re.IGNORECASE)


def _wants_harm(question: Question) -> bool:
    """Whether a treatment counts only where it was not tolerated, and not where it failed."""
    requirement = question.requirement
    return "intolerance" in requirement.core and not _WANT.search(requirement.body)


def _implied(question: Question, note: Note) -> bool:
    """A therapist's own record speaks of therapy without naming it."""
    if not question.family & _THERAPY or note.kind not in {"pt_ot", "therapy_log"}:
        return False
    told = bool(note.amounts) and bool(note.cues & {"summary", "failed"})
    return told or bool(_VISITS.search(note.text))


def _excuse_alone(question: Question, note: Note, near: float) -> View | None:
    """A condition that rules the drug out ("ulcer bleed" for NSAIDs)."""
    if not _excusable(question):
        return None
    spots = hits(note, question.family, "excuse")
    if not spots:
        return None
    if denied(note, spots):
        return view(question, note, "contradicts", 0.2 + near, event_day(note, None), "no excuse")
    if any(Assertion.FAMILY in note.meant(m) for m in spots):
        return None
    return view(question, note, "supports", 0.45 + near, note.day, "excused")


_PAST_ASKED = re.compile(
    r"\b(?:tri(?:ed|al)|fail\w*|complet\w+|history|prior|previous\w*|past|last|within|received|attempt\w*|was|were|had)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:finished|completed|discontinued|d/?c.?d|stopped|removed|no\s+longer|done|ended|last\s+dose)\b",
    re.I,
)


def _over(question: Question, note: Note, spot: Mention) -> bool:
    """Whether what a stay is said to need has ended ("IV abx finished 8/18")."""
    if not question.clock.acute or _PAST_ASKED.search(question.requirement.body):
        return False
    return bool(_ENDED.search(note.near(spot)[0]))


def finding(question: Question, note: Note, near: float) -> View | None:
    """Whether a note tells that the finding, function or plan is so."""
    names = hits(note, question.family)
    told = hits(note, question.family, "sign", "clear")
    signs = told + hits(note, question.beside)
    if not question.family:
        return _by_words(question, note)
    if not names and not signs and not (note.limit and asks_function(question)):
        return None
    spots = names or signs
    if family_only(question, note, spots):
        return None
    event = event_day(note, spots[0] if spots else None)
    if asks_function(question):
        return _function(question, note, near, spots)
    plan = question.requirement.kind is Kind.PLAN
    if "not_done" in note.near(spots[0])[1]:
        return view(question, note, "missing", near, event, "not done")
    clear = hits(note, question.core, "clear")
    if clear and (not names or denied(note, names)) and not denied(note, clear):
        return view(question, note, "contradicts", max(near, _FLAT) + 0.4, event, "clear")
    if _orderable(spots) and (negative(question, note) or _over(question, note, spots[0])):
        return view(question, note, "contradicts", near + 0.2, event, "negative")
    planned = [m for m in names if lexicon().concepts[m.key].kind == "plan"] if plan else names
    if plan and "changed" in note.cues:
        return view(question, note, "contradicts", near + 0.5, event, "changed")
    if denied(note, spots):
        if not planned:
            return None
        if _LACK.search(question.requirement.body) or turned(question, spots):
            return view(question, note, "supports", near + 0.2, event, "found")
        return view(question, note, "contradicts", near + 0.1, event, "denied")
    need = _NEEDS.search(question.requirement.body) and _NEEDS.search(note.text)
    if not (plan or need) and _orderable(spots) and only_intended(note, spots[0]):
        return view(question, note, "missing", near, event, "only intended")
    if any(Assertion.HYPOTHETICAL in note.meant(m) for m in spots):
        return None
    condition = lexicon().concepts[spots[0].key].kind == "condition"
    told_why = note.near(spots[0])[1]
    if "indication" in told_why or (condition and "risk" in told_why):
        return None
    if not names and not told:
        near = min(near, _BESIDE)
    why = "found" if names else "hinted"
    return view(question, note, "supports", near - 0.1 * (not names), event, why)


_FLAT = 0.7
"""How near words are at least that flatly speak against a finding without naming it."""
_NEEDS = re.compile(r"\b(?:needs?|requires?|requiring)\b", re.IGNORECASE)


def _by_words(question: Question, note: Note) -> View | None:
    """A requirement of unknown concepts: notes that share a good part of its words."""
    asked = set(question.requirement.words)
    shared = asked & {t for t, _, _ in tokens_of(note.text)}
    if len(shared) < 2 or len(shared) < _SHARE * len(asked):
        return None
    weight = len(shared) / len(asked)
    if note.cues & {"not_done"} or only_intended(note, None):
        return view(question, note, "missing", weight, note.day, "not done")
    negated = note.statement.assertion is Assertion.NEGATED
    stance: Stance = "contradicts" if negated else "supports"
    return view(question, note, stance, weight, note.day, "words")


def _orderable(spots: list[Mention]) -> bool:
    """Whether what is mentioned can be ordered or planned at all, unlike a finding."""
    table = lexicon().concepts
    return any(table[m.key].kind in TREATS | FILED for m in spots)


_ON_RECORD = re.compile(
    r"\b(?:score|scale|index|test|strength|measure\w*|questionnaire|assessment)s?\b[^.;]{0,40}\b(?:recorded|measured|"
    r"obtained|documented|on\s+file|completed|repeated)\b",
    re.IGNORECASE,
)
"""A measurement of function is asked for, and not a limit of it."""


def asks_function(question: Question) -> bool:
    """Whether the requirement asks for something that the patient cannot do."""
    table = lexicon().concepts
    kinds = {table[k].kind for k in question.requirement.core}
    asks = bool(
        re.search(r"interfer|limit|impair|unable|cannot|disab|difficult|restrict|reduc|affect",
                  question.requirement.body, re.IGNORECASE)
    )  # fmt: skip
    return "function" in kinds and asks and not _ON_RECORD.search(question.requirement.body)


_GIVEN_UP = re.compile(
    r"\b(?:stopp?ed|quit|g[ai]ve(?:n)?\s+up|no\s+longer|since|retired|resigned|lost)\b",
    re.IGNORECASE,
)
"""What was given up on a day is not done since."""


def _function(question: Question, note: Note, near: float, spots: list[Mention]) -> View | None:
    table = lexicon().concepts
    acts = [m for m in note.mentions if table[m.key].kind == "function"]
    event = event_day(note, None)
    if note.limit or (acts and _UNABLE.search(note.text)):
        since = note.day if _GIVEN_UP.search(note.text) else event
        return view(question, note, "supports", near + 0.8 + 0.6 * note.limit, since, "limit")
    if acts and _ABLE.search(note.text):
        return view(question, note, "contradicts", near, event, "able")
    if spots and not denied(note, spots) and not only_intended(note, spots[0]):
        return view(question, note, "supports", 0.5 * near, event, "symptom")
    return None


_LETTERHEAD = re.compile(
    r"\W*(?:[A-Z][\w'&.-]*|and|of|the|for|&|-|\u2013|,)(?:\s+(?:[A-Z][\w'&.-]*|and|of|the|for|&|-|\u2013|,)){1,9}\s*$"
)
"""Words in capitals alone: the name of a house or of a paper, which tells nothing of a patient."""


def judge(question: Question, note: Note, near: float) -> View | None:
    """What ``note`` says to the requirement; None where it says nothing.

    Args:
        question: the requirement made ready.
        note: a statement of the chart.
        near: how near the note is to the requirement's subject, from the ranking.
    """
    if of_family(question, note) or site_conflict(question, note):
        return None
    if no_fact(question, note):
        return None
    by_kind: dict[Kind, Callable[[Question, Note, float], View | None]] = {
        Kind.TREATMENT: treatment,
        Kind.ABSENCE: absence,
        Kind.RESULT: result,
    }
    seen = by_number(question, note, near)
    seen = seen or by_kind.get(question.requirement.kind, finding)(question, note, near)
    return seen or related(question, note, near)


def related(question: Question, note: Note, near: float) -> View | None:
    """A note that bears on the subject without naming it: shown where room is left, never
    decisive."""
    kind = question.requirement.kind
    if kind not in (Kind.TREATMENT, Kind.FINDING):
        return None
    if near < _RELATED or only_intended(note, None) or note.cues & {"not_done", "indication"}:
        return None
    if note.statement.assertion is not Assertion.AFFIRMED:
        return None
    stance: Stance = "missing" if "declined" in note.cues else "supports"
    return view(question, note, stance, 0.5 * near, event_day(note, None), "related")
