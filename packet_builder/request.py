"""The request for the call: one page for the coordinator, to fax or to read out."""

from __future__ import annotations

from pathlib import Path

from packet_builder.case import Case
from packet_builder.exhibits import ExhibitPlan
from packet_builder.front import NO_CALL, front_of
from packet_builder.routes import denies, template_of
from packet_builder.standing import standing_of
from packet_builder.typeset import render, to_pdf
from packet_builder.when import instant_words

_NOWHERE = ExhibitPlan((), {})


def request_pdf(case: Case, templates: Path | None = None) -> bytes | None:
    """The page with the payer's booking fields filled; None where nobody is to call.

    What the letter does not say is left to fill in, on the screen or by hand.
    """
    standing = standing_of(case)
    if standing.window in NO_CALL or template_of(case) != "packet.html":
        return None
    values = {
        "case": case,
        "standing": standing,
        "denies": denies(case),
        "front": front_of(case, standing, _NOWHERE),
        "title": "Request for a peer-to-peer call",
        "prepared": instant_words(standing.now),
    }
    return to_pdf(render("request.html", values, templates))
