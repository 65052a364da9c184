"""Tables of a letter: a line of column headings, and the rows under it as cells by column.

Columns are found by where the headings stand; a cell that wraps is joined to the row whose
key cell (a code, a yes or no, a decision) is nearest above or beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from docextract.letter.spans import Span, cells
from docextract.letter.table_fit import fitted
from docextract.pages.text import PlacedLine, Text
from docextract.rules import load

_KEYS = (
    "code",
    "met",
    "needed",
    "status",
    "approved_units",
    "units",
    "requested",
    "description",
    "criterion",
)
"""Which column tells rows apart, the first that the table has."""
_SEVEN = r"\b(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[0-9A-Z]{7}\b"
"""A procedure code of ICD-10-PCS, which may hold no three digits side by side."""
_GAP = 1.2
"""Columns of a table stand this many letter widths apart; words of a sentence less."""
_CELL_WORDS = 4
"""A cell that stands in a block of its own has at most so many words."""
_PERSON = re.compile(r"\b(?:patient|member|recipient|claim|name|id|icn|account)\b", re.IGNORECASE)
"""A column of whom a line is about describes no service."""
_LOOSE = 3.2
"""A gap of this many line heights ends a table."""
_CLOSE = 2.1
"""Lines of one cell stand at most this many line heights apart, middle to middle."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what its heading means (None: no known word) and where it stands."""

    kind: str | None
    heading: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for each column the spans of its lines, top to bottom."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[Span, ...], ...]

    def spans(self, kind: str) -> tuple[Span, ...]:
        """The lines of the first column of that kind; none where there is no such column."""
        for column, spans in zip(self.columns, self.cells, strict=True):
            if column.kind == kind:
                return spans
        return ()

    def words(self, text: Text, kind: str) -> str:
        """The words of that column on one line."""
        return joined(text, self.spans(kind))

    @property
    def extent(self) -> Span:
        """From the first to the last word of the row; what stands under no known heading may be of
        another column of the page."""
        known = [
            span
            for column, cell in zip(self.columns, self.cells, strict=True)
            if column.kind is not None
            for span in cell
        ]
        spans = known or [span for cell in self.cells for span in cell]
        return Span(min(s.start for s in spans), max(s.end for s in spans))


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading."""

    header: Span
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def joined(text: Text, spans: Sequence[Span]) -> str:
    """The words of some spans on one line, a word broken at a line's end left as printed."""
    return " ".join(" ".join(text.plain[s.start : s.end].split()) for s in spans)


@lru_cache(maxsize=4)
def find_tables(text: Text) -> tuple[Table, ...]:
    """The tables whose headings are known words, in reading order."""
    found = []
    taken = -1
    for i, line in enumerate(text.lines):
        if i <= taken:
            continue
        columns = _columns(text, line)
        if columns is None:
            continue
        rows, last = _rows(text, i, _completed(text, i, columns))
        if rows:
            found.append(Table(Span(line.start, line.end), rows[0].columns, rows))
            taken = last
    return tuple(found)


_NAMED_CODE = re.compile(r"cpt|hcpcs|code|ndc|\brev|cdt|pcs|\bj\b", re.IGNORECASE)
"""Headings of a column of codes and of nothing else; "Procedure" may be one of words."""


def heading_kind(words: str) -> str | None:
    """What a column heading means: "code", "units", "status" …, or None.

    A heading in two languages ("Code / Código") means what its first known part does, one with a
    bracket ("Outcome (one box per line)") what it does without.
    """
    bare = re.sub(r"\([^)]*\)", " ", words)
    for part in (words, *words.split(" / "), *([bare] if bare != words else [])):
        plain = " ".join(re.sub(r"[^a-z0-9?/ ]", "", part.lower()).split())
        for kind, pattern in _headings():
            if plain and pattern.fullmatch(plain):
                return kind
    return None


@cache
def _headings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load("tables")["headings"]
    return tuple((kind, re.compile("|".join(words))) for kind, words in rows.items())


