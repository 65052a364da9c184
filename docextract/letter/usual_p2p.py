"""What payers publish of their peer-to-peer windows, for letters that state none.

A row is a hint to confirm by telephone, never a deadline: the payer's letter sets the window.
"""

from __future__ import annotations

import re

from docextract.facts import DeadlineUnit, Frozen, PlanType
from docextract.rules import load


class UsualP2P(Frozen):
    """One published practice: a window (``amount`` of ``unit`` from ``start``) or a ``text``."""

    payer: str
    case: str
    url: str
    amount: int | None = None
    unit: DeadlineUnit | None = None
    start: str | None = None
    text: str | None = None
    must_precede_appeal: bool = False


def usual_p2p(
    payer: str | None, um_vendor: str | None, plan_type: PlanType | None
) -> tuple[UsualP2P, ...]:
    """The rows for a payer or its reviewer, the reviewer's first; none where nobody is known."""
    found: list[UsualP2P] = []
    for name in (um_vendor, payer):
        plain = " ".join(re.findall(r"[a-z0-9]+", (name or "").lower()))
        for row in load("payers_p2p")["rows"]:
            plans = row.get("plans")
            known = plan_type not in (None, PlanType.UNKNOWN)
            if plans and known and plan_type not in plans:
                continue
            if any(re.search(rf"\b{re.escape(word)}\b", plain) for word in row["match"]):
                fields = {k: v for k, v in row.items() if k not in ("match", "plans")}
                usual = UsualP2P(**fields)
                if usual not in found:
                    found.append(usual)
    return tuple(found)
