"""Papers that arrive: confirmations compared, fax reports read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.outcomes.compare import Asked, faults_of
from casework.outcomes.fax_report import FaxReport, read_fax_report
from casework.outcomes.next_level import dated_rights
from casework.records import Level
from docextract.facts import (
    Anchor,
    Authorization,
    Deadline,
    DeadlineKind,
    DeadlineUnit,
    Fact,
    Letter,
    Service,
    ServiceStatus,
)
from docextract.office import Office

TODAY = date(2026, 3, 10)
ASKED = Asked(codes=("72148", "72149"), units=12, service_from=date(2026, 3, 20))


def service(code, status=ServiceStatus.APPROVED, units=None):
    return Service(
        code=Fact[str](value=code), status=Fact[ServiceStatus](value=status),
        units=Fact[float | int](value=units),
    )  # fmt: skip


def approval(*services, first=None, last=None, unsure=False):
    return Letter(
        services=services,
        authorization=Authorization(
            valid_from=Fact[str](value=first),
            valid_through=Fact[str](value=last, needs_review=unsure),
        ),
    )


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (approval(service("72148"), service("72149"), last="2026-05-01"), []),
        (approval(), []),  # it says nothing that could differ
        (approval(service("72148")), ["not approved: 72149"]),
        (
            approval(service("72148"), service("72149", ServiceStatus.DENIED)),
            ["not approved: 72149", "denied: 72149"],
        ),
        (approval(service("72148", units=6), service("72149")), ["6 units approved, 12 were"]),
        (
            approval(service("72148", ServiceStatus.MODIFIED), service("72149")),
            ["approved only in part: 72148"],
        ),
        (approval(last="2026-03-15"), ["ends on 2026-03-15, before the planned service"]),
        (approval(first="2026-04-01"), ["begins on 2026-04-01, after the planned service"]),
        (approval(last="2026-03-01"), ["before the letter arrived", "before the planned service"]),
        (approval(last="2026-05-01", unsure=True), ["hard to read: last day"]),
    ],
)
def test_a_confirmation_is_compared_with_what_was_asked(letter, words):
    found = list(faults_of(letter, ASKED, TODAY))
    assert len(found) == len(words)
    assert all(part in fault for part, fault in zip(words, found, strict=True))


GOOD = """TRANSMISSION VERIFICATION REPORT
TIME : 03/09/2026 14:02   NAME : LAKESIDE ORTHO   FAX : 5555550100
DATE,TIME 03/09 14:00  FAX NO./NAME 1-555-555-0142  DURATION 00:01:44  PAGE(S) 09  RESULT OK
"""


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (GOOD, FaxReport("5555550142", delivered=True)),
        (GOOD.replace("RESULT OK", "RESULT BUSY"), FaxReport("5555550142", delivered=False)),
        (
            "Fax Confirmation Report\nTo: (555) 555-0142\nPages: 9\nStatus: Sent successfully",
            FaxReport("5555550142", delivered=True),
        ),
        (
            "Send result\nRemote station 555.555.0142\nNo answer",
            FaxReport("5555550142", delivered=False),
        ),
        ("Transmission report\n03/09 14:00", None),  # it does not say how it went
        ("Please send a fax confirmation. The claim was denied.", None),
        (GOOD + "word " * 500, None),  # a letter that quotes one
    ],
)
def test_a_fax_report_is_known_by_its_words(text, report):
    assert read_fax_report(text) == report


def waiting(kind, amount, unit):
    return Deadline(
        kind=Fact[DeadlineKind](value=kind), amount=Fact[int](value=amount),
        unit=Fact[DeadlineUnit](value=unit), anchor=Fact[Anchor](value=Anchor.OTHER),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lost", "due"),
    [
        (Level.P2P, []),  # a call decides no appeal
        (Level.APPEAL, ["2026-09-05", "2026-05-08T22:30:00-05:00"]),
        (Level.EXTERNAL_REVIEW, []),
    ],
)
def test_a_right_that_waits_for_a_decision_is_dated_by_it(lost, due):
    rights = (
        waiting(DeadlineKind.EXTERNAL_REVIEW, 4, DeadlineUnit.MONTHS),
        waiting(DeadlineKind.EXTERNAL_REVIEW, 72, DeadlineUnit.HOURS),
        waiting(DeadlineKind.EXTERNAL_REVIEW, None, None),
    )
    decided = datetime(2026, 5, 6, 3, 30, tzinfo=UTC)  # the evening of May 5 in Chicago
    found = dated_rights(rights, lost, decided, Office(zone="America/Chicago"))
    assert [each.due for each in found] == due