def pieces(text: Text, line: PlacedLine) -> list[Span]:
    """A line cut at every gap that is wider than between words, narrower ones than a tab too.

    Columns of a table stand closer than columns of a page; a cell that is cut once too often
    does no harm, since its pieces fall under the same heading again.
    """
    words = text.words_in(line.start, line.end)
    boxes = [p.word.box for p in words if p.word.box is not None]
    if not words or len(boxes) != len(words):
        return cells(text, line)
    letter = sum(b[2] - b[0] for b in boxes) / max(1, sum(len(p.word.text) for p in words))
    found: list[Span] = []
    right: float | None = None
    for word, box in zip(words, boxes, strict=True):
        if not word.word.text.strip("|¦"):
            right = None
        elif right is None or word.word.tab or box[0] - right > _GAP * letter:
            found.append(Span(word.start, word.end))
            right = box[2]
        else:
            found[-1] = Span(found[-1].start, word.end)
            right = box[2]
    return found


def row_pieces(text: Text, line: PlacedLine) -> list[Span]:
    """The cells of a printed row: those of a line, and of short lines beside it at its height.

    Cells of a table are sometimes read as blocks of their own, column after column.
    """
    own = pieces(text, line)
    if line.box is None:
        return own
    beside = [
        other
        for other in text.lines
        if other.page == line.page and other.block != line.block and _level(line, other)
    ]
    more = [span for other in beside for span in pieces(text, other)]
    if any(len(text.plain[s.start : s.end].split()) > _CELL_WORDS for s in more):
        return own
    return sorted([*own, *more], key=lambda span: _extent(text, span, 0)[0])


def _level(line: PlacedLine, other: PlacedLine) -> bool:
    """True where two lines stand at one height and do not overlap."""
    a, b = line.box, other.box
    if a is None or b is None or min(a[2], b[2]) > max(a[0], b[0]):
        return False
    return min(a[3], b[3]) - max(a[1], b[1]) > 0.6 * min(a[3] - a[1], b[3] - b[1])


def _columns(text: Text, line: PlacedLine) -> tuple[Column, ...] | None:
    """The columns that a line of headings opens; None where it is no such line.

    Words under one another in a line are one heading that wraps.
    """
    found: list[Column] = []
    for at, span in enumerate(_headings_of(text, line)):
        words = text.plain[span.start : span.end].strip(" |")
        left, right = _extent(text, span, at)
        if found and left < found[-1].right:
            left, right = min(left, found[-1].left), max(right, found[-1].right)
            words = f"{found.pop().heading} {words}"
        found.append(Column(heading_kind(words), words, left, right))
    kinds = {c.kind for c in found if c.kind}
    known = sum(c.kind is not None for c in found)
    keyed: object = kinds & {"code", "met", "needed", "status", "requested", "approved_units"}
    keyed = keyed or {"criterion", "reason"} <= kinds
    few = len(kinds) < 2 and not ("needed" in kinds and len(found) > 1)
    if few or not keyed or known * 2 < len(found):
        return None
    return _one_code_column(_named_first(_decisions_named(found)))


def _headings_of(text: Text, line: PlacedLine) -> Iterator[Span]:
    """The cells of a line of headings; in a text without places two known ones with but a blank
    between them are two ("Mod Qty")."""
    for span in _counts_joined(text, row_pieces(text, line)):
        words = text.plain[span.start : span.end]
        first, _, rest = words.strip(" |").partition(" ")
        both = heading_kind(first) is not None and heading_kind(rest) is not None
        if line.box is None and heading_kind(words) is None and both:
            cut = span.start + words.index(first) + len(first)
            yield Span(span.start, cut)
            yield Span(cut + 1, span.end)
        else:
            yield span


def _counts_joined(text: Text, spans: Sequence[Span]) -> list[Span]:
    """Pieces of a line of headings, "Req" and "units" with but a blank between them as one."""
    found: list[Span] = []
    for span in spans:
        both = Span(found[-1].start, span.end) if found else span
        kind = heading_kind(text.plain[both.start : both.end])
        counts = kind in ("requested", "approved_units", "denied_units")
        joins = counts or heading_kind(text.plain[span.start : span.end]) is None
        short = found and text.plain[found[-1].end : span.start] == " "
        if short and kind is not None and joins:
            found[-1] = both
        else:
            found.append(span)
    return found


def _decisions_named(columns: list[Column]) -> list[Column]:
    """A "Finding" beside counts that were granted is the decision on a line; of two columns of what
    was asked for the first has the words."""
    kinds = [column.kind for column in columns]
    found = list(columns)
    if "approved_units" in kinds and "criterion" not in kinds and "status" not in kinds:
        found = [replace(c, kind="status") if c.kind == "met" else c for c in found]
    if kinds.count("requested") > 1 and "description" not in kinds:
        first = kinds.index("requested")
        found[first] = replace(found[first], kind="description")
    return found


