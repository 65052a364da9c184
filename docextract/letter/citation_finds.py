"""Where a letter cites something: by an identifier, by a part of a plan, by a title alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from docextract.facts import CriteriaSource
from docextract.letter.labels import labelled
from docextract.letter.spans import Span
from docextract.letter.zones import zone_at, zones
from docextract.pages.text import Text
from docextract.rules import load

_NEAR = 90
SHORT = 3
"""The place of the pattern whose short numbers only their title makes an identifier."""
_PLACE = re.compile(r"(?<!\d)\d{3}[-. ]\d{4}\b|\bbox\b|\b\d{5}\b", re.IGNORECASE)
"""What an address or a telephone number has, and no title."""
_FURTHER = 260
"""A named part of a plan document may follow in the next sentence, within so many letters."""
_END_OF_TITLE = re.compile(
    r"[\s,(]+(?:effective|revised|reviewed|version|dated|edition|20[0-9]{2}|which|that|was|were|is)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation: its whole stretch, and the parts that the find itself names.

    ``weak``: words that may only say what kind of paper the identifier beside them is.
    ``prefix``: the title of the code that a further section belongs to ("42 CFR ").
    """

    source: CriteriaSource
    span: Span
    identifier: Span | None
    title: Span | None = None
    edition: Span | None = None
    weak: bool = False
    prefix: str = ""


_TITLE_OF_CODE = re.compile(r"[0-9]{1,2}\s+C\.?\s?F\.?\s?R\.?(?=\s)")
_NEXT_SECTION = re.compile(
    r"(?:,\s*(?:and\s+)?|\s+and\s+)(?:§+\s*)?(?P<id>[0-9]{2,4}\.[0-9]+[a-z]?(?:\s?\([A-Za-z0-9]{1,5}\))*)"
)
_MID_NUMBER = re.compile(
    r"(?:[A-Z]\w+\s+){0,3}(?P<id>[A-Z]{2,6}(?:-[A-Z]{2,6})?-[0-9][\w.-]*\w),?\s+(?P<title>[A-Z][A-Za-z/][^,;(]*)"
)
_LAST_NUMBER = re.compile(r",\s+(?P<id>[A-Z]{2,6}(?:-[A-Z]{2,6})?[-_. ]?[0-9][\w.-]*)[\s,]*\Z")
_YEAR = re.compile(r"\b20[0-9]{2}(?:\.[0-9])?(?:,?\s+[A-Z][a-z]{2,8}\.?\s+20[0-9]{2}\s+Release)?")
_SUBSET = re.compile(
    r"[\s,:®]*(?:(?:[A-Z][\w&:/-]*\s+){0,3}criteria[,:]?\s+(?:for\s+)?)?"
    r"(?:[Cc]riteria\s*(?:for\s+)?[,:–-]?\s*)?"
    r"(?P<title>[A-Z][\w&/'-]*(?:[\s,:/&-]+(?:(?!InterQual)[A-Z(][\w&/')-]*|of|or|and|the|for|to|with))*)"
)


def cited_by_id(text: Text) -> Iterator[Cited]:
    """Citations by an identifier whose shape or whose word before it is known."""
    plain = text.plain
    for row, pattern, needs in known_shapes():
        for match in pattern.finditer(plain):
            if needs is not None and not _near(plain, match, needs):
                continue
            cited = cited_of(CriteriaSource(row["source"]), match)
            yield cited
            yield from _more_sections(plain, cited)
    for pattern in _generic():
        for match in pattern.finditer(plain):
            titled = pattern is _generic()[SHORT]  # its title tells it from a contract's number
            listed = titled or not (_not_an_id().match(match["id"]) or _of_the_member(text, match))
            if listed and not _of_a_group(plain, match):
                yield Cited(
                    issuer(plain, match.start(), match.end()),
                    Span(*match.span("id")),
                    Span(*match.span("id")),
                )


def _more_sections(plain: str, first: Cited) -> Iterator[Cited]:
    """Further sections of a regulation: "42 CFR 409.31 and 409.33" cites two."""
    title = _TITLE_OF_CODE.match(plain, first.span.start, first.span.end)
    at = first.span.end
    while title is not None and (more := _NEXT_SECTION.match(plain, at)) is not None:
        span = Span(*more.span("id"))
        yield Cited(first.source, span, span, prefix=f"{title[0]} ")
        at = more.end()


def _of_the_member(text: Text, match: re.Match[str]) -> bool:
    """True for "Policy ID" or "Coverage determination" above the letter's words: no criteria."""
    if zone_at(zones(text), match.start()) not in ("letterhead", "reference"):
        return False
    said = match[0][: match.start("id") - match.start()]
    return re.search(load("citations")["insured_by"], said, re.I) is not None


def _of_a_group(plain: str, match: re.Match[str]) -> bool:
    """True for the policy that a person or a group is covered by."""
    rules = load("citations")
    before, behind = plain[max(0, match.start() - 60) : match.start()], plain[match.end() :][:30]
    return bool(re.search(rules["of_a_group"], before) or re.match(rules["issued_to"], behind))


