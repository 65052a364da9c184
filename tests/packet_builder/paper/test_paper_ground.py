"""No sentence without ground: a true paper passes, and every seeded fault is found."""

from __future__ import annotations

import io
import re

import docx
import pytest
from docx.oxml.ns import qn

from docextract.facts import Fact
from packet_builder.appeal import appeal_bytes, grounded
from packet_builder.appeal_order import AppealOrder
from packet_builder.case import FailedTreatment, LeadFact, Status
from packet_builder.docx_controls import controls_in
from packet_builder.exhibits import plan_exhibits
from packet_builder.ground import Fault
from packet_builder.ground_case import appeal_faults, packet_faults
from packet_builder.ground_denial import denials
from packet_builder.ground_docx import sections_of
from packet_builder.ground_heal import merged, withheld
from packet_builder.ground_sums import counted_days, from_two, lengths
from packet_builder.ground_text import parts_of
from packet_builder.ground_words import dates_in, fold, numbers_in, sides_in
from packet_builder.labels import UNCHECKED
from packet_builder.outcome import CallOutcome
from packet_builder.packet import _laid_out, write_packet
from packet_builder.placing import with_spots
from packet_builder.sheets import mount
from packet_builder.typeset import to_pdf
from packet_builder.when import short_date


def unchecked(case, source):
    """The packet as it would be written if nobody compared it with its pages."""
    plan = plan_exhibits(case, source)
    sheets = [(x.pdf, page.index, page.size) for x in plan.exhibits for page in x.pages]
    return mount(to_pdf(_laid_out(case, plan, None, letter=source.letter.document)), sheets)


def with_finding(case, number, **changes):
    rows = list(case.criteria)
    rows[number] = rows[number].model_copy(update=changes)
    return case.model_copy(update={"criteria": tuple(rows)})


def with_passage(case, number, old, new):
    """One passage of one requirement, its words altered."""
    row = case.criteria[number]
    evidence = tuple(p.model_copy(update={"text": p.text.replace(old, new)}) for p in row.evidence)
    assert evidence != row.evidence
    return with_finding(case, number, evidence=evidence)


def with_letter(case, **leaves):
    return case.model_copy(update={"letter": case.letter.model_copy(update=leaves)})


def with_lead(case, text):
    lead = LeadFact(text=text, evidence=case.lead_facts[0].evidence)
    return case.model_copy(update={"lead_facts": (lead,)})


def shorter(leaf, words):
    return leaf.model_copy(update={"value": leaf.value.replace(words, "")})


SEEDED = [
    ("a date in a quotation", "quote", lambda c: with_passage(c, 0, "09/12/2025", "09/21/2025")),
    ("a number in a quotation", "quote", lambda c: with_passage(c, 0, "24", "26")),
    ("a side in a quotation", "quote", lambda c: with_passage(c, 0, "leg pain", "left leg pain")),
    ("a negation in a quotation", "quote", lambda c: with_passage(c, 0, "without", "with")),
    (
        "a date in our own words",
        "date",
        lambda c: with_finding(c, 2, why="positive cotinine on 02/22/2026"),
    ),
    (
        "a number in our own words",
        "number",
        lambda c: with_finding(
            c, 0, why="27 visits from 06/02/2025 to 09/12/2025 are 15 weeks; 26 are asked for"
        ),
    ),
    (
        "a wrong sum of ours",
        "number",
        lambda c: with_finding(
            c, 0, why="24 visits from 06/02/2025 to 09/12/2025 are 19 weeks; 6 months are asked for"
        ),
    ),
    (
        "a side in our own words",
        "side",
        lambda c: with_finding(c, 3, why="8/10 in the left leg on 02/11/2026"),
    ),
    (
        "the day of a passage",
        "date",
        lambda c: with_finding(
            c,
            2,
            evidence=tuple(
                p.model_copy(update={"date": "2026-02-12"}) for p in c.criteria[2].evidence
            ),
        ),
    ),
    (
        "a fact to lead with",
        "number",
        lambda c: c.model_copy(
            update={
                "lead_facts": (
                    LeadFact(
                        text="29 supervised therapy visits did not bring lasting relief.",
                        evidence=c.lead_facts[0].evidence,
                    ),
                )
            }
        ),
    ),
    (
        "a negation dropped from a fact to lead with",
        "denial",
        lambda c: with_lead(c, "24 supervised therapy visits brought lasting relief."),
    ),
    (
        "a negation added to our own words",
        "denial",
        lambda c: with_finding(c, 2, why="the patient does not report cigarettes"),
    ),
    (
        "the day of a treatment",
        "date",
        lambda c: c.model_copy(
            update={
                "failed_treatments": (
                    c.failed_treatments[0].model_copy(update={"date": "2025-06-17"}),
                )
            }
        ),
    ),
    (
        "the reference number",
        "number",
        lambda c: with_letter(c, reference_number=Fact(value="UM-26-0099171")),
    ),
    (
        "the day of the letter",
        "date",
        lambda c: with_letter(c, letter_date=Fact(value="2026-03-05")),
    ),
    (
        "a negation in a limitation",
        "quote",
        lambda c: c.model_copy(
            update={
                "functional_limitations": tuple(
                    row.model_copy(update={"text": row.text.replace("cannot", "can")})
                    for row in c.functional_limitations
                )
            }
        ),
    ),
    (
        "the patient's birthday",
        "date",
        lambda c: with_letter(
            c, patient=c.letter.patient.model_copy(update={"dob": Fact(value="1966-07-09")})
        ),
    ),
    (
        "the member's number",
        "number",
        lambda c: with_letter(
            c,
            patient=c.letter.patient.model_copy(update={"member_id": Fact(value="BMH 4410 2882")}),
        ),
    ),
    (
        "the side of the service",
        "side",
        lambda c: with_letter(
            c,
            services=(
                c.letter.services[0].model_copy(
                    update={"description": Fact(value="Trial of a left nerve stimulator")}
                ),
            ),
        ),
    ),
    (
        "a negation in the payer's reason",
        "quote",
        lambda c: with_letter(c, denial_reason=shorter(c.letter.denial_reason, "do not ")),
    ),
]


