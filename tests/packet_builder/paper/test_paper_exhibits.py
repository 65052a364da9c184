"""Choosing, numbering and placing exhibits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract import pages as reading
from docextract.errors import OutputError, UnreadableFileError
from packet_builder.citations import citations
from packet_builder.claims import claim_view, treatment_views
from packet_builder.exhibits import Spot, plan_exhibits
from packet_builder.locate import letters_of, locate, merge_lines
from packet_builder.placing import place_exhibits
from packet_builder.sheets import GUTTER, LONG, SHORT, STRIP, sheet_for


def test_letter_first_then_in_order_of_citation(folder):
    plan = plan_exhibits(folder.case, folder.source)
    assert [x.document for x in plan.exhibits] == [
        None,
        "PT discharge.pdf",
        "scan0031.tif",
        "fills.txt",
    ]
    assert [x.number for x in plan.exhibits] == [1, 2, 3, 4]


def test_only_cited_pages(folder):
    plan = plan_exhibits(folder.case, folder.source)
    assert [[p.source_page for p in x.pages] for x in plan.exhibits] == [[1, 2], [2], [1], [None]]


def test_every_citation_is_placed(folder):
    placed = place_exhibits(folder.case, folder.source)
    for _, cited in citations(placed):
        assert cited.exhibit is not None
        assert cited.exhibit_page is not None
    assert place_exhibits(placed, folder.source) == placed


def test_a_letter_among_others_keeps_its_own_pages(folder):
    case = folder.case.model_copy(update={"pages": (2,)})
    plan = plan_exhibits(case, folder.source)
    assert [p.source_page for p in plan.exhibits[0].pages] == [2]


@pytest.mark.parametrize("change", [{"included": "ask"}, {"excluded_pages": (2,)}])
def test_pages_that_are_kept_out_stop_the_packet(folder, change):
    rows = tuple(
        d.model_copy(update=change) if d.document == "PT discharge.pdf" else d
        for d in folder.case.chart.documents
    )
    case = folder.case.model_copy(
        update={"chart": folder.case.chart.model_copy(update={"documents": rows})}
    )
    with pytest.raises(OutputError, match="kept out"):
        plan_exhibits(case, folder.source)


def test_claims_name_exhibits_instead_of_files(folder, said):
    plan = plan_exhibits(folder.case, folder.source)
    evidence = folder.case.talking_points[0].evidence
    view = claim_view(
        f'Shown. "2025-09-12: {said.TRIED}" (PT discharge.pdf, p. 2).', evidence, plan
    )
    assert view.text == f'Shown. "09/12/2025: {said.TRIED}" [Ex. 2, p. 1].'
    assert view.parts[1] == Spot(2, 1)
    assert [p.text for p in view.passages] == [said.MELOXICAM]


def test_treatments_of_one_passage_share_a_row(folder):
    row = folder.case.failed_treatments[0]
    other = row.model_copy(update={"treatment": "ibuprofen"})
    case = folder.case.model_copy(update={"failed_treatments": (row, other)})
    (view,) = treatment_views(case)
    assert (view.names, view.anchors) == ("meloxicam; ibuprofen", ("treatment-1", "treatment-2"))


def test_a_file_that_cannot_be_shown_is_named_and_costs_nothing_else(folder, monkeypatch):
    def broken(path, pages, **options):
        if path.suffix == ".tif":
            raise UnreadableFileError("scan0031.tif changed since it was read")
        return fine(path, pages, **options)

    fine = reading.as_pdf
    monkeypatch.setattr(reading, "as_pdf", broken)
    plan = plan_exhibits(folder.case, replace(folder.source, made={}))
    assert plan.missing == (("scan0031.tif", "scan0031.tif changed since it was read"),)
    assert [x.number for x in plan.exhibits] == [1, 2, 3]
    assert plan.spot(folder.case.functional_limitations[0]) is None


def test_typeset_passage_is_found(folder, said):
    plan = plan_exhibits(folder.case, folder.source)
    (page,) = plan.exhibits[3].pages
    (mark,) = page.marks
    assert mark.claims == ("treatment-2",)
    assert len(mark.lines) == 1
    assert said.FILLS


def test_locate_over_wrapped_lines_and_small_errors(said):
    letters = letters_of(said.page_pdf("<p style='width: 2in'>" + said.TRIED + "</p><p>Other.</p>"))
    place = locate(letters, said.TRIED)
    assert len(place.lines) > 2
    assert locate(letters, said.TRIED.replace("supervised", "supervlsed")) is not None
    assert locate(letters, "an altogether different sentence about shoulders") is None
    assert locate(letters, "…") is None


def test_lines_are_joined_from_letters():
    boxes = [(10, 10, 15, 20), (16, 10, 20, 20), (10, 24, 15, 34)]
    assert merge_lines(boxes) == ((10, 10, 20, 20), (10, 24, 15, 34))


@given(
    st.floats(min_value=50, max_value=5000),
    st.floats(min_value=50, max_value=5000),
)
def test_every_page_fits_its_sheet(width, height):
    sheet = sheet_for(width, height)
    across, down = (LONG, SHORT) if sheet.wide else (SHORT, LONG)
    assert sheet.left >= GUTTER - 0.01
    assert sheet.top >= STRIP
    assert sheet.left + sheet.width <= across + 0.02
    assert sheet.top + sheet.height <= down + 0.02
    assert sheet.width / sheet.height == pytest.approx(width / height)