def cited_plans(text: Text) -> Iterator[Cited]:
    """Plan documents and manuals with the part that is cited."""
    plain = text.plain
    for pattern in _manuals():
        for match in pattern.finditer(plain):
            part = Span(*match.span("id")) if "id" in match.groupdict() else None
            title = Span(*match.span("title"))
            whole = title if part is None else Span(*match.span())
            if part is not None or not match["title"].startswith("Medicare"):
                public = re.search(r"\b(?:NCCI|CMS|MEDICARE)\b", match["title"]) is not None
                source = CriteriaSource.OTHER if public else CriteriaSource.PAYER_POLICY
                yield Cited(source, whole, part, title)
    yield from _cited_plan_parts(plain)


def _cited_plan_parts(plain: str) -> Iterator[Cited]:
    names, part, named_part = _plans()
    for match in names.finditer(plain):
        stretch = Span(max(0, match.start() - 110), min(len(plain), match.end() + 130))
        cited = _part_near(plain, match, stretch, part, named_part)
        if cited is not None:
            whole = Span(min(cited.start, match.start()), max(cited.end, match.end()))
            title = None if match[0][0].islower() else Span(*match.span())
            yield Cited(CriteriaSource.PLAN_DOCUMENT, whole, cited, title)


def cited_by_title(text: Text) -> Iterator[Cited]:
    """Criteria that are named without an identifier: InterQual, NCCN, a policy by its title."""
    plain = text.plain
    rules: dict[str, Any] = load("citations")
    for match in re.finditer(rules["interqual"], plain):
        yield interqual(plain, match)
    for match in re.finditer(rules["nccn"], plain):
        title = _shortened(plain, Span(*match.span("title")) if match["title"] else None)
        end = title.end if title is not None else match.start() + len("NCCN")
        yield Cited(CriteriaSource.NCCN, Span(match.start(), end), None, title)
    for row, pattern, needs in _titled():
        for match in pattern.finditer(plain):
            if needs is None or _near(plain, match, needs):
                yield from _cited_title(plain, row, match)
    yield from _by_label(text)


def _cited_title(plain: str, row: dict[str, str], match: re.Match[str]) -> Iterator[Cited]:
    """A title and those that follow it in its list; none for words of two paragraphs."""
    source, cited = _source(row["source"], plain, match), None
    if match.groupdict().get("title") is None:
        cited = cited_of(source, match)
    elif (title := _within_paragraph(match)) is not None:
        cited = Cited(source, title, None, title)
    if cited is not None:
        yield replace(cited, weak="apart" not in row)
        yield from _continued(plain, source, match.end())


def _source(name: str, plain: str, match: re.Match[str]) -> CriteriaSource:
    if name == "by_issuer":
        return issuer(plain, match.start(), match.end())
    return CriteriaSource(name)


def _by_label(text: Text) -> Iterator[Cited]:
    """The titles under a label like "Criteria used": each part of its value with capitals."""
    label = re.compile(load("citations")["labels"], re.I)
    for pair in labelled(text):
        if not label.fullmatch(pair.label.strip(" .:")):
            continue
        at = pair.value_span.start
        for part in re.split(r";", text.plain[at : pair.value_span.end]):
            title = re.match(r"\s*(?:and\s+|the\s+|our\s+)?(?P<title>[A-Z][^.;]*)", part)
            if (
                title is not None
                and _PLACE.search(title["title"]) is None
                and len(re.findall(r"\b[A-Z][a-z]{2,}", title["title"])) >= 2
            ):
                span = Span(at + title.start("title"), at + title.end("title"))
                cut = _END_OF_TITLE.search(text.plain, *span)
                span = Span(span.start, cut.start()) if cut is not None else span
                whose = issuer(text.plain, *span)
                yield _numbered(text.plain, Cited(whose, span, None, span, weak=True))
            at += len(part) + 1


def _numbered(plain: str, cited: Cited) -> Cited:
    """A title with the number told apart: "Meridian Spine Review, MSR-14", "Lattice MSK-2 Knee"."""
    within = _MID_NUMBER.match(plain, *cited.span)
    if within is not None:
        title = Span(within.start("title"), within.start("title") + len(within["title"].rstrip()))
        return replace(cited, identifier=Span(*within.span("id")), title=title)
    number = _LAST_NUMBER.search(plain, *cited.span)
    if number is None:
        return cited
    title = Span(cited.span.start, number.start())
    return replace(cited, identifier=Span(*number.span("id")), title=title)


def _continued(plain: str, source: CriteriaSource, at: int) -> Iterator[Cited]:
    """Further titles of a list that began with a citation: ", and Imaging of the Knee"."""
    stop = re.compile(r"[.;]\s|\n\n").search(plain, at)
    end = min(stop.start() if stop is not None else len(plain), at + 260)
    for match in re.compile(load("citations")["continued"]).finditer(plain, at, end):
        yield Cited(source, Span(*match.span("title")), None, Span(*match.span("title")))


