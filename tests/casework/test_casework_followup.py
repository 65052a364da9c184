"""The commands that follow a case up: call, outcome, appeal, papers, worklist, report."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import tomllib
from datetime import datetime
from importlib.resources import files

import docx
import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner
from icalendar import Calendar

from casework import tasks
from casework.cli import main
from casework.doctor_office import examine_office
from casework.settings import Settings, load_settings
from casework.store import open_store
from casework.vault import Vault
from sample_docs.render import to_pdf

ARRIVED = datetime.fromisoformat("2026-03-04T10:15:00-06:00").timestamp()
NOW = "2026-03-05T09:00:00-06:00"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\nBEGIN:VEVENT\r\nUID:clinic\r\n"
    "DTSTART;TZID=America/Chicago:20260305T080000\r\nDTEND;TZID=America/Chicago:20260305T120000\r\n"
    "RRULE:FREQ=DAILY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def run(*words, code=0, said=None):
    done = CliRunner().invoke(main, [str(word) for word in words], input=said)
    assert done.exit_code == code, done.output
    return done


class Desk:
    """The commands on one office's folder."""

    def __init__(self, out):
        self.out = out

    def __call__(self, command, *words, now=NOW, code=0, said=None):
        return run(command, *words, "--out", self.out, "--timezone", "America/Chicago",
                   "--now", now, code=code, said=said)  # fmt: skip

    def view(self, **more):
        return json.loads(self("show", self.case, "--json", **more).stdout)

    @property
    def case(self):
        lines = self("cases", "--json").stdout.splitlines()
        return json.loads(lines[0])["id"]


@pytest.fixture
def desk(office, rooms):
    office.put(office.letter, "kind: denial\nname: Ada Moss\ndue: 2026-03-17\npayer: Alder\n")
    os.utime(office.letter, (ARRIVED, ARRIVED))
    run("batch", office.inbox, "--charts", office.charts, "--out", office.out,
        "--timezone", "America/Chicago", "--now", "2026-03-04T11:00:00-06:00")  # fmt: skip
    return Desk(office.out)


@pytest.fixture
def calendar(tmp_path):
    path = tmp_path / "dr.ics"
    path.write_text(CALENDAR)
    return path


def invitation(desk):
    path = desk.out / desk.case / "p2p-call.ics"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return event


def test_a_call_is_proposed_booked_moved_and_missed(desk, calendar):
    shown = desk("schedule", desk.case, "--calendar", calendar).stdout
    assert shown.splitlines()[0] == "Thu, March 5, 2026, 12:30 PM CST"
    first = invitation(desk)
    assert (str(first["STATUS"]), int(first["SEQUENCE"])) == ("TENTATIVE", 0)
    desk("schedule", desk.case, "--calendar", calendar, "--book", "--by", "Kim Lee")
    at = "2026-03-06T13:00"
    desk("schedule", desk.case, "--calendar", calendar, "--at", at, "--book", "--by", "Kim Lee")
    moved = invitation(desk)
    assert (str(moved["STATUS"]), int(moved["SEQUENCE"])) == ("CONFIRMED", 2)
    assert moved["UID"] == first["UID"]
    assert moved["DTSTART"].dt.isoformat() == "2026-03-06T19:00:00+00:00"
    after = "2026-03-06T14:00:00-06:00"
    desk("schedule", desk.case, "--missed", "--why", "no call back", "--by", "Kim Lee", now=after)
    assert str(invitation(desk)["STATUS"]) == "CANCELLED"
    desk("schedule", desk.case, "--calendar", calendar, "--by", "Kim Lee", now=after)
    assert invitation(desk)["UID"] != first["UID"]
    assert [call["state"] for call in desk.view()["calls"]] == ["missed", "proposed"]


def test_an_invitation_names_nobody_unless_it_may(desk, calendar):
    desk("schedule", desk.case, "--calendar", calendar)
    assert "Moss" not in invitation(desk).to_ical().decode()


