"""A policy's lists as trees: which item stands under which, and how many of a group are needed.

Items are placed by their labels first (``b`` follows ``a``), then by how far they are indented
where the page says so, else by the look of their labels. A group needs all of its parts, or a
number of them: as its head says ("any of the following"), or as the items are joined ("; or").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from docextract.facts import PolicyCriterion, PolicyGroup

_NEAR = 6.0
"""Points by which items of one level may stand apart on a page."""
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()
_JOINED = re.compile(r"(?:^|[\s;,])(?P<or>and/or|or)\W*$|(?:^|[\s;,])and\W*$", re.IGNORECASE)
_GOES_ON = (";", ",")


@dataclass(slots=True)
class Node:
    """An item of a list, or a list itself; ``need`` is how many of its parts are needed.

    ``need`` None is all; ``says`` tells whether the head of the list says how many. ``joined`` is
    a word that stands between it and the next one, ``title`` tells whether it is worded as a
    heading. ``start`` and ``end`` are offsets of an item that is itself a requirement, and -1 of
    one that only opens a list. ``x`` is its left edge in points, where that is known.
    """

    label: str
    words: str
    start: int = -1
    end: int = -1
    x: float | None = None
    need: int | None = None
    says: bool = False
    joined: str = ""
    title: bool = False
    children: list[Node] = field(default_factory=list)

    @property
    def is_item(self) -> bool:
        """Whether it is a requirement of its own; one worded as a title is none over others."""
        return self.start >= 0 and not (self.title and self.children)


def shape_of(label: str) -> str:
    """The look of a label: ``A1``, ``1``, ``1.1``, ``I``, ``i``, ``A``, ``a``, or the bullet."""
    for name, pattern in (("A1", r"[A-Z]-?\d+(?:\.\d+)*"), ("1", r"\d+"), ("1.1", r"[\d.]+[a-z]?"),
                          ("I", r"[IVX]{2,}|I"), ("i", r"[ivx]{2,}|i"), ("A", r"[A-Z]"),
                          ("a", r"[a-z]")):  # fmt: skip
        if re.fullmatch(pattern, label):
            return name
    return label


def place(node: Node, path: list[Node], root: Node) -> None:
    """Put a node where it belongs: ``path`` are the open items, outermost first; it is changed."""
    depth = _depth(node, path)
    del path[depth:]
    (path[-1] if path else root).children.append(node)
    path.append(node)


def _depth(node: Node, path: Sequence[Node]) -> int:
    after = [depth for depth, each in enumerate(path) if _follows(each.label, node.label)]
    flush = [depth for depth in after if abs(_shift(path[depth], node) or 0.0) <= _NEAR]
    if after:
        return max(flush or after)
    for depth, each in enumerate(path):  # 4 after 3.5
        if "." in each.label and _follows(each.label.partition(".")[0], node.label):
            return depth
    for depth in range(len(path) - 1, -1, -1):
        if path[depth].label and node.label.startswith(f"{path[depth].label}."):
            return depth + 1
    for depth in range(len(path) - 1, -1, -1):
        shift = _shift(path[depth], node)
        alike = shape_of(path[depth].label) == shape_of(node.label)
        if shift is not None and shift > _NEAR:
            return depth + 1
        if alike and (shift is None or abs(shift) <= _NEAR):
            return depth
    shapes = [shape_of(each.label) for each in path]
    return shapes.index(shape_of(node.label)) if shape_of(node.label) in shapes else len(path)


def _shift(before: Node, node: Node) -> float | None:
    return None if before.x is None or node.x is None else node.x - before.x


def _follows(before: str, label: str) -> bool:
    """Whether a label is the next one after another: 2 after 1, c after b, iv after iii, B3."""
    head, last = _parts(before)
    other, this = _parts(label)
    if head != other or not last or not this:
        return False
    if last.isdigit() and this.isdigit():
        return int(this) == int(last) + 1
    pair = (last.lower(), this.lower())
    if last.islower() == this.islower() and pair in pairwise(_ROMAN):
        return True
    single = len(last) == len(this) == 1 and last.isalpha() and this.isalpha()
    return single and ord(this) == ord(last) + 1


def _parts(label: str) -> tuple[str, str]:
    """A label without its last part, and that part: ``("1.2.", "3")``, ``("B", "2")``."""
    found = re.fullmatch(r"(.*?)(\d+|[A-Za-z]+)", label)
    return (found[1], found[2]) if found else (label, "")


def join(node: Node) -> None:
    """Make groups of the parts that "or" joins, in a whole tree."""
    for child in node.children:
        join(child)
    if node.need is not None:
        return
    runs = list(_runs(node.children))
    if runs == [(0, len(node.children))]:
        if not node.says:
            node.need = 1
        return
    for first, end in reversed(runs):
        some = node.children[first:end]
        node.children[first:end] = [Node("", some[0].words[:60], need=1, children=some)]


def _runs(parts: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Runs of parts that "or" joins, as ranges; "a; b; or c" is one."""
    at = 0
    while at < len(parts) - 1:
        if _joint(parts[at]) != "or":
            at += 1
            continue
        first = at
        while first > 0 and _joint(parts[first - 1]) == ";":
            first -= 1
        while at < len(parts) - 1 and _joint(parts[at]) == "or":
            at += 1
        yield first, at + 1
        at += 1


