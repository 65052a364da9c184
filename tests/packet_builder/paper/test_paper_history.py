"""Treatments on a calendar, what the payer would rather give, and who ordered it."""

from __future__ import annotations

from datetime import date

import pytest

from docextract.facts import ChartDocument, Fact, Service, ServiceStatus
from docextract.pages.page import Document, Line, Page, Word
from packet_builder.alternatives import alternatives, offered
from packet_builder.case import Course, Measure, Measured, Quote
from packet_builder.ground_pdf import read_back
from packet_builder.ground_text import parts_of
from packet_builder.ground_words import fold
from packet_builder.history import course_records, shown_courses, shown_measures, stop_of
from packet_builder.packet import write_packet
from packet_builder.plots import plots_of
from packet_builder.specialty import ordering_specialty
from packet_builder.timeline import LABEL, NOTE, WIDTH, timeline_of


def test_bars_stand_in_the_order_of_their_days(folder):
    timeline = timeline_of(folder.case)
    assert [bar.name for bar in timeline.bars] == ["meloxicam", "gabapentin"]
    first, second = timeline.bars
    assert LABEL <= first.left < second.left <= WIDTH - NOTE
    assert second.left < timeline.asked.left <= WIDTH - NOTE
    assert timeline.asked.words == "the denial"  # the letter prints no day of the request


def test_what_began_long_ago_says_when(folder):
    old, new = folder.case.failed_treatments
    case = folder.case.model_copy(
        update={"failed_treatments": (old.model_copy(update={"date": "2011-05-02"}), new)}
    )
    bars = timeline_of(case).bars
    assert bars[0].early == "05/2011"
    assert bars[0].left == LABEL
    assert bars[1].early is None


def test_one_dated_treatment_needs_no_drawing(folder):
    old, new = folder.case.failed_treatments
    case = folder.case.model_copy(
        update={"failed_treatments": (old, new.model_copy(update={"date": None}))}
    )
    assert timeline_of(case) is None


def test_the_ticks_are_first_days_of_months(folder):
    timeline = timeline_of(folder.case)
    assert 2 <= len(timeline.ticks) <= 7  # what fits with whole years
    assert [t.left for t in timeline.ticks] == sorted(t.left for t in timeline.ticks)
    assert timeline.ticks[0].words == f"{date(2025, 10, 1):%m/%Y}"


def test_an_alternative_is_joined_by_its_concept(folder):
    criterion = folder.case.criteria[0].model_copy(update={"text": "A trial of gabapentin"})
    other = folder.case.criteria[1].model_copy(update={"text": "A trial of acupuncture"})
    case = folder.case.model_copy(update={"criteria": (criterion, other)})
    (joined,) = alternatives(case)
    assert joined.asked == "A trial of gabapentin"
    assert [row.treatment for row in joined.rows] == ["gabapentin"]


def test_what_is_approved_beside_a_denial_is_offered(folder):
    denied = folder.case.letter.services[0]
    home = Service(
        description=Fact(value="Home health visits"), status=Fact(value=ServiceStatus.APPROVED)
    )
    letter = folder.case.letter.model_copy(update={"services": (denied, home)})
    assert offered(folder.case.model_copy(update={"letter": letter})) == ("Home health visits",)
    alone = letter.model_copy(update={"services": (home,)})
    assert offered(folder.case.model_copy(update={"letter": alone})) == ()


def note(name, line, *, when, included=True, excluded=()):
    words = tuple(Word(word, (10.0 * i, 0.0, 10.0 * i + 9, 9.0)) for i, word in enumerate(line))
    page = Page(1, 612, 792, (Line(words, 0),), "text")
    listed = ChartDocument(
        document=name,
        sha256="0" * 64,
        kind="progress_note",
        date=when,
        pages=1,
        included=included,
        excluded_pages=excluded,
    )
    return Document(name, "0" * 64, "pdf", (page,), True), listed


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Provider: Imre Solano, MD (Pain Medicine)", "Pain Medicine"),
        ("Imre Solano MD - Anesthesiology", "Anesthesiology"),
        ("Solano, MD, FACS, Vascular Surgery", "Vascular Surgery"),
        ("Referred by I. Solano, MD to Neurology", None),
        ("Imre Solano, MD Neurology Associates", None),  # a practice's name, not a specialty
        ("Seen by R. Castro, MD (Neurology)", None),
    ],
)
def test_the_specialty_printed_beside_the_name(line, value):
    document, listed = note("visit.pdf", line.split(), when="2026-02-11")
    found = ordering_specialty("Imre Solano", [document], [listed])
    assert (found.value if found else None) == value
    if found:
        assert found.evidence[0].text == line
        assert found.evidence[0].bbox is not None


def test_no_page_that_is_kept_out_gives_a_specialty():
    line = "Imre Solano, MD (Pain Medicine)".split()
    for more in ({"included": False}, {"included": "ask"}, {"excluded": (1,)}):
        document, listed = note("visit.pdf", line, when=None, **more)
        assert ordering_specialty("Imre Solano", [document], [listed]) is None
    assert ordering_specialty(None, [document], [listed]) is None