@pytest.mark.parametrize(("allowed", "named"), [("false", False), ("true", True)])
def test_the_packets_first_page_is_in_the_invitation_only_where_it_may(
    desk, calendar, tmp_path, allowed, named
):
    packet = desk.out / desk.case / "packet.pdf"
    packet.write_bytes(to_pdf("<p>Call for Ada Moss</p>"))
    config = tmp_path / "p2p.toml"
    config.write_text(f"[calls]\ninvitation_names_patient = {allowed}\n")
    desk("schedule", desk.case, "--calendar", calendar, "--config", config)
    assert ("Call for Ada Moss" in str(invitation(desk)["DESCRIPTION"])) is named


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-03-06T09:00", "the physician is not free"),
        ("2026-03-18T13:00", "the payer's window ends before"),
        ("2026-03-07T13:00", "the office is closed"),
    ],
)
def test_a_time_that_does_not_fit_is_refused_unless_taken_anyway(desk, calendar, at, words):
    given = ("schedule", desk.case, "--calendar", calendar, "--at", at)
    assert words in desk(*given, code=2).output
    desk(*given, "--anyway")
    assert len(desk.view()["calls"]) == 1


def test_after_the_window_no_call_is_planned(desk, calendar):
    late = desk("schedule", desk.case, "--calendar", calendar, now="2026-03-18T09:00", code=2)
    assert "window of case" in late.output


def test_upheld_drafts_the_appeal_with_the_reviewers_words(desk):
    desk("outcome", desk.case, "upheld", "--by", "Kim Lee", "--reviewer", "Dr. Jo Roe",
         "--reason", "no report of the MRI", "--unaddressed", "the six weeks of therapy",
         "--minutes", 25)  # fmt: skip
    letter = docx.Document(str(desk.out / desk.case / "appeal.docx"))
    words = letter.element.xpath("string(.)")
    assert "no report of the MRI" in words
    assert "the six weeks of therapy" in words
    view = desk.view()
    assert (view["level"], view["deadlines"][0]["state"]) == ("appeal", "met")
    assert [draft["kind"] for draft in view["drafts"]] == ["internal"]


def edit(path, old, new):
    letter = docx.Document(str(path))
    for paragraph in letter.paragraphs:
        for piece in paragraph.runs:
            piece.text = piece.text.replace(old, new)
    letter.save(str(path))


def test_an_edited_draft_is_kept_and_its_words_carried_on(desk):
    desk("outcome", desk.case, "upheld", "--by", "Kim Lee")
    folder = desk.out / desk.case
    edit(folder / "appeal.docx", "To the appeals reviewer:", "Dear colleague:")
    edited = (folder / "appeal.docx").read_bytes()
    desk("appeal", desk.case)
    assert (folder / "appeal.docx").read_bytes() == edited
    words = docx.Document(str(folder / "appeal-2.docx")).element.xpath("string(.)")
    assert "Dear colleague:" in words
    assert [draft["version"] for draft in desk.view()["drafts"]] == [1, 2]


def test_an_unedited_draft_is_written_anew_in_its_place(desk):
    for _ in range(2):
        desk("appeal", desk.case)
    assert drafts_of(desk) == ["appeal-enclosures.pdf", "appeal.docx"]
    assert "there is no draft" in desk(
        "appeal", desk.case, "--verify", "--level", "external_review", code=2
    ).output  # fmt: skip


def drafts_of(desk):
    return sorted(path.name for path in (desk.out / desk.case).glob("appeal*"))


