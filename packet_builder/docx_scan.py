"""Where the content controls of a Word file's part stand, byte by byte.

The part is read as a stream and never written anew: what is replaced is cut out at its bytes, so
that a person's prose stays as the word processor left it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from docextract.errors import UnreadableFileError

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_SPACES = {"tab", "br", "cr"}
_BLOCKS = {"p", "tbl", "tr", "tc"}


@dataclass(slots=True)
class Found:
    """A control: tag and title, the words of its runs, the bytes of its content, those of its
    first run's properties, and whether it holds runs alone."""

    tag: str = ""
    title: str = ""
    words: str = ""
    start: int = 0
    end: int = 0
    style: tuple[int, int] | None = None
    inline: bool = True


@dataclass(slots=True)
class _Open:
    """An element that is being read: its name, its first byte, and its control."""

    name: str
    start: int
    control: Found | None = None


@dataclass(slots=True)
class _Scan:
    part: bytes
    parser: expat.XMLParserType
    stack: list[_Open] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)

    def started(self, name: str, values: dict[str, str]) -> None:
        local = _local(name)
        at = self.parser.CurrentByteIndex
        above = self.stack[-1] if self.stack else None
        control = self._holder()
        if local == "sdt":
            control = Found()
            self.found.append(control)
            self.stack.append(_Open(local, at, control))
            return
        self.stack.append(_Open(local, at))
        if control is None:
            return
        value = values.get(f"{WORD} val", "")
        if above and above.name == "sdtPr":
            if local == "tag":
                control.tag = value
            elif local == "alias":
                control.title = value
        elif local == "sdtContent":
            control.start = self.part.index(b">", at) + 1
        elif local in _BLOCKS:
            control.inline = False
        elif local in _SPACES:
            control.words += " "

    def ended(self, name: str) -> None:
        closed = self.stack.pop()
        control = self._holder()
        if control is None:
            return
        if closed.name == "sdtContent":
            control.end = self.parser.CurrentByteIndex
        elif closed.name == "rPr" and control.style is None and self._inside("sdtContent"):
            end = self.part.index(b">", self.parser.CurrentByteIndex) + 1
            control.style = (closed.start, end)

    def text(self, words: str) -> None:
        if self.stack and self.stack[-1].name == "t":
            for opened in self.stack:
                if opened.control is not None:
                    opened.control.words += words

    def _holder(self) -> Found | None:
        return next((o.control for o in reversed(self.stack) if o.control), None)

    def _inside(self, name: str) -> bool:
        return any(opened.name == name for opened in self.stack)


def scan(part: bytes) -> tuple[Found, ...]:
    """The controls of a part that have a tag or a title, in order; the outer before the inner.

    Raises:
        UnreadableFileError: the part is no XML, or declares a document type.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    reading = _Scan(part, parser)
    parser.buffer_text = True
    parser.StartElementHandler = reading.started
    parser.EndElementHandler = reading.ended
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise UnreadableFileError(f"the letter is damaged: {error}") from error
    return tuple(
        control for control in reading.found if (control.tag or control.title) and control.end
    )


def _refuse(*declared: object) -> None:
    raise UnreadableFileError("the letter declares a document type: no word processor writes one")


def _local(name: str) -> str:
    """The name within Word's namespace; others keep theirs, and match nothing."""
    space, _, local = name.rpartition(" ")
    return local if space == WORD else name