def course(name, start, last, stop=None, outcome=None, text="words", when="2025-08-02"):
    quote = Quote(document="scan0031.tif", page=1, bbox=None, text=text, date=when)
    return Course(
        name=name, group="drug", start=start, last=last, stop=stop, visits=None,
        outcome=outcome, evidence=(quote,),
    )  # fmt: skip


def test_only_treatments_that_bear_on_the_case_are_drawn(folder):
    rows = (
        course("gabapentin", "2025-06-01", "2025-11-02", outcome="not tolerated"),
        course("lisinopril", "2020-01-01", "2026-01-01", outcome="ongoing"),
        course("physical therapy", "2025-06-02", "2025-09-12"),
    )
    case = folder.case.model_copy(update={"courses": rows})
    assert [row.name for row in shown_courses(case)] == ["gabapentin", "physical therapy"]


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("Gabapentin stopped 11/02/2025 for sedation.", "2025-11-02"),
        ("Gabapentin stopped 11/2025.", None),
        ("He stopped gabapentin.", None),  # the day is that of the note, not of the end
    ],
)
def test_an_end_counts_only_where_its_day_is_printed(text, stop):
    assert (
        stop_of(course("gabapentin", "2025-06-01", "2025-11-02", "2025-11-02", text=text)) == stop
    )


def test_a_plot_shows_each_value_with_its_passage(folder):
    quote = course("x", "2025-06-01", None).evidence[0]
    points = tuple(
        Measured(date=day, value=value, second=None, evidence=quote)
        for day, value in (("2026-01-08", 7.0), ("2026-02-11", 8.0), ("2026-02-11", 8.0))
    )
    pain = Measure(name="pain", unit="/10", points=points)
    case = folder.case.model_copy(
        update={"measures": (pain, pain.model_copy(update={"name": "height"}))}
    )
    (plot,) = plots_of(case)
    assert [(told, p.date) for told, p in plot.rows] == [("7", "2026-01-08"), ("8", "2026-02-11")]
    first, last = plot.dots
    assert first.x < last.x
    assert first.y > last.y  # higher values stand higher
    assert plot.words == "pain, /10: 01/08/2026 7; 02/11/2026 8"


def test_every_point_that_is_drawn_links_to_its_passage(folder, said, tmp_path):
    """Of each bar and each plotted value: its line names the page that shows its words."""
    words = [(said.PAIN_2, "2026-01-08", 7.0), (said.PAIN_1, "2026-02-11", 8.0)]
    points = tuple(
        Measured(date=day, value=value, second=None, evidence=quote_of(text, day))
        for text, day, value in words
    )
    therapy = course("physical therapy", "2025-06-02", "2025-09-12")
    tried = Quote(document="PT discharge.pdf", page=2, bbox=None, text=said.TRIED, date=None)
    case = folder.case.model_copy(
        update={
            "courses": (
                therapy.model_copy(update={"evidence": (tried,)}),
                course("meloxicam", "2025-08-01", None, text=said.MELOXICAM, outcome="stopped"),
            ),
            "measures": (Measure(name="pain", unit="/10", points=points),),
        }
    )
    written = write_packet(case, folder.source, tmp_path / "packet.pdf")
    finished = read_back((tmp_path / "packet.pdf").read_bytes())
    sections = {section.name: section.text for section in finished.sections}
    drawn = [(bar.anchor, ()) for bar in timeline_of(written).bars]
    drawn += [
        (f"course-{n}", course_records(row)) for n, row in enumerate(shown_courses(written), 1)
    ]
    drawn += [
        (f"measure-{n}", [p.evidence for p in rows])
        for n, (_, rows) in enumerate(shown_measures(written), 1)
    ]
    assert {"course-1", "course-2", "measure-1"} <= {anchor for anchor, _ in drawn}
    for anchor, quotes in drawn:
        named = parts_of(sections[anchor]).places
        assert named
        for row in quotes:
            assert (row.exhibit, row.exhibit_page) in named
            assert fold(row.text) in fold(finished.exhibits[row.exhibit, row.exhibit_page].text)


def quote_of(text, day):
    return Quote(document="scan0031.tif", page=1, bbox=None, text=text, date=day)


def test_no_month_is_written_over_the_day_of_the_denial(folder):
    old, new = folder.case.failed_treatments
    letter = folder.case.letter
    day = letter.letter_date.model_copy(update={"value": "2026-03-03"})
    rows = (
        old.model_copy(update={"date": "2025-12-05"}),
        new.model_copy(update={"date": "2026-02-20"}),
    )
    case = folder.case.model_copy(
        update={
            "failed_treatments": rows, "courses": (),
            "letter": letter.model_copy(update={"letter_date": day}),
        }
    )  # fmt: skip
    timeline = timeline_of(case)
    assert timeline.ticks
    assert "03/2026" not in [t.words for t in timeline.ticks]
    assert all(abs(t.left - timeline.asked.left) > 16 for t in timeline.ticks)