def _named_first(columns: list[Column]) -> list[Column]:
    """A first column under the name of a group ("Home health service") describes the rows."""
    kinds = {column.kind for column in columns}
    counted = columns[0].kind == "units" and bool(kinds & {"requested", "approved_units"})
    described = kinds & {"description", "criterion", "met", "needed"}
    unnamed = columns[0].kind is None and not _PERSON.search(columns[0].heading)
    if (unnamed or counted) and not described:
        first = columns[0]
        return [Column("description", first.heading, first.left, first.right), *columns[1:]]
    return columns


def _completed(text: Text, header: int, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with those whose heading is printed on the lines around ("Number of / tests")."""
    found = list(columns)
    home = text.lines[header].box
    stray: list[tuple[str, float, float]] = []
    for i in range(max(0, header - 2), min(len(text.lines), header + 4)):
        line = text.lines[i]
        if i == header or line.page != text.lines[header].page or line.box is None or home is None:
            continue
        if abs(line.box[1] - home[1]) > 2.2 * (home[3] - home[1]):
            continue
        for span in pieces(text, line):
            words = text.plain[span.start : span.end]
            left, right = _extent(text, span, 0)
            apart = all(right < c.left or c.right < left for c in columns)
            if apart and len(words.split()) <= 3 and not re.search(r"[0-9]", words):
                stray.append((words, left, right))
    for _, left, right in stray:
        beside = [s for s in stray if s[1] < right and left < s[2]]
        heading = " ".join(s[0] for s in beside)
        kind = heading_kind(heading)
        known = any(c.left < right and left < c.right for c in found)
        if kind is not None and not known:
            edges = (min(s[1] for s in beside), max(s[2] for s in beside))
            found.append(Column(kind, heading, edges[0], edges[1]))
    return tuple(found)


def _one_code_column(columns: list[Column]) -> tuple[Column, ...]:
    """Of "CPT" and "Procedure" side by side one holds the code, the other tells what it means; of
    "Rev" and "HCPCS" the second holds a code of its own."""
    codes = [k for k, column in enumerate(columns) if column.kind == "code"]
    named = [k for k in codes if _NAMED_CODE.search(columns[k].heading)]
    first = (named or codes or [0])[0]
    for k in codes:
        if k != first:
            kind = "other_code" if k in named else "description"
            columns[k] = replace(columns[k], kind=kind)
    return tuple(columns)


def _extent(text: Text, span: Span, index: int) -> tuple[float, float]:
    """Left and right of a cell: points where the words have boxes, else its place in the line."""
    boxes = [p.word.box for p in text.words_in(*span) if p.word.box is not None]
    if not boxes:
        return (float(index), float(index) + 0.5)
    return (min(b[0] for b in boxes), max(b[2] for b in boxes))


def _rows(text: Text, header: int, columns: tuple[Column, ...]) -> tuple[tuple[Row, ...], int]:
    """The rows under a heading line, and the index of the last line they take."""
    key = next(k for k in _KEYS if any(c.kind == k for c in columns))
    taken: list[tuple[int, dict[int, Span]]] = []
    for i in _lines_of_table(text, header, columns):
        placed = _placed(text, text.lines[i], columns)
        taken.append((i, placed))
    place = next(k for k, column in enumerate(columns) if column.kind == key)
    anchors = [n for n, (_, placed) in enumerate(taken) if _opens_row(text, key, place, placed)]
    groups: dict[int, list[int]] = {n: [] for n in anchors}
    for n in range(len(taken)):
        owner = _owner(text, [i for i, _ in taken], n, anchors)
        if owner is None and anchors and n > anchors[-1]:
            break
        if owner is not None:
            groups[owner].append(n)
    rows = tuple(_row(columns, [taken[n][1] for n in group]) for group in groups.values())
    last = max((taken[n][0] for group in groups.values() for n in group), default=header)
    return rows, last


def _opens_row(text: Text, key: str, place: int, placed: dict[int, Span]) -> bool:
    """True where a line of cells begins a row: its key cell holds what such a cell must hold."""
    if place not in placed:
        return False
    words = text.plain[placed[place].start : placed[place].end]
    if key == "code":
        shape = rf"[0-9]{{3}}|{_SEVEN}|(?i:none|n/a|no code|unlisted)|\A\s*[–—-]{{1,3}}\s*\Z"
        return re.search(shape, words) is not None
    if key == "met":
        return re.search(load("tables")["yes_or_no"], words, re.I) is not None
    return min(placed) == 0 or place == 0


def _row(columns: tuple[Column, ...], lines: list[dict[int, Span]]) -> Row:
    return Row(
        columns,
        tuple(tuple(line[k] for line in lines if k in line) for k in range(len(columns))),
    )


def _lines_of_table(text: Text, header: int, columns: tuple[Column, ...]) -> Iterator[int]:
    """The indexes of the lines under a heading, down to the first that is no longer table."""
    above = text.lines[header]
    for i in range(header + 1, len(text.lines)):
        line = text.lines[i]
        if line.page != above.page or _columns(text, line) is not None:
            return
        if above.box is not None and line.box is not None:
            height = max(6.0, min(above.box[3] - above.box[1], line.box[3] - line.box[1]))
            if line.box[1] - above.box[3] > _LOOSE * height or line.box[3] < above.box[1]:
                return
        if not re.search(r"\w", text.plain[line.start : line.end].replace("_", "")):
            continue
        if _is_prose(text, line, columns) or _new_paragraph(text, above, line):
            return
        yield i
        above = line


def _new_paragraph(text: Text, above: PlacedLine, line: PlacedLine) -> bool:
    """True, in a text without boxes, for a line without gaps that opens a block of its own."""
    words = text.plain[line.start : line.end]
    plain = line.box is None and "\t" not in words
    return plain and line.block != above.block and re.search(r"[0-9]{4}", words) is None


def _is_prose(text: Text, line: PlacedLine, columns: tuple[Column, ...]) -> bool:
    """True for a line without gaps that runs over several columns, or is a heading or a label."""
    words = text.plain[line.start : line.end]
    if "\t" in words or re.match(r"\W*(?:[0-9]{4,5}|[A-Z][0-9]{4})\b", words):
        return False
    if 1 < len(pieces(text, line)) <= len(columns):
        return False
    if words.rstrip().endswith(":"):
        return True
    if line.box is None:
        return len(words.split()) > 6
    crossed = sum(line.box[0] - 3 <= c.left and c.left + 3 < line.box[2] for c in columns)
    return crossed >= 2


def _placed(text: Text, line: PlacedLine, columns: Sequence[Column]) -> dict[int, Span]:
    """The cells of a line by the column they stand in.

    A piece stands under the heading that it overlaps most; one that overlaps none continues
    the piece before it unless a wide gap lies between, else it belongs to the nearest.
    """
    placed: dict[int, Span] = {}
    last: int | None = None
    found = row_pieces(text, line)
    if line.box is None and 1 < len(found) != len(columns):
        words = [text.plain[span.start : span.end] for span in found]
        for k, span in zip(fitted(words, [c.kind for c in columns]), found, strict=True):
            placed[k] = Span(placed[k].start, span.end) if k in placed else span
        return placed
    for at, span in enumerate(found):
        left, right = _extent(text, span, at)
        overlaps = [min(right, c.right) - max(left, c.left) for c in columns]
        tab = span.start > line.start and text.plain[span.start - 1] == "\t"
        if max(overlaps) > 0:
            last = overlaps.index(max(overlaps))
        elif last is None or tab:
            last = min(
                range(len(columns)), key=lambda k: (-overlaps[k], abs(left - columns[k].left))
            )
        placed[last] = Span(placed[last].start, span.end) if last in placed else span
    return placed


def _owner(text: Text, lines: list[int], n: int, anchors: list[int]) -> int | None:
    """The anchor line that line ``n`` of a table belongs to."""
    if not anchors:
        return None
    if n in anchors:
        return n
    before = [a for a in anchors if a < n]
    after = [a for a in anchors if a > n]
    if not before or not after:
        near = before[-1] if before else after[0]
        apart = _gap(text, lines[n - 1], lines[n]) if before else _gap(text, lines[n], lines[near])
        return near if apart < _CLOSE else None
    above, below = before[-1], after[0]
    nearer_below = _gap(text, lines[n], lines[below]) + 0.3 < _gap(text, lines[above], lines[n])
    return below if nearer_below else above


def _gap(text: Text, upper: int, lower: int) -> float:
    """The distance between the middles of two lines, in line heights; 2 without boxes."""
    a, b = text.lines[upper].box, text.lines[lower].box
    if a is None or b is None:
        return 2.0
    height = max(1.0, min(a[3] - a[1], b[3] - b[1]))
    return abs((b[1] + b[3]) - (a[1] + a[3])) / 2 / height
