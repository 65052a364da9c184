"""Settings, matching, the doctor, messages."""

from __future__ import annotations

import json
import logging
import pickle
from pathlib import Path

import pytest
from click.testing import CliRunner

from casework import doctor
from casework.cli import main
from casework.exits import ExitCode, UsageError, cannot_write, code_for_files
from casework.logs import set_up_logs
from casework.match import ChartFolder, match
from casework.settings import load_settings, machine_zone
from casework.tables import safe, time_left
from docextract.facts import DocumentType, Fact, Identity, Letter, Service


def test_facts_cross_to_the_workers_and_back():
    letter = Letter(
        document_type=Fact(value=DocumentType.DENIAL),
        services=(Service(units=Fact(value=3), modifiers=Fact(value=("RT",))),),
    )
    back = pickle.loads(pickle.dumps(letter))
    assert back == letter
    assert type(back.document_type) is type(letter.document_type)


ADA = Identity(name="Ada Moss", dob="1961-09-07")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[office]\ncloses = '99:00'", "office.closes"),
        ("[limits]\nmegabytes = 3", "limits.megabytes"),
        ("[ofice]\nzone = 'UTC'", "ofice"),
        ("office = 3", "office must be a table"),
        ("[office]\nzone = 'Mars'", "Mars"),
        ("[office", "cannot read the settings"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, text, said):
    path = tmp_path / "p2p.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        load_settings(path)


def test_settings_come_from_the_current_folder_and_the_option_goes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p2p.toml").write_text('[office]\nzone = "America/Denver"\nopens = 07:30:00\n')
    assert load_settings(None).office.zone == "America/Denver"
    settings = load_settings(None, zone="America/Chicago")
    assert (settings.office.zone, settings.office.opens.hour) == ("America/Chicago", 7)


@pytest.mark.parametrize(
    ("named", "zone"), [("America/Boise", "America/Boise"), (":America/Boise", "America/Boise")]
)
def test_machine_zone_is_what_tz_says(monkeypatch, named, zone):
    monkeypatch.setenv("TZ", named)
    assert machine_zone() == zone


def charts(*owned):
    folders = [ChartFolder(Path(f"chart-{i}"), (), f"digest-{i}") for i in range(len(owned))]
    owners = {(f"digest-{i}", ADA): each for i, each in enumerate(owned)}
    return folders, owners


@pytest.mark.parametrize(
    ("owned", "chart", "asks"),
    [
        ([(True, True)], "chart-0", False),
        ([(False, False)], None, False),
        ([(True, True), (True, True)], None, True),  # two candidates
        ([(True, True), (True, False, False)], "chart-0", False),  # one misfiled page
        ([(True, False, False), (False,)], "chart-0", False),  # a folder of several patients
        ([(True, False, False), (True, False, False)], None, True),
        ([("ask", "ask", False)], None, True),  # perhaps theirs
        ([("ask", False, False)], None, False),  # a page that names nobody
        ([()], None, False),  # a chart of which nothing could be read
    ],
)
def test_match_never_guesses(owned, chart, asks):
    folders, owners = charts(*owned)
    found = match(ADA, folders, owners)
    assert (found.chart.path.name if found.chart else None, found.asks) == (chart, asks)
    assert (found.reason is None) == (found.chart is not None)


def test_a_patient_who_could_not_be_read_is_asked_about():
    nobody = Identity(dob="1961-09-07")
    assert match(nobody, [], {}).asks


@pytest.mark.parametrize(
    ("total", "failed", "more", "code"),
    [
        (3, 0, {}, ExitCode.DONE),
        (0, 0, {}, ExitCode.DONE),
        (3, 1, {}, ExitCode.SOME_FAILED),
        (3, 3, {}, ExitCode.UNREADABLE),
        (3, 1, {"missing_program": True}, ExitCode.MISSING_PROGRAM),
    ],
)
def test_exit_codes_of_several_files(total, failed, more, code):
    assert code_for_files(total, failed, **more) is code


@pytest.mark.parametrize(
    ("number", "said"), [(28, "disk is full"), (13, "permission denied"), (30, "read-only")]
)
def test_a_failed_write_says_what_to_do(number, said):
    assert said in str(cannot_write("out", OSError(number, "x")))


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-03-17", "13 days left"),
        ("2026-03-05", "1 day left"),
        ("2026-03-04", "today"),
        ("2026-03-03", "passed"),
        ("2026-03-05T10:00:00-05:00", "23 hours left"),
        ("2026-03-04T10:00:00-05:00", "passed"),
    ],
)
def test_time_left(due, words):
    from datetime import datetime

    assert time_left(due, datetime.fromisoformat("2026-03-04T11:00:00-05:00")) == words


def test_safe_words_cannot_steer_a_terminal():
    assert safe("a\x1b]0;x\x07b\nc\u202ed") == "a\ufffd]0;x\ufffdb c\ufffdd"


def test_logs_are_ours_alone(capsys):
    set_up_logs(2)
    logging.getLogger("weasyprint").error("Ada Moss")
    logging.getLogger("casework.reading").info("0123456789ab: 3 pages")
    told = capsys.readouterr().err
    assert "0123456789ab" in told
    assert "Ada Moss" not in told


class TestDoctor:
    def run(self):
        done = CliRunner().invoke(main, ["doctor", "--json", "--timezone", "America/Chicago"])
        return done.exit_code, {check["what"]: check for check in json.loads(done.stdout)}

    def test_without_tesseract_names_the_command_and_is_3(self, monkeypatch):
        monkeypatch.setattr(doctor, "_output", lambda *command: None)
        code, checks = self.run()
        missing = checks["tesseract (scans and faxes)"]
        assert code == 3
        assert not missing["ok"]
        assert "install tesseract" in missing["remedy"]

    @pytest.mark.parametrize(
        ("version", "ok"), [("4.1.1", False), ("5.3.0", True), ("5.5.1-rc", True), ("odd", False)]
    )
    def test_an_old_tesseract_does_not_do(self, monkeypatch, version, ok):
        said = {"--version": f"tesseract {version}\n leptonica", "--list-langs": "List:\neng\n"}
        monkeypatch.setattr(doctor, "_output", lambda *c: said.get(c[1], "DejaVu Sans\n"))
        _, checks = self.run()
        assert checks["tesseract (scans and faxes)"]["ok"] is ok

    @pytest.mark.parametrize(
        ("families", "missing"),
        [
            ("Liberation Sans\nLiberation Serif\nDejaVu Sans,DejaVu Sans Light\n", ""),
            ("Liberation Sans\nLiberation Serif\n", "DejaVu Sans missing"),
            ("", "Liberation Sans, Liberation Serif, DejaVu Sans missing"),
        ],
    )
    def test_a_font_that_packets_are_set_in_is_named(self, monkeypatch, families, missing):
        monkeypatch.setattr(doctor, "_output", lambda *c: families if c[0] == "fc-list" else "")
        _, checks = self.run()
        fonts = checks["fonts (packets)"]
        assert fonts["ok"] is not bool(missing)
        assert not missing or fonts["found"] == missing

    def test_without_english_is_3(self, monkeypatch):
        said = {"--version": "tesseract 5.3.0", "--list-langs": "List:\nosd\n"}
        monkeypatch.setattr(doctor, "_output", lambda *c: said.get(c[1], "DejaVu Sans\n"))
        code, checks = self.run()
        assert (code, checks["tesseract: English"]["ok"]) == (3, False)
