"""Who made the adverse determination: name, credentials and specialty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from docextract.facts import Fact, Reviewer
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.names import Person, last_name, people
from docextract.letter.patient import name_in
from docextract.letter.spans import fact
from docextract.letter.view import View
from docextract.rules import load

_NURSE = re.compile(r"\b(?:RN|LPN|BSN|LCSW|CCM)\b")
SURE_CUE = 2.8
"""From this weight the words before a name say who decided, whatever the profession."""
FLOOR = 1.4
SURE = 2.0
"""From this weight on a person is taken for the reviewer without comparing with the others."""
LONE = 0.0
"""Where nobody reaches the floor: the least weight of the one person who may have decided."""


BODY = ("body", "signature", "peer_to_peer", "rights")
"""Where the payer speaks of its own people."""


class _Found(NamedTuple):
    candidate: Candidate
    person: Person


def read_reviewer(view: View, ordering: str | None) -> Reviewer:
    """The reviewer's leaves; all empty where the letter names nobody."""
    found = [*_candidates(view), *_labelled_names(view)]
    found = [f for f in found if f.person.name != ordering]
    name = resolve(view.text, [f.candidate for f in found], floor=FLOOR)
    if name.value is None:
        name = _lone(view, found)
    if name.value is None:
        return Reviewer(specialty=_specialty_alone(view))
    tellings = [f for f in found if f.candidate.value == name.value]
    tellings.sort(key=lambda f: (f.person.credentials is None, -f.candidate.weight))
    people_told = [f.person for f in tellings]
    return Reviewer(
        name=name,
        credentials=_as_sure(name, _credentials(view, people_told[0])),
        specialty=_as_sure(name, _specialty(view, people_told)),
    )


def deciders(view: View) -> frozenset[str]:
    """The family names (lower case) of those whom the letter most likely says to have decided."""
    found = [f for f in (*_candidates(view), *_labelled_names(view)) if f.candidate.weight >= SURE]
    return frozenset(last_name(f.person.name) for f in found)


def _as_sure(name: Fact[str], told: Fact[str]) -> Fact[str]:
    """What is told of a person is in doubt where the person is."""
    doubt = name.needs_review and told.value is not None
    return told.model_copy(update={"needs_review": True}) if doubt else told


def _lone(view: View, found: list[_Found]) -> Fact[str]:
    """The one person with credentials whom nothing speaks against; a person has to confirm."""
    likely = [f for f in found if f.candidate.weight >= LONE and f.person.credentials is not None]
    if len({f.candidate.value for f in likely}) != 1:
        return Fact[str]()
    best = max(likely, key=lambda f: f.candidate.weight).candidate
    return fact(view.text, best.start, best.end, best.value, confidence=0.6, needs_review=True)


def _candidates(view: View) -> Iterator[_Found]:
    plain = view.text.plain
    labels = view.pairs_of("reviewer")
    for person in people(plain):
        zone = view.zone(person.start)
        if zone in ("copies", "taglines", "fax_header"):
            continue
        start = max(view.sentence_at(person.start).start, person.start - 120)
        sentence = _undotted(" ".join(plain[start : person.start].split()))
        before = _undotted(" ".join(plain[max(0, person.start - 110) : person.start].split()))
        after = " ".join(plain[person.end : person.end + 110].split())
        weight = 0.0 if person.credentials is not None else -0.4
        cue = max((w for p, w in _cues("before") if p.search(before)), default=0.0)
        if _is_nurse(person) and cue < SURE_CUE:
            continue
        weight += cue + max((w for p, w in _cues("after") if p.search(after)), default=0.0)
        if _specialty_behind(after):
            weight += 1.5
        if zone in BODY:
            weight = max(weight, _by_elimination(before[-90:], after[:70]))
        weight += 2.5 * _is_responsible(plain, person.name)
        for side, words in (("not_before", sentence), ("not_after", after)):
            weight += min((w for p, w in _cues(side) if p.search(words)), default=0.0)
        for pair in labels:
            if pair.value_span.start <= person.start < pair.value_span.start + 8:
                weight += 2.5
        if _stands_alone(view, person) and _titled_below(plain, person):
            weight += 1.8
        if _first_person(view) and _stands_alone(view, person):
            weight += 2.0
        told = Candidate(person.start, person.end, person.name, weight, "reviewer's words around")
        yield _Found(told, person)


def _undotted(words: str) -> str:
    """Credentials without their points ("Pharm.D."), which would end a cue's sentence."""
    return re.sub(r"\b(?:[A-Z][a-z]{0,4}\.){2,}", lambda m: m[0].replace(".", ""), words)


def _by_elimination(before: str, after: str) -> float:
    """Who is neither the patient's nor the reader is the payer's: words of a review near a
    name make a reviewer of it, though no cue does."""
    weak = re.compile(load("reviewers")["weak"], re.IGNORECASE)
    return 0.5 + 0.8 * bool(weak.search(before)) + 0.5 * bool(weak.search(after))


def _is_nurse(person: Person) -> bool:
    return person.credentials is not None and _NURSE.search(person.credentials) is not None


def _specialty_behind(after: str) -> bool:
    """True where a specialty follows a name at once, as letters print it of their reviewer."""
    lead = re.match(r"[\s,;(\[–-]{0,4}(?:board[- ]certified (?:in )?)?", after, re.IGNORECASE)
    return lead is not None and _known().match(after, lead.end()) is not None


def _is_responsible(plain: str, name: str) -> bool:
    """True where the letter says elsewhere that Dr. Last is the one who decided."""
    pattern = load("reviewers")["responsible"].replace("LAST", re.escape(name.split()[-1]))
    return re.search(pattern.replace(" ", r"\s+"), plain, re.IGNORECASE) is not None


