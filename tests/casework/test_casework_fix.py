"""Corrections and rejected passages: kept, applied by every command, and undone."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from casework import history, tasks
from casework.cli import main
from casework.records import CaseRecord, EventRecord
from casework.records_case import CorrectionRecord
from casework.records_office import DeadlineRecord
from casework.rejected import without, words_digest
from casework.store import open_store
from docextract.facts import Assertion, Chart, ChartDocument, Statement
from packet_builder.case import Finding, Passage, Status

NOW = ("--now", "2026-03-04T10:00", "--timezone", "America/Chicago", "--jobs", "1")


def run(*arguments, code=0):
    done = CliRunner().invoke(main, [str(each) for each in (*arguments, *NOW)])
    assert done.exit_code == code, done.output
    return done.output


def rows(office, table):
    with open_store(office.out / ".p2p") as store, store.read() as session:
        return session.scalars(select(table)).all()


def batch(office):
    run("batch", office.inbox, "--charts", office.charts, "--out", office.out)
    return rows(office, CaseRecord)[0]


def facts(office, case):
    return json.loads((office.out / case.id / "case.json").read_text())["letter"]


def fix(office, case, *arguments, code=0):
    return run("fix", case.id, *arguments, "--by", "Rosa", "--out", office.out, code=code)


def test_a_correction_is_kept_with_both_values_and_the_case_built_anew(rooms, office):
    case = batch(office)
    told = fix(office, case, "payer", "Granite Hollow")
    assert "prepared, anew" in told
    assert facts(office, case)["payer"]["value"] == "Granite Hollow"
    (row,) = rows(office, CorrectionRecord)
    assert (row.machine, row.human, row.by) == (None, "Granite Hollow", "Rosa")
    assert rows(office, CaseRecord)[0].payer == "Granite Hollow"
    with open_store(office.out / ".p2p") as store, store.read() as session:
        said = [row.detail for row in history.of_case(session, case.id) if row.what == "corrected"]
        assert json.loads(said[0])["human"] == "Granite Hollow"
        assert history.verify(session).faults == ()


def test_every_command_keeps_the_correction(rooms, office):
    case = batch(office)
    fix(office, case, "payer", "Granite Hollow")
    office.put(office.note, "name: Ada Moss\neight weeks of therapy\n")
    batch(office)
    assert facts(office, case)["payer"]["value"] == "Granite Hollow"


def test_a_corrected_deadline_moves_the_alarm(rooms, office):
    case = batch(office)
    fix(office, case, "deadlines.0.due", "2026-03-10")
    (row,) = rows(office, DeadlineRecord)
    assert row.due == "2026-03-10"
    assert rows(office, CaseRecord)[0].act_by.date().isoformat() == "2026-03-10"


def test_the_newest_correction_counts_and_a_withdrawn_one_does_not(rooms, office):
    case = batch(office)
    for value in ("First", "Second"):
        fix(office, case, "payer", value)
    assert facts(office, case)["payer"]["value"] == "Second"
    fix(office, case, "payer", "--withdraw")
    assert facts(office, case)["payer"]["value"] is None
    assert "was not corrected" in fix(office, case, "payer", "--withdraw", code=2)


def test_a_letter_taken_for_another_paper_becomes_a_denial(rooms, office):
    office.letter.write_text("kind: approval\nname: Ada Moss\ndue: 2026-03-17\n")
    case = batch(office)
    assert case.state == "listed"
    fix(office, case, "document_type", "denial")
    case = batch(office)
    assert case.state in ("prepared", "no_chart")
    assert (office.out / case.id / "packet.pdf").exists()


def test_a_question_about_the_chart_stays_asked(rooms, office):
    office.put(office.charts / "other" / "note.txt", "name: Ada Moss\n")
    case = batch(office)
    assert case.state == "ask"
    fix(office, case, "payer", "Granite Hollow")
    after = rows(office, CaseRecord)[0]
    assert (after.state, after.reason) == ("ask", case.reason)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("letter_date", "March 3", "no ISO date"),
        ("nothing.there", "x", "no field"),
        ("document_type", "nonsense", "not of the right kind"),
    ],
)
def test_a_value_that_does_not_fit_is_told_and_changes_nothing(rooms, office, field, value, told):
    case = batch(office)
    assert told in fix(office, case, field, value, code=2)
    assert rows(office, CorrectionRecord) == []


def test_null_takes_a_value_away_and_numbers_are_understood(rooms, office):
    case = batch(office)
    fix(office, case, "patient.name", "null")
    fix(office, case, "deadlines.0.amount", "14")
    letter = facts(office, case)
    assert letter["patient"]["name"]["value"] is None
    assert letter["deadlines"][0]["amount"]["value"] == 14


def test_a_case_prepared_alone_is_fixed_by_its_folder(rooms, office):
    run("prepare", office.letter, "--chart", office.charts / "moss", "--out", office.out)
    run("fix", office.out, "payer", "Granite", "--by", "Rosa")
    letter = json.loads((office.out / "case.json").read_text())["letter"]
    assert letter["payer"]["value"] == "Granite"
    office.letter.unlink()  # our own copy is enough
    run("fix", office.out, "payer", "Granite Hollow", "--by", "Rosa")


def passage(text="six weeks of therapy"):
    return Passage(
        document="note.txt", page=1, bbox=None, text=text, stance="supports",
        assertion=Assertion.AFFIRMED, date=None, confidence=1.0,
    )  # fmt: skip


def test_a_rejected_passage_is_never_used_again(rooms, office, monkeypatch):
    given, real = [], tasks.argue

    def argue(*arguments, rejected, **options):
        given.append(rejected)
        found = Finding(
            id="L1", text="Therapy", origin="letter", cite=None, source_evidence=(),
            status=Status.SUPPORTED, why="", evidence=(passage(),),
        )  # fmt: skip
        argued = real(*arguments, rejected=rejected, **options)
        return argued._replace(case=argued.case.model_copy(update={"criteria": (found,)}))

    monkeypatch.setattr(tasks, "argue", argue)
    case = batch(office)
    more = ("--by", "Rosa", "--out", office.out)
    assert "L1 (1)" in run("reject", case.id, "L1", "2", *more, code=2)
    for _ in range(2):
        run("reject", case.id, "L1", "1", *more, "--why", "another knee")
    ((sha256, page, digest),) = given[-1]
    assert (len(sha256), page, digest) == (64, 1, words_digest("six  weeks of therapy"))
    office.put(office.note, "name: Ada Moss\nchanged\n")
    batch(office)
    assert len(given[-1]) == 1


def statement(text, page=1):
    return Statement(
        document="note.txt", page=page, bbox=None, lines=(), text=text,
        assertion=Assertion.AFFIRMED, date="2026-02-01", section=None, confidence=1.0,
    )  # fmt: skip


def test_a_chart_without_a_passage():
    document = ChartDocument(
        document="note.txt", sha256="a" * 64, kind="note", date=None, pages=2, included=True
    )
    chart = Chart(
        documents=(document,),
        statements=(statement("six weeks of PT"), statement("six weeks of PT", 2), statement("x")),
    )
    kept = without(chart, [("a" * 64, 1, words_digest("six weeks\nof PT"))])
    assert [(each.text, each.page) for each in kept.statements] == [
        ("six weeks of PT", 2),
        ("x", 1),
    ]
    assert without(chart, []) is chart


def test_a_paper_that_was_kept_out_is_released_and_kept_out_again(rooms, office, monkeypatch):
    given, real = [], tasks.argue

    def argue(*arguments, released, **options):
        given.append({name: each.pages for name, each in released.items()})
        return real(*arguments, released=released, **options)

    monkeypatch.setattr(tasks, "argue", argue)
    case = batch(office)
    name = office.note.name
    more = ("--by", "Rosa", "--out", office.out)
    refused = run("release", case.id, "nothing.pdf", "--why", "x", *more, code=2)
    assert "kept out, whole or in part: none" in refused
    run("release", case.id, name, *more, code=2)
    run("release", case.id, name, "--withdraw", *more, code=2)
    run("release", case.id, name, "--why", "consent on file", *more)
    assert list(given[-1].values()) == [None]
    run("release", case.id, name, "--why", "only these", "--page", "3", "--page", "2", *more)
    assert list(given[-1].values()) == [frozenset({2, 3})]
    run("release", case.id, name, "--withdraw", *more)
    assert given[-1] == {}
    told = [event.what for event in rows(office, EventRecord) if event.case_id == case.id]
    assert [t for t in told if "release" in t] == [
        "paper released", "paper released", "release withdrawn"
    ]  # fmt: skip
