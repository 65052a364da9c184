"""The command line: results, messages and exit codes."""

from __future__ import annotations

import json
import os
import signal
import stat

import pytest
from click.testing import CliRunner

from casework.cli import main
from docextract.errors import OutputError, UnreadableFileError

NOW = ("--now", "2026-03-04T11:00", "--timezone", "America/New_York")


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def prepare(office, *more, letter=None):
    return run(
        "prepare", letter or office.letter, "--chart", office.charts / "moss",
        "--out", office.out, *NOW, *more,
    )  # fmt: skip


def batch(office, *more):
    return run("batch", office.inbox, "--charts", office.charts, "--out", office.out, *NOW, *more)


def case_of(office, folder="."):
    return json.loads((office.out / folder / "case.json").read_text())


def summary_of(office):
    return json.loads((office.out / "summary.json").read_text())


class TestRead:
    def test_json_lines_in_input_order_with_every_leaf(self, rooms, office):
        other = office.put(office.inbox / "b.txt", "name: Bo Dale\n---\nname: Cy Ray\n")
        done = run("read", "--json", other, office.letter, *NOW)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        names = [line["letter"]["patient"]["name"]["value"] for line in lines]
        assert (done.exit_code, names) == (0, ["Bo Dale", "Cy Ray", "Ada Moss"])
        assert set(lines[0]) == {"source", "pages", "letter"}
        assert lines[0]["letter"]["um_vendor"] == {
            "value": None, "raw": None, "confidence": 1.0, "needs_review": False,
            "evidence": [], "others": [],
        }  # fmt: skip

    def test_the_path_is_told_as_it_was_given(self, rooms, office):
        done = run("read", "--json", office.letter, *NOW)
        assert json.loads(done.stdout)["source"]["path"] == str(office.letter)

    def test_a_moment_without_zone_is_the_offices(self, rooms, office):
        done = run("read", "--json", office.letter, "--received-at", "2026-03-04T10:15", *NOW)
        source = json.loads(done.stdout)["source"]
        assert source["received_at"] == "2026-03-04T10:15:00-05:00"
        assert source["received_from"] == "option"

    def test_a_failed_file_stops_no_other_and_is_named(self, rooms, office):
        bad = office.put(office.inbox / "bad.txt", "broken")
        done = run("read", "--json", bad, office.letter, *NOW)
        assert done.exit_code == 1
        assert len(done.stdout.splitlines()) == 1
        assert f"{bad}: it is damaged; ask for it again" in done.stderr

    def test_no_readable_file_is_4(self, rooms, office):
        assert run("read", office.put(office.inbox / "bad.txt", "broken"), *NOW).exit_code == 4

    def test_missing_file_is_4(self, rooms, office):
        assert run("read", office.inbox / "none.pdf", *NOW).exit_code == 4

    def test_missing_program_is_3(self, rooms, office):
        scan = office.put(office.inbox / "scan.txt", "needs tesseract")
        done = run("read", "--json", scan, office.letter, *NOW)
        assert done.exit_code == 3
        assert "apt-get install tesseract-ocr" in done.stderr
        assert len(done.stdout.splitlines()) == 1

    def test_table_shows_the_time_left_and_no_control_characters(self, rooms, office):
        evil = office.put(
            office.inbox / "evil.txt", "name: A\x1b[31mB\npayer: [red]X[/red]\ndue: 2026-03-17\n"
        )
        done = run("read", evil, *NOW)
        assert "13 days left" in done.stdout
        assert "\x1b" not in done.stdout
        assert "[red]X[/red]" in done.stdout

    def test_interrupt_that_a_library_turned_into_its_own_error_is_130(
        self, rooms, office, monkeypatch
    ):
        def interrupted(*args, **kwargs):
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt as error:
                raise ImportError("half a library") from error

        monkeypatch.setattr("casework.tasks.letters", interrupted)
        result = run("read", office.letter, *NOW)
        assert result.exit_code == 130
        assert "interrupted" in result.stderr

    def test_interrupt_is_130(self, rooms, office, monkeypatch):
        def interrupted(*args, **kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr("casework.tasks.letters", interrupted)
        assert run("read", office.letter, *NOW).exit_code == 130

    def test_a_defect_tells_its_place_but_not_the_words(self, rooms, office, monkeypatch):
        def defective(*args, **kwargs):
            raise ValueError("Ada Moss")

        monkeypatch.setattr("casework.tasks.letters", defective)
        done = run("read", office.letter, *NOW)
        assert done.exit_code == 70
        assert "ValueError" in done.stderr
        assert "Ada Moss" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--timezone", "Mars/Olympus"], "Mars/Olympus"),
        (["--now", "yesterday"], "yesterday"),
        (["--jobs", "0"], "jobs"),
        (["--config", "nowhere.toml"], "nowhere.toml"),
        (["--password", "x", "--password-file", "y"], "not both"),
        (["--password-file", "nowhere.txt"], "nowhere.txt"),
    ],
)
def test_bad_usage_is_2_and_says_what(rooms, office, words, said):
    done = run("read", office.letter, *words)
    assert done.exit_code == 2
    assert said in done.stderr


