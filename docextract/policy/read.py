"""A payer's policy as a list of requirements with the labels they are cited by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from docextract.facts import Policy, PolicyCriterion, PolicyGroup
from docextract.pages.page import Document
from docextract.pages.text import Text, text_of
from docextract.policy.tree import Node, join, leaves, place
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
_JOINT = re.compile(r"(?:and/or|or|and)\W*", re.IGNORECASE)
"""A line between two items that says only how they are joined."""
_HASHES = re.compile(r"\s*#{1,6}\s+(?=\S)")
_MARKDOWN = re.compile(r"^[ \t]*#{1,6}[ \t]+|\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)", re.MULTILINE)
_HEAD_LINES = 14
_TITLE_WORDS = 12
_HEAD_LENGTH = 110


@dataclass
class _State:
    """Where the reading stands: the heading, whether a list is open, its items so far."""

    heading: str | None = None
    counts: bool = False
    root: Node = field(default_factory=lambda: Node("", ""))
    path: list[Node] = field(default_factory=list)


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
    state, number = _State(counts=every_list), 0
    for start, end in _paragraphs(text):
        words = text.plain[start:end]
        hashed = _HASHES.match(words)
        words = _unmarked(words) if hashed else words
        mark = _LABEL.match(words)
        if hashed or _is_heading(words, mark, state):
            yield from (found := tuple(_of_list(text, state, number)))
            number += len(found)
            state = _opened(" ".join(words.split()), every_list=every_list)
        elif mark and state.counts:
            _put(text, mark, start, end, state)
        elif _JOINT.fullmatch(words.strip()) and state.path:
            state.path[-1].joined = "or" if "or" in words.lower() else "and"
        elif _word("opens_list").search(words) and not _skips(state.heading):
            yield from (found := tuple(_of_list(text, state, number)))
            number += len(found)
            state.counts, state.path = True, []
            state.root = _list(state.heading or words[:60], words)
        elif mark is None and state.path and not every_list:
            state.counts = False
    yield from _of_list(text, state, number)


def _opened(heading: str, *, every_list: bool) -> _State:
    """The state under a heading; one that opens a list itself says how many are needed."""
    state = _State(heading=heading, root=_list(heading, heading))
    opens = bool(_word("opens_list").search(heading)) or "criteria" in heading.lower()
    state.counts = not _skips(heading) and (every_list or opens)
    return state


def _list(label: str, words: str) -> Node:
    """A list by the words that open it."""
    need = _needed(words)
    return Node("", label, need=need, says=need is not None or bool(_word("all_of").search(words)))


def _needed(words: str) -> int | None:
    """How many of the following are needed; None for all, or where that is not said."""
    found = _word("some_of").search(words)
    if found is None:
        return None
    told = next((value for value in found.groupdict().values() if value), "1").lower()
    return int(told) if told.isdigit() else int(load("policy_words")["numbers"].get(told, 1))


def _of_list(text: Text, state: _State, before: int) -> Iterator[PolicyCriterion]:
    """The requirements of the list that was read; group numbers go on after ``before``."""
    join(state.root)
    for node, label, groups in leaves(state.root):
        yield _criterion(text, node, label, groups, state, before)
    state.root, state.path = Node("", ""), []


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


def _put(text: Text, mark: re.Match[str], start: int, end: int, state: _State) -> None:
    """Place an item of the list; one that only opens another list is no requirement itself."""
    words = text.plain[start:end]
    label = mark["label"] or mark["dotted"] or mark["inner"] or mark["bullet"]
    body, box = words[mark.end() :].strip(), text.line_at(start).box
    opens = body.endswith(":") or (
        _word("opens_list").search(body) and len(body.split()) < 14 and not body.endswith(".")
    )
    node = Node(label, body, x=box[0] if box else None, title=_titled(body))
    if opens:
        head = _list(label, body)
        node.need, node.says = head.need, head.says
    else:
        node.start, node.end = start + mark.end(), end
    place(node, state.path, state.root)


def _criterion(
    text: Text, node: Node, label: str, groups: tuple[PolicyGroup, ...], state: _State, before: int
) -> PolicyCriterion:
    words = _unmarked(" ".join(text.raw[node.start : node.end].split())).rstrip(" ;.,")
    words = re.sub(r"[;,]?\s+(?:and/or|and|or)$", "", words, flags=re.IGNORECASE)
    return PolicyCriterion(
        label=label,
        text=words,
        heading=state.heading,
        evidence=text.evidence(node.start, node.end),
        groups=tuple(g.model_copy(update={"number": before * 1000 + g.number}) for g in groups),
    )
