"""What the physician must know before the call: windows, unread pages, papers kept out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from docextract.facts import (
    Chart,
    Deadline,
    DeadlineKind,
    LetterResult,
    PlanType,
    Policy,
    Route,
)
from docextract.letter.usual_p2p import usual_p2p
from packet_builder.case import Finding, Status
from packet_builder.routes import NO_DISPUTE, only_records
from packet_builder.when import instant_words, known_zone, parse_instant

_USUAL = 2


def cautions(
    result: LetterResult,
    chart: Chart,
    policy: Policy | None,
    policies: Sequence[Policy],
    findings: Sequence[Finding],
    now: datetime,
    *,
    held: bool = False,
    zone: str | None = None,
) -> tuple[str, ...]:
    """Every warning that the case gives rise to, the pressing ones first.

    After a call that was held nothing is said of its window. ``zone`` is the office's, an IANA
    name.
    """
    letter = result.letter
    callable_now = letter.document_type.value not in NO_DISPUTE and not only_records(letter)
    return (
        *(_windows(result, now, zone) if callable_now and not held else ()),
        *_letter(result),
        *_papers(chart),
        *_policy(result, policy, policies),
        *_evidence(findings),
    )


def _windows(result: LetterResult, now: datetime, zone: str | None) -> Iterator[str]:
    letter = result.letter
    calls = [d for d in letter.deadlines if d.kind.value is DeadlineKind.P2P]
    ends = [_moment(window, now) for window in calls]
    ahead = any(end is None or end >= now for end in ends)
    if not calls and letter.route.value in (Route.P2P, None):
        yield "The letter does not state a P2P window: call today and ask for its last day."
        yield from _usual(result)
    for window, end in zip(calls, ends, strict=True):
        if end and end < now:
            yield f"The P2P window closed on {_words(window, zone)}."
        if window.due.value is None and window.quote.value:
            yield "The P2P window ends with an event, not a date; read the letter's words."
        if window.due.needs_review:
            yield "The P2P window was not read with certainty; check it against the letter."
    if letter.plan_type.value is PlanType.MEDICARE_ADVANTAGE:
        yield (
            "Medicare Advantage: once the denial letter is issued a P2P may be for information "
            "only; be ready to file the appeal, expedited where waiting may harm the patient."
        )
    if ahead and any(
        u.must_precede_appeal
        for u in usual_p2p(letter.payer.value, letter.um_vendor.value, letter.plan_type.value)
    ):
        yield "This payer is known to end the right to a P2P once an appeal is filed: call first."
    elif ahead and letter.plan_type.value is not PlanType.MEDICARE_ADVANTAGE:
        yield "With some payers filing the appeal ends the right to a P2P: call before filing."


def _usual(result: LetterResult) -> Iterator[str]:
    """What the payer publishes, marked as no word of the letter, with its source."""
    letter = result.letter
    rows = usual_p2p(letter.payer.value, letter.um_vendor.value, letter.plan_type.value)
    for row in rows[:_USUAL]:
        told = row.text
        if row.amount and row.unit:
            told = (
                f"{row.amount} {row.unit.value.replace('_', ' ')} from {row.start or 'the letter'}"
            )
        if told:
            yield (
                f"Not from the letter: {row.payer} publishes a usual window for {row.case}: {told} "
                f"({row.url}). Confirm it by telephone."
            )


def _moment(deadline: Deadline, now: datetime) -> datetime | None:
    value = deadline.due.value
    if not value:
        return None
    if len(value) == 10:
        day = date.fromisoformat(value)
        return datetime(day.year, day.month, day.day, 23, 59, tzinfo=now.tzinfo)
    return datetime.fromisoformat(value)


def _words(deadline: Deadline, zone: str | None) -> str:
    """The last moment as papers print it, in the office's zone."""
    moment = parse_instant(deadline.due.value, known_zone(zone))
    return instant_words(moment) if moment else ""


def _letter(result: LetterResult) -> Iterator[str]:
    letter = result.letter
    names = [name.replace("_", " ") for name in letter.review]
    if names:
        lists = " and ".join(", ".join(names).rsplit(", ", 1))
        yield f"The letter's list of {lists} may be incomplete; read the letter."
    if letter.patient.dob.value is None and letter.patient.member_id.value is None:
        yield "The letter prints no date of birth and no member number: the chart was tied by name."


def _papers(chart: Chart) -> Iterator[str]:
    for document in chart.documents:
        if document.included is False:
            yield f"{document.document} was kept out: {document.reason}."
        elif document.included == "ask":
            asked = "is shown to nobody until you decide (p2p release)"
            yield f"{document.document} {asked}: {document.reason}."
        elif document.excluded_pages:
            pages = ", ".join(str(p) for p in document.excluded_pages)
            yield f"{document.document}, page {pages}, was kept out: {document.reason}."
        elif document.reason:
            yield f"{document.document}: {document.reason}."


def _policy(
    result: LetterResult, policy: Policy | None, policies: Sequence[Policy]
) -> Iterator[str]:
    if policies and policy is None:
        yield "None of the policies in the folder is the one that the letter cites."
    if policy is None or not policy.edition:
        return
    cited = [c.edition.value for c in result.letter.criteria if c.edition.value]
    if cited and not any(_same_edition(policy.edition, c) for c in cited):
        yield (
            f"The letter cites the edition {cited[0]}; the policy in the folder is "
            f"{policy.edition}. Check that its requirements are the same."
        )


def _same_edition(one: str, other: str) -> bool:
    def digits(value: str) -> set[str]:
        return {d.lstrip("0") for d in "".join(c if c.isdigit() else " " for c in value).split()}

    return bool(digits(one) & digits(other)) and (
        digits(one) <= digits(other) or digits(other) <= digits(one)
    )


def _evidence(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.status is Status.CONTRADICTED:
            yield f'The chart speaks against "{finding.text}".'
    if any(p.needs_review for f in findings for p in f.evidence):
        yield "Some passages come from pages that were hard to read; compare them with the page."
