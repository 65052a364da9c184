"""Writes ``material/printed``: the letters of ``tests/letters/develop``, as they are read from a
PDF and from a fax, with the words of their truths marked (``PYTHONPATH=. .venv/bin/python
models/letter_reader/project.py``; half an hour, most of it the reading of faxes).

A name is marked wherever it stands, a requirement where the letter tells it best. What the truths
do not tell (other numbers, met requirements) stays open.
"""

from __future__ import annotations

import json
import re
import tempfile
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from benchmarks.render_letters import render
from docextract.letter.second import letters_of
from docextract.letter.view import View, view_of
from docextract.pages import read_document

HERE = Path(__file__).parent
LETTERS = HERE.parents[1] / "tests" / "letters" / "develop"
VARIANTS = ("digital", "fax")
ALIKE = 88
"""From here on printed words are a name, out of 100."""
SHARED = 0.74
"""From here on printed words are a requirement: the share of words that both have."""
LIMITS = {
    "p2p": "talk",
    "internal_appeal": "appeal",
    "expedited_appeal": "appeal+fastappeal",
    "external_review": "external",
    "fair_hearing": "external+otherlimit+second",
    "information": "info",
    "continuation_of_benefits": "none+otherlimit",
}
DECIDED = {
    "denied": "denied",
    "approved": "approved",
    "modified": "approved+denied",
    "pending": "pended",
}
"""By what was decided of a service, what its words are."""
_PHONE = re.compile(r"(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s./-]{0,3}\d{3}[\s.-]{1,3}\d{4}|\b555-?\d{4}\b")


@dataclass
class Marks:
    """The words of a letter, and for each the tags that it may have."""

    words: list[str]
    tags: list[set[str]]
    begins: list[bool]

    def put(self, first: int, last: int, tags: str, *, alone: bool = False) -> None:
        """Mark the words ``[first, last)``."""
        for at in range(first, last):
            self.tags[at] = (set() if alone else self.tags[at]) | set(tags.split("+"))
        self.begins[first] = True

    def put_all(self, phrase: str | None, tags: str) -> None:
        """Mark every place where a phrase stands."""
        for first, last in places(self.words, phrase or ""):
            self.put(first, last, tags)

    def put_best(self, phrase: str, tags: str, *, alone: bool = False) -> None:
        """Mark the place that is most like a phrase."""
        if found := best(self.words, phrase):
            self.put(*found, tags, alone=alone)


def places(words: Sequence[str], phrase: str, alike: float = ALIKE) -> Iterator[tuple[int, int]]:
    """Where a phrase stands, though some of its letters be misread; its figures never are."""
    wanted = letters_of(phrase)
    long = len([word for word in phrase.split() if letters_of(word)])
    plain = [letters_of(word) for word in words]
    at = 0
    while at < len(words):
        score, first, last = max(_best_at(plain, n, long, wanted) for n in (at, at + 1, at + 2))
        if plain[at] and score >= alike and len(wanted) > 2 and first == -at:
            yield at, -last
            at = -last
        else:
            at += 1


def _best_at(plain: Sequence[str], at: int, long: int, wanted: str) -> tuple[float, int, int]:
    """How much the words from a place on are like a phrase, that place and their end; the last two
    below zero, so that of like ones the first and shortest is the most."""
    ends = range(at + max(1, long - 1), min(len(plain), at + long + 2) + 1)
    told = [(_alike("".join(plain[at:end]), wanted), -at, -end) for end in ends if plain[end - 1]]
    return max(told, default=(0.0, -at, 0))


def _alike(said: str, wanted: str) -> float:
    if said == wanted:
        return 100.0
    if len(wanted) < 8 or abs(len(said) - len(wanted)) > max(3, len(wanted) / 4):
        return 0.0
    figures = re.sub(r"\D", "", wanted)
    if len(figures) > 2 and re.sub(r"\D", "", said) != figures:
        return 0.0
    return float(fuzz.ratio(said, wanted))