def _shortened(plain: str, title: Span | None) -> Span | None:
    """A title without the version after it; None for a word like "Version" alone."""
    if title is None:
        return None
    cut = re.compile(r"[\s,]*\b(?:Version|Category|Compendium|Guidelines?)\b").search(plain, *title)
    end = cut.start() if cut is not None else title.end
    return Span(title.start, end) if end - title.start > 3 else None


def issuer(plain: str, start: int, end: int) -> CriteriaSource:
    """Whose criteria stand at a place, by the name before it; the payer's own if none."""
    before = plain[max(0, start - _NEAR) : end]
    best: tuple[int, str] = (-1, CriteriaSource.PAYER_POLICY.value)
    for row in load("citations")["issuers"]:
        for match in re.finditer(row["name"], before):
            best = max(best, (match.start(), row["source"]))
    cut = max(before.rfind(". "), before.rfind("; "))
    return CriteriaSource(best[1]) if best[0] > cut else CriteriaSource.PAYER_POLICY


def _within_paragraph(match: re.Match[str]) -> Span | None:
    """The title that a match names, up to the end of its paragraph; None where it is another's."""
    start, end = match.span("title")
    if "\n\n" in match.string[match.start() : start]:
        return None
    cut = match.string.find("\n\n", start, end)
    return Span(start, cut if cut >= 0 else end)


def cited_of(source: CriteriaSource, match: re.Match[str]) -> Cited:
    """The citation that a match of a known shape is."""
    groups = match.groupdict()
    identifier = Span(*match.span("id")) if groups.get("id") else None
    title = Span(*match.span("title")) if groups.get("title") else None
    return Cited(source, identifier or Span(*match.span()), identifier, title)


def interqual(plain: str, match: re.Match[str]) -> Cited:
    """InterQual with its year and the subset that follows."""
    start = match.start("rest")
    year = _YEAR.search(plain, start, min(match.end(), start + 24))
    edition = Span(*year.span()) if year is not None else None
    title = _SUBSET.match(plain, edition.end if edition is not None else start, match.end())
    span = Span(*title.span("title")) if title is not None and len(title["title"]) > 4 else None
    whole = Span(match.start(), span.end if span is not None else match.end())
    return Cited(CriteriaSource.INTERQUAL, whole, None, span, edition)


def _part_near(
    plain: str,
    name: re.Match[str],
    stretch: Span,
    part: re.Pattern[str],
    named: re.Pattern[str],
) -> Span | None:
    """The part of a plan document that its own sentence names: nearest to the name."""
    left = max(plain.rfind(". ", stretch.start, name.start()), stretch.start)
    dot = re.compile(r"[.;]\s+[A-Z]").search(plain, name.end(), stretch.end)
    right = dot.start() if dot is not None else stretch.end
    found = [Span(*m.span()) for m in part.finditer(plain, left, right)]
    if not found:
        found = [Span(*m.span("id")) for m in named.finditer(plain, left, right)]
    if not found and name[0][0].isupper():
        further = named.search(plain, name.end(), name.end() + _FURTHER)
        found = [Span(*further.span("id"))] if further is not None else []
    apart = [(min(abs(f.start - name.end()), abs(name.start() - f.end)), f) for f in found]
    return min(apart)[1] if apart else None


def _near(plain: str, match: re.Match[str], needs: re.Pattern[str]) -> bool:
    return needs.search(plain, max(0, match.start() - _NEAR), match.end() + _NEAR) is not None


Row = tuple[dict[str, str], re.Pattern[str], re.Pattern[str] | None]


def _rows(name: str) -> tuple[Row, ...]:
    return tuple(
        (row, re.compile(row["regex"]), re.compile(row["needs"], re.I) if "needs" in row else None)
        for row in load("citations")[name]
    )


@cache
def known_shapes() -> tuple[Row, ...]:
    """The shapes of citations with an identifier: the row, its pattern, what it needs near."""
    return _rows("sets")


@cache
def _titled() -> tuple[Row, ...]:
    return _rows("titled")


@cache
def _generic() -> tuple[re.Pattern[str], ...]:
    rules = load("citations")

    return (
        re.compile("(?i:" + rules["generic"].replace("(?P<id>", ")(?P<id>", 1)),
        re.compile(rules["named"]),
        re.compile(rules["after_title"]),
        re.compile(rules["short"]),
        re.compile(rules["coded"]),
        re.compile(rules["behind"]),
    )


@cache
def _not_an_id() -> re.Pattern[str]:
    return re.compile(load("citations")["not_an_id"])


@cache
def _manuals() -> tuple[re.Pattern[str], ...]:
    rules = load("citations")["manuals"]
    return tuple(re.compile(rules[name]) for name in ("regex", "reversed", "whole"))


@cache
def _plans() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rules = load("citations")["plan_documents"]
    return re.compile(rules["names"]), re.compile(rules["part"]), re.compile(rules["named_part"])
