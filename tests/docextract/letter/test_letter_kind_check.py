"""A kind of letter held against the decisions on its lines."""

from __future__ import annotations

import pytest

from docextract.facts import DocumentType, Fact, Service, ServiceStatus
from docextract.letter.kind_check import borne_out


@pytest.mark.parametrize(
    ("kind", "lines", "doubted"),
    [
        ("denial", "denied", False),
        ("denial", "denied approved", True),
        ("denial", "", False),
        ("partial_denial", "approved denied", False),
        ("partial_denial", "approved modified", False),
        ("partial_denial", "modified", True),
        ("partial_denial", "denied", True),
        ("approval", "approved", False),
        ("approval", "approved denied", True),
        ("information_request", "pending", False),
        ("information_request", "approved", True),
        ("information_request", "pending denied", True),
        ("appeal_upheld", "denied", False),
        ("appeal_upheld", "approved", True),
        ("appeal_overturned", "approved", False),
        ("other", "denied", False),
    ],
)
def test_a_kind_that_its_lines_do_not_bear_out_is_doubted(
    kind: str, lines: str, doubted: bool
) -> None:
    told = Fact[DocumentType](value=DocumentType(kind), confidence=0.95)
    services = [Service(status=Fact(value=ServiceStatus(one))) for one in lines.split()]
    checked = borne_out(told, services)
    assert checked.needs_review is doubted
    in_part = kind == "denial" and doubted
    assert checked.value is (DocumentType.PARTIAL_DENIAL if in_part else told.value)
    assert (checked.confidence < told.confidence) is doubted
