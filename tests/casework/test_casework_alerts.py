"""``p2p alerts`` over a store: told once, recorded after it was told, never with a name."""

from __future__ import annotations

import json
import os
import stat
from datetime import datetime

import pytest
from click.testing import CliRunner

from casework.cli import main
from casework.clock.digest import MailError

ARRIVED = datetime.fromisoformat("2026-03-04T10:15:00-06:00").timestamp()
MORNING = "2026-03-13T08:30:00-05:00"


def run(*words, code=0):
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def cases(office, rooms):
    os.utime(office.letter, (ARRIVED, ARRIVED))
    run("batch", office.inbox, "--charts", office.charts, "--out", office.out,
        "--timezone", "America/Chicago", "--now", "2026-03-04T11:00:00-06:00")  # fmt: skip
    return office


def alerts(cases, now, *more, code=0):
    done = run("alerts", "--out", cases.out, "--timezone", "America/Chicago", "--json",
               "--now", now, *more, code=code)  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_alert_is_told_once(cases):
    first = alerts(cases, MORNING)
    assert {a["kind"] for a in first} <= {"window_open", "window_closing"}
    assert first
    assert alerts(cases, MORNING) == []
    assert [a["kind"] for a in alerts(cases, "2026-03-18T00:00:00-05:00")] == ["window_passed"]
    assert alerts(cases, "2026-03-19T00:00:00-05:00") == []


def test_what_is_to_come_is_shown_without_being_told(cases):
    coming = alerts(cases, MORNING, "--ahead", 7)
    assert [a["kind"] for a in coming][-1] == "window_passed"
    assert alerts(cases, MORNING) != []


def test_no_patient_is_named_in_any_channel(cases, tmp_path):
    feed = tmp_path / "alerts.ics"
    shown = run("alerts", "--out", cases.out, "--now", MORNING, "--ics", feed).output
    assert "Moss" not in shown + feed.read_text()
    assert "BEGIN:VEVENT" in feed.read_text()
    assert stat.S_IMODE(feed.stat().st_mode) == 0o600


def test_a_mail_that_cannot_be_sent_leaves_its_alerts_untold(cases, tmp_path, monkeypatch):
    config = tmp_path / "p2p.toml"
    server = 'enabled = true\nhost = "mail.example"\nsender = "a@a.example"\nto = ["b@a.example"]'
    config.write_text(f"[mail]\n{server}\n")
    sent = []

    def refuse(message, settings):
        raise MailError("the digest was not sent")

    monkeypatch.setattr("casework.alerts.send", refuse)
    assert alerts(cases, MORNING, "--config", config, code=5)
    monkeypatch.setattr("casework.alerts.send", lambda message, settings: sent.append(message))
    assert alerts(cases, MORNING, "--config", config)
    assert "Moss" not in sent[0].as_string()


def test_a_folder_without_cases_is_told(tmp_path):
    done = run("alerts", "--out", tmp_path / "none", "--now", MORNING, code=2)
    assert "holds no cases yet" in done.output
