"""The invented documents that the model learns from, with the types that their heads tell.

The words of the bag are those of ``models/letter_reader/material`` (``tagged`` and ``printed``)
and of ``letters/``; what weighs it beside the second reader is learnt from ``letters/`` alone,
which that reader has never seen. All are of one form::

    === name | kind: denied
    Requests are reviewed by [[vendor|Clarion Imaging Review]] for [[payer|Harrow Health Plan]].
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from docextract.facts import DocumentType
from docextract.letter.view import View, view_of
from docextract.pages import read_document

HERE = Path(__file__).parent
LETTERS = HERE / "letters"
READER = HERE.parent / "letter_reader" / "material"
WIDE = 95
"""Characters of the longest line of a printed page; a longer one is a paragraph."""
NAMED = {
    "denied": "denial",
    "partial": "partial_denial",
    "approved": "approval",
    "pended": "information_request",
    "information request": "information_request",
    "upheld": "appeal_upheld",
    "overturned": "appeal_overturned",
}
"""How the heads name types otherwise than the contract does."""
LEFT_OUT = "p2p notice"
"""Notices of a talk are of no type of their own."""
_HEAD = re.compile(r"===\s*(.*?)\s*\|\s*kind:\s*(.+)")
_MARK = re.compile(r"\[\[[?~]?[a-z+]+\|(.*?)\]\]")


class Sample(NamedTuple):
    """A document: the file that it is from, its type and its plain text."""

    file: str
    kind: DocumentType
    plain: str


def learnt_files() -> list[Path]:
    """The files whose words alone are learnt."""
    return sorted(READER.glob("tagged/*.txt")) + sorted(READER.glob("printed/*.txt"))


def fresh_files() -> list[Path]:
    """The files of ``letters/``."""
    return sorted(LETTERS.glob("*.txt"))


def digest() -> str:
    """The SHA-256 of all of it."""
    whole = b"".join(path.read_bytes() for path in (*learnt_files(), *fresh_files()))
    return hashlib.sha256(whole).hexdigest()


def samples(paths: Sequence[Path]) -> list[Sample]:
    """The documents of some files.

    Raises:
        ValueError: a head without a type, or with one that is not known.
    """
    return [one for path in paths for one in _samples(path)]


def _samples(path: Path) -> Iterator[Sample]:
    for block in re.split(r"(?m)^(?==== )", path.read_text(encoding="utf-8")):
        head, _, body = block.partition("\n")
        if not block.startswith("=== "):
            continue
        named = _HEAD.fullmatch(head.strip())
        if named is None:
            if path.parent.name != "printed":
                raise ValueError(f"{path.name}: {head!r} tells no type")
            continue
        kind = named[2].split("|")[0].strip()
        if kind != LEFT_OUT:
            plain = _MARK.sub(r"\1", body).strip()
            yield Sample(path.name, DocumentType(NAMED.get(kind, kind)), plain)


def view(plain: str) -> View:
    """A document as it is read: its long lines are paragraphs, broken and set apart."""
    lines: list[str] = []
    for line in plain.split("\n"):
        if len(line) > WIDE and "   " not in line.strip():
            lines += ["", *textwrap.wrap(line, WIDE, break_on_hyphens=False), ""]
        else:
            lines.append(line)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return view_of(read_document(path).pages)
