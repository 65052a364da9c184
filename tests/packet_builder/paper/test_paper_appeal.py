"""The appeal draft, reopened."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import zipfile

import docx
import pytest
import yaml
from docx.oxml.ns import qn

from docextract.chart.treatments import IN_WORDS
from docextract.facts import DocumentType, Fact, PlanType, ReviewType, Route
from docextract.rules import load
from packet_builder.appeal import write_appeal
from packet_builder.appeal_order import AppealOrder
from packet_builder.front import ask_words
from packet_builder.outcome import Level
from packet_builder.placing import place_exhibits


def draft_of(case, folder, tmp_path, order=None):
    out = tmp_path / "appeal.docx"
    write_appeal(place_exhibits(case, folder.source), out, order)
    return docx.Document(str(out))


def words(paragraph):
    """All words of a paragraph, those of its content controls too."""
    return "".join(t.text or "" for t in paragraph._p.iter(qn("w:t")))


def lines(draft, style=None):
    return [words(p) for p in draft.paragraphs if style is None or p.style.name == style]


def argued(draft):
    return " ".join(words(p) for p in draft.paragraphs if p.style.name != "Writer Note")


def remarks(draft):
    """What the comments tell the writer."""
    return " ".join(p.text for comment in draft.comments for p in comment.paragraphs)


@pytest.fixture
def draft(folder, tmp_path):
    return draft_of(folder.case, folder, tmp_path)


def test_draft_mark_and_fields_on_every_page(draft):
    section = draft.sections[0]
    head = words(section.header.paragraphs[0])
    assert head.startswith("DRAFT")
    assert "UM-26-0099117" in head
    codes = [t.text for t in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_addressee_and_reference_block(draft):
    assert "602-555-0177" in argued(draft)
    rows = draft.tables[0].rows
    block = {r.cells[0].text: words(r.cells[1].paragraphs[0]) for r in rows}
    assert block["Member ID"] == "BMH 4410 2288"
    assert "compare with the letter: printed “BMH 44l0 2288”" in remarks(draft)
    assert block["Denial dated"] == "03/03/2026"


def test_requirements_in_the_payers_order(draft, said):
    heads = lines(draft, "Heading 2")
    assert heads[0] == f"1. {said.NEED_TRIED}"
    assert [h.split(".")[0] for h in heads] == ["1", "2", "3", "4"]


def test_quotes_carry_date_and_exhibit(draft, said):
    quotes = lines(draft, "Record Quote")
    assert f"09/12/2025: “{said.TRIED}” (Exhibit 2, page 1)" in quotes
    assert said.REASON in argued(draft)


def test_a_heading_stands_on_the_page_of_its_first_quotation(draft):
    blocks = draft.paragraphs
    leading = ("Cited as", "This is met:", "The record shows:")
    led = [
        (block, after)
        for block, after in itertools.pairwise(blocks)
        if words(block).startswith(leading)
    ]
    assert any(after.style.name == "Record Quote" for _, after in led)
    assert all(block.paragraph_format.keep_with_next for block, _ in led)


def test_shortfalls_are_for_the_writer_alone(draft, said):
    assert said.SMOKE not in argued(draft)
    assert said.SMOKE in remarks(draft)
    assert "do not say that it was done" in remarks(draft)
    assert all(n.startswith("[Writer decides: ") for n in lines(draft, "Writer Note"))


def test_what_is_held_against_us_is_quoted_only_where_nothing_else_is(folder, tmp_path):
    """A fact of another requirement in the same words: the writer is told, the payer is not."""
    finding = folder.case.criteria[3]
    habit = folder.case.criteria[2].evidence[0].model_copy(update={"stance": "supports"})
    both = finding.model_copy(update={"evidence": (habit, *finding.evidence)})
    alone = finding.model_copy(update={"evidence": (habit,), "why": "recorded"})
    for row, quoted in ((both, False), (alone, True)):
        rows = (*folder.case.criteria[:2], row)
        case = folder.case.model_copy(update={"criteria": rows})
        draft = draft_of(case, folder, tmp_path)
        assert ("Cotinine" in argued(draft)) is quoted
        assert "The record also says “Cotinine" in remarks(draft)


def test_enclosures(draft):
    assert "Exhibit 1: the denial letter" in lines(draft)
    assert "Exhibit 3: scan0031.tif, 02/11/2026" in lines(draft)


@pytest.mark.parametrize(
    ("plan", "needed"),
    [
        (PlanType.MEDICAID, "written consent"),
        (PlanType.FEHB, "specific written consent"),
        (PlanType.TRICARE, "no appeal right of its own"),
        (PlanType.MEDICARE_ADVANTAGE, "without an appointment form"),
    ],
)
def test_who_may_appeal(folder, tmp_path, plan, needed):
    letter = folder.case.letter.model_copy(update={"plan_type": Fact(value=plan)})
    draft = draft_of(folder.case.model_copy(update={"letter": letter}), folder, tmp_path)
    assert needed in remarks(draft)


def test_a_treatment_of_which_only_the_model_hears_a_failure_is_not_argued(folder, tmp_path):
    told = folder.case.failed_treatments[0]
    rows = (told, told.model_copy(update={"treatment": "acupuncture", "outcome": IN_WORDS}))
    case = folder.case.model_copy(update={"failed_treatments": rows})
    whole = draft_of(case, folder, tmp_path).element.xpath("string()")
    assert told.treatment in whole
    assert "acupuncture" not in whole
    none = folder.case.model_copy(update={"failed_treatments": rows[1:]})
    assert "Treatments tried" not in draft_of(none, folder, tmp_path).element.xpath("string()")


def test_unplaced_passages_are_cited_by_file(folder, tmp_path):
    write_appeal(folder.case, tmp_path / "a.docx")
    text = argued(docx.Document(str(tmp_path / "a.docx")))
    assert "(PT discharge.pdf, page 2)" in text


def test_hostile_text_is_text(folder, tmp_path):
    bad = "<w:p/> & {{ 7*7 }} \x00\x0b\ud800 \u202eevil " + "W" * 10_000
    letter = folder.case.letter.model_copy(
        update={"payer": Fact[str](value=bad), "denial_reason": Fact[str](value=bad)}
    )
    findings = tuple(f.model_copy(update={"text": bad}) for f in folder.case.criteria)
    case = folder.case.model_copy(update={"letter": letter, "criteria": findings})
    text = argued(draft_of(case, folder, tmp_path))
    assert "<w:p/> & {{ 7*7 }}" in text
    assert "\u202e" not in text


def test_same_case_same_parts(folder, tmp_path):
    parts = []
    for name in ("a.docx", "b.docx"):
        write_appeal(folder.case, tmp_path / name)
        with zipfile.ZipFile(tmp_path / name) as file:
            parts.append({n: file.read(n) for n in file.namelist()})
    assert parts[0] == parts[1]


@pytest.mark.parametrize(
    ("route", "level", "asked", "not_asked"),
    [
        (Route.APPEAL, Level.INTERNAL, "took no part in the denial and does not report", "Obtain"),
        (Route.APPEAL, Level.EXTERNAL, "Obtain the plan's whole case file", "next level of review"),
        (Route.CLAIM_CORRECTION, Level.INTERNAL, "contract term or payment policy", "specialty"),
        (Route.CLAIM_CORRECTION, Level.INTERNAL, "next level of review", "criterion"),
    ],
)
def test_what_is_asked_suits_who_decides_and_what(folder, tmp_path, route, level, asked, not_asked):
    letter = folder.case.letter.model_copy(update={"route": Fact(value=route)})
    case = folder.case.model_copy(update={"letter": letter})
    draft = draft_of(case, folder, tmp_path, AppealOrder(level=level))
    requests = " ".join(lines(draft, "List Number"))
    assert asked in requests
    assert not_asked not in requests


def test_an_external_request_is_not_addressed_to_the_plan(folder, tmp_path):
    draft = draft_of(folder.case, folder, tmp_path, AppealOrder(level=Level.EXTERNAL))
    (block,) = [line for line in lines(draft) if line.startswith("External Review")]
    payer = folder.case.letter.payer.value
    assert payer not in block
    rows = {r.cells[0].text: words(r.cells[1].paragraphs[0]) for r in draft.tables[0].rows}
    assert rows["Plan"] == payer
    assert "the body that takes this request" in " ".join(lines(draft, "Writer Note"))


def test_care_that_was_given_is_paid_and_the_letter_has_its_name(folder, tmp_path):
    draft = draft_of(folder.case, folder, tmp_path)
    assert "overturn the denial and authorize this service" in argued(draft)
    assert "Exhibit 1: the denial letter" in argued(draft)
    letter = folder.case.letter.model_copy(
        update={
            "review_type": Fact(value=ReviewType.RETROSPECTIVE),
            "document_type": Fact(value=DocumentType.APPEAL_UPHELD),
        }
    )
    case = folder.case.model_copy(update={"letter": letter})
    text = argued(draft_of(case, folder, tmp_path))
    assert "overturn the denial and approve payment of this service" in text
    assert "Exhibit 1: the appeal decision" in text
    assert ask_words(case).startswith("Overturn the denial and approve payment of: ")


def test_who_could_not_be_read_is_asked_for(folder, tmp_path):
    assert "could not be read" not in " ".join(lines(draft_of(folder.case, folder, tmp_path)))
    patient = folder.case.letter.patient.model_copy(update={"name": Fact(needs_review=True)})
    letter = folder.case.letter.model_copy(
        update={
            "patient": patient,
            "reference_number": Fact(needs_review=True),
            "services": (),
        }
    )
    case = folder.case.model_copy(update={"letter": letter})
    notes = " ".join(lines(draft_of(case, folder, tmp_path), "Writer Note"))
    assert "could not be read from the letter: Patient, Reference number, Service." in notes


def test_without_requirements_no_answers_are_announced(folder, tmp_path):
    letter = folder.case.letter.model_copy(update={"route": Fact(value=Route.CLAIM_CORRECTION)})
    case = folder.case.model_copy(update={"letter": letter, "criteria": ()})
    draft = draft_of(case, folder, tmp_path)
    assert "Each requirement is answered" not in argued(draft)
    assert "say what cures the denial" in " ".join(lines(draft, "Writer Note"))


def test_rules_name_plans_and_marks():
    rules = load("appeal_requests")
    plans = {p.value for p in PlanType} | {"all"}
    rows = [r for q in rules["requests"] for r in q["rules"]] + rules["standing"]
    rows += rules["expedited"]["rules"]
    for row in rows:
        assert set(row["plans"]) <= plans
        assert row.get("confidence") in ({"V", "V2"} if row["cite"] else {None})
    disputes = {"clinical", "administrative", "external"}
    assert set().union(*(q["disputes"] for q in rules["requests"])) == disputes
    for request in (*rules["requests"], rules["expedited"]):
        assert request["rules"][-1]["plans"] == ["all"]
    assert yaml.safe_dump(rules)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(folder, tmp_path):
    write_appeal(place_exhibits(folder.case, folder.source), tmp_path / "appeal.docx")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "appeal.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "appeal.pdf").stat().st_size > 10_000
