"""Facts of a letter as tagged content controls, and their replacement in an edited file.

A control is a ``w:sdt`` run: its tag names the fact, its title names it for people. What stands
between the controls is the writer's, and is never touched.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from docextract.errors import UnreadableFileError
from packet_builder.docx_scan import Found, scan
from packet_builder.plain import clean

_PARTS = ("word/document", "word/header", "word/footer")

MOST_BYTES = 64 * 1024 * 1024
"""The most that a letter may unpack to."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in running text: its tag, what it is for people, and its words."""

    tag: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Control:
    """A control as a file holds it: its tag, its title and its words.

    LibreOffice 7.4 keeps a control's title and drops its tag (``""``): either names a fact, and
    no two facts share one.
    """

    tag: str
    title: str
    text: str

    def among(self, facts: Mapping[str, Control]) -> Control | None:
        """The one of ``facts`` (see :func:`by_name`) that has this control's tag or title."""
        return facts.get(self.tag) or facts.get(f"={self.title}")


def add_control(paragraph: Paragraph, told: Told) -> Run:
    """Put a fact at the end of a paragraph as a control, and give its run."""
    run = paragraph.add_run(clean(told.text))
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(_properties(told))
    control.append(content)
    run._r.addprevious(control)
    content.append(run._r)
    return run


def _properties(told: Told) -> Any:  # noqa: ANN401 - python-docx's elements have no type
    properties = OxmlElement("w:sdtPr")
    values = (
        ("w:alias", told.title[:64]),
        ("w:tag", told.tag[:64]),
        ("w:id", str(zlib.crc32(told.tag.encode()) & 0x7FFFFFFF)),
    )
    for name, value in values:
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        properties.append(element)
    properties.append(OxmlElement("w:text"))
    return properties


def by_name(controls: Iterable[Control]) -> dict[str, Control]:
    """Controls by tag, and by ``=title`` for files that have lost their tags."""
    rows = tuple(controls)
    return {c.tag: c for c in rows if c.tag} | {f"={c.title}": c for c in rows}


def controls_in(data: bytes) -> tuple[Control, ...]:
    """Every control of a Word file that has a tag or a title, in order.

    Raises:
        UnreadableFileError: the bytes are no Word file.
    """
    return tuple(
        Control(found.tag, found.title, found.words)
        for name, part in unpacked(data).items()
        if _holds_text(name)
        for found in scan(part)
    )


def replaced(data: bytes, facts: Iterable[Control]) -> tuple[bytes, tuple[Control, ...]]:
    """The file with other words in its controls; all bytes outside them are kept.

    Args:
        data: a Word file, as a person left it.
        facts: the controls as they are to be. One that the file does not have is left alone,
            and so is one that a person has filled with paragraphs.

    Returns:
        The new file, and the controls whose words changed, as they were before.

    Raises:
        UnreadableFileError: the bytes are no Word file.
    """
    files = unpacked(data)
    wanted = by_name(facts)
    changed: list[Control] = []
    for name in filter(_holds_text, files):
        part = files[name]
        pieces: list[bytes] = []
        kept = 0
        for found in scan(part):
            control = Control(found.tag, found.title, found.words)
            words = clean((control.among(wanted) or control).text)
            if found.inline and words != clean(found.words) and found.start >= kept:
                pieces += [part[kept : found.start], _run(part, found, words)]
                kept = found.end
                changed.append(control)
        files[name] = b"".join([*pieces, part[kept:]])
    return packed(files), tuple(changed)


def _run(part: bytes, found: Found, words: str) -> bytes:
    """One run with the words in the style of the control's first run."""
    opening = part.rindex(b"<", 0, found.start)
    prefix = part[opening + 1 : part.index(b"sdtContent", opening)].decode()
    style = part[slice(*found.style)].decode() if found.style else ""
    text = f'<{prefix}t xml:space="preserve">{escape(words)}</{prefix}t>'
    return f"<{prefix}r>{style}{text}</{prefix}r>".encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """The parts as one Word file; the same parts give the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a Word file by name, in the file's order.

    Raises:
        UnreadableFileError: the bytes are no Word file, or one that unpacks to too much.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                raise UnreadableFileError("the letter unpacks to more than a letter can hold")
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UnreadableFileError(f"the letter is no Word file: {error}") from error


def _holds_text(name: str) -> bool:
    return name.startswith(_PARTS) and name.endswith(".xml")
