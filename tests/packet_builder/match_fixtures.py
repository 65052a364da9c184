"""Charts and letters invented from a few lines, for the tests of matching."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from docextract.chart.assertion import assertion_of_statement
from docextract.facts import Chart, ChartDocument, CodeSystem, Fact, Letter, Service, Statement


def chart_of(notes: Sequence[Sequence[Any]]) -> Chart:
    """A chart with one document for each note ``[date, kind, section, text]``."""
    documents, statements = [], []
    for number, (day, kind, section, text) in enumerate(notes, start=1):
        name = f"note{number}.pdf"
        documents.append(
            ChartDocument(
                document=name, sha256="0", kind=kind, date=str(day), pages=1, included=True
            )
        )
        statements.append(
            Statement(
                document=name,
                page=1,
                bbox=(72.0, 100.0, 500.0, 112.0),
                lines=((72.0, 100.0, 500.0, 112.0),),
                text=text,
                assertion=assertion_of_statement(text, section=section),
                date=str(day),
                section=section,
                confidence=1.0,
            )
        )
    return Chart(documents=tuple(documents), statements=tuple(statements))


def letter_of(request: dict[str, Any], criteria: Sequence[str] = ()) -> Letter:
    """A denial letter for one service, with its unmet criteria."""
    day = str(request["date"])
    modifier = request.get("modifier")
    service = Service(
        description=Fact(value=request["service"]),
        modifiers=Fact(value=(modifier,) if modifier else ()),
        system=Fact(value=CodeSystem.REV if request.get("acute") else None),
    )
    return Letter(
        services=(service,),
        letter_date=Fact(value=day),
        request_date=Fact(value=day),
        unmet_criteria=tuple(Fact(value=c) for c in criteria),
    )


def day_of(request: dict[str, Any]) -> date:
    """The day of a request."""
    return date.fromisoformat(str(request["date"]))
