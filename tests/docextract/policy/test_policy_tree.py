"""Nested lists of policies are read as trees, whatever they are written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from docextract.facts import Policy, PolicyCriterion, PolicyGroup
from docextract.pages import read_document
from docextract.pages.lists import nested_rows
from docextract.pages.page import Document, Line, Page, Word
from docextract.policy import not_needed, read_policy

WEB = """<html><body><h1>Harbor Health Plan</h1><h2>Medical Policy MP-77: Lumbar fusion</h2>
<h3>Criteria</h3><p>Covered when all of the following are met:</p>{}</body></html>"""
BULLETS = WEB.format(
    "<ul><li>Instability on imaging</li><li>Any of the following:<ul><li>Six weeks of therapy</li>"
    "<li>Both of the following:<ul><li>An injection</li><li>A brace</li></ul></li></ul></li>"
    "<li>No tobacco for six weeks</li></ul>"
)
NUMBERS = WEB.format(
    "<ol><li>Instability on imaging</li><li>One of the following:<ol type='a'>"
    "<li>Six weeks of therapy</li><li>Both of the following:<ol type='i'><li>An injection</li>"
    "<li>A brace</li></ol></li></ol></li><li>No tobacco for six weeks</li></ol>"
)
PLAIN_NUMBERS = NUMBERS.replace(" type='a'", "").replace(" type='i'", "")
MARKDOWN = """# Harbor Health Plan

## Medical Policy MP-77: Lumbar fusion

### Criteria

Covered when all of the following are met:

- Instability on imaging
- Any of the following:
  - Six weeks of therapy
  - Both of the following:
    - An injection
    - A brace
- No tobacco for six weeks
"""
MARKDOWN_NUMBERS = """# Harbor Health Plan

## Medical Policy MP-77: Lumbar fusion

### Criteria

Covered when all of the following are met:

1. Instability on imaging
2. At least one of the following:
   1. Six weeks of therapy
   2. Both of the following:
      1. An injection
      2. A brace