@pytest.mark.parametrize(
    ("level", "names"),
    [
        ("internal", {"appeal.docx", "appeal-enclosures.pdf", "fax-cover.pdf"}),
        (
            "external_review",
            {"appeal-external_review.docx", "appeal-external_review-enclosures.pdf",
             "fax-cover-external_review.pdf"},
        ),
    ],
)  # fmt: skip
def test_a_drafted_letter_comes_with_what_is_enclosed(desk, level, names):
    done = desk("appeal", desk.case, "--level", level)
    folder = desk.out / desk.case
    assert names <= {path.name for path in folder.iterdir()}
    assert all(str(folder / name) in done.output.replace("\n", "") for name in names)
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in names} == {0o600}
    (enclosed,) = folder.glob("appeal*enclosures.pdf")
    with pdfium.PdfDocument(enclosed) as pages:
        assert "Page 1 of 2" in pages[0].get_textpage().get_text_range()


@pytest.mark.parametrize("kind", ["approval", "information_request"])
def test_a_letter_that_denies_nothing_is_not_appealed(office, rooms, kind):
    office.put(office.letter, f"kind: {kind}\nname: Ada Moss\npayer: Alder\n")
    done = run("prepare", office.letter, "--chart", office.charts / "moss", "--out", office.out,
               "--timezone", "America/Chicago", "--now", NOW, "--appeal")  # fmt: skip
    assert not (office.out / "appeal.docx").exists(), done.output
    told = json.loads((office.out / "case.json").read_text())["warnings"]
    assert any(line.startswith("No appeal was drafted") for line in told)
    desk = Desk(office.out)
    assert "denies nothing" in desk("appeal", desk.case, code=2).output


@pytest.mark.parametrize(("touched", "left"), [(b"", False), (b" signed", True)])
def test_enclosures_that_come_in_other_parts_replace_only_what_we_wrote(desk, touched, left):
    desk("appeal", desk.case)
    old = desk.out / desk.case / "appeal-enclosures-part-2.pdf"
    with open_store(desk.out / ".p2p") as store:
        digest = hashlib.sha256(b"%PDF of ours").hexdigest()
        store.will_write(desk.case, {old.name: digest}, datetime.fromisoformat(NOW))
    old.write_bytes(b"%PDF of ours" + touched)
    desk("appeal", desk.case)
    assert old.exists() is left


@pytest.mark.parametrize(("touched", "left"), [(b"", False), (b" filled in by Kim", True)])
def test_a_request_for_a_call_that_was_held_does_not_stay(desk, monkeypatch, touched, left):
    def write_packet(case, exhibits, folder, papers):
        (folder / "packet.pdf").write_bytes(b"%PDF")
        if case.held is None:
            (folder / "p2p-request.pdf").write_bytes(b"%PDF request")
        return case

    monkeypatch.setattr(tasks, "write_packet", write_packet)
    folder = desk.out / desk.case
    desk("fix", desk.case, "payer", "Alder", "--by", "Kim Lee")
    request = folder / "p2p-request.pdf"
    request.write_bytes(request.read_bytes() + touched)
    desk("outcome", desk.case, "upheld", "--by", "Kim Lee")
    desk("fix", desk.case, "payer", "Alder Ridge", "--by", "Kim Lee")
    assert request.exists() is left
    told = json.loads((folder / "case.json").read_text())["warnings"]
    assert any("p2p-request.pdf is of an earlier day" in line for line in told) is left


def test_an_invented_number_in_an_edited_letter_is_told(desk):
    desk("appeal", desk.case)
    path = desk.out / desk.case / "appeal.docx"
    edit(path, "To the appeals reviewer:", "On 08/19/2024 she fell 14 times on the left side.")
    told = plain_words(desk("appeal", desk.case, "--verify", code=1).stdout)
    assert {"date: 08/19/2024", "number: 14", "side: left"} <= set(re.findall(FAULT, told))
    done = desk("appeal", desk.case)
    assert "the record does not bear out under head: number: 14" in done.output


FAULT = r"(?:date|number|side): (?:[\d/]+|left|right)"


def plain_words(table):
    return " ".join(re.sub(r"[\u2500-\u257f]", " ", table).split())


