"""Passages in other words than the requirement's are found, on the side that they stand on."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from match_fixtures import chart_of, letter_of

from docextract.requirements import parse_requirement
from packet_builder.argue import make_matcher
from packet_builder.case import Status
from packet_builder.labels import (
    DOUBTED,
    NOT_FOUND,
    RECORDED,
    SHOWN_ONLY,
    SILENT,
    SPOKEN_OF,
    TOLD,
    outward,
)
from packet_builder.match import match
from packet_builder.match_bearing import Bearing, bear
from packet_builder.match_judge import ask, view
from packet_builder.match_notes import read_notes
from packet_builder.match_rank import build_index
from packet_builder.match_status import Verdict
from packet_builder.match_told import told

DAY = "2026-03-04"
OTHERS = [
    ["2026-02-20", "progress_note", None, "Flu shot given in the left deltoid without trouble."],
    ["2026-02-20", "progress_note", None, "Lives with his wife and two cats in a town house."],
    ["2026-02-21", "lab", None, "TSH 1.9 mIU/L, within the range of the laboratory."],
]


def matcher_of(*lines):
    notes = [*OTHERS, *(["2026-02-22", "progress_note", None, line] for line in lines)]
    letter = letter_of({"date": DAY, "service": "power wheelchair"})
    return make_matcher(letter, chart_of(notes), date.fromisoformat(DAY))


@pytest.mark.parametrize(
    ("requirement", "line"),
    [
        ("Impaired ability to move about the home", "Two falls reaching the toilet from his bed."),
        ("Failure of an oral migraine preventive", "Topamax: too foggy, quit after 3 weeks."),
        ("Disturbed sleep because of breathlessness", "Spends the night in the recliner, gasping."),
    ],
)
def test_a_line_without_a_shared_word_is_shown(requirement, line):
    _, passages, _ = match(matcher_of(line), requirement)
    assert passages
    assert passages[0].text == line


def test_the_nearest_notes_are_read_and_the_rest_is_left_at_nothing():
    matcher = matcher_of(*(f"Walks {n} feet with a rollator." for n in range(40)))
    seen = bear("Impaired mobility", matcher.index)
    told = seen.fore + seen.against
    assert np.count_nonzero(told) == 32
    assert told.max() <= 1


def test_without_notes_or_vectors_nothing_bears():
    notes = read_notes(chart_of(OTHERS))
    assert not bear("Impaired mobility", build_index(notes)).fore.any()
    assert bear("Impaired mobility", build_index((), None)).fore.shape == (0,)


@pytest.mark.parametrize(
    ("fore", "against", "text", "status", "supports"),
    [
        (0.8, 0.1, "Walks with a rollator.", Status.SUPPORTED, True),
        (0.1, 0.8, "Walks with a rollator.", Status.SUPPORTED, False),
        (0.3, 0.4, "Walks with a rollator.", Status.CONTRADICTED, False),
        (0.4, 0.4, "Has never used a rollator.", Status.GAP, False),
    ],
)
def test_model_and_grammar_tell_the_side_together(fore, against, text, status, supports):
    matcher = matcher_of(text)
    note = matcher.index.notes[-1]
    asked = parse_requirement("Impaired mobility")
    question = ask(asked, matcher.clock, matcher.target, matcher.requested)
    told = [np.zeros(len(matcher.index.notes), dtype=np.float32) for _ in range(2)]
    told[0][-1], told[1][-1] = fore, against
    seen = view(question, note, "supports", 1.0, None, "bears on it")
    assert (Bearing(*told).side(question, status, seen) > 0) is supports


def test_a_number_of_another_measure_fills_no_place_as_support():
    asked = "BASDAI of 4 or higher within the last 90 days"
    verdict, passages, _ = match(matcher_of("CDAI 22 today."), asked)
    assert verdict.status is Status.GAP
    assert not [p for p in passages if p.stance == "supports"]


MET = "Cannot get to the toilet in time on foot; the walker does not fit his hallway."


def told_of(requirement, line, fore, against, why, status=Status.GAP):
    """How a requirement stands when the model gives one line these probabilities."""
    matcher = matcher_of(line)
    question = ask(parse_requirement(requirement), matcher.clock, matcher.target, frozenset())
    shares = [np.zeros(len(matcher.index.notes), dtype=np.float32) for _ in range(2)]
    shares[0][-1], shares[1][-1] = fore, against
    return told(question, Verdict(status, why), matcher.index, Bearing(*shares))


def test_what_is_told_in_other_words_is_met_and_a_person_is_asked_to_read_it():
    verdict = told_of("Impaired mobility in the home", MET, 0.9, 0.05, NOT_FOUND)
    assert verdict.status is Status.SUPPORTED
    assert verdict.why == TOLD
    assert [v.note.text for v in verdict.shown] == [MET]
    assert "read them" in TOLD
    assert outward(TOLD) == "see the words quoted"


@pytest.mark.parametrize(
    ("requirement", "line", "fore", "against", "why"),
    [
        ("Impaired mobility in the home", MET, 0.3, 0.2, NOT_FOUND),  # not sure enough
        ("Impaired mobility in the home", MET, 0.6, 0.5, NOT_FOUND),  # as much speaks against it
        ("Hemoglobin below 10 g/dL", MET, 0.9, 0.05, NOT_FOUND),  # numbers are counted
        ("Psychological evaluation that finds no obstacle", MET, 0.5, 0.3, NOT_FOUND),  # a report
        ("No active infection", MET, 0.3, 0.2, SILENT),  # neither is sure
        ("Impaired mobility in the home", MET, 0.9, 0.05, "only planned, offered or ordered"),
        ("Impaired mobility in the home", "Will order a gait study.", 0.9, 0.05, NOT_FOUND),
        ("Impaired mobility in the home", "Mother could not walk then.", 0.9, 0.05, NOT_FOUND),
    ],
)  # fmt: skip
def test_the_model_alone_decides_nothing_else(requirement, line, fore, against, why):
    assert told_of(requirement, line, fore, against, why).status is Status.GAP


@pytest.mark.parametrize(
    ("fore", "against", "status", "why"),
    [
        (0.9, 0.05, Status.SUPPORTED, TOLD),
        (0.05, 0.9, Status.GAP, SILENT),  # a hot joint is no proven infection
        (0.4, 0.4, Status.GAP, SILENT),
    ],
)
def test_an_absence_of_which_the_chart_tells_in_other_words(fore, against, status, why):
    verdict = told_of("No active infection", "Wound bed clean and dry.", fore, against, SILENT)
    assert (verdict.status, verdict.why) == (status, why)


FAILS = "Walks a mile to church and back without a stick."
NAMED = f"{RECORDED}2026-02-22"


def test_what_is_met_by_its_name_alone_is_a_question_where_a_passage_speaks_against_it():
    verdict = told_of("Impaired mobility", FAILS, 0.05, 0.9, NAMED, Status.SUPPORTED)
    assert verdict.status is Status.PARTIAL
    assert verdict.why == f"{NAMED}{DOUBTED}"
    assert [(v.note.text, v.stance) for v in verdict.shown] == [(FAILS, "contradicts")]
    assert outward(verdict.why) == NAMED


@pytest.mark.parametrize(
    ("fore", "against", "why"),
    [
        (0.4, 0.5, NAMED),  # as much speaks for it
        (0.05, 0.35, NAMED),  # likelier nothing than against it
        (0.05, 0.9, "BMI 41.2 on 2026-02-22 (asked for: at least 40)"),  # numbers are counted
        (0.05, 0.9, "6 of 6 weeks"),
    ],
)
def test_what_is_counted_or_not_surely_failed_stays_met(fore, against, why):
    verdict = told_of("Impaired mobility", FAILS, fore, against, why, Status.SUPPORTED)
    assert (verdict.status, verdict.why) == (Status.SUPPORTED, why)


@pytest.mark.parametrize("why", [f"{SPOKEN_OF}the home", SHOWN_ONLY, NAMED])
def test_what_is_met_in_part_is_never_called_lacking_by_likeness(why):
    verdict = told_of("Impaired mobility", FAILS, 0.05, 0.9, why, Status.PARTIAL)
    assert (verdict.status, verdict.why) == (Status.PARTIAL, why)
