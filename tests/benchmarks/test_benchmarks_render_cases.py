"""The sources of ``tests/cases``: what a truth quotes must stand where it says."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks import render_cases
from sample_docs.sheets import Sheet, read_sheets

CASES = render_cases.case_folders()
STATUSES = {"supported", "partial", "contradicted", "gap"}
TRUTHS = {case: render_cases.read_truth(case) for case in CASES}
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def words(text: str) -> str:
    return " " + " ".join(re.findall(r"[a-z0-9]+", html.unescape(text).lower())) + " "


def letter_text(case: Path) -> str:
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", (case / "letter.html").read_text())


def sheets(case: Path, folder: str = "chart") -> dict[str, Sheet]:
    path = case / f"{folder}.txt"
    return {sheet.name: sheet for sheet in read_sheets(path)} if path.exists() else {}


def foreign(truth: dict[str, Any], passage: dict[str, Any]) -> bool:
    return any(
        f["document"] == passage["document"] and passage["page"] in (f["pages"] or range(1, 99))
        for f in truth["foreign"]
    )


def passages(truth: dict[str, Any], *keys: str) -> list[dict[str, Any]]:
    return [p for criterion in truth["criteria"] for key in keys for p in criterion[key]]


def luhn(npi: str) -> bool:
    digits = [int(d) for d in reversed("80840" + npi)]
    return sum(d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(digits)) % 10 == 0


@each_case
def test_every_quote_stands_on_the_page_that_is_named(case: Path):
    truth, chart = TRUTHS[case], sheets(case)
    quoted = passages(truth, "evidence", "traps")
    missing = [
        (p["document"], p["page"], p["quote"])
        for p in [*quoted, *truth["functional_limitations"], *truth["failed_treatments"]]
        if words(p["quote"])
        not in words(render_cases.page_texts(chart[p["document"]])[p["page"] - 1])
    ]
    assert missing == []


@each_case
def test_the_requirements_stand_in_the_letter_or_the_policy(case: Path):
    printed = {
        "letter": words(letter_text(case)),
        "policy": words("\n".join(s.body for s in sheets(case, "policy").values())),
    }
    criteria = TRUTHS[case]["criteria"]
    assert 8 <= len(criteria) <= 17
    assert {c["status"] for c in criteria} == STATUSES
    assert [c["text"] for c in criteria if words(c["text"]) not in printed[c["origin"]]] == []


@each_case
def test_nothing_of_another_patient_is_evidence(case: Path):
    truth = TRUTHS[case]
    kept = [*truth["functional_limitations"], *truth["failed_treatments"]]
    assert not [p for p in [*passages(truth, "evidence"), *kept] if foreign(truth, p)]
    trapped = any(foreign(truth, p) for p in passages(truth, "traps"))
    assert trapped or not truth["foreign"]


def test_most_cases_hold_a_page_of_somebody_else():
    assert sum(bool(truth["foreign"]) for truth in TRUTHS.values()) > len(TRUTHS) / 2


@each_case
def test_nothing_supports_a_gap_and_every_other_status_has_evidence(case: Path):
    for criterion in TRUTHS[case]["criteria"]:
        stances = {p["stance"] for p in criterion["evidence"]}
        if criterion["status"] == "gap":
            assert "supports" not in stances, criterion["text"]
        elif criterion["status"] == "contradicted":
            assert "contradicts" in stances, criterion["text"]
        else:
            assert "supports" in stances, criterion["text"]


@each_case
def test_the_chart_is_older_than_the_letter_was_received(case: Path):
    truth = TRUTHS[case]
    received = datetime.fromisoformat(truth["received_at"]).date()
    dated = [date.fromisoformat(p["date"]) for p in passages(truth, "evidence")]
    assert max(dated) <= received


@each_case
def test_only_foreign_pages_lack_the_patients_name_or_date_of_birth(case: Path):
    truth = TRUTHS[case]
    patient, born = truth["patient"], date.fromisoformat(truth["patient"]["dob"])
    forms = (f"{born:%m/%d/%Y}", f"{born.month}/{born.day}/{born.year}", f"{born:%Y%m%d}")
    forms += (f"{born:%m/%d/%y}", f"{born.month}/{born.day}/{born:%y}", f"{born:%Y-%m-%d}")
    forms += (f"{born:%d-%b-%Y}".upper(),)
    family = words(patient["name"].split()[-1])
    for name, sheet in sheets(case).items():
        for number, text in enumerate(render_cases.page_texts(sheet), start=1):
            head = text + str(sheet.options)
            own = any(form in head for form in forms) and family in words(head)
            other = foreign(truth, {"document": name, "page": number})
            assert own is not other or (
                other and words(patient["name"].split()[0]) not in words(head)
            ), (
                name,
                number,
            )


@each_case
def test_numbers_are_reserved_or_valid(case: Path):
    text = "\n".join(path.read_text() for path in sorted(case.iterdir()))
    phones = re.findall(r"(?<!WAC )\b\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b", text)
    npis = re.findall(r"NPI:? (\d+)", text)
    assert [p for p in phones if not re.search(r"555[-. ]01\d\d$", p)] == []
    assert npis
    assert all(len(npi) == 10 and luhn(npi) for npi in npis)


def test_a_page_that_runs_over_is_refused():
    sheet = Sheet("long.pdf", "pdf", "\n".join(["a line of the chart"] * 200), {})
    with pytest.raises(ValueError, match=r"long\.pdf: Page 1 of 1 does not fit"):
        render_cases.document_bytes(sheet, seed=1)


def test_no_case_of_the_name_is_an_error(tmp_path, capsys):
    assert render_cases.main([str(tmp_path), "nobody"]) == 2
    assert capsys.readouterr().err == "no such case\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@each_case
def test_letter_chart_and_truth_are_written(case: Path, tmp_path):
    render_cases.render(case, tmp_path)
    made = tmp_path / case.name
    assert {path.name for path in (made / "chart").iterdir()} == set(sheets(case))
    assert [path.stem for path in made.glob("letter.*")] == ["letter"]
    assert (made / "policy").exists() is (case / "policy.txt").exists()
    assert (made / "truth.json").stat().st_size > 1000