@pytest.fixture(scope="module")
def sound(folder):
    return unchecked(folder.case, folder.source)


def test_a_true_packet_passes(folder, sound):
    assert packet_faults(sound, folder.case, folder.source) == ()


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "seed"), [s[1:] for s in SEEDED], ids=[s[0] for s in SEEDED])
def test_every_seeded_fault_is_found_in_the_finished_packet(folder, kind, seed):
    wrong = seed(folder.case)
    faults = packet_faults(unchecked(wrong, folder.source), wrong, folder.source)
    assert kind in {fault.kind for fault in faults}


def test_who_wrote_a_document_is_no_side(folder):
    rows = tuple(
        d.model_copy(update={"author": "Ines L. R. Castellane, COTA/L"})
        for d in folder.case.chart.documents
    )
    chart = folder.case.chart.model_copy(update={"documents": rows})
    case = folder.case.model_copy(update={"chart": chart})
    assert packet_faults(unchecked(case, folder.source), case, folder.source) == ()


def test_a_packet_is_written_without_what_its_pages_do_not_say(folder, tmp_path):
    wrong = with_passage(folder.case, 0, "24", "26")
    wrong = with_finding(wrong, 2, why="positive cotinine on 02/22/2026")
    written = write_packet(wrong, folder.source, tmp_path / "packet.pdf")
    assert "26 supervised" not in str(written.criteria)
    assert written.criteria[2].why == UNCHECKED
    assert [w for w in written.warnings if "02/22/2026" in w]
    assert packet_faults((tmp_path / "packet.pdf").read_bytes(), written, folder.source) == ()


def altered(data, old, new):
    """The letter with other words in its text, as a hand or a fault would leave it."""
    letter = docx.Document(io.BytesIO(data))
    hits = [t for t in letter.element.body.iter(qn("w:t")) if old in (t.text or "")]
    assert hits
    for text in hits:
        text.text = text.text.replace(old, new)
    out = io.BytesIO()
    letter.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def placed(folder):
    return with_spots(folder.case, plan_exhibits(folder.case, folder.source))


def test_a_true_letter_passes(folder, placed):
    assert appeal_faults(appeal_bytes(placed, AppealOrder()), placed, folder.source) == ()


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("09/12/2025 without lasting", "09/21/2025 without lasting", "quote"),
        ("24 supervised", "42 supervised", "quote"),
        ("without lasting relief", "with lasting relief", "quote"),
        ("She cannot stand", "She can stand", "quote"),
        ("black stools", "left black stools", "quote"),
        ("8/10 on 02/11/2026", "8/10 on 02/12/2026", "date"),
        ("8/10 on 02/11/2026", "9/10 on 02/11/2026", "number"),
        ("8/10 on 02/11/2026", "8/10, right side, on 02/11/2026", "side"),
        ("UM-26-0099117", "UM-26-0099171", "number"),
        ("BMH 4410 2288", "BMH 4410 2882", "number"),
        ("07/09/1961", "07/09/1966", "date"),
        ("03/03/2026", "03/13/2026", "date"),
        ("Trial of a spinal", "Trial of a left spinal", "side"),
        ("(Exhibit 2, page 1)", "(Exhibit 1, page 1)", "quote"),
        ("do not show a mental", "show a mental", "quote"),
        (
            "(Exhibit 1, page 1)",
            ". Supervised visits brought lasting relief (Exhibit 1, page 1)",
            "denial",
        ),
    ],
)
def test_every_seeded_fault_is_found_in_the_finished_letter(folder, placed, old, new, kind):
    wrong = altered(appeal_bytes(placed, AppealOrder()), old, new)
    faults = appeal_faults(wrong, placed, folder.source)
    assert kind in {fault.kind for fault in faults}


