"""A letter, a chart and the policies → the case: what speaks for the request and what against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from docextract.chart.limits import functional_limitations
from docextract.chart.treatments import failed_treatments
from docextract.chart_tells import tells
from docextract.facts import Chart, Letter, LetterResult, Policy
from docextract.meanings import vectors_of
from docextract.office import Office
from docextract.pages.page import Document
from docextract.policy import find_policy
from docextract.requirements.concepts import keys_of
from packet_builder.case import Case, CaseChart
from packet_builder.cautions import cautions
from packet_builder.findings import build_findings, requirements_of
from packet_builder.lead import courses, failures, lead_facts, limitations, measures
from packet_builder.match import Matcher
from packet_builder.match_notes import clock_of, read_notes
from packet_builder.match_rank import build_index
from packet_builder.match_sites import target_site
from packet_builder.outcome import CallOutcome
from packet_builder.points import talking_points
from packet_builder.questions import questions
from packet_builder.specialty import ordering_specialty


def build_case(
    result: LetterResult,
    chart: Chart,
    policies: Sequence[Policy],
    *,
    prepared_at: datetime,
    office: Office,
    documents: Sequence[Document] = (),
    held: CallOutcome | None = None,
) -> Case:
    """Argue one letter from one chart.

    Args:
        result: the letter, as it was read.
        chart: the patient's chart; only its included pages have statements.
        policies: the policies of the office's folder.
        prepared_at: the moment that everything "from now" counts from, with its zone.
        office: the practice's zone and hours.
        documents: the chart's files as read, for what stands beside the physician's name.
        held: the peer-to-peer call, where the office logged one.

    Returns:
        The case: every sentence of it is a template's own words or carries evidence.
    """
    now = prepared_at.astimezone(office.tz)
    policy = find_policy(policies, result.letter)
    matcher = make_matcher(result.letter, chart, _received(result, now))
    findings = build_findings(requirements_of(result.letter, policy), matcher)
    listed = CaseChart(documents=chart.documents)
    reference = matcher.clock.request
    texts = [statement.text for statement in chart.statements]
    heard = tells(texts, vectors_of(texts, chart.meanings))
    limits = functional_limitations(
        chart.statements, reference_date=reference, heard=heard.limited.tolist()
    )
    failed = failed_treatments(
        chart.statements, reference_date=reference, heard=heard.failed.tolist()
    )
    return Case(
        prepared_at=now.isoformat(),
        timezone=office.zone,
        source=result.source,
        pages=result.pages,
        letter=result.letter,
        chart=listed,
        criteria=findings,
        functional_limitations=limitations(limits),
        failed_treatments=failures(failed),
        courses=courses(chart.courses),
        measures=measures(chart.series),
        lead_facts=lead_facts(findings),
        talking_points=talking_points(findings),
        ordering_specialty=ordering_specialty(
            result.letter.ordering_provider.name.value, documents, chart.documents
        ),
        questions=questions(result.letter, findings, listed),
        warnings=cautions(
            result, chart, policy, policies, findings, now, held=held is not None, zone=office.zone
        ),
        held=held,
    )


def make_matcher(letter: Letter, chart: Chart, received: date) -> Matcher:
    """The chart made ready for matching against this letter's requirements."""
    words = [s.description.value or "" for s in letter.services]
    requested = frozenset(key for text in words for key in keys_of(text))
    notes = read_notes(chart)
    return Matcher(
        index=build_index(notes, vectors_of([n.text for n in notes], chart.meanings)),
        clock=clock_of(letter, received, notes),
        target=target_site(letter),
        requested=requested,
    )


def _received(result: LetterResult, now: datetime) -> date:
    value = result.source.received_at
    return date.fromisoformat(value[:10]) if value else now.date()