class TestPrepare:
    def test_writes_the_files_for_the_owner_alone(self, rooms, office):
        assert prepare(office, "--appeal").exit_code == 0
        found = {path.name: path for path in office.out.iterdir()}
        assert set(found) == {".p2p", "case.json", "packet.pdf", "p2p-window.ics", "appeal.docx"}
        assert stat.S_IMODE(office.out.stat().st_mode) == 0o700
        everything = list(office.out.rglob("*"))
        wrong = [p for p in everything if stat.S_IMODE(p.stat().st_mode) not in (0o600, 0o700)]
        assert wrong == []
        assert case_of(office)["prepared_at"] == "2026-03-04T11:00:00-05:00"

    def test_source_date_epoch_is_now(self, rooms, office, monkeypatch):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772640000")
        run(
            "prepare",
            office.letter,
            "--chart",
            office.charts,
            "--out",
            office.out,
            "--timezone",
            "UTC",
        )
        assert case_of(office)["prepared_at"] == "2026-03-04T16:00:00+00:00"

    def test_an_edited_file_is_kept(self, rooms, office):
        prepare(office, "--appeal")
        (office.out / "appeal.docx").write_bytes(b"a person's words")
        prepare(office, "--appeal", "--now", "2026-03-05T11:00")
        assert (office.out / "appeal.docx").read_bytes() == b"a person's words"
        assert (office.out / "appeal-2.docx").read_bytes().startswith(b"appeal of 2026-03-05")

    def test_our_own_file_is_replaced(self, rooms, office):
        prepare(office, "--appeal")
        prepare(office, "--appeal", "--now", "2026-03-05T11:00")
        assert b"2026-03-05" in (office.out / "appeal.docx").read_bytes()
        assert not (office.out / "appeal-2.docx").exists()

    def test_a_strangers_file_is_kept(self, rooms, office):
        office.put(office.out / "packet.pdf", "mine")
        assert prepare(office).exit_code == 0
        assert (office.out / "packet.pdf").read_text() == "mine"
        assert (office.out / "packet-2.pdf").exists()

    def test_a_chart_file_that_fails_is_told(self, rooms, office):
        office.put(office.charts / "moss" / "scan.txt", "broken")
        assert prepare(office).exit_code == 0
        case = case_of(office)
        failed = case["chart"]["documents"][-1]
        assert (failed["document"], failed["included"]) == ("scan.txt", False)
        assert "damaged" in failed["reason"]
        assert any("scan.txt could not be read" in each for each in case["warnings"])

    def test_an_unread_page_of_the_chart_is_told(self, rooms, office):
        office.put(office.charts / "moss" / "two.txt", "name: Ada Moss\n\funreadable page\n")
        prepare(office)
        told = "two.txt: page 2 could not be read: the scan is too pale; scan it again"
        assert told in case_of(office)["warnings"]

    def test_an_unreadable_letter_is_4_and_writes_nothing(self, rooms, office):
        bad = office.put(office.inbox / "bad.txt", "broken")
        assert prepare(office, letter=bad).exit_code == 4
        assert [path.name for path in office.out.iterdir()] == [".p2p"]

    def test_out_in_the_way_is_5_before_anything_is_read(self, rooms, office):
        office.put(office.out, "a file")
        done = prepare(office)
        assert done.exit_code == 5
        assert "choose another --out folder" in done.stderr
        assert rooms == []

    def test_a_full_disk_is_5_and_leaves_nothing_half_written(self, rooms, office, monkeypatch):
        def full(case, exhibits, folder, papers):
            (folder / "packet.pdf").write_bytes(b"%PDF half")
            raise OutputError(f"cannot write {folder}: the disk is full")

        monkeypatch.setattr("casework.tasks.write_packet", full)
        assert prepare(office).exit_code == 5
        assert [path.name for path in office.out.iterdir()] == [".p2p"]
        assert not list((office.out / ".p2p").glob("work-*"))

    def test_a_packet_that_cannot_be_made_keeps_nothing_else_back(self, rooms, office, monkeypatch):
        def failing(case, exhibits, folder, papers):
            (folder / "packet.pdf").write_bytes(b"%PDF half")
            raise UnreadableFileError("the exhibit is damaged")

        monkeypatch.setattr("casework.tasks.write_packet", failing)
        done = prepare(office, "--appeal")
        assert done.exit_code == 1
        names = {path.name for path in office.out.iterdir()}
        assert names == {".p2p", "case.json", "p2p-window.ics", "appeal.docx"}
        told = "packet.pdf could not be made: the exhibit is damaged"
        assert told in case_of(office)["warnings"]
        assert told in done.stderr

    def test_a_second_run_reads_no_page_again(self, rooms, office):
        prepare(office)
        rooms.clear()
        prepare(office)
        assert "page" not in rooms

    def test_several_letters_are_asked_about(self, rooms, office):
        both = office.put(office.inbox / "two.txt", "name: Bo Dale\n---\nname: Cy Ray\n")
        done = prepare(office, letter=both)
        assert done.exit_code == 2
        assert "--letter 2" in done.stderr
        assert "Cy Ray" in done.stderr
        assert prepare(office, "--letter", "2", letter=both).exit_code == 0
        assert case_of(office)["letter"]["patient"]["name"]["value"] == "Cy Ray"

    def test_the_letter_of_the_charts_patient_is_taken(self, rooms, office):
        both = office.put(office.inbox / "two.txt", "name: Bo Dale\n---\nname: Ada Moss\n")
        assert prepare(office, letter=both).exit_code == 0
        assert case_of(office)["letter"]["patient"]["name"]["value"] == "Ada Moss"

    def test_corrections_are_a_persons(self, rooms, office, tmp_path):
        said = office.put(
            tmp_path / "fix.json", '{"patient.dob": "1961-09-07", "letter_date": "2026-03-01"}'
        )
        assert prepare(office, "--corrections", said).exit_code == 0
        letter = case_of(office)["letter"]
        assert letter["patient"]["dob"]["value"] == "1961-09-07"
        assert letter["patient"]["dob"]["evidence"][0]["text"] == "corrected by a person"
        assert letter["letter_date"]["others"][0]["value"] == "2026-03-03"

    @pytest.mark.parametrize(
        "said", ['{"no.such": 1}', '{"payer": []}', "[]", "{", '{"review": []}']
    )
    def test_a_correction_that_does_not_fit_is_2(self, rooms, office, tmp_path, said):
        fix = office.put(tmp_path / "fix.json", said)
        assert prepare(office, "--corrections", fix).exit_code == 2

    def test_a_later_copy_of_the_letter_moves_no_deadline(self, rooms, office):
        prepare(office)
        before = case_of(office)["source"]["received_at"]
        copy = office.put(office.inbox / "again.txt", office.letter.read_text())
        os.utime(copy, (4102444800, 4102444800))
        prepare(office, letter=copy)
        assert case_of(office)["source"]["received_at"] == before