def best(words: Sequence[str], phrase: str) -> tuple[int, int] | None:
    """The words that share most with a phrase."""
    plain = [letters_of(word) for word in words]
    wanted = [letters_of(word) for word in phrase.split() if letters_of(word)]
    counted, found, most = Counter(wanted), None, SHARED
    for at in (n for n, word in enumerate(plain) if word in counted):
        for long in range(max(1, int(len(wanted) * 0.7)), int(len(wanted) * 1.4) + 2):
            if at + long > len(plain) or plain[at + long - 1] not in counted:
                continue
            share = _shared(plain[at : at + long], counted)
            if share > most:
                found, most = (at, at + long), share
    return found


def _shared(some: Sequence[str], other: Counter[str]) -> float:
    both = sum((Counter(some) & other).values())
    return 2 * both / (len(some) + other.total())


def marked(view: View, truth: dict[str, Any]) -> Marks:
    """The words of a letter, marked by its truth."""
    words = [view.text.plain[w.start : w.end] for w in view.text.words]
    told = Marks(words, [set() for _ in words], [False] * len(words))
    _mark_names(told, truth)
    _mark_dates(told, view, truth)
    _mark_services(told, truth)
    for unmet in truth.get("unmet_criteria") or []:
        told.put_best(unmet, "unmet", alone=True)
    for one in truth.get("criteria") or []:
        for part in ("identifier", "title"):
            told.put_all(one.get(part), "guideline")
    for one in truth.get("deadlines") or []:
        second = one["kind"] == "internal_appeal" and one.get("anchor") == "other"
        tags = "appeal+second" if second else LIMITS[one["kind"]]
        found = list(places(words, one.get("quote") or "", 80)) or [best(words, one["quote"] or "")]
        for place in found:
            if place:
                told.put(*place, tags)
    _mark_contacts(told, view, truth.get("contacts") or {})
    _mark_parts(told, truth)
    return told


def _people(truth: dict[str, Any]) -> dict[str, str | None]:
    names = {"payer": truth.get("payer"), "vendor": truth.get("um_vendor")}
    names |= {"facility": truth.get("facility"), "patient": truth["patient"].get("name")}
    for tag, group in (("ordering", "ordering_provider"), ("reviewer", "reviewer")):
        names[tag] = (truth.get(group) or {}).get("name")
    return names


def _mark_names(told: Marks, truth: dict[str, Any]) -> None:
    for tag, name in _people(truth).items():
        told.put_all(name, tag)
    for field, tag in (("payer", "payer"), ("um_vendor", "vendor"), ("facility", "facility")):
        for name in truth.get(f"{field}_also") or []:
            told.put_all(name, tag)
    told.put_all(truth["patient"].get("member_id"), "member")
    told.put_all(truth.get("reference_number"), "ref")
    told.put_all((truth.get("authorization") or {}).get("number"), "auth")
    own = [at for at, tags in enumerate(told.tags) if "reviewer" in tags]
    found = list(places(told.words, (truth.get("reviewer") or {}).get("specialty") or ""))
    near = [one for one in found if any(abs(one[0] - at) < 25 for at in own)]
    for first, last in near or found:
        told.put(first, last, "specialty")


def _mark_dates(told: Marks, view: View, truth: dict[str, Any]) -> None:
    for date in view.dates:
        place = _words_at(view, date.start, date.end)
        is_own = str(date.value)[:10] == truth.get("letter_date")
        if place:
            told.put(*place, "letterdate" if is_own else "none+otherdate")


def _words_at(view: View, start: int, end: int) -> tuple[int, int] | None:
    words = view.text.words
    first = bisect_right(words, start, key=lambda word: word.end)
    last = bisect_left(words, end, key=lambda word: word.start)
    return (first, last) if first < last else None


