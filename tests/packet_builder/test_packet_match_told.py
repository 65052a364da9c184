"""Rules and reader tell together how a requirement stands, and each status has its passages."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_fixtures import chart_of, letter_of

from docextract.evidence_reader import MOST
from docextract.requirements import parse_requirement
from packet_builder.argue import make_matcher
from packet_builder.case import Status
from packet_builder.labels import (
    AGAINST,
    DOUBTED,
    IN_PART,
    NOT_FOUND,
    OTHERWISE,
    RECORDED,
    SHOWN_ONLY,
    SILENT,
    SPOKEN_OF,
    TOLD,
    UNSHOWN,
    outward,
)
from packet_builder.match_bearing import Bearing, bear
from packet_builder.match_judge import ask
from packet_builder.match_read import Reading, likely, read
from packet_builder.match_status import Ground, Verdict
from packet_builder.match_told import told

DAY = "2026-03-04"
WALKS = "Cannot get to the toilet in time on foot; the walker does not fit his hallway."
MOBILITY = "Impaired mobility in the home"
NAMED = f"{RECORDED}2026-02-22"
NOTHING = Verdict(Status.GAP, NOT_FOUND, ground=Ground.NOT_FOUND)
QUIET = Verdict(Status.GAP, SILENT, ground=Ground.SILENT)
HINTED = Verdict(Status.PARTIAL, SHOWN_ONLY, ground=Ground.HINTED)
RECORD = Verdict(Status.SUPPORTED, NAMED, ground=Ground.NAMED)
SURE = 0.9


def matcher_of(*lines, day="2026-02-22"):
    notes = [[day, "progress_note", None, line] for line in lines]
    letter = letter_of({"date": DAY, "service": "power wheelchair"})
    return make_matcher(letter, chart_of(notes), date.fromisoformat(DAY))


def shares_of(status, share=SURE):
    rest = (1 - share) / 3
    return {one: share if one is status else rest for one in Status}


def told_of(
    read_as, fore=0.8, against=0.1, *, line=WALKS, asked=MOBILITY, by_rules=None, share=SURE
):
    """How a requirement stands by a reader's word on one line that the model sees so."""
    matcher = matcher_of("Two cats at home.", line)
    question = ask(parse_requirement(asked), matcher.clock, matcher.target, frozenset())
    sides = [np.zeros(len(matcher.index.notes), dtype=np.float32) for _ in range(2)]
    sides[0][-1], sides[1][-1] = fore, against
    verdict = by_rules or NOTHING
    reading = Reading(matcher.index.notes[-1:], shares_of(read_as, share))
    return told(question, verdict, matcher.index, Bearing(*sides, np.zeros_like(sides[0])), reading)


@pytest.mark.parametrize(
    ("status", "fore", "against", "by_rules", "why", "stances"),
    [
        (Status.SUPPORTED, 0.8, 0.1, NOTHING, TOLD, ["supports"]),
        (Status.PARTIAL, 0.8, 0.1, NOTHING, IN_PART, ["supports"]),
        (Status.CONTRADICTED, 0.1, 0.8, QUIET, AGAINST, ["contradicts"]),
        (Status.GAP, 0.1, 0.1, HINTED, UNSHOWN, []),
        (Status.GAP, 0.1, 0.1, RECORD, UNSHOWN, []),
    ],
)
def test_the_reader_may_tell_each_status_with_the_passages_for_it(
    status, fore, against, by_rules, why, stances
):
    verdict = told_of(status, fore, against, by_rules=by_rules)
    assert (verdict.status, verdict.why) == (status, why)
    assert [v.stance for v in verdict.shown] == stances
    assert outward(why) == "see the words quoted"


@pytest.mark.parametrize(
    ("read_as", "fore", "against", "line"),
    [
        (Status.SUPPORTED, 0.1, 0.1, WALKS),  # no passage carries it
        (Status.CONTRADICTED, 0.8, 0.1, WALKS),  # none speaks against it
        (Status.SUPPORTED, 0.8, 0.1, "Will order a gait study."),  # only meant to be
        (Status.SUPPORTED, 0.8, 0.1, "Mother could not walk then."),  # another person
    ],
)
def test_a_status_that_no_passage_carries_is_not_told(read_as, fore, against, line):
    assert told_of(read_as, fore, against, line=line).status is not read_as


@pytest.mark.parametrize(
    ("asked", "line", "verdict"),
    [
        ("No active infection", "Wound bed clean and dry.", QUIET),
        ("Hemoglobin below 10 g/dL", "Transfused two units.",
         Verdict(Status.PARTIAL, f"{SPOKEN_OF}the number", ground=Ground.SPOKEN_OF)),
    ],
)  # fmt: skip
def test_an_absence_or_number_needs_a_surer_word(asked, line, verdict):
    sure, less = (
        told_of(Status.SUPPORTED, line=line, asked=asked, by_rules=verdict, share=share)
        for share in (0.99, 0.6)
    )
    assert less.status is not Status.SUPPORTED
    assert sure.status is Status.SUPPORTED


