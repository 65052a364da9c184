"""Works of the office's library: what they are, and their sentences."""

from __future__ import annotations

import pytest

from docextract.limits import Limits
from docextract.pages import read_document
from docextract.reference import read_work
from sample_docs.render import to_pdf

FIRST = "Supervised exercise therapy of six weeks or more reduced knee pain in two of three trials."
SECOND = "Radiographs alone do not decide whether knee replacement is indicated."
BODY = f"{FIRST} {SECOND}"
TEXT = f"""Title: Exercise before knee replacement
Source: Society of Joint Medicine
Date: 2024-05

Recommendations

{BODY}
"""
MARKDOWN = f"""# Exercise before knee replacement

- **Source:** Society of Joint Medicine
- **Date:** 2024-05

## Recommendations

{BODY}
"""
HTML = (
    "<html><body><h1>Exercise before knee replacement</h1><p>Society of Joint Medicine</p>"
    f"<p>May 2024</p><h2>Recommendations</h2><p>{BODY}</p></body></html>"
)


def work_of(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_work(read_document(path, limits=Limits()))


@pytest.mark.parametrize(
    ("name", "data", "date"),
    [
        ("w.txt", TEXT, "2024-05"),
        ("w.md", MARKDOWN, "2024-05"),
        ("w.html", HTML, "May 2024"),
        ("w.pdf", to_pdf(HTML), "May 2024"),
    ],
)
def test_a_work_tells_what_it_is(tmp_path, name, data, date):
    work = work_of(tmp_path, name, data)
    assert (work.title, work.source, work.date) == (
        "Exercise before knee replacement", "Society of Joint Medicine", date,
    )  # fmt: skip
    assert [" ".join(p.text.split()) for p in work.passages] == [FIRST, SECOND]
    assert {p.page for p in work.passages} == {1}


@pytest.mark.parametrize("missing", ["Source: Society of Joint Medicine\n", "Date: 2024-05\n"])
def test_a_work_that_does_not_say_what_it_is_is_none(tmp_path, missing):
    assert work_of(tmp_path, "w.txt", TEXT.replace(missing, "")) is None