def test_a_letter_whose_record_is_gone_is_not_drafted(desk, office):
    case = desk.case
    shutil.rmtree(office.charts)
    assert "is no folder" in desk("appeal", case, code=2).output
    assert not (desk.out / case / "appeal.docx").exists()


def test_a_packet_made_after_the_call_knows_that_it_was_held(desk, monkeypatch):
    told = []

    def write_packet(case, exhibits, folder, papers):
        told.append(case.held)
        (folder / "packet.pdf").write_bytes(b"%PDF")
        return case

    monkeypatch.setattr(tasks, "write_packet", write_packet)
    desk("outcome", desk.case, "upheld", "--by", "Kim Lee", "--reviewer", "Dr. Jo Roe")
    desk("fix", desk.case, "payer", "Alder Ridge", "--by", "Kim Lee")
    (held,) = told
    assert (held.result, held.reviewer_name) == ("upheld", "Dr. Jo Roe")
    assert "held" not in json.loads((desk.out / desk.case / "case.json").read_text())


def test_overturned_waits_for_the_letter_and_asks_for_it(desk):
    done = desk("outcome", desk.case, "overturned", "--by", "Kim Lee", "--auth-number", "A-77",
                "--valid-through", "2026-06-30")  # fmt: skip
    assert "the written confirmation is awaited" in done.output
    view = desk.view()
    assert (view["status"], view["authorizations"][0]["number"]) == ("awaiting", "A-77")
    told = desk("alerts", "--json", now="2026-03-06T10:00:00-06:00").stdout.splitlines()
    assert "confirmation_missing" in {json.loads(line)["kind"] for line in told}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("upheld", "--auth-number", "A-1"), "belongs to what was overturned"),
        (("overturned", "--valid-from", "2026-05-01", "--valid-through", "2026-04-01"),
         "end before it begins"),
        ((), "say how it ended"),
    ],
)  # fmt: skip
def test_an_outcome_that_cannot_be_meant_is_refused(desk, words, message):
    assert message in desk("outcome", desk.case, *words, "--by", "Kim Lee", code=2).output
    assert desk.view()["outcomes"] == []


def test_an_outcome_is_asked_for_on_a_terminal(desk, monkeypatch):
    monkeypatch.setattr("casework.commands.ask_outcome._has_person", lambda: True)
    answers = ["upheld", "", "Dr. Jo Roe", "Radiology", "", "", "IQ 2025", "", "no MRI", "", ""]
    answers += ["20"]
    desk("outcome", desk.case, "--by", "Kim Lee", "--no-draft", said="\n".join(answers) + "\n")
    (outcome,) = desk.view()["outcomes"]
    assert (outcome["result"], outcome["reviewer"], outcome["minutes"]) == (
        "upheld", "Dr. Jo Roe", 20,
    )  # fmt: skip
    assert (outcome["criteria"], outcome["reasons"]) == (["IQ 2025"], ["no MRI"])


def test_the_worklist_is_filtered_assigned_noted_and_closed(desk, tmp_path):
    desk("assign", desk.case, "Kim Lee", "--by", "Pat Ames")
    desk("note", desk.case, "MRI report asked for", "--by", "Kim Lee")
    line = json.loads(desk("cases", "--json", "--mine", "Kim Lee").stdout)
    assert (line["patient"], line["act_kind"]) == ("Ada Moss", "p2p")
    for none in (("--nobody",), ("--payer", "Birch"), ("--due-within", "3d")):
        assert desk("cases", "--json", *none).stdout == ""
    assert desk("cases", "--json", "--due-within", "3w").stdout
    desk("cases", "--csv", tmp_path / "w.csv", "--xlsx", tmp_path / "w.xlsx")
    assert "Ada Moss" in (tmp_path / "w.csv").read_text("utf-8-sig")
    assert stat.S_IMODE((tmp_path / "w.xlsx").stat().st_mode) == 0o600
    case = desk.case
    desk("close", case, "--why", "withdrawn", "--by", "Kim Lee")
    assert desk("cases", "--json").stdout == ""
    assert desk("alerts", "--json", now="2026-03-18T09:00").stdout == ""
    assert "withdrawn" in desk("show", case).stdout
    desk("close", case, "--reopen", "--why", "it was not", "--by", "Kim Lee")
    assert desk.case == case