def _mark_services(told: Marks, truth: dict[str, Any]) -> None:
    named = [*(truth.get("services") or []), *(truth.get("services_without_code") or [])]
    for one in named:
        row = {"description": one} if isinstance(one, str) else one
        tags = DECIDED[row.get("status") or "denied"]
        code = letters_of(row.get("code") or "")
        if not code:
            told.put_best(row.get("description") or "", tags)
        for at, word in enumerate(told.words):
            if code and code in re.split(r"[^a-z0-9]+", word.lower()):
                told.put(at, at + 1, tags)


def _mark_contacts(told: Marks, view: View, contacts: dict[str, Any]) -> None:
    roles: dict[str, set[str]] = {}
    for field, tag in (("p2p", "talkphone"), ("appeal", "appealphone")):
        if number := contacts.get(f"{field}_phone"):
            roles.setdefault(_figures(number), set()).add(tag)
    if fax := contacts.get("appeal_fax"):
        roles.setdefault(_figures(fax), set()).add("appealfax")
    for match in _PHONE.finditer(view.text.plain):
        said = re.sub(r"\D", "", match[0])[-10:]
        tags = next((tags for known, tags in roles.items() if known.endswith(said)), {"otherphone"})
        if place := _words_at(view, *match.span()):
            told.put(*place, "+".join(sorted(tags)))
    if address := contacts.get("appeal_address"):
        told.put_best(address, "appealaddress")


def _figures(number: str) -> str:
    return re.sub(r"\D", "", re.split(r"(?i)ext|x\d", number)[0])[-10:]


def _mark_parts(told: Marks, truth: dict[str, Any]) -> None:
    """A part of a name that stands alone may be that name or nothing."""
    parts: dict[str, set[str]] = {}
    for tag, name in _people(truth).items():
        for word in (name or "").split():
            if len(letters_of(word)) > 3 and word[0].isupper():
                parts.setdefault(letters_of(word), set()).add(tag)
    for at, word in enumerate(told.words):
        if not told.tags[at]:
            told.tags[at] = {
                f"?{tag}" for tag in parts.get(letters_of(re.sub("'s$", "", word)), ())
            }


def written(view: View, told: Marks) -> str:
    """The letter with its marks; a mark that goes on to the next line begins again with "~"."""
    lines, before, last = [""], "", None
    for at, word in enumerate(view.text.words):
        between = view.text.plain[last : word.start] if last is not None else ""
        last = word.end
        broken = between.strip(" \t")
        tags = "+".join(sorted(tag.strip("?") for tag in told.tags[at]))
        goes_on = tags and tags == before and not told.begins[at]
        free = any(tag.startswith("?") for tag in told.tags[at])
        opens = f"[[{'?' if free else '~' if goes_on else ''}{tags}|"
        closed = lines[-1].endswith("]]") and goes_on and not broken
        if closed:
            lines[-1] = lines[-1][:-2]
        if broken:
            lines.extend([" "] * ("\f" in broken) + [""] * ("\n\n" in broken) + [""])
        else:
            lines[-1] += "   " if "\t" in between else between and " "
        plain = told.words[at].replace("[[", "[").replace("]]", "]")
        lines[-1] += plain + "]]" if closed else f"{opens}{plain}]]" if tags else plain
        before = tags
    return "\n".join(lines)


def write(name: str, variant: str, view: View, truth: dict[str, Any]) -> None:
    """Write one reading of a letter."""
    path = HERE / "material" / "printed" / f"{name}-{variant}.txt"
    head = f"=== {name} {variant} | kind: {truth['document_type']}\n"
    path.write_text(head + written(view, marked(view, truth)) + "\n", encoding="utf-8")


def main() -> None:
    """Render, read and write every letter."""
    for html in sorted(LETTERS.glob("*.html")):
        truth = json.loads(html.with_suffix(".json").read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as place:
            render(html, Path(place))
            for variant in VARIANTS:
                read = read_document(next(iter((Path(place) / variant).iterdir())))
                write(html.stem, variant, view_of(read.pages), truth)


if __name__ == "__main__":
    main()