3. No tobacco for six weeks
"""
TYPESET = (
    (72, "Criteria"),
    (72, "Covered when all of the following are met:"),
    (72, "1. Instability on imaging"),
    (72, "2. Any of the following:"),
    (90, "1. Six weeks of therapy"),
    (90, "2. Both of the following:"),
    (108, "1. An injection"),
    (108, "2. A brace"),
    (72, "3. No tobacco for six weeks"),
)
SAME_DOTS = tuple(
    (x, "• " + words.split(" ", 1)[1] if words[0].isdigit() else words) for x, words in TYPESET
)
FLUSH = tuple(
    (72, row)
    for row in (
        "Criteria", "Covered when all of the following are met:", "I. Instability on imaging",
        "II. Any of the following:", "A. Six weeks of therapy", "B. Both of the following:",
        "1. An injection", "2. A brace", "III. No tobacco for six weeks",
    )
)  # fmt: skip
JOINED = (
    (72, "Criteria"),
    (72, "Covered when all of the following are met:"),
    (72, "1. Instability on imaging; AND"),
    (72, "2. Treatment that failed:"),
    (90, "a. Six weeks of therapy; or"),
    (90, "b. Both of the following:"),
    (108, "i. An injection; and"),
    (108, "ii. A brace"),
    (72, "3. No tobacco for six weeks"),
)


def typeset(rows: tuple[tuple[int, str], ...]) -> Document:
    lines = tuple(
        Line(
            words=tuple(
                Word(w, (x + 40.0 * i, 72.0 + 14 * n, x + 40.0 * i + 36, 84.0 + 14 * n))
                for i, w in enumerate(row.split())
            ),
            block=n,
        )
        for n, (x, row) in enumerate(rows)
    )
    page = Page(number=1, width=612, height=792, lines=lines, source="text")
    return Document(name="policy.pdf", sha256="0", media="pdf", pages=(page,))


def written(tmp_path: Path, name: str, words: str) -> Document:
    path = tmp_path / name
    path.write_text(words, encoding="utf-8")
    return read_document(path)


def policy_of(document: Document) -> Policy:
    policy = read_policy(document)
    assert policy is not None
    return policy


TREES = {
    "bullets.html": BULLETS,
    "letters.html": NUMBERS,
    "numbers.html": PLAIN_NUMBERS,
    "bullets.md": MARKDOWN,
    "numbers.md": MARKDOWN_NUMBERS,
    "bullets.txt": MARKDOWN.replace("#", "").replace("  ", "\t"),
    "typeset": TYPESET,
    "same dots": SAME_DOTS,
    "flush": FLUSH,
    "joined": JOINED,
}


@pytest.mark.parametrize("name", TREES)
def test_a_nested_list_is_read_as_a_tree(tmp_path: Path, name: str) -> None:
    source = TREES[name]
    document = written(tmp_path, name, source) if isinstance(source, str) else typeset(source)
    rows = policy_of(document).criteria
    assert [row.text for row in rows] == [
        "Instability on imaging", "Six weeks of therapy", "An injection", "A brace",
        "No tobacco for six weeks",
    ]  # fmt: skip
    needs = [tuple(group.need for group in row.groups) for row in rows]
    assert needs == [(), (1,), (1, None), (1, None), ()]
    assert len({row.groups[0] for row in rows if row.groups}) == 1
    assert [bool(row.any_of) for row in rows] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("letters.html", ["1", "2.a", "2.b.i", "2.b.ii", "3"]),
        ("numbers.html", ["1", "2.1", "2.2.1", "2.2.2", "3"]),
        ("numbers.md", ["1", "2.1", "2.2.1", "2.2.2", "3"]),
        ("typeset", ["1", "2.1", "2.2.1", "2.2.2", "3"]),
        ("flush", ["I", "II.A", "II.B.1", "II.B.2", "III"]),
    ],
)
def test_labels_say_the_way_down(tmp_path: Path, name: str, labels: list[str]) -> None:
    source = TREES[name]
    document = written(tmp_path, name, source) if isinstance(source, str) else typeset(source)
    assert [row.label for row in policy_of(document).criteria] == labels


@pytest.mark.parametrize(
    ("head", "need"),
    [
        ("Any of the following:", 1),
        ("ONE of the following criteria:", 1),
        ("Either of the following:", 1),
        ("At least two of the following:", 2),
        ("Two (2) or more of the following:", 2),
        ("Any 3 of the following:", 3),
        ("All of the following:", None),
        ("Both of the following:", None),
        ("Failure of treatment, including:", None),
    ],
)
def test_how_many_of_a_list_are_needed(tmp_path: Path, head: str, need: int | None) -> None:
    words = MARKDOWN.replace("Any of the following:", head)
    row = policy_of(written(tmp_path, "p.md", words)).criteria[1]
    assert row.groups[0].need == need


@pytest.mark.parametrize(
    ("items", "needs"),
    [
        ("1. A one\n2. B two; or\n3. C three", [(), (1,), (1,)]),
        ("1. A one;\n2. B two; or\n3. C three", [(1,), (1,), (1,)]),
        ("1. A one\n\nOR\n\n2. B two\n3. C three", [(1,), (1,), ()]),
        ("1. A one; and\n2. B two; and/or\n3. C three", [(), (1,), (1,)]),
        ("1. A one; and\n2. B two; and\n3. C three", [(), (), ()]),
    ],
)
def test_or_between_items_makes_them_alternatives(
    tmp_path: Path, items: str, needs: list[tuple[int, ...]]
) -> None:
    words = f"# Criteria\n\nThe following criteria apply:\n\n{items}\n"
    rows = policy_of(written(tmp_path, "p.md", words)).criteria
    assert [tuple(group.need for group in row.groups) for row in rows] == needs
    assert [row.text for row in rows] == ["A one", "B two", "C three"]


def test_a_section_that_is_numbered_like_the_items_before_it_is_none_of_them() -> None:
    rows = (
        (72, "3. Neuropathy"),
        (72, "All of the following are required for the first course:"),
        (72, "3.1 A nerve conduction study"),
        (72, "3.2 Progression over 8 weeks"),
        (72, "4. Renewal"),
        (72, "4.1 Improvement of the score"),
    )
    found = policy_of(typeset(rows)).criteria
    assert [(row.label, row.text) for row in found] == [
        ("3.1", "A nerve conduction study"),
        ("3.2", "Progression over 8 weeks"),
        ("4.1", "Improvement of the score"),
    ]


def test_a_list_of_all_is_not_made_one_of_alternatives_by_a_slip() -> None:
    rows = (
        (72, "Criteria"),
        (72, "All of the following:"),
        (72, "1. First; or"),
        (72, "2. Second"),
    )
    assert [row.groups for row in policy_of(typeset(rows)).criteria] == [(), ()]


def row(*groups: PolicyGroup) -> PolicyCriterion:
    return PolicyCriterion(label="", text="", heading=None, evidence=(), groups=groups)


ANY, BOTH, TWO = (
    PolicyGroup(number=1, label="2", need=1),
    PolicyGroup(number=2, label="2.b", need=None),
    PolicyGroup(number=3, label="4", need=2),
)
TREE = (row(), row(ANY), row(ANY, BOTH), row(ANY, BOTH), row(TWO), row(TWO), row(TWO))


@pytest.mark.parametrize(
    ("met", "spared"),
    [
        (set(), set()),
        ({0}, set()),
        ({1}, {2, 3}),
        ({2}, set()),  # half of one alternative is none
        ({2, 3}, {1}),
        ({4}, set()),
        ({4, 6}, {5}),
        ({1, 4, 5}, {2, 3, 6}),
    ],
)
def test_what_a_group_is_met_without_is_not_needed(met: set[int], spared: set[int]) -> None:
    assert not_needed(TREE, met) == spared


@pytest.mark.parametrize(
    ("rows", "given"),
    [
        (["- a", "  - b", "    - c", "- d"], ["- a", "  ◦ b", "    ▪ c", "- d"]),
        (["1. a", "   1. b", "   2. c", "2. d"], ["1. a", "   1.1. b", "   1.2. c", "2. d"]),
        (["1. a", "   - b", "2. c"], ["1. a", "   - b", "2. c"]),
        (["- a", "", "Dear Ada", "", "  - b"], ["- a", "", "Dear Ada", "", "  - b"]),
        (["1. a", "1. b"], ["1. a", "1. b"]),
        (["5-10 mg", " - 3"], ["5-10 mg", " - 3"]),
    ],
)
def test_items_of_plain_text_keep_their_depth(rows: list[str], given: list[str]) -> None:
    assert nested_rows(rows) == given
