"""The office's own library, from its folder to the case and its papers."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from casework import tasks
from casework.cli import main

NOW = ("--now", "2026-03-04T11:00", "--timezone", "America/New_York")
WORK = "Title: Therapy before surgery\nSource: College of Joints\nDate: 2023\n"


@pytest.fixture
def seen(monkeypatch):
    """The works that cases were argued with, and the library's files given to the packet."""
    found = {"works": [], "files": []}

    def cite(case, works):
        found["works"].append([work.title for work in works])
        return case

    def write_packet(case, exhibits, folder, papers):
        found["files"].append(sorted(exhibits.library))
        (folder / "packet.pdf").write_bytes(b"%PDF")
        return case

    monkeypatch.setattr(tasks, "cite", cite)
    monkeypatch.setattr(tasks, "write_packet", write_packet)
    return found


@pytest.fixture
def references(office):
    folder = office.out.parent / "references"
    office.put(folder / "therapy.txt", WORK)
    office.put(folder / "notes.txt", "Notes of a meeting\n")
    return folder


def run(office, command, *words):
    inputs = {
        "prepare": (office.letter, "--chart", office.charts / "moss"),
        "batch": (office.inbox, "--charts", office.charts),
        "watch": (office.inbox, "--charts", office.charts, "--once"),
    }[command]
    given = (command, *inputs, "--out", office.out, *words, *NOW)
    done = CliRunner().invoke(main, [str(word) for word in given])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("command", ["prepare", "batch", "watch"])
@pytest.mark.parametrize("by", ["option", "setting"])
def test_a_case_is_argued_with_the_offices_library(
    rooms, office, seen, references, tmp_path, command, by
):
    config = tmp_path / "p2p.toml"
    config.write_text(f'[folders]\nreferences = "{references}"\n' if by == "setting" else "")
    more = ("--references", references) if by == "option" else ()
    run(office, command, *more, "--config", config)
    assert seen == {"works": [["Therapy before surgery"]], "files": [["therapy.txt"]]}
    (case,) = office.out.rglob("case.json")
    told = json.loads(case.read_text())["warnings"]
    assert [line for line in told if "notes.txt is not cited" in line]


@pytest.mark.parametrize("command", ["prepare", "batch", "watch"])
def test_a_case_remembers_its_library(rooms, office, seen, references, command):
    run(office, command, "--references", references)
    case = ("cases", "--json", "--out", office.out)
    done = CliRunner().invoke(main, [str(word) for word in (*case, *NOW)])
    known = json.loads(done.stdout.splitlines()[0])["id"]
    given = ("fix", known, "payer", "Alder", "--by", "Kim Lee", "--out", office.out, *NOW)
    done = CliRunner().invoke(main, [str(word) for word in given])
    assert done.exit_code == 0, done.output
    assert seen["files"] == [["therapy.txt"]] * 2


def test_without_a_folder_nothing_is_cited(rooms, office, seen):
    run(office, "prepare")
    assert seen == {"works": [], "files": [[]]}


def test_a_case_is_prepared_anew_when_the_library_changes(rooms, office, seen, references):
    for _ in range(2):
        run(office, "batch", "--references", references)
    assert len(seen["files"]) == 1
    office.put(references / "more.txt", WORK.replace("Therapy", "Imaging"))
    run(office, "batch", "--references", references)
    assert seen["files"][-1] == ["more.txt", "therapy.txt"]
