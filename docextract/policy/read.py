"""A payer's policy as a list of requirements with the labels they are cited by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from docextract.facts import Policy, PolicyCriterion
from docextract.pages.page import Document
from docextract.pages.text import Text, text_of
from docextract.rules import load

_LABEL = re.compile(
    r"^\s*(?:(?:criteri(?:on|a)|requirement|item)?\s*"
    r"(?P<label>[A-Z]-?\d{1,2}(?:\.\d+)*|\d{1,2}(?:\.\d{1,2})*(?:\.?[a-z])?|[IVX]{1,5}|[A-Z]|[a-z]|[ivx]{1,5})"
    r"[.):]|(?P<dotted>\d{1,2}(?:\.\d{1,2})+(?:\.?[a-z])?|[A-Z]-?\d{1,2}(?:\.\d+)*)(?=\s)"
    r"|[(\[](?P<inner>[A-Za-z]-?\d{0,2}|\d{1,2}|[ivx]{1,4})[)\]]|(?P<bullet>[•▪◦●○■□☐❑✓➢\u2022*·–—-]|o(?=\s)))"
    r"\s+(?=\S)"
)
_NAMED = re.compile(
    r"(?:[A-Za-z]+\s+){0,3}(?:policy|guideline|bulletin|criteria)\s+[A-Z0-9][\w.-]*\d[\w.-]*\s*[:–-]\s*"
    r"(?P<title>[A-Za-z].{3,90})$",
    re.IGNORECASE,
)
"""A head that gives number and title in one line: "Medical Policy MP-77: Lumbar fusion"."""
_HASHES = re.compile(r"\s*#{1,6}\s+(?=\S)")
_MARKDOWN = re.compile(r"^[ \t]*#{1,6}[ \t]+|\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)", re.MULTILINE)
_HEAD_LINES = 14
_TITLE_WORDS = 12
_HEAD_LENGTH = 110


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: ``label`` as printed, ``depth`` 0 for the outermost."""

    label: str
    start: int
    end: int
    depth: int


@dataclass
class _State:
    """Where the reading stands: the heading, whether a list is open, and how it is joined."""

    heading: str | None = None
    counts: bool = False
    any_of: str | None = None
    shapes: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def read_policy(document: Document) -> Policy | None:
    """The policy in ``document``; None where it holds no requirement.

    The edition is the effective date or version as printed. Requirements under headings
    such as "Background" or "References" do not count.
    """
    text = text_of(document.pages)
    criteria = tuple(_criteria(text)) or tuple(_criteria(text, every_list=True))
    if not criteria:
        return None
    head = _unmarked("\n".join(text.plain[ln.start : ln.end] for ln in text.lines[:_HEAD_LINES]))
    return Policy(
        document=document.name,
        sha256=document.sha256,
        payer=_first("payer", head, flags=0),
        identifier=_first("identifier", head, flags=re.IGNORECASE),
        title=_title(text),
        edition=_first("edition", head, flags=re.IGNORECASE),
        criteria=criteria,
    )


def _unmarked(words: str) -> str:
    """Words without the marks of Markdown for headings and emphasis."""
    return re.sub(
        r"^[ \t]*#{1,6}[ \t]+|\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)", "", words, flags=re.M
    )


def _first(name: str, head: str, *, flags: int) -> str | None:
    rows = load("policy_words")[name]
    for pattern in [rows] if isinstance(rows, str) else rows:
        match = re.search(pattern, head, flags)
        if match:
            return str(next(v for v in match.groupdict().values() if v)).strip(" .,")
    return None


@cache
def _word(name: str) -> re.Pattern[str]:
    return re.compile(load("policy_words")[name], re.IGNORECASE)


def _title(text: Text) -> str | None:
    """The first line of the head that is a name and not a label, a date or a payer."""
    for line in text.lines[:_HEAD_LINES]:
        words = _unmarked(text.plain[line.start : line.end]).strip()
        named = _NAMED.match(words)
        if named and not _word("opens_list").search(words):
            return named["title"].strip()
        if (
            _LABEL.match(words)
            or _word("not_title").search(words)
            or len(words.split()) > _TITLE_WORDS
        ):
            continue
        if len(words.split()) >= 2 and not re.search(r"\d{3,}|:", words):
            return words
    return None


