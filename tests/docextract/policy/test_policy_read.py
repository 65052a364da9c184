"""A policy's pages as requirements, and which of them a letter is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from docextract.facts import Criterion, Fact, Letter, Service
from docextract.pages import read_document
from docextract.pages.page import Document, Line, Page, Word
from docextract.policy import applying, find_policy, read_policy

LINES = """Pine Ridge Health Plan Medical Policy  PR-SUR-0210 Effective 03/01/2026
Arthroscopic Knee Surgery
Section A. Background
Knee pain is common. The following facts are of general interest.
1. Cartilage wears with age
Section B. Meniscal repair (code 90001)
Meniscal repair is considered medically necessary when ALL of the following are met:
B1. Mechanical symptoms such as locking for at least
four weeks
B2. MRI within 6 months showing a repairable tear
Section C. Lateral release (code 90002)
Lateral release is covered when one of the following is documented:
1. Recurrent dislocation
2. Patellar tilt on imaging
References
1. Somebody. A paper. 2019."""


def document(text: str) -> Document:
    lines = tuple(
        Line(
            words=tuple(
                Word(w, (72.0 + 6 * i, 72.0 + 14 * n, 76.0 + 6 * i, 84.0 + 14 * n))
                for i, w in enumerate(row.split())
            ),
            block=n,
        )
        for n, row in enumerate(text.splitlines())
    )
    page = Page(number=1, width=612, height=792, lines=lines, source="text")
    return Document(name="policy.pdf", sha256="0", media="pdf", pages=(page,))


def letter(identifier: str | None, service: str, title: str | None = None) -> Letter:
    return Letter(
        services=(Service(description=Fact(value=service)),),
        criteria=(Criterion(identifier=Fact(value=identifier), title=Fact(value=title)),),
    )


def test_the_head_of_a_policy_is_read() -> None:
    policy = read_policy(document(LINES))
    assert policy
    assert (policy.identifier, policy.title, policy.edition) == (
        "PR-SUR-0210", "Arthroscopic Knee Surgery", "03/01/2026",
    )  # fmt: skip


def test_requirements_carry_labels_headings_and_places() -> None:
    policy = read_policy(document(LINES))
    assert policy
    labels = [(c.label, c.text) for c in policy.criteria]
    assert ("B1", "Mechanical symptoms such as locking for at least four weeks") in labels
    assert ("B2", "MRI within 6 months showing a repairable tear") in labels
    assert all("dislocation" not in text or label == "1" for label, text in labels)
    assert all(c.evidence and c.evidence[0].bbox for c in policy.criteria)


def test_background_and_references_hold_no_requirement() -> None:
    policy = read_policy(document(LINES))
    assert policy
    texts = " ".join(c.text for c in policy.criteria)
    assert "Cartilage" not in texts
    assert "Somebody" not in texts


def test_alternatives_are_marked_as_such() -> None:
    policy = read_policy(document(LINES))
    assert policy
    either = [c for c in policy.criteria if c.any_of]
    assert [c.text for c in either] == ["Recurrent dislocation", "Patellar tilt on imaging"]


def test_pages_without_requirements_are_no_policy() -> None:
    assert read_policy(document("Dear Doctor\nThank you for your call.")) is None


@pytest.mark.parametrize("cited", ["PR-SUR-0210", "PR SUR 0210", "pr-sur-0210", "PR-SUR-O210"])
def test_the_cited_policy_is_found_however_it_is_written(cited: str) -> None:
    policy = read_policy(document(LINES))
    assert policy
    assert find_policy([policy], letter(cited, "meniscal repair")) == policy


def test_another_policy_is_not_taken() -> None:
    policy = read_policy(document(LINES))
    assert policy
    assert find_policy([policy], letter("PR-RX-0999", "etanercept", "Etanercept")) is None


def test_the_section_of_the_denied_service_applies() -> None:
    policy = read_policy(document(LINES))
    assert policy
    chosen = applying(policy, letter("PR-SUR-0210", "Meniscal repair, left knee"))
    assert [c.label for c in chosen] == ["B1", "B2"]


def test_the_section_that_the_reason_speaks_of_applies() -> None:
    policy = read_policy(document(LINES))
    assert policy
    reason = "The notes do not support lateral release under the plan's policy."
    asked = letter("PR-SUR-0210", "Arthroscopy").model_copy(
        update={"denial_reason": Fact(value=reason)}
    )
    assert {c.heading for c in applying(policy, asked)} == {
        "Section C. Lateral release (code 90002)"
    }


MARKDOWN = """# Harbor Health Plan

## Drug Policy RX-9: Growth hormone

*Effective:* 2026-02-01

### Coverage criteria

All of the following:

- Height velocity below the 3rd percentile
- **Two** stimulation tests with a peak below 10 ng/mL

### References

- Somebody 2020
"""
HTML = """<html><body><h1>Harbor Health Plan</h1><h2>Medical Policy MP-77: Lumbar fusion</h2>
<p>Effective 03/01/2026</p><h3>Criteria</h3><p>Covered when all of the following are met:</p>
<ol><li>Body mass index below 40</li><li>At least 6 weeks of physical therapy</li></ol>
<h3>Background</h3><ul><li>Fusion is common.</li></ul></body></html>"""


@pytest.mark.parametrize(
    ("name", "words", "head", "criteria"),
    [
        (
            "policy.md",
            MARKDOWN,
            ("Harbor Health Plan", "RX-9", "Growth hormone", "2026-02-01"),
            [
                "Height velocity below the 3rd percentile",
                "Two stimulation tests with a peak below 10 ng/mL",
            ],
        ),
        (
            "policy.html",
            HTML,
            ("Harbor Health Plan", "MP-77", "Lumbar fusion", "03/01/2026"),
            ["Body mass index below 40", "At least 6 weeks of physical therapy"],
        ),
    ],
)
def test_markdown_and_web_pages_are_policies_too(
    tmp_path: Path, name: str, words: str, head: tuple[str, ...], criteria: list[str]
) -> None:
    path = tmp_path / name
    path.write_text(words, encoding="utf-8")
    policy = read_policy(read_document(path))
    assert policy is not None
    assert (policy.payer, policy.identifier, policy.title, policy.edition) == head
    assert [c.text for c in policy.criteria] == criteria