def _joint(node: Node) -> str:
    """How a part is joined to the next one: "or", "and", ";" (as that one is), or nothing."""
    if node.children and not node.joined:
        return _joint(node.children[-1])
    if node.joined:
        return node.joined
    words = node.words.rstrip()
    found = _JOINED.search(words)
    if found:
        return "or" if found["or"] else "and"
    return ";" if words.endswith(_GOES_ON) else ""


def leaves(root: Node) -> Iterator[tuple[Node, str, tuple[PolicyGroup, ...]]]:
    """Each requirement with the label it is cited by and its groups, outermost first."""
    counter = iter(range(1, 1_000_000))

    def walk(
        node: Node, path: str, groups: tuple[PolicyGroup, ...]
    ) -> Iterator[tuple[Node, str, tuple[PolicyGroup, ...]]]:
        label = _path(path, node.label)
        if node.is_item:
            yield node, label, groups
        if not node.children:
            return
        within = groups
        if node is not root or node.need is not None:
            named = label if node.label[:1].isalnum() else node.words[:60].strip()
            within = (*groups, PolicyGroup(number=next(counter), label=named, need=node.need))
        for child in node.children:
            yield from walk(child, label, within)

    yield from walk(root, "", ())


def _path(before: str, label: str) -> str:
    """Labels one under another as they are cited: ``B.2``, and ``1.2`` for 1.2 under 1."""
    if not label[:1].isalnum():
        return before
    if not before or label.startswith(f"{before}."):
        return label
    return f"{before}.{label}"


def not_needed(criteria: Sequence[PolicyCriterion], met: Collection[int]) -> frozenset[int]:
    """The requirements, by their place, that a group they stand in is met without.

    ``met`` are the places of those that are met.
    """
    parts: dict[PolicyGroup, dict[PolicyGroup | int, bool]] = {}
    deepest_first = sorted(
        {group for row in criteria for group in row.groups},
        key=lambda group: -max(row.groups.index(group) for row in criteria if group in row.groups),
    )
    for place, row in enumerate(criteria):
        if row.groups:
            parts.setdefault(row.groups[-1], {})[place] = place in met
    done = set()
    for group in deepest_first:
        states = parts.get(group, {}).values()
        whole = len(states) if group.need is None else min(group.need, len(states))
        if sum(states) >= whole:
            done.add(group)
        above = next(row.groups for row in criteria if group in row.groups)
        if (at := above.index(group)) > 0:
            parts.setdefault(above[at - 1], {})[group] = group in done
    return frozenset(
        place
        for place, row in enumerate(criteria)
        if place not in met and any(g in done and g.need is not None for g in row.groups)
    )
