"""What page 1 says about the clock."""

from __future__ import annotations

import pytest

from docextract.facts import Anchor, Deadline, DeadlineKind, DocumentType, Fact, Party, Route
from packet_builder.exhibits import ExhibitPlan
from packet_builder.front import ask_words, front_of, next_words
from packet_builder.outcome import CallOutcome
from packet_builder.request import request_pdf
from packet_builder.routes import reason_head, template_of
from packet_builder.standing import Window, rights_ahead, standing_of


def deadline(kind, due=None, **leaves):
    return Deadline(kind=Fact(value=kind), due=Fact(value=due), **leaves)


def changed(case, *, deadlines, route=Route.P2P, **more):
    letter = case.letter.model_copy(update={"deadlines": deadlines, "route": Fact(value=route)})
    return case.model_copy(update={"letter": letter, **more})


CALL = deadline(DeadlineKind.P2P, "2026-03-17")
PAST = deadline(DeadlineKind.P2P, "2026-03-02")
APPEAL = deadline(DeadlineKind.INTERNAL_APPEAL, "2026-08-31")


@pytest.mark.parametrize(
    ("deadlines", "route", "window"),
    [
        ((CALL, APPEAL), Route.P2P, Window.OPEN),
        ((PAST, APPEAL), Route.P2P, Window.CLOSED),
        ((PAST, CALL), Route.P2P, Window.OPEN),
        ((APPEAL,), Route.P2P, Window.UNSTATED),
        ((APPEAL,), Route.APPEAL, Window.NOT_OFFERED),
        (
            (deadline(DeadlineKind.P2P, anchor=Fact(value=Anchor.OTHER)),),
            Route.P2P,
            Window.EVENT,
        ),
        ((deadline(DeadlineKind.P2P, amount=Fact(value=7)),), Route.P2P, Window.UNCLEAR),
        ((deadline(DeadlineKind.P2P, needs_review=True),), Route.P2P, Window.UNCLEAR),
    ],
)
def test_window(folder, deadlines, route, window):
    assert standing_of(changed(folder.case, deadlines=deadlines, route=route)).window is window


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("upheld", "upheld the denial"),
        ("partly", "approved a part"),
        ("pending", "No decision was given"),
        ("overturned", "Until that is here in writing"),
    ],
)
def test_a_call_that_was_held_is_not_asked_for_again(folder, result, words):
    held = CallOutcome(
        result=result, held_at="2026-03-05T12:30", reviewer_name="Jo Roe, MD",
        reasons=("no report of the MRI",),
    )  # fmt: skip
    case = changed(folder.case, deadlines=(CALL, APPEAL), held=held)
    standing = standing_of(case)
    front = front_of(case, standing, ExhibitPlan((), {}))
    assert standing.window is Window.HELD
    assert not front.dial
    assert front.next_when.startswith("Mon, August 31, 2026 (180 days")
    said = " ".join(front.call_lines)
    assert words in said
    assert "Held 03/05/2026 with Jo Roe, MD." in said
    assert "no report of the MRI" in said
    assert request_pdf(case) is None
    assert "held" not in case.model_dump(mode="json")


def test_the_earlier_of_two_open_windows_is_shown(folder):
    later = deadline(DeadlineKind.P2P, "2026-03-20")
    standing = standing_of(changed(folder.case, deadlines=(later, CALL)))
    assert standing.call == CALL


def test_the_members_window_comes_after_the_providers(folder):
    members = deadline(DeadlineKind.P2P, "2026-03-10", party=Fact(value=Party.MEMBER))
    standing = standing_of(changed(folder.case, deadlines=(members, CALL)))
    assert standing.call == CALL


def test_a_past_alarm_gives_way_to_the_limit(folder):
    row = deadline(DeadlineKind.P2P, "2026-03-04", act_by=Fact(value="2026-03-04T10:00:00-05:00"))
    standing = standing_of(changed(folder.case, deadlines=(row,)))
    assert str(standing.call_by) == "2026-03-04"