class TestBatch:
    def test_each_letter_gets_its_chart_and_a_folder_without_a_name(self, rooms, office):
        office.put(office.inbox / "b.txt", "name: Bo Dale\ndue: 2026-03-10\n")
        office.put(office.charts / "dale" / "note.txt", "name: Bo Dale\n")
        done = batch(office)
        assert done.exit_code == 0, done.stderr
        lines = summary_of(office)["cases"]
        assert [(line["patient"], line["chart"], line["state"]) for line in lines] == [
            ("Ada Moss", "moss", "prepared"),
            ("Bo Dale", "dale", "prepared"),
        ]
        folders = {path.name for path in office.out.iterdir() if path.is_dir()} - {".p2p"}
        assert folders == {line["case"] for line in lines}
        assert not any("moss" in name or "dale" in name for name in folders)
        assert [d["document"] for d in case_of(office, lines[1]["case"])["chart"]["documents"]] == [
            "note.txt"
        ]

    def test_a_second_run_does_nothing_twice(self, rooms, office):
        batch(office)
        before = {p: p.stat().st_mtime_ns for p in office.out.rglob("*.pdf")}
        rooms.clear()
        done = batch(office)
        assert done.exit_code == 0
        assert set(rooms) <= {"inspect", "letters"}
        assert {p: p.stat().st_mtime_ns for p in office.out.rglob("*.pdf")} == before
        assert [line["done_now"] for line in summary_of(office)["cases"]] == [False]

    @pytest.mark.parametrize("what", ["letter", "chart", "policy", "settings"])
    def test_what_changed_is_done_again(self, rooms, office, tmp_path, what):
        policy = office.put(tmp_path / "policies" / "p.txt", "old")
        config = office.put(tmp_path / "p2p.toml", "")
        more = ("--policies", policy.parent, "--config", config)
        batch(office, *more)
        if what == "chart":
            office.put(office.charts / "moss" / "new.txt", "name: Ada Moss\n")
        if what == "policy":
            policy.write_text("new")
        if what == "settings":
            config.write_text('[office]\ncloses = "16:00"\n')
        if what == "letter":
            office.put(office.letter, office.letter.read_text() + "payer: Harbor Plan\n")
        batch(office, *more)
        assert [line["done_now"] for line in summary_of(office)["cases"]] == [True]

    def test_two_charts_that_fit_are_asked_about(self, rooms, office):
        office.put(office.charts / "moss-2" / "note.txt", "name: Ada Moss\n")
        batch(office)
        (line,) = summary_of(office)["cases"]
        assert (line["state"], line["chart"]) == ("ask", None)
        assert line["reason"] == "several charts fit this patient: moss, moss-2"
        assert case_of(office, line["case"])["chart"]["documents"] == []

    def test_a_misfiled_page_makes_no_candidate_but_is_told(self, rooms, office):
        for name in ("a", "b"):
            office.put(office.charts / "dale" / f"{name}.txt", "name: Bo Dale\n")
        office.put(office.charts / "dale" / "c.txt", "name: Ada Moss\n")
        batch(office)
        (line,) = summary_of(office)["cases"]
        assert line["chart"] == "moss"
        assert "dale also holds pages of this patient" in line["warnings"]

    def test_loose_files_are_a_chart_of_their_own(self, rooms, office):
        office.note.unlink()
        office.put(office.charts / "a.txt", "name: Ada Moss\n")
        office.put(office.charts / "b.txt", "name: Bo Dale\n")
        office.put(office.charts / "c.txt", "name: Bo Dale\n")
        batch(office)
        (line,) = summary_of(office)["cases"]
        assert (line["state"], line["chart"]) == ("prepared", "charts")

    def test_without_a_chart_the_letter_is_prepared_and_says_so(self, rooms, office):
        office.note.write_text("name: Bo Dale\n")
        assert batch(office).exit_code == 0
        (line,) = summary_of(office)["cases"]
        assert line["state"] == "no_chart"
        assert "no chart of this patient was found" in case_of(office, line["case"])["warnings"]

    def test_other_documents_are_listed(self, rooms, office):
        office.put(office.inbox / "ok.txt", "kind: approval\nname: Bo Dale\n")
        batch(office)
        assert [line["state"] for line in summary_of(office)["cases"]] == ["prepared", "listed"]
        batch(office)
        assert [line["done_now"] for line in summary_of(office)["cases"]] == [False, False]

    def test_a_file_that_fails_is_named_with_its_reason(self, rooms, office):
        bad = office.put(office.inbox / "bad.txt", "broken")
        done = batch(office)
        assert done.exit_code == 1
        assert f"{bad}: it is damaged" in done.stderr
        assert summary_of(office)["failed"][0]["source"] == str(bad)
        assert bad.read_text() == "broken"

    def test_nothing_readable_is_4(self, rooms, office):
        office.letter.write_text("broken")
        assert batch(office).exit_code == 4

    def test_a_case_that_fails_stops_no_other(self, rooms, office, monkeypatch):
        office.put(office.inbox / "b.txt", "name: Bo Dale\n")
        from casework import tasks
        from docextract.errors import UnreadableFileError

        working = tasks.argue

        def argue(result, *args, **kwargs):
            if result.letter.patient.name.value == "Ada Moss":
                raise UnreadableFileError("took longer than 9 seconds")
            return working(result, *args, **kwargs)

        monkeypatch.setattr(tasks, "argue", argue)
        assert batch(office).exit_code == 1
        assert [line["state"] for line in summary_of(office)["cases"]] == ["failed", "no_chart"]
        monkeypatch.setattr(tasks, "argue", working)
        assert batch(office).exit_code == 0
        done = [(line["state"], line["done_now"]) for line in summary_of(office)["cases"]]
        assert done == [("prepared", True), ("no_chart", False)]

    def test_the_same_content_twice_is_one_case(self, rooms, office):
        copy = office.put(office.inbox / "copy.txt", office.letter.read_text())
        batch(office)
        lines = summary_of(office)["cases"]
        assert lines[0]["case"] == lines[1]["case"]
        assert lines[1]["source"] == str(copy)
        assert lines[1]["duplicate_of"] == str(office.letter)

    def test_results_inside_the_inbox_are_not_read(self, rooms, office):
        office.out = office.inbox / "out"
        batch(office)
        batch(office)
        assert summary_of(office)["files"] == 1

    def test_a_killed_run_is_taken_up(self, rooms, office, monkeypatch):
        from casework import tasks

        working = tasks.write_packet

        def killed(*args, **kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(tasks, "write_packet", killed)
        assert batch(office).exit_code == 130
        monkeypatch.setattr(tasks, "write_packet", working)
        assert batch(office).exit_code == 0
        assert [line["done_now"] for line in summary_of(office)["cases"]] == [True]

    def test_two_at_once_are_refused(self, rooms, office):
        from casework.files import locked, private_folder

        with locked(private_folder(office.out)):
            done = batch(office)
        assert done.exit_code == 5
        assert "another p2p is working" in done.stderr

    def test_summary_for_people_is_on_stderr(self, rooms, office):
        done = batch(office)
        assert done.stdout == ""
        assert "1 prepared" in done.stderr
        assert json.loads(batch(office, "--json").stdout)["counts"] == {"prepared": 1}
        assert batch(office, "--quiet").stderr == ""


class TestOverlap:
    def test_a_chart_inside_the_output_folder_is_read_and_our_results_are_not(self, rooms, office):
        office.put(office.out / "chart" / "note.txt", "name: Ada Moss\n")
        for chart in (office.out / "chart", office.out):
            for _ in range(2):
                done = run(
                    "prepare", office.letter, "--chart", chart, "--out", office.out, *NOW
                )  # fmt: skip
                assert done.exit_code == 0
                listed = [each["document"] for each in case_of(office)["chart"]["documents"]]
                assert [name.rsplit("/", 1)[-1] for name in listed] == ["note.txt"]

    def test_an_inbox_that_is_the_output_folder(self, rooms, office):
        office.out = office.inbox
        for _ in range(2):
            assert batch(office).exit_code == 0
            assert summary_of(office)["files"] == 1

    def test_names_of_odd_bytes_stop_nothing(self, rooms, office):
        odd = os.fsdecode(os.fsencode(office.inbox) + b"/\xff letter.txt")
        office.letter.rename(odd)
        office.note.rename(os.fsdecode(os.fsencode(office.note.parent) + b"/\xfe.txt"))
        done = batch(office)
        assert done.exit_code == 0, done.stderr
        (line,) = summary_of(office)["cases"]
        assert line["source"].endswith("\ufffd letter.txt")
        assert line["state"] == "prepared"
