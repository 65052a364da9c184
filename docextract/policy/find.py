"""Which policy a letter is about, and which of its requirements apply."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from docextract.facts import Letter, Policy, PolicyCriterion, ServiceStatus

_CONFUSED = str.maketrans("oil", "011")
_ALIKE = 72
_HEADING_ALIKE = 55


def find_policy(policies: Sequence[Policy], letter: Letter) -> Policy | None:
    """The policy that the letter cites, by its number, else by its title.

    Returns:
        None where no policy of the folder is the cited one.
    """
    for policy in policies:
        if policy.identifier and any(
            _same(policy.identifier, c.identifier.value) for c in letter.criteria
        ):
            return policy
    cited = [c.title.value for c in letter.criteria if c.title.value]
    scored = [
        (max((fuzz.token_set_ratio(policy.title or "", t) for t in cited), default=0.0), policy)
        for policy in policies
    ]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _ALIKE else None


def _same(one: str, other: str | None) -> bool:
    """Whether two printed numbers are the same, letters and digits that OCR confuses alike."""

    def flat(value: str) -> str:
        return re.sub(r"[^a-z0-9]", "", value.lower()).translate(_CONFUSED)

    return bool(other) and flat(one) == flat(other or "")


def applying(policy: Policy, letter: Letter) -> tuple[PolicyCriterion, ...]:
    """The requirements of the policy that the request has to meet.

    A section or label that the letter cites decides; else the heading that prints a denied
    code, else the one whose words are nearest the denied service and the reason; else all.
    """
    cited = _cited_labels(letter)
    if cited:
        chosen = tuple(c for c in policy.criteria if _under(c, cited))
        if chosen:
            return chosen
    denied = [s for s in letter.services if s.status.value is not ServiceStatus.APPROVED]
    codes = {s.code.value for s in denied if s.code.value}
    headings = dict.fromkeys(c.heading for c in policy.criteria)
    coded = [h for h in headings if h and any(code in h for code in codes)]
    if not coded:
        reason = (letter.denial_reason.value or "",)
        words = " ".join((*(s.description.value or "" for s in denied), *reason))
        scores = [(fuzz.token_set_ratio(_topic(h), words), h) for h in headings]
        top = max(scores, key=lambda pair: pair[0], default=(0.0, None))
        coded = [top[1]] if top[0] >= _HEADING_ALIKE and top[1] else []
    return tuple(c for c in policy.criteria if c.heading in coded) or policy.criteria


def _topic(heading: str | None) -> str:
    """A heading's own words, without its number and without brackets."""
    numbered = r"^\W*(?:(?:section|part)\s+)?(?:[A-Z]|\d{1,2})?[.):]?\s+(?=\w)|\([^)]*\)"
    return re.sub(numbered, "", heading or "", flags=re.IGNORECASE).strip()


def _cited_labels(letter: Letter) -> set[str]:
    """The labels ("B", "B2", "3") of the sections and items that the letter cites."""
    texts = [letter.denial_reason.raw or ""]
    for criterion in letter.criteria:
        texts += [criterion.identifier.raw or "", criterion.title.raw or ""]
        texts += [e.text for e in criterion.identifier.evidence]
    shape = r"\b(?:section|criteri(?:on|a)|part|item)s?\s+([A-Z]?\d{0,2})\b"
    return {m for t in texts for m in re.findall(shape, t) if m}


def _under(criterion: PolicyCriterion, cited: set[str]) -> bool:
    if criterion.label in cited:
        return True
    section = re.match(r"(?:section|part)?\s*([A-Z]|\d{1,2})\b", criterion.heading or "", re.I)
    return bool(section and section[1].upper() in cited)
