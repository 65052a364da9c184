"""What a file is, decided by its content and never by its extension."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from docextract.errors import LimitExceededError, UnreadableFileError
from docextract.limits import Limits
from docextract.pages.encoding import decode
from docextract.pages.page import Media

_IMAGES = (
    b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"\x89PNG\r\n", b"\xff\xd8\xff",
    b"GIF8",
)  # fmt: skip
_PHONE_PHOTOS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
"""The kinds of ISO media file that phones write photos as (ISO/IEC 23008-12, annex B)."""
_BITMAP_RESERVED = slice(6, 10)
"""Four bytes of a bitmap's head that are zero; a note that begins with "BMI" has letters there."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMAIL_ONLY = re.compile(
    r"^(received|return-path|message-id|mime-version|delivered-to|content-type):", re.I | re.M
)
_EMAIL_FROM = re.compile(r"^from:\s*\S", re.I | re.M)
_HEADER_LINE = re.compile(r"^([A-Za-z][A-Za-z0-9-]*:|[ \t]+\S|From \S+@)")
_HTML = re.compile(r"<(!doctype\s+html|html|head|body)\b", re.I)


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file before its pages are read.

    ``paged`` is False where the file has no pages of its own; it then counts as one page,
    an e-mail as one page for its body and those of its attachments after it.
    """

    name: str
    sha256: str
    media: Media
    page_count: int
    paged: bool


def load(path: Path, limits: Limits) -> bytes:
    """The bytes of a file.

    Raises:
        UnreadableFileError: there is no such file, it cannot be opened or it is empty.
        LimitExceededError: it is larger than ``limits.file_mb``.
    """
    try:
        size = path.stat().st_size
        if size > limits.file_mb * 1_000_000:
            raise LimitExceededError(
                f"{path.name} has {size / 1e6:,.0f} MB; the limit is {limits.file_mb} MB. "
                "Split the file, or raise the setting limits.file_mb."
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be opened: {error.strerror}.") from error
    if not data.strip():
        raise UnreadableFileError(f"{path.name} is empty. Ask for it again.")
    return data


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk, or one inside an e-mail, with the kind of its content."""

    name: str
    media: Media
    content: Path | bytes

    def data(self) -> bytes:
        """All its bytes."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()

    def stream(self) -> Path | io.BytesIO:
        """What a decoder opens, without loading a large file from disk."""
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content


def sha256_of(data: bytes) -> str:
    """The SHA-256 of bytes, as hex."""
    return hashlib.sha256(data).hexdigest()


def media_of(data: bytes, name: str) -> Media:
    """The kind of a file's content.

    Raises:
        UnreadableFileError: it is none that we read; the message says what to do.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    bitmap = data.startswith(b"BM") and data[_BITMAP_RESERVED] == bytes(4)
    webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    if data.startswith(_IMAGES) or bitmap or webp:
        return "image"
    if is_phone_photo(data):
        return "image"
    if data.startswith(b"PK\x03\x04"):
        return _zip_media(data, name)
    if data.startswith(_OLE):
        raise UnreadableFileError(
            f"{name} is not a document we can read: it is an old Word or Outlook file. "
            "Save it as PDF or DOCX."
        )
    if data.startswith(b"{\\rtf"):
        return "rtf"
    return _text_media(data, name)


def is_phone_photo(head: bytes) -> bool:
    """Whether a file that begins so is a HEIC photo."""
    return head[4:8] == b"ftyp" and head[8:12] in _PHONE_PHOTOS


def _zip_media(data: bytes, name: str) -> Media:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableFileError(
            f"{name} is not a document we can read: the file is damaged. Ask for it again."
        ) from error
    if "word/document.xml" in names:
        return "docx"
    raise UnreadableFileError(
        f"{name} is not a document we can read: it is an archive or another office file. "
        "Unpack it, or save it as PDF."
    )


def _text_media(data: bytes, name: str) -> Media:
    text = decode(data)
    if text is None:
        raise UnreadableFileError(
            f"{name} is not a document we can read. Ask for it as PDF, TIFF, DOCX or text."
        )
    head = text.lstrip("\ufeff \t\r\n")
    if head.startswith("<") and "<ClinicalDocument" in head[:20_000]:
        return "ccda"
    if head.startswith("{") and _is_fhir(head):
        return "fhir"
    if _HTML.search(head[:2000]):
        return "html"
    return "email" if _is_email(head) else "text"


def _is_fhir(text: str) -> bool:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and isinstance(content.get("resourceType"), str)


def _is_email(text: str) -> bool:
    """Whether the file opens with an e-mail's header block.

    A note that begins with From, To and Date is no e-mail: a header that only a mail program
    writes has to be there as well.
    """
    block: list[str] = []
    for line in text[:20_000].splitlines():
        if not line.strip():
            break
        if not _HEADER_LINE.match(line):
            return False
        block.append(line)
    head = "\n".join(block)
    return bool(_EMAIL_FROM.search(head) and _EMAIL_ONLY.search(head))