PAGE = """She completed 24 supervised therapy visits without lasting relief of leg pain.
He tolerated methotrexate 15 mg weekly; no liver injury was seen. Walker not needed indoors.
Prior authorization was denied for the lumbar brace"""


@pytest.mark.parametrize(
    ("own", "count"),
    [
        ("24 supervised therapy visits did not bring lasting relief", 0),
        ("Supervised therapy visits brought lasting relief", 1),
        ("Methotrexate weekly was tolerated", 0),
        ("Methotrexate weekly tolerated: no", 0),  # the "no" is another clause
        ("Methotrexate weekly was not tolerated", 1),
        ("Liver injury was seen with it", 1),
        ("No liver injury seen", 0),
        ("A walker is needed indoors", 1),
        ("The walker isn’t needed indoors", 0),
        ("Do not say that it was done", 0),  # of no page
        ("Not clear", 0),  # too little to compare
        ("lumbar, brace, authorization", 0),  # a list of what is missing
        ("A record of the authorization of the lumbar brace", 0),
        ("Authorization of the lumbar brace was given", 1),
    ],
)
def test_our_own_words_against_the_pages(own, count):
    assert len(denials(own, [PAGE], "")) == count


def test_what_the_letter_says_is_no_claim_of_ours():
    words = "a trial of supervised therapy with lasting relief"
    assert denials(words, [PAGE], "") == (words,)
    assert denials(words, [PAGE], fold(f"not shown: {words}")) == ()


def test_what_was_logged_is_ground(folder, placed):
    outcome = CallOutcome(
        result="upheld", held_at="2026-03-09", reference="CALL-7731", reasons=("only 19 visits",),
        unaddressed=("the course of therapy",),
    )  # fmt: skip
    data = appeal_bytes(placed, AppealOrder(outcome=outcome))
    assert appeal_faults(data, placed, folder.source, [outcome]) == ()
    assert {f.kind for f in appeal_faults(data, placed, folder.source)} == {"date", "number"}


def test_a_treatment_that_no_page_names_is_withheld(folder):
    row = folder.case.failed_treatments[0]
    false = FailedTreatment(**(row.model_dump() | {"text": "Ibuprofen stopped: no relief."}))
    case = folder.case.model_copy(update={"failed_treatments": (row, false)})
    faults = packet_faults(unchecked(case, folder.source), case, folder.source)
    assert withheld(case, faults).failed_treatments == (row,)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("seen 3/7/26 and 03-08-2026", {(2026, 3, 7), (2026, 3, 8)}),
        ("2026-03-07T10:00", {(2026, 3, 7)}),
        ("effectiveTime 20260307101500", {(2026, 3, 7)}),
        ("Tue, March 17, 2026 or 17 Mar 2026", {(2026, 3, 17)}),
        ("02/30/2026 is no day; ratio 3/4", set()),
    ],
)
def test_dates_in_any_form(text, days):
    assert dates_in(text).days == days


@pytest.mark.parametrize(
    ("text", "day", "held"),
    [
        ("stopped 08/2025", (2025, 8, 1), True),
        ("stopped Aug 2025", (2025, 8, 31), True),
        ("stopped 08/2025", (2025, 8, 14), False),
        ("since 2019", (2019, 1, 1), True),
        ("2026 flowsheet, 3/7 0800", (2026, 3, 7), True),
        ("2025 flowsheet, 3/7 0800", (2026, 3, 7), False),
    ],
)
def test_a_part_of_a_date_bears_out_its_first_day(text, day, held):
    assert dates_in(text).hold(day) is held


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("13 1/2 weeks, 1,250 mg, 8.30", {"13", "1", "2", "13.5", "1250", "8.3"}),
        ("four doses of 100mg", {"4", "100"}),
    ],
)
def test_numbers_in_any_form(text, numbers):
    assert numbers_in(text, in_words=True) == numbers


def test_sides_and_letters():
    assert sides_in("R hip, Lt knee, bilateral") == {"right", "left", "both"}
    assert sides_in("the right to an appeal, the right of review") == set()
    assert sides_in("Siobhan Castellane, OTR/L; R/L knee") == {"right", "left"}
    assert sides_in("Siobhan Castellane, OTR/L") == set()
    assert fold("ﬁve “Caf\u00e9s”, 1½") == fold("five Cafes 1 1/2") == "fivecafes112"


