"""One text over pages: its offsets lead back to the words and their boxes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from docextract.pages.page import Line, Page, Word
from docextract.pages.text import text_of

WORD = st.text(alphabet="abc’–1é", min_size=1, max_size=6)
LINE = st.lists(st.tuples(WORD, st.booleans()), min_size=1, max_size=5)
PAGES = st.lists(st.lists(st.tuples(LINE, st.integers(0, 3)), max_size=5), max_size=3)


def build(pages) -> list[Page]:
    built = []
    for number, lines in enumerate(pages, start=1):
        made = []
        for y, (words, block) in enumerate(lines):
            row = [
                Word(text, (x * 10.0, y * 10.0, x * 10.0 + 9, y * 10.0 + 9), 0.5 + 0.1 * x, tab)
                for x, (text, tab) in enumerate(words)
            ]
            made.append(Line(tuple(row), block))
        built.append(Page(number, 612, 792, tuple(made), "text"))
    return built


@given(PAGES)
def test_every_word_is_found_again_at_its_offsets(pages):
    text = text_of(build(pages))
    assert len(text.plain) == len(text.raw)
    for placed in text.words:
        assert text.raw[placed.start : placed.end] == placed.word.text
        assert text.page_at(placed.start) == placed.page
        (evidence,) = text.evidence(placed.start, placed.end)
        assert (evidence.page, evidence.bbox) == (placed.page, placed.word.box)
        assert text.confidence(placed.start, placed.end) == placed.word.confidence
        assert text.line_at(placed.start) == text.lines[placed.line]


@given(PAGES, st.integers(0, 80), st.integers(0, 80))
def test_evidence_names_each_page_once_in_order(pages, start: int, length: int):
    text = text_of(build(pages))
    entries = text.evidence(start, start + length)
    numbers = [entry.page for entry in entries]
    assert numbers == sorted(set(numbers))
    words = " ".join(e.text for e in entries).split()
    assert words == [p.word.text for p in text.words_in(start, start + length)]


def test_breaks_and_typographic_characters():
    rows = (
        Line((Word("don’t", None), Word("x", None, tab=True)), 0),
        Line((Word("y", None),), 0),
        Line((Word("z", None),), 1),
    )
    first = Page(1, 1, 1, rows, "text")
    second = Page(2, 1, 1, (Line((Word("1–2", None),), 0),), "text")
    text = text_of([first, second])
    assert text.raw == "don’t\tx\ny\n\nz\f1–2"
    assert text.plain == "don't\tx\ny\n\nz\f1-2"
