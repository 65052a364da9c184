"""Rules of payer, plan and state: sourced rows only, and only those that the letter calls for."""

from __future__ import annotations

import pytest

from docextract.facts import Contacts, Fact, PlanType
from docextract.rules import load
from packet_builder.rules_of_plan import order_rules, peer_rules, standing_rules, states_named


def with_letter(case, **leaves):
    return case.model_copy(update={"letter": case.letter.model_copy(update=leaves)})


@pytest.mark.parametrize("name", ["peer_rules", "call_order"])
def test_every_row_has_a_checked_source(name):
    for row in load(name)["rules"]:
        assert row["confidence"] in {"V", "V2"}, row["id"]
        assert row["text"].endswith("."), row["id"]
        assert set(row["plans"]) <= {str(p) for p in PlanType}, row["id"]


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("PO Box 5, Dayton, OH 45402", {"OH"}),
        ("in writing, under Ohio law", {"OH"}),
        ("PO Box 9, Plano, TX 75024", {"TX"}),
        ("Texas Department of Insurance, or the Indiana Department of Insurance", {"TX", "IN"}),
        ("IN 12345 WORDS, call us", {"IN"}),  # shaped like an address: the row says "if"
        ("please call in 48212 hours, OR 97201", set()),
    ],
)
def test_the_states_that_a_letter_names(folder, address, named):
    contacts = Contacts(appeal_address=Fact(value=address))
    assert states_named(with_letter(folder.case, contacts=contacts).letter) == named


def test_state_rows_say_whose_they_are_and_leave_self_funded_plans_alone(folder):
    texas = Contacts(appeal_address=Fact(value="PO Box 9, Plano, TX 75024"))
    insured = with_letter(folder.case, contacts=texas, plan_type=Fact(value=PlanType.COMMERCIAL))
    rules = peer_rules(insured)
    assert {r.cite for r in rules} == {"28 TAC 19.1710", "Tex. Ins. Code 4201.356(b)"}
    assert all(r.about.startswith("If the plan is insured in Texas") for r in rules)
    assert not peer_rules(with_letter(insured, plan_type=Fact(value=PlanType.COMMERCIAL_ERISA)))


def test_what_was_read_second_hand_asks_to_be_confirmed(folder):
    medicare = with_letter(folder.case, plan_type=Fact(value=PlanType.MEDICARE_ADVANTAGE))
    (peer,) = peer_rules(medicare)
    assert peer.confirm
    order = {r.cite: r.confirm for r in order_rules(medicare)}
    assert order["42 CFR 422.584(c)(2)(ii)"] is True
    assert any("for information only" in r.text for r in order_rules(medicare))


@pytest.mark.parametrize(
    ("payer", "words"),
    [
        ("Fidelis Care", "call first"),
        ("Priority Health", "do not send any before the call"),
        ("eviCore healthcare", "also be sent in writing"),
        ("Evolent", "also be sent in writing"),
    ],
)
def test_what_a_payer_publishes_changes_the_order(folder, payer, words):
    case = with_letter(
        folder.case, payer=Fact(value=payer), plan_type=Fact(value=PlanType.COMMERCIAL)
    )
    assert any(words in rule.text for rule in order_rules(case))
    assert not any(words in rule.text for rule in order_rules(folder.case))


def test_a_medicaid_provider_needs_the_members_consent(folder):
    medicaid = with_letter(folder.case, plan_type=Fact(value=PlanType.MEDICAID))
    assert any("written consent" in rule.text for rule in standing_rules(medicaid))
