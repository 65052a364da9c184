"""The practice's own templates: they override ours, in a sandbox, and say where they are broken.

A folder of templates may hold any of our HTML templates by its name (``front.html``), and
``appeal.docx``: a Word file with the practice's letterhead, whose text may name fields such as
``{{ case.letter.payer.value }}``. Templates get the case as data; they reach no file and no
network, and call nothing that changes it.
"""

from __future__ import annotations

import io
import traceback
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import jinja2
from docx.document import Document as Docx
from docx.opc.exceptions import PackageNotFoundError
from docx.text.paragraph import Paragraph
from jinja2.sandbox import ImmutableSandboxedEnvironment

from docextract.errors import TemplateFaultError
from packet_builder.case import Case
from packet_builder.plain import clean

LETTER = "appeal.docx"
MOST_BYTES = 16 * 1024 * 1024
"""The largest template that is opened."""


def letter_base(folder: Path | None, case: Case) -> Docx | None:
    """The practice's letterhead with its fields filled in; None where it has none.

    Raises:
        TemplateFaultError: it is no Word file, or a field of it is wrong.
    """
    path = folder / LETTER if folder else None
    if path is None or not path.exists():
        return None
    base = _opened(path)
    sandbox = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)
    for number, paragraph in enumerate(_paragraphs(base), start=1):
        if "{{" in paragraph.text or "{%" in paragraph.text:
            with fault(f"{path}, paragraph {number}"):
                words = sandbox.from_string(paragraph.text).render(case=case)
            _say(paragraph, clean(words))
    return base


def _opened(path: Path) -> Docx:
    if path.stat().st_size > MOST_BYTES:
        raise TemplateFaultError(f"{path} is larger than a template can be")
    try:
        return docx.Document(io.BytesIO(path.read_bytes()))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise TemplateFaultError(f"{path} is no Word file (.docx): {error}") from error


def _paragraphs(base: Docx) -> Iterator[Paragraph]:
    """Those of the headers and footers, then those of the body and its tables."""
    for section in base.sections:
        for part in (section.header, section.first_page_header, section.footer):
            yield from part.paragraphs
            for table in part.tables:
                yield from (p for row in table.rows for c in row.cells for p in c.paragraphs)
    yield from base.paragraphs
    for table in base.tables:
        yield from (p for row in table.rows for c in row.cells for p in c.paragraphs)


def _say(paragraph: Paragraph, words: str) -> None:
    """The words in the style of the paragraph's first run."""
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = words


@contextmanager
def fault(where: str) -> Iterator[None]:
    """Tell an error of a template by the file and the line that it stands on."""
    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        name = f", {error.name}" if error.name else ""
        told = f"{where}{name}, line {error.lineno}: {error.message}"
        raise TemplateFaultError(told) from error
    except (jinja2.TemplateError, TypeError, ValueError, AttributeError) as error:
        raise TemplateFaultError(f"{where}{_line_of(error)}: {error}") from error


def _line_of(error: Exception) -> str:
    """The template and line that raised it, as jinja writes them into the trace."""
    marks = ("top-level", "block ", "template")
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.name.startswith(marks)]
    if not frames:
        return ""
    last = frames[-1]
    name = "" if last.filename == "<template>" else f", {Path(last.filename).name}"
    return f"{name}, line {last.lineno}"
