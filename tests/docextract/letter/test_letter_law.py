"""The law's own limits, and the usual windows of payers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from docextract.facts import DeadlineKind, DeadlineUnit, DocumentType, Party, PlanType
from docextract.letter.clock import window_end
from docextract.letter.deadlines_law import due_under, legal_due, rule_named
from docextract.letter.usual_p2p import usual_p2p
from docextract.rules import load

VECTORS = Path(__file__).parents[4] / "shared" / "reference" / "deadline_rules.yaml"


@pytest.mark.parametrize(
    ("rule", "notice", "receipt", "due"),
    [
        # no February 30: the first of March (the rule's own example is of this kind)
        ("aca.external_review.file", None, date(2025, 10, 31), date(2026, 3, 2)),
        # July 4, 2026 is a Saturday, its Friday observed: on to Monday
        ("aca.external_review.file", None, date(2026, 3, 3), date(2026, 7, 6)),
        ("erisa.internal_appeal.file", None, date(2026, 1, 10), date(2026, 7, 9)),
        ("ma.reconsideration.file", date(2026, 3, 3), date(2026, 3, 4), date(2026, 5, 7)),
        ("ma.reconsideration.letter65", date(2026, 3, 3), None, date(2026, 5, 7)),
        ("medicaid.continuation", date(2026, 3, 3), None, date(2026, 3, 13)),
        ("fehb.reconsideration.file", date(2026, 8, 31), None, date(2027, 2, 28)),
        ("tricare.expedited.file", date(2026, 3, 3), None, date(2026, 3, 11)),
    ],
)
def test_rules(rule: str, notice: date | None, receipt: date | None, due: date) -> None:
    assert due_under(rule_named(rule), notice=notice, receipt=receipt) == due


def vectors() -> list[dict[str, Any]]:
    if not VECTORS.exists():
        return []
    rows: list[dict[str, Any]] = yaml.safe_load(VECTORS.read_text())["test_vectors"]
    return rows


@pytest.mark.skipif(not VECTORS.exists(), reason="the reference's vectors are not at hand")
def test_the_references_vectors() -> None:
    for row in vectors():
        if row["rule"].startswith("p2p "):
            _, amount, unit = row["rule"].split()
            assert window_end(row["start"], int(amount), DeadlineUnit(unit)) == row["due"], row
            continue
        rule = rule_named(row["rule"])
        due = due_under(rule, notice=row.get("notice"), receipt=row.get("receipt"))
        assert due == row["due"], row


def test_nothing_is_computed_from_an_unknown_day() -> None:
    assert due_under(rule_named("fehb.reconsideration.file"), notice=None, receipt=None) is None


def test_rows_that_apply_are_told_with_their_source() -> None:
    rows = legal_due(
        DeadlineKind.INTERNAL_APPEAL,
        PlanType.MEDICARE_ADVANTAGE,
        notice=date(2026, 3, 3),
        receipt=date(2026, 3, 5),
    )
    assert {r.rule for r in rows} == {"ma.reconsideration.file", "ma.reconsideration.letter65"}
    assert all(r.cite for r in rows)
    second = next(r for r in rows if r.confidence == "V2")
    assert second.note is not None
    assert second.note.startswith("confirm")


def test_an_outside_review_is_counted_from_a_final_decision_alone() -> None:
    day = date(2026, 3, 3)
    kind, plan = DeadlineKind.EXTERNAL_REVIEW, PlanType.COMMERCIAL
    assert legal_due(kind, plan, notice=day, receipt=day, document_type=DocumentType.DENIAL) == ()
    upheld = DocumentType.APPEAL_UPHELD
    final = legal_due(kind, plan, notice=day, receipt=day, document_type=upheld)
    assert [r.rule for r in final] == ["aca.external_review.file"]
    in_new_york = legal_due(
        kind, plan, notice=day, receipt=day, document_type=upheld, state="NY", party=Party.PROVIDER
    )
    assert in_new_york[0].rule == "ny.external_appeal.provider"


def test_every_rule_is_sound() -> None:
    for rule in load("deadlines")["rules"]:
        assert rule["confidence"] in ("V", "V2"), rule["id"]
        assert rule["cite"], rule["id"]
        assert rule["roll"] in ("none", "next_business_day"), rule["id"]
        assert rule["start"] in ("receipt", "notice_date"), rule["id"]
        assert DeadlineUnit(rule["unit"])
        assert all(DeadlineKind(kind) for kind in rule["kinds"])


def test_usual_windows_of_the_reviewer_come_first() -> None:
    rows = usual_p2p("Example Health, an Anthem plan", "eviCore healthcare", PlanType.COMMERCIAL)
    assert [r.payer for r in rows] == ["eviCore", "Anthem Virginia"]
    assert usual_p2p("Regence BlueShield", None, None)[0].amount == 15
    assert usual_p2p("Nobody's Plan", None, None) == ()
    assert usual_p2p(None, None, None) == ()


def test_usual_windows_keep_to_their_line_of_business() -> None:
    assert usual_p2p("Humana", None, PlanType.COMMERCIAL) == ()
    assert usual_p2p("Humana Gold", None, PlanType.MEDICARE_ADVANTAGE)[0].text


def test_every_usual_window_has_its_page() -> None:
    for row in load("payers_p2p")["rows"]:
        assert row["url"].startswith("http"), row
        assert ("amount" in row) != ("text" in row), row