def test_sums_of_dates_that_are_shown():
    assert {"102", "14.6", "15", "3"} <= lengths("from 06/02/2025 to 09/12/2025")
    assert "19" not in lengths("from 06/02/2025 to 09/12/2025")
    assert (2026, 4, 14) in counted_days("No injection within 3 months", [(2026, 1, 14)])
    assert (2026, 2, 28) in counted_days("one month", [(2026, 1, 31)])
    assert (2026, 5, 14) not in counted_days("3 months", [(2026, 1, 14)])


def test_a_quote_belongs_to_the_place_after_it():
    parts = parts_of("“One” [Ex. 2, p. 1] own 5 “two” “three…” (Exhibit 3, page 4) → p. 9")
    assert [(q.words, q.place) for q in parts.quotes] == [
        ("One", (2, 1)),
        ("two", None),
        ("three…", (3, 4)),
    ]
    assert re.sub(r"\s+", " ", parts.own).strip() == "own 5"


def test_a_value_that_is_not_in_the_letter_again_is_handed_to_a_person(folder, tmp_path):
    case = with_letter(folder.case, reference_number=Fact(value="UM-26-0099171"))
    written = write_packet(case, folder.source, tmp_path / "packet.pdf")
    assert written.letter.reference_number.needs_review
    assert any(w.startswith("To be checked by hand") for w in written.warnings)


def test_a_day_that_is_not_in_the_letter_again_is_handed_to_a_person(folder, tmp_path):
    case = with_letter(folder.case, letter_date=Fact(value="2026-03-05"))
    written = write_packet(case, folder.source, tmp_path / "packet.pdf")
    assert written.letter.letter_date.needs_review


def test_a_reason_that_is_not_in_the_letter_is_told_without_quotation_marks(folder, placed):
    reason = folder.case.letter.denial_reason.model_copy(update={"value": "Words of nobody."})
    case = with_letter(placed, denial_reason=reason)
    faults = appeal_faults(appeal_bytes(case, AppealOrder()), case, folder.source)
    mended = withheld(case, faults)
    assert mended.letter.denial_reason.needs_review
    assert appeal_faults(appeal_bytes(mended, AppealOrder()), mended, folder.source) == ()


def test_a_faulty_summary_of_a_requirement_falls_back_to_words_of_its_own(folder):
    """A day in the summary of a requirement met in part stands nowhere else in the letter."""
    case = with_finding(
        folder.case, 0, status=Status.PARTIAL, why="Last seen on January 5, 2019; no later visit."
    )
    data, left, _ = grounded(case, folder.source, AppealOrder())
    assert left.criteria[0].why == UNCHECKED
    assert appeal_faults(data, left, folder.source) == ()
    assert "2019" not in " ".join(text for _, text in sections_of(data))


def test_a_summary_names_every_place_whose_day_it_tells(folder):
    row = folder.case.criteria[0]
    dated = [p for p in row.evidence if p.date]
    days = " and ".join(short_date(p.date) for p in dated)
    case = with_finding(folder.case, 0, status=Status.PARTIAL, why=f"Seen on {days}.")
    data, left, _ = grounded(case, folder.source, AppealOrder())
    place = {c.tag: c.text for c in controls_in(data)}["s1.place"]
    exhibits = {
        f"Exhibit {p.exhibit}, page {p.exhibit_page}" for p in left.criteria[0].evidence if p.date
    }
    assert len({p.document for p in dated}) > 1
    assert exhibits <= set(place.split("; "))


@pytest.mark.parametrize(
    ("told", "numbers"),
    [
        ("creatinine over its baseline 1.77 (2.3 to 1.3) on 2026-03-07", {"1.77"}),
        ("PHQ-9 changed by 12 (20 to 8); changed by 60 (20 to 8)", {"12", "60"}),
        ("creatinine over its baseline 1.87 (2.3 to 1.3)", set()),
        ("30 (20 to 8)", set()),
        ("9 weeks (from 2 to 4)", set()),
    ],
)
def test_a_number_may_follow_from_two_that_are_shown(told, numbers):
    assert from_two(told) == numbers


def test_faults_of_one_kind_in_one_place_are_told_as_one():
    rows = [
        Fault("c1", "number", ">2000"),
        Fault("c1", "date", "2026-02-01"),
        Fault("c2", "number", "7"),
        Fault("c1", "number", "1200"),
        Fault("c1", "number", ">2000"),
    ]
    assert [(f.section, f.kind, f.words) for f in merged(rows)] == [
        ("c1", "number", ">2000, 1200"),
        ("c1", "date", "2026-02-01"),
        ("c2", "number", "7"),
    ]
