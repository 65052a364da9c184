"""Rules of the payer, the plan and the state that bear on the call and on who may file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docextract.facts import Letter, PlanType
from docextract.letter.usual_p2p import UsualP2P, usual_p2p
from docextract.rules import load
from packet_builder.case import Case

_STATES = {
    "IN": "Indiana",
    "NE": "Nebraska",
    "NJ": "New Jersey",
    "OH": "Ohio",
    "TN": "Tennessee",
    "TX": "Texas",
    "WV": "West Virginia",
    "WY": "Wyoming",
}
"""The states that ``rules/peer_rules.yaml`` has rows for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in our own words, with its source; ``confirm`` where it was read second-hand.

    ``cite`` is None for good practice that claims no rule; ``about`` names the state or payer
    and the point in time that it speaks of.
    """

    about: str
    text: str
    cite: str | None
    confirm: bool


def plan_of(case: Case) -> str:
    """The letter's kind of plan, ``unknown`` where it is not told."""
    return str(case.letter.plan_type.value or PlanType.UNKNOWN)


def peer_rules(case: Case) -> tuple[Rule, ...]:
    """Who has to decide or talk: federal rows of the plan, then those of states that the letter
    names. A letter names more than one state at times: each row says whose it is."""
    plan, named = plan_of(case), states_named(case.letter)
    return tuple(
        Rule(_peer_about(row), row["text"], row["cite"], row["confidence"] != "V")
        for row in load("peer_rules")["rules"]
        if plan in row["plans"] and (row["state"] is None or row["state"] in named)
    )


def _peer_about(row: dict[str, Any]) -> str:
    if row["state"] is None:
        return f"Federal, {row['when']}"
    return f"If the plan is insured in {_STATES[row['state']]}, {row['when']}"


def states_named(letter: Letter) -> frozenset[str]:
    """Postal codes of the states whose name or address the letter's quoted words hold."""
    texts = " \n ".join(_printed(letter))
    return frozenset(
        code
        for code, name in _STATES.items()
        if re.search(rf"\b{name}\b", texts) or re.search(rf",? {code} \d{{5}}\b", texts)
    )


def _printed(letter: Letter) -> Iterator[str]:
    """Words of the letter that can name the plan's state: rights, reason, addresses, payer."""
    leaves = [letter.payer, letter.denial_reason, letter.contacts.appeal_address]
    leaves += [deadline.quote for deadline in letter.deadlines]
    for leaf in leaves:
        yield leaf.value or ""
        yield from (evidence.text for evidence in leaf.evidence)


def order_rules(case: Case) -> tuple[Rule, ...]:
    """What of this payer and plan changes the order of call and appeal, the payer's own first."""
    return (*_payer_order(case), *_plan_order(case))


def _payer_order(case: Case) -> Iterator[Rule]:
    letter = case.letter
    for row in usual_p2p(letter.payer.value, letter.um_vendor.value, letter.plan_type.value):
        if row.must_precede_appeal:
            yield Rule(
                f"{row.payer}, {row.case}",
                "Filing an appeal ends the right to a call: call first.",
                row.url,
                True,
            )
        elif told := usual_words(row):
            yield Rule(f"{row.payer}, {row.case}", told, row.url, True)


def usual_words(row: UsualP2P) -> str | None:
    """A published practice in one sentence; None where it says nothing but a case."""
    if row.amount and row.unit:
        unit = row.unit.value.replace("_", " ")
        return f"The payer publishes a window of {row.amount} {unit} from {row.start}."
    return f"The payer publishes: {row.text}." if row.text else None


def _plan_order(case: Case) -> Iterator[Rule]:
    plan = plan_of(case)
    named = " ".join(
        re.findall(r"[a-z0-9]+", f"{case.letter.um_vendor.value} {case.letter.payer.value}".lower())
    )
    for row in load("call_order")["rules"]:
        if row["plans"] and plan not in row["plans"]:
            continue
        words = row.get("match", ())
        if words and not any(re.search(rf"\b{re.escape(word)}\b", named) for word in words):
            continue
        yield Rule("This plan", row["text"], row["cite"], row["confidence"] != "V")


def standing_rules(case: Case) -> tuple[Rule, ...]:
    """Who may file for this plan, and the consent or form that it takes."""
    return tuple(
        Rule("Who may file", row["text"], row["cite"], row.get("confidence") == "V2")
        for row in load("appeal_requests")["standing"]
        if plan_of(case) in row["plans"]
    )