@pytest.mark.parametrize(
    "by_rules",
    [
        Verdict(Status.SUPPORTED, "6 of 6 weeks", calculation={"weeks": 6}),
        Verdict(Status.PARTIAL, "9 of 16 weeks"),
        Verdict(Status.CONTRADICTED, "BMI 33 on 2026-02-22 (asked for: at least 40)"),
        Verdict(Status.CONTRADICTED, "the record of 2026-02-22 shows it"),
        Verdict(Status.SUPPORTED, "denied or excluded on 2026-02-22"),
    ],
)
@pytest.mark.parametrize("read_as", list(Status))
def test_what_is_counted_stands_against_any_reader(by_rules, read_as):
    assert told_of(read_as, 0.8, 0.8, by_rules=by_rules, share=0.99) == by_rules


@pytest.mark.parametrize(
    ("asked", "by_rules"),
    [
        ("PASI score of 10 or more", NOTHING),
        ("Two or more falls within the last 90 days", RECORD),
    ],
)
@pytest.mark.parametrize("read_as", list(Status))
def test_a_value_that_is_not_there_and_what_was_counted_stand(asked, by_rules, read_as):
    assert told_of(read_as, 0.8, 0.8, asked=asked, by_rules=by_rules) == by_rules


def test_single_lines_are_no_chart_to_read():
    lines = ("Walks with a rollator.", "Falls in the hall.", "Dresses sitting.")
    matcher = matcher_of(*lines)
    assert read(MOBILITY, matcher.index, bear(MOBILITY, matcher.index), matcher.clock, {}) is None
    matcher = matcher_of(*lines, "Uses a shower chair.")
    assert read(MOBILITY, matcher.index, bear(MOBILITY, matcher.index), matcher.clock, {})


@pytest.mark.parametrize(
    ("by_rules", "share", "status"),
    [
        (RECORD, 0.65, Status.PARTIAL),
        (RECORD, 0.55, Status.SUPPORTED),
        (Verdict(Status.SUPPORTED, "6 of 6 weeks"), 0.65, Status.SUPPORTED),  # counted
    ],
)
def test_what_is_met_by_its_name_alone_is_a_question_where_the_reader_sees_it_fail(
    by_rules, share, status
):
    matcher = matcher_of("Two cats at home.", WALKS)
    question = ask(parse_requirement(MOBILITY), matcher.clock, matcher.target, frozenset())
    against, none = np.array([0.0, 0.6], dtype=np.float32), [np.zeros(2, dtype=np.float32)]
    half, rest = share / 2, (1 - share) / 2
    shares = {Status.CONTRADICTED: half, Status.GAP: half}
    reading = Reading((), {Status.SUPPORTED: rest, Status.PARTIAL: rest, **shares})
    verdict = told(question, by_rules, matcher.index, Bearing(*none, against, *none), reading)
    doubted = status is Status.PARTIAL
    assert (verdict.status, verdict.why) == (
        status,
        f"{by_rules.why}{DOUBTED}" if doubted else by_rules.why,
    )
    assert [v.stance for v in verdict.shown] == ["contradicts"] * doubted
    assert outward(verdict.why) == by_rules.why


def test_without_anything_to_read_the_rules_stand():
    matcher = matcher_of("Two cats at home.")
    question = ask(parse_requirement(MOBILITY), matcher.clock, matcher.target, frozenset())
    nothing = Bearing(*(np.zeros(1, dtype=np.float32) for _ in range(3)))
    assert read(MOBILITY, matcher.index, nothing, matcher.clock, {}) is None
    assert told(question, NOTHING, matcher.index, nothing, None) is NOTHING


WORDS = [ground for ground in Ground if ground is not Ground.COUNTED]


@given(st.sampled_from(list(Status)), st.sampled_from(WORDS), st.floats(0, 1), st.integers(0, 3))
def test_likelihoods_sum_to_one_and_follow_the_reader(status, ground, share, at):
    read_as = list(Status)[at]
    verdict = Verdict(status, "", ground=ground)
    told = likely(verdict, Reading((), shares_of(read_as, share)))
    assert sum(told.values()) == pytest.approx(1)
    surer = likely(verdict, Reading((), shares_of(read_as, min(1.0, share + 0.1))))
    assert surer[read_as] >= told[read_as] - 1e-9


def test_what_a_record_says_is_trusted_more_than_what_only_bears_on_it():
    reading = Reading((), shares_of(Status.GAP, 0.5))
    hinted = likely(Verdict(Status.CONTRADICTED, SHOWN_ONLY, ground=Ground.HINTED), reading)
    shown = likely(
        Verdict(Status.CONTRADICTED, f"the record of {DAY}{OTHERWISE}", ground=Ground.OTHERWISE),
        reading,
    )
    assert shown[Status.CONTRADICTED] > hinted[Status.CONTRADICTED]


def test_the_passages_that_bear_most_are_read_each_once():
    lines = [f"Walks {n} feet with a rollator, then rests." for n in range(9)]
    matcher = matcher_of(*lines, lines[0].upper(), "Two cats at home.")
    seen = bear(MOBILITY, matcher.index)
    reading = read(MOBILITY, matcher.index, seen, matcher.clock, {10: 9.0})
    assert reading is not None
    words = [" ".join(note.text.lower().split()) for note in reading.notes]
    assert len(words) == len(set(words)) == MOST
    assert words[0] == "two cats at home."  # what the rules weigh comes first
    assert sum(reading.shares.values()) == pytest.approx(1, abs=1e-3)