def _criteria(text: Text, *, every_list: bool = False) -> Iterator[PolicyCriterion]:
    """The items of the lists that a sentence opens ("when all of the following are met"), or of
    all lists outside the headings that hold no requirements."""
    state = _State(counts=every_list)
    for start, end in _paragraphs(text):
        words = text.plain[start:end]
        hashed = _HASHES.match(words)
        words = _unmarked(words) if hashed else words
        mark = _LABEL.match(words)
        if hashed or _is_heading(words, mark, state):
            state = _State(heading=" ".join(words.split()))
            state.counts = not _skips(state.heading) and (
                every_list or bool(_word("opens_list").search(words)) or "criteria" in words.lower()
            )
            continue
        if mark and state.counts:
            item = _item(mark, words, start, end, state)
            if item:
                yield _criterion(text, item, state)
        elif _word("opens_list").search(words) and not _skips(state.heading):
            state.counts = True
            state.any_of = (state.heading or words[:60]) if _word("any_of").search(words) else None
        elif mark is None and state.labels and not every_list:
            state.counts = False


def _skips(heading: str | None) -> bool:
    return bool(heading and _word("no_requirements").search(heading))


def _is_heading(words: str, mark: re.Match[str] | None, state: _State) -> bool:
    flat = " ".join(words.split())
    if _word("no_requirements").search(flat) and len(flat.split()) <= 6 and _titled(flat):
        return True
    if mark and state.counts:
        return False
    return _titled(flat) and not _word("opens_list").search(flat)


def _paragraphs(text: Text) -> Iterator[tuple[int, int]]:
    """Runs of lines that belong together: a list item with its wrapped lines, a paragraph."""
    start = end = -1
    block = -1
    for line in text.lines:
        words = text.plain[line.start : line.end]
        new = (
            start < 0
            or _LABEL.match(words) is not None
            or _HASHES.match(words) is not None
            or _starts_anew(text.plain[start:end], words, same_block=line.block == block)
        )
        if new and start >= 0:
            yield start, end
        if new:
            start = line.start
        end, block = line.end, line.block
    if start >= 0:
        yield start, end


def _titled(words: str) -> bool:
    """Whether words standing alone are a heading by their wording."""
    flat = " ".join(words.split())
    if len(flat) > _HEAD_LENGTH or flat.endswith((".", ";", ",")) or ": " in flat:
        return False
    return bool(_word("heading").search(flat) or _word("no_requirements").search(flat))


def _starts_anew(before: str, words: str, *, same_block: bool) -> bool:
    if before.rstrip().endswith((".", ":")) and words[:1].isupper():
        return True
    if words[:1].islower():
        return False
    if _LABEL.match(before) is None and _titled(before) and words[:1].isupper():
        return True
    if _word("heading").search(words) or _word("no_requirements").search(words):
        return True
    return not same_block and words[:1].isupper()


def _item(mark: re.Match[str], words: str, start: int, end: int, state: _State) -> Item | None:
    label = mark["label"] or mark["dotted"] or mark["inner"] or ""
    shape = _shape(label)
    if shape in state.shapes:
        depth = state.shapes.index(shape)
        del state.shapes[depth + 1 :], state.labels[depth:]
    else:
        depth = len(state.shapes)
        state.shapes.append(shape)
        del state.labels[depth:]
    state.labels.append(label or "-")
    body = words[mark.end() :].strip()
    if body.endswith(":") or (_word("opens_list").search(body) and len(body.split()) < 14
                              and not body.endswith(".")):  # fmt: skip
        state.any_of = ".".join(state.labels) if _word("any_of").search(body) else state.any_of
        return None
    return Item(".".join(x for x in state.labels if x != "-"), start + mark.end(), end, depth)


def _shape(label: str) -> str:
    for name, pattern in (("A1", r"[A-Z]-?\d+(?:\.\d+)*"), ("1", r"\d+"), ("1.1", r"[\d.]+[a-z]?"),
                          ("I", r"[IVX]{2,}|I"), ("i", r"[ivx]{2,}|i"), ("A", r"[A-Z]"),
                          ("a", r"[a-z]")):  # fmt: skip
        if re.fullmatch(pattern, label):
            return name
    return "•"


def _criterion(text: Text, item: Item, state: _State) -> PolicyCriterion:
    words = _unmarked(" ".join(text.raw[item.start : item.end].split())).rstrip(" ;.,")
    words = re.sub(r"[;,]?\s+(?:and|or)$", "", words)
    return PolicyCriterion(
        label=item.label,
        text=words,
        heading=state.heading,
        evidence=text.evidence(item.start, item.end),
        any_of=state.any_of if item.depth or state.any_of == state.heading else None,
    )
