"""Passages in other words than the requirement's are found, on the side that they stand on."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from match_fixtures import chart_of, letter_of

from docextract.requirements import parse_requirement
from packet_builder.argue import make_matcher
from packet_builder.case import Status
from packet_builder.match import match
from packet_builder.match_bearing import Bearing, bear
from packet_builder.match_evidence import choose
from packet_builder.match_judge import ask, view
from packet_builder.match_notes import read_notes
from packet_builder.match_rank import build_index
from packet_builder.match_status import Verdict

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


def test_of_two_passages_as_likely_the_nearer_one_is_shown_first():
    matcher = matcher_of("Walks with a rollator.", "Uses a cane outdoors.")
    one, other = matcher.index.notes[-2:]
    likely = np.full(len(matcher.index.notes), 0.4, dtype=np.float32)
    near = np.zeros_like(likely)
    near[other.index] = 0.1
    seen = Bearing(likely, np.zeros_like(likely), near)
    assert seen.rank(other) > seen.rank(one)
    assert seen.worth(other) == seen.worth(one)


def test_what_was_not_looked_at_takes_little_from_what_the_rules_saw():
    matcher = matcher_of("Walks with a rollator.")
    none = np.zeros(len(matcher.index.notes), dtype=np.float32)
    far = Bearing(none, none, none - 0.5)
    note = matcher.index.notes[-1]
    assert far.rank(note) == far.worth(note) == -2.0


def test_what_a_verdict_rests_on_is_shown_though_the_model_takes_others_for_nearer():
    pains = "driving cooking sleeping typing lifting reading walking sewing".split()
    lines = [f"The neck hurts him when {pain}, {pain} less now." for pain in pains]
    matcher = matcher_of(*lines, "Rigth C7 r00t blok under CT, 08/05.")
    notes = matcher.index.notes
    asked = parse_requirement("A nerve root block of the neck")
    question = ask(asked, matcher.clock, matcher.target, matcher.requested)
    likely = np.array([0.6] * (len(notes) - 1) + [0.0], dtype=np.float32)
    seen = Bearing(likely, np.zeros_like(likely), np.where(likely > 0, 0.05, -0.6))
    own = view(question, notes[-1], "supports", 0.8, None, "used")
    others = [view(question, note, "supports", 0.4, None, "bears on it") for note in notes[:-1]]
    verdict = Verdict(Status.SUPPORTED, "recorded", (own,))
    shown = choose(question, verdict, [own, *others], matcher.index, seen)
    assert len(shown) == 6
    assert own.note in [v.note for v in shown]


def test_nearness_is_told_beside_that_of_the_notes_that_are_read():
    matcher = matcher_of(*(f"Walks {n} feet with a rollator." for n in range(40)))
    seen = bear("Impaired mobility", matcher.index)
    read = seen.fore + seen.against > 0
    assert seen.near[read].mean() == pytest.approx(0, abs=1e-5)
    assert seen.near[read].min() >= seen.near[~read].max() - 1e-6


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
    told = [np.zeros(len(matcher.index.notes), dtype=np.float32) for _ in range(3)]
    told[0][-1], told[1][-1] = fore, against
    seen = view(question, note, "supports", 1.0, None, "bears on it")
    assert (Bearing(*told).side(question, status, seen) > 0) is supports


def test_a_number_of_another_measure_fills_no_place_as_support():
    asked = "BASDAI of 4 or higher within the last 90 days"
    verdict, passages, _ = match(matcher_of("CDAI 22 today."), asked)
    assert verdict.status is Status.GAP
    assert not [p for p in passages if p.stance == "supports"]
