"""A second run reads nothing anew, and a second letter of a patient finds the chart read."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from casework import tasks
from casework.cli import main
from docextract.facts import Chart


@pytest.fixture
def argued(monkeypatch, rooms):
    """What chart each case was argued from: None where it had to be read."""
    given, fake = [], tasks.argue

    def spying(*arguments, known, **named):
        given.append(known)
        return fake(*arguments, known=known, **named)

    monkeypatch.setattr(tasks, "argue", spying)
    return given


def prepare(office, letter="a.txt"):
    words = ("prepare", office.inbox / letter, "--chart", office.charts / "moss", "--out",
             office.out, "--timezone", "America/Chicago", "--jobs", "1")  # fmt: skip
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output


def test_the_second_run_reads_neither_letter_nor_chart(office, rooms, argued):
    prepare(office)
    first = rooms.count("letters")
    prepare(office)
    assert rooms.count("letters") == first
    assert argued == [None, Chart()]


def test_another_letter_of_the_patient_finds_the_chart_read(office, argued):
    prepare(office)
    office.put(office.inbox / "b.txt", "kind: denial\nname: Ada Moss\npayer: Another\n")
    prepare(office, "b.txt")
    assert argued == [None, Chart()]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("note.txt", "name: Ada Moss\neight weeks of therapy\n"),  # another content
        ("more.txt", "name: Ada Moss\na second note\n"),  # another document
        ("note.txt", "name: Ada Moss\n\funreadable page\n"),  # not all of it was read
    ],
)
def test_a_chart_that_changed_is_read_again(office, argued, name, text):
    prepare(office)
    office.put(office.charts / "moss" / name, text)
    prepare(office)
    assert argued == [None, None]


def test_another_patient_has_another_chart(office, argued):
    prepare(office)
    office.put(office.inbox / "b.txt", "kind: denial\nname: Ben Ruiz\n")
    prepare(office, "b.txt")
    assert argued == [None, None]
