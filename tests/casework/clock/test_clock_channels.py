"""The digest, the calendar feed and the sheets: what they say and what they keep to themselves."""

from __future__ import annotations

import csv
import io
import smtplib
import ssl
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook
from pydantic import ValidationError

from casework.clock import digest
from casework.clock.digest import MailError
from casework.clock.feed import alerts_ics
from casework.clock.model import Alert, AlertKind
from casework.settings_office import MailSettings
from casework.sheets import as_csv, as_xlsx

NOW = datetime(2026, 3, 10, 8, tzinfo=ZoneInfo("America/New_York"))


def alert(kind=AlertKind.PASSED, case="ab12-1", text="Peer-to-peer call PASSED: nothing"):
    return Alert(key=f"{case}/{kind}", case=case, kind=kind, group=case, at=NOW, text=text)


def mail(**more):
    given = {"enabled": True, "host": "mail.example", "sender": "p2p@a.example",
             "to": ("desk@a.example",)}  # fmt: skip
    return MailSettings(**{**given, **more})


@pytest.mark.parametrize(("allowed", "named"), [(False, False), (True, True)])
def test_a_patient_is_named_only_where_the_settings_allow_it(allowed, named):
    told = digest.digest(
        [alert()], mail(names_patients=allowed), {"ab12-1": "Ada Q. Moss"}, NOW
    ).as_string()
    assert ("Moss" in told) is named
    assert "1 alert, 1 urgent" in told


def test_a_name_with_line_breaks_makes_no_header():
    told = digest.digest(
        [alert()], mail(names_patients=True), {"ab12-1": "A\r\nBcc: x@evil.example"}, NOW
    )  # fmt: skip
    assert told["Bcc"] is None


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"host": None}, "host, sender and to"),
        ({"to": ()}, "host, sender and to"),
        ({"to": ("a@b.example\nBcc: c@d.example",)}, "line break"),
        ({"security": "none"}, "only for a server on this machine"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(fault, words):
    with pytest.raises(ValidationError, match=words):
        mail(**fault)


class Server:
    """An SMTP server that keeps what it was told."""

    said: ClassVar[list[object]] = []

    def __init__(self, host, port, *, timeout):
        self.said.append(("connect", host, port))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def close(self):
        self.said.append("closed")

    def starttls(self, *, context):
        assert context.verify_mode is ssl.CERT_REQUIRED
        self.said.append("starttls")

    def login(self, user, password):
        self.said.append(("login", user, password))

    def send_message(self, message):
        self.said.append(("sent", message["To"]))


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(Server, "said", [])
    return Server


def test_a_mail_goes_encrypted_before_the_password(server, tmp_path):
    (tmp_path / "secret").write_text("hush\n")
    given = mail(user="desk", password_file=tmp_path / "secret")
    digest.send(digest.digest([alert()], given, {}, NOW), given)
    assert server.said == [
        ("connect", "mail.example", 587), "starttls", ("login", "desk", "hush"),
        ("sent", "desk@a.example"),
    ]  # fmt: skip


def test_a_server_without_encryption_gets_nothing(server, monkeypatch):
    def refuse(self, *, context):
        raise smtplib.SMTPNotSupportedError

    monkeypatch.setattr(Server, "starttls", refuse)
    with pytest.raises(MailError, match="not sent"):
        digest.send(digest.digest([alert()], mail(), {}, NOW), mail())
    assert server.said == [("connect", "mail.example", 587), "closed"]


def test_the_feed_has_one_event_for_each_alert_with_a_lasting_uid():
    both = [alert(), alert(AlertKind.CALL_SOON)]
    events = Calendar.from_ical(alerts_ics(both, NOW)).walk("VEVENT")
    again = Calendar.from_ical(alerts_ics(reversed(both), NOW)).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == 2
    assert [event["UID"] for event in events] == [event["UID"] for event in again]
    assert sorted(str(event["SUMMARY"])[:2] for event in events) == ["! ", "ca"]


FORMULA_STARTS = ("=", "+", "-", "@")


@given(st.text(max_size=40))
@example('"=')
@settings(max_examples=150, deadline=None)
def test_no_cell_can_be_a_formula(text):
    sheet = load_workbook(io.BytesIO(as_xlsx(["Payer"], [[text]], title="Cases"))).active
    cell = sheet.cell(2, 1)
    assert cell.data_type != "f"
    assert not str(cell.value or "").lstrip().startswith(FORMULA_STARTS)
    told = as_csv(["Payer"], [[text]]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told, newline="")))
    assert not any(cell.lstrip().startswith(FORMULA_STARTS) for row in rows for cell in row)


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "+1-555-0100", "-2", "@SUM(A1)", " =1", "\xa0@A"]
)
def test_a_cell_like_a_formula_gets_an_apostrophe(text):
    assert f"'{text[:2]}" in as_csv(["a"], [[text]]).decode("utf-8-sig")
