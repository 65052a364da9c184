"""Pages → Chart: whose page this is, what and when it is, and what its statements say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from docextract.chart.copies import mark_copies
from docextract.chart.courses import treatment_courses
from docextract.chart.guarded import guarded
from docextract.chart.identity import Ownership, owners
from docextract.chart.kind import author_of, kind_of
from docextract.chart.measures import measure_series
from docextract.chart.statements import read_statements
from docextract.chart.when import document_date
from docextract.facts import Chart, ChartDocument, Identity, Release, Statement
from docextract.meanings import meanings_of
from docextract.pages.page import Document


def read_chart(
    documents: Sequence[Document],
    patient: Identity,
    *,
    reference_date: date | None = None,
    released: Mapping[str, Release] | None = None,
) -> Chart:
    """The chart of one patient: identity first, then statements of the included pages.

    Args:
        documents: every file of the chart's folder, as pages.
        patient: who the letter is about.
        reference_date: the day the request or letter is from; later dates are no visits.
        released: by the documents' SHA-256, what a person said may be used.

    Returns:
        Every document with its standing, and the statements of the included pages, in the
        order of the documents.
    """
    told: list[ChartDocument] = []
    statements: list[Statement] = []
    birth = date.fromisoformat(patient.dob) if patient.dob else None
    said = released or {}
    whose = owners(documents, patient, reference_date=reference_date, released=said)
    for document, owner in zip(documents, whose, strict=True):
        standing = _guard(document, owner, said.get(document.sha256))
        described = _describe(document, standing, reference_date, birth)
        told.append(described)
        if standing.included is True:
            fallback = date.fromisoformat(described.date) if described.date else None
            statements.extend(
                read_statements(
                    document,
                    standing.excluded_pages,
                    fallback=fallback,
                    birth=birth,
                    reference=reference_date,
                )
            )
    marked = mark_copies(statements)
    return Chart(
        documents=tuple(told),
        statements=marked,
        courses=treatment_courses(marked),
        series=measure_series(marked),
        meanings=meanings_of([s.columns or s.text for s in marked]),
    )


def _guard(document: Document, owner: Ownership, release: Release | None) -> Ownership:
    """Records under special protection are shown to nobody until a person says so."""
    found = guarded(document, owner.excluded_pages) if owner.included is True else None
    held = [p for p in found.pages if not (release and release.covers(p))] if found else []
    if found is None or not held:
        return owner
    if found.whole and len(held) == len(found.pages):
        return Ownership("ask", found.reason, ())
    told = f"pages {', '.join(map(str, held))}: {found.reason}"
    kept_out = tuple(sorted({*owner.excluded_pages, *held}))
    return Ownership(True, "; ".join(filter(None, (owner.reason, told))), kept_out)


def _describe(
    document: Document, owner: Ownership, reference: date | None, birth: date | None
) -> ChartDocument:
    kept_out = owner.excluded_pages if owner.included is True else ()
    pages = [p for p in document.pages if p.number not in kept_out]
    text = "\n".join(p.text for p in pages)
    newest = document_date(document, pages, reference, birth)
    return ChartDocument(
        document=document.name,
        sha256=document.sha256,
        kind=kind_of(document, kept_out),
        date=newest.isoformat() if newest else None,
        pages=len(document.pages),
        included=owner.included,
        reason=owner.reason,
        excluded_pages=owner.excluded_pages,
        author=author_of(text) if owner.included is True else None,
        paged=document.paged,
    )
