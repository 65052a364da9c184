"""E-mail files: the body as one page, then the pages of the attachments that we can read."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import MIMEPart

from docextract.errors import LimitExceededError
from docextract.limits import Limits

_HEADERS = ("From", "To", "Cc", "Date", "Subject")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside an e-mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail: the rows of its headers and body (``html`` if it has no plain text)."""

    headers: tuple[str, ...]
    body: str
    html: bytes | None
    attachments: tuple[Attachment, ...]


def read_mail(data: bytes, name: str, limits: Limits) -> Mail:
    """Take an e-mail apart; an attached e-mail counts as an attachment.

    Raises:
        LimitExceededError: its attachments unpack to more than ``limits.unpacked_mb``.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    headers = tuple(f"{key}: {message[key]}" for key in _HEADERS if message[key])
    plain = message.get_body(("plain",))
    rich = message.get_body(("html",)) if plain is None else None
    attachments = tuple(_attachment(part, i) for i, part in enumerate(message.iter_attachments()))
    size = sum(len(a.data) for a in attachments)
    if size > limits.unpacked_mb * 1_000_000:
        raise LimitExceededError(
            f"{name} unpacks to {size / 1e6:,.0f} MB; the limit is {limits.unpacked_mb} MB. "
            "Save the attachments one by one, or raise the setting limits.unpacked_mb."
        )
    body = _text(plain) if plain is not None else ""
    return Mail(headers, body, _bytes(rich) if rich is not None else None, attachments)


def _attachment(part: MIMEPart, index: int) -> Attachment:
    name = part.get_filename() or f"attachment {index + 1}"
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        return Attachment(name, inner.as_bytes() if hasattr(inner, "as_bytes") else b"")
    return Attachment(name, _bytes(part))


def _bytes(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: MIMEPart) -> str:
    charset = part.get_content_charset("utf-8")
    try:
        return _bytes(part).decode(charset, "replace")
    except LookupError:
        return _bytes(part).decode("utf-8", "replace")