def test_what_was_sent_meets_its_window(desk):
    desk("sent", desk.case, "internal", "--channel", "fax", "--to", "555-555-0142", "--by", "Kim",
         "--file", desk.out / desk.case / "packet.pdf")  # fmt: skip
    view = desk.view()
    assert (view["level"], view["sent"][0]["recipient"]) == ("appeal", "555-555-0142")
    kept = Vault(desk.out / ".p2p").find(view["sent"][0]["sha256"])
    assert kept.read_bytes() == (desk.out / desk.case / "packet.pdf").read_bytes()
    assert view["deadlines"][0]["state"] == "waived"  # the call: a later step was taken


def test_the_report_is_over_known_outcomes(desk, tmp_path):
    desk("outcome", desk.case, "overturned", "--by", "Kim Lee", "--minutes", 30)
    shown = desk("report", "--csv", tmp_path / "r.csv", "--html", tmp_path / "r.html").output
    assert "r.html" in shown
    assert "1 of 1" in (tmp_path / "r.html").read_text()
    assert stat.S_IMODE((tmp_path / "r.html").stat().st_mode) == 0o600
    assert "Alder: Overturned" in (tmp_path / "r.csv").read_text("utf-8-sig")
    assert "no advice" in desk("report", "--case", desk.case).stdout
    assert "Overturned, by payer" in desk("report").stdout


def test_init_writes_settings_that_are_valid_and_never_over_others(tmp_path):
    run("init", tmp_path, "--timezone", "America/Chicago")
    config = tmp_path / "p2p.toml"
    assert 'zone = "America/Chicago"' in config.read_text()
    assert "exists" in run("init", tmp_path, code=2).output
    assert "no folder" in run("init", tmp_path / "none", code=2).output


def test_the_settings_file_explains_every_setting():
    text = (files("casework") / "settings.template.toml").read_text("utf-8")
    bare = re.sub(r"^# (?=\[\[|\w+ = )", "", text, flags=re.MULTILINE)
    given = Settings.model_validate(tomllib.loads(bare))
    for table in Settings.model_fields:
        held = getattr(given, table)
        rows = held if isinstance(held, tuple) else (held,)
        for row in rows:
            assert row.model_fields_set == set(type(row).model_fields), table
    for table in ("office", "inbox", "alerts", "calls", "report", "limits"):
        assert getattr(given, table) == type(getattr(given, table))()


def test_doctor_looks_at_the_settings_of_the_office(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hush")
    secret.chmod(0o644)
    (tmp_path / "dr.ics").write_text(CALENDAR)
    (tmp_path / "p2p.toml").write_text(
        f'[folders]\ninbox = "{tmp_path / "none"}"\n'
        f'[[providers]]\nname = "Hale"\nnpi = "1234567890"\ncalendar = "{tmp_path / "dr.ics"}"\n'
        '[mail]\nenabled = true\nhost = "mail.example"\nsender = "a@a.example"\n'
        f'to = ["b@a.example"]\npassword_file = "{secret}"\n'
    )
    settings = load_settings(tmp_path / "p2p.toml", zone="America/Chicago")
    found = {c.what: c for c in examine_office(settings, datetime.fromisoformat(NOW))}
    told = {what: check.ok for what, check in found.items()}
    assert told == {
        "folders.inbox": False, "NPI of Hale": False, "calendar of Hale": True,
        "alerts by e-mail": True, "mail.password_file": False,
    }  # fmt: skip
    assert found["mail.password_file"].remedy == f"chmod 600 {secret}"