def test_next_right_skips_what_is_over(folder):
    over = deadline(DeadlineKind.INTERNAL_APPEAL, "2026-01-05")
    review = deadline(DeadlineKind.EXTERNAL_REVIEW, "2026-06-30")
    standing = standing_of(changed(folder.case, deadlines=(PAST, over, review)))
    assert standing.next_right == review
    assert next_words(standing).startswith("Next: external review by Tue, June 30, 2026")


def test_an_upheld_appeal_says_that_it_decides_one(folder):
    kind = Fact(value=DocumentType.APPEAL_UPHELD)
    letter = folder.case.letter.model_copy(update={"document_type": kind})
    case = changed(
        folder.case.model_copy(update={"letter": letter}), deadlines=(), route=Route.APPEAL
    )
    front = front_of(case, standing_of(case), ExhibitPlan((), {}))
    assert front.call_lines == ("The letter decides an appeal; it offers no call.",)


def test_information_comes_first_where_it_is_asked_for(folder):
    info = deadline(DeadlineKind.INFORMATION, "2026-03-20")
    case = changed(folder.case, deadlines=(APPEAL, info), route=Route.SUBMIT_INFORMATION)
    assert standing_of(case).next_right == info


def test_prepared_at_needs_its_offset(folder):
    case = folder.case.model_copy(update={"prepared_at": "2026-03-04T11:02:00"})
    with pytest.raises(ValueError, match="UTC offset"):
        standing_of(case)


@pytest.mark.parametrize(
    ("kind", "route", "phone", "template"),
    [
        (DocumentType.INFORMATION_REQUEST, Route.P2P, None, "cover.html"),
        (DocumentType.INFORMATION_REQUEST, Route.P2P, "800-555-0142", "packet.html"),
        (DocumentType.INFORMATION_REQUEST, None, "800-555-0142", "cover.html"),
        (DocumentType.INFORMATION_REQUEST, Route.APPEAL, None, "cover.html"),
        (DocumentType.INFORMATION_REQUEST, Route.CLAIM_CORRECTION, None, "worksheet.html"),
        (DocumentType.DENIAL, Route.P2P, None, "packet.html"),
    ],
)
def test_records_asked_for_come_first_by_whatever_route(folder, kind, route, phone, template):
    """Their day is told even where a talk is spoken of; nothing is called denied."""
    info = deadline(DeadlineKind.INFORMATION, "2026-03-20")
    contacts = folder.case.letter.contacts.model_copy(update={"p2p_phone": Fact(value=phone)})
    letter = folder.case.letter.model_copy(
        update={"document_type": Fact(value=kind), "contacts": contacts}
    )
    case = changed(
        folder.case.model_copy(update={"letter": letter}), deadlines=(APPEAL, info), route=route
    )
    assert template_of(case) == template
    asked = kind is DocumentType.INFORMATION_REQUEST
    assert (standing_of(case).next_right == info) is asked
    assert (request_pdf(case) is not None) is (template == "packet.html")
    assert ("Overturn" in ask_words(case)) is not asked
    assert ("denied" in reason_head(case)) is not asked


def test_of_cures_of_a_claim_the_earlier_counts_and_all_are_told(folder):
    cure = deadline(DeadlineKind.INFORMATION, "2026-04-29")
    over = deadline(DeadlineKind.INFORMATION, "2026-03-01")
    later = deadline(DeadlineKind.EXTERNAL_REVIEW, "2026-12-01")
    rows = (later, APPEAL, over, cure, CALL)
    case = changed(folder.case, deadlines=rows, route=Route.CLAIM_CORRECTION)
    standing = standing_of(case)
    assert standing.next_right == cure
    assert [row for row, _ in rights_ahead(case, standing)] == [cure, APPEAL, later]


def test_what_ends_before_the_next_right_is_told_beside_it(folder):
    fast = deadline(DeadlineKind.EXPEDITED_APPEAL, "2026-03-09")
    rows = (APPEAL, fast, deadline(DeadlineKind.EXTERNAL_REVIEW, "2026-12-01"))
    case = changed(folder.case, deadlines=rows, route=Route.APPEAL)
    front = front_of(case, standing_of(case), ExhibitPlan((), {}))
    assert front.next_before == ("Expedited appeal by Mon, March 9, 2026",)
    assert front.after_next == ("External review by Tue, December 1, 2026",)