def _titled_below(plain: str, person: Person) -> bool:
    """True where the line below a name says that it is a medical director's or a reviewer's."""
    below = plain[person.end : person.end + 60]
    return re.search(load("reviewers")["title_below"], below, re.IGNORECASE) is not None


def _labelled_names(view: View) -> Iterator[_Found]:
    """Names without credentials that a label says to be the reviewer's."""
    for pair in view.pairs_of("reviewer"):
        told = name_in(pair)
        shouted = pair.value.isupper() and pair.via in ("below", "head")
        if (
            told is None
            or shouted
            or pair.via == "prose"
            or next(people(pair.value), None) is not None
        ):
            continue
        start = pair.value_span.start
        weight = 1.2 if pair.via == "below" else 2.2
        one = Candidate(start, told[1], told[0], weight, f"label {pair.label!r}")
        yield _Found(one, Person(start, told[1], told[0], None))


def _stands_alone(view: View, person: Person) -> bool:
    """True where a name with its credentials is all of a line, as under a letter."""
    line = view.text.line_at(person.start)
    rest = view.text.plain[line.start : person.start] + view.text.plain[person.end : line.end]
    return not re.search(r"\w", rest)


def _first_person(view: View) -> re.Match[str] | None:
    """The words in which the signing physician says that the decision is his own."""
    return re.search(load("reviewers")["first_person"], view.text.plain, re.IGNORECASE)


@cache
def _cues(side: str) -> list[tuple[re.Pattern[str], float]]:
    return [(re.compile(p, re.IGNORECASE), float(w)) for p, w in load("reviewers")[side]]


def _credentials(view: View, person: Person) -> Fact[str]:
    words = view.text.plain[person.start : person.end]
    if person.credentials is None:
        return Fact[str]()
    first = person.credentials.split(",")[0]
    at = max(0, _dotless(words, first))
    return fact(view.text, person.start + at, person.end, person.credentials, confidence=0.96)


def _dotless(words: str, credential: str) -> int:
    match = re.search(r"\.?".join(re.escape(c) for c in credential), words)
    return match.start() if match else 0


def _specialty(view: View, tellings: list[Person]) -> Fact[str]:
    """The specialty named right beside the reviewer, or under a label of its own."""
    found = list(_labelled_specialties(view))
    for person in tellings:
        found.extend(_specialties_beside(view, person))
    return resolve(view.text, found, floor=0.5)


def _specialties_beside(view: View, person: Person) -> Iterator[Candidate]:
    plain = view.text.plain
    after = plain[person.end : person.end + 260]
    stop = re.search(r"\n\n|\f", after[3:])
    window = after[: stop.start() + 3] if stop else after
    if len(window.strip(" ,.;\n\t")) < 4:
        window = after
    for pattern, weight in _specialty_cues():
        match = pattern.search(window)
        if match:
            start = person.end + match.start("what")
            yield_end = start + len(_clean(match["what"]))
            told = " ".join(_clean(match["what"]).split())
            if told and re.search(load("reviewers")["fields"], told, re.IGNORECASE):
                yield Candidate(start, yield_end, _cased(told), weight, "behind the name")
    for match in _known().finditer(plain, max(0, person.start - 120), person.end + 200):
        distance = (
            match.start() - person.end
            if match.start() >= person.end
            else person.start - match.end()
        )
        weight = 1.6 - distance / 150
        told = " ".join(match.group().split())
        yield Candidate(match.start(), match.end(), _cased(told), weight, "a known specialty")


def _specialty_alone(view: View) -> Fact[str]:
    """The specialty of a reviewer who is not named."""
    for span in view.sentences:
        words = view.text.plain[span.start : span.end]
        if not re.search(load("reviewers")["unnamed"], words, re.IGNORECASE | re.DOTALL):
            continue
        match = re.search(load("reviewers")["unnamed_specialty"], words)
        if match:
            start = span.start + match.start("what")
            told = " ".join(match["what"].split())
            return fact(view.text, start, start + len(match["what"]), told, confidence=0.85)
    return _specialty_of_title(view)


def _specialty_of_title(view: View) -> Fact[str]:
    """A specialty that follows the title of a reviewer told by initials or not at all."""
    title = re.compile(load("reviewers")["title_before_specialty"], re.IGNORECASE)
    for match in title.finditer(view.text.plain):
        known = _known().match(view.text.plain, match.end())
        if known is not None:
            told = _cased(" ".join(known.group().split()))
            return fact(view.text, *known.span(), told, confidence=0.8)
    return Fact[str]()


def _labelled_specialties(view: View) -> Iterator[Candidate]:
    for pair in view.pairs_of("reviewer_specialty"):
        told = _clean(pair.value)
        if pair.via in ("colon", "row", "head", "inline") and 3 < len(told) < 70:
            start = pair.value_span.start
            yield Candidate(
                start, min(start + len(told), pair.value_span.end), _cased(told), 3.0, "label"
            )


def _clean(words: str) -> str:
    """The specialty without what follows it: a licence, a clause, the next sentence."""
    return re.split(load("reviewers")["specialty_end"], words)[0].strip(" ,.;\n\t")


def _cased(words: str) -> str:
    return words.title() if words.isupper() and len(words) > 6 else words


@cache
def _specialty_cues() -> list[tuple[re.Pattern[str], float]]:
    return [(re.compile(p, re.DOTALL), float(w)) for p, w in load("reviewers")["specialty"]]


@cache
def _known() -> re.Pattern[str]:
    """The boards' specialties as one pattern, longest first; a line may break between words."""
    names = sorted(load("reviewers")["specialties"], key=len, reverse=True)
    parts = [re.escape(n).replace(r"\ ", r"\s+") for n in names]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)
