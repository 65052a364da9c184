"""Lines without boxes → plain PDF pages, for files that have no pages of their own."""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Iterator, Sequence

from docextract.pages.page import Line, Page

_STYLE = """
@page { size: 8.5in 11in; margin: 0.8in 0.8in 0.8in 0.8in; }
body { font: 10pt/1.35 "Liberation Sans", "DejaVu Sans", sans-serif;
       font-variant-ligatures: none; overflow-wrap: anywhere; }
p { margin: 0; }
div { margin: 0 0 6pt 0; }
table { border-collapse: collapse; margin: 0 0 6pt 0; }
td { border: 0.4pt solid #888; padding: 1.5pt 4pt; vertical-align: top; overflow-wrap: break-word; }
"""


class _Refuser:
    """Stands where WeasyPrint asks for files and addresses: it gets none."""

    def __call__(self, url: str, *_: object, **__: object) -> dict[str, object]:
        raise ValueError(f"nothing is fetched while typesetting: {url}")


def typeset(pages: Iterable[Page]) -> bytes:
    """The lines of pages as a PDF on letter paper; rows with tabs become rows of a table.

    Text stays text: whatever it holds is escaped, and nothing is fetched.
    """
    from weasyprint import HTML

    body = "".join(piece for page in pages for piece in _blocks(page.lines))
    document = f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style><body>{body}"
    data: bytes = HTML(string=document, url_fetcher=_Refuser()).write_pdf()
    return data


def _blocks(lines: Sequence[Line]) -> Iterator[str]:
    for in_table, rows in itertools.groupby(lines, key=_is_row):
        if in_table:
            yield "<table>" + "".join(_row(line) for line in rows) + "</table>"
        else:
            for _, block in itertools.groupby(rows, key=lambda line: line.block):
                yield "<div>" + "".join(f"<p>{html.escape(x.text)}</p>" for x in block) + "</div>"


def _is_row(line: Line) -> bool:
    return any(word.tab for word in line.words)


def _row(line: Line) -> str:
    cells = line.text.split("\t")
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
