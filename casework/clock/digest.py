"""The digest of alerts as an e-mail: off unless the settings name a server.

This is the program's only use of a network. The mail holds the words of the alerts, which name
no patient; names are added only where ``mail.names_patients`` is set.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage

from casework.clock.model import Alert
from casework.settings_office import MailSettings
from docextract.errors import OutputError

_SECONDS = 30


class MailError(OutputError):
    """The digest could not be sent; the alerts are told again by the next run."""


def digest(
    alerts: Sequence[Alert], settings: MailSettings, patients: Mapping[str, str | None],
    now: datetime,
) -> EmailMessage:  # fmt: skip
    """The mail; ``patients`` are the names by case, used only where the settings allow them."""
    loud = sum(alert.loud for alert in alerts)
    message = EmailMessage()
    message["From"], message["To"] = settings.sender, ", ".join(settings.to)
    urgent = f", {loud} urgent" if loud else ""
    message["Subject"] = f"P2P: {len(alerts)} alert{'s' if len(alerts) != 1 else ''}{urgent}"
    message["Date"] = now
    message["Auto-Submitted"] = "auto-generated"
    lines = []
    for alert in alerts:
        name = patients.get(alert.case) if settings.names_patients else None
        who = f" ({' '.join(name.split())})" if name else ""
        lines.append(f"{'!! ' if alert.loud else ''}Case {alert.case}{who}\n   {alert.text}\n")
    message.set_content("\n".join(lines))
    return message


def send(message: EmailMessage, settings: MailSettings) -> None:
    """Hand the mail to the server of the settings, encrypted.

    Raises:
        MailError: it was not taken; the message says why, without the mail's words.
    """
    host = settings.host or ""
    try:
        with _connected(host, settings) as server:
            if settings.user:
                server.login(settings.user, _password(settings))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        told = str(error) if isinstance(error, OSError) else type(error).__name__
        raise MailError(f"the digest was not sent to {host}:{settings.port}: {told}") from error


def _connected(host: str, settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.security == "tls":
        return smtplib.SMTP_SSL(host, settings.port, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(host, settings.port, timeout=_SECONDS)
    if settings.security == "starttls":
        try:
            server.starttls(context=context)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
    return server


def _password(settings: MailSettings) -> str:
    if settings.password_file is None:
        raise MailError("mail.user needs mail.password_file")
    try:
        return settings.password_file.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise MailError(f"cannot read a password from {settings.password_file}") from error
